"""What anyone may ask of the state. The contracts answer the same questions under the same names."""

from spec.arithmetic import add, mul_div_down, sub
from spec.exits import is_slashable
from spec.pools import assets_sold, current_pool, shares_bought, shares_sold
from spec.rewards import accrue, settle, whole
from spec.state import PoolId, State
from spec.units import Address, Generation, Shares, TicketId, Wei


def preview_deposit(state: State, validator: Address, amount: Wei) -> Shares:
    """Return the shares that a deposit now would mint (B-11)."""
    return shares_bought(state.pools[current_pool(state, validator)], amount)


def preview_unbond(state: State, validator: Address, shares: Shares) -> Wei:
    """Return the assets that unbonding so many shares now would free (B-11)."""
    return assets_sold(state.pools[current_pool(state, validator)], shares)


def preview_unbond_assets(state: State, validator: Address, assets: Wei) -> Shares:
    """Return the shares that unbonding so many assets now would burn (B-11)."""
    return shares_sold(state.pools[current_pool(state, validator)], assets)


def stake_of(state: State, validator: Address, holder: Address) -> Wei:
    """Return what a holder's shares in a validator's current pool are worth."""
    pool = state.pools[current_pool(state, validator)]
    return assets_sold(pool, pool.positions[holder].shares)


def is_claimable(state: State, ticket: TicketId) -> bool:
    """Tell whether the ticket's owner could claim it now (C-2)."""
    record = state.tickets[ticket]
    return record.shares > 0 and not is_slashable(state, record.bucket)


def ticket_value(state: State, ticket: TicketId) -> Wei:
    """Return what the ticket would pay if nothing happened to it any more."""
    record = state.tickets[ticket]
    bucket = state.buckets[record.bucket]
    return Wei(0) if record.shares == 0 else Wei(mul_div_down(record.shares, bucket.assets, bucket.shares))


def earned(state: State, validator: Address, generation: Generation, holder: Address) -> Wei:
    """Return what a holder could claim of a pool's rewards now (B-11)."""
    pool_id = PoolId(validator, generation)
    return whole(settle(accrue(state, validator), pool_id, holder).pools[pool_id].positions[holder].accrued)


def commission_earned(state: State, validator: Address) -> Wei:
    """Return what a validator could claim of its commission now (B-11)."""
    return whole(accrue(state, validator).earners[validator].commission_owed)


def stake_liabilities(state: State) -> Wei:
    """Return all that the stake custody owes."""
    ledger = state.ledger
    return add(add(ledger.bonded, ledger.unbonding), add(ledger.credited, ledger.pot))


def reward_liabilities(state: State) -> Wei:
    """Return all that the reward custody owes, streamed or still to be."""
    return sub(state.stream.funded, state.stream.paid)


def stake_surplus(state: State) -> Wei:
    """Return what was given to the stake custody without being owed to anyone (A-6)."""
    deployment = state.deployment
    balance = state.tokens[deployment.stake_token].balances[deployment.stake_custody]
    return sub(balance, stake_liabilities(state))


def reward_surplus(state: State) -> Wei:
    """Return what was given to the reward custody without being owed to anyone (A-6)."""
    deployment = state.deployment
    balance = state.tokens[deployment.reward_token].balances[deployment.reward_custody]
    return sub(balance, reward_liabilities(state))
