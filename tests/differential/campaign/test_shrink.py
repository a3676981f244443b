"""Dropping steps: with and without the time that they took."""

from differential.campaign.openings import ordinary
from differential.campaign.shrink import without
from properties.world import Step, paper_world
from spec.actions import Pause

WORLD = paper_world()


def test_a_step_is_dropped_with_its_time_and_without() -> None:
    guardian = WORLD.cast.guardian
    history = tuple(Step(guardian, delay, Pause()) for delay in (5, 7))
    assert list(without(history)) == [history[:1], history[1:], (Step(guardian, 12, Pause()),)]


def test_long_runs_are_dropped_first() -> None:
    history = ordinary(WORLD)
    sizes = [len(shorter) for shorter in without(history)]
    assert sizes == sorted(sizes)
    assert sizes[0] == len(history) - len(history) // 2
