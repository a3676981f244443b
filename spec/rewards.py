"""Rewards: deposits that stream, an index by weight, an index by share, and pulled claims.

All amounts between the deposit and the payment are scaled, and every division keeps its remainder under a name, so
the whole is an equality to the last unit (F-3): what was funded is to be streamed, carried, a remainder, owed or paid.

Whatever is about to change a validator's stake, shares, status or commission first calls ``accrue`` (and ``settle`` for
the holder), and afterwards ``reweigh`` (F-2).
"""

from spec.arithmetic import add, div_down, mul, mul_div_down, smaller, sub
from spec.clock import protocol_time, require_exposure_open
from spec.errors import NotAuthorised, RewardCapExceeded, UnknownGeneration, UnknownValidator, ZeroAmount, require
from spec.events import CommissionClaimed, RewardsClaimed, RewardsDeposited, RewardsDistributed
from spec.record import replace
from spec.state import Earner, Pool, PoolId, Position, State, Stream, Validator, emit
from spec.tokens import pay, pull
from spec.units import (
    BPS,
    MAX_SUPPLY,
    SCALE,
    Address,
    Generation,
    Index,
    ProtocolTime,
    Role,
    Scaled,
    Status,
    Wei,
)


def remaining(stream: Stream, time: ProtocolTime) -> Scaled:
    """Return what is still to be streamed after ``time``."""
    return mul(stream.rate, sub(stream.end, smaller(time, stream.end)))


def emitted(stream: Stream, time: ProtocolTime) -> Scaled:
    """Return what streamed since the last update until ``time``."""
    return sub(remaining(stream, stream.updated), remaining(stream, time))


def advance(stream: Stream, time: ProtocolTime) -> Stream:
    """Bring the index up to ``time``; without any weight, carry the emission over. Upholds F-1, F-4, F-7."""
    emission = emitted(stream, time)
    if stream.total_weight == 0:
        return replace(stream, updated=time, carry=add(stream.carry, emission))
    amount = add(emission, stream.remainder)
    gain = Index(div_down(amount, stream.total_weight))
    rest = sub(amount, mul(Scaled(gain), stream.total_weight))
    return replace(stream, updated=time, index=add(stream.index, gain), remainder=rest)


def pending(stream: Stream, earner: Earner) -> Scaled:
    """Return a validator's part of the stream since it last got it."""
    return Scaled(mul(sub(stream.index, earner.index_paid), earner.weight))


def entitlement(pool: Pool, position: Position) -> Scaled:
    """Return a holder's part of the pool's rewards since it was last attributed."""
    return Scaled(mul(sub(pool.reward_index, position.index_paid), position.shares))


def accrue(state: State, validator: Address) -> State:
    """Give a validator its part of the stream, split by the commission in force.

    Upholds F-1, F-2, F-3, F-7, F-11.
    """
    record, earner = state.validators[validator], state.earners[validator]
    pool_id = PoolId(validator, record.generation)
    pool = state.pools[pool_id]
    stream = advance(state.stream, protocol_time(state))

    part = pending(stream, earner)
    commission = mul_div_down(part, record.commission, BPS)
    holders = sub(part, commission)
    amount = add(holders, earner.leftover)
    gain = Index(0 if pool.shares == 0 else div_down(amount, pool.shares))
    rest = sub(amount, mul(Scaled(gain), pool.shares))

    earner = replace(
        earner,
        index_paid=stream.index,
        commission_owed=add(earner.commission_owed, commission),
        leftover=rest,
    )
    state = replace(
        state,
        stream=stream,
        earners=state.earners.set(validator, earner),
        pools=state.pools.set(pool_id, replace(pool, reward_index=add(pool.reward_index, gain))),
    )
    if part == 0:
        return state
    return emit(state, RewardsDistributed(validator, record.generation, holders, commission))


def distribute(state: State, validator: Address) -> State:
    """Give a validator its part of the stream now. Anyone may call it at any time; it changes nobody's share.

    Rejects, in this order: UnknownValidator. Upholds F-7.
    """
    require(state.validators[validator].status != Status.NONE, UnknownValidator(validator))
    return accrue(state, validator)


def settled(pool: Pool, position: Position) -> Position:
    """Return ``position`` with all that the pool's index has given it."""
    accrued = add(position.accrued, entitlement(pool, position))
    return replace(position, index_paid=pool.reward_index, accrued=accrued)


def settle(state: State, pool_id: PoolId, holder: Address) -> State:
    """Attribute to a holder what its shares have earned in a pool. Upholds F-2, F-5."""
    pool = state.pools[pool_id]
    positions = pool.positions.set(holder, settled(pool, pool.positions[holder]))
    return replace(state, pools=state.pools.set(pool_id, replace(pool, positions=positions)))


