"""What a step shows, as features: a history is worth keeping if it shows one that none before it showed.

The spec tells, without an EVM: the way that a call took through its text, what became of it and for whom, what was
accepted before it, how large its numbers were, how much it had to tell, and how much the state has piled up. Where the
EVM tells it, the turns that the contracts took count as well. A feature is a number that is the same in every process;
there are a few thousand in all, so that a corpus that shows them stays small.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import lru_cache, reduce
from hashlib import blake2b
from operator import xor
from typing import Any, Final

from differential.evm.backend import Branch
from properties.quantities import subject
from properties.world import Step, call_at
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.state import State
from spec.transition import Applied
from spec.units import Address

Feature = int
Features = frozenset[Feature]

COARSE: Final = 16
"""Numbers are of one size if they have the same number of so many bits."""


KINDS: Final = ("way", "end", "standing", "pair", "told", "pile", "size", "branch")
"""The kinds of features; there are hundreds of some and dozens of others."""


def number(parts: object) -> int:
    """Return a number for something, the same in every process."""
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=7).digest(), "big")


@lru_cache(maxsize=1 << 16)
def feature(kind: str, *parts: object) -> Feature:
    """Return the number of a feature, of which its kind can be told."""
    return number((kind, parts)) * len(KINDS) + KINDS.index(kind)


def kind_of(feature: Feature) -> str:
    """Return the kind of a feature."""
    return KINDS[feature % len(KINDS)]


def branching(branches: Iterable[Branch]) -> Features:
    """Return what turns of contracts show."""
    return frozenset(feature("branch", *branch) for branch in branches)


def way(turns: Iterable[int]) -> int:
    """Return a number for a set of turns."""
    return reduce(xor, turns, 0)


def underlying(kind: Any) -> Any:
    """Return what a unit is made of; an account is no quantity."""
    while kind is not Address and hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    return kind


def measured(kind: Any) -> tuple[str, ...]:
    """Return the fields of a kind of action that are amounts, times or counts."""
    return tuple(field.name for field in fields(kind) if underlying(field.type) is int)


QUANTITIES: Final = {kind: measured(kind) for kind in REJECTIONS}
"""The quantities that each action names."""


def sizes(step: Step) -> Iterator[tuple[str, int]]:
    """Yield the quantities of a step with how large they are."""
    yield "delay", -(-step.delay.bit_length() // 4)
    for name in QUANTITIES.get(type(step.action), ()):
        yield name, -(-getattr(step.action, name).bit_length() // COARSE)


def piles(state: State, validator: Address) -> Iterator[tuple[str, int]]:
    """Yield how much has piled up, each in powers of two."""
    record = state.validators[validator]
    yield "queue", (record.queue_tail - record.queue_head).bit_length()
    yield "checkpoints", record.checkpoints.bit_length()
    yield "generation", record.generation.bit_length()
    yield "tickets", len(state.tickets).bit_length()
    yield "cases", len(state.cases).bit_length()
    yield "credits", len(state.credits).bit_length()


def features(
    before: State, step: Step, outcome: Applied | Rejection | None, after: State, last: str, turns: Iterable[int]
) -> Features:
    """Return what a step shows; ``last`` is the action that was accepted before it."""
    name, end = type(step.action).__name__, type(outcome).__name__
    validator = subject(call_at(before, step), step.action)
    found = {
        feature("way", name, way(turns)),
        feature("end", name, end),
        feature("standing", name, end, before.validators[validator].status.name),
    }
    if isinstance(outcome, Applied):
        found.add(feature("pair", last, name))
        found.add(feature("told", name, len(outcome.events).bit_length()))
        found.update(feature("pile", *pile) for pile in piles(after, validator))
    found.update(feature("size", name, end, *size) for size in sizes(step))
    return frozenset(found)
