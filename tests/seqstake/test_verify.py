"""A contract engineer's way: a broken contract is found out, and its history replays on it and on the mended one."""

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from rich.console import Console

from differential.campaign.confirm import DISAGREEMENT
from differential.campaign.session import Failure
from differential.campaign.tally import Tally
from differential.evm.backends import NAMES
from properties.bounded.record import Record
from properties.catalogue import PROPERTIES, lookup
from properties.scenarios import ALL
from properties.symbolic import proving
from properties.symbolic.decision import Verdict
from properties.symbolic.opinions import Opinions
from properties.symbolic.proving import Outcome
from properties.symbolic.proving import Request as ProofRequest
from properties.symbolic.report import Explorations, Finding, Report
from seqstake import verify
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.report import Found, Result, print_result
from seqstake.reports.course import Course
from seqstake.reports.run import Proof, Run, Second
from seqstake.reports.telling import run_of
from tests.seqstake.reports.schema import fits, schemas

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
    files = {kind: tmp_path / f"report.{kind}" for kind in ("html", "junit", "sarif", "json", "markdown")}
    options = [part for kind, file in files.items() for part in (f"--{kind}", str(file))]
    arguments = ["--batches", "0", "--workers", "1", "--no-proofs", *options]
    run = CliRunner().invoke(main, ["verify", "--contracts", str(broken), "--out", str(out), *arguments])
    assert run.exit_code == ExitCode.VIOLATED, run.output
    assert "ValidatorAdded" in run.output
    assert "replay it with: seqstake replay" in run.output

    report = json.loads((out / "verify.json").read_text())
    assert (report["outcome"], report["exit_code"]) == ("violated", 1)
    assert {item["id"] for item in report["properties"]} == {item.id for item in PROPERTIES}
    assert len(report["failures"][0]["history"]) == 1
    fits(schemas()["verify.schema.json"], report)

    trace = str(out / "failures" / "1.itf.json")
    page = files["html"].read_text()
    assert f"seqstake replay {trace} --contracts {broken}" in page
    assert "seqstake verify --contracts" in page
    assert all(text in page for text in ("def register(", "function register("))
    assert json.loads(files["json"].read_text()) == report
    [result] = json.loads(files["sarif"].read_text())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("src/Registry.sol")
    cases = ElementTree.parse(files["junit"]).getroot().iter("testcase")
    assert next(case.get("name") for case in cases if case.find("failure") is not None) == "spec and contracts agree"
    assert files["markdown"].read_text().startswith("## ❌ seqstake verify: violated\n")

    again = CliRunner().invoke(main, ["replay", trace, "--contracts", str(broken)])
    assert again.exit_code == ExitCode.VIOLATED, again.output
    mended = CliRunner().invoke(main, ["replay", trace])
    assert mended.exit_code == ExitCode.PASSED, mended.output


@pytest.mark.usefixtures("few_histories")
def test_a_run_that_saw_little_is_vacuous(tmp_path: Path) -> None:
    arguments = ["--batches", "0", "--workers", "1", "--property", "A-1.solvency", "--two-tokens", "--no-proofs"]
    run = CliRunner().invoke(main, ["verify", "--out", str(tmp_path), *arguments])
    assert run.exit_code == ExitCode.VACUOUS, run.output
    assert "vacuous: Slash was never accepted" in run.output
    report = json.loads((tmp_path / "verify.json").read_text())
    assert [item["id"] for item in report["properties"]] == ["A-1.solvency"]
    assert report["outcome"] == "vacuous"


SOLVENCY, RELATION = lookup("A-1.solvency"), lookup("J-4")
PROVED = Finding("A-1.solvency", "Pause", obligations=2)
UNKNOWN = Finding("A-1.solvency", "Unbond", Verdict.UNKNOWN, 3, 5.0, "not decided")
VIOLATED = Finding("A-1.solvency", "Claim", Verdict.VIOLATED, 3, 5.0, "a state")


def result(*findings: Finding, calls: int = 7) -> Result:
    """Return the result of a run without counterexamples, in which proofs found this; without findings, no proofs."""
    report = Report({(f.property_id, f.step): f for f in findings}, {f.step: Explorations(1, 1) for f in findings})
    tally = Tally(accepted=Counter({"Pause": calls}), examined=Counter({("Pause", ""): calls}))
    outcome = Outcome(ProofRequest(), report) if findings else None
    return Result(1, 1, 1.0, tally, (), {"a canary": True}, ("A-1.solvency",), {}, outcome)


def record(found: Result) -> Run:
    """Return the record of a result."""
    return run_of(found, "seqstake verify", "seqstake verify", Course().searched(0))


@pytest.mark.parametrize(
    ("found", "verdict", "by", "exit_code"),
    [
        (result(), "no counterexample in 7", "lock-step on py-evm", ExitCode.VACUOUS),
        (result(PROVED), "proved", "proof and lock-step on py-evm", ExitCode.VACUOUS),
        (result(PROVED, UNKNOWN), "unknown", "lock-step on py-evm", ExitCode.UNKNOWN),
        (result(PROVED, VIOLATED), "violated", "proof and lock-step on py-evm", ExitCode.VIOLATED),
        (result(PROVED, calls=0), "unknown", "proof", ExitCode.UNKNOWN),
        (result(calls=0), "unknown", "nobody", ExitCode.UNKNOWN),
    ],
)
def test_proofs_and_search_decide_together(found: Result, verdict: str, by: str, exit_code: ExitCode) -> None:
    assert (found.verdict(SOLVENCY), found.deciders(SOLVENCY), found.code()) == (verdict, by, exit_code)


