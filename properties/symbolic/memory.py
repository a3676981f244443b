"""What is already known of obligations, each under a digest of all that its truth depends on, whatever step it is of.

An obligation says that a goal follows from what holds at a place and from what is known of every state. So the goal and
that knowledge are what it is named by, and beside the name stand the conditions that its proof rested on: wherever they
hold, whatever else does, it need not be proved again. How it was proved is no part of the name: the engine's own text
is, where memory is kept on disk (see ``cache``).
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from properties.symbolic.digest import combined, of_formula, of_poly
from properties.symbolic.formula import Formula
from properties.symbolic.knowledge import Knowledge
from properties.symbolic.model import Witness
from properties.symbolic.polynomial import Poly

WORKED_OUT = ("memory", "extensions")
"""What knowledge keeps only to be quicker."""


Names = frozenset[bytes]
"""The names of some conditions."""

Proved = dict[bytes, dict[Names, float]]
"""By the names of goals: from which conditions each was shown to follow, with the seconds that it took."""

Claim = tuple[str, str]
"""The id of a property, and the step that it is claimed of."""


class Memory:
    """Outcomes of obligations."""

    def __init__(self, proved: Proved | None = None, possible: Iterable[bytes] = ()) -> None:
        """Begin with what was proved before, and the paths that could not be ruled out.

        That a path seemed possible is no verdict: all that is claimed of it has to be proved. It only saves asking.
        """
        self.proved: Proved = {goal: dict(ways) for goal, ways in (proved or {}).items()}
        self.possible = set(possible)
        self.opened: dict[tuple[bytes, Names], float] = {}
        """What was tried in vain in this run."""
        self.shown: dict[Claim, Witness | None] = {}
        """For claims that are open: the step that shows that they are false, or that none was found."""
        self.elsewhere: dict[bytes | Claim, str] = {}
        """What others are at, with the id of the property: goals to be proved, and claims to be shown to be false."""

    def recall(self, goal: bytes, here: Names) -> tuple[bool, float] | None:
        """Return whether a goal was proved where some of these conditions hold, or tried in vain where all of them do.

        With it come the seconds that it took. Whatever followed from some conditions follows from more.
        """
        for enough, seconds in self.proved.get(goal, {}).items():
            if enough <= here:
                return True, seconds
        return (False, self.opened[goal, here]) if (goal, here) in self.opened else None

    def keep(self, goal: bytes, enough: Names, seconds: float) -> None:
        """Remember that a goal follows from some conditions."""
        self.proved.setdefault(goal, {})[enough] = seconds

    def give_up(self, goal: bytes, here: Names, seconds: float) -> None:
        """Remember that a goal could not be shown at a place, for as long as this run goes on."""
        self.opened[goal, here] = seconds

    def keep_possible(self, place: bytes) -> None:
        """Remember that a path could not be ruled out."""
        self.possible.add(place)

    def keep_shown(self, claim: Claim, found: Witness | None) -> None:
        """Remember what shows that a claim is false, or that nothing was found, for as long as this run goes on."""
        self.shown[claim] = found

    def learn(self, other: "Memory") -> None:
        """Take in what another memory holds."""
        for goal, ways in other.proved.items():
            self.proved.setdefault(goal, {}).update(ways)
        self.opened |= other.opened
        self.possible |= other.possible
        self.shown |= other.shown
        ended: set[bytes | Claim] = {*other.proved, *(goal for goal, _ in other.opened), *other.shown}
        self.elsewhere = {work: id for work, id in self.elsewhere.items() if work not in ended}

    @classmethod
    def united(cls, memories: "Iterable[Memory]") -> "Memory":
        """Return what any of several memories holds."""
        found = cls()
        for memory in memories:
            found.learn(memory)
        return found

    def mention(self, property_id: str) -> None:
        """Tell whoever watches what is being proved; here, nobody does."""

    def begin(self, work: bytes | Claim) -> None:
        """Tell the others what is begun of the property that was mentioned last; here, there are none."""


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