def weight_of(record: Validator, pool: Pool) -> Wei:
    """Return the weight that a validator should have. Upholds C-19, F-6."""
    return pool.assets if record.status == Status.ACTIVE else Wei(0)


def reweigh(state: State, validator: Address) -> State:
    """Set a validator's weight after its stake or status changed; it was accrued before. Upholds D-12, F-2, F-6."""
    record, earner = state.validators[validator], state.earners[validator]
    weight = weight_of(record, state.pools[PoolId(validator, record.generation)])
    total = add(sub(state.stream.total_weight, earner.weight), weight)
    return replace(
        state,
        stream=replace(state.stream, total_weight=total),
        earners=state.earners.set(validator, replace(earner, weight=weight)),
    )


def payee(state: State, account: Address) -> Address:
    """Return who is paid for ``account``: a validator's key never touches funds (H-10)."""
    record = state.validators[account]
    return account if record.status == Status.NONE else record.withdrawal_address


def deposit_rewards(state: State, caller: Address, amount: Wei) -> State:
    """Stream ``amount`` wei, with all that an earlier stream left, over the reward duration from now on.

    Rejects, in this order: NotAuthorised, ProtocolPaused, ZeroAmount, RewardCapExceeded, ERC20InsufficientAllowance,
    ERC20InsufficientBalance. Upholds A-2, A-4, F-4, F-8.
    """
    require(caller == state.roles.notifier, NotAuthorised(caller, Role.NOTIFIER))
    require_exposure_open(state)
    require(amount > 0, ZeroAmount())
    room = sub(Wei(MAX_SUPPLY), state.stream.funded)
    require(amount <= room, RewardCapExceeded(amount, room))

    now = protocol_time(state)
    stream = advance(state.stream, now)
    duration = state.parameters.reward_duration
    total = add(add(remaining(stream, now), stream.carry), Scaled(mul(amount, SCALE)))
    rate = Scaled(div_down(total, duration))
    rest = sub(total, mul(rate, duration))
    end = add(now, ProtocolTime(duration))

    deployment = state.deployment
    state = pull(state, deployment.reward_token, caller, deployment.reward_custody, amount)
    stream = replace(stream, rate=rate, end=end, carry=rest, funded=add(stream.funded, amount))
    return emit(replace(state, stream=stream), RewardsDeposited(amount, rate, end))


def pay_rewards(state: State, receiver: Address, amount: Wei) -> State:
    """Pay out of the reward custody and count it."""
    deployment = state.deployment
    state = replace(state, stream=replace(state.stream, paid=add(state.stream.paid, amount)))
    return pay(state, deployment.reward_token, deployment.reward_custody, receiver, amount)


def whole(amount: Scaled) -> Wei:
    """Return the whole wei in a scaled amount; the rest stays owed."""
    return Wei(div_down(amount, SCALE))


def claim_rewards(state: State, caller: Address, validator: Address, generation: Generation) -> tuple[State, Wei]:
    """Pay the caller what it has earned in a pool, and return it in wei. Open in every pause.

    Rejects, in this order: UnknownValidator, UnknownGeneration. Upholds A-2, A-4, F-11, F-12, F-14, G-8.
    """
    record = state.validators[validator]
    require(record.status != Status.NONE, UnknownValidator(validator))
    require(generation <= record.generation, UnknownGeneration(validator, generation))

    pool_id = PoolId(validator, generation)
    state = settle(accrue(state, validator), pool_id, caller)
    pool = state.pools[pool_id]
    position = pool.positions[caller]
    amount = whole(position.accrued)

    position = replace(position, accrued=sub(position.accrued, Scaled(mul(amount, SCALE))))
    pool = replace(pool, positions=pool.positions.set(caller, position))
    receiver = payee(state, caller)
    state = pay_rewards(replace(state, pools=state.pools.set(pool_id, pool)), receiver, amount)
    return emit(state, RewardsClaimed(validator, generation, caller, receiver, amount)), amount


def claim_commission(state: State, caller: Address) -> tuple[State, Wei]:
    """Pay the calling validator its commission, to its withdrawal address, and return it in wei. Open in every pause.

    Rejects, in this order: UnknownValidator. Upholds A-2, A-4, F-12, G-8, H-10.
    """
    require(state.validators[caller].status != Status.NONE, UnknownValidator(caller))

    state = accrue(state, caller)
    earner = state.earners[caller]
    amount = whole(earner.commission_owed)

    earner = replace(earner, commission_owed=sub(earner.commission_owed, Scaled(mul(amount, SCALE))))
    receiver = payee(state, caller)
    state = pay_rewards(replace(state, earners=state.earners.set(caller, earner)), receiver, amount)
    return emit(state, CommissionClaimed(caller, receiver, amount)), amount
