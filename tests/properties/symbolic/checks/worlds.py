"""Small concrete states at random, of which nothing is known, and variables with values in them.

Numbers and keys are few and small, so that keys are often equal.
"""

from dataclasses import replace
from enum import IntEnum
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any, Final

from properties.symbolic.fresh import leaf
from properties.symbolic.ground import Ground
from properties.symbolic.people import usual_state
from properties.symbolic.schema import default, is_record, map_types, plain, types_of
from properties.symbolic.values import SymInt
from spec.map import Map
from spec.state import State

LARGEST: Final = 4
"""Numbers go up to this."""

ENTRIES: Final = 4
"""So many keys are written of each map, some of them twice."""

FILLED: Final = ("tokens", "pools", "tickets", "open_tickets", "credits")
"""The maps that have entries: of numbers, of records, and of maps."""

ROUNDS: Final = count()
"""A number for each set of variables, so that no check depends on the terms that another made."""


def randomly(kind: Any, random: Random) -> Any:
    """Return a small value of a type."""
    inner = map_types(kind)
    if inner is not None:
        return map_of(*inner, random)
    if is_record(kind):
        return plain(kind)(**{name: randomly(part, random) for name, part in types_of(plain(kind)).items()})
    base = plain(kind)
    if isinstance(base, type) and issubclass(base, IntEnum):
        return random.choice(list(base))
    return base(random.randint(0, 1 if base is bool else LARGEST))


def map_of(key: Any, value: Any, random: Random) -> Map[Any, Any]:
    """Return a map with a few entries."""
    found: Map[Any, Any] = Map(default(value))
    for _ in range(random.randint(0, ENTRIES)):
        found = found.set(randomly(key, random), randomly(value, random))
    return found


def state(random: Random) -> State:
    """Return a state of which some maps are anything at all."""
    kinds = types_of(State)
    return replace(usual_state(), **{name: randomly(kinds[name], random) for name in FILLED})


class Variables:
    """Numbers of which nothing is known but that they are not negative, by name."""

    def __init__(self, *names: str) -> None:
        """Make new ones."""
        self.root = f"round {next(ROUNDS)} "
        self.names = names
        self.all: tuple[SymInt, ...] = tuple(leaf(int, f"{self.root}.{name}", ()) for name in names)

    def ground(self, *values: int, **roots: Any) -> Ground:
        """Return what terms come to where the variables have these values."""
        return Ground(**{self.root: SimpleNamespace(**dict(zip(self.names, values, strict=True))), **roots})


def some(random: Random, count: int) -> tuple[int, ...]:
    """Return small numbers."""
    return tuple(random.randint(0, LARGEST) for _ in range(count))
