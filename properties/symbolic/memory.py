"""What is already known of obligations, each under a digest of all that its truth depends on.

An obligation says that a goal follows from what holds at a place and from what is known of every state, so these three
are what it is named by. How it was proved is no part of the name: the engine's own text is, where memory is kept on
disk (see ``cache``).
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from properties.symbolic.digest import combined, of_formula, of_poly
from properties.symbolic.formula import Formula
from properties.symbolic.knowledge import Knowledge
from properties.symbolic.polynomial import Poly

WORKED_OUT = ("memory", "extensions")
"""What knowledge keeps only to be quicker."""


class Memory:
    """Outcomes of obligations."""

    def __init__(self, proved: dict[bytes, float] | None = None, possible: Iterable[bytes] = ()) -> None:
        """Begin with what was proved before, with the seconds that it took, and the paths that could not be ruled out.

        That a path seemed possible is no verdict: all that is claimed of it has to be proved. It only saves asking.
        """
        self.proved = dict(proved or {})
        self.possible = set(possible)
        self.opened: dict[bytes, float] = {}
        """What was tried in vain in this run."""

    def recall(self, key: bytes) -> tuple[bool, float] | None:
        """Return whether an obligation was proved, and the seconds that it took, if it was tried."""
        if key in self.proved:
            return True, self.proved[key]
        return (False, self.opened[key]) if key in self.opened else None

    def keep(self, key: bytes, proved: bool, seconds: float) -> None:
        """Remember what came of an obligation."""
        (self.proved if proved else self.opened)[key] = seconds

    def keep_possible(self, key: bytes) -> None:
        """Remember that a path could not be ruled out."""
        self.possible.add(key)

    def mention(self, property_id: str) -> None:
        """Tell whoever watches what is being proved; here, nobody does."""


def of_content(value: Any) -> bytes:
    """Return a digest of statements and of whatever holds them together."""
    if isinstance(value, Formula):
        return of_formula(value)
    if isinstance(value, Poly):
        return of_poly(value)
    if value is None or isinstance(value, str | int | bytes):
        return combined(type(value).__name__.encode(), repr(value).encode())
    if isinstance(value, dict):
        return combined(
            b"dict", *(of_content(entry) for entry in sorted(value.items(), key=lambda pair: repr(pair[0])))
        )
    if isinstance(value, list | tuple):
        return combined(b"list", *map(of_content, value))
    if is_dataclass(value):
        return combined(type(value).__name__.encode(), *(of_content(getattr(value, f.name)) for f in fields(value)))
    raise TypeError(f"no digest is defined of {type(value).__name__}; of_content has to learn how to make one")


def of_knowledge(knowledge: Knowledge) -> bytes:
    """Return a digest of all that is assumed of a state."""
    return of_content({name: value for name, value in vars(knowledge).items() if name not in WORKED_OUT})
