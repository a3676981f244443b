"""Every fact that the generators yield holds of all integers; a fact that does not is noticed."""

from collections.abc import Callable, Iterable
from random import Random

import pytest

from properties.symbolic import facts
from properties.symbolic.formula import AND, EQ, GE, NE, OR, Formula, at_least, implied
from properties.symbolic.polynomial import ATOMS, DIV, ONE, Poly, atom, number, of_atom, plus, quotient, times

TRIES = 2000
VARIABLES = [of_atom(atom(f"fact {name}")) for name in "abcdxy"]
A, B, C, D, X, Y = VARIABLES
QUOTIENTS = [
    quotient(times(X, A), B),
    quotient(times(X, C), D),
    quotient(A, B),
    quotient(plus(times(X, A), times(X, Y)), plus(B, Y)),
    quotient(times(plus(X, Y, -1), plus(A, quotient(times(Y, A), B), -1)), plus(B, Y, -1)),
    quotient(times(Y, A), B),
]
NUMBERS = [m[0] for q in QUOTIENTS for m in q.terms]


def never_negative(name: str) -> Poly:
    """Return a variable that is not negative."""
    found = atom(f"fact {name}")
    found.nonneg = True
    return of_atom(found)


P, Q, R = map(never_negative, "pqr")
STATEMENTS = [
    at_least(plus(A, times(X, B), -1), ONE),
    at_least(times(QUOTIENTS[0], Y), C),
    at_least(X, number(2)),
    at_least(P, Q),
    at_least(R, ONE),
]
MONOMIALS = {m for f in STATEMENTS for m in f.poly.terms} | {m for x in (P, Q) for m in times(x, R).terms}

GENERATORS: dict[str, Callable[[], Iterable[Formula]]] = {
    "ranges": lambda: facts.ranges(NUMBERS),
    "divisions": lambda: facts.divisions(NUMBERS),
    "scalings": lambda: facts.scalings(NUMBERS),
    "crossings": lambda: facts.crossings(NUMBERS),
    "products": lambda: facts.products(sorted(MONOMIALS)),
    "cofactors": lambda: facts.cofactors(STATEMENTS),
    "merges": lambda: facts.merges(NUMBERS),
}
"""What holds by itself."""

FROM_FACTS: dict[str, Callable[[], Iterable[Formula]]] = {
    "multiplied": lambda: facts.multiplied(STATEMENTS, MONOMIALS),
    "paired": lambda: facts.paired(STATEMENTS, MONOMIALS),
    "by_divisors": lambda: facts.by_divisors(STATEMENTS, [B, D, plus(B, Y)]),
}
"""What follows from the statements."""


class World:
    """Random integers for the variables, and floors for the quotients; anything at all where there is no floor."""

    def __init__(self, random: Random, low: int) -> None:
        self.random = random
        self.low = low
        self.values: dict[int, int] = {}

    def atom(self, index: int) -> int:
        """Return the value of an atom."""
        if index not in self.values:
            found = ATOMS[index]
            low = 0 if found.nonneg else self.low
            value = self.random.choice((self.random.randint(low, 3), self.random.randint(low, 40)))
            if found.head is DIV and self.poly(found.args[1]) > 0:
                value = self.poly(found.args[0]) // self.poly(found.args[1])
            self.values[index] = value
        return self.values[index]

    def poly(self, value: Poly) -> int:
        """Return the value of a polynomial."""
        total = 0
        for monomial, coefficient in value.terms.items():
            product = coefficient
            for a in monomial:
                product *= self.atom(a)
            total += product
        return total

    def holds(self, f: Formula) -> bool:
        """Tell whether a statement holds."""
        if f.kind in (AND, OR):
            return (all if f.kind == AND else any)(map(self.holds, f.parts))
        if f.truth is not None:
            return f.truth
        value = self.poly(f.poly)
        return {GE: value >= 0, EQ: value == 0, NE: value != 0}[f.kind]


def false_somewhere(found: Iterable[Formula], given: Iterable[Formula] = ()) -> Formula | None:
    """Return a statement that does not hold of some integers of which the given ones hold."""
    found, given = list(found), list(given)
    random = Random(1)
    for number_ in range(TRIES):
        world = World(random, low=(0, -5)[number_ % 2])
        if all(map(world.holds, given)):
            for f in found:
                if not world.holds(f):
                    return f
    return None


@pytest.mark.parametrize("name", GENERATORS)
def test_facts_hold_of_all_integers(name: str) -> None:
    found = list(GENERATORS[name]())
    assert found
    assert false_somewhere(found) is None


@pytest.mark.parametrize("name", FROM_FACTS)
def test_facts_follow_from_what_they_are_made_of(name: str) -> None:
    found = list(FROM_FACTS[name]())
    assert found
    assert false_somewhere(found, STATEMENTS) is None


def test_every_generator_is_tested() -> None:
    generators = {
        name
        for name, value in vars(facts).items()
        if callable(value)
        and getattr(value, "__module__", "") == facts.__name__
        and value.__annotations__.get("return") == list[Formula]
    }
    parts = {"product", "scaled", "crossed", "_ranges"}
    assert generators - parts == GENERATORS.keys() | FROM_FACTS.keys()


WRONG: dict[str, Formula] = {
    "a floor without its premise": at_least(times(B, QUOTIENTS[2]), plus(A, B, -1)),
    "a floor that leaves no remainder": implied(at_least(B, ONE), at_least(times(B, QUOTIENTS[2]), A)),
    "a product not below one factor": at_least(times(X, Y), X),
    "a quotient of a larger factor that is smaller": implied(at_least(X, B), at_least(A, QUOTIENTS[0])),
    "quotients of one factor that are always in order": implied(at_least(X, ONE), at_least(QUOTIENTS[0], QUOTIENTS[1])),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_false_fact_is_noticed(name: str) -> None:
    assert false_somewhere([WRONG[name]]) is WRONG[name]
