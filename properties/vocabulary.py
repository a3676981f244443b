"""The words in which properties are written. Each has a concrete meaning here, and can be given a symbolic one.

A property uses nothing but these words, arithmetic, comparisons, ``and``/``or``/``not``, attributes and look-ups of
known keys. Statements about a whole map leave out what was never written, so they have to hold of the default: every
``f`` below is zero, and every ``p`` true, at the default of its map, whatever the key.

A word that fails leaves a note of what it compared, if somebody is taking notes (see ``notes_on``).
"""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from properties.clause import clause_outside_of
from spec.map import Map

K = TypeVar("K")
L = TypeVar("L")
V = TypeVar("V")
W = TypeVar("W")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Note:
    """What failed."""

    clause: str
    """The part of the property that did, as it stands in the source."""
    sides: tuple[object, ...]
    """What was compared, or the entry for which something does not hold."""

    def __str__(self) -> str:
        """Return the sides in one line."""
        return " | ".join(map(repr, self.sides))


NOTES: ContextVar[list[Note] | None] = ContextVar("NOTES", default=None)
"""Where to note what failed; nowhere, unless a failure is being explained."""


def refuted(*sides: object) -> bool:
    """Note what failed, and return false."""
    notes = NOTES.get()
    if notes is not None:
        notes.append(Note(clause_outside_of(__name__), sides))
    return False


def notes_on(claim: Callable[[], object]) -> tuple[Note, ...]:
    """Return what fails while ``claim`` is evaluated, innermost first."""
    notes: list[Note] = []
    token = NOTES.set(notes)
    try:
        claim()
    finally:
        NOTES.reset(token)
    return tuple(notes)


def entries(m: Map[K, V]) -> Iterator[tuple[K, V]]:
    """Yield the entries that are not the default, in no particular order."""
    # ``items`` sorts, which would take several times as long as all that is asked of the entries.
    return iter(m._entries.items())


def pairs(before: Map[K, V], after: Map[K, V]) -> Iterator[tuple[K, V, V]]:
    """Yield every key that is in either of two versions of a map, with both its values."""
    kept = 0
    for key, value in entries(after):
        old = before[key]
        kept += old is not before.default
        yield key, old, value
    if kept < len(before):
        for key, value in entries(before):
            if after[key] is after.default:
                yield key, value, after.default


Change = tuple[Map[Any, Any], Map[Any, Any], tuple[tuple[Any, Any, Any], ...]]

COMPARED: Final[dict[tuple[int, int], Change]] = {}
"""What changed between versions of maps that were compared lately, since a dozen laws ask for the same.

By identity, which is safe because the maps are immutable and kept alive here.
"""

REMEMBERED: Final = 64
"""How many comparisons are kept."""


def changes(before: Map[K, V], after: Map[K, V]) -> tuple[tuple[K, V, V], ...]:
    """Return every key whose record was replaced, added or removed between two versions of a map, with both."""
    if before is after:
        return ()
    versions = (id(before), id(after))
    if versions not in COMPARED:
        if len(COMPARED) >= REMEMBERED:
            COMPARED.clear()
        COMPARED[versions] = (before, after, tuple(pair for pair in pairs(before, after) if pair[1] is not pair[2]))
    return COMPARED[versions][2]


def total(m: Map[K, V], f: Callable[[V], int]) -> int:
    """Return the sum of ``f`` over all values."""
    return sum(map(f, m.values()))


def total_items(m: Map[K, V], f: Callable[[K, V], int]) -> int:
    """Return the sum of ``f`` over all keys and their values."""
    return sum(f(key, value) for key, value in entries(m))


def forall(m: Map[K, V], p: Callable[[V], bool]) -> bool:
    """Tell whether ``p`` holds of every value."""
    return all(p(value) or refuted(value) for value in m.values())


def forall_items(m: Map[K, V], p: Callable[[K, V], bool]) -> bool:
    """Tell whether ``p`` holds of every key and its value."""
    return all(p(key, value) or refuted(key, value) for key, value in entries(m))


def forall2(before: Map[K, V], after: Map[K, V], p: Callable[[V, V], bool]) -> bool:
    """Tell whether ``p`` holds, at every key, between the values before and after."""
    return all(p(x, y) or refuted(key, x, y) for key, x, y in pairs(before, after))


def forall2_items(before: Map[K, V], after: Map[K, V], p: Callable[[K, V, V], bool]) -> bool:
    """Tell whether ``p`` holds of every key and its values before and after."""
    return all(p(key, x, y) or refuted(key, x, y) for key, x, y in pairs(before, after))


