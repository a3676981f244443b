"""What a repetition over a range comes to, however long the range is.

The step is run twice. First at an arbitrary place of the range, to find out what it changes: the entry of one map at
the key that stands at that place of a queue, and numbers that grow or fall by an amount that depends on that entry.
So after any part of the range, every entry whose key was visited is changed in that way, and each number by the sum
of the amounts of these. A key was visited if the number of its places in that part is not zero.

Then the step is run at an arbitrary place after just such a beginning: there it must do what it did at first, and what
it asserts is owed. It is owed too that the key of that place stands at no earlier place of the range. That is the
induction over the range; a step of any other shape is refused.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from functools import partial
from itertools import count
from typing import Any, Final

from properties.symbolic import explorer, words
from properties.symbolic.explorer import current, merged
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import EQ, Formula, at_least, compared, every, inner, opposite
from properties.symbolic.fresh import flat, keyed, leaf
from properties.symbolic.joining import Guarded, integer, is_event, join, truth
from properties.symbolic.knowledge import STATE, map_of
from properties.symbolic.lemmas import Repeated
from properties.symbolic.polynomial import ATOMS, ITE, ONE, ZERO, Poly, Substituter, choice, plus
from properties.symbolic.rewriting import Rewriter
from properties.symbolic.rules import assumed, unknown_truth
from properties.symbolic.schema import is_record, map_types, plain, types_of
from properties.symbolic.sums import generic, summed, total, value_at
from properties.symbolic.table import Mapped, Parts, SymMap, same_key
from properties.symbolic.values import SymBool, SymInt, formula_of, poly_of
from spec.state import State

VISIT: Final = "visit"
"""The name of an arbitrary place of the range."""
EARLIER: Final = "earlier visit"
"""The name of a place before that."""

NUMBERS: Final = count()
"""A number for each repetition, so that what different ones leave is told apart."""

Step = Callable[[Any, Any], Any]


def place_of(name: str) -> SymInt:
    """Return an arbitrary number."""
    found: SymInt = leaf(int, name, ())
    return found


def alike(a: Any, b: Any) -> bool:
    """Tell whether two values are the same terms."""
    kind: Any = type(a)
    if is_record(kind) and kind is type(b):
        return all(alike(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, bool | SymBool) and isinstance(b, bool | SymBool):
        return formula_of(a) is formula_of(b)
    return isinstance(a, int | SymInt) and isinstance(b, int | SymInt) and poly_of(a) is poly_of(b)


class Loop:
    """One repetition of one step, from ``first`` up to, but not including, ``end``."""

    def __init__(self, step: Step, carry: Any, first: Any, end: Any, known: Repeated) -> None:
        self.step, self.carry = step, carry
        self.first, self.end = poly_of(first), poly_of(end)
        self.own, self.after = known.own, known.after
        self.number = next(NUMBERS)
        self.members: dict[Any, Formula] = {}
        """Which keys were found to be visited, by all that this depends on."""
        with self.visiting(VISIT, self.end):
            owed = len(current().obligations)
            self.once = merged(lambda: step(carry, place_of(VISIT)), join)
            del current().obligations[owed:]
        self.queue, self.place = self.visited()
        self.key = flat(self.queue.at(self.place))
        self.target = keyed_by(self.queue.value)

    @contextmanager
    def visiting(self, name: str, end: Poly) -> Iterator[None]:
        """Stand at an arbitrary place before ``end``."""
        visit = place_of(name).poly
        with current().within([]):
            current().learn(at_least(visit, self.first))
            current().learn(at_least(plus(end, visit, -1), ONE))
            yield

    def visited(self) -> tuple[Any, Parts]:
        """Return the queue that is gone through, and the key of the arbitrary place in it."""
        visit = place_of(VISIT).poly
        places: dict[tuple[str, Parts], None] = {}
        for part in changes(self.carry, self.once):
            for a in sorted(inner(part)):
                name = map_of(ATOMS[a].head)
                if visit in ATOMS[a].args and name is not None:
                    places[name, ATOMS[a].args] = None
        if len(places) != 1:
            raise EngineError("a fold that does not go through one queue")
        ((name, place),) = places
        return getattr(STATE, name.removeprefix("s.")).source, place

    def at(self, place: SymInt) -> Parts:
        """Return the key that stands at a place."""
        by = Rewriter({number_of(place_of(VISIT).poly): place.poly}, {})
        return tuple(map(by.poly, self.key))

    def told(self, parts: Parts) -> Parts:
        """Return a key in terms of what is known of every key visited."""
        return flat(self.own(self.carry, keyed(self.queue.value, list(parts))))

    def of_entry(self, change: Poly) -> Poly:
        """Return an amount at the arbitrary place in terms of the generic key."""
        parts = generic(self.target.source)[1]
        values = {number_of(x): part for x, part in zip(self.key, parts, strict=True)}
        found = Rewriter(values, {}).poly(change)
        if VISIT in found.names:
            raise EngineError("a fold whose step depends on more than the entry that it comes by")
        return found

    def effect(self, change: Poly, parts: Parts) -> Poly:
        """Return an amount at the arbitrary place as one of the key given."""
        names = [name for part in generic(self.target.source)[1] for name in part.names]
        return Substituter(dict(zip(names, parts, strict=True))).poly(self.of_entry(change))

    def times(self, parts: Parts, end: Poly) -> Poly:
        """Return how often a key stands in the range before ``end``."""
        visit = place_of(VISIT).poly

        def waits(slot: Any, _: Any) -> Any:
            pairs = list(zip(map(SymInt, flat(slot)), self.place, strict=True))
            (at,) = (x for x, there in pairs if there is visit)
            within = at >= SymInt(self.first) and at < SymInt(end)
            own = truth(every(same_key((x.poly,), (there,)) for x, there in pairs if there is not visit))
            return words.word_choose(own and within, 1, 0)

        def counts(slot: Any, key: Any) -> Any:
            amount = words.named(value_at(waits, slot, key), flat(key), parts)
            return words.word_choose(truth(same_key(flat(key), parts)), amount, 0)

        return total(SymMap(self.queue), counts)

    def member(self, parts: Parts, end: Poly) -> Formula:
        """Return that a key was visited before ``end``. That is asked of the same keys again and again."""
        path = current()
        asked = parts, end, path.conditions(), path.pruning, path.recording
        if asked not in self.members:
            told = self.told(parts)
            self.members[asked] = every((same_key(parts, told), at_least(self.times(told, end), ONE)))
        return self.members[asked]

    def amount(self, change: Poly, parts: Parts, end: Poly) -> Poly:
        """Return what the entry at a key adds to a number that grows by ``change`` at the arbitrary place."""
        return gated(current().simplified(self.member(parts, end)), self.effect(change, parts))

    def grown(self, change: Poly, end: Poly) -> Poly:
        """Return the sum of an amount over the keys visited before ``end``."""
        parts = generic(self.target.source)[1]
        return summed(self.target.source, parts, self.amount(change, parts, end))

    def changed(self, m: SymMap, entry: Any, end: Poly) -> SymMap:
        """Return a map with all entries changed whose keys were visited before ``end``."""
        source = m.source
        once = source.at(self.key)

        def field(name: str, value: Any, parts: Parts) -> Any:
            before, after = getattr(once, name), getattr(entry.value, name)
            if alike(before, after):
                return value
            return integer(plus(poly_of(value), self.amount(growth(before, after), parts, end)))

        def at(parts: Parts) -> Any:
            value = source.at(parts)
            return replace(value, **{f.name: field(f.name, getattr(value, f.name), parts) for f in fields(value)})

        return SymMap(
            Mapped(source.head, source.key, source.value, source.args, version=(self.number, end), value_at=at)
        )

    def so_far(self, end: Poly) -> Any:
        """Return what is carried after all before ``end`` were visited."""
        return self.along(self.carry, self.once, end)

    def along(self, before: Any, once: Any, end: Poly) -> Any:
        """Return what becomes of one part of what is carried."""
        if before is once:
            return before
        if isinstance(before, SymMap):
            return self.changed(before, written_once(before, once, self.key), end)
        if isinstance(before, int | SymInt) and not isinstance(before, bool):
            return integer(plus(poly_of(before), self.grown(growth(before, once), end)))
        if is_dataclass(before) and not isinstance(before, type):
            parts = {f.name: self.along(getattr(before, f.name), getattr(once, f.name), end) for f in fields(before)}
            return replace(before, **parts)
        if isinstance(before, tuple):
            if any(map(is_event, once)):
                # Whether anything was told of it is left open.
                return (*before, *(Guarded(unknown_truth(), bare(event)) for event in once[len(before) :]))
            return tuple(self.along(x, y, end) for x, y in zip(before, once, strict=True))
        raise EngineError(f"a fold that changes a {type(before).__name__}")

    def run(self) -> Any:
        """Owe what makes the induction, and return what is carried in the end."""
        self.owe_own()
        self.owe_distinct()
        visit = place_of(VISIT)
        with self.visiting(VISIT, self.end):
            middle = self.so_far(visit.poly)
            self.owe_signs(middle, visit.poly)
            explorer.current().learn(at_least(ZERO, self.times(self.told(self.key), visit.poly)))
            explorer.current().learn(opposite(at_least(self.times(self.told(self.key), visit.poly), ONE)))
            self.compare(middle, merged(lambda: self.step(middle, visit), join), self.carry, self.once)
        done = self.so_far(self.end)
        self.owe_signs(done, self.end)
        for claim in self.after:
            about = partial(claim, self.carry, done)
            explorer.ensure(explorer.shown(partial(words.evaluated, about)), claim.__name__, assumed(about))
        return done

    def owe_own(self) -> None:
        """Owe that every key visited is one of those that are known to be."""
        with self.visiting(VISIT, self.end):
            explorer.ensure(same_key(self.key, self.told(self.key)), "every key visited is the owner's")

    def owe_distinct(self) -> None:
        """Owe that no key is visited twice."""
        with self.visiting(VISIT, self.end), self.visiting(EARLIER, place_of(VISIT).poly):
            before = self.at(place_of(EARLIER))
            explorer.ensure(opposite(same_key(before, self.key)), "no key is visited twice")

    def owe_signs(self, carry: Any, end: Poly) -> None:
        """Owe that no number in the entries becomes negative, and that each number only grows, or only falls.

        So no sum of them is negative.
        """
        for before, after in changed_parts(self.carry, carry):
            if isinstance(before, SymMap):
                for name in integers_of(before.source.value):
                    self.owe(f"no {name} is negative", after, partial(field_of, name))
        for before, after in changed_parts(self.carry, self.once):
            if isinstance(before, int | SymInt):
                change = growth(before, after)
                change = plus(ZERO, change, -1) if is_negative(change) else change
                self.owe("a number grows, or falls", self.target, partial(self.added, change, end))

    def added(self, change: Poly, end: Poly, key: Any, _: Any) -> Any:
        """Return what an entry adds to a number."""
        return integer(self.amount(change, flat(key), end))

    def owe(self, why: str, m: SymMap, f: Callable[[Any, Any], Any]) -> None:
        """Owe that something is not negative for any entry of a map."""
        about = partial(words.everywhere, (m,), lambda key, value: f(key, value) >= 0, f)
        explorer.ensure(explorer.shown(partial(words.evaluated, about)), f"{why} in a repetition", assumed(about))

    def compare(self, middle: Any, after: Any, carry: Any, once: Any) -> None:
        """Refuse a step that does not do in the middle what it did at first."""
        if carry is once:
            if middle is not after:
                raise EngineError("a fold whose later steps change more")
        elif isinstance(carry, SymMap):
            first, later = written_once(carry, once, self.key), written_once(middle, after, self.key)
            if not alike(first.value, later.value):
                raise EngineError("a fold whose later steps do something else to the entry")
        elif isinstance(carry, int | SymInt):
            if growth(carry, once) is not growth(middle, after):
                raise EngineError("a fold whose later steps change a number by another amount")
        elif is_dataclass(carry):
            for f in fields(carry):
                self.compare(*(getattr(x, f.name) for x in (middle, after, carry, once)))
        elif not any(map(is_event, once)):
            for parts in zip(middle, after, carry, once, strict=True):
                self.compare(*parts)


def keyed_by(key: Any) -> SymMap:
    """Return the map of the state whose keys are of a type."""
    kinds = {name: map_types(kind) for name, kind in types_of(State).items()}
    found = [getattr(STATE, name) for name, kind in kinds.items() if kind is not None and kind[0] is key]
    if len(found) != 1:
        raise EngineError("a fold over keys of no map, or of several")
    target: SymMap = found[0]
    return target


def number_of(variable: Poly) -> int:
    """Return the number of an atom that stands alone."""
    ((monomial, _),) = variable.terms.items()
    return monomial[0]


def growth(before: Any, after: Any) -> Poly:
    """Return by how much a number grew, as a choice between amounts if it is a choice."""
    return growths(poly_of(after), poly_of(before))


def growths(value: Poly, before: Poly) -> Poly:
    """Return ``value - before``, case by case."""
    if value is before:
        return ZERO
    for monomial, factor in value.terms.items():
        if len(value.terms) == len(monomial) == factor == 1 and ATOMS[monomial[0]].head is ITE:
            found = ATOMS[monomial[0]]
            return signed(found.condition, *(growths(arg, before) for arg in found.args))
    return plus(value, before, -1)


def signed(condition: Formula, then: Poly, otherwise: Poly) -> Poly:
    """Return a choice, or the negative of the choice between what both are the negative of."""
    if condition.kind == EQ and compared(EQ, plus(then, otherwise, -1)) is condition:
        return otherwise
    if is_negative(then) and is_negative(otherwise):
        return plus(ZERO, choice(condition, plus(ZERO, then, -1), plus(ZERO, otherwise, -1)), -1)
    return choice(condition, then, otherwise)


def is_negative(value: Poly) -> bool:
    """Tell whether a polynomial is written with a minus; zero is either."""
    return not value.terms or value.terms[min(value.terms)] < 0


def gated(condition: Formula, value: Poly) -> Poly:
    """Return a value where a condition holds and zero elsewhere, with all conditions under which it counts as one."""
    if value.terms and is_negative(value):
        return plus(ZERO, gated(condition, plus(ZERO, value, -1)), -1)
    for monomial, factor in value.terms.items():
        if len(value.terms) == len(monomial) == factor == 1 and ATOMS[monomial[0]].head is ITE:
            found = ATOMS[monomial[0]]
            if found.args[1] is ZERO:
                return gated(every((condition, found.condition)), found.args[0])
            if found.args[0] is ZERO:
                return gated(every((condition, opposite(found.condition))), found.args[1])
    return choice(condition, value, ZERO)


def bare(event: Any) -> Any:
    """Return an event without its condition."""
    return event.event if isinstance(event, Guarded) else event


def changed_parts(before: Any, after: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the maps and numbers that changed."""
    if before is after:
        return
    if isinstance(before, SymMap | int | SymInt):
        yield before, after
    elif is_dataclass(before):
        for f in fields(before):
            yield from changed_parts(getattr(before, f.name), getattr(after, f.name))
    elif isinstance(before, tuple) and not any(map(is_event, after)):
        for x, y in zip(before, after, strict=True):
            yield from changed_parts(x, y)


