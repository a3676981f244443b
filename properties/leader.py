"""Processes that work for another end with it, however it ends: one that was killed ends nobody."""

import os
from multiprocessing import parent_process
from threading import Thread


def follow_leader() -> None:
    """Have this process end as soon as the one that started it has ended."""
    Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    leader = parent_process()
    if leader:
        leader.join()
        os._exit(1)
