"""Exits: shares become a ticket, the ticket matures, and its owner claims it. Stake leaves custody by no other way.

At any time an open ticket is either slashable (before its maturity) or claimable (from then on), never both (C-2). Its
maturity is fixed when it is requested; nothing and nobody changes it afterwards (C-1, C-3, C-4, C-14).
"""

from spec.arithmetic import add, mul, mul_div_down, mul_div_up, sub
from spec.clock import epoch_at, protocol_time
from spec.errors import (
    AssetsAboveStake,
    AssetsBelowMinimum,
    BatchTooLong,
    InsufficientShares,
    NothingToWithdraw,
    NotMatured,
    NotTicketOwner,
    SharesAboveMaximum,
    TooManyBuckets,
    TooManyTickets,
    UnbondTooSmall,
    UnknownTicket,
    ZeroAmount,
    require,
)
from spec.events import CreditWithdrawn, TicketClaimed, TicketSkipped, UnbondingRequested
from spec.fold import fold, length
from spec.parameters import Parameters
from spec.pools import (
    assets_sold,
    checkpoint,
    current_pool,
    put_pool,
    put_validator,
    shares_sold,
    start_generation,
    sweep_dust,
)
from spec.record import replace
from spec.registry import retire
from spec.rewards import accrue, payee, reweigh, settle
from spec.state import NO_TICKET, Bucket, BucketId, PoolId, SlotId, State, Ticket, emit
from spec.tokens import pay
from spec.units import MAX_BATCH, MAX_BUCKETS, Address, Epoch, ProtocolTime, Shares, TicketId, Wei


def maturity_time(state: State, bucket: BucketId) -> ProtocolTime:
    """Return when the tickets of a bucket can be claimed."""
    return ProtocolTime(mul(bucket.maturity, state.deployment.epoch))


def is_slashable(state: State, bucket: BucketId) -> bool:
    """Tell whether a bucket still answers for offences; when not, its tickets can be claimed. Upholds C-2."""
    return protocol_time(state) < maturity_time(state, bucket)


def new_bucket_id(state: State, validator: Address) -> BucketId:
    """Return the bucket of a request made now: maturity is rounded up to an epoch. Upholds C-1, C-6."""
    now = protocol_time(state)
    ripe = add(now, ProtocolTime(state.parameters.unbonding_period))
    maturity = Epoch(mul_div_up(ripe, 1, state.deployment.epoch))
    generation = state.validators[validator].generation
    return BucketId(validator, generation, epoch_at(state, now), maturity)


def trim_queue(state: State, validator: Address) -> State:
    """Forget the oldest bucket of a validator's queue if it is past slashing."""
    record = state.validators[validator]
    oldest = state.queue[SlotId(validator, record.queue_head)]
    if record.queue_head == record.queue_tail or is_slashable(state, oldest):
        return state
    return put_validator(state, validator, replace(record, queue_head=add(record.queue_head, 1)))


def enqueue(state: State, bucket: BucketId) -> State:
    """Open a bucket that no open ticket is in yet, so that slashes find it.

    One request opens one bucket at the most and trims up to two, so the queue shrinks as it ages.
    Rejects, in this order: TooManyBuckets.
    """
    state = trim_queue(trim_queue(state, bucket.validator), bucket.validator)
    if state.buckets[bucket].shares > 0:
        return state
    record = state.validators[bucket.validator]
    length = sub(record.queue_tail, record.queue_head)
    require(length < MAX_BUCKETS, TooManyBuckets(bucket.validator, MAX_BUCKETS))
    queue = state.queue.set(SlotId(bucket.validator, record.queue_tail), bucket)
    record = replace(record, queue_tail=add(record.queue_tail, 1))
    return put_validator(replace(state, queue=queue), bucket.validator, record)


