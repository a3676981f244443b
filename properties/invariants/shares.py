"""Pools and shares."""

from properties.declaration import Severity, invariant
from properties.quantities import is_current, worth
from properties.vocabulary import (
    at_most,
    equal,
    forall,
    forall_items,
    forall_totals,
    greater,
    iff,
    implies,
    same,
    total,
)
from spec.state import NO_POSITION, BucketId, Pool, PoolId, State
from spec.units import MAX_SHARES, MAX_SUPPLY


@invariant("B-1.positions", Severity.CRITICAL, "Holders own more, or less, than there is.")
def pool_shares_are_the_sum_of_the_positions(state: State) -> bool:
    """Every pool's shares are the sum of its holders' shares."""
    return forall(state.pools, lambda pool: equal(pool.shares, total(pool.positions, lambda held: held.shares)))


@invariant("B-1.tickets", Severity.CRITICAL, "Tickets claim more, or less, than their bucket holds.")
def bucket_shares_are_the_sum_of_the_tickets(state: State) -> bool:
    """Every bucket's shares are the sum of the shares of its open tickets."""
    return forall_totals(
        state.tickets,
        lambda ticket: ticket.bucket,
        lambda _, ticket: ticket.shares,
        state.buckets,
        lambda _, shares, bucket: equal(shares, bucket.shares),
    )


@invariant(
    "B-2.pools",
    Severity.CRITICAL,
    "Assets without owner are captured by the next depositor, or shares without assets brick the pool.",
    ("The dust floor is at least one wei; deployment does not check it.",),
)
def current_pools_have_shares_and_assets_together(state: State) -> bool:
    """Every validator's current pool has shares if and only if it has assets."""
    return forall_items(
        state.pools, lambda key, pool: implies(is_current(state, key), iff(pool.shares == 0, pool.assets == 0))
    )


@invariant("B-2.buckets", Severity.CRITICAL, "Assets of a closed bucket are stuck.")
def empty_buckets_have_no_assets(state: State) -> bool:
    """No bucket without open tickets has assets.

    The catalogue's converse does not hold of buckets: a slash may leave a bucket of open tickets without assets. They
    are then claimed for nothing.
    """
    return forall(state.buckets, lambda bucket: implies(bucket.shares == 0, bucket.assets == 0))


@invariant("B-9.earlier", Severity.CRITICAL, "Shares wiped out by a slash capture later deposits.")
def earlier_generations_have_no_assets(state: State) -> bool:
    """Only the current generation of a pool has assets."""
    return forall_items(state.pools, lambda key, pool: is_current(state, key) or equal(pool.assets, 0))


@invariant("B-9.later", Severity.HIGH, "Deposits land in a pool that does not exist yet.")
def later_generations_are_empty(state: State) -> bool:
    """No generation that a pool has not reached yet has shares or rewards."""

    def blank(key: PoolId, pool: Pool) -> bool:
        later = key.generation > state.validators[key.validator].generation
        unheld = forall(pool.positions, lambda held: implies(later, same(held, NO_POSITION)))
        return implies(later, pool.shares == 0 and pool.reward_index == 0) and unheld

    return forall_items(state.pools, blank)


@invariant("B-10.pools", Severity.HIGH, "A product overflows, and the pool can no longer be used.")
def pools_are_bounded(state: State) -> bool:
    """No pool has more shares, or more assets, than the arithmetic is proved for."""
    return forall(state.pools, lambda pool: at_most(pool.shares, MAX_SHARES) and at_most(pool.assets, MAX_SUPPLY))


@invariant("B-10.tickets", Severity.HIGH, "A product overflows, and a ticket can no longer be claimed.")
def tickets_are_bounded(state: State) -> bool:
    """No ticket has more shares, and no bucket more assets, than the arithmetic is proved for.

    The shares of a bucket have no such bound: tickets of ever new deposits can join it within its epoch.
    """
    tickets = forall(state.tickets, lambda ticket: at_most(ticket.shares, MAX_SHARES))
    return tickets and forall(state.buckets, lambda bucket: at_most(bucket.assets, MAX_SUPPLY))


@invariant("D-9.pools", Severity.CRITICAL, "The last holder to leave a pool is not paid in full.")
def positions_are_backed(state: State) -> bool:
    """All holders of a pool could sell their shares, each at the present price, for no more than its assets."""

    def backed(key: PoolId) -> bool:
        pool = state.pools[key]
        value = total(pool.positions, lambda held: worth(pool, held.shares))
        return implies(is_current(state, key), at_most(value, pool.assets))

    return forall_items(state.pools, lambda key, _: backed(key))


@invariant("D-9.buckets", Severity.CRITICAL, "The last ticket of a bucket is not paid in full.")
def tickets_are_backed(state: State) -> bool:
    """All tickets of a bucket, each paid its rounded part, come to no more than the assets of the bucket."""

    def value(bucket: BucketId, shares: int) -> int:
        pile = state.buckets[bucket]
        # A bucket without shares has no tickets (B-1), and only there the divisor is another.
        return shares * pile.assets // greater(pile.shares, 1)

    return forall_totals(
        state.tickets,
        lambda ticket: ticket.bucket,
        lambda _, ticket: value(ticket.bucket, ticket.shares),
        state.buckets,
        lambda _, claims, bucket: at_most(claims, bucket.assets),
    )
