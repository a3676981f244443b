"""What the prover says, and that it does not say too much."""

import pytest

from properties.outcome import attempt
from properties.symbolic.canary import CANARIES
from properties.symbolic.decision import Verdict
from properties.symbolic.prove import UNSUPPORTED, prove, table
from properties.symbolic.steps import DEPLOYMENT, TIME


@pytest.mark.parametrize("step", [TIME, "Approve", "Transfer", "Pause"])
def test_simple_steps_are_proved(step: str) -> None:
    report = prove([step])
    assert [f for f in report.findings.values() if f.verdict is not Verdict.PROVED] == []
    assert report.proved


@pytest.mark.parametrize("step", CANARIES)
def test_false_claims_are_refuted_by_a_replay(step: str) -> None:
    claim = CANARIES[step]
    report = prove([step], [claim.id], seconds=5.0, models=True, more=(claim,))
    assert report.findings[claim.id, step].verdict is Verdict.VIOLATED
    witness = report.witnesses[claim.id, step]
    outcome = attempt(witness.before, witness.call, witness.action)
    assert not claim.holds(outcome if claim.kind == "law" else outcome.after)  # type: ignore[union-attr]
    assert not report.proved


@pytest.mark.parametrize("step", UNSUPPORTED)
def test_nothing_is_proved_of_what_is_not_carried(step: str) -> None:
    report = prove([step], ["A-1.solvency"])
    finding = report.findings["A-1.solvency", step]
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.reason.startswith("not carried")
    assert not report.proved


def test_what_is_out_of_time_is_unknown() -> None:
    report = prove(["Transfer"], ["A-1.solvency"], budget=-1.0)
    assert report.findings["A-1.solvency", "Transfer"].verdict is Verdict.UNKNOWN


def test_a_table_has_a_line_for_each_step_and_each_open_finding() -> None:
    report = prove(["Approve", "Slash"], ["A-1.solvency"])
    lines = list(table(report))
    assert len(lines) == 4
    assert lines[-1].startswith("unknown: Slash A-1.solvency")


def test_the_base_of_the_induction_is_proved() -> None:
    report = prove([DEPLOYMENT])
    # A deployment with an epoch beyond all measure fails an assertion, and is not rejected.
    open_findings = [f.property_id for f in report.findings.values() if f.verdict is not Verdict.PROVED]
    assert open_findings in ([], ["arithmetic"])
