"""Our own contracts through their adapter: the same bytes as through the names that it stands for."""

from pathlib import Path

import pytest

from differential.adapter.build import build
from differential.adapter.completeness import measured
from differential.adapter.pair import Pair
from differential.adapter.target import Target
from differential.campaign.openings import harsh
from differential.compile import compile_contracts
from differential.evm.backend import Log
from differential.evm.pyevm import PyEvm
from differential.lockstep import Lockstep
from differential.observation import Observation, Slot
from differential.system import chain_world, deploy, raw
from properties.scenarios import ALL
from properties.world import History, Step
from spec import actions as a
from spec.actions import Action
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.state import State
from spec.tokens import Permit
from spec.transition import Applied
from spec.units import Shares, Timestamp, Wei

CONTRACTS = Path(__file__).parents[3] / "contracts"
ADAPTER = CONTRACTS / "adapter.toml"
TOLD = ("claim_at_maturity", "shared_stream", "mixed_batch")


@pytest.fixture(scope="module")
def both() -> tuple[Pair, Target, Lockstep]:
    chain, other = PyEvm(), PyEvm()
    target = build(chain, ADAPTER, {})
    assert isinstance(target, Target)
    return Pair(chain, target), target, Lockstep(other, deploy(other, compile_contracts(CONTRACTS), chain_world()))


def histories() -> list[History]:
    """Return a few histories in which most things happen."""
    world = chain_world()
    return [harsh(world), *(scenario.history(world) for scenario in ALL if scenario.name in TOLD)]


def test_the_world_is_the_same(both: tuple[Pair, Target, Lockstep]) -> None:
    pair, target, own = both
    assert target.world == own.system.world
    assert target.genesis() == own.system.world.genesis()
    assert pair.state == own.state
    assert {name: address for name, address in own.system.where.items() if name != "RewardToken"} == target.where


def calls(target: Target, step: Step) -> tuple[bytes, bytes]:
    """Return the address and the data of a call as the adapter makes it."""
    mapped, scope = target.mapped[type(step.action)], target.scope(step.caller, step.action)
    return raw(mapped.asking.address(scope)), mapped.asking.data(scope)


def standing(words: dict[Slot, int]) -> dict[Slot, int]:
    """Return the slots that are not zero, with their words."""
    return {slot: word for slot, word in words.items() if word}


def test_calls_errors_events_and_storage_are_the_same(both: tuple[Pair, Target, Lockstep]) -> None:
    pair, target, own = both
    observation, start = Observation(own.system), pair.mark()
    seen: set[str] = set()
    for history in histories():
        pair.back(start)
        for step in history:
            assert calls(target, step) == own.system.encode(step.caller, step.action)
            compared = pair.step(step)
            observation.move(pair.state)
            assert standing(target.storage.words(pair.state)) == standing(observation.words)
            seen.add(type(step.action).__name__)
            if isinstance(compared.outcome, Rejection):
                shown = target.failings[type(compared.outcome)]
                assert target._shows(shown, compared.outcome, own.system.error(compared.outcome))
            else:
                check_events(target, own, compared.outcome)
        pair.compare_views()
    assert {"Register", "Slash", "Claim", "ClaimBatch", "DepositRewards", "ClaimCommission", "SetParameters"} <= seen


def check_events(target: Target, own: Lockstep, applied: Applied) -> None:
    """Compare the logs that both ways expect."""
    logs: tuple[Log, ...] = tuple(own.system.log(event) for event in applied.events)
    target.events.compare(applied.events, logs)


def test_a_permit_is_signed_alike(both: tuple[Pair, Target, Lockstep]) -> None:
    _, target, own = both
    cast = target.world.cast
    permit = Permit(cast.stranger, Wei(5), 0, Timestamp(2**40))
    action: Action = a.DelegateWithPermit(cast.validators[0], Wei(5), Shares(1), permit)
    step = Step(cast.stranger, 0, action)
    assert calls(target, step) == own.system.encode(step.caller, step.action)


def test_names_lead_to_the_same_places_in_words(both: tuple[Pair, Target, Lockstep]) -> None:
    pair, target, own = both
    observation = Observation(own.system)
    state: State = pair.state
    observation.move(state)
    assert standing(target.storage.words(state)) == standing(observation.words)
    for slot in list(observation.words)[:50]:
        # Members of one word are joined in the order in which a file or the code names them.
        mine, theirs = target.storage.describe(slot), observation.describe(slot)
        assert sorted(mine.split(" and ")) == sorted(theirs.split(" and "))


def test_everything_is_mapped(both: tuple[Pair, Target, Lockstep]) -> None:
    _, target, _ = both
    found = measured(target)
    assert {part.title: part.missing for part in found.parts[:4]} == {part.title: () for part in found.parts[:4]}
    assert found.parts[4].missing == ("StakeToken.transferFrom (whoever was allowed tokens may take them)",)
    assert target.actions() == REJECTIONS
    assert found.limits == ()
