"""Bounded repetition. A step is a transition of its own: it keeps every invariant by itself, so any number does."""

from collections.abc import Callable
from typing import TypeVar

Carry = TypeVar("Carry")
Item = TypeVar("Item")


def fold(step: Callable[[Carry, Item], Carry], carry: Carry, items: tuple[Item, ...]) -> Carry:
    """Apply ``step`` to ``carry`` and each item in turn."""
    for item in items:
        carry = step(carry, item)
    return carry


def length(items: tuple[Item, ...]) -> int:
    """Return how many items there are."""
    return len(items)


def fold_range(step: Callable[[Carry, int], Carry], carry: Carry, first: int, end: int) -> Carry:
    """Apply ``step`` to ``carry`` and each number from ``first`` up to, but not including, ``end``."""
    for number in range(first, end):
        carry = step(carry, number)
    return carry
