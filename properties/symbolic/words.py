"""What the words of the properties mean of symbolic states.

Where something has to be shown, "for every entry" is shown of each key written and of one key of which nothing else is
known. Where it may be assumed, it is a rule about a generic key, of which any instance follows. Either way it speaks of
all keys, also of those never written, which is more than the concrete words ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from properties.symbolic.explorer import current, merged
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import (
    FALSE,
    FORALL,
    TRUE,
    Formula,
    at_least,
    chosen,
    every,
    implied,
    make,
    opposite,
    some,
)
from properties.symbolic.fresh import flat, placeholder
from properties.symbolic.joining import Guarded, integer, join, truth
from properties.symbolic.polynomial import ZERO, Poly, Substituter, choice
from properties.symbolic.rewriting import Rewriter
from properties.symbolic.sums import generic, summed, total, value_at
from properties.symbolic.table import Parts, Source, SymMap, same_key
from properties.symbolic.values import SymInt, formula_of, poly_of
from spec.map import Map

Pair = Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule ranges over."""

    head: str
    """The map."""
    outer: Parts
    """For a map within another: the key of that."""
    generics: Parts
    """The generic key."""
    nonneg: Poly | None = None
    """A value that the rule says is not negative, for sums."""

    @property
    def names(self) -> frozenset[str]:
        """Return the variables that occur."""
        more = () if self.nonneg is None else (self.nonneg,)
        return frozenset().union(*(part.names for part in (*self.outer, *self.generics, *more)))

    def substituted(self, by: Substituter) -> "Scope":
        """Return what becomes of it."""
        nonneg = None if self.nonneg is None else by.poly(self.nonneg)
        return Scope(self.head, tuple(map(by.poly, self.outer)), tuple(map(by.poly, self.generics)), nonneg)


def evaluated(claim: Callable[[], Any]) -> Formula:
    """Return what a claim comes to."""
    found: Formula = merged(lambda: current().simplified(formula_of(claim())), chosen)
    return found


def under(condition: Formula, claim: Callable[[], Formula]) -> Formula:
    """Return that ``claim`` holds if ``condition`` does, worked out where it does."""
    path = current()
    if path.simplified(condition) is FALSE:
        return TRUE
    known = dict(path.known)
    for part in condition.parts if condition.kind == "and" else (condition,):
        path.known[part] = True
        path.known[opposite(part)] = False
    try:
        return implied(condition, claim())
    finally:
        path.known = known


def other_than(parts: Parts, maps: tuple[SymMap, ...]) -> Formula:
    """Return that a key is none of those written."""
    return every(opposite(same_key(parts, entry.parts)) for m in maps for entry in m.written)


def skolem(source: Source) -> tuple[Any, Parts]:
    """Return the key of which nothing else is known."""
    return placeholder(source.key, f"any {source.head}.")


def everywhere(maps: tuple[SymMap, ...], p: Callable[..., Any], nonneg: Callable[..., Any] | None = None) -> Any:
    """Return that ``p`` holds of every key and its values in versions of one map.

    ``nonneg`` is what ``p`` says is not negative, if that is all it says, so that sums of it are not negative either.
    """
    source = maps[0].source
    if any(m.source.domain != source.domain for m in maps):
        raise EngineError("versions of different maps")
    if current().goal:
        unwritten = not any(m.written for m in maps)
        scope = Scope(source.head, source.args, skolem(source)[1]) if unwritten and not source.empty else None
        return quantified(shown(maps, p), scope)
    if any(m.written for m in maps):
        raise EngineError("an assumption about a state that is not the first")
    key, parts = generic(source)
    values = [m.source.at(parts) for m in maps]
    value = None if nonneg is None else poly_of(merged(lambda: nonneg(key, *values), join))
    return quantified(evaluated(lambda: p(key, *values)), Scope(source.head, source.args, parts, value))


def quantified(body: Formula, scope: Scope | None) -> Any:
    """Return a statement about all keys, of which only the positive use has a meaning."""
    return truth(body if body.truth is not None else make(FORALL, ZERO, (body,), scope))


