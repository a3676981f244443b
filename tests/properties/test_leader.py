"""A process that works for another ends with it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LAYERS = ("properties", "differential", "seqstake")
ROOT = Path(__file__).parents[2]

LEADER = """
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from properties.leader import follow_leader

if __name__ == "__main__":
    with ProcessPoolExecutor(1, get_context("spawn"), follow_leader) as pool:
        pool.submit(print, "the worker is there", flush=True).result()
        pool.submit(time.sleep, {rest})
        time.sleep(300)
"""


@pytest.mark.parametrize("rest", [0, 300], ids=["idle", "at work"])
def test_a_worker_ends_with_a_leader_that_is_killed(tmp_path: Path, rest: int) -> None:
    script = tmp_path / "leader.py"
    script.write_text(LEADER.format(rest=rest))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as leader:
        assert leader.stdout is not None
        assert leader.stdout.readline() == "the worker is there\n"
        leader.kill()
        # The worker has the other end of the pipe too, so this waits for both.
        assert leader.stdout.read() == ""


def test_all_pools_of_processes_follow_their_leader() -> None:
    texts = {path: path.read_text() for layer in LAYERS for path in (ROOT / layer).rglob("*.py")}
    pools = {path for path, text in texts.items() if "ProcessPoolExecutor(" in text}
    assert pools
    assert [path for path in pools if "follow_leader()" not in texts[path]] == []
