"""Pools and shares: one pool per validator, with a virtual offset against inflation.

The price of a share is ``(assets + VIRTUAL_ASSETS) / (shares + VIRTUAL_SHARES)``, in both directions. A deposit mints
the floor of what it buys, and an exit pays the floor of what it sells, so the rest stays with those who stay (B-5).
With one virtual asset the sum of all exits can never exceed the pool. Source: the virtual offset of OpenZeppelin's
ERC4626.

Only the current generation of a pool has assets. A pool emptied while shares are outstanding starts the next one, and
so do the deposits after it; whatever shares were left are worth nothing for ever (B-9).
"""

from spec.arithmetic import add, mul_div_down, mul_div_up, sub
from spec.clock import protocol_time, require_exposure_open
from spec.errors import (
    DepositTooSmall,
    SharesBelowMinimum,
    ShareSupplyExceeded,
    StakeAboveMaximum,
    WrongStatus,
    require,
)
from spec.events import Bonded, Credited, GenerationStarted
from spec.record import replace
from spec.rewards import accrue, reweigh, settle
from spec.state import Checkpoint, Pool, PoolId, SlotId, State, Validator, emit
from spec.tokens import Permit, pull, use_permit
from spec.units import (
    MAX_SHARES,
    VIRTUAL_ASSETS,
    VIRTUAL_SHARES,
    Address,
    Generation,
    ProtocolTime,
    Shares,
    Status,
    Wei,
)


def shares_bought(pool: Pool, assets: Wei) -> Shares:
    """Return how many shares a deposit mints: the floor (B-6)."""
    price_shares = add(pool.shares, Shares(VIRTUAL_SHARES))
    return Shares(mul_div_down(assets, price_shares, add(pool.assets, Wei(VIRTUAL_ASSETS))))


def assets_sold(pool: Pool, shares: Shares) -> Wei:
    """Return how much an exit of ``shares`` pays: the floor (B-6)."""
    price_shares = add(pool.shares, Shares(VIRTUAL_SHARES))
    return Wei(mul_div_down(shares, add(pool.assets, Wei(VIRTUAL_ASSETS)), price_shares))


def shares_sold(pool: Pool, assets: Wei) -> Shares:
    """Return how many shares an exit of ``assets`` burns: the ceiling (B-6)."""
    price_shares = add(pool.shares, Shares(VIRTUAL_SHARES))
    return Shares(mul_div_up(assets, price_shares, add(pool.assets, Wei(VIRTUAL_ASSETS))))


def current_pool(state: State, validator: Address) -> PoolId:
    """Return the id of the validator's pool that has assets."""
    return PoolId(validator, state.validators[validator].generation)


def self_stake(state: State, validator: Address) -> Wei:
    """Return what the validator's own shares in its pool are worth."""
    pool = state.pools[current_pool(state, validator)]
    return assets_sold(pool, pool.positions[validator].shares)


def put_pool(state: State, pool_id: PoolId, pool: Pool) -> State:
    """Return the state with ``pool`` there."""
    return replace(state, pools=state.pools.set(pool_id, pool))


def put_validator(state: State, validator: Address, record: Validator) -> State:
    """Return the state with ``record`` as that validator."""
    return replace(state, validators=state.validators.set(validator, record))


def next_checkpoint(state: State, validator: Address, now: ProtocolTime) -> int:
    """Return the index to write a checkpoint at: the latest one's if that was taken at the same time."""
    count = state.validators[validator].checkpoints
    if count == 0:
        return 0
    latest = sub(count, 1)
    return latest if state.checkpoints[SlotId(validator, latest)].time == now else count


def checkpoint(state: State, validator: Address) -> State:
    """Remember the validator's stake from now on; of several at one time the last stays. Upholds D-4."""
    now = protocol_time(state)
    record = state.validators[validator]
    pool = state.pools[current_pool(state, validator)]
    index = next_checkpoint(state, validator, now)
    taken = Checkpoint(now, pool.assets, record.generation)
    state = replace(state, checkpoints=state.checkpoints.set(SlotId(validator, index), taken))
    return put_validator(state, validator, replace(record, checkpoints=add(index, 1)))


def credit(state: State, account: Address, amount: Wei) -> State:
    """Let an account withdraw ``amount`` more."""
    if amount == 0:
        return state
    ledger = replace(state.ledger, credited=add(state.ledger.credited, amount))
    credits = state.credits.set(account, add(state.credits[account], amount))
    return emit(replace(state, credits=credits, ledger=ledger), Credited(account, amount))


