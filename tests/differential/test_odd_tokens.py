"""Our custodies are safe from a token that keeps a part, or calls back while it moves."""

from pathlib import Path

import pytest

from differential.compile import compile_contracts
from differential.evm.revm import Revm
from differential.lockstep import Divergence
from differential.odd_tokens import AT_WORK, TAKING, moments, try_odd_token
from differential.system import HOMES, chain_world

CONTRACTS = Path(__file__).parents[2] / "contracts"


def tried(file: str = "src/Custody.sol", old: str = "", new: str = "") -> int:
    text = (CONTRACTS / file).read_text()
    assert not old or text.count(old) == 1
    overrides = {file: text.replace(old, new)} if old else {}
    return try_odd_token(Revm(), compile_contracts(CONTRACTS, overrides), chain_world())


def test_nothing_happens_to_them() -> None:
    locked = sum(len(HOMES[contract]) for contracts in AT_WORK.values() for contract in contracts)
    assert tried() == len(TAKING) + locked


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