def burn(state: State, holder: Address, pool_id: PoolId, shares: Shares, assets: Wei) -> State:
    """Take shares and assets out of a pool. Whoever leaves last leaves what rounding kept to dust. Upholds B-1, B-2."""
    state = settle(accrue(state, pool_id.validator), pool_id, holder)
    pool = state.pools[pool_id]
    position = pool.positions[holder]
    positions = pool.positions.set(holder, replace(position, shares=sub(position.shares, shares)))
    pool = replace(pool, assets=sub(pool.assets, assets), shares=sub(pool.shares, shares), positions=positions)
    ledger = replace(state.ledger, bonded=sub(state.ledger.bonded, assets))
    state = put_pool(replace(state, ledger=ledger), pool_id, pool)
    if pool.shares == 0:
        return sweep_dust(state, pool_id)
    # Nobody who stays loses by this: what the others could have sold their shares for was less than one wei.
    return start_generation(state, pool_id.validator) if pool.assets == 0 else state


def issue(state: State, owner: Address, bucket_id: BucketId, shares: Shares, assets: Wei) -> tuple[State, TicketId]:
    """Put assets into a bucket against a new ticket. Upholds B-1, C-3, C-4, C-13."""
    bucket = state.buckets[bucket_id]
    bucket = Bucket(add(bucket.assets, assets), add(bucket.shares, shares))
    ticket_id = add(state.last_ticket, TicketId(1))
    ticket = Ticket(owner, payee(state, owner), bucket_id, shares)
    state = replace(
        state,
        buckets=state.buckets.set(bucket_id, bucket),
        tickets=state.tickets.set(ticket_id, ticket),
        last_ticket=ticket_id,
        open_tickets=state.open_tickets.set(owner, add(state.open_tickets[owner], 1)),
        ledger=replace(state.ledger, unbonding=add(state.ledger.unbonding, assets)),
    )
    told = UnbondingRequested(
        ticket=ticket_id,
        validator=bucket_id.validator,
        owner=owner,
        recipient=ticket.recipient,
        generation=bucket_id.generation,
        request=bucket_id.request,
        maturity=bucket_id.maturity,
        shares=shares,
        assets=assets,
    )
    return emit(state, told), ticket_id


def require_size(limits: Parameters, assets: Wei, whole: bool) -> None:
    """Reject an exit that is not worth a ticket, unless it is all that its owner has.

    Rejects, in this order: UnbondTooSmall. Upholds C-12.
    """
    require(assets >= limits.min_unbond or whole, UnbondTooSmall(assets, limits.min_unbond))


def request_exit(
    state: State, owner: Address, validator: Address, shares: Shares, assets: Wei
) -> tuple[State, TicketId]:
    """Turn shares worth ``assets`` wei into a ticket, and return its id.

    Rejects, in this order: UnbondTooSmall, TooManyTickets, TooManyBuckets. Upholds A-3, C-1 … C-6, C-13, H-5.
    """
    limits = state.parameters
    pool_id = current_pool(state, validator)
    require_size(limits, assets, shares == state.pools[pool_id].positions[owner].shares)
    require(state.open_tickets[owner] < limits.max_tickets, TooManyTickets(owner, limits.max_tickets))
    bucket_id = new_bucket_id(state, validator)
    state = enqueue(state, bucket_id)

    state = burn(state, owner, pool_id, shares, assets)
    state, ticket_id = issue(state, owner, bucket_id, shares, assets)
    state = reweigh(checkpoint(state, validator), validator)
    return retire(state, validator), ticket_id


def unbond(
    state: State, caller: Address, validator: Address, shares: Shares, min_assets: Wei
) -> tuple[State, TicketId]:
    """Ask for the value of exactly so many shares, open in every status and every pause; return the ticket.

    Rejects, in this order: ZeroAmount, InsufficientShares, AssetsBelowMinimum, as ``request_exit``. Upholds B-6, B-7.
    """
    pool = state.pools[current_pool(state, validator)]
    held = pool.positions[caller].shares
    require(shares > 0, ZeroAmount())
    require(shares <= held, InsufficientShares(shares, held))
    assets = assets_sold(pool, shares)
    require(assets >= min_assets, AssetsBelowMinimum(assets, min_assets))
    require(assets > 0, AssetsBelowMinimum(assets, min_assets))
    return request_exit(state, caller, validator, shares, assets)


