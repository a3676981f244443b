"""``seqstake coverage`` in small: what is missing fails, reports are written, bad input is one line."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from differential.campaign.corpus import Corpus
from differential.campaign.openings import ordinary
from differential.coverage import campaign
from differential.system import chain_world
from properties.world import History, World
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.solidity_report import SCHEMA

CONTRACTS = Path(__file__).parents[2] / "contracts"
REWARDS = CONTRACTS / "examples" / "rewards"
VYPER = CONTRACTS / "examples" / "vyper"

CALLS = 7 + 5
"""How many calls there are besides: an ordinary opening before those from outside, and the start of one."""


def start(world: World) -> list[History]:
    """Return the beginning of an ordinary life."""
    return [ordinary(world)[:5]]


@pytest.fixture(autouse=True)
def few_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run one short history in the place of all that is directed."""
    monkeypatch.setattr(campaign, "seeds", start)


def seqstake(folder: Path, *arguments: str, steps: int = 0) -> Result:
    """Measure in this process."""
    return CliRunner().invoke(main, ["coverage", "--steps", str(steps), "--out", str(folder), *arguments])


def told(result: Result, kind: str) -> list[str]:
    """Return what the lines of a kind say."""
    return [line.removeprefix(f"{kind}: ") for line in result.output.splitlines() if line.startswith(f"{kind}: ")]


def copied(folder: Path) -> Path:
    """Return a copy of the staking-rewards contract with its adapter, which compiles faster than ours."""
    return Path(shutil.copytree(REWARDS, folder / "rewards"))


def test_what_is_missing_fails_and_is_named(tmp_path: Path) -> None:
    lcov, pages, file = tmp_path / "lcov.info", tmp_path / "pages", tmp_path / "coverage.json"
    run = seqstake(tmp_path, "--lcov", str(lcov), "--html", str(pages), "--json", str(file))
    assert run.exit_code == ExitCode.BELOW_THRESHOLD, run.output
    missing, (summary,) = told(run, "not covered"), told(run, "contracts")
    assert any("Slashing.routeSlash: never run: record.routed = true;" in gap for gap in missing)
    assert not any("Registry.register: never run" in gap for gap in missing)
    assert summary.endswith("branches")
    assert told(run, "excused") == [
        "src/Bonds.sol:114: Bonds._requireFits: never false: shares > 0",
        "src/Custody.sol:20: Custody.pull: never false: received == amount",
    ]
    assert not told(run, "excuse out of date")
    assert "FNDA:1,Registry.register\n" in lcov.read_text()
    assert (pages / "index.html").exists()
    data: dict[str, Any] = json.loads(file.read_text())
    solidity = data["solidity"]
    assert (solidity["schema"], solidity["exit_code"], solidity["calls"]) == (SCHEMA, ExitCode.BELOW_THRESHOLD, CALLS)
    assert len(solidity["uncovered"]) == len(missing)
    assert [gap["text"] for gap in solidity["excused"]] == ["shares > 0", "received == amount"]
    register = next(part for name, part in data["files"].items() if name.endswith("src/Registry.sol"))["functions"]
    assert set(map(tuple, register["Registry.register"]["contexts"].values())) == {("Register",)}


def test_an_excuse_that_is_out_of_date_fails(tmp_path: Path) -> None:
    root = copied(tmp_path)
    with (root / "uncovered.toml").open("a") as file:
        file.write('\n[[uncovered]]\nfile = "src/StakingRewards.sol"\nline = "totalSupply += amount;"\nreason = "no"\n')
    run = seqstake(tmp_path, "--adapter", str(root / "adapter.toml"))
    assert run.exit_code == ExitCode.BELOW_THRESHOLD, run.output
    (stale,) = told(run, "excuse out of date")
    assert stale.endswith("in StakingRewards.stake is covered; take the excuse out")


def test_a_corpus_is_run_as_well_and_left_as_it_is(tmp_path: Path) -> None:
    world = chain_world()
    kept = Corpus(tmp_path / "corpus", world, True).add(ordinary(world))
    run = seqstake(tmp_path, "--corpus", str(tmp_path / "corpus"))
    assert run.exit_code == ExitCode.BELOW_THRESHOLD, run.output
    assert f"{CALLS + len(ordinary(world))} calls in " in run.output
    assert list((tmp_path / "corpus").iterdir()) == [kept]


def test_a_search_repeats(tmp_path: Path) -> None:
    arguments = ["--adapter", str(REWARDS / "adapter.toml"), "--json"]
    runs = [seqstake(tmp_path, *arguments, str(tmp_path / f"{name}.json"), steps=30) for name in ("one", "other")]
    one, other = (json.loads((tmp_path / f"{name}.json").read_text()) for name in ("one", "other"))
    assert told(runs[0], "not covered") == told(runs[1], "not covered")
    assert (one["files"], one["solidity"]) == (other["files"], other["solidity"])


def test_other_contracts_are_measured_under_their_adapter(tmp_path: Path) -> None:
    run = seqstake(tmp_path, "--adapter", str(REWARDS / "adapter.toml"), "--json", str(tmp_path / "coverage.json"))
    assert run.exit_code == ExitCode.BELOW_THRESHOLD, run.output
    data = json.loads((tmp_path / "coverage.json").read_text())
    names = [Path(name).name for name in data["files"] if name.endswith(".sol")]
    assert sorted(names) == ["StakingRewards.sol"]
    assert len(told(run, "excused")) == 3


def test_a_divergence_is_told_and_kept(tmp_path: Path) -> None:
    root = copied(tmp_path)
    source = root / "src" / "StakingRewards.sol"
    text = source.read_text()
    assert text.count("emit RewardAdded(reward);") == 1
    source.write_text(text.replace("emit RewardAdded(reward);", "emit RewardAdded(reward + 1);"))
    run = seqstake(tmp_path, "--adapter", str(root / "adapter.toml"))
    assert run.exit_code == ExitCode.VIOLATED, run.output
    assert "replay it with: seqstake replay" in run.output
    assert (tmp_path / "failures" / "1.itf.json").exists()
    assert told(run, "contracts")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--contracts", "nowhere"], "nowhere"),
        (["--adapter", "no.toml"], "there is no such file; name the TOML file of an adapter"),
        (["--adapter", str(VYPER / "adapter.toml")], "none is compiled from Solidity here"),
        (["--adapter", str(REWARDS / "adapter.toml"), "--two-tokens"], "drop --two-tokens"),
        (["--corpus", "nowhere"], "'nowhere' does not exist"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_input_is_one_clear_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    run = seqstake(tmp_path, *arguments)
    assert run.exit_code == ExitCode.UNKNOWN, run.output
    assert message in run.output.splitlines()[-1]


def test_excuses_that_cannot_be_read_are_one_clear_line(tmp_path: Path) -> None:
    root = copied(tmp_path)
    (root / "uncovered.toml").write_text("[[uncovered]]\n")
    run = seqstake(tmp_path, "--adapter", str(root / "adapter.toml"))
    assert run.exit_code == ExitCode.UNKNOWN
    assert run.output.splitlines() == [
        f"error: {root / 'uncovered.toml'}: uncovered[1]: give the text of either a line or a condition"
    ]
