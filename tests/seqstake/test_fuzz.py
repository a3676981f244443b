"""A night's run in small: what is found is kept, found again, exported; what goes wrong is said in one line."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from differential.campaign import hunt as hunts
from differential.campaign.corpus import CORRUPT, FAILURES, Corpus
from differential.campaign.loop import Shard
from differential.campaign.openings import harsh, ordinary
from differential.campaign.session import Failure
from differential.campaign.workers import Done, Shrink
from differential.system import chain_world
from seqstake import fuzz, fuzzing
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.fuzzing import Campaign, Request
from seqstake.live import screen, shown, summary
from seqstake.stopping import Stopping, stopping
from tests.seqstake.reports.schema import fits

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "contracts"


@pytest.fixture(autouse=True)
def few_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with two histories; seeds are chosen by who leads, which is this process."""
    monkeypatch.setattr(hunts, "seeds", lambda world: [ordinary(world), harsh(world)])


def seqstake(folder: Path, *arguments: str, steps: int = 60) -> Result:
    """Run a short campaign in this process and one other."""
    where = ["--corpus", str(folder / "corpus"), "--out", str(folder)]
    how = ["--evm", "revm", "--workers", "1", "--steps", str(steps)]
    return CliRunner().invoke(main, ["fuzz", *how, *where, *arguments])


def idle(folder: Path, seconds: float = 1, steps: int | None = None, team: Any = None) -> Campaign:
    """Return a campaign that has not begun; neither contracts nor workers are needed for that."""
    corpus = Corpus(folder, chain_world(), True)
    hunt = hunts.Hunt(corpus, chain_world(), 1)
    hunt.load()
    plan: Any = None
    return Campaign(Request(plan, seconds, steps, 1, 1, folder, None, folder), team, hunt, corpus, Stopping())


def report(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / "fuzz.json").read_text())
    return data


def without_times(data: dict[str, Any]) -> dict[str, Any]:
    """Return what of a report has to repeat."""
    times = ("seconds", "calls_per_second", "search", "corpus", "command")
    course = [{**moment, "seconds": None} for moment in data["search"]["course"]]
    return {name: value for name, value in data.items() if name not in times} | {"course": course}


def test_a_run_repeats_to_the_last_step_and_grows_the_corpus(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    runs = [seqstake(folder, steps=120) for folder in (one, other)]
    assert [run.exit_code for run in runs] == [ExitCode.UNKNOWN] * 2, runs[0].output
    assert without_times(report(one)) == without_times(report(other))
    assert report(one)["search"]["calls"] == 120
    names = [sorted(path.name for path in (folder / "corpus").iterdir()) for folder in (one, other)]
    assert names[0] == names[1]
    fits(json.loads((ROOT / "docs" / "fuzz.schema.json").read_text()), report(one))

    known = report(one)["search"]["features"]
    again = seqstake(one, steps=0)
    assert "canaries noticed: 2 of 2" in again.output
    assert report(one)["search"]["features"] == known
    assert report(one)["vacuous"]


def broken_contracts(folder: Path) -> Path:
    """Return a copy of the contracts in which an exit of a second holder tells another amount."""
    root = folder / "contracts"
    shutil.copytree(CONTRACTS / "src", root / "src")
    shutil.copy(CONTRACTS / "package.json", root)
    (root / "node_modules").symlink_to(CONTRACTS / "node_modules")
    source = root / "src" / "Exits.sol"
    text = source.read_text()
    assert text.count("if (_bucket(bucketId).shares > 0) return;") == 1
    source.write_text(text.replace("if (_bucket(bucketId).shares > 0) return;", ""))
    return root


def test_a_broken_contract_is_found_kept_and_run_first_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "SHRINKING", 20.0)
    broken = broken_contracts(tmp_path)
    run = seqstake(tmp_path, "--contracts", str(broken), steps=4_000)
    assert run.exit_code == ExitCode.VIOLATED, run.output
    assert "replay it with: seqstake replay" in run.output
    failures = report(tmp_path)["failures"]
    assert {failure["kind"] for failure in failures} == {"divergence"}
    kept = Corpus(tmp_path / "corpus", chain_world(), True).histories(FAILURES)
    assert sorted(len(history) for history in kept) == sorted(len(failure["history"]) for failure in failures)
    assert all(3 <= len(history) <= 20 for history in kept)

    mended = seqstake(tmp_path, steps=0)
    assert mended.exit_code == ExitCode.UNKNOWN, mended.output


