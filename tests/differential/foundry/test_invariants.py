"""The test for forge's invariant runner names everything that it should."""

from pathlib import Path

import pytest

from differential.abi import camel
from differential.compile import compile_contracts
from differential.evm.revm import Revm
from differential.foundry.invariants import filled
from differential.system import chain_world, deploy
from spec.rejections import REJECTIONS

CONTRACTS = Path(__file__).parents[3] / "contracts"


@pytest.mark.parametrize("same_token", [True, False], ids=["one token", "two tokens"])
def test_the_handler_makes_every_call_that_the_spec_knows(same_token: bool) -> None:
    text = filled(deploy(Revm(), compile_contracts(CONTRACTS), chain_world(same_token)), CONTRACTS / "src")
    assert [kind.__name__ for kind in REJECTIONS if f"function {camel(kind.__name__)}(" not in text] == []
    assert "$" not in text
    assert ("rewardToken = StakeToken(create(" in text) is not same_token