def shown(maps: tuple[SymMap, ...], p: Callable[..., Any]) -> Formula:
    """Return that ``p`` holds of each key written in any version, and of one of which nothing else is known."""
    source = maps[0].source
    written = {entry.parts: entry.key for m in maps for entry in m.written}
    key, parts = skolem(source)
    places = [*((key, TRUE) for key in written.values()), (key, other_than(parts, maps))]

    def at(key: Any) -> Formula:
        return evaluated(lambda: p(key, *(m[key] for m in maps)))

    return every(under(condition, partial(at, place)) for place, condition in places)


def symbolic(m: Any) -> SymMap:
    """Return a map as a symbolic one; no other occurs in symbolic states."""
    if not isinstance(m, SymMap):
        raise EngineError("a concrete map in a symbolic state")
    return m


def word_total(m: Any, f: Callable[[Any], Any]) -> Any:
    """Mean ``total``."""
    return integer(total(symbolic(m), lambda _, value: f(value)))


def word_total_items(m: Any, f: Pair) -> Any:
    """Mean ``total_items``."""
    return integer(total(symbolic(m), f))


def word_forall(m: Any, p: Callable[[Any], Any]) -> Any:
    """Mean ``forall``."""
    return everywhere((symbolic(m),), lambda _, value: p(value))


def word_forall_items(m: Any, p: Pair) -> Any:
    """Mean ``forall_items``."""
    return everywhere((symbolic(m),), p)


def word_forall2(before: Any, after: Any, p: Pair) -> Any:
    """Mean ``forall2``."""
    return everywhere((symbolic(before), symbolic(after)), lambda _, x, y: p(x, y))


def word_forall2_items(before: Any, after: Any, p: Callable[[Any, Any, Any], Any]) -> Any:
    """Mean ``forall2_items``."""
    return everywhere((symbolic(before), symbolic(after)), p)


def word_forall_changed(before: Any, after: Any, p: Pair) -> Any:
    """Mean ``forall_changed``: what a call left alone is passed over by the concrete word for speed only."""
    return word_forall2(before, after, p)


def word_forall_changed_items(before: Any, after: Any, p: Callable[[Any, Any, Any], Any]) -> Any:
    """Mean ``forall_changed_items``, likewise."""
    return word_forall2_items(before, after, p)


def word_forall_totals(m: Any, group: Callable[[Any], Any], f: Pair, other: Any, p: Callable[..., Any]) -> Any:
    """Mean ``forall_totals``: of every group, its sum is that of the entries that belong to it."""
    table = symbolic(m)

    def claim(name: Any, value: Any) -> Any:
        def of_group(k: Any, v: Any) -> Any:
            amount = named(value_at(f, k, v), flat(group(v)), flat(name))
            return word_choose(is_equal(group(v), name), amount, 0)

        return p(name, integer(total(table, of_group)), value)

    return everywhere((symbolic(other),), claim)


def named(amount: Poly, group: Parts, name: Parts) -> Any:
    """Return an amount of an entry of a group, spoken of by the name of the group where the entry tells it."""
    told = {x: y for x, y in zip(group, name, strict=True) if len(x.terms) == 1 and x.constant is None}
    values = {m[0]: y for x, y in told.items() for m, c in x.terms.items() if len(m) == 1 and c == 1}
    return integer(Rewriter(values, {}).poly(amount))


def word_nonneg(m: Any, f: Callable[[Any], Any]) -> Any:
    """Mean ``nonneg``."""
    return everywhere((symbolic(m),), lambda _, value: f(value) >= 0, lambda _, value: f(value))


def nonneg2_items(before: Any, after: Any, f: Callable[[Any, Any, Any], Any]) -> Any:
    """Return that ``f`` is not negative for any key and its values in two versions of a map."""
    return everywhere((symbolic(before), symbolic(after)), lambda key, x, y: f(key, x, y) >= 0, f)


def is_equal(a: Any, b: Any) -> Any:
    """Return that two keys or numbers are equal."""
    return truth(same_key(flat(a), flat(b)))


def word_implies(a: Any, b: Any) -> Any:
    """Mean ``implies``; both sides are worked out already."""
    return truth(implied(formula_of(a), formula_of(b)))


