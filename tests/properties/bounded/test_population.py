import pytest

from properties.bounded.population import (
    SIZES,
    STAKE,
    Population,
    bonded,
    credited,
    pausing,
    population,
    taken,
    unbonding,
    with_status,
)
from properties.evaluation import check_invariants
from spec.parameters import DAY
from spec.state import Ledger, State
from spec.units import MAX_SUPPLY, Status, Wei


@pytest.fixture(params=SIZES, ids=lambda size: f"of {size}")
def people(request: pytest.FixtureRequest) -> Population:
    return population(request.param)


def test_there_is_something_in_every_part_of_the_state(people: Population) -> None:
    state, size = people.state, len(people.holders)
    assert [account for account, _ in state.pools[people.pool].positions.items()] == list(people.holders)
    assert [ticket.owner for _, ticket in state.tickets.items()] == list(people.holders)
    assert {ticket.bucket for ticket in state.tickets.values()} == {people.bucket}
    assert [state.cases[case].routed for case in (people.routed, people.unrouted)] == [True, False]
    assert min(state.ledger.bonded, state.ledger.unbonding, state.ledger.credited, state.ledger.pot) > 0
    assert (state.stream.rate, people.earning.stream.rate > 0) == (0, True)
    assert len(people.busy.buckets) == 2
    assert state.last_ticket == size


def test_the_times_of_offences_enclose_the_request(people: Population) -> None:
    state, epoch = people.state, people.state.deployment.epoch
    now = state.clock.now
    assert people.earlier // epoch <= people.bucket.request < people.later // epoch
    assert now - people.earlier < state.parameters.evidence_window + state.parameters.case_window
    assert people.later < now < people.bucket.maturity * epoch


def changed(people: Population) -> State:
    """Return a state in which every amount is another."""
    state = unbonding(bonded(people.state, 11), people.bucket, 13)
    return taken(credited(state, people.holders[-1], 17), people.unrouted, 19)


def test_amounts_are_what_they_are_put_to_and_the_supply_stays(people: Population) -> None:
    before, after = people.state, changed(people)
    credits = before.ledger.credited - before.credits[people.holders[-1]]
    assert after.ledger == Ledger(Wei(11), Wei(13), Wei(credits + 17), Wei(19))
    assert sum(after.tokens[STAKE].balances.values()) == MAX_SUPPLY


def test_all_states_are_lawful(people: Population) -> None:
    states = [people.state, people.earning, people.busy, changed(people), bonded(people.busy, 1)]
    states += [pausing(people.state, 2 * DAY, DAY, length) for length in (0, 1, 3 * DAY)]
    states += [with_status(people.earning, status) for status in (Status.LEAVING, Status.TOMBSTONED)]
    assert [check_invariants(state) for state in states] == [[] for _ in states]


def test_a_population_is_made_once() -> None:
    assert population(2) is population(2)
