"""All that may be assumed of the state before a call, ready to be applied where it is needed."""

from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Any, Final, get_origin, get_type_hints

from properties.evaluation import INVARIANTS
from properties.symbolic.assumptions import OF_STATES, OF_TOKENS
from properties.symbolic.formula import EQ, Formula, at_least, every, implied, opposite, surface_of
from properties.symbolic.fresh import arbitrary
from properties.symbolic.polynomial import ATOMS, ZERO, Poly, Substituter, atom, choice, of_atom, plus
from properties.symbolic.rules import Pointwise, Trigger, assumed, match, pointwise, rules_of, triggers
from properties.symbolic.schema import components, map_types, plain, types_of
from properties.symbolic.sums import SUMS, instance, slack, summed
from properties.symbolic.table import Parts, Source, same_key
from properties.symbolic.words import Scope
from spec.actions import Call
from spec.rejections import REJECTIONS
from spec.state import State

Keys = dict[str, dict[Parts, None]]
"""The keys that are mentioned, by map."""

SHORT: Final = 3
"""Equalities with no more terms than this are used for rewriting."""

STATE: Final = arbitrary(State, "s")
"""The arbitrary state before a call."""

CALL: Final = arbitrary(Call, "call")
"""The arbitrary call."""


def items_of_calls() -> Iterator[str]:
    """Yield the names of the items that calls name."""
    for action in REJECTIONS:
        kinds: dict[str, Any] = get_type_hints(action)
        yield from (f"arg.{name}" for name, kind in kinds.items() if get_origin(kind) is tuple)


LATER: Final = "'"
"""How the names end of what is arbitrary in the midst of a repetition."""


def maps_of(kind: Any, head: str, arity: int) -> Iterator[tuple[str, int, str | None, int]]:
    """Yield the maps within values of a type: name and number of key components, of the map and of that around it."""
    for name, part in types_of(plain(kind)).items():
        inner = map_types(part)
        if inner is not None:
            width = arity + len(components(inner[0]))
            yield f"{head}.{name}", width, head if arity else None, arity
            if isinstance(plain(inner[1]), type) and hasattr(plain(inner[1]), "__dataclass_fields__"):
                yield from maps_of(inner[1], f"{head}.{name}", width)


MAPS: Final[dict[str, tuple[int, str | None, int]]] = {
    **{name: (arity, around, width) for name, arity, around, width in maps_of(State, "s", 0)},
    **dict.fromkeys(items_of_calls(), (1, None, 0)),
}
"""The maps of the state, and the items that calls name, by their number."""


@cache
def map_of(head: str) -> str | None:
    """Return the map that an unknown function belongs to."""
    base = head.removesuffix(LATER)
    return max((m for m in MAPS if base == m or base.startswith(m + ".")), key=len, default=None)


def mentioned(atoms: Iterable[int]) -> Keys:
    """Return the keys at which maps are mentioned. Whoever mentions a map within an entry mentions the entry."""
    found: Keys = {}

    def add(name: str | None, args: Parts) -> None:
        while name is not None:
            arity, around, width = MAPS[name]
            found.setdefault(name, {})[args[:arity]] = None
            name, args = around, args[:width]

    for a in sorted(atoms):
        head, args = ATOMS[a].head, ATOMS[a].args
        if head in SUMS:
            summand = SUMS[head]
            by = Substituter(dict(zip(summand.holes, args, strict=True)))
            around, width = MAPS[summand.head][1:]
            found.setdefault(head, {})[args] = None
            add(around, tuple(map(by.poly, summand.outer))[:width])
        elif args:
            add(map_of(head), args)
    return found


class Knowledge:
    """Rules, by the map whose keys they are applied at, and their instances so far."""

    def __init__(self, claims: Iterable[tuple[str, Formula]], before: "Knowledge | None" = None) -> None:
        self.ground: list[tuple[str, Formula]] = [] if before is None else list(before.ground)
        self.triggers: dict[str, list[Trigger]] = {}
        self.sums: list[Pointwise] = [] if before is None else list(before.sums)
        self.memory: dict[tuple[str, Parts], list[tuple[str, Formula]]] = {}
        self.extensions: dict[tuple[Formula, ...], Knowledge] = {}
        if before is not None:
            self.triggers = {head: list(there) for head, there in before.triggers.items()}
        for id, f in claims:
            self.sums += pointwise(f)
            for rule in rules_of(id, f):
                if rule.scopes:
                    for trigger in triggers(rule):
                        self.triggers.setdefault(trigger.head, []).append(trigger)
                else:
                    self.ground.append((id, rule.body))

        self.equalities = [f for _, f in self.ground if f.kind == EQ and len(f.poly.terms) <= SHORT]

    def extended(self, more: tuple[Formula, ...]) -> "Knowledge":
        """Return this with what else is known of all keys, as from lemmas in the midst of a step."""
        if not more:
            return self
        if more not in self.extensions:
            self.extensions[more] = Knowledge([("lemma", f) for f in more], self)
        return self.extensions[more]

    def at(self, head: str, args: Parts) -> list[tuple[str, Formula]]:
        """Return what is known of the entry of a map at a key, with the property that says so."""
        key = (head, args)
        if key not in self.memory:
            self.memory[key] = [
                (trigger.rule.id, found) for trigger in self.triggers.get(head, ()) for found in applied(trigger, args)
            ]
        return self.memory[key]

    def instances(self, keys: Keys) -> Iterator[tuple[str, Formula]]:
        """Yield what is known of the entries at these keys."""
        for head, at in keys.items():
            for args in at:
                yield from self.at(head, args)

    def of_sums(self, atoms: Iterable[int], keys: Keys) -> Iterator[Formula]:
        """Yield that what a sum adds up elsewhere than at the keys mentioned is not negative, where no entry is."""
        seen = {ATOMS[a].head for a in atoms if ATOMS[a].head in SUMS}
        for a in atoms:
            if ATOMS[a].head in SUMS:
                yield from rest_of(a, keys) if ATOMS[a].nonneg else ()
                yield from slack_of(a, keys)
        for fact in self.sums:
            heads = {ATOMS[a].head for a in surface_of(fact.total)} & set(SUMS)
            if heads & seen:
                yield from rests(fact, keys)


