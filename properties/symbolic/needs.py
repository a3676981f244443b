"""What a refutation needs, by name: invariants, assumptions, guards, what was owed before, and the lemma schemes.

A core holds statements as the solver saw them: of single entries, with equals put for equals, and multiplied. So where
it was found, all that is known there is brought into that form once more, and the statements of the core are looked up
in it. A statement that several names stand for counts for each of them, so that none is called needless too soon. What
an equality was used for before the solver was asked leaves no trace (see ``coverage``).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, partial
from typing import Any, Final

from properties.evaluation import INVARIANTS
from properties.symbolic import decision, explorer, knowledge, steps
from properties.symbolic.assumptions import OF_STATES, OF_TOKENS, call_is_possible
from properties.symbolic.cores import Core
from properties.symbolic.decision import Place, Query, Refutation, leaves
from properties.symbolic.explorer import Path, aside, current
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
    GE,
    TRUE,
    Bits,
    Formula,
    atoms_of,
    compared,
    conjuncts,
    equals,
    every,
    opposite,
)
from properties.symbolic.guards import asked
from properties.symbolic.keeping import Keeping
from properties.symbolic.knowledge import CALL, STATE, Keys, Knowledge, mentioned
from properties.symbolic.polynomial import ATOMS, Monomial, of_atom, times
from properties.symbolic.rewriting import Rewriter
from properties.symbolic.rules import Pointwise, assumed, pointwise
from properties.symbolic.sums import divisor_of
from properties.symbolic.table import Parts
from properties.symbolic.translation import Translation
from properties.symbolic.values import SymBool
from properties.symbolic.words import evaluated


class Kind(StrEnum):
    """What a proof may need."""

    INVARIANT = "invariant"
    ASSUMPTION = "assumption"
    OWED = "owed before"
    """An assertion or a lemma that was shown on the way."""
    SCHEME = "lemma scheme"
    GUARD = "guard"


Name = tuple[Kind, str]
"""Something that a proof may need."""

SCHEMES: Final = (
    "ranges",
    "divisions",
    "scalings",
    "crossings",
    "products",
    "multiplied",
    "paired",
    "merges",
    "by_divisors",
    "rest_of",
    "slack_of",
    "rests",
    "difference",
)
"""The generators of what holds of terms by themselves: those of ``facts``, of sums, and of sums compared."""

IDS: Final = frozenset(p.id for p in INVARIANTS)


def scheme(name: str) -> Name:
    """Return the name of a lemma scheme."""
    assert name in SCHEMES, "each is listed"
    return Kind.SCHEME, name


def named(id: str) -> Name:
    """Return the name of what knowledge calls ``id``."""
    if id in IDS:
        return Kind.INVARIANT, id
    return (Kind.ASSUMPTION, id) if (Kind.ASSUMPTION, id) in assumptions() else (Kind.OWED, id)


@cache
def of_states() -> dict[Name, Formula]:
    """Return each part of what is assumed of every state, by name."""
    claims = ((claim.__name__, assumed(partial(claim, STATE))) for claim in OF_STATES)
    return {(Kind.ASSUMPTION, f"{name}: {part!r}"): part for name, f in claims for part in conjuncts(f)}


@cache
def of_calls() -> dict[Name, Formula]:
    """Return each part of what is assumed of every call, by name."""
    with aside():
        f = evaluated(lambda: call_is_possible(STATE, CALL))
    return {(Kind.ASSUMPTION, f"{call_is_possible.__name__}: {part!r}"): part for part in conjuncts(f)}


@contextmanager
def calls_without(dropped: Iterable[Name]) -> Iterator[None]:
    """Explore without some of what is assumed of calls."""
    kept = SymBool(every(part for name, part in of_calls().items() if name not in dropped))
    setattr(steps, call_is_possible.__name__, lambda *_: kept)
    try:
        yield
    finally:
        setattr(steps, call_is_possible.__name__, call_is_possible)


def assumptions() -> frozenset[Name]:
    """Return the names of all assumptions."""
    return frozenset((*of_states(), *of_calls()))


@cache
def knowledge_without(dropped: frozenset[Name], deployment: bool = False) -> Knowledge:
    """Return what is assumed before a step, but for what is dropped, with each part under its own name."""
    claims = [p for p in INVARIANTS if not deployment or p.id in OF_TOKENS]
    kept = [p for p in claims if (Kind.INVARIANT, p.id) not in dropped]
    parts = [(name[1], f) for name, f in of_states().items() if name not in dropped]
    return Knowledge([*((p.id, assumed(partial(p.function, STATE))) for p in kept), *parts])


@dataclass(slots=True)
class Trace:
    """Where something was refuted."""

    refutation: Refutation
    place: Place
    denied: tuple[Formula, ...]


@dataclass(slots=True)
class Notes:
    """What is noted while something is proved."""

    traces: list[Trace] = field(default_factory=list)
    owed: dict[Formula, set[Name]] = field(default_factory=dict)
    """By statement that was learnt on a path, what it is called."""
    of_sums: dict[Formula, set[Name]] = field(default_factory=dict)
    """What was said of sums since the traces were last looked at, by the schemes and invariants that say it."""

    def note(self, f: Formula, name: Name) -> None:
        """Note what a statement is called, and each part of it."""
        for part in conjuncts(f):
            self.owed.setdefault(part, set()).add(name)

    def forget(self) -> None:
        """Forget what was only of use for one proof."""
        self.traces.clear()
        self.of_sums.clear()


@contextmanager
def noted() -> Iterator[Notes]:
    """Note where queries are refuted, and what paths learn."""
    notes = Notes()
    for name, part in of_calls().items():
        notes.note(part, name)
    with ExitStack() as stack:
        for place, attribute, new in hooks(notes):
            stack.callback(setattr, place, attribute, getattr(place, attribute))
            setattr(place, attribute, new)
        yield notes


def hooks(notes: Notes) -> Iterator[tuple[Any, str, Any]]:
    """Yield what takes notes, with the places that it is put in: of queries, of sums, of what is owed and kept."""

    class Noting(Query):
        """A query that notes where it was refuted."""

        def contradictory(self, reading: Translation, deadline: float, seconds: float) -> bool:
            found = super().contradictory(reading, deadline, seconds)
            if found:
                notes.traces.append(Trace(self.place.refutations[-1], self.place, self.denied))
            return found

        def difference(
            self, a: int, b: int | None, here: tuple[Parts, ...], deadline: float
        ) -> Iterator[tuple[Formula, Bits]]:
            for f, bits in super().difference(a, b, here, deadline):
                notes.of_sums.setdefault(f, set()).add(scheme("difference"))
                yield f, bits

    def noting(generator: Callable[[Any, Keys], Iterator[Formula]]) -> Callable[[Any, Keys], Iterator[Formula]]:
        def run(about: Any, keys: Keys) -> Iterator[Formula]:
            names = {scheme(generator.__name__), *((Kind.INVARIANT, id) for id in sayers(about))}
            for f in generator(about, keys):
                notes.of_sums.setdefault(f, set()).update(names)
                yield f

        return run

    owe, decide = explorer.ensure, Path.decide

    def deciding(self: Path, f: Formula) -> bool:
        question, answer = self.simplified(f), decide(self, f)
        guard = asked() if question.truth is None else None
        if guard is not None:
            notes.note(question if answer else opposite(question), (Kind.GUARD, guard.name))
        return answer

    def ensure(condition: Formula, why: str, rule: Formula | None = None) -> None:
        notes.note(current().simplified(condition) if rule is None else rule, (Kind.OWED, why))
        owe(condition, why, rule)

    def learn(self: Keeping, claims: Iterable[tuple[str, Any]]) -> None:
        for id, claim in claims:
            f = assumed(claim)
            notes.note(f, (Kind.INVARIANT if id in IDS else Kind.OWED, id))
            current().learn(f)

    yield decision, "Query", Noting
    yield from ((knowledge, of.__name__, noting(of)) for of in (knowledge.rest_of, knowledge.slack_of, knowledge.rests))
    yield explorer, "ensure", ensure
    yield Path, "decide", deciding
    yield Keeping, "learn", learn


@cache
def pointwise_of() -> tuple[tuple[str, Pointwise], ...]:
    """Return what invariants say is not negative as a sum, by invariant."""
    claims = ((p.id, assumed(partial(p.function, STATE))) for p in INVARIANTS)
    return tuple((id, fact) for id, f in claims for fact in pointwise(f))


def sayers(fact: object) -> list[str]:
    """Return the invariants that say of a value that it is not negative anywhere."""
    return [id for id, known in pointwise_of() if known == fact]


class Explainer:
    """Finds the names of the statements of cores."""

    def __init__(self, notes: Notes, knowledge: Knowledge) -> None:
        """Take the notes, and what is assumed of every state before a step."""
        self.notes = notes
        self.knowledge = knowledge
        self.labelled: dict[int, Knowledge] = {}
        self.unexplained: set[Formula] = set()

    def of_place(self, place: Place) -> Knowledge:
        """Return what is known at a place, with the lemmas under their own names."""
        found = place.knowledge
        if found is self.knowledge:
            return found
        if id(found) not in self.labelled:
            more = next(more for more, there in self.knowledge.extensions.items() if there is found)
            names = [(f, name[1]) for f in more for name in self.notes.owed.get(f, {(Kind.OWED, "lemma")})]
            self.labelled[id(found)] = Knowledge([(name, f) for f, name in names], self.knowledge)
        return self.labelled[id(found)]

    def names(self, trace: Trace, conditions: tuple[Formula, ...], core: Core) -> set[Name]:
        """Return what a core needs that was found on a path on which ``conditions`` hold."""
        site = Site(trace, conditions, self.of_place(trace.place), self.notes)
        found: set[Name] = {scheme("ranges")} if core.nonneg else set()
        for f in core.facts:
            names = site.names(f)
            if names is None:
                self.unexplained.add(f)
            found |= names or set()
        return found


class Site:
    """All that was known where something was refuted, by the form in which the solver saw it."""

    def __init__(self, trace: Trace, conditions: tuple[Formula, ...], knowledge: Knowledge, notes: Notes) -> None:
        self.trace = trace
        self.conditions = conditions
        self.place = trace.place
        self.knowledge = knowledge
        self.notes = notes
        self.told = trace.refutation.facts
        self.direct: dict[Formula, set[Name]] = {}
        self.derived: dict[Formula, list[tuple[Name, tuple[Formula, ...]]]] | None = None
        self.open: set[Formula] = set()
        for name, f in self.known():
            for part in conjuncts(f):
                self.direct.setdefault(part, set()).update(() if name is None else (name,))

    def known(self) -> Iterator[tuple[Name | None, Formula]]:
        """Yield what was known, with its name; of what the path or the goal says, nothing."""
        plain, by = Rewriter(self.place.by.values, {}), self.place.by
        yield from ((None, f) for f in (*self.trace.denied, *self.place.facts, *self.place.focus))
        for f in self.conditions:
            if not f.quantified:
                yield from ((name, plain.formula(f)) for name in self.notes.owed.get(f, ()))
        keys = mentioned(atoms_of(self.told))
        for id, f in (*self.knowledge.ground, *self.knowledge.instances(keys)):
            yield named(id), by.formula(f)
        yield from ((name, form) for name, f in self.of_terms() for form in (f, by.formula(f)))
        values = ((a, value) for a, value in by.values.items() if ATOMS[a].args)
        yield from ((None, equals(of_atom(ATOMS[a]), value)) for a, value in values)
        yield from ((name, by.formula(f)) for f, names in self.notes.of_sums.items() for name in names)

    def of_terms(self) -> Iterator[tuple[Name, Formula]]:
        """Yield what holds of the terms by themselves."""
        atoms = sorted(atoms_of(self.told))
        for generator in (ranges, divisions, scalings, crossings):
            yield from ((scheme(generator.__name__), f) for f in generator(atoms))
        of_goal = sorted({a for f in self.trace.denied for g in leaves(f) for m in g.poly.terms for a in m})
        divisors = dict.fromkeys(d for d in map(divisor_of, of_goal) if d is not None)
        yield from ((scheme("by_divisors"), f) for f in by_divisors(self.trace.denied, divisors))
        yield from ((scheme("merges"), f) for f in merges(of_goal))
        yield from ((scheme("products"), f) for f in products(sorted(self.monomials)))

    @property
    def monomials(self) -> set[Monomial]:
        """Return the products that occur."""
        return {m for f in self.told for g in leaves(f) for m in g.poly.terms if len(m) > 1}

    def names(self, f: Formula) -> set[Name] | None:
        """Return the names of a statement and of what it was multiplied from; nothing if it is not found."""
        if f is TRUE or f in self.open:
            return set()
        self.open.add(f)
        found = self.direct.get(f)
        if found is not None:
            return found
        sources = self.multiples().get(f) or list(self.pairs(f))
        if not sources:
            return None
        return {inner for name, facts in sources for inner in (name, *(n for g in facts for n in self.names(g) or ()))}

    def multiples(self) -> dict[Formula, list[tuple[Name, tuple[Formula, ...]]]]:
        """Return what comes of multiplying what was told, with what it comes from."""
        if self.derived is None:
            self.derived = {}
            monomials = self.monomials
            for f in self.told:
                for g in multiplied({f: 0}, monomials):
                    self.derived.setdefault(g, []).append((scheme("multiplied"), (f,)))
        return self.derived

    def pairs(self, wanted: Formula) -> Iterator[tuple[Name, tuple[Formula, ...]]]:
        """Yield the pairs of statements of which one is the product."""
        if wanted not in paired(dict.fromkeys(self.told, 0), self.monomials):
            return
        bounds = [f for f in self.told if f.kind == GE]
        for bound in (f for f in bounds if len(f.poly.terms) <= 2):
            for f in bounds:
                if compared(GE, times(bound.poly, f.poly)) is wanted:
                    yield scheme("paired"), (bound, f)
