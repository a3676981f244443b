"""Exits: when stake leaves, whose it is, and that nobody and nothing changes a ticket once it is issued."""

from properties import scope
from properties.declaration import Severity, law
from properties.outcome import Transition, returned
from properties.quantities import payee, pool_id, ripens, tau_of
from properties.vocabulary import (
    at_most,
    choose,
    equal,
    forall2_items,
    forall_changed,
    forall_changed_items,
    implies,
    is_ceiling,
    is_floor,
    same,
    unchanged_but,
)
from spec import actions as a
from spec.actions import Action
from spec.state import NO_BUCKET_ID, NO_TICKET, Bucket, BucketId, Ticket

EXIT = a.Unbond | a.UnbondAssets
CLAIM = a.Claim | a.ClaimBatch


def issued(step: Transition[EXIT]) -> Ticket:
    """Return the ticket that an exit issues."""
    return step.after.tickets[step.after.last_ticket]


def joined(step: Transition[EXIT]) -> tuple[Bucket, Bucket]:
    """Return the bucket of the ticket that an exit issues, before and after."""
    key = issued(step).bucket
    return step.before.buckets[key], step.after.buckets[key]


@law(
    "C-1.maturity",
    Severity.CRITICAL,
    "Stake leaves before its unbonding period has passed, or later than it must.",
    scope.EXITS,
)
def tickets_mature_after_the_unbonding_period(step: Transition[EXIT]) -> bool:
    """Every exit's ticket matures at the first epoch that begins no earlier than one unbonding period from now."""
    ripe = tau_of(step.before, step.call) + step.before.parameters.unbonding_period
    return is_ceiling(issued(step).bucket.maturity, ripe, step.before.deployment.epoch)


@law("C-1.claim", Severity.CRITICAL, "Stake leaves before its unbonding period has passed.")
def tickets_close_when_matured(step: Transition[Action]) -> bool:
    """No ticket closes before its maturity."""
    now = tau_of(step.before, step.call)
    return forall_changed(
        step.before.tickets,
        step.after.tickets,
        lambda x, y: x.shares == 0 or y.shares > 0 or at_most(ripens(step.before, x.bucket), now),
    )


@law("C-2.claim", Severity.CRITICAL, "A ticket is paid while it still answers for offences.", (a.Claim,))
def claims_pay_matured_tickets(step: Transition[a.Claim]) -> bool:
    """Every claim is of an open ticket that is no longer slashable."""
    ticket = step.before.tickets[step.action.ticket]
    return ticket.shares > 0 and at_most(ripens(step.before, ticket.bucket), tau_of(step.before, step.call))


@law("C-3", Severity.CRITICAL, "Governance frees stake early, or locks it longer.", scope.GOVERNANCE)
def governance_changes_no_ticket(step: Transition[Action]) -> bool:
    """No change of parameters, roles or sinks, and no pause, changes any ticket, bucket or queue."""
    x, y = step.before, step.after
    return same(x.tickets, y.tickets) and same(x.buckets, y.buckets) and same(x.queue, y.queue)


@law("C-4.records", Severity.CRITICAL, "A request changes the owner, amount or maturity of an earlier one.")
def open_tickets_never_change(step: Transition[Action]) -> bool:
    """No call changes an open ticket's owner, recipient, bucket, shares or maturity: it can only be closed."""
    return forall_changed(
        step.before.tickets,
        step.after.tickets,
        lambda x, y: x.shares == 0 or y.shares == 0 or same(x, y),
    )


@law("C-4.issue", Severity.CRITICAL, "A ticket is issued to the wrong owner, or for something else.", scope.EXITS)
def exits_issue_one_ticket(step: Transition[EXIT]) -> bool:
    """Every exit issues one new ticket, with the next id, to the caller, in the bucket of its pool and epoch."""
    before, action, bucket = step.before, step.action, issued(step).bucket
    key = pool_id(before, action.validator)
    epoch = before.deployment.epoch
    place = bucket.validator == key.validator and bucket.generation == key.generation
    counted = equal(step.after.last_ticket, before.last_ticket + 1) and equal(returned(step), step.after.last_ticket)
    request = is_floor(bucket.request, tau_of(before, step.call), epoch)
    owned = issued(step).owner == step.call.caller
    return (
        counted
        and place
        and request
        and owned
        and unchanged_but(before.tickets, step.after.tickets, step.after.last_ticket)
    )


