"""Sums over maps of any size, as unknown numbers of which enough is known.

The sum of a polynomial over all entries is taken apart: what does not depend on the entry is factored out, and each
monomial that does becomes one unknown, a function of whatever else occurs in it. So equal sums are equal terms, and
writing an entry changes a sum by the difference (see ``total``). Sums range over all keys; the sum over what is
stored is the same, since ``f`` is zero at the default, or taken as zero there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from properties.symbolic.digest import combined, of_poly
from properties.symbolic.explorer import merged
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import AND, OR, TRUE, Formula, at_least, compared, inner, joined, opposite
from properties.symbolic.fresh import blank, placeholder
from properties.symbolic.joining import join
from properties.symbolic.polynomial import (
    ATOMS,
    DIV,
    ITE,
    ONE,
    ZERO,
    Atom,
    Poly,
    Substituter,
    atom,
    choice,
    intern,
    is_nonneg,
    number,
    of_atom,
    plus,
    rebuilt,
    times,
)
from properties.symbolic.rewriting import Rewriter
from properties.symbolic.table import Parts, Source, SymMap
from properties.symbolic.values import poly_of


@dataclass(frozen=True, slots=True)
class Summand:
    """What an unknown sum adds up."""

    term: Poly
    """The monomial, over the key ``generics`` and the parameters ``holes``."""
    head: str
    """The map."""
    outer: Parts
    """For a map within another: the key of that, over the holes."""
    generics: tuple[str, ...]
    holes: tuple[str, ...]


SUMS: Final[dict[str, Summand]] = {}
"""The unknown sums, by the head of their atoms."""
_HEADS: Final[dict[Any, str]] = {}


def generic(source: Source) -> tuple[Any, Parts]:
    """Return the key that stands for any key of a map."""
    return placeholder(source.key, f"${source.head}.")


class Abstraction:
    """Replaces whatever does not depend on the generic key by numbered holes.

    A hole for a number that is never negative says so in its name. Where numbers are only compared, or part of a key,
    that makes no difference, and must not make two sums out of one.
    """

    def __init__(self, generics: frozenset[str]) -> None:
        self.generics = generics
        self.holes: dict[tuple[Poly, bool], Poly] = {}

    @property
    def values(self) -> tuple[Poly, ...]:
        """Return what the holes are for."""
        return tuple(value for value, _ in self.holes)

    def hole(self, value: Poly, compared: bool) -> Poly:
        """Return the hole for a value."""
        if (value, compared) not in self.holes:
            nonneg = not compared and is_nonneg(value)
            found = atom(f"${'' if nonneg else '=' if compared else '-'}{len(self.holes)}")
            found.nonneg = nonneg
            self.holes[value, compared] = of_atom(found)
        return self.holes[value, compared]

    def poly(self, value: Poly, compared: bool = False) -> Poly:
        """Return a polynomial with holes in it."""
        rest: dict[tuple[int, ...], int] = {}
        result = ZERO
        for monomial, coefficient in value.terms.items():
            entries = [a for a in monomial if ATOMS[a].names & self.generics]
            if not entries:
                rest[monomial] = coefficient
                continue
            product = number(coefficient)
            for a in monomial:
                part = self.atom(a, compared) if a in entries else self.hole(of_atom(ATOMS[a]), compared)
                product = times(product, part)
            result = plus(result, product)
        remaining = intern(rest)
        if remaining.constant is not None:
            return plus(result, remaining)
        # The same parameter with either sign is the same parameter.
        if remaining.terms[min(remaining.terms)] < 0:
            return plus(result, self.hole(plus(ZERO, remaining, -1), compared), -1)
        return plus(result, self.hole(remaining, compared))

    def atom(self, index: int, compared: bool) -> Poly:
        """Return an atom that depends on the generic key, with holes in it."""
        found = ATOMS[index]
        if not found.args:
            return of_atom(found)
        if found.condition is not None or found.head is DIV:
            condition = self.formula(found.condition) if found.condition is not None else None
            return rebuilt(found, tuple(self.poly(arg, compared) for arg in found.args), condition)
        # A number that is the key of the map around is a parameter, as any other key is.
        return rebuilt(found, tuple(self.holes.get((arg, True)) or self.poly(arg, True) for arg in found.args), None)

    def formula(self, f: Formula) -> Formula:
        """Return a condition with holes in it."""
        if f.kind in (AND, OR):
            return joined(f.kind, [self.formula(part) for part in f.parts])
        return compared(f.kind, self.poly(f.poly, True))


def unknown(source: Source, generics: tuple[str, ...], entry: Poly) -> Poly:
    """Return the sum of a monomial over all keys of an arbitrary map."""
    if source.empty:
        return ZERO
    abstraction = Abstraction(frozenset(generics))
    outer = tuple(abstraction.hole(arg, True) for arg in source.args)
    term = abstraction.poly(entry)
    holes = tuple(name for hole in abstraction.holes.values() for name in hole.names)
    key = (source.head, outer, term)
    if key not in _HEADS:
        # Named by its content, so that it has the same name in every run.
        content = combined(source.head.encode(), of_poly(term), *map(of_poly, outer))
        _HEADS[key] = f"sum[{source.head}]{content[:6].hex()}"
        SUMS[_HEADS[key]] = Summand(term, source.head, outer, generics, holes)
    found = atom(_HEADS[key], abstraction.values)
    found.nonneg = is_nonneg(entry)
    return of_atom(found)


def summed(source: Source, parts: Parts, value: Poly) -> Poly:
    """Return the sum of a polynomial in the generic key over all keys of an arbitrary map."""
    generics = tuple(name for part in parts for name in part.names)
    wanted = frozenset(generics)
    condition = common_condition(value, wanted)
    if condition is not None:
        yes, no = (
            Rewriter({}, {condition: truth, opposite(condition): not truth}).poly(value) for truth in (True, False)
        )
        return choice(condition, summed(source, parts, yes), summed(source, parts, no))
    result = ZERO
    for monomial, coefficient in value.terms.items():
        entries = tuple(a for a in monomial if ATOMS[a].names & wanted)
        outer = tuple(a for a in monomial if not ATOMS[a].names & wanted)
        if not entries:
            raise EngineError(f"a sum over {source.head} of what is no entry's")
        factor = intern({outer: coefficient})
        entry = intern({entries: 1})
        apart = counted(*unguarded(entry), wanted)
        amount = unknown(source, generics, entry) if apart is entry else summed(source, parts, apart)
        result = plus(result, times(factor, amount))
    return result


def common_condition(value: Poly, generics: frozenset[str]) -> Formula | None:
    """Return the condition of a choice between entries' values that is the same for all entries, if there is one."""
    for a in sorted(inner(value)):
        found = ATOMS[a]
        if found.head is ITE and found.names & generics and not found.condition.names & generics:
            condition: Formula = found.condition
            return condition
    return None


