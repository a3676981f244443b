"""Small populations: what holds of them holds of the state that is read from a solution."""

from dataclasses import fields
from time import monotonic

import pytest

from properties.evaluation import INVARIANTS
from properties.symbolic.decision import Place
from properties.symbolic.explorer import aside
from properties.symbolic.formula import Formula, at_least, conjuncts
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import LATER, STATE, Knowledge, knowledge
from properties.symbolic.model import Reading
from properties.symbolic.polynomial import number
from properties.symbolic.population import TABLES, Population, blank_number, group_of
from properties.symbolic.question import Question
from properties.symbolic.smallest import Smallest, numbers
from properties.symbolic.sums import SUMS
from properties.symbolic.values import formula_of, poly_of
from properties.symbolic.words import word_total
from spec.actions import Pause
from spec.state import State
from spec.units import TicketId


def known() -> Knowledge:
    with symbolic():
        return knowledge()


def solution(*holds: Formula, rounds: int = 3, spares: int = 0) -> State | None:
    """Return a state of which all invariants are to hold, and something more."""
    population = Population(Place((), known()), holds, rounds, spares)
    wishes = Smallest(population.keys, population.place.by, Pause).wishes()
    question = Question(population.statements(), wishes, monotonic() + 20)
    if not question.answered():
        return None
    found: State = Reading(question, population.place.by, population.keys).value(State, "s")
    return found


def broken(state: State) -> list[str]:
    return [invariant.id for invariant in INVARIANTS if not invariant.holds(state)]


def ticket(id: int) -> tuple[Formula, ...]:
    with aside():
        return conjuncts(formula_of(STATE.tickets[TicketId(id)].shares >= 1))


@pytest.mark.parametrize("rounds", [3, 4])
def test_a_solution_is_a_state_in_which_all_invariants_hold(rounds: int) -> None:
    assert solution(*ticket(5), rounds=1) is None  # no validator is near enough whose the ticket could be
    found = solution(*ticket(5), rounds=rounds)
    assert found is not None
    assert broken(found) == []
    assert [key for key, _ in found.tickets.items()] == [5]
    assert len(found.buckets) == len(found.open_tickets) == 1


def test_sums_are_those_of_the_entries() -> None:
    with aside():
        total = poly_of(word_total(STATE.credits, lambda credit: credit))
    wanted = (at_least(total, number(11)), at_least(number(11), total))
    assert solution(*wanted) is None  # no account is mentioned that could have anything
    found = solution(*wanted, spares=1)
    assert found is not None
    assert broken(found) == []
    assert sum(found.credits.values()) == found.ledger.credited == 11


def test_two_tickets_of_one_bucket_take_room_for_another() -> None:
    with aside():
        bucket = STATE.buckets[STATE.tickets[TicketId(1)].bucket]
        more = formula_of(bucket.shares > STATE.tickets[TicketId(1)].shares)
    assert solution(*ticket(1), more) is None
    found = solution(*ticket(1), more, spares=1)
    assert found is not None
    assert broken(found) == []
    assert len(found.tickets) == 2


def test_an_entry_belongs_to_a_group() -> None:
    with symbolic():
        heads = [head for head in known().triggers if head in SUMS and SUMS[head].head == "s.tickets"]
        entry = STATE.tickets[TicketId(3)]
    groups = [group_of(head, (number(3),)) for head in heads]
    assert (poly_of(entry.owner),) in groups  # whose open tickets are counted
    id = entry.bucket
    assert tuple(poly_of(getattr(id, field.name)) for field in fields(id)) in groups  # whose shares are added up


def test_every_number_of_every_map_has_a_value_where_nothing_was_written() -> None:
    heads = [part.head for name, (_, value) in TABLES.items() for part in numbers(value, name)]
    assert {"s.tickets.bucket.maturity", "s.pools.positions.shares", "s.credits", "s.queue.request"} < set(heads)
    assert {blank_number(head) for head in heads} == {0}
    # The midst of a repetition is looked at too, when what is claimed of it fails.
    assert {blank_number(f"{head}{LATER}") for head in heads} == {0}
