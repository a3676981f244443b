"""The invariants as rules about the state before a call, worked out once for all calls.

Each is evaluated of an arbitrary state with generic keys in the place of "for every entry". A rule is applied at the
keys that occur in what is to be proved, and at no others: fewer assumptions never prove too much.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, product
from typing import Any

from properties.symbolic.digest import combined, of_formula, of_poly
from properties.symbolic.explorer import aside
from properties.symbolic.formula import AND, FORALL, OR, SOME, TRUE, Formula, at_least, atoms_of, some
from properties.symbolic.polynomial import ATOMS, ONE, Poly, Substituter, atom, of_atom
from properties.symbolic.sums import SUMS, summed
from properties.symbolic.table import Parts, Source
from properties.symbolic.words import Scope, evaluated


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement that holds whatever the keys of its scopes are."""

    id: str
    """The property that says so."""
    scopes: tuple[Scope, ...]
    body: Formula


@dataclass(frozen=True, slots=True)
class Pointwise:
    """A value that is not negative at any key of a map, so that neither is its sum over any part of it."""

    scope: Scope
    value: Poly
    """In terms of the generic key."""
    total: Poly
    """Over the whole map."""


OPEN = count()
"""Numbers for statements of which nothing is known."""


def assumed(claim: Callable[[], Any]) -> Formula:
    """Return what a claim about the state before a call comes to, with generic keys."""
    with aside():
        return evaluated(claim)


def rules_of(id: str, f: Formula) -> Iterator[Rule]:
    """Yield the rules that an assumption comes to, with all quantifiers in front."""
    for scopes, body in prenex(f):
        if body is not TRUE:
            yield Rule(id, scopes, body)


def prenex(f: Formula) -> list[tuple[tuple[Scope, ...], Formula]]:
    """Return statements with their scopes, that together are ``f`` or follow from it."""
    if f.kind == FORALL:
        return [((f.scope, *scopes), body) for scopes, body in prenex(f.parts[0])]
    if f.kind == SOME:
        # Some key is an exception, but which? Left open, as it may be either way.
        return [((), truth_of(f))]
    if f.kind == AND:
        return [entry for part in f.parts for entry in prenex(part)]
    if f.kind == OR and f.quantified:
        chosen = product(*(prenex(part) for part in f.parts))
        return [(tuple(s for scopes, _ in c for s in scopes), some(body for _, body in c)) for c in chosen]
    return [((), f)]


def unknown_truth() -> Formula:
    """Return a statement of which nothing is known."""
    return at_least(of_atom(atom(f"open{next(OPEN)}")), ONE)


def truth_of(f: Formula) -> Formula:
    """Return that some key is an exception, as a statement of its own: the same one wherever the same is said."""
    if f.scope is None:
        return unknown_truth()
    names = [name for part in f.scope.generics for name in part.names]
    same = Substituter({name: of_atom(atom(f"#{index}")) for index, name in enumerate(names)})
    body = of_formula(f.parts[0].substituted(same))
    content = combined(f.scope.head.encode(), body, *map(of_poly, f.scope.outer))
    return at_least(of_atom(atom(f"exception {content.hex()}")), ONE)


def pointwise(f: Formula, around: tuple[Scope, ...] = ()) -> Iterator[Pointwise]:
    """Yield what an assumption says is not negative anywhere, also as a sum over a map within a map."""
    if f.kind == AND:
        for part in f.parts:
            yield from pointwise(part, around)
    elif f.kind == FORALL:
        scope: Scope = f.scope
        if scope.nonneg is not None:
            yield from summing((*around, scope), scope.nonneg)
        yield from pointwise(f.parts[0], (*around, scope))


def summing(scopes: tuple[Scope, ...], value: Poly) -> Iterator[Pointwise]:
    """Yield that the sum of ``value`` is not negative, over the innermost map, then over the one around it."""
    for scope in reversed(scopes):
        source = Source(scope.head, None, None, scope.outer)
        total = summed(source, scope.generics, value)
        yield Pointwise(scope, value, total)
        value = total


def match(patterns: Parts, args: Parts) -> dict[str, Poly] | None:
    """Return what generic keys have to be for patterns to be these arguments, if they can be."""
    found: dict[str, Poly] = {}
    for pattern, arg in zip(patterns, args, strict=True):
        names = list(pattern.names)
        if len(names) == 1 and names[0].startswith("$") and pattern is of_atom(atom(names[0])):
            if found.setdefault(names[0], arg) is not arg:
                return None
        elif pattern is not arg:
            return None
    return found


@dataclass(frozen=True, slots=True)
class Trigger:
    """Where a rule is applied: wherever something is mentioned."""

    head: str
    """The map whose entry is, or the unknown sum."""
    patterns: Parts
    rule: Rule


def triggers(rule: Rule) -> Iterator[Trigger]:
    """Yield where a rule is applied: at entries of its innermost map, and where a sum of its own is mentioned."""
    generics = frozenset(name for scope in rule.scopes for part in scope.generics for name in part.names)
    last = rule.scopes[-1]
    patterns = (*last.outer, *last.generics)
    if generics <= names_of(patterns):
        yield Trigger(last.head, patterns, rule)
    for a in sorted(atoms_of((rule.body,))):
        if ATOMS[a].head in SUMS and generics <= names_of(ATOMS[a].args):
            yield Trigger(ATOMS[a].head, ATOMS[a].args, rule)


def names_of(parts: Parts) -> frozenset[str]:
    """Return the variables that occur in a key."""
    return frozenset().union(*(part.names for part in parts))