def sweep_dust(state: State, pool_id: PoolId) -> State:
    """Credit what is left in a pool to the sink for dust."""
    pool = state.pools[pool_id]
    ledger = replace(state.ledger, bonded=sub(state.ledger.bonded, pool.assets))
    state = put_pool(replace(state, ledger=ledger), pool_id, replace(pool, assets=Wei(0)))
    return credit(state, state.sinks.dust, pool.assets)


def start_generation(state: State, validator: Address) -> State:
    """Leave the validator's pool behind, its residue to dust, and start with an empty one. Upholds B-9, B-10."""
    state = sweep_dust(state, current_pool(state, validator))
    record = state.validators[validator]
    generation = Generation(add(record.generation, 1))
    state = put_validator(state, validator, replace(record, generation=generation))
    return emit(state, GenerationStarted(validator, generation))


def require_accepts_stake(state: State, holder: Address, validator: Address) -> None:
    """Reject stake for a validator that may not take it: delegations need an active one (H-8).

    A jailed validator may top up its own stake, since without it there may be no way out of jail.
    Rejects, in this order: WrongStatus.
    """
    status = state.validators[validator].status
    own = holder == validator and status == Status.JAILED
    require(status == Status.ACTIVE or own, WrongStatus(validator, status))


def mint(state: State, holder: Address, validator: Address, amount: Wei, shares: Shares) -> State:
    """Take stake from a holder into the validator's pool, against ``shares``. Upholds A-1, A-3, A-7, B-1."""
    pool_id = current_pool(state, validator)
    state = settle(accrue(state, validator), pool_id, holder)
    deployment = state.deployment
    state = pull(state, deployment.stake_token, holder, deployment.stake_custody, amount)

    pool = state.pools[pool_id]
    position = pool.positions[holder]
    positions = pool.positions.set(holder, replace(position, shares=add(position.shares, shares)))
    assets, supply = add(pool.assets, amount), add(pool.shares, shares)
    state = put_pool(state, pool_id, replace(pool, assets=assets, shares=supply, positions=positions))
    state = replace(state, ledger=replace(state.ledger, bonded=add(state.ledger.bonded, amount)))
    return emit(state, Bonded(validator, holder, pool_id.generation, amount, shares))


def bond(state: State, holder: Address, validator: Address, amount: Wei, min_shares: Shares) -> tuple[State, Shares]:
    """Deposit ``amount`` wei of a holder into a pool, and return the shares minted.

    Rejects, in this order: ProtocolPaused, WrongStatus, DepositTooSmall, StakeAboveMaximum, SharesBelowMinimum,
    ShareSupplyExceeded, ERC20InsufficientAllowance, ERC20InsufficientBalance.
    """
    limits = state.parameters
    pool = state.pools[current_pool(state, validator)]
    require_exposure_open(state)
    require_accepts_stake(state, holder, validator)
    require(amount >= limits.min_deposit, DepositTooSmall(amount, limits.min_deposit))
    require(amount <= limits.max_stake, StakeAboveMaximum(amount, limits.max_stake))
    stake = add(pool.assets, amount)
    require(stake <= limits.max_stake, StakeAboveMaximum(stake, limits.max_stake))
    shares = shares_bought(pool, amount)
    require(shares >= min_shares, SharesBelowMinimum(shares, min_shares))
    require(shares > 0, SharesBelowMinimum(shares, min_shares))
    supply = add(pool.shares, shares)
    require(supply <= MAX_SHARES, ShareSupplyExceeded(supply))

    state = mint(state, holder, validator, amount, shares)
    return reweigh(checkpoint(state, validator), validator), shares


def deposit(state: State, caller: Address, amount: Wei, min_shares: Shares) -> tuple[State, Shares]:
    """Add ``amount`` wei to the calling validator's own stake, and return the shares minted.

    Rejects, in this order: as ``bond``. Upholds A-7, B-3 … B-8.
    """
    return bond(state, caller, caller, amount, min_shares)


def delegate(
    state: State, caller: Address, validator: Address, amount: Wei, min_shares: Shares
) -> tuple[State, Shares]:
    """Add ``amount`` wei of the caller to a validator's pool, and return the shares minted.

    Rejects, in this order: as ``bond``. Upholds A-7, B-3 … B-8, H-8, H-9.
    """
    return bond(state, caller, validator, amount, min_shares)


def delegate_with_permit(
    state: State, caller: Address, validator: Address, amount: Wei, min_shares: Shares, permit: Permit
) -> tuple[State, Shares]:
    """Delegate with a signed allowance; a permit that is no good does not stop a call that needs none (I-10).

    Rejects, in this order: as ``bond``. Upholds I-10.
    """
    return bond(use_permit(state, caller, permit), caller, validator, amount, min_shares)
