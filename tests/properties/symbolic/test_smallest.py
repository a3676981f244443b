"""Counterexamples are made small: as usual where they can be, and zero or round elsewhere."""

from time import monotonic

import pytest

from properties.symbolic.decision import Place
from properties.symbolic.explorer import aside
from properties.symbolic.formula import Formula
from properties.symbolic.fresh import arbitrary
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import CALL, STATE, knowledge
from properties.symbolic.model import Reading, Witness
from properties.symbolic.people import usual_state
from properties.symbolic.population import Population
from properties.symbolic.question import Question
from properties.symbolic.smallest import ROUND, ROUND_TIMES, Smallest, numbers, rounder, usual
from properties.symbolic.values import formula_of
from properties.world import GENESIS_TIME
from spec.actions import ClaimBatch, Transfer
from spec.state import Ticket
from spec.units import Address, ProtocolTime, TicketId, Timestamp, Wei

ACTION = arbitrary(Transfer, "arg")


def small(*holds: Formula) -> Witness:
    """Return the smallest transfer, and the state before it, of which something holds."""
    with symbolic():
        population = Population(Place((), knowledge()), holds, rounds=3, spares=0)
        smallest = Smallest(population.keys, population.place.by, Transfer)
        question = Question(population.statements(), smallest.wishes(), monotonic() + 20)
        assert question.answered()
        smallest.shrink(question)
        return Reading(question, population.place.by, population.keys).witness(Transfer)


def test_what_nothing_is_said_of_is_as_usual() -> None:
    with aside():
        amount = formula_of(ACTION.amount >= 70_000)
    found = small(amount)
    assert found.before == usual_state()
    assert found.call.timestamp == GENESIS_TIME
    assert found.action == Transfer(Address(0), Address(0), Wei(70_000))


def test_only_what_is_needed_is_not_as_usual() -> None:
    with aside():
        later = formula_of(STATE.clock.now + 5 <= CALL.timestamp)
        ticket = formula_of(STATE.tickets[TicketId(1)].shares >= 1)
    found = small(later, ticket)
    state, plain = found.before, usual_state()
    assert (state.deployment, state.parameters, state.clock) == (plain.deployment, plain.parameters, plain.clock)
    assert found.call.timestamp == GENESIS_TIME + 5
    assert [ticket.shares for ticket in state.tickets.values()] == [1]
    assert (len(state.credits), len(state.cases), len(state.tokens), len(state.earners)) == (0, 0, 0, 0)
    assert state.last_ticket == 1


@pytest.mark.parametrize(
    ("kind", "value", "better"),
    [
        (Address, 5, ()),
        (int, 0, ()),
        (int, 30, (0, 1, 2, 4, 10, 20)),
        (Wei, 10**18, tuple(value for value in ROUND if value < 10**18)),
        (Timestamp, GENESIS_TIME, (0,)),
        (ProtocolTime, 7, ROUND_TIMES),
    ],
)
def test_round_numbers_are_preferred(kind: object, value: int, better: tuple[int, ...]) -> None:
    assert rounder(kind, value) == better


def test_numbers_are_those_of_a_record_in_order() -> None:
    found = [number.head for number in numbers(Ticket, "t")]
    bucket = [f"t.bucket.{name}" for name in ("validator", "generation", "request", "maturity")]
    assert found == ["t.owner", "t.recipient", *bucket, "t.shares"]
    assert [number.head for number in numbers(ClaimBatch, "arg")] == ["arg.tickets.size"]


def test_the_usual_state_is_told_number_by_number() -> None:
    told = {part.head: value for part, value in usual()}
    assert told["s.clock.now"] == GENESIS_TIME
    assert told["s.ledger.bonded"] == told["s.clock.registration_paused"] == 0
    assert not any(head.startswith(("s.tokens", "s.pools", "s.log")) for head in told)