@law("C-4.bucket", Severity.CRITICAL, "A ticket stands for more, or less, than its holder gave up.", scope.EXITS)
def exits_move_shares_and_assets(step: Transition[EXIT]) -> bool:
    """Every exit moves the same shares and the same assets out of the pool and into its ticket's bucket."""
    key = pool_id(step.before, step.action.validator)
    caller, (x, y) = step.call.caller, joined(step)
    held, left = step.before.pools[key].positions[caller], step.after.pools[key].positions[caller]
    shares = equal(y.shares - x.shares, held.shares - left.shares) and equal(
        issued(step).shares, held.shares - left.shares
    )
    freed = step.after.ledger.unbonding - step.before.ledger.unbonding
    return shares and equal(y.assets - x.assets, freed) and equal(issued(step).shares, y.shares - x.shares)


@law("C-5.ids", Severity.CRITICAL, "A ticket is paid twice.")
def closed_tickets_stay_closed(step: Transition[Action]) -> bool:
    """No id that was issued before is ever issued again."""
    last = step.before.last_ticket
    return forall_changed_items(
        step.before.tickets,
        step.after.tickets,
        lambda key, x, y: key > last or x.shares > 0 or same(x, y),
    )


@law("C-5.payout", Severity.CRITICAL, "A ticket is paid more than its part of the bucket.", (a.Claim,))
def claims_pay_the_floor(step: Transition[a.Claim]) -> bool:
    """Every claim pays the floor of its ticket's part of the bucket, takes exactly that out of it, and closes the
    ticket.
    """
    before, after, key = step.before, step.after, step.action.ticket
    ticket = before.tickets[key]
    x, y = before.buckets[ticket.bucket], after.buckets[ticket.bucket]
    paid = is_floor(returned(step), ticket.shares * x.assets, x.shares) and equal(x.assets - y.assets, returned(step))
    closed = same(after.tickets[key], NO_TICKET) and equal(x.shares - y.shares, ticket.shares)
    alone = unchanged_but(before.tickets, after.tickets, key) and unchanged_but(
        before.buckets, after.buckets, ticket.bucket
    )
    return paid and closed and alone


@law(
    "C-5.once",
    Severity.CRITICAL,
    "A ticket is paid without being closed, or closed without being paid.",
    scope.all_but(*scope.CLAIMS),
)
def only_claims_close_tickets(step: Transition[Action]) -> bool:
    """No call but a claim closes a ticket."""
    return forall_changed(step.before.tickets, step.after.tickets, lambda x, y: x.shares == 0 or y.shares > 0)


@law("C-6", Severity.HIGH, "Who asks later leaves earlier.", scope.EXITS)
def requests_keep_their_order(step: Transition[EXIT]) -> bool:
    """No exit matures before an earlier request of its pool that waits no longer than today's parameters ask.

    The catalogue compares any two requests. Requests made under a longer unbonding period mature later than those made
    after it was shortened, which C-3 requires; so the comparison is with those that matured as early as they could if
    they were made under today's parameters at the beginning of their epoch.
    """
    after, epoch = step.after, step.before.deployment.epoch
    delay = step.before.parameters.unbonding_period

    def earlier(key: BucketId) -> bool:
        same_delay = key.maturity * epoch < key.request * epoch + delay + epoch
        same_delay = same_delay and key.maturity * epoch >= key.request * epoch + delay
        return implies(same_delay, at_most(key.maturity, issued(step).bucket.maturity))

    return forall2_items(step.before.buckets, after.buckets, lambda key, x, _: x.shares == 0 or earlier(key))


@law("C-9.queue", Severity.HIGH, "A bucket is dropped from a queue, or put before others.")
def queues_only_grow_and_age(step: Transition[Action]) -> bool:
    """No call changes a place of a queue that is taken, or moves its begin or its end back."""
    places = forall_changed(step.before.queue, step.after.queue, lambda x, y: x == NO_BUCKET_ID or same(x, y))
    ends = forall_changed(
        step.before.validators,
        step.after.validators,
        lambda x, y: at_most(x.queue_head, y.queue_head) and at_most(x.queue_tail, y.queue_tail),
    )
    return places and ends


@law("C-13.limit", Severity.MEDIUM, "A holder has more tickets than allowed.", scope.EXITS)
def exits_keep_the_ticket_limit(step: Transition[EXIT]) -> bool:
    """No exit leaves the caller with more open tickets than allowed."""
    return at_most(step.after.open_tickets[step.call.caller], step.before.parameters.max_tickets)


