"""Integers in normal form: polynomials with integer coefficients over atoms. Equal terms are one object.

An atom is a variable, an application of an unknown function to polynomials (the entries of maps, and sums over
them), a quotient, or a choice between two polynomials. Every term ever made is kept, so that an atom's number names
it for ever.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

Monomial = tuple[int, ...]
"""The numbers of the atoms of a product, ascending; empty for one."""

DIV: Final = "/"
ITE: Final = "?"


class Atom:
    """What polynomials are made of."""

    __slots__ = ("args", "condition", "head", "high", "names", "nonneg", "number")

    def __init__(self, number: int, head: str, args: "tuple[Poly, ...]", condition: Any) -> None:
        self.number = number
        self.head = head
        self.args = args
        self.condition = condition
        """Of a choice, else nothing."""
        self.nonneg = False
        self.high: int | None = None
        """The largest value of its type, if it has one."""
        names = [arg.names for arg in args] + ([condition.names] if condition is not None else [])
        self.names: frozenset[str] = frozenset().union(*names) if args or condition else frozenset((head,))

    def __repr__(self) -> str:
        inner = [repr(arg) for arg in (*([self.condition] if self.condition is not None else []), *self.args)]
        return f"{self.head}({', '.join(inner)})" if inner else self.head


class Poly:
    """A polynomial: what each monomial is multiplied by."""

    __slots__ = ("_names", "terms")

    def __init__(self, terms: dict[Monomial, int]) -> None:
        self.terms = terms
        self._names: frozenset[str] | None = None

    @property
    def names(self) -> frozenset[str]:
        """Return the variables that occur."""
        if self._names is None:
            atoms = {number for monomial in self.terms for number in monomial}
            self._names = frozenset().union(*(ATOMS[number].names for number in atoms))
        return self._names

    @property
    def constant(self) -> int | None:
        """Return the value, if it is a number."""
        if not self.terms:
            return 0
        return self.terms[()] if len(self.terms) == 1 and () in self.terms else None

    def __repr__(self) -> str:
        parts = ["*".join([str(c)] * (c != 1 or not m) + [repr(ATOMS[a]) for a in m]) for m, c in self.terms.items()]
        return " + ".join(parts) or "0"


ATOMS: Final[list[Atom]] = []
"""Every atom, by its number."""
_ATOMS: Final[dict[Any, Atom]] = {}
_POLYS: Final[dict[frozenset[tuple[Monomial, int]], Poly]] = {}


def intern(terms: dict[Monomial, int]) -> Poly:
    """Return the polynomial with these terms, none of which is zero."""
    key = frozenset(terms.items())
    found = _POLYS.get(key)
    if found is None:
        found = _POLYS[key] = Poly(terms)
    return found


@cache
def number(value: int) -> Poly:
    """Return a number as a polynomial."""
    return intern({(): value} if value else {})


ZERO: Final = number(0)
ONE: Final = number(1)


def atom(head: str, args: tuple[Poly, ...] = (), condition: Any = None) -> Atom:
    """Return the atom of that head and arguments."""
    key = (head, args, condition)
    found = _ATOMS.get(key)
    if found is None:
        found = _ATOMS[key] = Atom(len(ATOMS), head, args, condition)
        ATOMS.append(found)
    return found


def of_atom(found: Atom) -> Poly:
    """Return an atom as a polynomial."""
    return intern({(found.number,): 1})


def is_nonneg(value: Poly) -> bool:
    """Tell whether a polynomial is plainly not negative: a sum of products of what is not negative."""
    return all(c >= 0 and all(ATOMS[a].nonneg for a in m) for m, c in value.terms.items())


def plus(a: Poly, b: Poly, factor: int = 1) -> Poly:
    """Return ``a + factor * b``."""
    if not b.terms:
        return a
    if not a.terms and factor == 1:
        return b
    terms = dict(a.terms)
    for monomial, coefficient in b.terms.items():
        value = terms.get(monomial, 0) + factor * coefficient
        if value:
            terms[monomial] = value
        else:
            terms.pop(monomial, None)
    return intern(terms)


def times(a: Poly, b: Poly) -> Poly:
    """Return ``a * b``."""
    if a is ONE:
        return b
    if b is ONE:
        return a
    terms: dict[Monomial, int] = {}
    for m, c in a.terms.items():
        for n, d in b.terms.items():
            product = tuple(sorted(m + n))
            terms[product] = terms.get(product, 0) + c * d
    return intern({m: c for m, c in terms.items() if c})


def quotient(a: Poly, b: Poly) -> Poly:
    """Return the floor of ``a / b``, about which nothing is known where ``b`` is not positive."""
    x, y = a.constant, b.constant
    if y == 1 or x == 0:
        return a
    if y is not None and y > 0 and (x is not None or all(c % y == 0 for c in a.terms.values())):
        return intern({m: c // y for m, c in a.terms.items() if c // y})
    found = atom(DIV, (a, b))
    # A floor of what is not negative by what is positive; a variable divisor may be zero, so this waits for the axiom.
    found.nonneg = is_nonneg(a) and y is not None and y > 0
    return of_atom(found)


def choice(condition: Any, then: Poly, otherwise: Poly) -> Poly:
    """Return ``then`` if ``condition`` holds, and else ``otherwise``."""
    truth = condition.truth
    if then is otherwise or truth is not None:
        return then if truth is not False else otherwise
    found = atom(ITE, (then, otherwise), condition)
    found.nonneg = is_nonneg(then) and is_nonneg(otherwise)
    return of_atom(found)


def rebuilt(found: Atom, args: tuple[Poly, ...], condition: Any) -> Poly:
    """Return the same kind of atom on other arguments."""
    if found.head is DIV:
        return quotient(*args)
    if found.head is ITE:
        return choice(condition, *args)
    new = atom(found.head, args)
    new.nonneg, new.high = found.nonneg, found.high
    return of_atom(new)


Substitution = Mapping[str, Poly]
"""Variables by name, and what to put for them."""


class Substituter:
    """Replaces variables, with a memory for the shared parts of what it is given."""

    def __init__(self, values: Substitution) -> None:
        self.values = values
        self.names = frozenset(values)
        self.memory: dict[Any, Any] = {}

    def atom(self, found: Atom) -> Poly:
        """Return what becomes of an atom."""
        if not found.names & self.names:
            return of_atom(found)
        if not found.args:
            return self.values[found.head]
        if found not in self.memory:
            condition = found.condition.substituted(self) if found.condition is not None else None
            self.memory[found] = rebuilt(found, tuple(self.poly(arg) for arg in found.args), condition)
        result: Poly = self.memory[found]
        return result

    def poly(self, value: Poly) -> Poly:
        """Return what becomes of a polynomial."""
        if not value.names & self.names:
            return value
        if value not in self.memory:
            result = ZERO
            for monomial, coefficient in value.terms.items():
                product = number(coefficient)
                for a in monomial:
                    product = times(product, self.atom(ATOMS[a]))
                result = plus(result, product)
            self.memory[value] = result
        found: Poly = self.memory[value]
        return found
