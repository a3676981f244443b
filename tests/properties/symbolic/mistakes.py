"""Mistakes in the axioms and the symbolic classes, each with the check that has to notice it.

This is also the answer to which test guards which axiom.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import z3  # type: ignore[import-untyped]

from properties.symbolic import explorer, words
from properties.symbolic.dependencies import forget_engine
from properties.symbolic.explorer import Obligation
from properties.symbolic.formula import (
    AND,
    EQ,
    FALSE,
    GE,
    OR,
    SOME,
    TRUE,
    Formula,
    compared,
    conjuncts,
    every,
    implied,
    opposite,
)
from properties.symbolic.fresh import keyed
from properties.symbolic.polynomial import ATOMS, DIV, ONE, ZERO, intern, is_nonneg, number, plus
from properties.symbolic.sums import depends
from properties.symbolic.table import SymMap
from properties.symbolic.translation import LINEAR
from properties.symbolic.values import SymInt
from tests.properties.symbolic.checks import integers, known, maps, paths, proofs, repetition, terms

ENGINE: Final = "properties.symbolic."
HERE: Final = "tests.properties.symbolic."


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something unsound in the place of something of the engine."""

    id: str
    """What is wrong, in a few words."""
    module: str
    name: str
    """A function of the module, or a method with its class."""
    wrong: Callable[[Any], Any]
    """What is put in its place, given what was there."""
    check: Callable[..., None]
    """What has to notice it."""
    arguments: tuple[str, ...] = ()
    local: bool = False
    """Whether only that module makes the mistake, and not whoever else uses the same function."""


@contextmanager
def made(mistake: Mistake) -> Iterator[None]:
    """Make a mistake as long as the context lasts."""
    module = import_module(ENGINE + mistake.module)
    owner, _, method = mistake.name.rpartition(".")
    holder: Any = getattr(module, owner) if owner else module
    right = vars(holder).get(method, all)  # a builtin may be replaced in one module
    places: list[tuple[Any, str]] = [(holder, method)]
    if not owner and not mistake.local:
        there = [m for name, m in list(sys.modules.items()) if name.startswith((ENGINE, HERE))]
        places = [(m, key) for m in there for key, value in vars(m).items() if value is right]
    wrong = mistake.wrong(right)
    forget_engine()
    try:
        for place, key in places:
            setattr(place, key, wrong)
        yield
    finally:
        for place, key in places:
            setattr(place, key, right)
        if right is all:
            delattr(holder, method)
        forget_engine()


# Mistakes in the lemma schemes: in what each fact of a generator needs, and in what it says.


def without(premise: int) -> Callable[[Any], Any]:
    """Leave a premise out of each fact that has so many."""
    return lambda _: lambda a, b: implied(every(p for n, p in enumerate(conjuncts(a)) if n != premise), b)


def moved(f: Formula) -> Formula:
    """Return what is one more than a statement says."""
    if f.kind == AND:
        return every(map(moved, f.parts))
    return compared(f.kind, plus(f.poly, ONE, -1)) if f.kind in (GE, EQ) else f


def turned(f: Formula) -> Formula:
    """Return a statement with its comparisons the other way around."""
    if f.kind == AND:
        return every(map(turned, f.parts))
    return compared(GE, plus(ZERO, f.poly, -1)) if f.kind == GE else f


def saying(change: Callable[[Formula], Formula]) -> Callable[[Any], Any]:
    """Change what each fact says under its premises."""
    return lambda _: lambda a, b: implied(a, change(b))


def yielding(change: Callable[[Formula], Formula]) -> Callable[[Any], Any]:
    """Change each fact."""
    return lambda right: lambda *parts: list(map(change, right(*parts)))


PREMISES: Final = {
    "divisions": 1,
    "scalings": 4,
    "crossings": 6,
    "products": 2,
    "merges": 3,
    "multiplied": 1,
    "by_divisors": 1,
}
"""The most premises that a fact of each generator has."""

