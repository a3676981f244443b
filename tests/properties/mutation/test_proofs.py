"""Mistakes judged by the proofs."""

from dataclasses import replace
from functools import cache

import pytest

from properties.mutation.generated import generated
from properties.mutation.mutant import Mutant
from properties.mutation.mutants import ALL
from properties.mutation.proofs import VACUOUS, Fate, Judge, Opening, Sentence, hasty, openings, refused
from properties.symbolic.memory import Memory
from properties.symbolic.prove import prove
from properties.symbolic.report import Explorations, Report
from properties.world import paper_world

WITHDRAW = {"spec.exits:withdraw": ["Withdraw"]}


MEMORY = Memory()


@cache
def known(step: str) -> Report:
    return prove([step], memory=MEMORY)


def judge(steps: dict[str, list[str]]) -> Judge:
    return Judge(known, MEMORY, steps, paper_world(), 2.0)


def named(part: str) -> Mutant:
    (found,) = [mutant for mutant in generated(("exits",)) if part in mutant.id]
    return found


def test_what_a_history_shows_to_be_false_is_left_open() -> None:
    mutant = named("withdraw: sub(state.ledger.credited, amount) becomes add(state.ledger.credited, amount)")
    sentence = judge(WITHDRAW).sentence(mutant)
    assert sentence.killed
    assert sentence.wrong is None
    assert sentence.opening is not None
    assert sentence.witness is not None
    assert sentence.opening.step == sentence.witness.step == "Withdraw"
    assert (sentence.witness.history, sentence.witness.number, sentence.witness.first) == ("last_holder", 7, True)


def test_no_mistake_leaves_nothing_open() -> None:
    right = Mutant("nothing", "exits", "withdraw", "amount > 0", "amount > 0")
    assert judge(WITHDRAW).sentence(right) == Sentence(right, Fate.SURVIVED)


def test_a_mistake_that_no_step_makes_survives() -> None:
    mutant = named("withdraw: amount > 0 becomes amount >= 0")
    assert judge({}).sentence_on(mutant, "A-3.withdraw").fate is Fate.SURVIVED


def test_a_planted_mistake_is_judged_by_what_it_is_said_to_break() -> None:
    (mutant,) = [mutant for mutant in ALL if mutant.id == "anyone ends a pause"]
    sentence = judge({"spec.clock:require_pauser": ["PauseRegistration"]}).sentence_on(mutant, "G-7.unpause")
    assert sentence.killed
    assert sentence.opening is not None
    assert sentence.opening.claim == "G-7.unpause"
    assert sentence.witness is not None
    assert sentence.witness.history == mutant.scenario


@pytest.mark.parametrize(
    ("reason", "counts"), [("not decided", True), ("out of time", False), ("not carried: a loop", False)]
)
def test_neither_the_time_nor_the_engine_that_ends_is_a_proof_that_fails(reason: str, counts: bool) -> None:
    assert Opening("Withdraw", "A-1.withdraw", reason).counts == counts


def test_a_step_that_is_never_accepted_is_left_open() -> None:
    report = Report(explorations={"Withdraw": Explorations(paths=1)})
    assert [opening.claim for opening in openings(report, "Withdraw")] == [VACUOUS]


def test_no_time_is_spent_on_telling_which_paths_are_possible() -> None:
    assert b"any" in hasty().possible


def test_a_mistake_that_the_engine_cannot_carry_is_refused_by_the_lint() -> None:
    old, new = "replace(state, sinks=sinks)", "replace(state, sinks=sinks, credits=type(state.credits)(Wei(0)))"
    odd = Mutant("new sinks forget credits", "governance", "set_sinks", old, new)
    assert refused(odd).startswith("a call of something that is not the specification's: type(state.credits)")
    assert refused(replace(odd, new="replace(state, sinks=state.sinks)")) == ""


@pytest.mark.parametrize(
    ("mutant", "fate"), [("type(state.credits)(Wei(0))", Fate.REFUSED), ("state.credits", Fate.UNDECIDED)]
)
def test_what_is_refused_is_neither_killed_nor_open(mutant: str, fate: Fate) -> None:
    old, new = "replace(state, sinks=sinks)", f"replace(state, sinks=sinks, credits={mutant})"
    made = Mutant("other credits", "governance", "set_sinks", old, new)
    assert judge({}).unless_refused(Sentence(made, Fate.UNDECIDED)).fate is fate
    assert judge({}).unless_refused(Sentence(made, Fate.SURVIVED)).fate is Fate.SURVIVED
