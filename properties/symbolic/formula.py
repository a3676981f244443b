"""Statements about polynomials, in negation normal form but for equalities. Equal statements are one object."""

from collections.abc import Iterable
from functools import cache
from math import gcd
from typing import Any, Final

from properties.symbolic.polynomial import (
    ATOMS,
    DIV,
    ITE,
    ONE,
    ZERO,
    Poly,
    Substituter,
    intern,
    is_nonneg,
    number,
    plus,
)

TRUE_, FALSE_, GE, EQ, NE, AND, OR, FORALL, SOME = "true", "false", ">=", "==", "!=", "and", "or", "forall", "some"


class Formula:
    """A statement: of a polynomial (``>= 0``, ``== 0``, ``!= 0``), of several statements, or of all keys of a map."""

    __slots__ = ("_names", "kind", "parts", "poly", "quantified", "scope")

    def __init__(self, kind: str, poly: Poly, parts: "tuple[Formula, ...]", scope: Any) -> None:
        self.kind = kind
        self.poly = poly
        self.parts = parts
        self.scope = scope
        """Of a quantified statement: what it ranges over."""
        self.quantified: bool = kind in (FORALL, SOME) or any(part.quantified for part in parts)
        """Whether it speaks of all keys of a map, anywhere within."""
        self._names: frozenset[str] | None = None

    @property
    def names(self) -> frozenset[str]:
        """Return the variables that occur."""
        if self._names is None:
            scoped = self.scope.names if self.scope is not None else frozenset()
            self._names = self.poly.names.union(scoped, *(part.names for part in self.parts))
        return self._names

    @property
    def truth(self) -> bool | None:
        """Return whether it holds, if that is plain."""
        return True if self is TRUE else False if self is FALSE else None

    def substituted(self, by: Substituter) -> "Formula":
        """Return what becomes of it."""
        if not self.names & by.names:
            return self
        if self not in by.memory:
            if self.kind in (AND, OR):
                parts = [part.substituted(by) for part in self.parts]
                by.memory[self] = every(parts) if self.kind == AND else some(parts)
            elif self.kind in (FORALL, SOME):
                body = self.parts[0].substituted(by)
                scope = None if self.scope is None else self.scope.substituted(by)
                by.memory[self] = make(self.kind, ZERO, (body,), scope)
            else:
                by.memory[self] = compared(self.kind, by.poly(self.poly))
        found: Formula = by.memory[self]
        return found

    def __repr__(self) -> str:
        if self.parts:
            return f"{self.kind}({', '.join(map(repr, self.parts))})"
        return self.kind if self.scope is None and self in (TRUE, FALSE) else f"({self.poly!r} {self.kind} 0)"


_FORMULAS: Final[dict[Any, Formula]] = {}


def make(kind: str, poly: Poly = ZERO, parts: tuple[Formula, ...] = (), scope: Any = None) -> Formula:
    """Return the one formula of that form."""
    key = (kind, poly, parts, scope)
    found = _FORMULAS.get(key)
    if found is None:
        found = _FORMULAS[key] = Formula(kind, poly, parts, scope)
    return found


Bits = int
"""Which of numbered statements something rests on."""

Resting = dict[Formula, Bits]
"""Statements, with what each rests on."""

TRUE: Final = make(TRUE_)
FALSE: Final = make(FALSE_)


def of_bool(value: bool) -> Formula:
    """Return a plain truth value as a formula."""
    return TRUE if value else FALSE


_COMPARED: Final[dict[tuple[str, Poly], Formula]] = {}


def compared(kind: str, poly: Poly) -> Formula:
    """Return ``poly >= 0``, ``poly == 0`` or ``poly != 0``, divided by what the coefficients have in common."""
    found = _COMPARED.get((kind, poly))
    if found is None:
        found = _COMPARED[kind, poly] = _compared(kind, poly)
    return found


