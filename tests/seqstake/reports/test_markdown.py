"""The summary for a job."""

from dataclasses import replace

from seqstake.reports.markdown import fenced, markdown
from seqstake.reports.run import Second
from tests.seqstake.reports.runs import BROKEN, FAILING, hunted, run, seconded


def test_a_run_that_passed_is_told_in_a_few_lines() -> None:
    told = markdown(run())
    assert told.startswith("## ✅ seqstake verify: passed\n\nSpecification and contracts did the same on all ")
    assert "1 of 330 properties are proved" in told
    assert "| Solvency and conservation | 29 | 1 | 28 | 0 | 0 |" in told
    assert "| mistakes in the contracts noticed | 50.0 % |" in told
    assert told.endswith("Run it again:\n\n```\nseqstake verify --seed 1\n```\n")
    assert "Nothing was proved in this run" in markdown(hunted())


def test_properties_that_cvc5_agrees_on_are_counted() -> None:
    assert "cvc5" not in markdown(run())
    told = markdown(seconded(Second(True, "agrees for 1 step")))
    assert "| properties of which cvc5 agrees on all proofs, in an earlier run | 1 |" in told
    told = markdown(seconded(Second(False, "open for 1 step")))
    assert "| properties of which cvc5 agrees on all proofs, in an earlier run | 0 |" in told


def test_a_failing_history_is_shown_with_the_command_that_runs_it_again() -> None:
    told = markdown(run(FAILING, BROKEN))
    assert "### 1. divergence\n\n```\noutcome: the spec says accepted" in told
    assert "  2. after 5 s, delegator 1: Claim(ticket=1)\n```\n" in told
    assert "```\nseqstake replay reports/failures/1.itf.json --contracts mine\n```" in told
    assert "| A-1.solvency | violated |" in told


def test_long_histories_are_cut_at_their_beginning() -> None:
    history = tuple(f"step {number}" for number in range(1, 101))
    told = markdown(run(replace(FAILING, history=history)))
    assert "… 60 steps before" in told
    assert "100. step 100" in told
    assert "step 60\n" not in told


def test_nothing_ends_a_fence_before_its_time() -> None:
    assert fenced(["a ```` b"]) == ["`````", "a ```` b", "`````", ""]