@law("C-13.owner", Severity.HIGH, "Others fill a holder's list of tickets until it cannot leave.")
def only_owners_add_tickets(step: Transition[Action]) -> bool:
    """No call changes the number of open tickets of anyone but the caller."""
    return unchanged_but(step.before.open_tickets, step.after.open_tickets, step.call.caller)


@law("C-12", Severity.MEDIUM, "Dust requests fill the queues.", scope.EXITS)
def partial_exits_have_a_minimum(step: Transition[EXIT]) -> bool:
    """Every exit frees at least the minimum, unless it takes all shares that the caller has in the pool."""
    freed = step.after.ledger.unbonding - step.before.ledger.unbonding
    left = step.after.pools[pool_id(step.before, step.action.validator)].positions[step.call.caller].shares
    return left == 0 or at_most(step.before.parameters.min_unbond, freed)


@law("C-14", Severity.CRITICAL, "Somebody else ends, delays or shortens a holder's exit.")
def only_owners_close_tickets(step: Transition[Action]) -> bool:
    """No call closes a ticket of anyone but the caller."""
    caller = step.call.caller
    return forall_changed(
        step.before.tickets,
        step.after.tickets,
        lambda x, y: x.shares == 0 or y.shares > 0 or x.owner == caller,
    )


@law("C-15.period", Severity.CRITICAL, "Stake leaves before its offence can be punished.", scope.EXITS)
def tickets_outlast_every_case(step: Transition[EXIT]) -> bool:
    """Every exit's ticket stays slashable for as long as an offence until now can be reported and decided.

    For the windows in force at the request. If governance widens them later, offences of the time in between can be
    punished after such a ticket has matured; widening reaches back further than the tickets of that time do.
    """
    p = step.before.parameters
    until = tau_of(step.before, step.call) + p.evidence_window + p.case_window
    return at_most(until, ripens(step.before, issued(step).bucket))


@law("H-10.request", Severity.CRITICAL, "A stolen signing key redirects a validator's stake.", scope.EXITS)
def recipients_are_fixed_at_the_request(step: Transition[EXIT]) -> bool:
    """Every exit's ticket is paid to the caller, or to its withdrawal address if it is a validator."""
    return issued(step).recipient == payee(step.before, step.call.caller)


@law("A-9.tickets", Severity.CRITICAL, "One claim takes what belongs to the other tickets of the bucket.", scope.CLAIMS)
def claims_leave_the_others_their_part(step: Transition[CLAIM]) -> bool:
    """No claim lowers what a bucket holds per share for the tickets that are still open.

    With B-4, B-6 and C-5 this is the catalogue's A-9, that nobody withdraws more than its own, said call by call.
    """
    return forall_changed(
        step.before.buckets,
        step.after.buckets,
        lambda x, y: y.shares == 0 or at_most(x.assets * y.shares, y.assets * x.shares),
    )


@law("A-9.credits", Severity.CRITICAL, "Somebody withdraws more than it was credited.", (a.Withdraw,))
def withdrawals_take_one_credit(step: Transition[a.Withdraw]) -> bool:
    """Every withdrawal uses up one account's credit, and no other."""
    left = equal(step.before.ledger.credited - step.after.ledger.credited, step.before.credits[step.action.account])
    return left and unchanged_but(step.before.credits, step.after.credits, step.action.account)


@law("A-9.shares", Severity.CRITICAL, "Somebody takes out more shares than it has.", scope.EXITS)
def exits_take_held_shares(step: Transition[EXIT]) -> bool:
    """No exit takes more shares than the caller held, or more assets than its shares sold for."""
    key = pool_id(step.before, step.action.validator)
    x = step.before.pools[key]
    held = x.positions[step.call.caller].shares
    return at_most(issued(step).shares, held) and at_most(
        step.after.ledger.unbonding - step.before.ledger.unbonding, x.assets
    )


@law("C-15.queue", Severity.CRITICAL, "A request is not found by the slashes that it answers for.", scope.EXITS)
def exits_are_queued(step: Transition[EXIT]) -> bool:
    """Every exit into a new bucket appends that bucket to the validator's queue, and no other moves its end."""
    x, y = step.before.validators[step.action.validator], step.after.validators[step.action.validator]
    return equal(y.queue_tail - x.queue_tail, choose(joined(step)[0].shares == 0, 1, 0))