def _compared(kind: str, poly: Poly) -> Formula:
    value = poly.constant
    if value is not None:
        return of_bool(value >= 0 if kind == GE else (value == 0) == (kind == EQ))
    common = gcd(*(c for m, c in poly.terms.items() if m))
    constant = poly.terms.get((), 0)
    if kind == GE:
        if common > 1:
            terms = {m: c // common for m, c in poly.terms.items() if m}
            poly = plus(intern(terms), number(constant // common))
        if is_nonneg(poly) or is_nonneg(plus(number(-1), poly, -1)):
            return of_bool(is_nonneg(poly))
        negated = plus(ZERO, poly, -1)
        return compared(EQ, negated) if is_nonneg(negated) else make(GE, poly)
    if constant % common:
        return of_bool(kind == NE)
    if poly.terms[min(m for m in poly.terms if m)] < 0:
        common = -common
    poly = intern({m: c // common for m, c in poly.terms.items()})
    positive = is_nonneg(plus(poly, ONE, -1)) or is_nonneg(plus(number(-1), poly, -1))
    if positive:
        return of_bool(kind == NE)
    # What is never negative is zero or at least one, so that "not zero" and "positive" are one statement.
    for side in (poly, plus(ZERO, poly, -1)):
        if kind == NE and is_nonneg(side):
            return make(GE, plus(side, ONE, -1))
    return make(kind, poly)


def at_least(a: Poly, b: Poly) -> Formula:
    """Return ``a >= b``."""
    return compared(GE, plus(a, b, -1))


def equals(a: Poly, b: Poly) -> Formula:
    """Return ``a == b``."""
    return compared(EQ, plus(a, b, -1))


def joined(kind: str, parts: Iterable[Formula]) -> Formula:
    """Return the conjunction or disjunction, flat and without repetitions."""
    unit, zero = (TRUE, FALSE) if kind == AND else (FALSE, TRUE)
    flat: dict[Formula, None] = {}
    for part in parts:
        for inner in part.parts if part.kind == kind else (part,):
            if inner is zero:
                return zero
            if inner is not unit:
                flat[inner] = None
    if len(flat) > 1 and any(opposite(part) in flat for part in flat if not part.parts):
        return zero
    return unit if not flat else next(iter(flat)) if len(flat) == 1 else make(kind, ZERO, tuple(flat))


def every(parts: Iterable[Formula]) -> Formula:
    """Return the conjunction."""
    return joined(AND, parts)


def some(parts: Iterable[Formula]) -> Formula:
    """Return the disjunction."""
    return joined(OR, parts)


_OPPOSITES: Final[dict[Formula, Formula]] = {}


def opposite(f: Formula) -> Formula:
    """Return the negation. Of a quantified statement, it is the statement's own dual and never looked into."""
    found = _OPPOSITES.get(f)
    if found is None:
        found = _OPPOSITES[f] = _opposite(f)
    return found


def _opposite(f: Formula) -> Formula:
    if f.kind == GE:
        return compared(GE, plus(number(-1), f.poly, -1))
    if f.kind in (EQ, NE):
        return compared(NE if f.kind == EQ else EQ, f.poly)
    if f.kind in (AND, OR):
        return joined(OR if f.kind == AND else AND, map(opposite, f.parts))
    if f.kind in (FORALL, SOME):
        return make(SOME if f.kind == FORALL else FORALL, ZERO, f.parts, f.scope)
    return FALSE if f is TRUE else TRUE


def implied(a: Formula, b: Formula) -> Formula:
    """Return that ``a`` implies ``b``."""
    return some((opposite(a), b))


def chosen(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    """Return ``then`` where ``condition`` holds, and ``otherwise`` where it does not."""
    if then is otherwise:
        return then
    if then.truth is not None:
        return some((condition, otherwise)) if then is TRUE else every((opposite(condition), otherwise))
    if otherwise.truth is not None:
        return some((opposite(condition), then)) if otherwise is TRUE else every((condition, then))
    return every((implied(condition, then), some((condition, otherwise))))


def conjuncts(f: Formula) -> tuple[Formula, ...]:
    """Return the statements that a conjunction is made of."""
    return f.parts if f.kind == AND else () if f is TRUE else (f,)


def atoms_of(formulas: Iterable[Formula]) -> set[int]:
    """Return the numbers of all atoms within statements, at whatever depth."""
    found: set[int] = set()
    for f in formulas:
        found |= inner(f)
    return found


_INNER: dict[Any, frozenset[int]] = {}


def inner(thing: Formula | Poly) -> frozenset[int]:
    """Return the numbers of all atoms within something."""
    known = _INNER.get(thing)
    if known is not None:
        return known
    found: set[int] = set()
    if isinstance(thing, Formula):
        found |= inner(thing.poly)
        for part in thing.parts:
            found |= inner(part)
    else:
        for a in {a for monomial in thing.terms for a in monomial}:
            found.add(a)
            for arg in ATOMS[a].args:
                found |= inner(arg)
            if ATOMS[a].condition is not None:
                found |= inner(ATOMS[a].condition)
    _INNER[thing] = frozenset(found)
    return _INNER[thing]


@cache
def surface_of(thing: Formula | Poly) -> frozenset[int]:
    """Return the atoms of a statement that are numbers in it, and not only within the keys of maps."""
    if isinstance(thing, Formula):
        return surface_of(thing.poly).union(*map(surface_of, thing.parts))
    found = {a for m in thing.terms for a in m}
    inner = [ATOMS[a] for a in found if ATOMS[a].head in (ITE, DIV)]
    parts = [part for atom in inner for part in (*atom.args, *([] if atom.condition is None else [atom.condition]))]
    return frozenset(found).union(*map(surface_of, parts))
