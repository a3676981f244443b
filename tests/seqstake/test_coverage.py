"""``seqstake prove --coverage``: what it tells and writes of what proofs need, and its exit code."""

import json
from pathlib import Path

from click.testing import CliRunner
from rich.console import Console

from properties.symbolic.coverage import Needs, everything
from properties.symbolic.needs import Kind, Name
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.coverage import as_data, code, needed_by, print_needs, summary

SUPPLY: Name = (Kind.INVARIANT, "S-1.supply")
FLOOR: Name = (Kind.SCHEME, "divisions")
LEMMA: Name = (Kind.OWED, "F-3 in between")


def needs() -> Needs:
    """Return what some proofs need."""
    claims = {("above uint256", "Transfer"), ("S-1.supply", "Transfer"), ("A-6", "Transfer"), ("A-7", "Deposit")}
    return Needs({SUPPLY: claims, FLOOR: {("B-4.rise", "Deposit")}}, {LEMMA}, cores=4)


def test_what_needs_something_is_told_in_words() -> None:
    assert needed_by(needs(), SUPPLY) == "A-6, A-7, above uint256"
    more = Needs({FLOOR: {(f"A-{number}", "Deposit") for number in range(5)}})
    assert needed_by(more, FLOOR) == "A-0, A-1, A-2 and 2 more"
    counted = len([name for name in everything() if name[0] is Kind.INVARIANT])
    assert summary(needs(), Kind.INVARIANT).startswith(
        f"invariants that a proof of another claim needs: 1 of {counted}; not: A-1.solvency, "
    )
    told = "assertions and lemmas on the way that a proof of another claim needs: 0 of 1; not: F-3 in between"
    assert summary(needs(), Kind.OWED) == told


def test_what_is_not_known_is_no_success() -> None:
    assert code(needs()) == ExitCode.PASSED
    assert code(Needs()) == ExitCode.VACUOUS
    assert code(Needs(cores=1, open={("A-1", "Slash")})) == ExitCode.UNKNOWN
    assert code(Needs(cores=1, lost={"Slash": "its process ended with -9"})) == ExitCode.UNKNOWN
    console = Console(record=True, width=120)
    print_needs(Needs(cores=1, open={("A-1", "Slash")}, lost={"Leave": "fell"}, unexplained=2), console)
    text = console.export_text()
    assert "nothing is known of Leave: fell" in text
    assert "not proved, so that it is not known what it needs: A-1 Slash" in text
    assert "statements of cores without a name: 2" in text


def test_programs_get_every_claim() -> None:
    data = as_data(needs())
    entries = {(entry["kind"], entry["name"]): entry["needed_by"] for entry in data["needs"]}
    supply = [["A-6", "Transfer"], ["A-7", "Deposit"], ["above uint256", "Transfer"]]
    assert entries["invariant", "S-1.supply"] == supply
    assert entries["lemma scheme", "divisions"] == [["B-4.rise", "Deposit"]]
    assert entries["owed before", "F-3 in between"] == []
    assert (data["schema"], data["exit_code"], data["cores"]) == (1, 0, 4)


def test_a_run_finds_out_what_is_needed(tmp_path: Path) -> None:
    file = tmp_path / "needs.json"
    options = ["prove", "--action", "Pause", "--property", "D-4.latest", "--no-cache", "--workers", "1"]
    run = CliRunner().invoke(main, [*options, "--coverage", str(file)])
    assert run.exit_code == ExitCode.PASSED, run.output
    assert f"what is needed: {file}" in run.output
    entries = json.loads(file.read_text())["needs"]
    needed = {(entry["kind"], entry["name"]) for entry in entries if entry["needed_by"]}
    assert ("assumption", "call_is_possible: (-1*s.clock.now + call.timestamp >= 0)") in needed