def test_contracts_under_an_adapter_have_histories_of_their_own(tmp_path: Path) -> None:
    adapter = CONTRACTS / "examples" / "rewards" / "adapter.toml"
    run = seqstake(tmp_path, "--adapter", str(adapter), steps=240)
    assert "canaries noticed: 4 of 4" in run.output, run.output
    assert "unmapped functions: " in run.output
    data = report(tmp_path)
    assert data["search"]["calls"] == 240
    assert data["adapter"]["title"] == "a staking-rewards contract"
    assert set(data["actions"]) == {"Delegate", "UnbondAssets", "DepositRewards", "ClaimRewards"}
    fits(json.loads((ROOT / "docs" / "fuzz.schema.json").read_text()), data)
    kept = list((tmp_path / "corpus").rglob("*.itf.json"))
    assert {path.parent.parent for path in kept} == {tmp_path / "corpus" / "adapters"}

    again = seqstake(tmp_path, "--adapter", str(adapter), steps=0)
    assert "error: " not in again.output
    assert report(tmp_path)["search"]["features"] == data["search"]["features"]


def test_an_interrupted_run_ends_with_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def interrupting(console: Console) -> Iterator[Callable[[Campaign], None]]:
        def show(campaign: Campaign) -> None:
            if campaign.searched and not campaign.stop.asked:
                os.kill(os.getpid(), signal.SIGINT)

        yield show

    monkeypatch.setattr(fuzz, "shown", interrupting)
    run = seqstake(tmp_path, steps=10**9)
    assert "interrupted: all that was found until then is kept" in run.output
    assert report(tmp_path)["search"]["interrupted"]
    assert 0 < report(tmp_path)["search"]["calls"] < 10_000
    assert list((tmp_path / "corpus").glob("*.itf.json"))


@pytest.mark.parametrize(("seconds", "steps", "left"), [(60.0, None, 5.0), (4.0, None, 2.0), (4.0, 500, None)])
def test_a_shard_ends_in_time_unless_the_run_is_to_repeat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, steps: int | None, left: float | None
) -> None:
    given: list[Shard] = []
    campaign = idle(tmp_path, seconds, steps, SimpleNamespace(give=given.append))
    monkeypatch.setattr(fuzzing, "time", SimpleNamespace(monotonic=lambda: campaign.begun))
    campaign._next()
    assert [shard.seconds for shard in given] == [left]


@pytest.mark.parametrize("asked", [False, True])
def test_a_failure_is_made_small_until_an_interruption(tmp_path: Path, asked: bool) -> None:
    given: list[Shrink] = []
    campaign = idle(tmp_path, team=SimpleNamespace(give=given.append))
    large, small = (Failure("divergence", "outcome: the spec says so", harsh(chain_world())[:size]) for size in (9, 3))
    rest = Shrink(small, 29.0, 7)
    campaign.stop.asked = asked
    campaign._take(Done(Shrink(large, 30.0), failure=small, rest=rest))
    assert given == ([] if asked else [rest])
    assert campaign.failures == {"outcome": small}


def test_the_second_interruption_ends_what_listens() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stopping() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_damaged_history_is_named(tmp_path: Path) -> None:
    path = Corpus(tmp_path / "corpus", chain_world(), True).add(harsh(chain_world())[:3])
    path.write_text("{")
    run = seqstake(tmp_path, steps=0)
    assert f"error: {path} is damaged and now in {path.parent / CORRUPT}" in run.output
    assert report(tmp_path)["corpus"]["complaints"]
    assert (path.parent / CORRUPT / path.name).read_text() == "{"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--scheduler", "nonsense"], "'nonsense' is no address of a scheduler"),
        (["--property", "A-111"], "no property has the id 'A-111'"),
        (["--contracts", "nowhere"], "nowhere"),
        (["--evm", "rpc"], "--evm rpc needs the address of a node"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_input_is_one_clear_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    run = seqstake(tmp_path, *arguments)
    assert run.exit_code == ExitCode.UNKNOWN, run.output
    assert message in run.output.splitlines()[-1]
    assert not (tmp_path / "fuzz.json").exists()


def test_a_corpus_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpus").write_text("")
    run = seqstake(tmp_path)
    assert run.exit_code == ExitCode.UNKNOWN
    assert "is a file" in run.output


def test_what_is_shown_tells_how_far_it_is(tmp_path: Path) -> None:
    campaign = idle(tmp_path)
    campaign.canaries = {"one": True, "two": False}
    assert summary(campaign) == "starting: 0 calls, canaries 1 of 2"
    campaign.phase, campaign.searched = "searching", 1_234
    campaign.tally.accepted["Slash"] = 77
    console = Console(width=120, record=True, file=StringIO())
    console.print(screen(campaign))
    told = console.export_text()
    assert "1,234 calls" in told
    assert "canaries 1 of 2" in told
    assert "77" in told
    with shown(Console(width=120)) as show:
        show(campaign)