def value_at(f: Callable[[Any, Any], Any], key: Any, value: Any) -> Poly:
    """Return what ``f`` makes of an entry."""
    return poly_of(merged(lambda: f(key, value), join))


def of_stored(f: Callable[[Any, Any], Any], default: Any) -> Callable[[Any, Any], Any]:
    """Return ``f`` of entries that are stored, and zero of all others."""
    return lambda key, value: 0 if value == default else f(key, value)


def total(m: SymMap, f: Callable[[Any, Any], Any]) -> Poly:
    """Return the sum of ``f`` over a map: that over the arbitrary map, with the difference of each key written.

    This is exact because the keys written are pairwise different. Only what is not the default is stored and counts.
    """
    key, parts = generic(m.source)
    result = ZERO
    if not m.source.empty:
        if value_at(f, key, blank(m.source.value)) is not ZERO:
            f = of_stored(f, blank(m.source.value))
        result = summed(m.source, parts, value_at(f, key, m.source.at(parts)))
    for entry in m.written:
        before = value_at(f, entry.key, m.source.at(entry.parts))
        result = plus(result, plus(value_at(f, entry.key, entry.value), before, -1))
    return result


def instance(summand: Summand, args: Parts, key: Parts) -> Poly:
    """Return what an unknown sum adds up at a key."""
    values = dict(zip((*summand.holes, *summand.generics), (*args, *key), strict=True))
    return Substituter(values).poly(summand.term)


