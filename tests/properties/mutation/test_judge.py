"""Every mistake is found by the properties that it is said to break, and every property finds some mistake."""

import pytest

from properties.catalogue import PROPERTIES
from properties.mutation.judge import judge
from properties.mutation.mutant import Mutant
from properties.mutation.mutants import ALL
from properties.scenarios import ALL as SCENARIOS
from properties.world import paper_world

WORLD = paper_world()

BY_ASSERTION = {
    "a part of a wei is paid as a whole one",
    "more shares are sold than held",
    "a piece loses more than it has",
    "what a pool loses is counted downwards",
}
"""Mistakes that the checked arithmetic finds before any property can."""


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.id)
def test_a_mistake_is_found_where_and_as_it_is_said(mutant: Mutant) -> None:
    found = judge(mutant, WORLD)
    assert found is not None
    assert found.history == mutant.scenario
    assert set(mutant.kills) <= found.failed
    assert bool(mutant.kills) == (mutant.id not in BY_ASSERTION)
    assert mutant.kills or found.crashed


def test_every_property_finds_some_mistake() -> None:
    assert {id for mutant in ALL for id in mutant.kills} == {entry.id for entry in PROPERTIES}


def test_every_scenario_is_known() -> None:
    assert {mutant.scenario for mutant in ALL} <= {told.name for told in SCENARIOS}


def test_nothing_is_found_without_a_mistake() -> None:
    unchanged = Mutant("nothing", "pools", "shares_bought", "mul_div_down(assets", "mul_div_down(assets", scenario="x")
    assert judge(unchanged, WORLD) is None
