"""What the properties measure, written down a second time.

Nothing here calls the specification. A mistake in one of its formulas would otherwise be a mistake in the property too.
"""

from properties import scope
from properties.vocabulary import choose, lesser
from spec.actions import Action, Call, Slash
from spec.parameters import Parameters
from spec.state import BucketId, Checkpoint, Clock, Pool, PoolId, Position, SlotId, State, Stream, Validator
from spec.units import BPS, NOBODY, SCALE, VIRTUAL_ASSETS, VIRTUAL_SHARES, Address, Offence, Status


def tau_at(clock: Clock, now: int) -> int:
    """Return the protocol time at block time ``now``: block time less all paused time until then."""
    return now - clock.paused_total - (lesser(now, clock.pause_end) - clock.pause_start)


def tau(state: State) -> int:
    """Return the protocol time."""
    return tau_at(state.clock, state.clock.now)


def tau_of(state: State, call: Call) -> int:
    """Return the protocol time of a call made in ``state``."""
    return tau_at(state.clock, call.timestamp)


def ripens(state: State, bucket: BucketId) -> int:
    """Return the protocol time from which the tickets of a bucket can be claimed."""
    return bucket.maturity * state.deployment.epoch


def balance(state: State, token: Address, account: Address) -> int:
    """Return an account's tokens."""
    return state.tokens[token].balances[account]


def stake_owed(state: State) -> int:
    """Return all that the stake custody owes."""
    ledger = state.ledger
    return ledger.bonded + ledger.unbonding + ledger.credited + ledger.pot


def rewards_owed(state: State) -> int:
    """Return all that the reward custody owes."""
    return state.stream.funded - state.stream.paid


def stake_held(state: State) -> int:
    """Return the balance of the stake custody."""
    return balance(state, state.deployment.stake_token, state.deployment.stake_custody)


def rewards_held(state: State) -> int:
    """Return the balance of the reward custody."""
    return balance(state, state.deployment.reward_token, state.deployment.reward_custody)


def pool_id(state: State, validator: Address) -> PoolId:
    """Return the id of a validator's current pool."""
    return PoolId(validator, state.validators[validator].generation)


def pool_of(state: State, validator: Address) -> Pool:
    """Return a validator's current pool."""
    return state.pools[pool_id(state, validator)]


def is_current(state: State, pool: PoolId) -> bool:
    """Tell whether a pool is its validator's current one."""
    return state.validators[pool.validator].generation == pool.generation


def worth(pool: Pool, shares: int) -> int:
    """Return what shares of a pool sell for: the floor of shares times price."""
    return shares * (pool.assets + VIRTUAL_ASSETS) // (pool.shares + VIRTUAL_SHARES)


def self_stake(state: State, validator: Address) -> int:
    """Return what a validator's own shares are worth."""
    pool = pool_of(state, validator)
    return worth(pool, pool.positions[validator].shares)


def meets_minimum(state: State, validator: Address) -> bool:
    """Tell whether a validator has the stake, and the stake of its own, that an active one needs."""
    limits = state.parameters
    enough = pool_of(state, validator).assets >= limits.min_stake
    return enough and self_stake(state, validator) >= limits.min_self_stake


def entitlement(pool: Pool, position: Position) -> int:
    """Return what a holder is owed of a pool's rewards, scaled."""
    return position.accrued + position.shares * (pool.reward_index - position.index_paid)


def unstreamed(stream: Stream) -> int:
    """Return what is still to be streamed, scaled."""
    return stream.rate * (stream.end - lesser(stream.updated, stream.end))


def streamed(stream: Stream, until: int) -> int:
    """Return what a stream emits from its last update up to ``until``, scaled."""
    return stream.rate * (lesser(until, stream.end) - lesser(stream.updated, stream.end))


def payee(state: State, account: Address) -> Address:
    """Return who is paid for an account: for a validator, its withdrawal address."""
    record = state.validators[account]
    return choose(record.status == Status.NONE, account, record.withdrawal_address)


def slash_rate(parameters: Parameters, offence: Offence) -> int:
    """Return which part of the stake an offence costs, in basis points."""
    large = choose(offence == Offence.DOUBLE_SIGN, parameters.double_sign_slash, parameters.fault_slash)
    return choose(offence == Offence.LIVENESS, parameters.liveness_slash, large)


def cut(amount: int, rate: int) -> int:
    """Return the floor of so many basis points of an amount."""
    return amount * rate // BPS


def whole(amount: int) -> int:
    """Return the whole wei in a scaled amount."""
    return amount // SCALE


def previous(slot: SlotId) -> SlotId:
    """Return the place before another in a list."""
    return SlotId(slot.validator, slot.index - 1)


def is_blank(record: Validator) -> bool:
    """Tell whether a validator's record was never written."""
    named = record.key != 0 or record.withdrawal_address != NOBODY or record.status != Status.NONE
    rates = record.commission != 0 or record.next_commission != 0 or record.commission_effective != 0
    counts = record.generation != 0 or record.checkpoints != 0 or record.queue_head != 0 or record.queue_tail != 0
    return not (named or rates or counts or record.jailed_until != 0)


def subject(call: Call, action: Action) -> Address:
    """Return the validator that a call concerns; nobody if it concerns none."""
    if isinstance(action, scope.OWN):
        return call.caller
    validator: Address = getattr(action, "validator", NOBODY)
    return validator


def named(state: State, slash: Slash) -> Checkpoint:
    """Return the checkpoint that a slash names."""
    return state.checkpoints[SlotId(slash.validator, slash.checkpoint)]


def liable_pool(state: State, slash: Slash) -> PoolId:
    """Return the id of the pool that answers for an offence: that of the generation of its time."""
    return PoolId(slash.validator, named(state, slash).generation)