def slack(term: Poly, generics: frozenset[str]) -> Iterator[tuple[Formula, Poly]]:
    """Yield values that are not negative at any entry, each with its premise, of what a sum adds up.

    A floor times its divisor is no more than the dividend, if the divisor is positive and the same for all entries.
    What is counted only under a condition, and is not negative, is no more than what is counted always.
    """
    condition, counts = unguarded(term)
    if counts is not term and is_nonneg(counts) and depends(counts, generics):
        yield TRUE, plus(counts, term, -1)
    floor = floor_of(counts)
    if floor is not None and depends(floor[0], generics) and not floor[1].names & generics:
        dividend, divisor = floor
        yield at_least(divisor, ONE), plus(counted(condition, dividend, generics), times(divisor, term), -1)


def unguarded(term: Poly) -> tuple[Formula, Poly]:
    """Return the condition under which something counts, if it is nothing otherwise, and what it is then."""
    for monomial, factor in term.terms.items():
        if len(term.terms) == len(monomial) == factor == 1:
            found = ATOMS[monomial[0]]
            if found.head is ITE and found.args[1] is ZERO:
                return found.condition, found.args[0]
    return TRUE, term


def values_of(term: Poly) -> set[Poly]:
    """Return what a choice may come to, zero apart."""
    for monomial, factor in term.terms.items():
        if len(term.terms) == len(monomial) == factor == 1 and ATOMS[monomial[0]].head is ITE:
            return set().union(*map(values_of, ATOMS[monomial[0]].args))
    return set() if term is ZERO else {term}


def floor_of(value: Poly) -> tuple[Poly, Poly] | None:
    """Return the dividend and the divisor, if a value is a quotient."""
    for monomial, factor in value.terms.items():
        if len(value.terms) == len(monomial) == factor == 1 and ATOMS[monomial[0]].head is DIV:
            dividend, divisor = ATOMS[monomial[0]].args
            return dividend, divisor
    return None


def divisor_of(a: int) -> Poly | None:
    """Return the divisor of a quotient, or that of a sum of quotients which all have the same."""
    if ATOMS[a].head not in SUMS:
        floor = floor_of(of_atom(ATOMS[a]))
        return None if floor is None else floor[1]
    summand = SUMS[ATOMS[a].head]
    floor = floor_of(unguarded(summand.term)[1])
    if floor is None or floor[1].names & frozenset(summand.generics):
        return None
    return Substituter(dict(zip(summand.holes, ATOMS[a].args, strict=True))).poly(floor[1])


def depends(value: Poly, generics: frozenset[str]) -> bool:
    """Tell whether every part of a value depends on the entry, so that it can be summed up."""
    return all(any(ATOMS[a].names & generics for a in m) for m in value.terms)


def counted(condition: Formula, value: Poly, generics: frozenset[str]) -> Poly:
    """Return a value if a condition holds and else zero, with what is the same for all entries as a factor."""
    if condition is TRUE:
        return value
    result = ZERO
    for m, c in value.terms.items():
        entries = intern({tuple(a for a in m if ATOMS[a].names & generics): 1})
        factor = intern({tuple(a for a in m if not ATOMS[a].names & generics): c})
        result = plus(result, times(factor, choice(condition, entries, ZERO)))
    return result


def outer_of(a: int) -> Parts:
    """Return the key of the map around, if an unknown sum goes over a map within another."""
    summand = SUMS[ATOMS[a].head]
    by = Substituter(dict(zip(summand.holes, ATOMS[a].args, strict=True)))
    return tuple(map(by.poly, summand.outer))


def instance_of(a: int) -> Callable[[Parts], Poly]:
    """Return what an unknown sum adds up, as a function of the key."""
    return partial(instance, SUMS[ATOMS[a].head], ATOMS[a].args)


def elsewhere(generic: str) -> Atom:
    """Return a component of a key of which nothing is known but what is said of it."""
    found = atom(f"else {generic.removeprefix('$')}")
    found.nonneg, found.high = atom(generic).nonneg, atom(generic).high
    return found


def nothing(_: Parts) -> Poly:
    """Return what is added up where nothing counts."""
    return ZERO