def test_what_proofs_do_not_speak_of_is_decided_by_the_search() -> None:
    found = result(PROVED)
    found.tally.relations["J-4"] = 3
    assert (found.verdict(RELATION), found.deciders(RELATION)) == ("no counterexample in 3", "lock-step on py-evm")


def test_a_canary_of_the_proofs_that_passes_breaks_the_run() -> None:
    found = result(PROVED)
    assert found.proofs is not None
    found.proofs.canaries["S-99.pause"] = False
    assert found.code() == ExitCode.BROKEN


def test_evms_that_do_not_agree_break_the_run() -> None:
    found = result()
    violated = Failure("divergence", "outcome", ())
    disagreement = Failure(DISAGREEMENT, "the EVMs do not agree: revm: one; pyevm: another", ())
    file = Path("x.itf.json")
    assert replace(found, found=(Found(violated, file),)).code() == ExitCode.VIOLATED
    assert replace(found, found=(Found(violated, file), Found(disagreement, file))).code() == ExitCode.BROKEN


def test_the_report_says_on_which_evm(capsys: pytest.CaptureFixture[str]) -> None:
    found = replace(result(), evm="revm")
    assert found.deciders(SOLVENCY) == "lock-step on revm"
    assert record(found).evm == "revm"
    print_result(found, Console(width=160))
    assert "revm: 7 calls in 0 histories" in capsys.readouterr().out


@pytest.mark.usefixtures("few_histories")
def test_what_revm_finds_is_what_the_reference_finds(tmp_path: Path) -> None:
    broken, reports = broken_contracts(tmp_path), []
    for evm in NAMES[:2]:
        arguments = ["--batches", "0", "--workers", "1", "--no-proofs", "--evm", evm, "--out", str(tmp_path / evm)]
        run = CliRunner().invoke(main, ["verify", "--contracts", str(broken), *arguments])
        assert run.exit_code == ExitCode.VIOLATED, run.output
        reports.append(json.loads((tmp_path / evm / "verify.json").read_text())["failures"])
    assert [failure["reason"] for failure in reports[0]] == [failure["reason"] for failure in reports[1]]


def test_the_report_says_who_decided_and_how() -> None:
    found = result(PROVED, UNKNOWN)
    run = record(found)
    [judged] = run.properties
    assert (judged.id, judged.kind, judged.statement) == ("A-1.solvency", "invariant", SOLVENCY.statement)
    assert (judged.verdict, judged.decided_by) == ("unknown", "lock-step on py-evm")
    assert judged.proof == Proof("unknown", "proved for 1 step, unknown for 1 step")
    assert (judged.lock_step, judged.crosshair) == ("no counterexample in 7", None)
    assert run.proofs
    assert (run.outcome, run.proofs.outcome) == ("unknown", "unknown")
    assert record(result()).proofs is None


def test_the_report_says_what_crosshair_confirmed() -> None:
    found = replace(result(), bounded=Record(Path()))
    said = record(found).properties[0].crosshair
    assert said
    assert said.startswith("not run since the last change for populations of 1, 2, 3 (by transfer, ")


def test_the_report_says_what_cvc5_said_of_the_proofs() -> None:
    asked = {"Pause": {"A-1.solvency": "agrees"}}
    found = replace(result(PROVED), second=Opinions(Path(), asked))
    assert record(found).properties[0].cvc5 == Second(True, "agrees for 1 step")
    assert record(replace(found, proofs=None)).properties[0].cvc5 is None
    assert record(replace(found, second=Opinions(Path()))).properties[0].cvc5 is None
    # What is not proved, cvc5 was not asked about.
    assert record(replace(result(UNKNOWN), second=Opinions(Path(), asked))).properties[0].cvc5 is None


def test_the_table_says_what_is_not_proved(capsys: pytest.CaptureFixture[str]) -> None:
    print_result(result(PROVED, UNKNOWN), Console(width=160))
    printed = capsys.readouterr().out
    assert "unknown Unbond: A-1.solvency: not decided" in printed
    assert "0 of 1" in printed
    assert "unknown (exit code 2)" in printed


@pytest.mark.usefixtures("few_histories")
def test_proofs_are_part_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "every_step", lambda: ("Pause",))
    monkeypatch.setattr(verify, "default_folder", lambda: tmp_path / "proofs")
    arguments = ["--batches", "0", "--workers", "1", "--property", "G-9", "--out", str(tmp_path)]
    run = CliRunner().invoke(main, ["verify", *arguments])
    assert "proofs: 1 proved; 1 steps" in run.output
    report = json.loads((tmp_path / "verify.json").read_text())
    assert [(item["id"], item["proof"]["how"]) for item in report["properties"]] == [("G-9", "proved for 1 step")]
