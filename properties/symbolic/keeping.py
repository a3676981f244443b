"""What a repetition over the items that a call names keeps, however many they are.

Whatever is claimed of the call as a whole is claimed of the call that names only the items so far: it has to hold
before the first item, and after one more item if it held before that. So all claims together are one invariant of the
repetition. Of the state in its midst nothing else is known: what the step changes is replaced by something arbitrary.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Final

from properties.symbolic import explorer, words
from properties.symbolic.explorer import Obligation, current
from properties.symbolic.failure import EngineError, Infeasible, Undecided
from properties.symbolic.formula import TRUE, Formula, at_least, every, opposite
from properties.symbolic.fresh import leaf
from properties.symbolic.joining import Guarded, join
from properties.symbolic.knowledge import LATER
from properties.symbolic.polynomial import ONE, ZERO, plus
from properties.symbolic.rules import assumed
from properties.symbolic.schema import is_record, map_types, plain, types_of
from properties.symbolic.table import Items, Mapped, Parts, SymMap
from properties.symbolic.values import SymInt, formula_of, poly_of
from spec.errors import Rejection
from spec.state import State

ITEM: Final = "item"
"""The name of the number of an arbitrary item."""

Claim = tuple[str, Callable[[], Any]]
"""What it is called, and what it comes to."""


class Keeping:
    """One repetition of one step over items, with all that is claimed of what it carries."""

    def __init__(
        self, step: Callable[[Any, Any], Any], carry: Any, items: Items, claims: Callable[[Any, Items], Iterator[Claim]]
    ) -> None:
        self.step, self.carry, self.items, self.claims = step, carry, items, claims
        self.changed: set[str] = set()
        self.told: dict[type, Any] = {}
        for _ in self.ways(partial(self.look, carry)):
            pass

    def ways(self, run: Callable[[Any], Any]) -> Iterator[None]:
        """Run something at an arbitrary item, both ways wherever two keys may be equal."""
        work: list[tuple[Formula, ...]] = [()]
        while work:
            known = work.pop()
            owed = len(current().obligations)
            try:
                with self.visiting(known) as item:
                    run(item)
            except Undecided as undecided:
                del current().obligations[owed:]
                question = undecided.question
                work += [(*known, question), (*known, opposite(question))]
            except Infeasible:
                pass  # what was owed before stays owed, be it that this is what cannot hold
            yield

    @contextmanager
    def visiting(self, known: tuple[Formula, ...]) -> Iterator[SymInt]:
        """Stand at an arbitrary item, where something more is known."""
        item: SymInt = leaf(int, ITEM, ())
        path = current()
        with path.within([]):
            path.learn(at_least(plus(self.items.size.poly, item.poly, -1), ONE))
            for f in known:
                if not path.feasibility.allows(f):
                    raise Infeasible
                path.learn(f)
            yield item

    def look(self, carry: Any, item: SymInt) -> None:
        """Find out what the step changes."""
        after = self.stepped(carry, item)
        for kind, head, x, y in zip(self.kinds(), self.heads(), carry, after, strict=True):
            self.changed |= set(differences(kind, head, x, y))
        for event in after[0].log[len(carry[0].log) :]:
            bare = event.event if isinstance(event, Guarded) else event
            self.told[type(bare)] = bare

    def stepped(self, carry: Any, item: SymInt) -> Any:
        """Return what is carried after one more item, and owe that the step is not rejected."""
        results = explorer.branches(lambda: self.step(carry, self.items.at[item]), Rejection)
        for questions, result in results:
            if isinstance(result, explorer.End):
                explorer.ensure(opposite(every(questions)), f"no {type(result.exception).__name__} in a repetition")
        return explorer.tree([entry for entry in results if not isinstance(entry[1], explorer.End)], 0, join)

    def kinds(self) -> list[Any]:
        """Return the types of what is carried: the state, and numbers."""
        return [State, *(int for _ in self.carry[1:])]

    def heads(self) -> list[str]:
        """Return the names of what is carried."""
        return ["s", *(f"carried {index}" for index, _ in enumerate(self.carry[1:]))]

    def midst(self) -> Any:
        """Return what may be carried after any number of items."""
        parts = zip(self.kinds(), self.carry, self.heads(), strict=True)
        state, *rest = (version(kind, value, head, (), self.changed) for kind, value, head in parts)
        log = tuple(
            Guarded(leaf(bool, f"told {kind.__name__}", ()).formula, event) for kind, event in self.told.items()
        )
        return (replace(state, log=(*self.carry[0].log, *log)), *rest)

    def run(self) -> Any:
        """Owe that all claims are kept, and return what is carried in the end."""
        self.owe("before any item", self.claims(self.carry, self.items.first(ZERO)))
        for _ in self.ways(self.one_more):
            pass
        done = self.midst()
        self.learn(self.claims(done, self.items))
        return done

    def one_more(self, item: SymInt) -> None:
        """Owe that the claims are kept by one more item."""
        middle = self.midst()
        self.learn(self.claims(middle, self.items.first(item.poly)))
        after = self.stepped(middle, item)
        for kind, head, x, y in zip(self.kinds(), self.heads(), middle, after, strict=True):
            if set(differences(kind, head, x, y)) - self.changed:
                raise EngineError("a fold whose later steps change more")
        self.owe("after one more item", self.claims(after, self.items.first(plus(item.poly, ONE))))

    def owe(self, when: str, claims: Iterator[Claim]) -> None:
        """Owe claims, none of which helps to show another."""
        path = current()
        for id, claim in claims:
            goal = explorer.shown(partial(words.evaluated, claim))
            if goal is not TRUE:
                path.obligations.append(Obligation(f"{id} {when}", goal, path.conditions()))

    def learn(self, claims: Iterator[Claim]) -> None:
        """Assume claims, which are owed elsewhere."""
        for _, claim in claims:
            current().learn(assumed(claim))


def differences(kind: Any, head: str, before: Any, after: Any) -> Iterator[str]:
    """Yield the names of the numbers and truth values that changed, or that did in some entry of a map."""
    if before is after or head == "s.log":
        return
    inner = map_types(kind)
    if inner is not None:
        if after.source != before.source or before.written:
            raise EngineError("a fold over a map that was written before")
        for entry in after.written:
            yield from differences(inner[1], head, before.source.at(entry.parts), entry.value)
    elif is_record(kind):
        for name, part in types_of(plain(kind)).items():
            yield from differences(part, f"{head}.{name}", getattr(before, name), getattr(after, name))
    elif not same_term(before, after):
        yield head


def same_term(a: Any, b: Any) -> bool:
    """Tell whether two numbers or truth values are the same term."""
    if isinstance(a, int | SymInt) and not isinstance(a, bool):
        return poly_of(a) is poly_of(b)
    return formula_of(a) is formula_of(b)


def version(kind: Any, base: Any, head: str, args: Parts, changed: set[str]) -> Any:
    """Return something that agrees with ``base`` but for what changed, and of which nothing else is known."""
    if not any(name == head or name.startswith(f"{head}.") for name in changed):
        return base
    inner = map_types(kind)
    if inner is not None:

        def at(parts: Parts) -> Any:
            return version(inner[1], base.source.at(parts), head, (*args, *parts), changed)

        return SymMap(Mapped(head, *inner, args, version=LATER, value_at=at))
    if is_record(kind):
        parts = types_of(plain(kind)).items()
        return replace(base, **{n: version(part, getattr(base, n), f"{head}.{n}", args, changed) for n, part in parts})
    return leaf(kind, f"{head}{LATER}", args)
