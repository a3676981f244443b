"""Interruptions: the first asks a run to come to its end with a report, the second ends it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C, and what services send before they kill."""


class Stopping:
    """Whether a run was asked to stop."""

    asked = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Note the first interruption. Raises `KeyboardInterrupt` at the second."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def stopping() -> Iterator[Stopping]:
    """Listen for interruptions until the block ends."""
    asked = Stopping()
    before = {number: signal.signal(number, asked.ask) for number in SIGNALS}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
