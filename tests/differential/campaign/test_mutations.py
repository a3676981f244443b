"""Changes of histories: each is a history that both sides can be told, and they get everywhere."""

import pytest

from differential.campaign.chooser import RandomChooser
from differential.campaign.generator import WEIGHTS, Generator
from differential.campaign.mutations import CHANGES, LONGEST, Change, Mutator
from differential.campaign.openings import OPENINGS, harsh, ordinary
from differential.campaign.rehearsal import rehearsed
from differential.campaign.swarm import swarm
from differential.trace import Trace, dumps, loads
from properties.world import History, paper_world
from spec.rejections import REJECTIONS

WORLD = paper_world()
PARENTS = tuple(opening(WORLD) for opening in OPENINGS)


def mutator(seed: int) -> Mutator:
    chooser = RandomChooser(seed)
    return Mutator(WORLD, chooser, Generator(WORLD, chooser))


def written(history: History) -> History:
    """Return a history that was written and read."""
    names = WORLD.names()
    return loads(dumps(Trace(True, WORLD.parameters, history), names), names).history


@pytest.mark.parametrize("change", set(CHANGES), ids=lambda change: change.__name__)
def test_a_changed_history_can_be_told_and_is_another_one(change: Change) -> None:
    others = set()
    for seed in range(20):
        history = change(mutator(seed), harsh(WORLD), PARENTS)
        rehearsed(WORLD, history)
        assert written(history) == history
        others.add(history)
    assert len(others - {harsh(WORLD)}) > 5


def test_children_are_of_the_same_seed_the_same_and_not_too_long() -> None:
    long = tuple(ordinary(WORLD) * 20)
    children = [mutator(seed).child((*PARENTS, long)) for seed in range(60)]
    assert children == [mutator(seed).child((*PARENTS, long)) for seed in range(60)]
    assert len(set(children)) > 30
    assert max(len(child) for child in children if child != long) <= LONGEST


def test_no_parent_is_too_short() -> None:
    for seed in range(30):
        assert mutator(seed).child(((),)) == ()


def test_a_swarm_leaves_some_actions_out_and_asks_for_others_more_often() -> None:
    swarms = [swarm(RandomChooser(seed)) for seed in range(30)]
    for weights in swarms:
        assert set(weights) == set(REJECTIONS)
        assert any(weights.values())
        assert not all(weights.values())
        assert any(weight > WEIGHTS.get(kind, 1) for kind, weight in weights.items())
    assert all(any(weights[kind] for weights in swarms) for kind in REJECTIONS)
