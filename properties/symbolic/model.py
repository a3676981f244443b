"""Turns what refutes a goal back into a state that a person can read, and replays it on the specification.

Only a replay makes a verdict "violated": before the step every invariant has to hold of the concrete state, and the
property has to fail after it. A model that does not replay shows nothing.
"""

from dataclasses import dataclass
from typing import Any

import z3  # type: ignore[import-untyped]

from properties.declaration import Property
from properties.evaluation import INVARIANTS
from properties.outcome import Rejected, attempt
from properties.symbolic.decision import Place, Query
from properties.symbolic.formula import Formula, atoms_of, conjuncts, equals
from properties.symbolic.fresh import arbitrary
from properties.symbolic.interpretation import concrete
from properties.symbolic.knowledge import Keys, distinct, mentioned
from properties.symbolic.polynomial import ATOMS, ONE, ZERO, Poly, Substituter, choice, of_atom, plus
from properties.symbolic.schema import DEFAULTS, is_record, map_types, plain, types_of
from properties.symbolic.sums import SUMS, instance
from properties.symbolic.table import Parts
from properties.symbolic.translation import EXACT
from properties.symbolic.values import SymInt, formula_of
from spec.actions import Action, Call
from spec.map import Map
from spec.state import State

BITS = (8, 70, 0)
"""How large numbers may be in each attempt to find a model; zero is as large as they like."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A concrete step after which a property does not hold."""

    before: State
    call: Call
    action: Action


def exact_sums(atoms: set[int], keys: Keys) -> list[Formula]:
    """Return that maps have no entries but at the keys mentioned, as far as sums tell."""
    found = []
    for a in sorted(atoms):
        if ATOMS[a].head in SUMS:
            summand, args = SUMS[ATOMS[a].head], ATOMS[a].args
            by = Substituter(dict(zip(summand.holes, args, strict=True)))
            outer = tuple(map(by.poly, summand.outer))
            total, seen = ZERO, list[Parts]()
            for key in (k[len(outer) :] for k in keys.get(summand.head, ()) if k[: len(outer)] == outer):
                total = plus(total, choice(distinct(key, seen), instance(summand, args, key), ZERO))
                seen.append(key)
            found.append(equals(of_atom(ATOMS[a]), total))
    return found


class Reading:
    """A model, read back as values."""

    def __init__(self, place: Place, model: Any, keys: Keys) -> None:
        self.place = place
        self.model = model
        self.keys = keys

    def number(self, value: Poly) -> int:
        """Return the value of a polynomial."""
        term = self.model.eval(EXACT.poly(self.place.by.poly(value)), model_completion=True)
        return int(z3.simplify(term).as_long())

    def value(self, kind: Any, head: str, args: Parts = ()) -> Any:
        """Return the value of that type and name."""
        inner = map_types(kind)
        if inner is not None:
            return self.map(head, *inner, args)
        if getattr(kind, "__origin__", None) is tuple:
            return ()
        if is_record(kind):
            record = plain(kind)
            return record(**{name: self.value(part, f"{head}.{name}", args) for name, part in types_of(record).items()})
        found = arbitrary(kind, head, args)
        if isinstance(found, SymInt):
            return plain(kind)(self.number(found.poly))
        return bool(self.number(choice(formula_of(found), ONE, ZERO)))

    def map(self, head: str, key: Any, value: Any, args: Parts) -> Map[Any, Any]:
        """Return a map with what the model says of the keys mentioned."""
        found: Map[Any, Any] = Map(default(value))
        around = tuple(map(self.number, args))
        for parts in self.keys.get(head, ()):
            numbers = tuple(map(self.number, parts))
            if numbers[: len(around)] == around:
                found = found.set(named(key, list(numbers[len(around) :])), self.value(value, head, parts))
        return found


def default(kind: Any) -> Any:
    """Return what a concrete map of such values holds where nothing was written."""
    return DEFAULTS[kind] if kind in DEFAULTS else plain(kind)(0)


def named(kind: Any, numbers: list[int]) -> Any:
    """Return the key of that type made of these numbers, which are used up."""
    if is_record(kind):
        return plain(kind)(**{name: named(part, numbers) for name, part in types_of(plain(kind)).items()})
    return plain(kind)(numbers.pop(0))


def refutations(place: Place, goal: Formula, seconds: float) -> Any:
    """Yield readings of models in which a goal fails."""
    for part in conjuncts(place.by.formula(place.opened(goal))):
        query = Query(place, part)
        query.facts.update(dict.fromkeys(place.facts))
        for _, f in place.knowledge.ground:
            query.facts.update(dict.fromkeys(conjuncts(place.by.formula(f))))
        query.grow()
        query.grow()
        keys = mentioned(atoms_of(query.facts))
        facts = [*query.facts, *map(place.by.formula, exact_sums(atoms_of(query.facts), keys))]
        for bits in BITS:
            query.facts = dict.fromkeys(facts)
            query.solver, query.told, query.introduced = z3.Solver(), set(), set()
            query.solver.set("timeout", int(seconds * 1000))
            if bits:
                small = [EXACT.atom(a) <= 2**bits for a in sorted(atoms_of(facts)) if not ATOMS[a].args]
                query.solver.add(small)
            if query.contradictory(EXACT, float("inf"), seconds):
                continue
            if query.solver.check() == z3.sat:
                yield Reading(place, query.solver.model(), keys)
                break


def replayed(claim: Property, before: State, call: Call, action: Action) -> bool:
    """Tell whether a property fails after a concrete step from a state in which all invariants hold."""
    if not all(invariant.holds(before) for invariant in INVARIANTS):
        return False
    outcome = attempt(before, call, action)
    if isinstance(outcome, Rejected):
        subject: Any = outcome if claim.kind == "rejection law" else None
    else:
        subject = outcome.after if claim.kind == "invariant" else outcome if claim.kind == "law" else None
    return subject is not None and not claim.holds(subject)


def witness(claim: Property, place: Place, goal: Formula, kind: type[Action], seconds: float) -> Witness | None:
    """Return a concrete step that shows that a property does not hold, if one is found."""
    for reading in refutations(place, goal, seconds):
        before = reading.value(State, "s")
        call, action = reading.value(Call, "call"), reading.value(kind, "arg")
        with concrete():
            if replayed(claim, before, call, action):
                return Witness(before, call, action)
    return None