def forall_changed(before: Map[K, V], after: Map[K, V], p: Callable[[V, V], bool]) -> bool:
    """Tell the same as ``forall2``, for a ``p`` that holds of any value and itself; what stayed is passed over."""
    return all(p(x, y) or refuted(key, x, y) for key, x, y in changes(before, after))


def forall_changed_items(before: Map[K, V], after: Map[K, V], p: Callable[[K, V, V], bool]) -> bool:
    """Tell the same as ``forall2_items``, for a ``p`` that holds of any key with any value and itself."""
    return all(p(key, x, y) or refuted(key, x, y) for key, x, y in changes(before, after))


def forall_totals(
    m: Map[K, V],
    group: Callable[[V], L],
    f: Callable[[K, V], int],
    other: Map[L, W],
    p: Callable[[L, int, W], bool],
) -> bool:
    """Tell whether ``p`` holds of every group, the sum of ``f`` over it, and what ``other`` has for it."""
    sums: dict[L, int] = {}
    for key, value in entries(m):
        name = group(value)
        sums[name] = sums.get(name, 0) + f(key, value)
    summed = all(p(name, amount, other[name]) or refuted(name, amount, other[name]) for name, amount in sums.items())
    empty = (item for item in entries(other) if item[0] not in sums)
    return summed and all(p(name, 0, value) or refuted(name, 0, value) for name, value in empty)


def nonneg(m: Map[K, V], f: Callable[[V], int]) -> bool:
    """Tell whether ``f`` is at least zero everywhere, and so is its sum over any part of the map."""
    return all(f(value) >= 0 or refuted(value) for value in m.values())


def implies(a: bool, b: bool) -> bool:
    """Tell whether ``b`` holds if ``a`` does."""
    return b or not a


def iff(a: bool, b: bool) -> bool:
    """Tell whether ``a`` and ``b`` hold together or not at all."""
    return a == b


def choose(condition: bool, then: T, otherwise: T) -> T:
    """Return ``then`` if ``condition`` holds, and else ``otherwise``; both are evaluated."""
    return then if condition else otherwise


def lesser(a: int, b: int) -> int:
    """Return the smaller of two numbers."""
    return choose(a <= b, a, b)


def greater(a: int, b: int) -> int:
    """Return the larger of two numbers."""
    return choose(a >= b, a, b)


def one_of(value: object, *options: object) -> bool:
    """Tell whether ``value`` equals one of the options."""
    return value in options


def equal(left: int, right: int) -> bool:
    """Tell whether two numbers are equal; for equalities that are asserted, so that a failure shows both sides."""
    return left == right or refuted(left, right)


def at_most(left: int, right: int) -> bool:
    """Tell whether the first number does not exceed the second; asserted, so that a failure shows both sides."""
    return left <= right or refuted(left, right)


def same(left: T, right: T) -> bool:
    """Tell whether two records or maps agree in everything."""
    return left is right or left == right or refuted(left, right)


def is_floor(quotient: int, dividend: int, divisor: int) -> bool:
    """Tell whether ``quotient`` is ``dividend / divisor`` rounded down; the divisor is positive."""
    product = quotient * divisor
    return (product <= dividend and dividend < product + divisor) or refuted(quotient, dividend, divisor)


def is_ceiling(quotient: int, dividend: int, divisor: int) -> bool:
    """Tell whether ``quotient`` is ``dividend / divisor`` rounded up; the divisor is positive."""
    product = quotient * divisor
    return (product >= dividend and dividend + divisor > product) or refuted(quotient, dividend, divisor)


def unchanged_but(before: Map[K, V], after: Map[K, V], *keys: K) -> bool:
    """Tell whether two versions of a map agree everywhere else than at ``keys``."""
    return forall_changed_items(before, after, lambda key, x, y: key in keys or x == y)


def each(items: tuple[T, ...], p: Callable[[T], bool]) -> bool:
    """Tell whether ``p`` holds of each of the items that a call names."""
    return all(p(item) or refuted(item) for item in items)


def among(value: T, items: tuple[T, ...]) -> bool:
    """Tell whether a value is one of the items that a call names."""
    return value in items


def size(items: tuple[T, ...]) -> int:
    """Return how many items a call names."""
    return len(items)


def told(events: tuple[object, ...], kind: type[object]) -> bool:
    """Tell whether a call told an event of that kind."""
    return any(isinstance(event, kind) for event in events)
