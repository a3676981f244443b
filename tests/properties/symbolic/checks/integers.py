"""Checks of the lemma schemes: each fact that the generators yield holds of all integers."""

from collections.abc import Callable, Iterable
from random import Random

from properties.symbolic import facts
from properties.symbolic.formula import AND, EQ, GE, NE, OR, Formula, at_least
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
BOUNDED = sorted(a for m in never_negative("bounded").terms for a in m)
ATOMS[BOUNDED[0]].high = 3
STATEMENTS = [
    at_least(plus(A, times(X, B), -1), ONE),
    at_least(times(QUOTIENTS[0], Y), C),
    at_least(X, number(2)),
    at_least(P, Q),
    at_least(R, ONE),
]
MONOMIALS = {m for f in STATEMENTS for m in f.poly.terms} | {m for x in (P, Q) for m in times(x, R).terms}
MONOMIALS |= set(times(X, QUOTIENTS[2]).terms)

GENERATORS: dict[str, Callable[[], Iterable[Formula]]] = {
    "ranges": lambda: facts.ranges([*NUMBERS, *BOUNDED]),
    "divisions": lambda: facts.divisions(NUMBERS),
    "scalings": lambda: facts.scalings(NUMBERS),
    "crossings": lambda: facts.crossings(NUMBERS),
    "products": lambda: facts.products(sorted(MONOMIALS)),
    "merges": lambda: facts.merges(NUMBERS),
}
"""What holds by itself."""

FROM_FACTS: dict[str, Callable[[], Iterable[Formula]]] = {
    "multiplied": lambda: facts.multiplied(dict.fromkeys(STATEMENTS, 0), MONOMIALS),
    "paired": lambda: facts.paired(dict.fromkeys(STATEMENTS, 0), MONOMIALS),
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
            self.values[index] = value if found.high is None else min(value, found.high)
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


def facts_hold(name: str) -> None:
    """Check that what a generator yields holds, or follows from what it is made of."""
    given = STATEMENTS if name in FROM_FACTS else []
    found = list((GENERATORS | FROM_FACTS)[name]())
    assert found, f"{name} yields nothing"
    wrong = false_somewhere(found, given)
    assert wrong is None, f"{name} yields what is not so: {wrong}"
