"""A run as test cases: something fails just if the run did not pass."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from differential.campaign.tally import Tally
from seqstake.reports.cases import cases_of
from seqstake.reports.run import BAD, Run
from seqstake.reports.texts import texts_of
from tests.seqstake.reports.runs import BROKEN, FAILING, PROVED, REFUTED, UNKNOWN, course, hunted, proofs, run


def bad(record: Run) -> dict[str, str]:
    """Return the cases that do not pass."""
    return {case.name: case.verdict for cases in cases_of(record).values() for case in cases if case.verdict in BAD}


def ended(trouble: str) -> Run:
    """Return a run that ended before its time."""
    broken = course().searched(0.0, trouble=trouble)
    return replace(hunted(), search=broken, outcome="broken", exit_code=5)


@pytest.mark.parametrize(
    ("record", "outcome", "cases"),
    [
        (run(), "passed", {}),
        (hunted(), "passed", {}),
        (run(FAILING), "violated", {"spec and contracts agree": "violated"}),
        (run(FAILING, canaries={"a canary": False}), "violated", {"spec and contracts agree": "violated"}),
        (run(BROKEN), "violated", {"A-1.solvency": "violated"}),
        (run(proofs=proofs(PROVED, REFUTED)), "violated", {"A-1.solvency": "violated"}),
        (run(proofs=proofs(PROVED, UNKNOWN)), "unknown", {"A-1.solvency": "unknown"}),
        (run(proofs=proofs(replace(UNKNOWN, property_id="arithmetic"))), "unknown", {"arithmetic": "unknown"}),
        (run(proofs=proofs(PROVED, canaries={"S-99.pause": False})), "broken", {"S-99.pause": "violated"}),
        (run(canaries={"a canary": False}), "broken", {"a canary": "violated"}),
        (ended("workers keep dying"), "broken", {"the run came to its end": "violated"}),
    ],
)
def test_something_fails_just_if_the_run_did_not_pass(record: Run, outcome: str, cases: dict[str, str]) -> None:
    assert record.outcome == outcome
    assert bad(record) == cases


def test_what_was_not_seen_fails() -> None:
    record = run(tally=Tally(), proofs=None, properties=("A-1.solvency",))
    assert record.outcome == "unknown"
    assert {"A-1.solvency": "unknown", "all was seen that has to be seen": "violated"}.items() <= bad(record).items()


def test_a_failing_case_says_how_to_run_the_history_again() -> None:
    root = ElementTree.fromstring(texts_of(run(FAILING, BROKEN))["junit"]())
    told = [failure.text or "" for failure in root.iter("failure")]
    assert len(told) == 2
    assert all(
        "run it again with: seqstake replay reports/failures/1.itf.json --contracts mine" in text for text in told
    )
    assert "  2. after 5 s, delegator 1: Claim(ticket=1)" in told[0]


def test_what_xml_cannot_hold_is_left_out() -> None:
    root = ElementTree.fromstring(texts_of(run(proofs=proofs(PROVED, REFUTED)))["junit"]())
    [failure] = root.iter("failure")
    assert "violated for Claim: a state <b>&?" in (failure.text or "")
