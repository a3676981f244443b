"""The histories that a mistake in the contracts has to get through unnoticed, worked out once on the spec alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from differential.campaign.chooser import RandomChooser
from differential.campaign.generator import Generator
from differential.campaign.openings import OPENINGS
from differential.campaign.swarm import swarm
from properties.scenarios import ALL
from properties.scenarios.story import outcome_of, state_after
from properties.world import History, Step, World

LENGTH: Final = 100
"""Calls of one generated history, after its opening."""


@dataclass(frozen=True, slots=True)
class Named:
    """A history, and what it is called."""

    name: str
    history: History


def directed(world: World) -> Iterator[Named]:
    """Yield the directed histories."""
    return (Named(scenario.name, scenario.history(world)) for scenario in ALL)


def kept(histories: Iterable[History]) -> Iterator[Named]:
    """Yield the histories of a corpus."""
    return (Named(f"corpus {number}", history) for number, history in enumerate(histories, start=1))


def fresh(world: World, seed: int, calls: int) -> Iterator[Named]:
    """Yield generated histories of so many calls, from consecutive seeds."""
    for number in range(seed, seed + -(-calls // LENGTH)):
        yield Named(f"seed {number}", generated(world, number))


def generated(world: World, seed: int) -> History:
    """Return one history that begins with an opening and goes its own way from there."""
    chooser = RandomChooser(seed)
    generator = Generator(world, chooser, swarm(chooser))
    history, state = OPENINGS[seed % len(OPENINGS)](world), world.genesis()
    for step in history:
        state = state_after(state, step, outcome_of(state, step))
    steps: list[Step] = [*history]
    for _ in range(LENGTH):
        steps.append(generator.step(state, generator.kind(state)))
        state = state_after(state, steps[-1], outcome_of(state, steps[-1]))
    return tuple(steps)
