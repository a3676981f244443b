"""Buckets, tickets and the queues that slashes go through."""

from properties.declaration import Severity, invariant
from properties.quantities import pool_of, ripens, tau
from properties.vocabulary import (
    at_most,
    choose,
    equal,
    forall,
    forall_items,
    forall_totals,
    implies,
    one_of,
    same,
    total,
)
from spec.parameters import LONGEST, MAX_TICKETS
from spec.state import NO_BUCKET, NO_BUCKET_ID, NO_TICKET, Bucket, BucketId, SlotId, State, Ticket
from spec.units import MAX_BUCKETS, MAX_SHARES, NOBODY, Address, Status, TicketId
from spec.views import is_claimable


@invariant("C-2.tickets", Severity.CRITICAL, "A ticket escapes a slash, or can neither be slashed nor claimed.")
def open_tickets_are_claimable_or_slashable(state: State) -> bool:
    """Every open ticket is either claimable or slashable at any time, and never both."""
    now = tau(state)

    def exclusive(key: TicketId, ticket: Ticket) -> bool:
        return implies(ticket.shares > 0, is_claimable(state, key) != (now < ripens(state, ticket.bucket)))

    return forall_items(state.tickets, exclusive)


@invariant("C-13.count", Severity.HIGH, "A holder has more tickets than allowed, or is kept from a new one.")
def open_tickets_are_counted(state: State) -> bool:
    """Everyone's count of open tickets is the number of tickets that it has open."""
    return forall_totals(
        state.tickets,
        lambda ticket: ticket.owner,
        lambda _, ticket: choose(ticket.shares > 0, 1, 0),
        state.open_tickets,
        lambda _, number, count: equal(number, count),
    )


@invariant("C-13.bound", Severity.MEDIUM, "The list of a holder's tickets grows without bound.")
def open_tickets_are_bounded(state: State) -> bool:
    """Nobody has more tickets open than the highest limit that governance may set.

    The limit in force may be lower than what is open already, since a change of parameters closes no ticket.
    """
    return forall(state.open_tickets, lambda count: at_most(count, MAX_TICKETS))


@invariant("S-2.ids", Severity.CRITICAL, "A new ticket overwrites an old one.")
def tickets_not_issued_are_blank(state: State) -> bool:
    """Only ids from one to the last one issued belong to tickets."""
    return forall_items(
        state.tickets, lambda key, ticket: (key > 0 and key <= state.last_ticket) or same(ticket, NO_TICKET)
    )


@invariant("S-2.tickets", Severity.CRITICAL, "A ticket exists that nobody can claim, or that stands for nothing.")
def tickets_are_complete(state: State) -> bool:
    """Every ticket has shares, an owner, a recipient and a bucket that is not from the future, or is blank."""
    epoch = state.deployment.epoch
    now = tau(state)

    def complete(ticket: Ticket) -> bool:
        named = ticket.owner != NOBODY and ticket.recipient != NOBODY
        return ticket.shares > 0 and named and ticket.bucket.request * epoch <= now

    return forall(state.tickets, lambda ticket: complete(ticket) or same(ticket, NO_TICKET))


@invariant("S-2.shares", Severity.HIGH, "The shares of a bucket overflow, and nobody can join it.")
def tickets_are_few(state: State) -> bool:
    """All open tickets, and all buckets, together have at most the shares of one full pool for each ticket issued."""
    most = MAX_SHARES * state.last_ticket
    tickets = at_most(total(state.tickets, lambda ticket: ticket.shares), most)
    return tickets and at_most(total(state.buckets, lambda bucket: bucket.shares), most)


@invariant("S-2.maturity", Severity.HIGH, "The product that dates a ticket overflows, and it can never be claimed.")
def tickets_mature_in_time(state: State) -> bool:
    """Every ticket matures within the longest span from now."""
    latest = tau(state) + LONGEST
    return forall(state.tickets, lambda ticket: at_most(ripens(state, ticket.bucket), latest))


@invariant("S-2.buckets", Severity.CRITICAL, "A bucket belongs to no pool, or matures before it begins.")
def buckets_are_complete(state: State) -> bool:
    """Every bucket is of a validator, of a generation that its pool has reached and a request in the past, and matures
    after that.
    """
    epoch = state.deployment.epoch
    now = tau(state)

    def complete(key: BucketId) -> bool:
        record = state.validators[key.validator]
        reached = record.status != Status.NONE and key.generation <= record.generation
        return reached and at_most(key.request * epoch, now) and key.request < key.maturity

    return forall_items(state.buckets, lambda key, bucket: complete(key) or same(bucket, NO_BUCKET))


@invariant("S-3.slots", Severity.CRITICAL, "A slash goes through buckets of somebody else.")
def queues_hold_own_buckets(state: State) -> bool:
    """Every place of a queue up to its end holds a bucket of its own validator, and none after that holds any."""

    def own(slot: SlotId, bucket: BucketId) -> bool:
        queued = slot.index >= 0 and slot.index < state.validators[slot.validator].queue_tail
        return choose(queued, bucket.validator == slot.validator, bucket == NO_BUCKET_ID)

    return forall_items(state.queue, own)


