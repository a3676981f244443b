"""Evaluate the properties: after every step of a run, so the usual answer, that all hold, has to be quick.

A property that fails is evaluated once more to tell what failed. One that raises is violated too: the arithmetic of
the specification asserts its range, and a view that cannot be computed is a mistake.
"""

from dataclasses import dataclass
from typing import Any, Final

from properties.catalogue import PROPERTIES
from properties.declaration import Kind, Property
from properties.outcome import Outcome
from properties.outcome import Rejected as Rejected
from properties.outcome import Transition as Transition
from properties.relations.verdict import Verdict
from properties.vocabulary import notes_on
from properties.world import History
from spec.actions import Action
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.state import State

NOTES_SHOWN = 4
"""How many of the comparisons that failed are shown, innermost first."""

NOTE_LENGTH = 400
"""How much of each is shown."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A property that does not hold."""

    property_id: str
    message: str
    """What should hold, and what failed, with both sides where they are known."""


def failure(property: Property, subject: object) -> str | None:
    """Return what failed, if anything."""
    try:
        if property.function(subject):
            return None
    except Exception as error:  # whatever it is, the property does not hold
        return f"Raised {type(error).__name__}: {error}"
    notes = notes_on(lambda: property.function(subject))
    return "Failed: " + "; ".join(str(note)[:NOTE_LENGTH] for note in notes[:NOTES_SHOWN])


def check(properties: tuple[Property, ...], subject: object) -> list[Violation]:
    """Return which of the properties do not hold."""
    failures = ((entry, failure(entry, subject)) for entry in properties)
    return [Violation(entry.id, f"{entry.statement} {told}") for entry, told in failures if told is not None]


def of_kind(kind: Kind) -> tuple[Property, ...]:
    """Return all properties of a kind."""
    return tuple(property for property in PROPERTIES if property.kind == kind)


INVARIANTS = of_kind(Kind.INVARIANT)
LAWS = of_kind(Kind.LAW)
REJECTION_LAWS = of_kind(Kind.REJECTION)
RELATIONS = of_kind(Kind.RELATION)


def speaks_of(scope: tuple[type[Any], ...], kind: type[Any]) -> bool:
    """Tell whether a property with that scope speaks of a kind of action or rejection."""
    return not scope or kind in scope


LAWS_OF = {action: tuple(law for law in LAWS if speaks_of(law.actions, action)) for action in REJECTIONS}
"""The laws that speak of each action."""


def rejection_laws_of(action: type[Action], rejection: type[Rejection]) -> tuple[Property, ...]:
    """Return the rejection laws that speak of an action refused for that reason."""
    return tuple(
        law for law in REJECTION_LAWS if speaks_of(law.actions, action) and speaks_of(law.rejections, rejection)
    )


class Watched:
    """A state that remembers which of its parts were read."""

    __slots__ = ("parts", "state")

    def __init__(self, state: State) -> None:
        """Watch over ``state``."""
        self.state = state
        self.parts: dict[str, object] = {}

    def __getattr__(self, name: str) -> object:
        """Return a part of the state."""
        value: object = getattr(self.state, name)
        self.parts[name] = value
        return value


HELD: Final[dict[str, dict[str, object]]] = {}
"""For each invariant, the parts of the state that it read when it last held.

While those are the very same, it holds again. Most calls change few parts, so this is most of the speed.
"""


def still_holds(invariant: Property, state: State) -> bool:
    """Tell whether an invariant held of the same parts the last time."""
    parts = HELD.get(invariant.id)
    return parts is not None and all(getattr(state, name) is value for name, value in parts.items())


def check_invariant(invariant: Property, state: State) -> Violation | None:
    """Return how an invariant fails of a state, if it does, and remember what it read if it does not."""
    watched = Watched(state)
    violations = check((invariant,), watched)
    if violations:
        return violations[0]
    HELD[invariant.id] = watched.parts
    return None


def check_invariants(state: State) -> list[Violation]:
    """Return which invariants do not hold of a state."""
    found = (check_invariant(invariant, state) for invariant in INVARIANTS if not still_holds(invariant, state))
    return [violation for violation in found if violation is not None]


def check_transition(step: Transition[Action]) -> list[Violation]:
    """Return which laws do not hold of an accepted call."""
    return check(LAWS_OF[type(step.action)], step)


def check_rejection(refused: Rejected[Action, Rejection]) -> list[Violation]:
    """Return which laws do not hold of a rejected call."""
    return check(rejection_laws_of(type(refused.action), type(refused.rejection)), refused)


def check_outcome(outcome: Outcome) -> list[Violation]:
    """Return which properties do not hold of a call, and of the state that it leaves behind."""
    if isinstance(outcome, Transition):
        return check_transition(outcome) + check_invariants(outcome.after)
    return check_rejection(outcome)


def disagreement(relation: Property, start: State, history: History) -> str | None:
    """Return in what the runs of a relation differ, if in anything."""
    try:
        verdict: Verdict = relation.function(start, history)
    except AssertionError as error:  # the specification fails in one of the runs
        return f"Raised {type(error).__name__}: {error}"
    return None if verdict.holds else str(verdict)


def check_relations(start: State, history: History) -> list[Violation]:
    """Return which relations do not hold of a history; far slower than the rest."""
    found = ((entry, disagreement(entry, start, history)) for entry in RELATIONS)
    return [Violation(entry.id, f"{entry.statement} {told}") for entry, told in found if told is not None]
