"""A contract engineer's way: a broken contract is found out, and its history replays on it and on the mended one."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from properties.catalogue import PROPERTIES
from properties.scenarios import ALL
from seqstake import verify
from seqstake.cli import main
from seqstake.codes import ExitCode

CONTRACTS = Path(__file__).parents[2] / "contracts"


@pytest.fixture
def few_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a few directed histories only: workers are other processes and keep the whole list, so the numbers hold."""
    monkeypatch.setattr(verify, "ALL", ALL[:2])
    monkeypatch.setattr(verify, "SHRINKING", 5.0)


def broken_contracts(folder: Path) -> Path:
    """Return a copy of the contracts in which a registration does not tell that the active set grew."""
    root = folder / "contracts"
    shutil.copytree(CONTRACTS / "src", root / "src")
    shutil.copy(CONTRACTS / "package.json", root)
    (root / "node_modules").symlink_to(CONTRACTS / "node_modules")
    source = root / "src" / "Registry.sol"
    text = source.read_text()
    assert text.count("emit ValidatorAdded(validator);") == 1
    source.write_text(text.replace("emit ValidatorAdded(validator);", ""))
    return root


@pytest.mark.usefixtures("few_histories")
def test_a_broken_contract_is_found_saved_and_replayed(tmp_path: Path) -> None:
    broken, out = broken_contracts(tmp_path), tmp_path / "reports"
    arguments = ["--batches", "0", "--workers", "1"]
    run = CliRunner().invoke(main, ["verify", "--contracts", str(broken), "--out", str(out), *arguments])
    assert run.exit_code == ExitCode.VIOLATED, run.output
    assert "ValidatorAdded" in run.output
    assert "replay it with: seqstake replay" in run.output

    report = json.loads((out / "verify.json").read_text())
    assert (report["outcome"], report["exit_code"]) == ("violated", 1)
    assert {item["id"] for item in report["properties"]} == {item.id for item in PROPERTIES}
    assert len(report["failures"][0]["history"]) == 1

    trace = str(out / "failures" / "1.itf.json")
    again = CliRunner().invoke(main, ["replay", trace, "--contracts", str(broken)])
    assert again.exit_code == ExitCode.VIOLATED, again.output
    mended = CliRunner().invoke(main, ["replay", trace])
    assert mended.exit_code == ExitCode.PASSED, mended.output


@pytest.mark.usefixtures("few_histories")
def test_a_run_that_saw_little_is_vacuous(tmp_path: Path) -> None:
    arguments = ["--batches", "0", "--workers", "1", "--property", "A-1.solvency", "--two-tokens"]
    run = CliRunner().invoke(main, ["verify", "--out", str(tmp_path), *arguments])
    assert run.exit_code == ExitCode.VACUOUS, run.output
    assert "vacuous: Slash was never accepted" in run.output
    report = json.loads((tmp_path / "verify.json").read_text())
    assert [item["id"] for item in report["properties"]] == ["A-1.solvency"]
    assert report["outcome"] == "vacuous"
