"""Decides whether something follows. Anything but a proof is "unknown", unless a state shows that it does not.

Assumptions are brought in as they are needed: first what speaks of the same terms as the goal, then what speaks of the
same terms as that. Each round is tried with products as unknown functions. In the end products are products: once more
from the nearest assumptions alone, since of these the solver bears few, and then from all that is there.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import or_
from time import monotonic
from typing import Final

import z3  # type: ignore[import-untyped]

from properties.symbolic import digest
from properties.symbolic.facts import (
    by_divisors,
    crossings,
    divisions,
    merges,
    multiplied,
    paired,
    products,
    ranges,
    scalings,
)
from properties.symbolic.formula import (
    AND,
    EQ,
    FALSE,
    FORALL,
    NE,
    OR,
    SOME,
    TRUE,
    Bits,
    Formula,
    Resting,
    atoms_of,
    conjuncts,
    equals,
    every,
    inner,
    opposite,
    some,
    surface_of,
)
from properties.symbolic.knowledge import Knowledge, distinct, map_of, mentioned
from properties.symbolic.polynomial import ATOMS, ITE, ONE, ZERO, Poly, Substituter, choice, of_atom, plus
from properties.symbolic.rewriting import Rewriter, learnt, rewritten, solved
from properties.symbolic.rules import truth_of
from properties.symbolic.sums import SUMS, divisor_of, elsewhere, instance_of, nothing, outer_of, values_of
from properties.symbolic.table import Parts
from properties.symbolic.translation import EXACT, LINEAR, Translation, limit, linear_solver

EARLY: Final = 2
"""How far they are looked for before sums are compared."""

AFRESH: Final = 3
"""How far they are looked for once it is known how sums compare."""

PATIENCE: Final = (0.02, 0.5, 2.0, 8.0)
"""Seconds for the questions of each round to the solver, as counted in its steps. What the first is to find is plain,
and most often it finds nothing.
"""

EXACTING: Final = 0.25
"""Seconds for a question in which products are products, counted likewise."""

ROUNDS: Final = len(PATIENCE)
"""How far from the goal assumptions are looked for."""

NEAREST: Final = 2
"""With how many others a sum is compared."""

SPLITS: Final = 7
"""How many conditions of choices are told apart."""


UNKNOWN_KEYS: Final = ("any ", "else ")
"""How the names begin that keys have of which nothing is known."""


class Verdict(StrEnum):
    """What is known of a claim."""

    PROVED = "proved"
    VIOLATED = "violated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Refutation:
    """Statements that have no model together: the negation of a goal, and what was known."""

    facts: tuple[Formula, ...]
    ranges: tuple[int, ...]
    """The atoms whose ranges were told."""
    exact: bool
    """Whether products were read as products, or as unknown functions."""


@dataclass(slots=True)
class Ledger:
    """What is found at a place, and at those within it."""

    used: Bits = 0
    """The conditions that the present proof rests on, and perhaps some more."""
    refutations: list[Refutation] = field(default_factory=list)
    """What the solver found to have no model, for others to decide again."""


class Place:
    """A place on a path: what holds there, solved for equalities."""

    def __init__(self, conditions: Iterable[Formula], knowledge: Knowledge) -> None:
        self.conditions = tuple(conditions)
        resting = {f: 1 << index for index, f in enumerate(self.conditions)}
        general = {f: bits for f, bits in resting.items() if f.quantified}
        self.general = reduce(or_, general.values(), 0)
        """What is said of all keys, which is not told apart from the rest of what is known of them."""
        self.knowledge = knowledge.extended(tuple(general))
        equalities = dict.fromkeys(knowledge.equalities, 0)
        self.by, self.facts = learnt(equalities | {f: bits for f, bits in resting.items() if f not in general})
        self.unlike: set[tuple[int, int | None, tuple[Parts, ...]]] = set()
        """The sums that were compared in vain here or within. They are not compared again."""
        self.comparing = False
        """Whether this is about sums being alike, in which no others are compared."""
        self.focus: tuple[Formula, ...] = ()
        """The conditions of choices that were told apart here. One side may be impossible, whatever the goal."""
        self.ledger = Ledger()

    def proves(self, goal: Formula, seconds: float) -> bool:
        """Tell whether a goal follows at this place, if that can be told in the time given."""
        deadline = monotonic() + seconds
        self.ledger.used = self.general
        if self.absurd:
            return True
        return all(self.follows(part, SPLITS, deadline) for part in conjuncts(self.seen(self.opened(goal))))

    def impossible(self, seconds: float) -> bool:
        """Tell whether it is seen at a glance that nothing gets here."""
        self.ledger.used = self.general
        return self.absurd or Query(self, FALSE).nearly(monotonic() + seconds, range(EARLY))

    @property
    def refutations(self) -> list[Refutation]:
        """Return what the solver found to have no model here."""
        return self.ledger.refutations

    @property
    def rested_on(self) -> tuple[Formula, ...]:
        """Return the conditions that the last proof rested on, or a few more: without the others it is a proof too."""
        return tuple(f for index, f in enumerate(self.conditions) if self.ledger.used >> index & 1)

    @property
    def absurd(self) -> bool:
        """Tell whether what holds here contradicts itself as it stands."""
        self.ledger.used |= self.facts.get(FALSE, 0)
        return FALSE in self.facts

    def seen(self, f: Formula) -> Formula:
        """Return what is left here of something that is to be shown."""
        found: Formula
        found, used = self.by.traced(self.by.formula, f)
        self.ledger.used |= used
        return found

    def opened(self, f: Formula) -> Formula:
        """Return a goal without quantifiers.

        "For all" is shown of a key of which nothing is known. That there is an exception is shown by one among the
        keys that this place mentions.
        """
        if f.kind == FORALL:
            return self.opened(f.parts[0])
        if f.kind == SOME and f.scope is None:
            return truth_of(f)
        if f.kind == SOME:
            outer: tuple[Poly, ...] = f.scope.outer
            at = mentioned(atoms_of(self.facts)).get(f.scope.head, ())
            names = [name for part in f.scope.generics for name in part.names]
            keys = [dict(zip(names, k[len(outer) :], strict=True)) for k in at if k[: len(outer)] == outer]
            known = [self.opened(opposite(f.parts[0].substituted(Substituter(values)))) for values in keys]
            return some((truth_of(f), *known))
        if f.kind in (AND, OR):
            return (every if f.kind == AND else some)(map(self.opened, f.parts))
        return f

    def follows(self, goal: Formula, splits: int, deadline: float) -> bool:
        """Tell whether a goal that is no conjunction follows."""
        goal = self.seen(goal)
        if goal.kind == AND:
            return all(self.follows(part, splits, deadline) for part in goal.parts)
        if goal is TRUE or self.absurd:
            return True
        if monotonic() > deadline:
            return False
        keys = [part for part in goal.parts if opposite(part) not in self.by.known and of_keys(part)]
        if goal.kind == OR and splits and 0 < len(keys) < len(goal.parts):
            # Where they hold, the goal does; where they do not, equals are replaced by equals, and choices are made.
            rest = some(part for part in goal.parts if part not in keys)
            return self.under(every(map(opposite, keys))).follows(rest, splits - 1, deadline)
        several = next((part for part in goal.parts if part.kind == AND and not of_keys(part)), None)
        if goal.kind == OR and several is not None:
            others = [part for part in goal.parts if part is not several]
            return all(self.follows(some((*others, part)), splits, deadline) for part in several.parts)
        return self.told_apart(goal, splits, deadline)

    def told_apart(self, goal: Formula, splits: int, deadline: float) -> bool:
        """Tell whether a goal follows, in each of the cases that its choices make."""
        near, far = splitters(goal) if splits else ([], [])
        if near or far:
            query = Query(self, goal)
            if query.plain(deadline) or (not near and query.refuted(deadline, last=False)):
                return True
            condition = telling(goal, near or far)
            sides = (condition, opposite(condition))
            return all(self.under(side).follows(goal, splits - 1, deadline) for side in sides)
        return Query(self, goal).refuted(deadline)

    def under(self, condition: Formula) -> "Place":
        """Return this place with one more thing known."""
        place = copy(self)
        place.knowledge = self.knowledge.extended((condition,) if condition.quantified else ())
        place.by, place.facts = learnt({} if condition.quantified else {condition: 0}, (self.by, self.facts))
        place.focus = (*self.focus, condition)
        return place


def of_keys(f: Formula) -> bool:
    """Tell whether a statement only says which keys or numbers are equal."""
    if f.kind == NE:
        return solved(opposite(f)) is not None
    return f.kind == AND and all(part.kind == EQ for part in f.parts)


def splitters(f: Formula) -> tuple[list[Formula], list[Formula]]:
    """Return the conditions on which the numbers in a statement depend, and those on which only keys do."""
    surface = surface_of(f)
    near, far = dict[Formula, None](), dict[Formula, None]()
    for a in sorted(atoms_of((f,))):
        if ATOMS[a].head is ITE and not any(n.startswith("$") for n in ATOMS[a].names):
            (near if a in surface else far)[ATOMS[a].condition] = None
    return list(near), list(far)


def telling(goal: Formula, conditions: list[Formula]) -> Formula:
    """Return the condition that leaves the fewest others open both ways, of those that depend on no other.

    What depends on the entry of which nothing is known comes first: most often it says whether anything is to be shown.
    """

    def left(condition: Formula) -> tuple[int, str]:
        sides = ({condition: truth, opposite(condition): not truth} for truth in (True, False))
        open_ = sum(sum(map(len, splitters(Rewriter({}, known).formula(goal)))) for known in sides)
        return open_, digest.of_formula(condition).hex()

    of_entry = [c for c in conditions if any(name.startswith(UNKNOWN_KEYS) for name in c.names)]
    plain = [c for c in conditions if not any(ATOMS[a].head is ITE for a in surface_of(c))] or conditions
    first = of_entry or plain
    return first[0] if len(first) == 1 else min(first, key=left)


def nearest(a: int, others: list[int]) -> list[int]:
    """Return the sums that are most like one: those that have most parameters in common with it."""
    there = [b for b in others if b != a and alike(a, b)]
    return sorted(there, key=lambda b: (-len(set(ATOMS[a].args) & set(ATOMS[b].args)), b))[:NEAREST]


def alike(a: int, b: int) -> bool:
    """Tell whether two sums add up the same numbers of the same map, be it under different conditions."""
    x, y = SUMS[ATOMS[a].head], SUMS[ATOMS[b].head]
    return x.head == y.head and outer_of(a) == outer_of(b) and values_of(x.term) == values_of(y.term)


class Query:
    """One goal, with the assumptions brought in so far."""

    def __init__(self, place: Place, goal: Formula) -> None:
        self.place = place
        self.goal = goal
        # That a place is impossible has to follow from all that holds there.
        self.denied = () if goal is FALSE else conjuncts(opposite(goal))
        self.facts: Resting = dict.fromkeys(self.denied, 0) or dict(place.facts)
        self.atoms = atoms_of(self.facts)
        """What the facts are about."""
        # As they were before equals were replaced, since they mention the keys that assumptions are applied at.
        self.bring(part for f in place.focus for part in conjuncts(f))
        told = {a for f in place.focus for a in atoms_of((place.by.formula(f), f))}
        self.bring({f: bits for f, bits in place.facts.items() if inner(f) <= told})
        self.bring(self.scaled())
        self.solver = linear_solver()
        self.told: Resting = {}
        self.introduced: set[int] = set()
        self.differences: dict[tuple[int, int | None, tuple[Parts, ...]], Resting] = {}
        """By how much sums were found to differ, but for the entries at some keys."""
        self.rounds = 0

    def bring(self, facts: Iterable[Formula] | Resting) -> None:
        """Bring in facts, which may rest on conditions, or else follow from what is there already."""
        for f, bits in (facts if isinstance(facts, dict) else dict.fromkeys(facts, 0)).items():
            if f is not TRUE and f not in self.facts:
                self.facts[f] = bits
                self.atoms |= inner(f)

    def refuted(self, deadline: float, last: bool = True) -> bool:
        """Tell whether the goal cannot fail. All that is there is looked at only if nobody tells cases apart after."""
        if self.nearly(deadline, range(EARLY)):
            return True
        if self.place.comparing:
            return False
        if self.anew(self.compared(deadline), deadline) or self.nearly(deadline, range(EARLY, ROUNDS)):
            return True
        if monotonic() > deadline:
            return False
        found = self.compared(deadline)
        if self.anew(found, deadline):
            return True
        if self.exactly(found, deadline):
            return True
        self.bring(found)
        self.grow()
        if found and self.contradictory(LINEAR, deadline, PATIENCE[-1]):
            return True
        return last and self.as_it_is(deadline)

    def anew(self, facts: Resting, deadline: float) -> bool:
        """Tell whether the goal cannot fail, given facts, from little else: among all that is there they come late."""
        if not facts:
            return False
        query = Query(self.place, self.goal)
        query.bring(facts)
        for _ in range(AFRESH):
            query.grow()
            if query.contradictory(LINEAR, deadline, PATIENCE[1]):
                return True
        return False

    def exactly(self, facts: Resting, deadline: float) -> bool:
        """Tell whether the goal cannot fail, with products as products, from little more than facts."""
        query = Query(self.place, self.goal)
        query.bring(facts)
        for _ in range(EARLY):
            query.grow()
            if query.as_it_is(deadline):
                return True
        return False

    def as_it_is(self, deadline: float) -> bool:
        """Tell whether what is there has no model, with products as products."""
        self.solver, self.told, self.introduced = z3.SolverFor("QF_UFNIA"), {}, set()
        return self.contradictory(EXACT, deadline, EXACTING)

    def nearly(self, deadline: float, stages: Iterable[int] = range(ROUNDS)) -> bool:
        """Tell whether the goal cannot fail, with products as unknown functions, from ever more assumptions."""
        for stage in stages:
            self.grow()
            if self.contradictory(LINEAR, deadline, PATIENCE[stage]):
                return True
            self.add_products(stage == ROUNDS - 1)
            if self.contradictory(LINEAR, deadline, PATIENCE[stage]):
                return True
            if monotonic() > deadline or self.place.comparing:
                return False
        return False

    def plain(self, deadline: float) -> bool:
        """Tell whether the goal cannot fail, if that is plain from what speaks of the same terms."""
        self.grow()
        if self.contradictory(LINEAR, deadline, PATIENCE[0]):
            return True
        self.add_products(last=False)
        return self.contradictory(LINEAR, deadline, PATIENCE[0])

    def scaled(self) -> list[Formula]:
        """Return what is denied times the divisors of the quotients that it is about, and how these add up."""
        atoms = sorted({a for f in self.denied for g in leaves(f) for m in g.poly.terms for a in m})
        divisors = dict.fromkeys(d for d in map(divisor_of, atoms) if d is not None)
        return by_divisors(self.denied, divisors) + merges(atoms)

    def compared(self, deadline: float) -> Resting:
        """Return by how much sums over one map differ, where that depends on the entries mentioned only.

        So it is if the entry at any other key is counted alike in both, which is shown of a key of which nothing else
        is known. A sum that the goal is about is compared with those most like it, and a count with nothing.
        """
        keys = mentioned(self.atoms)
        goal = sorted(a for a in atoms_of(self.denied) if ATOMS[a].head in SUMS)
        others = sorted(a for a in self.atoms if ATOMS[a].head in SUMS)
        pairs: list[tuple[int, int | None]] = [(a, b) for a in goal for b in nearest(a, others)]
        pairs += [(a, None) for a in goal if values_of(SUMS[ATOMS[a].head].term) == {ONE}]
        found: Resting = {}
        for a, b in pairs:
            outer = outer_of(a)
            there = keys.get(SUMS[ATOMS[a].head].head, ())
            asked = a, b, tuple(k[len(outer) :] for k in there if k[: len(outer)] == outer)
            if asked not in self.differences and asked not in self.place.unlike:
                self.differences[asked] = dict(self.difference(*asked, deadline))
                if not self.differences[asked]:
                    self.place.unlike.add(asked)
            found |= self.differences.get(asked, {})
        return found

    def difference(
        self, a: int, b: int | None, here: tuple[Parts, ...], deadline: float
    ) -> Iterator[tuple[Formula, Bits]]:
        """Yield by how much two sums over one map differ, if they count all but the entries at some keys alike.

        Without another sum, that is how much a sum is that counts nothing but those.
        """
        x, y = instance_of(a), nothing if b is None else instance_of(b)
        other = tuple(of_atom(elsewhere(name)) for name in SUMS[ATOMS[a].head].generics)
        place = self.place.under(distinct(other, list(here)))
        place.comparing = True
        if place.follows(equals(x(other), y(other)), SPLITS, deadline):
            rest, seen = plus(of_atom(ATOMS[a]), ZERO if b is None else of_atom(ATOMS[b]), -1), list[Parts]()
            for key in here:
                rest = plus(rest, choice(distinct(key, seen), plus(x(key), y(key), -1), ZERO), -1)
                seen.append(key)
            yield self.place.by.traced(self.place.by.formula, equals(rest, ZERO))

    def grow(self) -> None:
        """Bring in what speaks of the same numbers as what is there, and what speaks of nothing else at all.

        At first entries are known by the numbers that are looked at, and later by what their keys are made of too.
        """
        surface = frozenset[int]().union(*map(surface_of, self.facts))
        atoms = frozenset(self.atoms)
        by, knowledge = self.place.by, self.place.knowledge
        keys = mentioned(atoms if self.rounds else surface)
        maps = {map_of(ATOMS[a].head) for a in surface} if self.rounds else set()
        last = self.rounds >= ROUNDS - 2
        self.rounds += 1

        def relevant(f: Formula) -> bool:
            if last:
                return f is FALSE or not atoms.isdisjoint(inner(f))
            there = surface_of(f)
            if f is FALSE or not surface.isdisjoint(there) or inner(f) <= atoms:
                return True
            return any(ATOMS[a].head in SUMS and SUMS[ATOMS[a].head].head in maps for a in there)

        known = [f for _, f in (*knowledge.ground, *knowledge.instances(keys))]
        numbers = sorted(surface)
        made = (*knowledge.of_sums(numbers, keys), *divisions(numbers), *scalings(numbers), *crossings(numbers))
        heads = {ATOMS[a].head for a in surface if ATOMS[a].args}
        self.bring({f: bits for f, bits in self.place.facts.items() if relevant(f)})
        self.bring({f: bits for f, bits in rewritten(dict.fromkeys(known, 0), by).items() if relevant(f)})
        self.bring(rewritten(dict.fromkeys(made, 0), by))
        # What was replaced by a value is still needed where another key may turn out to be the same.
        replaced = {a: v for a, v in by.values.items() if ATOMS[a].args and ATOMS[a].head in heads}
        self.bring({equals(of_atom(ATOMS[a]), v): by.rests.get(a, 0) for a, v in replaced.items()})

    def add_products(self, last: bool) -> None:
        """Bring in elementary facts of the products that occur."""
        monomials = {m for f in self.told for g in leaves(f) for m in g.poly.terms if len(m) > 1}
        told = dict(self.told)
        self.bring(products(sorted(monomials)))
        self.bring(multiplied(told, monomials))
        if last:
            self.bring(paired(told, monomials))

    def contradictory(self, reading: Translation, deadline: float, seconds: float) -> bool:
        """Tell whether what is there has no model."""
        new = sorted(self.atoms - self.introduced)
        self.introduced |= self.atoms
        plain = dict.fromkeys(ranges(new), 0)
        untold = {f: bits for f, bits in (plain | self.facts | plain).items() if f not in self.told}
        self.told.update(untold)
        # Asked what it used, the solver is another one where products are products, and a weaker one.
        marked = {} if reading is EXACT else {f: bits for f, bits in self.told.items() if bits}
        reading.tell(self.solver, untold, (a for a in new if ATOMS[a].nonneg), marked)
        limit(self.solver, seconds, deadline)
        if not reading.refutes(self.solver, marked):
            return False
        needed = reading.needed(self.solver) if marked else self.told
        refuted = Refutation(tuple(self.told), tuple(sorted(self.introduced)), reading is EXACT)
        self.place.refutations.append(refuted)
        self.place.ledger.used |= reduce(or_, map(self.told.__getitem__, needed), 0)
        return True


def leaves(f: Formula) -> Iterable[Formula]:
    """Yield the comparisons that a statement is made of."""
    if f.parts:
        for part in f.parts:
            yield from leaves(part)
    else:
        yield f
