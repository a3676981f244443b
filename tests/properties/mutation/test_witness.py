"""Histories that show mistakes."""

from dataclasses import replace

import pytest

from properties.mutation import witness
from properties.mutation.mutant import Mutant
from properties.mutation.mutants import ALL
from properties.mutation.witness import Witness, searched, told
from properties.world import paper_world

WORLD = paper_world()
UNPAID = Mutant("nobody is paid", "exits", "withdraw", "credits.set(account, Wei(0))", "credits")
CRASH = Mutant("a crash", "exits", "withdraw", "sub(state.ledger.credited, amount)", "sub(Wei(0), amount)")
NOTHING = Mutant("nothing", "exits", "withdraw", "amount > 0", "amount > 0")


def planted(id: str) -> Mutant:
    (found,) = [mutant for mutant in ALL if mutant.id == id]
    return found


def test_what_fails_first_is_found_and_where() -> None:
    found = searched(UNPAID, WORLD, {"Withdraw"})
    assert Witness("A-1.credited", "Withdraw", "last_holder", 7, True) in found
    assert {(one.history, one.number) for one in found} == {("last_holder", 7)}


def test_the_search_goes_on_until_it_is_enough() -> None:
    found = searched(UNPAID, WORLD, set())
    assert len({one.history for one in found}) > 1


def test_an_assertion_that_fails_is_a_claim_that_does() -> None:
    found = searched(CRASH, WORLD, {"Withdraw"})
    assert {(one.claim, one.step) for one in found} == {
        ("arithmetic", "Withdraw"),
        ("assertions", "Withdraw"),
    }


def test_nothing_fails_without_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "others", lambda world: iter(()))
    assert searched(NOTHING, WORLD, {"Withdraw"}) == []
    assert told(replace(NOTHING, scenario="last_holder"), WORLD) == []


def test_all_that_fails_in_the_history_of_a_planted_mistake_is_told() -> None:
    mutant = planted("anyone ends a pause")
    found = told(mutant, WORLD)
    assert set(mutant.kills) <= {one.claim for one in found}
    assert {one.history for one in found} == {mutant.scenario}
