"""Where the choices of a generated history come from: one generator, several engines."""

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DataObject

T = TypeVar("T")


class Chooser(Protocol):
    """A source of choices."""

    def integer(self, lowest: int, highest: int) -> int:
        """Return a number from ``lowest`` to ``highest``, both possible."""

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items; earlier ones are simpler."""


class HypothesisChooser:
    """Choices that Hypothesis makes, and shrinks."""

    def __init__(self, data: DataObject) -> None:
        """Take the data object of the running example."""
        self._data = data

    def integer(self, lowest: int, highest: int) -> int:
        """Draw a number."""
        drawn: int = self._data.draw(st.integers(lowest, highest))
        return drawn

    def pick(self, items: Sequence[T]) -> T:
        """Draw one of the items."""
        return items[self.integer(0, len(items) - 1)]


class RandomChooser:
    """Choices of a seeded random generator."""

    def __init__(self, seed: int) -> None:
        """Start from ``seed``."""
        self._random = Random(seed)

    def integer(self, lowest: int, highest: int) -> int:
        """Return a number."""
        return self._random.randint(lowest, highest)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.integer(0, len(items) - 1)]
