from random import Random

import pytest

from properties.mutation.variation import CHANGES, Change, vary
from properties.scenarios import ALL
from properties.world import paper_world

SCRIPT = next(told for told in ALL if told.name == "liveness").script(paper_world())


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("place", [0, 1, len(SCRIPT) - 1])
def test_a_change_keeps_all_that_comes_before(change: Change, place: int) -> None:
    changed = change(SCRIPT, place, Random(3))
    assert changed[:place] == SCRIPT[:place]
    assert abs(len(changed) - len(SCRIPT)) <= 1


def test_a_variation_is_the_same_in_every_run() -> None:
    assert vary(SCRIPT, Random(5)) == vary(SCRIPT, Random(5))
    assert len({vary(SCRIPT, Random(seed)) for seed in range(10)}) > 5


def test_nothing_remains_nothing() -> None:
    assert vary((), Random(1)) == ()
