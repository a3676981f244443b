"""Mistakes judged by the proofs."""

from functools import cache

from properties.mutation.generated import generated
from properties.mutation.mutant import Mutant
from properties.mutation.proofs import Judge, Sentence
from properties.symbolic.memory import Memory
from properties.symbolic.prove import prove
from properties.symbolic.report import Report

WITHDRAW = {"spec.exits:withdraw": ["Withdraw"]}


@cache
def known(step: str) -> tuple[Report, Memory]:
    memory = Memory()
    return prove([step], memory=memory), memory


def named(part: str) -> Mutant:
    (found,) = [mutant for mutant in generated(("exits",)) if part in mutant.id]
    return found


def test_a_mistake_leaves_something_open() -> None:
    mutant = named("withdraw: sub(state.ledger.credited, amount) becomes add(state.ledger.credited, amount)")
    sentence = Judge(2.0, known, WITHDRAW).sentence(mutant)
    assert (sentence.step, sentence.killed) == ("Withdraw", True)


def test_no_mistake_leaves_nothing_open() -> None:
    right = Mutant("nothing", "exits", "withdraw", "amount > 0", "amount > 0")
    assert Judge(2.0, known, WITHDRAW).sentence(right) == Sentence(right)
