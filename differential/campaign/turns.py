"""Which way the spec goes through its own text: the turns of a call, seen by the interpreter's trace hook.

Watching costs about as much as the step itself, which is a small part of the same step in lock-step.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final, TypeVar

import spec

T = TypeVar("T")

Turn = tuple[CodeType, int, int]
"""Two lines of one function that ran one after the other; the line before the first is zero."""

Hook = Callable[[FrameType, str, Any], Any]

PLUMBING: Final = ("map.py", "units.py", "state.py")
"""What runs the same way whatever the rule."""

CHAPTERS: Final = frozenset(str(path) for path in Path(spec.__file__).parent.glob("*.py") if path.name not in PLUMBING)
"""The files whose turns count."""


def watched(work: Callable[[], T]) -> tuple[T, set[Turn]]:
    """Do some work, and return what it returns with the turns that the spec took."""
    turns: set[Turn] = set()

    def enter(frame: FrameType, event: str, argument: object) -> Hook | None:
        return follow(frame.f_code, turns) if frame.f_code.co_filename in CHAPTERS else None

    other = sys.gettrace()
    sys.settrace(enter)
    try:
        return work(), turns
    finally:
        sys.settrace(other)


def follow(code: CodeType, turns: set[Turn]) -> Hook:
    """Return a hook that adds the turns of one run of a function."""
    before = 0

    def go_on(frame: FrameType, event: str, argument: object) -> Hook:
        nonlocal before
        if event == "line":
            turns.add((code, before, frame.f_lineno))
            before = frame.f_lineno
        return go_on

    return go_on
