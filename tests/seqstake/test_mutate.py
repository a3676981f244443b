"""Mistakes in the specification: which are judged, what is kept of it, and what it comes to."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from properties.evaluation import RELATIONS
from properties.mutation.crew import Answer, Question
from properties.mutation.generated import generated
from properties.mutation.mutants import ALL
from properties.mutation.proofs import Fate, Opening, Sentence
from properties.mutation.survivors import Standing, Survivor
from properties.mutation.witness import Witness
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.judgements import Judgement, Ledger, Mismatch
from seqstake.mutate import Request, chosen, summed_up

REQUEST = Request((), (), None, 1, 5.0, 1)
FIRST, SECOND = [Question(mutant) for mutant in list(generated(("tokens",)))[:2]]
OPENING = Opening("Transfer", "A-3.supply", "not decided")
WITNESS = Witness("A-3.supply", "Transfer", "donations", 1, True)


def killed(question: Question, witness: Witness | None = WITNESS, wrong: Witness | None = None) -> Answer:
    return Answer(question, Sentence(question.mutant, Fate.KILLED, OPENING, witness, wrong), 1.0)


def survived(question: Question) -> Answer:
    return Answer(question, Sentence(question.mutant, Fate.SURVIVED), 1.0)


def code(answers: list[Answer], justified: dict[str, Survivor]) -> tuple[ExitCode, str]:
    """Return the exit code of a run in which the first two mistakes were to be judged, and what was printed."""
    ledger, text = Ledger(None), StringIO()
    for answer in answers:
        ledger.add(answer)
    found = summed_up([FIRST, SECOND], ledger, justified, Console(file=text, width=200))
    return found, text.getvalue()


def test_every_mistake_by_rule_is_judged_by_whatever_claim() -> None:
    found = chosen(replace(REQUEST, modules=("tokens",)))
    assert found == [Question(mutant) for mutant in generated(("tokens",))]
    assert chosen(replace(REQUEST, functions=("pay",))) == [q for q in found if q.mutant.function == "pay"]


def test_a_planted_mistake_is_judged_by_each_claim_that_is_to_be_proved() -> None:
    compared = {entry.id for entry in RELATIONS}
    wanted = [(mutant.id, id) for mutant in ALL for id in mutant.kills or ("arithmetic",) if id not in compared]
    assert [(q.mutant.id, q.claim) for q in chosen(replace(REQUEST, planted=True))] == wanted


def test_historical_mistakes_are_planted_ones_that_repeat_a_bug() -> None:
    found = chosen(replace(REQUEST, historical=True))
    assert {question.mutant.bug for question in found} == {mutant.bug for mutant in ALL if mutant.bug}


def test_a_sample_is_the_same_in_every_run() -> None:
    sample = replace(REQUEST, modules=("tokens",), sample=5)
    assert len(chosen(sample)) == 5
    assert chosen(sample) == chosen(sample)
    assert chosen(sample) != chosen(replace(sample, seed=2))


def test_a_judgement_is_kept_and_believed_while_nothing_changes(tmp_path: Path) -> None:
    file = tmp_path / "judgements.json"
    added = Ledger(file).add(killed(FIRST))
    assert Ledger(file).found(FIRST) == added
    assert Ledger(file).found(SECOND) is None
    assert (added.witness, added.claim, added.step) == ("step 1 of donations", "A-3.supply", "Transfer")
    other = Question(replace(FIRST.mutant, new=FIRST.mutant.new.replace("return", "return  ")))
    assert Ledger(file).found(other) is None


def test_what_is_not_seen_to_be_false_depends_on_all_that_is_known_of_a_state() -> None:
    ledger = Ledger(None)
    seen, unseen = ledger.add(killed(FIRST)), ledger.add(killed(FIRST, None))
    assert seen.key != unseen.key
    assert ledger.found(FIRST) == unseen


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"schema": 0, "judgements": []})])
def test_a_file_without_judgements_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "judgements.json"
    file.write_text(text)
    with pytest.raises(Mismatch, match="holds no judgements"):
        Ledger(file)


def test_what_survives_counts_and_is_printed() -> None:
    found, text = code([killed(FIRST), survived(SECOND)], {})
    assert found is ExitCode.BELOW_THRESHOLD
    assert "killed 1 of 2 (50.0%)" in text
    assert SECOND.mutant.id[:40] in text


@pytest.mark.parametrize(
    ("standing", "wanted", "score"),
    [
        (Standing.EQUIVALENT, ExitCode.PASSED, "1 of 1 (100.0%)"),
        (Standing.ACCEPTED, ExitCode.BELOW_THRESHOLD, "1 of 2 (50.0%)"),
    ],
)
def test_what_is_equivalent_does_not_count(standing: Standing, wanted: ExitCode, score: str) -> None:
    found, text = code([killed(FIRST), survived(SECOND)], {SECOND.mutant.id: Survivor(SECOND.mutant.id, standing, ".")})
    assert found is wanted
    assert score in text


def test_what_is_not_judged_is_never_green() -> None:
    found, text = code([killed(FIRST)], {})
    assert found is ExitCode.UNKNOWN
    assert "1 not judged" in text


def test_a_proof_of_what_is_false_breaks_the_harness() -> None:
    found, text = code([killed(FIRST), killed(SECOND, None, WITNESS)], {})
    assert found is ExitCode.BROKEN
    assert "proved although false: A-3.supply of step 1 of donations" in text


def test_the_judgement_of_a_planted_mistake_names_its_bug() -> None:
    mutant = next(mutant for mutant in ALL if mutant.bug)
    entry = Ledger(None).add(killed(Question(mutant, mutant.kills[0])))
    assert isinstance(entry, Judgement)
    assert (entry.bug, entry.said, entry.place) == (mutant.bug, mutant.kills[0], f"spec/{mutant.module}.py")


def test_a_function_that_is_not_there_is_one_clear_line() -> None:
    result = CliRunner().invoke(main, ["mutate", "spec", "--function", "fly"])
    assert result.exit_code == ExitCode.UNKNOWN
    assert "error: there is no mistake in fly of the specification" in result.output
