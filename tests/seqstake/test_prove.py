"""``seqstake prove``: what it says, what it writes, and what its exit code says."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from properties.symbolic.canary import CANARIES
from properties.symbolic.decision import Verdict
from properties.symbolic.prove import every_step
from properties.symbolic.proving import Outcome, Request
from properties.symbolic.report import Explorations, Finding, Report
from seqstake import proofs
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.proofs import as_data, as_junit, as_sarif, code
from seqstake.reports.places import ROOT, line_of

PAUSE = ["--action", "Pause", "--property", "A-1.solvency", "--property", "arithmetic"]


def seqstake(*arguments: object) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["prove", *map(str, arguments)])


def outcome(*findings: Finding, canaries: dict[str, bool] | None = None) -> Outcome:
    """Return an outcome with these findings."""
    steps = dict.fromkeys(finding.step for finding in findings)
    report = Report({(f.property_id, f.step): f for f in findings}, {s: Explorations(2, 1, 0, 0.5) for s in steps})
    return Outcome(Request(), report, canaries or {}, seconds=1.25)


PROVED = Finding("A-1.solvency", "Pause", obligations=2, seconds=0.25)
ASSUMED = Finding("S-1.supply", "Deployment", reason="of the tokens", assumed=True)
UNKNOWN = Finding("A-1.solvency", "Unbond", Verdict.UNKNOWN, 3, 5.0, "not decided")
VIOLATED = Finding("A-1.solvency", "Slash", Verdict.VIOLATED, 1, 1.0, 'Call(…) in State(log="<&\x07")')


def test_a_proof_is_told_and_written(tmp_path: Path) -> None:
    files = {kind: tmp_path / "out" / f"report.{kind}" for kind in ("json", "junit", "sarif")}
    options = [part for kind, path in files.items() for part in (f"--{kind}", path)]
    run = seqstake(*PAUSE, "--cache", tmp_path / "cache", "--workers", 1, *options)
    assert run.exit_code == ExitCode.PASSED, run.output
    assert "passed (exit code 0)" in run.output
    assert "proofs: 2 proved; 1 steps, 0 of them as in an earlier run" in run.output
    data = json.loads(files["json"].read_text())
    assert (data["schema"], data["outcome"], data["exit_code"]) == (1, "passed", 0)
    assert [(p["id"], p["verdict"], p["how"]) for p in data["properties"]] == [
        ("A-1.solvency", "proved", "proved for 1 step"),
        ("arithmetic", "proved", "proved for 1 step"),
    ]
    cases = ElementTree.parse(files["junit"]).getroot().findall("./testsuite/testcase")
    assert [(case.get("classname"), case.get("name"), len(case)) for case in cases] == [
        ("Pause", "A-1.solvency", 0),
        ("Pause", "arithmetic", 0),
    ]
    assert json.loads(files["sarif"].read_text())["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--action", "Unbnd"], "no action or step has the name 'Unbnd'; the nearest are: Unbond"),
        (["--property", "A-111"], "no property has the id 'A-111'; the nearest are: "),
        (["--property", "arithmetik"], "beside the catalogue there are: arithmetic, assertions, declared"),
        (["--action", "Leave", "--property", "G-8.gap"], "G-8.gap says nothing of Leave; it is claimed of: Pause"),
        (["--property", "J-4"], "J-4 compares several runs, which is not proved; seqstake verify --property J-4"),
    ],
)
def test_what_is_not_there_is_named_with_a_remedy(arguments: list[str], message: str) -> None:
    run = seqstake(*arguments)
    assert run.exit_code == ExitCode.UNKNOWN
    assert message in run.output
    assert len(run.output.splitlines()) == 1


def test_what_the_engine_cannot_carry_is_unknown_and_not_passed() -> None:
    found = outcome(Finding("A-1.solvency", "Slash", Verdict.UNKNOWN, 1, 0.0, "not carried: a fold"))
    sarif: Any = as_sarif(found)
    assert code(found) == ExitCode.UNKNOWN
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["A-1.solvency"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (outcome(PROVED, ASSUMED), ExitCode.PASSED),
        (outcome(PROVED, UNKNOWN), ExitCode.UNKNOWN),
        (outcome(PROVED, UNKNOWN, VIOLATED), ExitCode.VIOLATED),
        (outcome(PROVED, canaries={"S-99.pause": False}), ExitCode.BROKEN),
        (outcome(PROVED, canaries={"S-99.pause": True}), ExitCode.PASSED),
        (Outcome(Request(), Report({}, {"Pause": Explorations(3, 0, 3, 0.1)})), ExitCode.VACUOUS),
        (Outcome(Request(), Report(), interrupted=True), ExitCode.UNKNOWN),
    ],
)
def test_the_exit_code_is_the_gravest(found: Outcome, expected: ExitCode) -> None:
    assert code(found) == expected


def test_the_report_for_programs_says_who_decided_and_how() -> None:
    data = as_data(outcome(PROVED, UNKNOWN, ASSUMED))
    assert data["properties"] == (
        {
            "id": "A-1.solvency",
            "statement": data["properties"][0]["statement"],
            "verdict": "unknown",
            "decided_by": "nobody",
            "how": "proved for 1 step, unknown for 1 step",
            "findings": (
                {"step": "Pause", "verdict": "proved", "obligations": 2, "seconds": 0.25, "reason": ""},
                {"step": "Unbond", "verdict": "unknown", "obligations": 3, "seconds": 5.0, "reason": "not decided"},
            ),
        },
        {
            "id": "S-1.supply",
            "statement": data["properties"][1]["statement"],
            "verdict": "assumed",
            "decided_by": "assumption",
            "how": "assumed for 1 step",
            "findings": (
                {"step": "Deployment", "verdict": "assumed", "obligations": 0, "seconds": 0.0,
                 "reason": "of the tokens"},
            ),
        },
    )  # fmt: skip


def test_a_test_report_has_a_case_for_every_property_and_step() -> None:
    found = outcome(PROVED, UNKNOWN, VIOLATED, canaries={"S-99.pause": False, "S-99.approve": True})
    root = ElementTree.fromstring(as_junit(found))
    counts = ("name", "tests", "failures", "errors")
    assert [tuple(suite.get(name) for name in counts) for suite in root] == [
        ("Pause", "1", "0", "0"),
        ("Unbond", "1", "0", "1"),
        ("Slash", "1", "1", "0"),
        ("canaries", "2", "1", "0"),
    ]
    told = {(c.get("classname"), c.get("name")): [e.tag for e in c] for c in root.findall("./testsuite/testcase")}
    assert told == {
        ("Pause", "A-1.solvency"): [],
        ("Unbond", "A-1.solvency"): ["error"],
        ("Slash", "A-1.solvency"): ["failure"],
        ("canaries", "S-99.pause"): ["failure"],
        ("canaries", "S-99.approve"): [],
    }
    assert "<&?" in (root.findtext("./testsuite[@name='Slash']/testcase/failure") or "")


def test_results_point_at_lines_of_the_specification() -> None:
    sarif: Any = as_sarif(outcome(PROVED, UNKNOWN, VIOLATED, canaries={"S-99.pause": False}))
    assert (sarif["version"], len(sarif["runs"])) == ("2.1.0", 1)
    run = sarif["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["A-1.solvency", "S-99.pause"]
    told = [(result["ruleId"], result["level"]) for result in run["results"]]
    assert told == [("A-1.solvency", "warning"), ("A-1.solvency", "error"), ("S-99.pause", "error")]
    for result, definition in zip(run["results"], ("def unbond(", "def slash(", "def pause("), strict=True):
        place = result["locations"][0]["physicalLocation"]
        text = (ROOT / place["artifactLocation"]["uri"]).read_text().splitlines()
        assert text[place["region"]["startLine"] - 1].startswith(definition)
        assert result["message"]["text"]
    assert len({json.dumps(result["partialFingerprints"]) for result in run["results"]}) == 3


def test_every_step_has_a_line() -> None:
    places = {step: line_of(step) for step in every_step()}
    assert {place.file.partition("/")[0] for place in places.values()} == {"spec"}
    assert [step for step, place in places.items() if place.file == "spec/transition.py"] == []


def test_every_canary_has_a_line_and_a_statement() -> None:
    missed = {claim.id: False for claim in CANARIES.values()}
    results = as_sarif(outcome(PROVED, canaries=missed))["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == list(missed)


def test_long_reasons_are_cut_for_people_only(capsys: pytest.CaptureFixture[str]) -> None:
    reason = "x" * (proofs.SHOWN + 100)
    found = outcome(Finding("A-1.solvency", "Unbond", Verdict.VIOLATED, 1, 0.0, reason))
    proofs.print_verdict(found, Console(width=120))
    assert "x …" in capsys.readouterr().out
    proofs.print_verdict(found, Console(width=120), verbose=True)
    assert reason in capsys.readouterr().out
    assert reason in json.dumps(as_sarif(found))
