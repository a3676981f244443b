"""Rewrites terms by what is known: equals for equals, and statements by their truth.

What is known rests on statements that somebody numbered. Which of them a rewriting used is told as the bits of a
number, so that it can be said later on which of them a proof rests.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from properties.symbolic.facts import divisions
from properties.symbolic.formula import (
    AND,
    EQ,
    FALSE,
    FORALL,
    OR,
    SOME,
    TRUE,
    Bits,
    Formula,
    Resting,
    at_least,
    atoms_of,
    compared,
    conjuncts,
    equals,
    every,
    inner,
    opposite,
    some,
)
from properties.symbolic.polynomial import ATOMS, DIV, ONE, ZERO, Poly, intern, number, of_atom, plus, rebuilt, times

NONE: Final[Mapping[Any, Bits]] = {}
"""Nothing rests on anything that is numbered."""


class Rewriter:
    """What is known, and the memory of what was rewritten by it."""

    def __init__(
        self,
        values: dict[int, Poly],
        known: dict[Formula, bool],
        rests: Mapping[int | Formula, Bits] = NONE,
        before: "Rewriter | None" = None,
    ) -> None:
        self.values = values
        self.known = known
        self.rests = rests
        """What it rests on that an atom has its value, and a statement its truth."""
        self.before = before
        """A rewriter by less. What it makes of a statement stays so, unless either mentions what is ``new``."""
        self.new = frozenset[int]() if before is None else self.beyond(before)
        self.memory: dict[Any, tuple[Any, Bits]] = {}
        self.used: Bits = 0
        """What the rewriting that goes on has used so far."""

    def beyond(self, before: "Rewriter") -> frozenset[int]:
        """Return the atoms of which more is known than before."""
        replaced = {a for a, value in self.values.items() if before.values.get(a) is not value}
        return frozenset(replaced | atoms_of(f for f in self.known if f not in before.known))

    def traced(self, work: Callable[[Any], Any], value: Any) -> tuple[Any, Bits]:
        """Return what comes of rewriting something, and what was used for it."""
        before, self.used = self.used, 0
        result = work(value)
        used, self.used = self.used, before
        return result, used

    def atom(self, a: int) -> Poly:
        """Return what an atom is equal to."""
        found = self.memory.get(ATOMS[a])
        if found is None:
            found = self.memory[ATOMS[a]] = self.traced(self.fresh_atom, a)
        self.used |= found[1]
        result: Poly = found[0]
        return result

    def fresh_atom(self, a: int) -> Poly:
        """Return what an atom is equal to, worked out anew."""
        found = ATOMS[a]
        condition = self.formula(found.condition) if found.condition is not None else None
        new = rebuilt(found, tuple(map(self.poly, found.args)), condition) if found.args else of_atom(found)
        if len(new.terms) == 1 and ONE.terms.keys() != new.terms.keys():
            (monomial,) = new.terms
            if len(monomial) == 1 and monomial[0] in self.values and new.terms[monomial] == 1:
                self.used |= self.rests.get(monomial[0], 0)
                return self.values[monomial[0]]
        return new

    def poly(self, value: Poly) -> Poly:
        """Return what a polynomial is equal to."""
        found = self.memory.get(value)
        if found is None:
            found = self.memory[value] = self.traced(self.fresh_poly, value)
        self.used |= found[1]
        result: Poly = found[0]
        return result

    def fresh_poly(self, value: Poly) -> Poly:
        """Return what a polynomial is equal to, worked out anew."""
        inside = inner(value)
        if inside.isdisjoint(self.values) and not any(ATOMS[a].condition is not None for a in inside):
            return value
        result = ZERO
        for monomial, coefficient in value.terms.items():
            product = number(coefficient)
            for a in monomial:
                product = times(product, self.atom(a))
            result = plus(result, product)
        return result

    def formula(self, f: Formula) -> Formula:
        """Return what is left of a statement."""
        found = self.memory.get(f)
        if found is None:
            found = self.memory[f] = self.since(f)
        self.used |= found[1]
        result: Formula = found[0]
        return result

    def since(self, f: Formula) -> tuple[Formula, Bits]:
        """Return what is left of a statement, and what was used for it: as before, if nothing new bears on it."""
        if self.before is not None and inner(f).isdisjoint(self.new):
            left, used = self.before.traced(self.before.formula, f)
            if inner(left).isdisjoint(self.new):
                return left, used
        return self.traced(self.fresh, f)

    def fresh(self, f: Formula) -> Formula:
        """Return what is left of a statement, worked out anew."""
        if f.kind in (AND, OR):
            new = (every if f.kind == AND else some)(map(self.formula, f.parts))
        elif f.kind in (FORALL, SOME) or f.truth is not None:
            new = f
        else:
            new = compared(f.kind, self.poly(f.poly))
        truth = self.known.get(new)
        if truth is None:
            return new
        self.used |= self.rests.get(new, 0)
        return TRUE if truth else FALSE

    def where(self, a: int, f: Formula) -> Formula:
        """Return what is left of a statement if it mentions an atom; all others were rewritten before."""
        return self.formula(f) if a in inner(f) else f

    def shortened(self, f: Formula) -> Formula:
        """Return what is left of a disjunction, given all else that is known."""
        if f.kind != OR or not any(part in self.known for part in f.parts):
            return f
        false = [part for part in f.parts if self.known.get(part) is False]
        for part in false:
            self.used |= self.rests.get(part, 0)
        return some(FALSE if part in false else part for part in f.parts)


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


def learnt(facts: Resting, before: tuple[Rewriter, Resting] | None = None) -> tuple[Rewriter, Resting]:
    """Return a rewriter by the equalities among facts, and what the facts come to, rewritten by it.

    What is replaced leaves its range behind as a fact. ``before`` is what came of other facts, to go on from.
    """
    earlier, there = before or (None, {})
    values = {} if earlier is None else dict(earlier.values)
    rests: dict[int | Formula, Bits] = {} if earlier is None else {a: earlier.rests.get(a, 0) for a in values}
    pending = there | rewritten(facts, Rewriter(values, {}, rests)) | there
    while True:
        found = next(((*s, bits) for f, bits in pending.items() if (s := solved(f)) is not None), None)
        if found is None:
            break
        a, value, bits = found
        again = replaced(a, value, bits, values, rests)
        more = dict.fromkeys(ranges_of(a, value), bits)
        # With all of them: what was just replaced may have made an entry into one whose value is known.
        both = Rewriter(values, {}, rests)
        pending = rewritten(pending | more | again | pending, both, partial(both.where, a))
    known = dict.fromkeys(pending, True) | {opposite(f): False for f in pending}
    for f, bits in pending.items():
        rests[f] = rests[opposite(f)] = bits
    by = Rewriter(values, known, rests, earlier)
    return by, rewritten(pending, by, by.shortened)


def rewritten(facts: Resting, by: Rewriter, work: Callable[[Formula], Formula] | None = None) -> Resting:
    """Return the parts of what facts come to, each with what it rests on."""
    found: Resting = {}
    for f, bits in facts.items():
        new, used = by.traced(work or by.formula, f)
        for part in conjuncts(new):
            found.setdefault(part, bits | used)
    return found


def replaced(a: int, value: Poly, bits: Bits, values: dict[int, Poly], rests: dict[int | Formula, Bits]) -> Resting:
    """Replace an atom by its value in all values; return what has to be solved for again, under its new name.

    So it is with what becomes another entry once its key is replaced.
    """
    one = Rewriter({a: value}, {}, {a: bits})
    again: Resting = {}
    for b in [b for b in values if a in inner(of_atom(ATOMS[b]))]:
        renamed, used = one.traced(one.formula, equals(of_atom(ATOMS[b]), values.pop(b)))
        again.setdefault(renamed, used | rests.pop(b))
    for b, old in values.items():
        values[b], used = one.traced(one.poly, old)
        rests[b] |= used
    values[a], rests[a] = value, bits
    return again


def ranges_of(a: int, value: Poly) -> list[Formula]:
    """Return what is known of an atom by itself, which its value inherits."""
    high = ATOMS[a].high
    below = [at_least(value, ZERO)] if ATOMS[a].nonneg else []
    return [*below, *([] if high is None else [at_least(number(high), value)]), *divisions([a])]
