"""A proposal recognises what others call the spec's things, and nothing that does not fit."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from differential.adapter.code import NO_LAYOUT, compile_vyper
from differential.adapter.draft import text_of
from differential.adapter.proposal import propose
from differential.adapter.synonyms import best
from differential.artifact import Artifact

VYPER = Path(__file__).parents[3] / "contracts" / "examples" / "vyper" / "staking.vy"


def artifact(*signatures: str) -> Artifact:
    """Return a contract with functions such as ``stake uint256:amount``, and views such as ``? total``."""
    return Artifact("Thing", "Thing.sol", tuple(entries(signatures)), b"\1", b"", NO_LAYOUT)


def entries(signatures: Iterable[str]) -> Iterable[dict[str, object]]:
    """Yield the ABI entries of such functions."""
    for signature in signatures:
        view = signature.startswith("? ")
        name, *inputs = signature.removeprefix("? ").split()
        parts = [{"type": item.partition(":")[0], "name": item.partition(":")[2]} for item in inputs]
        yield {
            "type": "function",
            "name": name,
            "inputs": parts,
            "outputs": [{"type": "uint256", "name": ""}] if view else [],
            "stateMutability": "view" if view else "nonpayable",
        }


def functions(*signatures: str) -> dict[str, str]:
    """Return which actions the functions are taken for."""
    return {kind: entry.name for kind, entry in propose("Thing", artifact(*signatures)).functions.items()}


@pytest.mark.parametrize(
    ("signature", "action"),
    [
        ("stake uint256:amount", "Delegate"),
        ("deposit uint256:_amount", "Delegate"),
        ("withdraw uint256:amount", "UnbondAssets"),
        ("claim", "ClaimRewards"),
        ("getReward", "ClaimRewards"),
        ("notifyRewardAmount uint256:reward", "DepositRewards"),
        ("delegate address:validator uint256:amount", "Delegate"),
    ],
)
def test_functions_are_recognised_by_names_and_types(signature: str, action: str) -> None:
    assert functions(signature) == {action: signature.split()[0]}


@pytest.mark.parametrize(
    ("signature", "action"),
    [
        ("deposit uint256:amount", "Deposit"),
        ("withdraw address:account", "Withdraw"),
        ("claim uint256:id", "Claim"),
        ("claim_batch uint256[]:ids", "ClaimBatch"),
        ("set_commission uint256:commission", "SetCommission"),
    ],
)
def test_a_contract_that_knows_validators_may_offer_more(signature: str, action: str) -> None:
    assert functions(signature, "eject address:validator") == {action: signature.split()[0], "Eject": "eject"}


@pytest.mark.parametrize("signature", ["stake string:amount", "fly", "register uint256:key", "slash address:validator"])
def test_what_does_not_fit_is_not_taken_for_anything(signature: str) -> None:
    assert functions(signature) == {}


def test_only_a_view_of_a_known_name_says_how_long_rewards_stream() -> None:
    views = ("stake uint256:amount", "? getRewardForDuration", "? rewardsDuration", "? duration address:of")
    found = propose("Thing", artifact(*views)).settings
    assert {parameter: entry.name for parameter, entry in found.items()} == {"reward_duration": "rewardsDuration"}


def test_reasons_in_words_are_left_to_fill_in() -> None:
    text = text_of(
        propose("Thing", artifact("withdraw uint256:amount")), "artifact", Path("a.json"), "", Path("a.toml")
    )
    lines = [line for line in text.splitlines() if line.startswith("# ") and "revert" in line]
    assert lines == [
        '# ZeroAmount = { revert = "…" }',
        '# AssetsAboveStake = { revert = "…" }',
        '# InsufficientShares = { revert = "…" }',
    ]


def test_of_two_that_are_alike_the_likelier_is_taken() -> None:
    assert functions("unstake uint256:amount", "withdraw uint256:amount")["UnbondAssets"] in ("unstake", "withdraw")
    assert functions("unbondAssets uint256:assets", "withdraw uint256:amount") == {"UnbondAssets": "unbondAssets"}


def test_views_of_one_pool_are_recognised() -> None:
    found = propose("Thing", artifact("stake uint256:amount", "? totalStaked", "? balances address:who", "? wings"))
    assert {path: entry.name for path, entry in found.views.items()} == {
        "pools[validator 1, 0].assets": "totalStaked",
        "stake_of[validator 1, *]": "balances",
    }


def test_getters_of_records_are_recognised() -> None:
    made = compile_vyper(VYPER)
    found = propose("Staking", made)
    assert not found.pooled
    assert len(found.functions) == 26
    assert found.others == []
    assert found.records["ledger"]["pot"] == "Staking.ledger().pot"
    assert found.records["tickets[*]"]["bucket.maturity"] == "Staking.tickets(ticket).bucket.maturity"
    text = text_of(found, "vyper", VYPER, "", Path("adapter.toml"))
    assert 'constructor = ["StakeToken", "RewardToken", "parameters", "roles", "sinks", "deployment.epoch"' in text
    assert "FILL IN: the parameters" in text


def test_names_that_are_not_alike_are_not_taken_for_each_other() -> None:
    assert best("frobnicate", [("Delegate", ("stake",))]) == ""
    assert best("StakeTooLow", [("InsufficientShares", ("StakeTooLow",))]) == "InsufficientShares"
