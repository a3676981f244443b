"""Finite populations in which a goal fails: some keys of each map may have entries, and all others have none.

The state before a step is arbitrary, so that a state in which a goal fails may have any number of entries. Here it has
those that the goal and its place mention, one or two steps on, and perhaps one or two more in each map. Of these all
invariants hold, sums add up just them, and whatever else is mentioned is one of them or holds nothing. So a solution
is a state as a whole, and not only the part of it that a proof would look at.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from properties.symbolic.decision import Place
from properties.symbolic.facts import divisions, ranges
from properties.symbolic.formula import EQ, TRUE, Formula, atoms_of, conjuncts, equals, every, some
from properties.symbolic.fresh import leaf
from properties.symbolic.knowledge import LATER, Keys, distinct, map_of, mentioned
from properties.symbolic.polynomial import ATOMS, ZERO, Poly, Substituter, atom, choice, number, of_atom, plus, times
from properties.symbolic.schema import components, default, is_record, map_types, plain, types_of
from properties.symbolic.sums import SUMS, instance, unguarded
from properties.symbolic.table import Parts, same_key
from spec.state import State


def tables(kind: Any, head: str, before: tuple[Any, ...] = ()) -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    """Yield the maps within values of a type: the name, what its keys are made of, and the type of its values."""
    for name, part in types_of(plain(kind)).items():
        inner = map_types(part)
        if inner is not None:
            width = (*before, *components(inner[0]))
            yield f"{head}.{name}", width, inner[1]
            if is_record(inner[1]):
                yield from tables(inner[1], f"{head}.{name}", width)


TABLES: Final[dict[str, tuple[tuple[Any, ...], Any]]] = {
    name: (width, value) for name, width, value in tables(State, "s")
}
"""The maps of the state: what their keys are made of, and the type of their values."""


@cache
def blank_number(head: str) -> int:
    """Return what a number of an entry is where nothing was written."""
    name = map_of(head) or ""
    value = default(TABLES[name][1])
    for part in filter(None, head.removesuffix(LATER).removeprefix(name).split(".")):
        value = getattr(value, part)
    return int(value)


def group_of(head: str, key: Parts) -> Parts | None:
    """Return what a sum over one group of entries is a function of, for the group that an entry belongs to."""
    summand = SUMS[head]
    by = Substituter(dict(zip(summand.generics, key, strict=True)))
    told: dict[str, Poly] = {}
    for part in conjuncts(unguarded(summand.term)[0]):
        for hole in summand.holes:
            variable = of_atom(atom(hole))
            ((monomial, _),) = variable.terms.items()
            sign = part.poly.terms.get(monomial, 0)
            if part.kind == EQ and abs(sign) == 1:
                told[hole] = by.poly(plus(variable, times(number(sign), part.poly), -1))
    if told.keys() != set(summand.holes) or any(arg.names & told.keys() for arg in told.values()):
        return None
    return tuple(told[hole] for hole in summand.holes)


class Population:
    """Some keys, and what has to hold for a goal to fail where nobody else is."""

    def __init__(self, place: Place, denied: Iterable[Formula], rounds: int, spares: int) -> None:
        """Take what is denied, how far from it keys are looked for, and how many more there are of each map."""
        self.place = place
        self.facts: dict[Formula, None] = dict.fromkeys((*denied, *place.facts))
        # What was replaced by a value is still needed where another key may turn out to be the same.
        replaced = (equals(of_atom(ATOMS[a]), value) for a, value in place.by.values.items() if ATOMS[a].args)
        self.facts.update(dict.fromkeys(replaced))
        self.add(f for _, f in place.knowledge.ground)
        for _ in range(rounds):
            self.instantiate(mentioned(atoms_of(self.facts)))
        self.keys: Keys = mentioned(atoms_of(self.facts))
        for spare in range(spares):
            self.make_room(spare)
        self.instantiate(self.keys)
        self.close()

    def add(self, more: Iterable[Formula]) -> None:
        """Let more hold."""
        found = (part for f in more for part in conjuncts(self.place.by.formula(f)))
        self.facts.update(dict.fromkeys(part for part in found if part is not TRUE))

    def instantiate(self, keys: Keys) -> None:
        """Let what is known of the entries at keys hold, and of the groups that they belong to."""
        known = self.place.knowledge
        self.add(f for _, f in known.instances(keys))
        self.add(f for head, args in self.groups(keys) for _, f in known.at(head, args))

    def make_room(self, spare: int) -> None:
        """Add a key of each map of which nothing is known."""
        for name, (width, _) in TABLES.items():
            key = tuple(leaf(kind, f"spare {spare} {name} {at}", ()).poly for at, kind in enumerate(width))
            self.keys.setdefault(name, {})[key] = None

    def groups(self, keys: Keys) -> Iterator[tuple[str, Parts]]:
        """Yield the sums over the groups that entries belong to, of which something is known."""
        for head in self.place.knowledge.triggers:
            if head in SUMS and not SUMS[head].outer:
                groups = (group_of(head, key) for key in keys.get(SUMS[head].head, ()))
                yield from ((head, args) for args in groups if args is not None)

    def close(self) -> None:
        """Let whatever is mentioned beside the keys be one of them, or hold nothing."""
        for a in sorted(atoms_of(self.facts)):
            name = map_of(ATOMS[a].head) if ATOMS[a].args and ATOMS[a].head not in SUMS else None
            if name in TABLES:
                key, there = ATOMS[a].args, self.keys.get(name, {})
                if key not in there:
                    nothing = equals(of_atom(ATOMS[a]), number(blank_number(ATOMS[a].head)))
                    self.add([some((*(same_key(key, other) for other in there), nothing))])

    def exact(self, a: int) -> Formula:
        """Return that a sum adds up the entries at the keys, and nothing else."""
        summand, args = SUMS[ATOMS[a].head], ATOMS[a].args
        by = Substituter(dict(zip(summand.holes, args, strict=True)))
        outer = tuple(map(by.poly, summand.outer))
        total, seen = ZERO, list[Parts]()
        for key in self.keys.get(summand.head, ()):
            counts = every((same_key(key[: len(outer)], outer), distinct(key, seen)))
            total = plus(total, choice(counts, instance(summand, args, key[len(outer) :]), ZERO))
            seen.append(key)
        return self.place.by.formula(equals(of_atom(ATOMS[a]), total))

    def statements(self) -> list[Formula]:
        """Return all that has to hold, with the sums and quotients that occur."""
        found, summed = dict(self.facts), set[int]()
        while open := {a for a in atoms_of(found) - summed if ATOMS[a].head in SUMS}:
            # What a sum adds up may mention other sums.
            summed |= open
            found.update(dict.fromkeys(part for a in sorted(open) for part in conjuncts(self.exact(a))))
        atoms = sorted(atoms_of(found))
        return list(dict.fromkeys((*found, *divisions(atoms), *ranges(atoms))))
