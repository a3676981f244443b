"""The generator: every step it makes can be told to both sides, and it gets everywhere."""

import pytest

from differential.campaign.chooser import RandomChooser
from differential.campaign.generator import Generator, around
from differential.campaign.openings import OPENINGS, Opening
from differential.campaign.tally import Tally
from properties.world import Step, call_at, paper_world
from spec import actions as a
from spec.clock import observe
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.state import State
from spec.transition import Applied, apply
from spec.units import UINT256_MAX

WORLD = paper_world()


def take(state: State, step: Step, tally: Tally) -> State:
    """Make a step, count it, and return the state after it."""
    call = call_at(state, step)
    try:
        outcome: Applied | Rejection = apply(state, call, step.action)
    except Rejection as rejection:
        outcome = rejection
    tally.count(step.action, outcome)
    return outcome.state if isinstance(outcome, Applied) else observe(state, call.timestamp)


def life(seed: int, length: int, tally: Tally) -> list[Step]:
    """Return the steps of one generated history, counted in ``tally``."""
    generator, state = Generator(WORLD, RandomChooser(seed)), WORLD.genesis()
    steps = list(OPENINGS[seed % len(OPENINGS)](WORLD))
    for step in steps:
        state = take(state, step, tally)
    for _ in range(length):
        step = generator.step(state, generator.kind(state))
        steps.append(step)
        state = take(state, step, tally)
    return steps


@pytest.mark.parametrize("opening", OPENINGS)
def test_openings_are_accepted_throughout(opening: Opening) -> None:
    tally, state = Tally(), WORLD.genesis()
    for step in opening(WORLD):
        state = take(state, step, tally)
    assert tally.accepted.total() == len(opening(WORLD))


def test_one_seed_is_one_history() -> None:
    assert life(7, 60, Tally()) == life(7, 60, Tally())
    assert life(7, 60, Tally()) != life(10, 60, Tally())


def test_every_action_is_accepted_and_most_rejections_are_reached() -> None:
    tally = Tally()
    for seed in range(150):
        life(seed, 40, tally)
    assert not [line for line in tally.unseen() if line.endswith("was never accepted") and "Eject" not in line]
    declared = sum(map(len, REJECTIONS.values()))
    assert len(tally.rejected) > 0.8 * declared
    assert tally.accepted.total() > 0.3 * tally.steps


def test_neighbours_stay_within_uint256() -> None:
    assert around(0, 5, UINT256_MAX) == [0, 0, 1, 5, 4, 6, UINT256_MAX, UINT256_MAX - 1, UINT256_MAX]


def test_every_action_has_its_maker() -> None:
    makers = {name.removeprefix("make_") for name in vars(Generator) if name.startswith("make_")}
    assert makers == {kind.__name__ for kind in REJECTIONS}
    assert all(issubclass(kind, a.Action) for kind in REJECTIONS)
