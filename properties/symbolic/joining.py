"""Joins what came of two branches into one value that depends on the condition between them."""

from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from properties.symbolic.failure import EngineError
from properties.symbolic.formula import EQ, Formula, chosen, conjuncts, every, opposite
from properties.symbolic.polynomial import Poly, choice
from properties.symbolic.rewriting import Rewriter, learnt
from properties.symbolic.table import Entry, SymMap
from properties.symbolic.values import SymBool, SymInt, formula_of, poly_of
from spec.map import Map


@dataclass(frozen=True, slots=True)
class Guarded:
    """An event that was told only if something held."""

    condition: Formula
    event: object


def join(condition: Formula, then: Any, otherwise: Any) -> Any:
    """Return ``then`` where ``condition`` holds, and ``otherwise`` where it does not."""
    if then is otherwise:
        return then
    if isinstance(then, bool | SymBool):
        return truth(chosen(condition, formula_of(then), formula_of(otherwise)))
    if isinstance(then, int | SymInt):
        return integer(alternative(condition, poly_of(then), poly_of(otherwise)))
    if isinstance(then, Map):
        return join_maps(condition, then, otherwise)
    if is_dataclass(then) and type(then) is type(otherwise):
        parts = {f.name: join(condition, getattr(then, f.name), getattr(otherwise, f.name)) for f in fields(then)}
        record: Any = type(then)
        return record(**parts)
    if isinstance(then, tuple):
        return join_tuples(condition, then, otherwise)
    raise EngineError(f"cannot join {type(then).__name__} and {type(otherwise).__name__}")


def alternative(condition: Formula, then: Poly, otherwise: Poly) -> Poly:
    """Return a choice, unless ``then`` is what ``otherwise`` comes to where ``condition``, an equality, holds."""
    if then is otherwise or not all(part.kind == EQ for part in conjuncts(condition)):
        return choice(condition, then, otherwise)
    by = rewriter(condition)
    return otherwise if by.poly(then) is by.poly(otherwise) else choice(condition, then, otherwise)


@cache
def rewriter(condition: Formula) -> Rewriter:
    """Return a rewriter by an equality."""
    return learnt({condition: 0})[0]


def truth(f: Formula) -> Any:
    """Return a truth value."""
    return SymBool(f) if f.truth is None else f.truth


def integer(poly: Any) -> Any:
    """Return an integer, plain if it is known."""
    return SymInt(poly) if poly.constant is None else poly.constant


def join_maps(condition: Formula, then: Any, otherwise: Any) -> Any:
    """Join two versions of one map, key by key. Keys are matched by their terms: others may still be equal."""
    if not (isinstance(then, SymMap) and isinstance(otherwise, SymMap)) or then.source != otherwise.source:
        raise EngineError("cannot join different maps")
    entries: list[Entry] = []
    left, right = {e.parts: e for e in then.written}, {e.parts: e for e in otherwise.written}
    for parts, entry in {**left, **right}.items():
        a, b = left.get(parts), right.get(parts)
        x = a.value if a else then.source.at(parts)
        y = b.value if b else otherwise.source.at(parts)
        entries.append(Entry(entry.key, parts, join(condition, x, y)))
    one_sided = [p for p in left if p not in right] and [p for p in right if p not in left]
    if one_sided:
        raise EngineError("branches that write different keys of one map")
    return SymMap(then.source, tuple(entries))


def join_tuples(condition: Formula, then: tuple[Any, ...], otherwise: tuple[Any, ...]) -> tuple[Any, ...]:
    """Join two logs, whose beginnings agree; any other tuples item by item."""
    if any(is_event(item) for item in (*then, *otherwise)):
        shared = 0
        while shared < min(len(then), len(otherwise)) and then[shared] is otherwise[shared]:
            shared += 1
        more = [guarded(condition, event) for event in then[shared:]]
        rest = [guarded(opposite(condition), event) for event in otherwise[shared:]]
        return (*then[:shared], *more, *rest)
    if len(then) != len(otherwise):
        raise EngineError("cannot join tuples of different lengths")
    return tuple(join(condition, a, b) for a, b in zip(then, otherwise, strict=True))


def is_event(item: object) -> bool:
    """Tell whether something stands in a log."""
    from spec.events import Event

    return isinstance(item, Event | Guarded)


def guarded(condition: Formula, event: object) -> Guarded:
    """Return an event under one more condition."""
    if isinstance(event, Guarded):
        return Guarded(every((condition, event.condition)), event.event)
    return Guarded(condition, event)