CHANGES: Final = {"say one more": moved, "compare the other way": turned}
"""What else may be wrong with facts."""


def of_facts() -> Iterator[Mistake]:
    """Yield mistakes in the lemma schemes."""
    check = integers.facts_hold
    for name, premises in PREMISES.items():
        for premise in range(premises):
            id = f"{name} without premise {premise + 1}"
            yield Mistake(id, "facts", "implied", without(premise), check, (name,), local=True)
        for what, change in CHANGES.items():
            yield Mistake(f"{name} {what}", "facts", "implied", saying(change), check, (name,), local=True)
    for name in ("paired", "ranges"):
        for what, change in CHANGES.items():
            yield Mistake(f"{name} {what}", "facts", name, yielding(change), check, (name,))


def assumes_first(right: Any) -> Any:
    """Assume what is asserted before it is owed."""

    def ensure(condition: Formula, why: str, rule: Formula | None = None) -> None:
        path = explorer.current()
        goal = path.simplified(condition)
        if path.recording and goal is not TRUE:
            path.learn(goal if rule is None else rule)
            path.obligations.append(Obligation(why, goal, path.conditions()))

    return ensure


def assumes_only(right: Any) -> Any:
    """Assume what is asserted, and owe nothing."""
    return lambda condition, why, rule=None: explorer.current().learn(condition)


def only_yes(right: Any) -> Any:
    """Try one answer of each question."""

    def chosen(self: Any, f: Formula, frame: Any) -> bool:
        frame.answers.append(True)
        return True

    return chosen


def forgetting_nothing(right: Any) -> Any:
    """Take what was learnt in one branch to the next."""

    @contextmanager
    def within(self: Any, answers: list[bool]) -> Iterator[Any]:
        with right(self, answers) as frame:
            yield frame
            learnt = dict(self.known)
        self.known |= learnt

    return within


def resting_on_nothing(right: Any) -> Any:
    """Forget what a rewriting used."""
    return lambda self, work, value: (right(self, work, value)[0], 0)


def only_if_satisfied(right: Any) -> Any:
    """Hold for impossible whatever the solver does not find possible."""

    def may_hold(self: Any, f: Formula) -> bool:
        self.introduce(f)
        return bool(self.solver.check(LINEAR.formula(f)) == z3.sat)

    return may_hold


def of_paths() -> Iterator[Mistake]:
    """Yield mistakes in following paths."""
    owed, taken = paths.assertions_are_owed_where_they_are, paths.paths_are_taken_once
    possible = paths.what_cannot_be_told_is_possible
    yield Mistake("what is asserted is assumed before it is owed", "explorer", "ensure", assumes_first, owed)
    yield Mistake("what is asserted is not owed", "explorer", "ensure", assumes_only, owed)
    yield Mistake("what one branch asserts holds in all", "explorer", "implied", lambda _: second, owed, local=True)
    yield Mistake("one answer is tried", "explorer", "Path.chosen", only_yes, taken)
    yield Mistake("a branch is not forgotten", "explorer", "Path.within", forgetting_nothing, taken)
    yield Mistake("unknown is impossible", "feasibility", "Feasibility.may_hold", only_if_satisfied, possible)


# Mistakes in terms: in their normal form, in what is put for them, and in joining them.


def second(_: Any, b: Any, *__: Any) -> Any:
    """Return the second."""
    return b


def swapped(right: Any) -> Any:
    """Take each branch where the other should be."""
    return lambda condition, then, otherwise: right(condition, otherwise, then)


def off_by_one(right: Any) -> Any:
    """Compare with one less."""
    return lambda kind, poly: right(kind, plus(poly, ONE)) if kind == GE else right(kind, poly)


def not_below(right: Any) -> Any:
    """Deny that something is at least zero by saying that it is at most zero."""
    return lambda f: compared(GE, plus(ZERO, f.poly, -1)) if f.kind == GE else right(f)


