"""The guards of the specification: each place where a call may be rejected, and which of them is being asked."""

import ast
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Final

from spec import errors

SPEC: Final = Path(errors.__file__).resolve().parent
REQUIRE: Final = errors.require.__code__
"""What every guard calls."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard."""

    file: str
    first: int
    last: int
    """The lines that it stands in."""
    function: str
    reason: str
    """The rejection, as it is written."""

    @property
    def name(self) -> str:
        """Return what it is called."""
        return f"spec/{self.file}:{self.first} {self.function}: {self.reason}"


@cache
def guards() -> tuple[Guard, ...]:
    """Return all guards, in the order of the text."""
    return tuple(guard for path in sorted(SPEC.glob("*.py")) for guard in of_file(path))


def of_file(path: Path) -> list[Guard]:
    """Return the guards of a module."""
    found = []
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "require":
                    made = node.args[1].func if isinstance(node.args[1], ast.Call) else node.args[1]
                    lines = node.lineno, node.end_lineno or node.lineno
                    found.append(Guard(path.name, *lines, function.name, ast.unparse(made)))
    return sorted(found, key=lambda guard: guard.first)


def asked() -> Guard | None:
    """Return the guard that is being asked, if one is."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code is not REQUIRE:
        frame = frame.f_back
    caller = None if frame is None else frame.f_back
    if caller is None:
        return None
    path, line = Path(caller.f_code.co_filename), caller.f_lineno
    here = (guard for guard in guards() if guard.file == path.name and guard.first <= line <= guard.last)
    return next(here, None)
