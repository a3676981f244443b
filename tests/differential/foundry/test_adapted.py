"""Tests exported under an adapter compile, and expect what the adapter has compared and nothing more."""

import json
from pathlib import Path
from typing import Any

import pytest

from differential.adapter.code import load_codes
from differential.adapter.noise import Disturb
from differential.adapter.restrict import usual
from differential.adapter.target import Target
from differential.campaign.session import Plan, Session, open_session
from differential.compile import SETTINGS
from differential.foundry.adapted import AdaptedRegression, ExportError, position, shouted
from differential.toolchain import Toolchain
from differential.trace import Trace
from properties.scenarios import ALL
from properties.world import History, Step
from spec import actions as a
from spec.units import Generation, Shares, Wei

CONTRACTS = Path(__file__).parents[3] / "contracts"
TOO_LARGE = ("3860", "5574")
ADAPTERS = ("examples/rewards/adapter.toml", "examples/vyper/adapter.toml", "adapter.toml")


def opened(adapter: str) -> Session:
    """Return the contracts of an adapter on a chain."""
    return open_session(Plan(CONTRACTS, evm="revm", adapter=CONTRACTS / adapter))


@pytest.fixture(scope="module")
def rewards() -> Session:
    return opened(ADAPTERS[0])


def exported(session: Session, history: History) -> str:
    """Return the test of a history."""
    target = session.adapted
    assert isinstance(target, Target)
    trace = Trace(session.world.same_token(), session.world.parameters, session.restricted(history))
    folder = target.adapter.at.file.parent
    return AdaptedRegression(target, load_codes(target.adapter.contracts, {}), trace, folder).text("OneTest")


def directed(session: Session, name: str) -> History:
    """Return a directed history, as far as the contracts can be asked."""
    told = next(scenario for scenario in ALL if scenario.name == name)
    return told.history(usual(session.world))


def compiled(tests: dict[str, str]) -> list[dict[str, Any]]:
    """Compile tests, and return what the compiler complains of."""
    wanted = {name: {"*": ["evm.bytecode.object"]} for name in tests}
    settings = {**SETTINGS, "optimizer": {"enabled": False}, "outputSelection": wanted}
    content = {name: {"content": text} for name, text in tests.items()}
    request = {"language": "Solidity", "sources": content, "settings": settings}
    told = Toolchain.locate(CONTRACTS).run(json.dumps(request)).get("errors", ())
    # No test is deployed on a network, so that its size does not matter.
    return [complaint for complaint in told if complaint["errorCode"] not in TOO_LARGE]


def test_tests_of_a_partial_a_vyper_and_a_whole_adapter_compile() -> None:
    tests = {}
    for number, adapter in enumerate(ADAPTERS):
        session = opened(adapter)
        tests[f"T{number}.t.sol"] = exported(session, directed(session, "claim_at_maturity"))
    assert compiled(tests) == []
    assert 'vm.getCode("src/StakingRewards.sol:StakingRewards")' in tests["T0.t.sol"]
    assert 'vm.getCode("staking.vy")' in tests["T1.t.sol"]
    assert 'abi.encodeWithSignature("Error(string)", "NotMatured")' in tests["T1.t.sol"]
    assert 'holds(\n            "step 3: Staking.queue[0x' in tests["T1.t.sol"]
    assert 'holds(\n            "step 1: ' in tests["T2.t.sol"]


def step(session: Session, caller: int, action: a.Action) -> Step:
    """Return a step of a delegator."""
    return Step(session.world.cast.delegators[caller], 0, action)


def history(session: Session) -> History:
    """Return a history with one of everything that a test says differently."""
    validator = session.world.cast.validators[0]
    stray = Disturb("StakingRewards.poke(address)", (int(session.world.cast.stranger),))
    return (
        step(session, 0, a.Delegate(validator, Wei(5), Shares(0))),
        Step(session.world.cast.notifier, 0, a.DepositRewards(Wei(10**18))),
        step(session, 0, stray),
        Step(session.world.cast.delegators[0], 4_000, a.ClaimRewards(validator, Generation(0))),
        step(session, 0, a.ClaimRewards(validator, Generation(0))),
        step(session, 1, a.UnbondAssets(validator, Wei(0), Shares(0))),
        step(session, 1, a.UnbondAssets(validator, Wei(7), Shares(0))),
    )


def test_what_is_expected_follows_the_adapter(rewards: Session) -> None:
    text = exported(rewards, history(rewards))
    assert compiled({"T.t.sol": text}) == []
    # Both calls of a deposit, or none.
    assert "messages[1] = Message(\n            NOTIFIER,\n            STAKING_REWARDS," in text
    # Within the tolerance; and who claims nothing may keep silent.
    assert 'same("step 1: Staked.amount", word(logs[next].data, 0), 5);' in text
    assert 'within("step 4: RewardPaid.reward", word(logs[next].data, 0), 4_724_11' in text
    assert text.count('if (isNext(logs, next, STAKING_REWARDS, "RewardPaid(address,uint256)")) {') == 1
    # What stands for no action may end as it likes.
    assert 'abi.encodeWithSignature("poke(address)", STRANGER));\n        attempt(messages);' in text
    # Only the kind of an error where its arguments are not compared.
    assert 'refuses("step 6: refused", messages, abi.encodeWithSignature("NothingAsked()"));' in text
    kind = 'abi.encodePacked(bytes4(keccak256("StakeTooLow(uint256,uint256)")))'
    assert f'refuses("step 7: refused", messages, {kind});' in text


def test_what_the_contracts_do_not_offer_is_named(rewards: Session) -> None:
    with pytest.raises(ExportError, match=r"no unmapped StakingRewards.fly\(\) that may be called"):
        exported(rewards, (step(rewards, 0, Disturb("StakingRewards.fly()", ())),))


class Other(Target):
    """An implementation with rules of its own."""


def test_a_class_of_its_own_is_not_exported_for(rewards: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rewards.adapted is not None
    monkeypatch.setattr(rewards.adapted, "__class__", Other)
    with pytest.raises(ExportError, match="decides what is compared, which a test does not know"):
        exported(rewards, history(rewards))


def test_numbers_are_found_among_the_words_of_an_answer() -> None:
    pair = {"type": "tuple", "name": "", "components": [{"type": "uint256"}, {"type": "address[3]"}, {"type": "bool"}]}
    assert position("view", [{"type": "uint8"}, pair], ("1", "2")) == 5
    with pytest.raises(ExportError, match="view tells a string, of no fixed size"):
        position("view", [{"type": "string"}, {"type": "uint256"}], ("1",))


def test_constants_are_called_after_names() -> None:
    assert [shouted(name) for name in ("StakingRewards", "delegator 1", "ERC20")] == [
        "STAKING_REWARDS",
        "DELEGATOR_1",
        "ERC20",
    ]