def unbond_assets(
    state: State, caller: Address, validator: Address, assets: Wei, max_shares: Shares
) -> tuple[State, TicketId]:
    """Ask for exactly so many wei, open in every status and every pause; return the ticket.

    Rejects, in this order: ZeroAmount, AssetsAboveStake, InsufficientShares, SharesAboveMaximum, as ``request_exit``.
    Upholds B-6, B-7.
    """
    pool = state.pools[current_pool(state, validator)]
    held = pool.positions[caller].shares
    require(assets > 0, ZeroAmount())
    require(assets <= pool.assets, AssetsAboveStake(assets, pool.assets))
    shares = shares_sold(pool, assets)
    require(shares <= held, InsufficientShares(shares, held))
    require(shares <= max_shares, SharesAboveMaximum(shares, max_shares))
    return request_exit(state, caller, validator, shares, assets)


def redeem(state: State, ticket_id: TicketId) -> tuple[State, Wei]:
    """Pay and close a matured ticket: the floor of its part of the bucket. Upholds A-1, A-3, A-9, B-1, C-5."""
    ticket = state.tickets[ticket_id]
    bucket = state.buckets[ticket.bucket]
    assets = Wei(mul_div_down(ticket.shares, bucket.assets, bucket.shares))
    bucket = Bucket(sub(bucket.assets, assets), sub(bucket.shares, ticket.shares))
    state = replace(
        state,
        buckets=state.buckets.set(ticket.bucket, bucket),
        tickets=state.tickets.set(ticket_id, NO_TICKET),
        open_tickets=state.open_tickets.set(ticket.owner, sub(state.open_tickets[ticket.owner], 1)),
        ledger=replace(state.ledger, unbonding=sub(state.ledger.unbonding, assets)),
    )
    deployment = state.deployment
    state = pay(state, deployment.stake_token, deployment.stake_custody, ticket.recipient, assets)
    return emit(state, TicketClaimed(ticket_id, ticket.owner, ticket.recipient, assets)), assets


def claim(state: State, caller: Address, ticket_id: TicketId) -> tuple[State, Wei]:
    """Pay a matured ticket of the caller to its recipient, and return the wei. Open in every pause.

    A ticket whose bucket was slashed to nothing is closed all the same, with a payment of nothing.
    Rejects, in this order: UnknownTicket, NotTicketOwner, NotMatured. Upholds C-1, C-2, C-5, G-8.
    """
    ticket = state.tickets[ticket_id]
    require(ticket.shares > 0, UnknownTicket(ticket_id))
    require(ticket.owner == caller, NotTicketOwner(ticket_id, caller))
    ripe = not is_slashable(state, ticket.bucket)
    require(ripe, NotMatured(ticket_id, maturity_time(state, ticket.bucket)))
    return redeem(state, ticket_id)


def claim_or_skip(carry: tuple[State, Address, Wei], ticket_id: TicketId) -> tuple[State, Address, Wei]:
    """Pay one ticket of a batch if ``claim`` would, else tell that it was skipped."""
    state, caller, total = carry
    ticket = state.tickets[ticket_id]
    payable = ticket.shares > 0 and ticket.owner == caller
    if not payable or is_slashable(state, ticket.bucket):
        return emit(state, TicketSkipped(ticket_id)), caller, total
    state, assets = redeem(state, ticket_id)
    return state, caller, add(total, assets)


def claim_batch(state: State, caller: Address, tickets: tuple[TicketId, ...]) -> tuple[State, Wei]:
    """Pay those of the tickets that can be paid, and return the wei in total. Open in every pause.

    Rejects, in this order: BatchTooLong. Upholds C-5, C-10, F-14, G-8.
    """
    count = length(tickets)
    require(count <= MAX_BATCH, BatchTooLong(count, MAX_BATCH))
    state, _, total = fold(claim_or_skip, (state, caller, Wei(0)), tickets)
    return state, total


def withdraw(state: State, account: Address) -> tuple[State, Wei]:
    """Pay out what is credited to an account, and return the wei. Anyone may call it, in every pause.

    Rejects, in this order: NothingToWithdraw. Upholds A-1, A-3.
    """
    amount = state.credits[account]
    require(amount > 0, NothingToWithdraw(account))
    ledger = replace(state.ledger, credited=sub(state.ledger.credited, amount))
    state = replace(state, credits=state.credits.set(account, Wei(0)), ledger=ledger)
    deployment = state.deployment
    state = pay(state, deployment.stake_token, deployment.stake_custody, account, amount)
    return emit(state, CreditWithdrawn(account, amount)), amount
