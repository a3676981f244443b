"""Rewards: the exact account of every unit ever funded."""

from properties.declaration import Severity, invariant
from properties.quantities import entitlement, is_current, pool_of, tau, unstreamed
from properties.vocabulary import at_most, choose, equal, forall, forall_items, nonneg, total, total_items
from spec.parameters import LONGEST
from spec.state import Earner, Pool, PoolId, State
from spec.units import MAX_SUPPLY, SCALE, Status


def of_validators(state: State) -> int:
    """Return what the validators are owed or hold for their pools, scaled."""
    index = state.stream.index

    def of(earner: Earner) -> int:
        return earner.weight * (index - earner.index_paid) + earner.commission_owed + earner.leftover

    return total(state.earners, of)


def of_holders(state: State) -> int:
    """Return what the holders of all pools are owed, scaled."""

    def of(pool: Pool) -> int:
        return total(pool.positions, lambda held: entitlement(pool, held))

    return total(state.pools, of)


@invariant("F-3", Severity.CRITICAL, "Rewards are created, lost, or promised twice.")
def every_reward_has_a_place(state: State) -> bool:
    """All rewards ever funded are, to the last unit, still to be streamed, carried, a remainder, owed, or paid."""
    stream = state.stream
    kept = unstreamed(stream) + stream.carry + stream.remainder
    owed = of_validators(state) + of_holders(state)
    return equal(kept + owed + SCALE * stream.paid, SCALE * stream.funded)


@invariant("F-1.validators", Severity.CRITICAL, "A validator is owed less than nothing, and the accrual fails.")
def validators_are_not_ahead_of_the_index(state: State) -> bool:
    """No validator was given rewards beyond the global index."""
    index = state.stream.index
    return forall(state.earners, lambda earner: at_most(earner.index_paid, index))


@invariant("F-1.holders", Severity.CRITICAL, "A holder is owed less than nothing, and its claim fails.")
def holders_are_not_ahead_of_the_index(state: State) -> bool:
    """No holder was given rewards beyond the index of its pool."""
    return forall(
        state.pools, lambda pool: forall(pool.positions, lambda held: at_most(held.index_paid, pool.reward_index))
    )


@invariant("F-1.owed", Severity.CRITICAL, "A holder is owed less than nothing, and its claim fails.")
def entitlements_are_not_negative(state: State) -> bool:
    """No holder and no validator is owed less than nothing."""
    index = state.stream.index
    holders = forall(
        state.pools,
        lambda pool: nonneg(pool.positions, lambda held: held.shares * (pool.reward_index - held.index_paid)),
    )
    return holders and nonneg(state.earners, lambda earner: earner.weight * (index - earner.index_paid))


@invariant("C-19", Severity.HIGH, "Somebody earns without being active, or for stake that is gone.")
def weight_is_active_stake(state: State) -> bool:
    """Every validator's weight is the stake of its current pool while it is active, and zero otherwise.

    Selection is not part of this slice. It reads the status, and so does this.
    """
    return forall_items(
        state.validators,
        lambda key, record: equal(
            state.earners[key].weight, choose(record.status == Status.ACTIVE, pool_of(state, key).assets, 0)
        ),
    )


@invariant("F-9.weight", Severity.CRITICAL, "Validators together are given more, or less, than is streamed.")
def total_weight_is_the_sum_of_the_weights(state: State) -> bool:
    """Total weight is the sum of the weights of all validators; without multipliers, the active stake."""
    return equal(state.stream.total_weight, total(state.earners, lambda earner: earner.weight))


@invariant("F-9.stake", Severity.CRITICAL, "Stake that is not active earns, or active stake does not.")
def total_weight_is_the_active_stake(state: State) -> bool:
    """Total weight is the stake of the current pools of all active validators."""

    def active(key: PoolId, pool: Pool) -> int:
        status = state.validators[key.validator].status
        return choose(is_current(state, key) and status == Status.ACTIVE, pool.assets, 0)

    return equal(state.stream.total_weight, total_items(state.pools, active))


@invariant("S-6.stream", Severity.HIGH, "Rewards are streamed from the future, or beyond what the arithmetic allows.")
def stream_is_in_bounds(state: State) -> bool:
    """No stream is ahead of the present, or ends later than the longest span from now."""
    stream = state.stream
    now = tau(state)
    return stream.updated <= now and at_most(stream.end, now + LONGEST)


@invariant("S-6.indices", Severity.HIGH, "An index leaves the range of the arithmetic, and every call fails.")
def indices_are_bounded(state: State) -> bool:
    """No index, and no amount owed, exceeds all rewards that may ever be funded, scaled."""
    cap = SCALE * MAX_SUPPLY
    pools = forall(state.pools, lambda pool: at_most(pool.reward_index, cap))
    return pools and at_most(state.stream.index, cap)


@invariant("S-6.unregistered", Severity.HIGH, "Somebody who was never a validator earns.")
def unregistered_accounts_earn_nothing(state: State) -> bool:
    """Only validators have weight, commission or a remainder."""

    def nothing(earner: Earner) -> bool:
        return earner.weight == 0 and earner.commission_owed == 0 and earner.leftover == 0

    return forall_items(
        state.earners,
        lambda key, earner: state.validators[key].status != Status.NONE or nothing(earner),
    )


def kept(state: State) -> int:
    """Return what is to be streamed, carried or a remainder, scaled."""
    stream = state.stream
    return unstreamed(stream) + stream.carry + stream.remainder


@invariant("S-6.stream_index", Severity.HIGH, "The global index leaves the range of the arithmetic.")
def index_was_funded(state: State) -> bool:
    """All rewards not yet given to validators, and the global index, are within all rewards ever funded, scaled.

    It bounds the index because a division by weight never gives more than its dividend.
    """
    return at_most(state.stream.index + kept(state), SCALE * state.stream.funded)


@invariant("S-6.pool_indices", Severity.HIGH, "The index of a pool leaves the range of the arithmetic.")
def pool_indices_were_funded(state: State) -> bool:
    """All rewards not yet given to holders, and all pools' indices, are within all rewards ever funded, scaled.

    It bounds each of them because a division by shares never gives more than its dividend.
    """
    index = state.stream.index

    def waiting(earner: Earner) -> int:
        return earner.weight * (index - earner.index_paid) + earner.leftover

    given = total(state.pools, lambda pool: pool.reward_index)
    return at_most(given + total(state.earners, waiting) + kept(state), SCALE * state.stream.funded)