@invariant("S-3.maturity", Severity.HIGH, "The product that dates a bucket overflows, and nobody can leave.")
def queued_buckets_mature_in_time(state: State) -> bool:
    """Every bucket that was ever queued matures within the longest span from now."""
    latest = tau(state) + LONGEST
    return forall(state.queue, lambda bucket: at_most(ripens(state, bucket), latest))


@invariant("S-3.complete", Severity.CRITICAL, "A slash misses a bucket, or takes from it twice.")
def unmatured_buckets_are_queued_once(state: State) -> bool:
    """Every bucket that is still slashable and has open tickets stands in its validator's queue exactly once."""
    now = tau(state)

    def queued(slot: SlotId, bucket: BucketId) -> int:
        record = state.validators[bucket.validator]
        waits = slot.index >= record.queue_head and slot.index < record.queue_tail
        return choose(slot.validator == bucket.validator and waits, 1, 0)

    def once(key: BucketId, times: int, bucket: Bucket) -> bool:
        return implies(bucket.shares > 0 and now < ripens(state, key), equal(times, 1))

    return forall_totals(state.queue, lambda bucket: bucket, queued, state.buckets, once)


@invariant("S-3.unique", Severity.CRITICAL, "A slash takes from a bucket twice.")
def buckets_are_queued_at_most_once(state: State) -> bool:
    """No bucket was ever put into a queue twice."""
    return forall_totals(
        state.queue,
        lambda bucket: bucket,
        lambda _, bucket: choose(bucket == NO_BUCKET_ID, 0, 1),
        state.buckets,
        lambda _, times, __: at_most(times, 1),
    )


@invariant("S-3.length", Severity.HIGH, "A slash visits more buckets than one call can pay for.")
def queues_are_bounded(state: State) -> bool:
    """No queue is longer than the number of buckets that one slash may visit."""
    return forall(
        state.validators,
        lambda record: (
            record.queue_head <= record.queue_tail and at_most(record.queue_tail - record.queue_head, MAX_BUCKETS)
        ),
    )


@invariant("S-3.order", Severity.MEDIUM, "A queue is trimmed of a bucket that is still needed.")
def queues_are_in_order_of_request(state: State) -> bool:
    """All buckets of a queue stand in the order of their request epochs and of their generations."""

    def ordered(slot: SlotId, bucket: BucketId) -> bool:
        following = state.queue[SlotId(slot.validator, slot.index + 1)]
        later = bucket.request <= following.request and bucket.generation <= following.generation
        return implies(following.validator == slot.validator, later)

    return forall_items(state.queue, ordered)


@invariant("S-3.past", Severity.HIGH, "A queue is out of order, and trimmed of a bucket that is still needed.")
def queued_buckets_are_from_the_past(state: State) -> bool:
    """Every bucket that was ever queued is of a request in the past, and of a generation that its pool has reached."""
    epoch = state.deployment.epoch
    now = tau(state)

    def past(slot: SlotId, bucket: BucketId) -> bool:
        reached = bucket.generation <= state.validators[slot.validator].generation
        return at_most(bucket.request * epoch, now) and reached

    return forall_items(state.queue, past)


@invariant("S-3.live", Severity.CRITICAL, "A bucket is queued again, and a slash takes from it twice.")
def unmatured_buckets_have_tickets(state: State) -> bool:
    """Every bucket that was ever queued and is still slashable has open tickets."""
    now = tau(state)

    def live(bucket: BucketId) -> bool:
        return bucket == NO_BUCKET_ID or now >= ripens(state, bucket) or state.buckets[bucket].shares > 0

    return forall(state.queue, live)


@invariant("S-3.trimmed", Severity.CRITICAL, "A slash misses a bucket that left the queue too early.")
def trimmed_buckets_are_matured(state: State) -> bool:
    """Whatever a queue has forgotten is past slashing."""
    now = tau(state)

    def matured(slot: SlotId, bucket: BucketId) -> bool:
        return slot.index >= state.validators[slot.validator].queue_head or now >= ripens(state, bucket)

    return forall_items(state.queue, matured)


@invariant("S-4.pool", Severity.HIGH, "A validator counts as gone while its stake is bonded, or is active without any.")
def status_fits_the_pool(state: State) -> bool:
    """No exited validator's current pool has shares, and every active or leaving one's has."""

    def fits(validator: Address, status: Status) -> bool:
        shares = pool_of(state, validator).shares
        bonded = one_of(status, Status.ACTIVE, Status.LEAVING)
        return implies(status == Status.EXITED, shares == 0) and implies(bonded, shares > 0)

    return forall_items(state.validators, lambda key, record: fits(key, record.status))


@invariant("S-5.log", Severity.MEDIUM, "The log of one call leaks into the next.")
def log_is_empty(state: State) -> bool:
    """Between calls, no event is waiting to be told."""
    return state.log == ()
