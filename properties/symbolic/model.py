"""Turns what refutes a goal into a state that a person can read, and replays it on the specification.

Only a replay makes a verdict "violated": before the step every invariant and assumption has to hold of the concrete
state, and the property has to fail after it. What does not replay shows nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, get_args, get_origin

from properties.declaration import Kind, Property
from properties.evaluation import INVARIANTS, speaks_of
from properties.outcome import Outcome, Rejected, attempt
from properties.symbolic.assumptions import OF_STATES, call_is_possible
from properties.symbolic.decision import Place
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import Formula, conjuncts, opposite
from properties.symbolic.fresh import arbitrary
from properties.symbolic.interpretation import concrete
from properties.symbolic.knowledge import Keys
from properties.symbolic.people import renamed, told_apart
from properties.symbolic.polynomial import ONE, ZERO, Poly, choice, number
from properties.symbolic.population import Population
from properties.symbolic.question import Question
from properties.symbolic.rewriting import Rewriter
from properties.symbolic.schema import default, is_record, map_types, plain, types_of
from properties.symbolic.smallest import Smallest
from properties.symbolic.table import Parts
from properties.symbolic.values import SymInt, formula_of
from spec.actions import Action, Call
from spec.map import Map
from spec.rejections import REJECTIONS
from spec.state import State
from spec.units import Address

SIZES: Final = ((1, 0), (1, 1), (2, 1), (3, 0), (1, 2))
"""How far from the goal keys are looked for in each attempt, and how many more there are of each map."""

MOST_ITEMS: Final = 100
"""How many items a call may name."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A concrete step after which a property does not hold."""

    before: State
    call: Call
    action: Action

    def renamed(self, by: Mapping[Address, Address]) -> "Witness":
        """Return it with other accounts in the place of some."""
        parts = ((self.before, State), (self.call, Call), (self.action, type(self.action)))
        return Witness(*(renamed(part, kind, by) for part, kind in parts))

    def told_apart(self) -> "Witness":
        """Return it with everybody under a number that is no amount."""
        return self.renamed(told_apart(self.before, self.call, self.action))


class Reading:
    """An answer, read as values."""

    def __init__(self, question: Question, by: Rewriter, keys: Keys) -> None:
        self.question = question
        self.by = by
        self.keys = keys

    def witness(self, kind: type[Action]) -> Witness:
        """Return the step."""
        return Witness(self.value(State, "s"), self.value(Call, "call"), self.value(kind, "arg"))

    def number(self, value: Poly) -> int:
        """Return the value of a polynomial."""
        return self.question.value(self.by.poly(value))

    def value(self, kind: Any, head: str, args: Parts = ()) -> Any:
        """Return the value of that type and name."""
        inner = map_types(kind)
        if inner is not None:
            return self.map(head, *inner, args)
        if get_origin(kind) is tuple:
            return self.items(get_args(kind)[0], head)
        if is_record(kind):
            record = plain(kind)
            return record(**{name: self.value(part, f"{head}.{name}", args) for name, part in types_of(record).items()})
        found = arbitrary(kind, head, args)
        if isinstance(found, SymInt):
            return plain(kind)(self.number(found.poly))
        return bool(self.number(choice(formula_of(found), ONE, ZERO)))

    def items(self, kind: Any, head: str) -> tuple[Any, ...]:
        """Return the items that a call names; of a log, there are none."""
        if plain(kind) is not int:
            return ()
        size = self.number(arbitrary(int, f"{head}.size").poly)
        if size > MOST_ITEMS:
            raise EngineError("a call that names too many items")
        return tuple(self.value(kind, head, (number(at),)) for at in range(size))

    def map(self, head: str, key: Any, value: Any, args: Parts) -> Map[Any, Any]:
        """Return a map with the entries at its keys."""
        found: Map[Any, Any] = Map(default(value))
        around = tuple(map(self.number, args))
        for parts in self.keys.get(head, ()):
            numbers = tuple(map(self.number, parts))
            if numbers[: len(around)] == around:
                found = found.set(named(key, list(numbers[len(around) :])), self.value(value, head, parts))
        return found


def named(kind: Any, numbers: list[int]) -> Any:
    """Return the key of that type made of these numbers, which are used up."""
    if is_record(kind):
        return plain(kind)(**{name: named(part, numbers) for name, part in types_of(plain(kind)).items()})
    return plain(kind)(numbers.pop(0))


def holds(claim: Property, subject: Any) -> bool:
    """Tell whether a property holds; one that cannot be evaluated does not."""
    try:
        return claim.holds(subject)
    except Exception:  # whatever it is
        return False


def is_possible(found: Witness) -> bool:
    """Tell whether all that is assumed before a step holds of a concrete one."""
    assumed = all(claim(found.before) for claim in OF_STATES) and call_is_possible(found.before, found.call)
    return assumed and all(holds(invariant, found.before) for invariant in INVARIANTS)


def replayed(claim: Property | None, found: Witness) -> bool:
    """Tell whether a property fails after a possible step.

    Without a property, tell whether the specification fails an assertion, or refuses for a reason that is not declared.
    """
    if not is_possible(found):
        return False
    try:
        outcome = attempt(found.before, found.call, found.action)
    except AssertionError:
        return claim is None
    if claim is None:
        return isinstance(outcome, Rejected) and type(outcome.rejection) not in REJECTIONS[type(found.action)]
    subject = subject_of(claim, outcome)
    return subject is not None and not holds(claim, subject)


def subject_of(claim: Property, outcome: Outcome) -> Any:
    """Return what a property says something of, of what became of a call; nothing if it says nothing of that."""
    if isinstance(outcome, Rejected):
        speaks = claim.kind is Kind.REJECTION and speaks_of(claim.rejections, type(outcome.rejection))
        return outcome if speaks else None
    return {Kind.INVARIANT: outcome.after, Kind.LAW: outcome}.get(claim.kind)


def checked(claim: Property | None, found: Witness) -> Witness | None:
    """Return a step if it shows that a property does not hold."""
    with concrete():
        return found if replayed(claim, found) else None


def populations(place: Place, goal: Formula) -> Iterator[Population]:
    """Yield populations in which a part of a goal may fail, small ones first."""
    for rounds, spares in SIZES:
        for part in conjuncts(place.by.formula(place.opened(goal))):
            yield Population(place, conjuncts(opposite(part)), rounds, spares)


def witness(
    claim: Property | None, place: Place, goal: Formula, kind: type[Action], seconds: float, end: float
) -> Witness | None:
    """Return a small concrete step that shows that a property does not hold, if one is found.

    So many seconds are spent on each population, and once more on making a step smaller; nothing is begun after the
    end.
    """
    for population in populations(place, goal):
        if monotonic() > end:
            break
        smallest = Smallest(population.keys, place.by, kind)
        question = Question(population.statements(), smallest.wishes(), min(end, monotonic() + seconds))
        if not question.answered():
            continue
        reading = Reading(question, place.by, population.keys)
        first = checked(claim, reading.witness(kind))
        if first is not None:
            question.deadline = monotonic() + seconds
            smallest.shrink(question)
            small = checked(claim, reading.witness(kind)) or first
            return checked(claim, small.told_apart()) or small
    return None
