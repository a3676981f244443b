from dataclasses import replace

import pytest

from properties.scenarios.calls import tokens, unbond_assets
from properties.scenarios.story import Story
from properties.world import paper_world
from spec.clock import observe
from spec.errors import TooManyBuckets
from spec.events import TicketClaimed, Transfer, UnbondingRequested
from spec.exits import claim_or_skip, enqueue, is_slashable, maturity_time, new_bucket_id, trim_queue
from spec.parameters import DAY
from spec.state import NO_BUCKET, NO_TICKET, Bucket, BucketId, SlotId, State, Ticket
from spec.transition import Applied
from spec.units import MAX_BUCKETS, Address, Epoch, Generation, Shares, Status, TicketId, Timestamp, Wei


def staked() -> Story:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40))
    s.delegates(s.dora, s.alice, tokens(10))
    s.waits_until((s.now // DAY + 1) * DAY)
    return s


def in_epoch(s: Story, seconds: int) -> State:
    return observe(s.state, Timestamp(s.state.clock.now + s.pause_before_next + seconds))


@pytest.mark.parametrize(("seconds", "rounding"), [(0, 0), (1, 1), (DAY - 1, 1)])
def test_maturity_is_rounded_up_to_an_epoch(seconds: int, rounding: int) -> None:
    s = staked()
    state = in_epoch(s, seconds)
    epoch = Epoch(state.clock.now // DAY)
    bucket = new_bucket_id(state, s.alice)
    assert bucket == BucketId(s.alice, Generation(0), epoch, Epoch(epoch + 21 + rounding))
    assert maturity_time(state, bucket) == (epoch + 21 + rounding) * DAY


def test_a_bucket_is_slashable_until_the_second_of_its_maturity() -> None:
    s = staked()
    ticket = s.unbonds_all(s.dora, s.alice)
    bucket = s.state.tickets[ticket].bucket
    left = maturity_time(s.state, bucket) - s.now
    assert [is_slashable(in_epoch(s, left + late), bucket) for late in (-1, 0, 1)] == [True, False, False]


def test_a_request_moves_assets_and_shares_from_pool_to_bucket() -> None:
    s = staked()
    shares = Shares(s.shares(s.dora, s.alice) // 2)
    outcome = s.tells(s.dora, unbond_assets(s.alice, tokens(5)), None)
    assert isinstance(outcome, Applied)
    bucket_id = new_bucket_id(s.state, s.alice)
    told = UnbondingRequested(
        ticket=TicketId(1),
        validator=s.alice,
        owner=s.dora,
        recipient=s.dora,
        generation=bucket_id.generation,
        request=bucket_id.request,
        maturity=bucket_id.maturity,
        shares=shares,
        assets=tokens(5),
    )
    assert (outcome.value, outcome.events) == (1, (told,))
    assert list(s.state.tickets.items()) == [(1, Ticket(s.dora, s.dora, bucket_id, shares))]
    assert list(s.state.buckets.items()) == [(bucket_id, Bucket(tokens(5), shares))]
    assert list(s.state.queue.items()) == [(SlotId(s.alice, 0), bucket_id)]
    assert (s.pool(s.alice).assets, s.shares(s.dora, s.alice)) == (tokens(45), shares)
    assert (s.state.ledger.bonded, s.state.ledger.unbonding) == (tokens(45), tokens(5))
    assert s.state.open_tickets[s.dora] == 1


def test_a_claim_pays_closes_and_leaves_nothing_of_the_ticket() -> None:
    s = staked()
    ticket = s.unbonds_all(s.dora, s.alice)
    bucket = s.state.tickets[ticket].bucket
    ripe = in_epoch(s, s.maturity(ticket) - s.now)
    state, caller, paid = claim_or_skip((ripe, s.dora, Wei(0)), ticket)
    assert (caller, paid) == (s.dora, tokens(10))
    assert (state.tickets[ticket], state.buckets[bucket], state.open_tickets[s.dora]) == (NO_TICKET, NO_BUCKET, 0)
    assert state.log == (
        Transfer(s.deployment.stake_token, s.deployment.stake_custody, s.dora, tokens(10)),
        TicketClaimed(ticket, s.dora, s.dora, tokens(10)),
    )


def filled(s: Story, count: int) -> State:
    """Queue so many buckets, one an epoch, that mature from the next epoch on."""
    state, epoch = s.state, s.now // DAY
    for number in range(count):
        bucket = BucketId(s.alice, Generation(0), Epoch(epoch), Epoch(epoch + 1 + number))
        state = enqueue(state, bucket)
        state = replace(state, buckets=state.buckets.set(bucket, Bucket(Wei(1), Shares(1))))
    return state


def test_a_queue_holds_so_many_buckets_and_each_once() -> None:
    s = staked()
    state = filled(s, MAX_BUCKETS)
    record = state.validators[s.alice]
    assert (record.queue_head, record.queue_tail) == (0, MAX_BUCKETS)
    for index in range(MAX_BUCKETS):
        assert enqueue(state, state.queue[SlotId(s.alice, index)]) == state
    with pytest.raises(TooManyBuckets) as refused:
        enqueue(state, BucketId(s.alice, Generation(0), Epoch(1), Epoch(10**6)))
    assert refused.value == TooManyBuckets(s.alice, MAX_BUCKETS)


@pytest.mark.parametrize(("ripe", "head"), [(0, 0), (1, 1), (2, 2), (5, 2)])
def test_a_request_forgets_up_to_two_buckets_past_slashing(ripe: int, head: int) -> None:
    s = staked()
    state = filled(s, 8)
    state = observe(state, Timestamp((s.now // DAY + ripe) * DAY if ripe else s.now))
    after = enqueue(state, BucketId(s.alice, Generation(0), Epoch(1), Epoch(10**6)))
    assert after.validators[s.alice].queue_head == head
    assert after.validators[s.alice].queue_tail == 9


def test_an_empty_queue_has_nothing_to_forget() -> None:
    s = staked()
    assert trim_queue(s.state, s.alice) == s.state
    assert trim_queue(s.state, Address(999)) == s.state


def test_leaving_with_everything_ends_a_leaving_validator_only() -> None:
    s = staked()
    s.unbonds_all(s.alice, s.alice)
    assert s.record(s.alice).status == Status.LEAVING
    s.unbonds_all(s.dora, s.alice)
    assert s.record(s.alice).status == Status.EXITED
