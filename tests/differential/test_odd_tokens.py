"""Our custodies are safe from a token that keeps a part, or calls back while it moves."""

from pathlib import Path

import pytest

from differential.compile import compile_contracts
from differential.evm.revm import Revm
from differential.lockstep import Divergence
from differential.odd_tokens import AT_WORK, TAKING, detours, moments, try_odd_token
from differential.system import HOMES, chain_world
from properties.scenarios.story import outcome_of, state_after
from properties.world import Step
from spec.errors import ERC20InsufficientAllowance
from spec.transition import Applied

CONTRACTS = Path(__file__).parents[2] / "contracts"


def tried(file: str = "src/Custody.sol", old: str = "", new: str = "") -> int:
    text = (CONTRACTS / file).read_text()
    assert not old or text.count(old) == 1
    overrides = {file: text.replace(old, new)} if old else {}
    return try_odd_token(Revm(), compile_contracts(CONTRACTS, overrides), chain_world())


def test_nothing_happens_to_them() -> None:
    locked = sum(len(HOMES[contract]) for contracts in AT_WORK.values() for contract in contracts)
    assert tried() == len(TAKING) + locked + sum(len(detour.actions) for detour in detours(chain_world()))


def test_every_action_that_moves_tokens_has_its_moment() -> None:
    assert moments(chain_world()).keys() == AT_WORK.keys()


def test_tokens_that_do_not_arrive_are_noticed() -> None:
    careless = "require(received == amount, UnexpectedTransferAmount(amount, received));"
    with pytest.raises(Divergence, match="Register with a token that keeps a part"):
        tried("src/Custody.sol", careless, "received;")


def test_a_contract_that_is_not_locked_is_noticed() -> None:
    with pytest.raises(Divergence, match=r"Rewards\.distribute during DepositRewards with a token that calls back"):
        tried(
            "src/Rewards.sol",
            "distribute(address validator) external nonReentrant",
            "distribute(address validator) external",
        )


@pytest.mark.parametrize(
    ("file", "head", "told"),
    [
        ("src/Penalties.sol", "SLASHING))\n        nonReentrant", "Slash during Delegate"),
        ("src/Penalties.sol", "SLASHING)) nonReentrant", "RouteSlash during Delegate"),
        ("src/Rewards.sol", "accrue(address validator) external nonReentrant", "ApplyCommission during DepositRewards"),
    ],
)
def test_what_is_not_locked_on_a_detour_is_noticed(file: str, head: str, told: str) -> None:
    with pytest.raises(Divergence, match=f"{told} with a token that calls back"):
        tried(file, head, head.removesuffix("nonReentrant"))


def test_without_a_lock_detours_would_lead_somewhere() -> None:
    world = chain_world()
    for detour in detours(world):
        state = world.genesis()
        for step in (*detour.moment.before, detour.moment.step):
            state = state_after(state, step, outcome_of(state, step))
        reached = [outcome_of(state, Step(world.deployment.stake_token, 0, action)) for action in detour.actions]
        # A token has no tokens itself, and is told so behind the lock.
        assert [type(outcome) for outcome in reached] == [ERC20InsufficientAllowance, Applied, Applied]
