"""Histories that properties are tried on: every scenario, and seeded random ones that seek boundaries."""

from collections.abc import Iterator

import pytest

from differential.campaign.chooser import RandomChooser
from differential.campaign.generator import Generator
from differential.campaign.openings import OPENINGS
from properties.outcome import Outcome, attempt, successor
from properties.scenarios import ALL
from properties.world import History, World, call_at, paper_world
from spec.profiles import AGGRESSIVE, BALANCED, CONSERVATIVE
from spec.state import State

PROFILES = (BALANCED, CONSERVATIVE, AGGRESSIVE)
SEEDS = range(24)
LENGTH = 60

Begun = tuple[State, History]
"""A history and the state that it begins in."""


def world_of(seed: int) -> World:
    return paper_world(seed % 2 == 0, PROFILES[seed % 3])


def random_history(seed: int) -> Begun:
    world = world_of(seed)
    generator = Generator(world, RandomChooser(seed))
    state, steps = world.genesis(), list(OPENINGS[seed % len(OPENINGS)](world))
    for number in range(LENGTH):
        if number == len(steps):
            steps.append(generator.step(state, generator.kind(state)))
        state = successor(attempt(state, call_at(state, steps[number]), steps[number].action))
    return world.genesis(), tuple(steps)


def played(state: State, history: History) -> Iterator[Outcome]:
    for step in history:
        outcome = attempt(state, call_at(state, step), step.action)
        yield outcome
        state = successor(outcome)


@pytest.fixture(scope="session")
def histories() -> tuple[Begun, ...]:
    """Return every scenario and the random histories, each with its beginning."""
    told = ((paper_world().genesis(), scenario.history(paper_world())) for scenario in ALL)
    return (*told, *map(random_history, SEEDS))


@pytest.fixture(scope="session")
def outcomes(histories: tuple[Begun, ...]) -> tuple[Outcome, ...]:
    """Return what became of every call of all histories."""
    return tuple(outcome for start, history in histories for outcome in played(start, history))
