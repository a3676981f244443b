"""Maps of any size: an arbitrary one, and what was written to it since.

An arbitrary map is an unknown function of its keys, one per field of its values, so that equal keys have equal values
without more ado. The keys written are pairwise different on the path: writing asks. A look-up asks whether its key is
one of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from properties.symbolic.failure import EngineError
from properties.symbolic.formula import Formula, equals, every
from properties.symbolic.polynomial import Poly
from spec.map import Map

Parts = tuple[Poly, ...]
"""A key, as the numbers that it is made of."""


@dataclass(frozen=True, slots=True)
class Source:
    """An arbitrary map, or an empty one."""

    head: str
    """Its name."""
    key: Any
    """The type of its keys."""
    value: Any
    """The type of its values."""
    args: Parts = ()
    """For a map within the values of another: the key of that."""
    empty: bool = False

    def at(self, parts: Parts) -> Any:
        """Return the value at a key."""
        from properties.symbolic.fresh import arbitrary, blank

        return blank(self.value) if self.empty else arbitrary(self.value, self.head, (*self.args, *parts))

    @property
    def domain(self) -> tuple[str, Parts, bool]:
        """Return what all versions of one map have in common."""
        return self.head, self.args, self.empty


@dataclass(frozen=True, slots=True)
class Mapped(Source):
    """An arbitrary map of which any number of entries may have been changed since, each by itself."""

    version: Any = field(kw_only=True)
    """Of one map, equal versions hold the same."""
    value_at: Callable[[Parts], Any] = field(kw_only=True, compare=False)
    """What it holds now."""

    def at(self, parts: Parts) -> Any:
        """Return the value at a key."""
        return self.value_at(parts)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written."""

    key: Any
    parts: Parts
    value: Any


def same_key(a: Parts, b: Parts) -> Formula:
    """Return that two keys are equal."""
    return every(equals(x, y) for x, y in zip(a, b, strict=True))


class SymMap(Map[Any, Any]):
    """A map that depends on the state."""

    __slots__ = ("source", "written")

    def __init__(self, source: Source, written: tuple[Entry, ...] = ()) -> None:
        self.source = source
        self.written = written

    def place(self, parts: Parts) -> int | None:
        """Return which of the keys written is the one looked for, if any."""
        from properties.symbolic.explorer import decide_early

        for index, entry in enumerate(self.written):
            if entry.parts == parts:
                return index
        for index, entry in enumerate(self.written):
            if decide_early(same_key(entry.parts, parts)):
                return index
        return None

    def __getitem__(self, key: Any) -> Any:
        from properties.symbolic.fresh import flat

        parts = flat(key)
        index = self.place(parts)
        return self.source.at(parts) if index is None else self.written[index].value

    def set(self, key: Any, value: Any) -> "SymMap":
        """Return the map with ``value`` at ``key``."""
        from properties.symbolic.fresh import flat

        parts = flat(key)
        index = self.place(parts)
        if index is None:
            return SymMap(self.source, (*self.written, Entry(key, parts, value)))
        old = self.written[index]
        written = (*self.written[:index], Entry(old.key, old.parts, value), *self.written[index + 1 :])
        return SymMap(self.source, written)

    def __eq__(self, other: object) -> Any:
        from properties.symbolic.words import same_maps

        return same_maps(self, other) if isinstance(other, Map) else NotImplemented

    def __hash__(self) -> int:
        raise EngineError("hash of a symbolic map")

    def items(self) -> Any:
        """Refuse: nothing goes through all entries."""
        raise EngineError("iteration over a symbolic map")

    values = __len__ = __iter__ = items

    def __repr__(self) -> str:
        return f"{self.source.head}{self.source.args}{self.written}"


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """The items that a call names, by their number from zero."""

    at: SymMap
    size: Any

    def first(self, end: Poly) -> "Items":
        """Return those before ``end``."""
        return Items(self.at, type(self.size)(end))

    def plain(self, *_: object) -> Any:
        """Refuse: they are no tuple, so what is asked of one would be answered wrongly."""
        raise EngineError("items of a call taken for a tuple")

    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __hash__ = plain
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = plain
