"""A contract engineer's first quarter of an hour: an adapter is proposed, tried, and verified with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from differential.compile import compile_contracts
from properties.scenarios import ALL
from seqstake import verify
from seqstake.cli import main
from seqstake.codes import ExitCode

CONTRACTS = Path(__file__).parents[2] / "contracts"
REWARDS = CONTRACTS / "examples" / "rewards"


TOLD = "rewardsDuration = rewardsDuration_;"
OWN = "rewardsDuration = 60 days;"


def seqstake(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, arguments)


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The staking-rewards contract as forge would write it, with a duration of its own."""
    source = "src/StakingRewards.sol"
    text = (REWARDS / source).read_text()
    assert text.count(TOLD) == 1
    made = compile_contracts(REWARDS, {source: text.replace(TOLD, OWN)}, spare=CONTRACTS)["StakingRewards"]
    file = tmp_path_factory.mktemp("out") / "StakingRewards.json"
    codes = {"bytecode": {"object": made.initcode.hex()}, "deployedBytecode": {"object": made.runtime.hex()}}
    file.write_text(json.dumps({"abi": list(made.abi), **codes}))
    return file


def test_an_adapter_is_proposed_and_runs(tmp_path: Path, artifact: Path) -> None:
    out = tmp_path / "adapter.toml"
    result = seqstake("init", "--from-abi", str(artifact), "--out", str(out))
    assert result.exit_code == ExitCode.PASSED, result.output
    assert "smoke campaign:" in result.output
    assert "adapter completeness: 17 %" in result.output
    assert "StakingRewards.exit (it withdraws and claims in one call)" in result.output
    text = out.read_text()
    assert "FILL IN" in text
    assert "# StakingRewards.rewardsDuration() says so.\nreward_duration = 5184000\n" in text
    for action, function in {
        "Delegate": "stake",
        "UnbondAssets": "withdraw",
        "ClaimRewards": "getReward",
        "DepositRewards": "notifyRewardAmount",
    }.items():
        assert f'[actions.{action}]\nfunction = "{function}(' in text

    again = seqstake("init", "--from-abi", str(artifact), "--out", str(out))
    assert again.exit_code == ExitCode.UNKNOWN
    assert "exists already; name another file with --out, or replace it with --force" in again.output
    assert out.read_text() == text


def test_what_cannot_be_proposed_for_is_named(tmp_path: Path, artifact: Path) -> None:
    out = str(tmp_path / "adapter.toml")
    missing = seqstake("init", "--from-abi", str(tmp_path / "no.json"), "--out", out)
    assert (missing.exit_code, len(missing.output.splitlines())) == (ExitCode.UNKNOWN, 1)
    assert "there is no file" in missing.output
    strange = tmp_path / "strange.vy"
    strange.write_text("@external\ndef fly():\n    pass\n")
    result = seqstake("init", "--from-abi", str(strange), "--out", out)
    assert result.exit_code == ExitCode.UNKNOWN
    assert "strange has no function that looks like an action of the spec (it has: fly)" in result.output
    assert not Path(out).exists()


@pytest.fixture
def few_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the directed histories that the numbers of the first few stand for."""
    monkeypatch.setattr(verify, "ALL", ALL[:2])
    monkeypatch.setattr(verify, "SHRINKING", 3.0)


@pytest.mark.usefixtures("few_histories")
def test_a_broken_contract_is_found_under_an_adapter_and_replayed(tmp_path: Path) -> None:
    broken, out = tmp_path / "broken", tmp_path / "reports"
    (broken / "src").mkdir(parents=True)
    text = (REWARDS / "src" / "StakingRewards.sol").read_text()
    mistake = text.replace("emit RewardAdded(reward);", "emit RewardAdded(reward + 1);")
    (broken / "src" / "StakingRewards.sol").write_text(mistake)
    (broken / "adapter.toml").write_text((REWARDS / "adapter.toml").read_text())
    adapter = str(broken / "adapter.toml")
    run = seqstake("verify", "--adapter", adapter, "--out", str(out), "--batches", "1", "--workers", "1")
    assert run.exit_code == ExitCode.VIOLATED, run.output
    assert "canaries noticed: 4 of 4" in run.output
    report = json.loads((out / "verify.json").read_text())
    assert report["adapter"]["title"] == "a staking-rewards contract"
    assert report["proofs"] is None
    assert set(report["actions"]) == {"Delegate", "UnbondAssets", "DepositRewards", "ClaimRewards"}

    trace = str(out / "failures" / "1.itf.json")
    again = seqstake("replay", trace, "--adapter", adapter)
    assert again.exit_code == ExitCode.VIOLATED, again.output
    mended = seqstake("replay", trace, "--adapter", str(REWARDS / "adapter.toml"))
    assert mended.exit_code == ExitCode.PASSED, mended.output
    elsewhere = seqstake("replay", trace, "--adapter", str(CONTRACTS / "adapter.toml"))
    assert elsewhere.exit_code == ExitCode.UNKNOWN
    assert "its parameters are not those of the adapter" in elsewhere.output


def test_the_number_of_tokens_is_the_adapters(tmp_path: Path) -> None:
    result = seqstake("verify", "--adapter", str(REWARDS / "adapter.toml"), "--two-tokens", "--out", str(tmp_path))
    assert result.exit_code == ExitCode.UNKNOWN
    assert "the adapter says how many tokens there are: drop --two-tokens" in result.output


@pytest.mark.parametrize("command", [["verify"], ["fuzz"], ["replay", "history.itf.json"]], ids=" ".join)
def test_an_adapter_that_is_not_there_is_named(tmp_path: Path, command: list[str]) -> None:
    result = seqstake(*command, "--adapter", str(tmp_path / "no.toml"))
    assert result.exit_code == ExitCode.UNKNOWN
    assert "no.toml: there is no such file; name the TOML file of an adapter" in result.output
    assert len(result.output.splitlines()) == 1
