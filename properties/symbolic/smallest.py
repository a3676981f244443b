"""Makes a counterexample small: what is as usual need not be told, and what can be nothing is nothing.

First come wishes: that the system is as it usually is right after its deployment, that nobody has two parts to play,
and that no key has an entry. Those that the counterexample cannot do without are given up. Then each number is made
zero if it can be, or else a round one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, get_args, get_origin

from properties.symbolic.formula import Formula, at_least, equals
from properties.symbolic.fresh import arbitrary
from properties.symbolic.knowledge import Keys
from properties.symbolic.people import FAR, usual_state
from properties.symbolic.polynomial import Poly, atom, number, of_atom
from properties.symbolic.population import TABLES, blank_number
from properties.symbolic.question import Question
from properties.symbolic.rewriting import Rewriter
from properties.symbolic.schema import is_record, map_types, plain, types_of
from properties.symbolic.table import Parts
from properties.world import GENESIS_TIME
from spec.actions import Action, Call
from spec.state import State
from spec.units import Address, ProtocolTime, Timestamp

ROUND: Final = (0, 1, *(digit * 10**power for power in range(30) for digit in (2, 4, 10)))
"""Numbers that are preferred to larger ones, the first most."""

ROUND_TIMES: Final = (0, GENESIS_TIME, GENESIS_TIME - 1, GENESIS_TIME + 1)
"""Times that are preferred to others."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number or truth value of a state or a call."""

    kind: Any
    head: str
    args: Parts = ()
    """For one in a map: the key."""

    @property
    def term(self) -> Poly:
        """Return the term for it."""
        return of_atom(atom(self.head, self.args))


def numbers(kind: Any, head: str, args: Parts = ()) -> Iterator[Number]:
    """Yield the numbers that a value is made of: of maps none, and of the items that a call names how many they are."""
    if is_record(kind):
        for name, part in types_of(plain(kind)).items():
            yield from numbers(part, f"{head}.{name}", args)
    elif get_origin(kind) is tuple:
        if plain(get_args(kind)[0]) is int:
            yield from numbers(int, f"{head}.size", args)
    elif map_types(kind) is None:
        arbitrary(kind, head, args)  # so that its range is known
        yield Number(kind, head, args)


def usual() -> Iterator[tuple[Number, int]]:
    """Yield the numbers of a state that are in no map, with what they usually are right after deployment."""
    for name, kind in types_of(State).items():
        for part in numbers(kind, f"s.{name}"):
            value: Any = usual_state()
            for step in part.head.split(".")[1:]:
                value = getattr(value, step)
            yield part, int(value)


class Smallest:
    """What a population would look like if it could be small."""

    def __init__(self, keys: Keys, by: Rewriter, kind: type[Action]) -> None:
        """Take the keys at which there may be entries, what is known at the place, and what is done there."""
        self.by = by
        self.keys = {(name, key): width for name, (width, _) in TABLES.items() for key in keys.get(name, ())}
        self.entries = [list(numbers(TABLES[name][1], name, key)) for name, key in self.keys]
        self.given = [*numbers(kind, "arg"), *numbers(Call, "call")]

    def term(self, part: Number) -> Poly:
        """Return the term for a number, given what is known."""
        return self.by.poly(part.term)

    def equal(self, part: Number, value: int) -> Formula:
        """Return that a number has a value."""
        return equals(self.term(part), number(value))

    def wishes(self) -> list[list[Formula]]:
        """Return what is wished, dearest first: the keys that are mentioned first are the first to have entries."""
        fixed = [[self.equal(part, value)] for part, value in usual()]
        now = [[self.equal(part, GENESIS_TIME)] for part in self.given if part.kind is Timestamp]
        blank = [[self.equal(part, blank_number(part.head)) for part in there] for there in self.entries]
        return [*fixed, *now, *([f] for f in self.apart()), *reversed(blank)]

    def apart(self) -> Iterator[Formula]:
        """Yield that whoever is spoken of has no part to play in the usual world."""
        people = [part.term for part in (*self.given, *chain(*self.entries)) if part.kind is Address]
        for (_, key), width in self.keys.items():
            people += [part for part, kind in zip(key, width, strict=True) if kind is Address]
        for person in dict.fromkeys(people):
            yield at_least(number(FAR - 1), self.by.poly(person))

    def shrink(self, question: Question) -> None:
        """Make each number as small as may be, while there is time."""
        as_usual = {part.head.partition(".")[2]: value for part, value in usual()}
        question.regain()
        for part in (*self.given, *chain(*self.entries), *(part for part, _ in usual())):
            better = rounder(part.kind, question.value(self.term(part)))
            told = as_usual.get(part.head.partition(".")[2])
            self.settle(part, question, better if told is None else (told, *better))

    def settle(self, part: Number, question: Question, better: Iterable[int]) -> None:
        """Let a number be the first that it can be of those that are better than what it is, or else stay."""
        now = question.value(self.term(part))
        if now not in better and not any(question.allows(self.equal(part, value)) for value in better):
            question.insist([self.equal(part, now)])


def rounder(kind: Any, value: int) -> tuple[int, ...]:
    """Return what is preferred to a value, best first."""
    if kind is Address:
        return ()
    if kind in (Timestamp, ProtocolTime):
        return ROUND_TIMES if value not in ROUND_TIMES else ROUND_TIMES[: ROUND_TIMES.index(value)]
    return tuple(other for other in ROUND if other < value)
