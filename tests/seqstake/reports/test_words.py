"""What a run came to, in sentences."""

from dataclasses import replace

import pytest

from differential.campaign.tally import Tally
from seqstake.reports.run import Run
from seqstake.reports.words import listed, sentences
from tests.seqstake.reports.runs import BROKEN, FAILING, PROVED, REFUTED, UNKNOWN, hunted, proofs, run


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (hunted(), "Nothing was proved in this run: for 330 properties there is no counterexample, which is no proof."),
        (run(FAILING), "Specification and contracts do not agree: 1 history below."),
        (run(BROKEN), "Violated: A-1.solvency."),
        (run(proofs=proofs(PROVED, replace(REFUTED, property_id="arithmetic"))), "Refuted by proof: arithmetic."),
        (run(proofs=proofs(UNKNOWN)), "Not decided: A-1.solvency."),
        (run(canaries={"a canary": False}), "Planted mistakes that went unnoticed: a canary."),
        (run(proofs=proofs(PROVED, canaries={"S-99.x": False})), "Planted mistakes that went unnoticed: S-99.x."),
    ],
)
def test_the_verdict_has_its_reason(record: Run, told: str) -> None:
    assert told in sentences(record)


def test_a_vacuous_run_says_what_it_did_not_see() -> None:
    record = replace(run(tally=Tally()), outcome="vacuous")
    assert sentences(record)[1].startswith("Not seen: Transfer was never accepted, ")


def test_long_lists_are_cut() -> None:
    assert listed(list("abcdefgh")) == "a, b, c, d, e, f and 2 more"
    assert listed(["a"]) == "a"
