"""The one collection of the specification: an immutable total map, as Solidity's ``mapping``.

A look-up never fails: what was never written is the default. Writing the default removes the entry, so two maps with
the same contents are equal. One write costs O(log n) and shares all the rest with the older version.

Transitions only read and write single keys. The combinators for statements about a whole map (sums, "for all") live
with the properties, which is why iteration is offered here in sorted order and never used in ``spec``.
"""

from collections.abc import Iterator
from operator import itemgetter
from typing import Generic, TypeVar

from rpds import HashTrieMap

K = TypeVar("K")
V = TypeVar("V")


class Map(Generic[K, V]):
    """An immutable map from every ``K`` to a ``V``."""

    __slots__ = ("_entries", "default")

    def __init__(self, default: V, entries: "HashTrieMap[K, V] | None" = None) -> None:
        """Make a map in which every key has ``default``, but for ``entries``, none of which is the default."""
        self.default = default
        self._entries: HashTrieMap[K, V] = HashTrieMap() if entries is None else entries

    def __getitem__(self, key: K) -> V:
        """Return what stands at ``key``."""
        return self._entries.get(key, self.default)

    def set(self, key: K, value: V) -> "Map[K, V]":
        """Return the map with ``value`` at ``key``."""
        if value == self.default:
            return Map(self.default, self._entries.discard(key))
        return Map(self.default, self._entries.insert(key, value))

    def items(self) -> Iterator[tuple[K, V]]:
        """Yield the entries that are not the default, by ascending key."""
        return iter(sorted(self._entries.items(), key=itemgetter(0)))

    def values(self) -> Iterator[V]:
        """Yield the values that are not the default, in no particular order."""
        return iter(self._entries.values())

    def __len__(self) -> int:
        """Return the number of entries that are not the default."""
        return len(self._entries)

    def __eq__(self, other: object) -> bool:
        """Tell whether both maps agree at every key."""
        if not isinstance(other, Map):
            return NotImplemented
        return self._entries == other._entries and bool(self.default == other.default)

    def __hash__(self) -> int:
        """Return a hash of the contents."""
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        """Show the entries that are not the default."""
        return f"Map({dict(self.items())!r})"
