"""What a campaign did, counted: a result without these counts says nothing."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from differential.adapter.noise import Disturb
from spec.actions import Action
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.transition import Applied

Scope = Mapping[type[Action], tuple[type[Rejection], ...]]
"""The actions that a campaign asks for, with the rejections that it has to see of each."""


@dataclass(slots=True)
class Tally:
    """How often each action was accepted, and rejected for what."""

    accepted: Counter[str] = field(default_factory=Counter)
    rejected: Counter[tuple[str, str]] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    """How often each relation was evaluated."""
    disturbed: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """Calls of what an adapter does not map, by function and by whether they went through."""
    unlooked: frozenset[str] | None = None
    """The lines of an adapter's state that had nothing to compare in any job; nothing before the first."""
    refused: int = 0
    """Calls from outside to functions that stand for no action; all were refused."""
    histories: int = 0
    seconds: float = 0.0
    """Time spent stepping, over all workers."""
    examined: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often the properties were evaluated of each action, by what it was rejected for: nothing, if accepted."""

    def count(self, action: Action, outcome: Applied | Rejection, examined: bool = True) -> None:
        """Count one call, of which the properties were evaluated or not."""
        if isinstance(action, Disturb):
            self.disturbed[action.function, isinstance(outcome, Applied)] += 1
            return
        name = type(action).__name__
        reason = type(outcome).__name__ if isinstance(outcome, Rejection) else ""
        self.examined[name, reason] += examined
        if isinstance(outcome, Rejection):
            self.rejected[name, reason] += 1
            return
        self.accepted[name] += 1
        self.events.update(type(event).__name__ for event in outcome.events)

    def add(self, other: "Tally") -> None:
        """Count all that another tally did."""
        self.accepted.update(other.accepted)
        self.rejected.update(other.rejected)
        self.examined.update(other.examined)
        self.events.update(other.events)
        self.relations.update(other.relations)
        self.disturbed.update(other.disturbed)
        if other.unlooked is not None:
            self.unlooked = other.unlooked if self.unlooked is None else self.unlooked & other.unlooked
        self.refused += other.refused
        self.histories += other.histories
        self.seconds += other.seconds

    @property
    def steps(self) -> int:
        """Return the number of calls."""
        return self.accepted.total() + self.rejected.total() + self.disturbed.total()

    def unseen(self, scope: Scope = REJECTIONS, seldom: Set[type[Action]] = frozenset()) -> list[str]:
        """Return what a campaign must see and this one did not: without it, its silence means nothing.

        Actions that are ``seldom`` accepted need not be.
        """
        wanted = (kind.__name__ for kind in scope if kind not in seldom)
        missing = [f"{name} was never accepted" for name in wanted if not self.accepted[name]]
        for kind, reasons in scope.items():
            names = (reason.__name__ for reason in reasons)
            missing += [f"{kind.__name__} was never rejected with {name}" for name in names
                        if not self.rejected[kind.__name__, name]]  # fmt: skip
        missing += [f"{line} of the adapter had nothing to compare" for line in sorted(self.unlooked or ())]
        return missing