def word_iff(a: Any, b: Any) -> Any:
    """Mean ``iff``."""
    x, y = formula_of(a), formula_of(b)
    return truth(some((every((x, y)), every((opposite(x), opposite(y))))))


def word_choose(condition: Any, then: Any, otherwise: Any) -> Any:
    """Mean ``choose``."""
    f = current().simplified(formula_of(condition))
    if f.truth is not None:
        return then if f.truth else otherwise
    return join(f, then, otherwise)


def word_lesser(a: Any, b: Any) -> Any:
    """Mean ``lesser``."""
    x, y = poly_of(a), poly_of(b)
    condition = current().simplified(at_least(y, x))
    return integer(choice(condition, x, y))


def word_greater(a: Any, b: Any) -> Any:
    """Mean ``greater``."""
    x, y = poly_of(a), poly_of(b)
    condition = current().simplified(at_least(x, y))
    return integer(choice(condition, x, y))


def word_one_of(value: Any, *options: Any) -> Any:
    """Mean ``one_of``."""
    return truth(some(formula_of(is_equal(value, option)) for option in options))


def word_equal(left: Any, right: Any) -> Any:
    """Mean ``equal``."""
    return left == right


def word_at_most(left: Any, right: Any) -> Any:
    """Mean ``at_most``."""
    return left <= right


def word_same(left: Any, right: Any) -> Any:
    """Mean ``same``."""
    if left is right:
        return True
    if isinstance(left, Map):
        return same_maps(left, right)
    return truth(evaluated(lambda: left == right))


def same_maps(left: Any, right: Any) -> Any:
    """Return that two maps agree at every key: versions of one map, or a map and an empty one."""
    if not isinstance(left, SymMap):
        left, right = right, left
    if isinstance(right, SymMap):
        alike = left.source == right.source and left.written == right.written
        return True if alike else everywhere((left, right), lambda _, x, y: word_same(x, y))
    if len(right):
        raise EngineError("a symbolic map compared with a concrete one")
    return everywhere((left,), lambda _, x: word_same(x, right.default))


def word_unchanged_but(before: Any, after: Any, *keys: Any) -> Any:
    """Mean ``unchanged_but``."""
    if before is after:
        return True

    def stays(key: Any, x: Any, y: Any) -> Any:
        named = some(formula_of(is_equal(key, other)) for other in keys)
        return True if current().simplified(named) is TRUE else truth(some((named, formula_of(word_same(x, y)))))

    return word_forall2_items(before, after, stays)


def word_each(items: Any, p: Callable[[Any], Any]) -> Any:
    """Mean ``each``."""
    if isinstance(items, tuple):
        return truth(every(formula_of(p(item)) for item in items))
    return everywhere((items.at,), lambda number, item: word_implies(number < items.size, p(item)))


def word_size(items: Any) -> Any:
    """Mean ``size``."""
    return len(items) if isinstance(items, tuple) else items.size


def word_among(value: Any, items: Any) -> Any:
    """Mean ``among``."""
    if isinstance(items, tuple):
        return word_one_of(value, *items)

    def counts(number: Any, item: Any) -> Any:
        return word_choose(is_equal(item, value), word_choose(number < items.size, 1, 0), 0)

    # Of items nothing is left out, be it zero.
    number, parts = generic(items.at.source)
    return integer(summed(items.at.source, parts, value_at(counts, number, items.at.source.at(parts)))) >= 1


def word_told(events: Any, kind: type[Any]) -> Any:
    """Mean ``told``."""
    pairs = [(e.condition, e.event) if isinstance(e, Guarded) else (TRUE, e) for e in events]
    return truth(some(condition for condition, event in pairs if isinstance(event, kind)))


def smaller(a: Any, b: Any) -> Any:
    """Mean the specification's ``smaller``: a choice instead of a question."""
    return word_lesser(a, b) if isinstance(a, SymInt) or isinstance(b, SymInt) else min(a, b)


def larger(a: Any, b: Any) -> Any:
    """Mean the specification's ``larger``."""
    return word_greater(a, b) if isinstance(a, SymInt) or isinstance(b, SymInt) else max(a, b)
