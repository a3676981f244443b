"""Arbitrary values: of records field by field, and of maps as unknown functions of their keys."""

from dataclasses import replace
from functools import cache
from typing import Any, get_args, get_origin

from properties.symbolic.failure import EngineError
from properties.symbolic.formula import at_least
from properties.symbolic.polynomial import ONE, Poly, atom, of_atom
from properties.symbolic.schema import DEFAULTS, components, highest, is_record, map_types, plain, types_of
from properties.symbolic.table import Items, Source, SymMap
from properties.symbolic.values import SymBool, SymInt, poly_of


def leaf(kind: Any, head: str, args: tuple[Poly, ...]) -> Any:
    """Return an arbitrary value of a plain type: a variable, or a function of ``args``."""
    found = atom(head, args)
    if found.nonneg and found.high != highest(kind):
        # What was proved of the one would be believed of the other.
        raise EngineError(f"{head} is of two types: one holds at most {found.high}, the other {highest(kind)}")
    found.nonneg, found.high = True, highest(kind)
    value = of_atom(found)
    return SymBool(at_least(value, ONE)) if plain(kind) is bool else SymInt(value)


@cache
def arbitrary(kind: Any, head: str, args: tuple[Poly, ...] = ()) -> Any:
    """Return an arbitrary value of a type."""
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        if plain(item) is not int:
            return ()  # the log
        return Items(SymMap(Source(head, int, item, args)), leaf(int, f"{head}.size", args))
    inner = map_types(kind)
    if inner is not None:
        return SymMap(Source(head, *inner, args))
    if is_record(kind):
        record = plain(kind)
        return record(**{name: arbitrary(part, f"{head}.{name}", args) for name, part in types_of(record).items()})
    return leaf(kind, head, args)


def blank(kind: Any, default: Any = None) -> Any:
    """Return what a map of such values holds where nothing was written, with symbolic empty maps."""
    inner = map_types(kind)
    if inner is not None:
        return SymMap(Source(f"no {inner}", *inner, empty=True))
    if not is_record(kind):
        return default if default is not None else plain(kind)(0)
    base = DEFAULTS[kind] if default is None else default
    return replace(base, **{n: blank(part, getattr(base, n)) for n, part in types_of(plain(kind)).items()})


def flat(key: Any) -> tuple[Poly, ...]:
    """Return the numbers that a key is made of."""
    record: Any = type(key)
    if is_record(record):
        return tuple(part for name in types_of(record) for part in flat(getattr(key, name)))
    return (poly_of(key),)


def keyed(kind: Any, parts: list[Poly]) -> Any:
    """Return the key of that type made of these numbers, which are used up."""
    if is_record(kind):
        return plain(kind)(**{name: keyed(part, parts) for name, part in types_of(plain(kind)).items()})
    return SymInt(parts.pop(0))


def placeholder(kind: Any, head: str) -> tuple[Any, tuple[Poly, ...]]:
    """Return an arbitrary key of a type, and the numbers that it is made of."""
    parts: list[Poly] = []
    for index, part in enumerate(components(kind)):
        value = leaf(part, f"{head}{index}", ())
        if not isinstance(value, SymInt):
            raise EngineError("a key with a truth value in it")
        parts.append(value.poly)
    return keyed(kind, list(parts)), tuple(parts)
