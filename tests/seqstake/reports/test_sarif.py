"""What is wrong, at the lines where it is to be looked for."""

import json
from pathlib import Path
from typing import Any

import pytest

from seqstake.reports.github import annotations, tell_github
from seqstake.reports.places import HERE, PROJECT, ROOT, Place, place_in
from seqstake.reports.run import Run
from seqstake.reports.texts import texts_of
from tests.seqstake.reports.runs import BROKEN, FAILING, PROVED, REFUTED, proofs, run


def sarif(record: Run) -> dict[str, Any]:
    """Return the only run in a report."""
    whole = json.loads(texts_of(record)["sarif"]())
    assert (whole["version"], len(whole["runs"])) == ("2.1.0", 1)
    found: dict[str, Any] = whole["runs"][0]
    return found


def places(result: dict[str, Any]) -> list[tuple[str, int]]:
    """Return where a result points at."""
    spots = [spot["physicalLocation"] for spot in result["locations"] + result.get("relatedLocations", [])]
    return [(spot["artifactLocation"]["uri"], spot["region"]["startLine"]) for spot in spots]


def test_nothing_is_said_of_a_run_that_passed() -> None:
    report = sarif(run())
    assert report["results"] == []
    assert report["invocations"] == [{"executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": []}]


def test_a_divergence_points_at_the_contract_and_a_property_at_the_spec() -> None:
    divergence, violation = sarif(run(FAILING, BROKEN))["results"]
    assert (divergence["ruleId"], violation["ruleId"]) == ("agreement", "A-1.solvency")
    assert places(violation) == [("spec/exits.py", 12)]
    assert places(divergence) == [("mine/src/Exits.sol", 34), ("spec/exits.py", 12)]
    assert "seqstake replay reports/failures/1.itf.json --contracts mine" in divergence["message"]["text"]


def test_what_a_proof_refutes_points_at_the_step() -> None:
    [result] = sarif(run(proofs=proofs(PROVED, REFUTED)))["results"]
    [(file, line)] = places(result)
    assert (ROOT / file).read_text().splitlines()[line - 1].startswith("def claim(")
    assert result["level"] == "error"


def test_what_is_wrong_with_the_run_is_a_notification() -> None:
    [invocation] = sarif(run(canaries={"a canary": False}))["invocations"]
    assert invocation["exitCode"] == 5
    told = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert told == ["the planted mistake 'a canary' went unnoticed"]


def test_places_go_by_the_shortest_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_in(tmp_path / "src" / "A.sol", 3) == Place("src/A.sol", 3, HERE)
    assert place_in(ROOT / "spec" / "exits.py", 3) == Place("spec/exits.py", 3, PROJECT)
    assert place_in(tmp_path.parent / "A.sol", 3) == Place((tmp_path.parent / "A.sol").as_posix(), 3, "")


def test_annotations_are_one_line_each_with_what_github_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    first, second = annotations(run(FAILING, BROKEN))
    assert first.startswith(
        "::error file=mine/src/Exits.sol,line=34,title=agreement::outcome: the spec says accepted; "
    )
    assert second.startswith("::error file=spec/exits.py,line=12,title=A-1.solvency::A-1.solvency: Stake custody")


def test_annotations_escape_what_would_end_them() -> None:
    [line] = annotations(run(canaries={"50 %\nof it": False}))
    assert line == "::error title=seqstake::the planted mistake '50 %25\\nof it' went unnoticed"


def test_a_job_on_github_gets_lines_and_a_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    tell_github(run(FAILING))
    assert (capsys.readouterr().out, summary.read_text()) == ("", "before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    tell_github(run(FAILING))
    assert capsys.readouterr().out.startswith("::error file=")
    assert summary.read_text().startswith("before\n## ❌ seqstake verify: violated\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    tell_github(run())
    assert capsys.readouterr().err == f"error: the summary {tmp_path} cannot be written: Is a directory\n"
