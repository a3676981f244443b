"""The part of a property that is being evaluated, as it stands in the source: what a reader is shown of a failure."""

import linecache
import sys
from types import FrameType
from typing import Final

LONGEST: Final = 160
"""How much of a clause is shown."""


def clause_outside_of(module: str) -> str:
    """Return the expression that is being evaluated in the innermost function that is in another module.

    Nothing, if its source cannot be read.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__") in (__name__, module):
        frame = frame.f_back
    return "" if frame is None else " ".join(expression(frame).split())[:LONGEST]


def expression(frame: FrameType) -> str:
    """Return the source of the expression that a function is at."""
    positions = list(frame.f_code.co_positions())
    first, last, begin, end = positions[frame.f_lasti // 2]
    if first is None or last is None or begin is None or end is None:
        return ""
    lines = [linecache.getline(frame.f_code.co_filename, number) for number in range(first, last + 1)]
    # Columns count bytes.
    encoded = [line.encode() for line in lines]
    encoded[-1] = encoded[-1][:end]
    encoded[0] = encoded[0][begin:]
    return b"".join(encoded).decode()