def integers_of(kind: Any) -> list[str]:
    """Return the fields of a record that are numbers."""
    return [name for name, part in types_of(kind).items() if plain(part) is int]


def field_of(name: str, _: Any, value: Any) -> Any:
    """Return a field of an entry."""
    return getattr(value, name)


def written_once(before: SymMap, after: SymMap, key: Parts) -> Any:
    """Return what a step wrote, which must be the entry that it came by and nothing else."""
    if before.written or len(after.written) != 1 or after.source is not before.source:
        raise EngineError("a fold over a map that is written otherwise")
    if after.written[0].parts != key:
        raise EngineError("a fold that writes another entry than that which it comes by")
    return after.written[0]


def changes(before: Any, after: Any) -> Iterator[Poly | Formula]:
    """Yield the terms that changed, and the keys at which they did."""
    if before is after or isinstance(after, Guarded):
        return
    if isinstance(after, SymBool):
        yield after.formula
    elif isinstance(after, SymInt):
        yield after.poly
    elif isinstance(after, SymMap):
        for entry in after.written:
            yield from entry.parts
            yield from changes(None, entry.value)
    elif is_dataclass(after):
        for f in fields(after):
            yield from changes(getattr(before, f.name, None), getattr(after, f.name))
    elif isinstance(after, tuple) and not any(map(is_event, after)):
        for x, y in zip(before, after, strict=True):
            yield from changes(x, y)
