"""The words of a state are the same whether it is reached step by step or looked at afresh."""

from dataclasses import replace
from pathlib import Path

import pytest

from differential import observation
from differential.compile import compile_contracts
from differential.evm.revm import Revm
from differential.observation import FORMS, Observation, Words
from differential.storage import LayoutError
from differential.system import System, chain_world, deploy
from properties.scenarios import ALL
from properties.scenarios.story import Scenario
from spec.state import State
from spec.units import Bps, Wei
from tests.properties.test_scenarios import played

CONTRACTS = Path(__file__).parents[2] / "contracts"


@pytest.fixture(scope="module", params=[True, False], ids=["one token", "two tokens"])
def system(request: pytest.FixtureRequest) -> System:
    return deploy(Revm(), compile_contracts(CONTRACTS), chain_world(same_token=request.param))


def states(system: System, told: Scenario) -> list[State]:
    """Return the states of a history, and then the first one again."""
    genesis = system.world.genesis()
    return [genesis, *(before for before, _, _ in played(told, system.world)), genesis]


def written(words: Words) -> Words:
    """Return the words that are not zero."""
    return {slot: word for slot, word in words.items() if word}


@pytest.mark.parametrize("told", ALL[::7], ids=lambda told: told.name)
def test_moving_is_the_same_as_looking_afresh(system: System, told: Scenario) -> None:
    moving, before = Observation(system), written(Observation(system).words)
    for state in states(system, told):
        changed = moving.move(state)
        afresh = Observation(system)
        afresh.move(state)
        after = written(afresh.words)
        assert written(moving.words) == after
        assert changed == {slot for slot, _ in before.items() ^ after.items()}
        before = after


def test_what_is_remembered_is_bounded(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observation, "PLACES", 2)
    test_moving_is_the_same_as_looking_afresh(system, ALL[0])


def test_every_part_of_the_state_is_observed() -> None:
    apart = {"deployment", "tokens", "log"}
    assert {name for name in State.__slots__ if name not in apart} == set(FORMS)


def test_a_slot_is_named_by_all_that_stands_in_it(system: System) -> None:
    observed = Observation(system)
    observed.move(system.world.genesis())
    controller = system.artifacts["Controller"].layout
    ref = controller.slot("_parameters", "maxCommission")
    named = observed.describe((system.where["Controller"], ref.slot))
    assert "Controller._parameters.maxCommission" in named.split(" and ")
    supply = system.artifacts["StakeToken"].layout.slot("_totalSupply")
    assert observed.describe((system.where["StakeToken"], supply.slot)) == "StakeToken._totalSupply"
    assert observed.describe((system.where["Pools"], 99_999)) == f"slot 0x{99_999:064x} of Pools"
    assert observed.describe((b"\1" * 20, 5)).endswith(f"of {'01' * 20}")


def test_what_differs_in_a_slot_is_told_apart_from_what_does_not(system: System) -> None:
    observed = Observation(system)
    observed.move(states(system, ALL[0])[-2])
    who = system.world.cast.validators[0]
    ref = system.artifacts["Pools"].layout.slot("_books", who, "queueHead")
    slot = (system.where["Pools"], ref.slot)
    name, word = f"Pools._books[{who:#x}].queueHead", observed.words.get(slot, 0)
    head = word >> 8 * ref.offset & (1 << 64) - 1
    assert observed.difference(slot, word, word + (3 << 8 * ref.offset)) == [(name, head, head + 3)]
    unknown = (system.where["Pools"], 99_999)
    assert observed.difference(unknown, 0, 5) == [(observed.describe(unknown), 0, 5)]


def test_a_slot_is_named_the_same_whatever_was_seen_before(system: System) -> None:
    told = states(system, ALL[20])
    walked, jumped = Observation(system), Observation(system)
    slots = set()
    for state in told:
        slots |= walked.move(state)
    jumped.move(told[-1])
    walked.move(told[-1])
    assert {slot: walked.describe(slot) for slot in slots} == {slot: jumped.describe(slot) for slot in slots}
    walked.move(told[-2])
    for slot in walked.move(told[-1]):
        assert not walked.describe(slot).startswith("slot ")


def test_a_value_that_does_not_fit_is_named_and_looked_at_again(system: System) -> None:
    observed, genesis = Observation(system), system.world.genesis()
    observed.move(genesis)
    large = replace(genesis, parameters=replace(genesis.parameters, max_commission=Bps(2**200)))
    for _ in range(2):
        with pytest.raises(LayoutError, match=r"Controller\._parameters\.maxCommission.* too few for"):
            observed.move(large)
    assert observed.move(genesis) == set()
    ledger = replace(genesis.ledger, bonded=Wei(7))
    assert len(observed.move(replace(genesis, ledger=ledger))) == 1
