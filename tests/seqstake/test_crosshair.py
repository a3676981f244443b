"""``seqstake crosshair``: what it runs, says, writes and remembers, and what its exit code says."""

import json
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from properties.bounded.checks import CHECKS
from properties.bounded.finding import Finding, Word
from properties.bounded.workers import Job
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.crosshair import Request, Run, chosen, print_run

CONFIRMED = Finding("claim", 2, Word.CONFIRMED, 3.0, {"accepted": 8})
OPEN = Finding("route", 1, Word.OPEN, 60.0, {"accepted": 1}, reasons=("not all paths were followed to their ends",))
UNKNOWN = Finding("route", 2, Word.UNKNOWN, 60.0, {}, reasons=("no path was followed to its end",))
VACUOUS = Finding("leave", 1, Word.VACUOUS, 0.5, {"WrongStatus": 1}, reasons=("never seen: accepted",))
VIOLATED = Finding("withdraw", 3, Word.VIOLATED, 0.1, {}, {"credit": 2**80, "seconds": 0}, ("A-1.credited: 2 | 1",))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEQSTAKE_CACHE", str(tmp_path / "cache"))


def seqstake(*arguments: object) -> Result:
    """Run the command in this process; the checks run in others."""
    return CliRunner().invoke(main, [*map(str, arguments)])


def run_of(*findings: Finding, **request: bool) -> Run:
    return Run(Request(**request), 1, {finding.id: finding for finding in findings}, 1.0)  # type: ignore[arg-type]  # flags only


def printed(run: Run) -> str:
    console = Console(width=160, file=StringIO())
    with console.capture() as captured:
        print_run(run, console)
    return captured.get()


def test_checks_are_run_written_and_remembered(tmp_path: Path) -> None:
    file = tmp_path / "crosshair.json"
    assert "not run since the last change for populations of 1, 2, 3" in seqstake("properties", "G-6.sinks").output
    run = seqstake("crosshair", "--check", "set_sinks", "--accounts", 1, "--workers", 1, "--json", file)
    assert run.exit_code == ExitCode.PASSED, run.output
    assert "1 of 1 checks confirmed over all paths" in run.output

    report = json.loads(file.read_text())
    (check,) = report["checks"]
    (finding,) = check["findings"]
    assert (report["outcome"], report["exit_code"], check["name"]) == ("passed", 0, "set_sinks")
    assert (finding["accounts"], finding["word"], finding["seen"]["accepted"]) == (1, "confirmed", 1)
    assert {"G-6.sinks", "A-1.solvency"} <= set(check["properties"])
    assert report["properties"]["G-1.sinks"].startswith("confirmed for populations of 1; not run since")
    assert "confirmed for populations of 1; not run since" in seqstake("properties", "G-1.sinks").output


def test_too_little_time_is_unknown() -> None:
    run = seqstake("crosshair", "--check", "slash", "--accounts", 3, "--workers", 1, "--seconds", 0.3)
    assert run.exit_code == ExitCode.UNKNOWN, run.output
    assert "0 of 1 checks confirmed" in run.output


def test_planted_mistakes_are_noticed_and_not_remembered() -> None:
    run = seqstake("crosshair", "--check", "set_sinks", "--accounts", 1, "--workers", 1, "--mutants")
    assert run.exit_code == ExitCode.PASSED, run.output
    assert "1 of 1 mistakes noticed" in run.output
    assert "penalties to nobody" in run.output
    assert "violated" not in seqstake("properties", "G-6.sinks").output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--check", "claims"), "no check has the name 'claims'; the nearest are: claim, "),
        (("--property", "A-111"), "no property has the id 'A-111'; the nearest are: "),
        (("--property", "C-9.exit"), "no check asked for says anything of C-9.exit"),
        (("--property", "D-5", "--check", "claim"), "no check asked for says anything of D-5"),
    ],
    ids=" ".join,
)
def test_wrong_input_is_one_clear_line(arguments: tuple[str, ...], message: str) -> None:
    run = seqstake("crosshair", *arguments)
    assert run.exit_code == ExitCode.UNKNOWN
    assert run.output.startswith(f"error: {message}")
    assert len(run.output.splitlines()) == 1


def test_all_checks_are_run_on_all_populations_unless_some_are_asked_for() -> None:
    assert len(chosen(Request())) == 3 * len(CHECKS)
    assert chosen(Request(("D-5",), (), (3,), 7, mutants=True)) == [Job("D-5", 3, 7, True)]
    assert [job.check for job in chosen(Request(("C-2.claim",), accounts=(1,)))] == ["claim", "claim.pause"]


@pytest.mark.parametrize(
    ("run", "code"),
    [
        (run_of(CONFIRMED), ExitCode.PASSED),
        (run_of(CONFIRMED, OPEN), ExitCode.UNKNOWN),
        (run_of(CONFIRMED, UNKNOWN), ExitCode.UNKNOWN),
        (run_of(CONFIRMED, VACUOUS), ExitCode.VACUOUS),
        (run_of(CONFIRMED, OPEN, VACUOUS), ExitCode.UNKNOWN),
        (run_of(OPEN, VACUOUS, VIOLATED), ExitCode.VIOLATED),
        (run_of(VIOLATED, mutants=True), ExitCode.PASSED),
        (run_of(VIOLATED, OPEN, mutants=True), ExitCode.BROKEN),
        (run_of(CONFIRMED, mutants=True), ExitCode.BROKEN),
        (Run(Request(), 1, {CONFIRMED.id: CONFIRMED}, interrupted=True), ExitCode.UNKNOWN),
        (Run(Request(), 1, interrupted=True), ExitCode.UNKNOWN),
    ],
)
def test_the_exit_code_is_that_of_the_gravest(run: Run, code: ExitCode) -> None:
    assert run.code == code
    assert f"(exit code {code.value})" in printed(run)


def test_what_is_not_confirmed_is_explained() -> None:
    text = printed(run_of(CONFIRMED, OPEN, VIOLATED))
    assert "violated: withdraw/3 for credit=1_208_925_819_614_629_174_706_176, seconds=0\n  A-1.credited: 2 | 1" in text
    assert "no counterexample: route/1\n  not all paths were followed to their ends" in text
    assert "1 of 3 checks confirmed over all paths" in text


def test_a_mistake_that_is_not_noticed_is_named() -> None:
    text = printed(run_of(CONFIRMED, VIOLATED, mutants=True))
    assert "1 of 2 mistakes noticed" in text
    assert "a claim comes a second early" in text
    assert "not noticed 3.0" in text
