"""How a check is declared: by a decorator that turns a documented function of unknown numbers into an entry.

The function makes a state, and what happens in it. Of a call, all is evaluated that the catalogue says of it: every
invariant, every law that speaks of the action, and every rejection law that speaks of the reason. Of a history, the one
relation that is named.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from properties.bounded.population import Population
from properties.catalogue import lookup
from properties.declaration import Property, statement_of
from properties.evaluation import INVARIANTS, LAWS_OF, disagreement, failure, rejection_laws_of
from properties.outcome import Outcome, Transition, attempt, successor
from properties.world import History, Step, call_at
from spec.actions import Action
from spec.errors import Rejection
from spec.parameters import DAY
from spec.state import State
from spec.units import UINT256_MAX

T = TypeVar("T")

ACCEPTED: Final = "accepted"
COMPARED: Final = "compared"
NOTHING: Final = "nothing compared"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number of which nothing is known but its bounds."""

    lowest: int
    highest: int


AMOUNT: Final = Unknown(0, 2**109)
"""Wei: as many as five such amounts are within the supply together."""
ASSETS: Final = Unknown(1, 2**109)
"""Wei in a pool that has shares."""
WORD: Final = Unknown(0, UINT256_MAX)
"""Anything that a contract can be given."""
TIME: Final = Unknown(0, 60 * DAY)
"""Seconds until the call."""
CHOICE: Final = Unknown(0, 3)
"""Which of up to four options."""

Made = tuple[State, Step]
"""A state, and a call in it."""

Numbers = dict[str, int]
"""The unknown numbers, by name."""


def pick(options: Sequence[T], number: int) -> T:
    """Return one of the options; numbers beyond them mean the last.

    An index would do for plain numbers. With an unknown one, CrossHair would look at a single value of it.
    """
    for place, option in enumerate(options[:-1]):
        if number == place:
            return option
    return options[-1]


@dataclass(frozen=True)
class Check(ABC):
    """Something that happens with unknown numbers."""

    name: str
    statement: str
    """What is unknown and what is not, as a reader wants to know."""
    mutant: str
    """A mistake in the specification that the check has to notice, by its id."""
    unknowns: dict[str, Unknown]
    make: Callable[..., Any]
    """Takes a population and the unknown numbers by name."""

    @property
    @abstractmethod
    def properties(self) -> tuple[Property, ...]:
        """Return all that is evaluated, for some numbers at least."""

    @property
    @abstractmethod
    def expected(self) -> tuple[str, ...]:
        """Return what has to be seen, for some numbers each, lest the check means nothing."""

    @abstractmethod
    def judge(self, people: Population, numbers: Numbers) -> tuple[str, bool]:
        """Return what is seen for these numbers, and whether all holds."""

    @abstractmethod
    def failures(self, people: Population, numbers: Numbers) -> tuple[str, ...]:
        """Return what fails for these numbers, in words."""


def claims(outcome: Outcome) -> Iterator[tuple[Property, object]]:
    """Yield what the catalogue says of an outcome, each with what it is said of."""
    subject = successor(outcome)
    yield from ((invariant, subject) for invariant in INVARIANTS)
    if isinstance(outcome, Transition):
        laws = LAWS_OF[type(outcome.action)]
    else:
        laws = rejection_laws_of(type(outcome.action), type(outcome.rejection))
    yield from ((law, outcome) for law in laws)


@dataclass(frozen=True)
class CallCheck(Check):
    """One call."""

    make: Callable[..., Made]
    action: type[Action]
    refusals: tuple[type[Rejection], ...]
    """For what the call is refused for some numbers."""

    @property
    def properties(self) -> tuple[Property, ...]:
        """Return every invariant, the laws of the action, and those of its refusals."""
        refused = {law.id: law for reason in self.refusals for law in rejection_laws_of(self.action, reason)}
        return (*INVARIANTS, *LAWS_OF[self.action], *refused.values())

    @property
    def expected(self) -> tuple[str, ...]:
        """Return that the call is accepted, and each reason to refuse it."""
        return (ACCEPTED, *(reason.__name__ for reason in self.refusals))

    def outcome(self, people: Population, numbers: Numbers) -> Outcome:
        """Make the call."""
        state, step = self.make(people, **numbers)
        return attempt(state, call_at(state, step), step.action)

    def judge(self, people: Population, numbers: Numbers) -> tuple[str, bool]:
        """Return what becomes of the call, and whether all holds that is said of it."""
        outcome = self.outcome(people, numbers)
        seen = ACCEPTED if isinstance(outcome, Transition) else type(outcome.rejection).__name__
        return seen, all(property.function(subject) for property, subject in claims(outcome))

    def failures(self, people: Population, numbers: Numbers) -> tuple[str, ...]:
        """Return what is said of the call and does not hold."""
        told = ((property, failure(property, subject)) for property, subject in claims(self.outcome(people, numbers)))
        return tuple(f"{property.id}: {property.statement} {what}" for property, what in told if what is not None)


@dataclass(frozen=True)
class RunCheck(Check):
    """Several runs compared."""

    make: Callable[..., tuple[State, History]]
    relation: Property

    @property
    def properties(self) -> tuple[Property, ...]:
        """Return the relation alone."""
        return (self.relation,)

    @property
    def expected(self) -> tuple[str, ...]:
        """Return that something is compared."""
        return (COMPARED,)

    def judge(self, people: Population, numbers: Numbers) -> tuple[str, bool]:
        """Return whether there is anything to compare, and whether the runs agree."""
        verdict = self.relation.function(*self.make(people, **numbers))
        return (COMPARED if verdict.checked else NOTHING), verdict.holds

    def failures(self, people: Population, numbers: Numbers) -> tuple[str, ...]:
        """Return in what the runs differ."""
        told = disagreement(self.relation, *self.make(people, **numbers))
        return () if told is None else (f"{self.relation.id}: {self.relation.statement} {told}",)


def call(
    name: str, action: type[Action], mutant: str, *refusals: type[Rejection], **unknowns: Unknown
) -> Callable[[Callable[..., Made]], Check]:
    """Make a check of a function that returns a state and a step."""

    def declare(make: Callable[..., Made]) -> Check:
        return CallCheck(name, statement_of(make), mutant, unknowns, make, action, refusals)

    return declare


def runs(relation: str, mutant: str, **unknowns: Unknown) -> Callable[[Callable[..., tuple[State, History]]], Check]:
    """Make a check of a function that returns a state and a history, of which a relation is to hold."""

    def declare(make: Callable[..., tuple[State, History]]) -> Check:
        return RunCheck(relation, statement_of(make), mutant, unknowns, make, lookup(relation))

    return declare
