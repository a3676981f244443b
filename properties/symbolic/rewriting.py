"""Rewrites terms by what is known: equals for equals, and statements by their truth."""

from collections.abc import Iterable
from typing import Any

from properties.symbolic.facts import divisions
from properties.symbolic.formula import (
    AND,
    EQ,
    FALSE,
    FORALL,
    OR,
    SOME,
    TRUE,
    Formula,
    at_least,
    compared,
    conjuncts,
    equals,
    every,
    inner,
    opposite,
    some,
)
from properties.symbolic.polynomial import ATOMS, DIV, ONE, ZERO, Poly, intern, number, of_atom, plus, rebuilt, times


class Rewriter:
    """What is known, and the memory of what was rewritten by it."""

    def __init__(self, values: dict[int, Poly], known: dict[Formula, bool]) -> None:
        self.values = values
        self.known = known
        self.memory: dict[Any, Any] = {}

    def atom(self, a: int) -> Poly:
        """Return what an atom is equal to."""
        found = ATOMS[a]
        if found not in self.memory:
            condition = self.formula(found.condition) if found.condition is not None else None
            new = rebuilt(found, tuple(map(self.poly, found.args)), condition) if found.args else of_atom(found)
            if len(new.terms) == 1 and ONE.terms.keys() != new.terms.keys():
                (monomial,) = new.terms
                if len(monomial) == 1 and monomial[0] in self.values and new.terms[monomial] == 1:
                    new = self.values[monomial[0]]
            self.memory[found] = new
        result: Poly = self.memory[found]
        return result

    def poly(self, value: Poly) -> Poly:
        """Return what a polynomial is equal to."""
        if value not in self.memory:
            inside = inner(value)
            untouched = inside.isdisjoint(self.values) and not any(ATOMS[a].condition is not None for a in inside)
            self.memory[value] = value if untouched else self.fresh_poly(value)
        found: Poly = self.memory[value]
        return found

    def fresh_poly(self, value: Poly) -> Poly:
        """Return what a polynomial is equal to, worked out anew."""
        result = ZERO
        for monomial, coefficient in value.terms.items():
            product = number(coefficient)
            for a in monomial:
                product = times(product, self.atom(a))
            result = plus(result, product)
        return result

    def formula(self, f: Formula) -> Formula:
        """Return what is left of a statement."""
        if f not in self.memory:
            self.memory[f] = self.fresh(f)
        found: Formula = self.memory[f]
        return found

    def fresh(self, f: Formula) -> Formula:
        """Return what is left of a statement, worked out anew."""
        if f.kind in (AND, OR):
            new = (every if f.kind == AND else some)(map(self.formula, f.parts))
        elif f.kind in (FORALL, SOME) or f.truth is not None:
            new = f
        else:
            new = compared(f.kind, self.poly(f.poly))
        truth = self.known.get(new)
        return new if truth is None else TRUE if truth else FALSE


def solved(f: Formula) -> tuple[int, Poly] | None:
    """Return an atom and what it equals, if an equality can be solved for one: a variable, or an entry's number."""
    if f.kind != EQ:
        return None
    linear = [m[0] for m in f.poly.terms if len(m) == 1 and abs(f.poly.terms[m]) == 1]
    # Sums stay, because more is known of them; a variable goes before the field of an entry.
    for a in sorted(linear, key=lambda a: (bool(ATOMS[a].args), -a)):
        if ATOMS[a].condition is not None or ATOMS[a].head.startswith("sum["):
            continue
        rest = intern({m: c for m, c in f.poly.terms.items() if m != (a,)})
        value = times(number(-f.poly.terms[(a,)]), rest)
        if ATOMS[a].head is DIV and value.constant is None:
            continue
        if not occurs(a, value):
            return a, value
    return between_sums(f.poly)


def between_sums(poly: Poly) -> tuple[int, Poly] | None:
    """Return a sum and the plainer one over the same map that it equals, if an equality says just that."""
    atoms = [m[0] for m, c in poly.terms.items() if len(m) == 1 and ATOMS[m[0]].head.startswith("sum[")]
    maps = {ATOMS[a].head.partition("]")[0] for a in atoms}
    if len(atoms) != len(poly.terms) or sorted(poly.terms.values()) != [-1, 1] or len(maps) > 1:
        return None
    plain, other = sorted(atoms, key=lambda a: (len(ATOMS[a].args), ATOMS[a].head))
    return None if occurs(other, of_atom(ATOMS[plain])) else (other, of_atom(ATOMS[plain]))


def occurs(a: int, value: Poly) -> bool:
    """Tell whether an atom occurs in a polynomial, at whatever depth; of an application, whether its function does."""
    return any(ATOMS[b].head == ATOMS[a].head for b in inner(value))


def learnt(facts: Iterable[Formula], before: Rewriter | None = None) -> tuple[Rewriter, list[Formula]]:
    """Return a rewriter by the equalities among facts, and what the facts come to, rewritten by it.

    What is replaced leaves its range behind as a fact. ``before`` is a rewriter to go on from.
    """
    values = dict(before.values) if before is not None else {}
    start = Rewriter(values, {})
    pending = dict.fromkeys(part for f in facts for part in conjuncts(start.formula(f)))
    while True:
        solution = next((s for s in map(solved, pending) if s is not None), None)
        if solution is None:
            break
        a, value = solution
        one = Rewriter({a: value}, {})
        # What becomes another entry once its key is replaced is solved for again, under its new name.
        renamed = [b for b in values if a in inner(of_atom(ATOMS[b]))]
        again = [equals(one.atom(b), one.poly(values.pop(b))) for b in renamed]
        values = {b: one.poly(old) for b, old in values.items()} | {a: value}
        ranged = [at_least(value, ZERO)] if ATOMS[a].nonneg else []
        high = ATOMS[a].high
        ranged += [] if high is None else [at_least(number(high), value)]
        ranged += divisions([a])
        # With all of them: what was just replaced may have made an entry into one whose value is known.
        both = Rewriter(values, {})
        changed = (both.formula(f) if a in inner(f) else f for f in (*pending, *ranged, *again))
        pending = dict.fromkeys(part for f in changed for part in conjuncts(f))
    known = dict.fromkeys(pending, True) | {opposite(f): False for f in pending}
    by = Rewriter(values, known)
    return by, list(dict.fromkeys(part for f in pending for part in conjuncts(shortened(f, known))))


def shortened(f: Formula, known: dict[Formula, bool]) -> Formula:
    """Return what is left of a disjunction, given all else that is known."""
    if f.kind != OR or not any(part in known for part in f.parts):
        return f
    return some(FALSE if known.get(part) is False else part for part in f.parts)
