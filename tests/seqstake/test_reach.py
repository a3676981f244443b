"""The search for a history that shows what a proof left open, and how what it finds is told."""

from pathlib import Path

import pytest
from rich.console import Console

from differential.system import chain_world
from differential.trace import loads
from properties.mutation.mutant import Mutant, in_place
from properties.reach import failures
from properties.symbolic.decision import Verdict
from properties.symbolic.proving import Outcome, Request
from properties.symbolic.report import Finding, Report
from seqstake import reach
from seqstake.reach import print_search, search
from spec.rejections import REJECTIONS

CLAIM = ("C-1.claim", "Claim")
TRUE = ("A-1.solvency", "Pause")
EARLY = Mutant(
    "tickets are released a second early",
    "exits",
    "is_slashable",
    "protocol_time(state) < maturity_time(state, bucket)",
    "add(protocol_time(state), ProtocolTime(1)) < maturity_time(state, bucket)",
)


def unknown(*claims: tuple[str, str]) -> Outcome:
    findings = {claim: Finding(*claim, Verdict.UNKNOWN, 1, 0.1, "not decided") for claim in claims}
    return Outcome(Request(), Report(findings, witnesses={CLAIM: "a state"}))


def test_a_history_is_found_kept_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = unknown(CLAIM)
    with in_place(EARLY):
        found = search(outcome, 1, tmp_path)
        print_search(found, Console(width=300))
        path = tmp_path / "C-1.claim-Claim.itf.json"
        trace, world = loads(path.read_text(), chain_world(same_token=True).names()), chain_world(same_token=True)
        assert [number for _, number, _ in failures(trace.history, frozenset((CLAIM,)), world)] == [4]
    finding = outcome.report.findings[CLAIM]
    assert (finding.verdict, finding.reason) == (Verdict.VIOLATED, f"reached from deployment: {path}")
    assert outcome.report.witnesses == {}
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[1] == "C-1.claim fails after Claim: No ticket closes before its maturity."
    assert lines[5] == "4. after 1,820,799 s, delegator 1: Claim(ticket=1)"
    assert "open_tickets[delegator 1]: 1 → 0" in lines
    failed = "at_most(ripens(step.before, x.bucket), now): 1_701_820_800 (now + 1 s) | 1_701_820_799 (now)"
    assert lines[lines.index("and so fails") + 1] == failed
    assert trace.note == f"No ticket closes before its maturity. It fails: {failed}"
    assert lines[-1] == f"replay it with: seqstake replay {path}"


def test_what_is_not_reached_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "SECONDS", 0.5)
    outcome = unknown(TRUE)
    found = search(outcome, 3, tmp_path)
    print_search(found, Console(width=300))
    told = capsys.readouterr().out
    assert f"A-1.solvency of Pause: not reached in {found.looked:,} histories, seed 3" in told
    assert (found.missed, found.found, list(tmp_path.iterdir())) == ([TRUE], {}, [])
    assert outcome.report.findings[TRUE].verdict is Verdict.UNKNOWN


def test_only_what_is_open_about_calls_is_searched_for(tmp_path: Path) -> None:
    assert "Deployment" not in {action.__name__ for action in REJECTIONS}
    assert search(unknown(("P0", "Deployment")), 1, tmp_path).missed == []