def applied(trigger: Trigger, args: Parts) -> Iterator[Formula]:
    """Yield what a rule says where something is mentioned."""
    values = match(trigger.patterns, args)
    if values is not None:
        body = trigger.rule.body.substituted(Substituter(values))
        if not any(name.startswith("$") for name in body.names):
            yield body


def distinct(parts: Parts, others: list[Parts]) -> Formula:
    """Return that a key is none of the others."""
    return every(opposite(same_key(parts, other)) for other in others)


def less(total: Poly, terms: list[tuple[Parts, Poly]]) -> Formula:
    """Return that a sum is at least what it adds up at the keys given, each counted once even if keys are equal."""
    seen: list[Parts] = []
    for parts, term in terms:
        total = plus(total, choice(distinct(parts, seen), term, ZERO), -1)
        seen.append(parts)
    return at_least(total, ZERO)


def parts_of(total: Poly, terms: list[tuple[Parts, Poly]]) -> Iterator[Formula]:
    """Yield that a sum is at least what it adds up at all keys given, and at each by itself."""
    yield less(total, terms)
    if len(terms) > 1:
        for term in terms:
            yield less(total, [term])


def rest_of(a: int, keys: Keys) -> Iterator[Formula]:
    """Yield that an unknown sum of what is never negative is at least what it adds up at the keys mentioned."""
    summand, args = SUMS[ATOMS[a].head], ATOMS[a].args
    by = Substituter(dict(zip(summand.holes, args, strict=True)))
    outer = tuple(map(by.poly, summand.outer))
    here = [k[len(outer) :] for k in keys.get(summand.head, ()) if k[: len(outer)] == outer]
    yield from parts_of(of_atom(ATOMS[a]), [(k, instance(summand, args, k)) for k in here])


def slack_of(a: int, keys: Keys) -> Iterator[Formula]:
    """Yield that a sum of floors, or of what is counted only for some entries, is no more than that of the whole.

    It is so of every part of the sum, since it is so of every entry (see ``slack``).
    """
    summand, args = SUMS[ATOMS[a].head], ATOMS[a].args
    by = Substituter(dict(zip(summand.holes, args, strict=True)))
    generics = tuple(of_atom(atom(name)) for name in summand.generics)
    scope = Scope(summand.head, tuple(map(by.poly, summand.outer)), generics)
    for premise, value in slack(summand.term, frozenset(summand.generics)):
        # Summed up in terms of the parameters, so that the sum itself is found again.
        total = summed(Source(scope.head, None, None, summand.outer), generics, value)
        for found in rests(Pointwise(scope, by.poly(value), by.poly(total)), keys):
            yield implied(premise.substituted(by), found)


def rests(fact: Pointwise, keys: Keys) -> Iterator[Formula]:
    """Yield the same of a value that is never negative as a whole."""
    outer = fact.scope.outer
    patterns = (*outer, *fact.scope.generics)
    groups: dict[Parts, list[Parts]] = {}
    for args in keys.get(fact.scope.head, ()):
        groups.setdefault(args[: len(outer)], []).append(args)
    for at in groups.values() if groups else ([],):
        values = match(patterns, at[0]) if at else {}
        if values is None:
            continue
        total = Substituter(values).poly(fact.total)
        terms = [(args, Substituter(match(patterns, args) or {}).poly(fact.value)) for args in at]
        if not any(name.startswith("$") for name in total.names):
            yield from parts_of(total, terms)


@cache
def knowledge() -> Knowledge:
    """Return what is assumed of every state before a step: the invariants, and what deployment takes for granted."""
    claims = [(p.id, partial(p.function, STATE)) for p in INVARIANTS]
    claims += [(f"assumed {claim.__name__}", partial(claim, STATE)) for claim in OF_STATES]
    return Knowledge((id, assumed(claim)) for id, claim in claims)


@cache
def at_deployment() -> Knowledge:
    """Return what is assumed before there is any state: sound deployment, and tokens as they have to be."""
    before = [p for p in INVARIANTS if p.id in OF_TOKENS]
    claims = [*((p.id, p.function) for p in before), *((f"assumed {c.__name__}", c) for c in OF_STATES)]
    return Knowledge((id, assumed(partial(claim, STATE))) for id, claim in claims)
