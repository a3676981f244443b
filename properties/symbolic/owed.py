"""What has to be proved of a step: obligations, and the places on its paths at which they are owed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from properties.declaration import Property
from properties.symbolic.decision import Place
from properties.symbolic.digest import combined, of_formula
from properties.symbolic.formula import AND, FORALL, TRUE, Formula
from properties.symbolic.knowledge import Knowledge
from properties.symbolic.memory import Names


class Spot:
    """A place on a path, worked out only when something has to be decided there."""

    def __init__(self, conditions: tuple[Formula, ...], knowledge: Knowledge, known: bytes) -> None:
        self.conditions = conditions
        self.knowledge = knowledge
        self.known = known

    @cached_property
    def place(self) -> Place:
        """Return the place."""
        return Place(self.conditions, self.knowledge)

    @cached_property
    def names(self) -> Names:
        """Return the names of all that holds here."""
        return frozenset(map(of_formula, self.conditions))

    @cached_property
    def digest(self) -> bytes:
        """Return a digest of all that holds here."""
        return combined(self.known, *sorted(self.names))

    @property
    def enough(self) -> Names:
        """Return the names of the conditions that the last proof here rested on."""
        return frozenset(map(of_formula, self.place.rested_on))

    def name(self, goal: Formula) -> bytes:
        """Return the name of a goal, which has to follow from what is known and what holds here."""
        return combined(self.known, of_formula(goal))


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation."""

    id: str
    spot: Spot
    goal: Formula
    claim: Property | None = None
    why: str = ""
    """What the specification asserts."""

    @property
    def parts(self) -> Iterator[Formula]:
        """Return the statements that make the goal, each of which is shown by itself."""
        return parts_of(self.goal)


def parts_of(goal: Formula) -> Iterator[Formula]:
    """Yield the statements that together make a goal. "For all" speaks of an arbitrary key already."""
    if goal.kind in (AND, FORALL):
        for part in goal.parts:
            yield from parts_of(part)
    elif goal is not TRUE:
        yield goal


def common(places: list[tuple[Formula, ...]]) -> tuple[Formula, ...]:
    """Return what holds at all of several places."""
    others = [frozenset(conditions) for conditions in places[1:]]
    return tuple(f for f in places[0] if all(f in other for other in others))
