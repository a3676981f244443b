"""A bug once more, planted in the Vyper implementation by changing its text."""

from dataclasses import replace
from typing import Final

from tests.historical.seeds import SEEDS
from tests.historical.seeds.seed import Patch, Seed

SOURCE: Final = "staking.vy"
"""Relative to the folder of the implementation."""

OURS: Final = {seed.name: seed for seed in SEEDS}
"""The seeds of our contracts, by name."""


def also(name: str, *changes: tuple[str, str], hint: str = "") -> Seed:
    """Return the seed of a bug that is planted in our contracts under the same name; what shows it may be another."""
    return replace(OURS[name], patches=patches(*changes), hint=hint or OURS[name].hint)


def alone(number: int, name: str, hint: str, *changes: tuple[str, str]) -> Seed:
    """Return the seed of a bug that lives in another part than in our contracts."""
    return Seed(f"BUG-{number:03}", name, patches(*changes), hint)


def patches(*changes: tuple[str, str]) -> tuple[Patch, ...]:
    """Return changes to the source."""
    return tuple(Patch(SOURCE, old, new) for old, new in changes)