def term_by_term(right: Any) -> Any:
    """Divide term by term."""

    def divided(self: SymInt, other: Any) -> Any:
        if isinstance(other, int) and other > 0:
            return SymInt(intern({m: c // other for m, c in self.poly.terms.items() if c // other}))
        return right(self, other)

    return divided


def plainly(right: Any) -> Any:
    """Hold a quotient for never negative if the dividend is, whatever the divisor."""

    def divided(self: SymInt, other: Any) -> Any:
        found = right(self, other)
        for a in (a for m in found.poly.terms for a in m):
            ATOMS[a].nonneg |= ATOMS[a].head is DIV and is_nonneg(self.poly)
        return found

    return divided


def whatever_sign(right: Any) -> Any:
    """Hold for never negative what is made of what is not, with whatever sign."""
    return lambda value: all(ATOMS[a].nonneg for m in value.terms for a in m)


def of_alternatives(right: Any) -> Any:
    """Take each of several alternatives for so."""
    return lambda f: f.parts if f.kind in (AND, OR) else right(f)


def forgetting_before(right: Any) -> Any:
    """Forget what was used when a statement was rewritten before."""

    def since(self: Any, f: Formula) -> Any:
        left, used = right(self, f)
        return left, used if self.before is None else 0

    return since


def of_bounds(right: Any) -> Any:
    """Take a bound for an equality."""
    return lambda f: right(compared(EQ, f.poly) if f.kind == GE else f)


def negated(right: Any) -> Any:
    """Solve for the negative."""

    def solved(f: Formula) -> Any:
        found = right(f)
        return None if found is None else (found[0], plus(ZERO, found[1], -1))

    return solved


def last_alternative(right: Any) -> Any:
    """Drop an alternative though it is open."""
    return lambda self, f: f.parts[-1] if f.kind == OR else f


def of_terms() -> Iterator[Mistake]:
    """Yield mistakes in terms."""
    values, plain = terms.terms_come_to_their_values, terms.what_is_plain_is_so
    joined, put = terms.what_is_joined_is_either, terms.what_is_put_for_terms_is_equal
    yield Mistake("a comparison is off by one", "formula", "compared", off_by_one, values)
    yield Mistake("the opposite overlaps", "formula", "opposite", not_below, values)
    yield Mistake("a floor is taken term by term", "values", "SymInt.__floordiv__", term_by_term, values)
    yield Mistake("a quotient by zero is not negative", "values", "SymInt.__floordiv__", plainly, plain)
    yield Mistake("signs do not matter", "polynomial", "is_nonneg", whatever_sign, values)
    yield Mistake("a choice is swapped", "polynomial", "choice", swapped, joined)
    yield Mistake("a choice between statements is swapped", "formula", "chosen", swapped, joined)
    yield Mistake("a join is swapped", "joining", "join", swapped, joined)
    yield Mistake("a join ignores the condition", "joining", "join", lambda _: second, joined)
    yield Mistake("branches that agree somewhere agree", "joining", "alternative", lambda _: last_of_three, joined)
    yield Mistake("an event is told always", "joining", "guarded", lambda _: second, joined)
    yield Mistake("an alternative is taken for so", "rewriting", "conjuncts", of_alternatives, put, local=True)
    rests = terms.what_it_rests_on_is_enough
    yield Mistake("what was used is forgotten", "rewriting", "Rewriter.traced", resting_on_nothing, rests)
    yield Mistake("what was used before is forgotten", "rewriting", "Rewriter.since", forgetting_before, rests)
    yield Mistake("a bound is taken for an equality", "rewriting", "solved", of_bounds, put)
    yield Mistake("an equality is solved with the wrong sign", "rewriting", "solved", negated, put)
    yield Mistake("an open alternative is dropped", "rewriting", "Rewriter.shortened", last_alternative, put)


def last_of_three(_: Any, __: Any, c: Any) -> Any:
    """Return the third."""
    return c


# Mistakes in maps and sums.


def by_terms_only(right: Any) -> Any:
    """Hold keys for different unless they are the same terms."""

    def place(self: Any, parts: Any) -> int | None:
        return next((n for n, entry in enumerate(self.written) if entry.parts == parts), None)

    return place


def first_component(right: Any) -> Any:
    """Compare keys by their first number."""
    return lambda a, b: right(a[:1], b[:1])


def as_before(right: Any) -> Any:
    """Leave out what was written."""
    return lambda m, f: right(SymMap(m.source), f)


def twice_as_changed(right: Any) -> Any:
    """Count what was written twice."""
    return lambda m, f: plus(plus(right(m, f), right(m, f)), right(SymMap(m.source), f), -1)


def above_default(f: Callable[[Any, Any], Any], default: Any) -> Callable[[Any, Any], Any]:
    """Count what an entry is more than nothing would be."""
    return lambda key, value: f(key, value) - f(key, default)


def always_counted(right: Any) -> Any:
    """Count what is counted under a condition always, if it is an entry's."""
    return lambda condition, value, generics: value if depends(value, generics) else right(condition, value, generics)


def without_premise(right: Any) -> Any:
    """Leave out under which premise a slack is not negative."""
    return lambda term, generics: ((TRUE, value) for _, value in right(term, generics))


def one_key(right: Any) -> Any:
    """Take what a sum adds up at one key for what it adds up at each."""
    return lambda summand, args, key: right(summand, args, (number(2),) * len(key))


def of_maps() -> Iterator[Mistake]:
    """Yield mistakes in maps and sums."""
    written, added, known_of = maps.maps_are_maps, maps.sums_are_sums, known.what_is_known_of_sums_is_so
    yield Mistake("keys are different unless they are the same terms", "table", "SymMap.place", by_terms_only, written)
    yield Mistake("keys are equal if they begin alike", "table", "same_key", first_component, written)
    yield Mistake("a sum stays when something is written", "sums", "total", as_before, added)
    yield Mistake("a sum changes twice", "sums", "total", twice_as_changed, added)
    yield Mistake("the default counts below what is stored", "sums", "of_stored", lambda _: above_default, added)
    yield Mistake("what is counted sometimes counts always", "sums", "counted", always_counted, added)
    yield Mistake("a sum of some is one of all", "sums", "instance", one_key, known_of)
    yield Mistake("equal keys count twice in a sum", "knowledge", "distinct", lambda _: all_apart, known_of)
    yield Mistake("a slack needs no premise", "sums", "slack", without_premise, known_of)
    yield Mistake("a slack may be negative", "sums", "is_nonneg", lambda _: always, known_of, local=True)


def all_apart(*_: Any) -> Formula:
    """Return that keys are different."""
    return TRUE


def always(*_: Any) -> bool:
    """Return that it is so."""
    return True


# Mistakes in what is assumed and what is to be shown.


def known_key(right: Any) -> Any:
    """Take a known key for one of which nothing is known."""

    def skolem(source: Any) -> Any:
        parts = tuple(number(1) for _ in right(source)[1])
        return keyed(source.key, list(parts)), parts

    return skolem


def never_another(*_: Any) -> Formula:
    """Return that no other key is looked at."""
    return FALSE


def exceptions_everywhere(right: Any) -> Any:
    """Take an exception somewhere for one everywhere."""
    return lambda f: [((f.scope,), opposite(f.parts[0]))] if f.kind == SOME else right(f)


def either_alone(right: Any) -> Any:
    """Assume each of several alternatives."""
    return lambda f: [entry for part in f.parts for entry in right(part)] if f.kind == OR else right(f)


WORDS: Final = (
    *("forall", "forall_items", "forall2", "forall2_items", "forall_changed", "forall_changed_items", "forall_totals"),
    *("nonneg", "implies", "iff", "one_of", "equal", "at_most", "same", "unchanged_but", "each", "among"),
)
"""The words that tell whether something is so."""


def of_words() -> Iterator[Mistake]:
    """Yield mistakes in what is assumed and in what is to be shown."""
    shown, assumed = known.goals_mean_what_they_say, known.what_is_assumed_is_what_is_said
    yield Mistake("a known key stands for any key", "words", "skolem", known_key, shown)
    yield Mistake("only keys that were written are looked at", "words", "other_than", lambda _: never_another, shown)
    yield Mistake("an exception is one everywhere", "rules", "prenex", exceptions_everywhere, assumed)
    yield Mistake("each alternative is assumed", "rules", "prenex", either_alone, assumed)
    for word in WORDS:
        yield Mistake(f"{word} is always so", "words", f"word_{word}", lambda _: always, shown, (word,))
    yield Mistake("choose takes the other", "words", "word_choose", swapped, shown, ("choose",))
    yield Mistake("lesser is greater", "words", "word_lesser", lambda _: words.word_greater, shown, ("lesser",))
    yield Mistake("greater is lesser", "words", "word_greater", lambda _: words.word_lesser, shown, ("greater",))
    yield Mistake("a total is nothing", "words", "word_total", lambda _: lambda m, f: 0, shown, ("total",))


# Mistakes in deciding.


def unknown_is_proved(right: Any) -> Any:
    """Hold for shown whatever the solver finds no exception to."""

    def contradictory(self: Any, reading: Any, deadline: float, seconds: float) -> bool:
        return bool(right(self, reading, deadline, seconds) or self.solver.reason_unknown() not in ("", "unknown"))

    return contradictory


def alike_without_proof(right: Any) -> Any:
    """Hold sums for alike without having it shown."""
    return lambda self, goal, splits, deadline: self.comparing or right(self, goal, splits, deadline)


def of_decisions() -> Iterator[Mistake]:
    """Yield mistakes in deciding."""
    check = proofs.nothing_false_is_proved
    yield Mistake("one of several cases is enough", "decision", "all", lambda _: any, check, local=True)
    yield Mistake("sums are alike without proof", "decision", "Place.follows", alike_without_proof, check)


# Mistakes in repetition.


def nothing_owed(right: Any) -> Any:
    """Owe nothing."""
    return lambda *_: None


def to_the_end(right: Any) -> Any:
    """Count the place beyond the end."""
    return lambda self, parts, end: right(self, parts, plus(end, ONE))


def not_owed(when: str) -> Callable[[Any], Any]:
    """Leave out what is owed at some time."""
    return lambda right: lambda self, then, claims: None if then == when else right(self, then, claims)


def as_at_first(right: Any) -> Any:
    """Know in the midst of a repetition what was known before it."""
    return lambda self: self.carry


def of_repetition() -> Iterator[Mistake]:
    """Yield mistakes in repetition."""
    loops, shapes = repetition.folds_are_loops, repetition.folds_of_other_shapes_are_refused
    batches, refusals = repetition.batches_keep_only_what_is_kept, repetition.steps_that_are_refused_are_owed
    yield Mistake("a key may be visited twice", "folding", "Loop.owe_distinct", nothing_owed, loops)
    yield Mistake("another's keys may be visited", "folding", "Loop.owe_own", nothing_owed, loops)
    yield Mistake("a fold goes one too far", "folding", "Loop.times", to_the_end, loops)
    yield Mistake("a fold changes what it passes over", "folding", "gated", lambda _: second, loops)
    yield Mistake("later steps may do something else", "folding", "Loop.compare", nothing_owed, shapes)
    yield Mistake("a batch has no base", "keeping", "Keeping.owe", not_owed("before any item"), batches)
    yield Mistake("a batch has no step", "keeping", "Keeping.owe", not_owed("after one more item"), batches)
    yield Mistake("every item is the first", "keeping", "Keeping.midst", as_at_first, batches)
    yield Mistake("a refusal in a batch is passed over", "explorer", "ensure", assumes_only, refusals)


MISTAKES: Final = (
    *of_facts(),
    *of_paths(),
    *of_terms(),
    *of_maps(),
    *of_words(),
    *of_decisions(),
    *of_repetition(),
)
"""All of them."""
