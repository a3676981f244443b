"""Shares and their price: what a deposit mints, what an exit burns, and that nobody else is worse off."""

from collections.abc import Callable

from properties import scope
from properties.declaration import Severity, law
from properties.outcome import Transition, at_call, returned
from properties.quantities import is_current, liable_pool, pool_id, worth
from properties.vocabulary import (
    at_most,
    choose,
    equal,
    forall2_items,
    forall_changed_items,
    greater,
    implies,
    is_ceiling,
    is_floor,
    same,
    unchanged_but,
)
from spec import actions as a
from spec.actions import Action
from spec.state import NO_POOL, Pool, PoolId, State
from spec.units import VIRTUAL_ASSETS, VIRTUAL_SHARES, Address, Generation
from spec.views import (
    commission_earned,
    earned,
    preview_deposit,
    preview_unbond,
    preview_unbond_assets,
    stake_of,
    ticket_value,
)

BOND = a.Register | a.Deposit | a.Delegate | a.DelegateWithPermit
EXIT = a.Unbond | a.UnbondAssets
UNPUNISHED = scope.all_but(a.Slash)
DUST = "The dust floor is at least one wei; deployment does not check it."


def target(step: Transition[BOND]) -> Address:
    """Return whose pool a deposit goes to."""
    action = step.action
    return action.validator if isinstance(action, a.Delegate | a.DelegateWithPermit) else step.call.caller


def pools_at(step: Transition[Action], key: PoolId) -> tuple[Pool, Pool]:
    """Return a pool before and after."""
    return step.before.pools[key], step.after.pools[key]


def minted(step: Transition[BOND]) -> int:
    """Return how many shares a deposit added to the holder's position."""
    x, y = pools_at(step, pool_id(step.before, target(step)))
    return y.positions[step.call.caller].shares - x.positions[step.call.caller].shares


def burned(step: Transition[EXIT]) -> int:
    """Return how many shares an exit took from the holder's position."""
    x, y = pools_at(step, pool_id(step.before, step.action.validator))
    return x.positions[step.call.caller].shares - y.positions[step.call.caller].shares


def freed(step: Transition[EXIT]) -> int:
    """Return how many wei an exit moved from the pool to a bucket."""
    return step.after.ledger.unbonding - step.before.ledger.unbonding


def rise(x: Pool, y: Pool) -> int:
    """Return by how much the price rose, over the product of both share supplies."""
    after = (y.assets + VIRTUAL_ASSETS) * (x.shares + VIRTUAL_SHARES)
    return after - (x.assets + VIRTUAL_ASSETS) * (y.shares + VIRTUAL_SHARES)


@law(
    "B-6.mint",
    Severity.CRITICAL,
    "A depositor gets more shares than it paid for, out of the others' stake.",
    scope.BONDS,
)
def deposits_mint_the_floor(step: Transition[BOND]) -> bool:
    """Every deposit mints the floor of what its amount buys at the price before it, to the caller."""
    pool = step.before.pools[pool_id(step.before, target(step))]
    shares = minted(step)
    return is_floor(shares, step.action.amount * (pool.shares + VIRTUAL_SHARES), pool.assets + VIRTUAL_ASSETS)


@law("B-6.pool", Severity.CRITICAL, "A deposit is lost, or counted twice.", scope.BONDS)
def deposits_enter_the_pool(step: Transition[BOND]) -> bool:
    """Every deposit adds its amount to the current pool's assets, and what it mints to the pool's shares."""
    x, y = pools_at(step, pool_id(step.before, target(step)))
    added = equal(y.assets - x.assets, step.action.amount) and equal(y.shares - x.shares, minted(step))
    return added and (isinstance(step.action, a.Register) or equal(returned(step), minted(step)))


@law("B-6.unbond", Severity.CRITICAL, "An exit is paid more than its shares are worth.", (a.Unbond,))
def exits_by_shares_pay_the_floor(step: Transition[a.Unbond]) -> bool:
    """Every exit of shares burns exactly those, and frees the floor of what they sell for at the price before it."""
    pool = step.before.pools[pool_id(step.before, step.action.validator)]
    value = step.action.shares * (pool.assets + VIRTUAL_ASSETS)
    return equal(burned(step), step.action.shares) and is_floor(freed(step), value, pool.shares + VIRTUAL_SHARES)


@law("B-6.unbond_assets", Severity.CRITICAL, "An exit burns fewer shares than its assets cost.", (a.UnbondAssets,))
def exits_by_assets_burn_the_ceiling(step: Transition[a.UnbondAssets]) -> bool:
    """Every exit of assets frees exactly those, and burns the ceiling of the shares that they cost before it."""
    pool = step.before.pools[pool_id(step.before, step.action.validator)]
    cost = step.action.assets * (pool.shares + VIRTUAL_SHARES)
    return equal(freed(step), step.action.assets) and is_ceiling(burned(step), cost, pool.assets + VIRTUAL_ASSETS)


@law("B-6.min_shares", Severity.HIGH, "A depositor gets a worse price than it accepts.", scope.BONDS[1:])
def deposits_keep_their_limit(step: Transition[a.Deposit | a.Delegate | a.DelegateWithPermit]) -> bool:
    """No deposit mints fewer shares than the caller said that it would accept."""
    return at_most(step.action.min_shares, minted(step))


@law("B-6.min_assets", Severity.HIGH, "A holder leaves at a worse price than it accepts.", (a.Unbond,))
def exits_by_shares_keep_their_limit(step: Transition[a.Unbond]) -> bool:
    """No exit of shares frees less than the caller said that it would accept."""
    return at_most(step.action.min_assets, freed(step))


@law("B-6.max_shares", Severity.HIGH, "A holder leaves at a worse price than it accepts.", (a.UnbondAssets,))
def exits_by_assets_keep_their_limit(step: Transition[a.UnbondAssets]) -> bool:
    """No exit of assets burns more shares than the caller said that it would accept."""
    return at_most(burned(step), step.action.max_shares)


@law("B-7.mint", Severity.CRITICAL, "A deposit is given away.", scope.BONDS)
def deposits_mint_something(step: Transition[BOND]) -> bool:
    """No deposit is empty, or mints no shares."""
    return minted(step) > 0 and step.action.amount > 0


@law("B-7.exit", Severity.HIGH, "Shares are burned for nothing, or a ticket stands for nothing.", scope.EXITS)
def exits_free_something(step: Transition[EXIT]) -> bool:
    """No exit burns no shares, or frees no assets."""
    return burned(step) > 0 and freed(step) > 0


@law("B-3.deposit", Severity.CRITICAL, "Depositing alone is profitable, at the others' cost.", scope.BONDS)
def deposits_make_no_profit(step: Transition[BOND]) -> bool:
    """No deposit makes the caller's shares worth more than before by more than the amount."""
    x, y = pools_at(step, pool_id(step.before, target(step)))
    caller = step.call.caller
    before, after = worth(x, x.positions[caller].shares), worth(y, y.positions[caller].shares)
    return at_most(after, before + step.action.amount)


@law("B-3.exit", Severity.CRITICAL, "Leaving is profitable, at the others' cost.", scope.EXITS)
def exits_make_no_profit(step: Transition[EXIT]) -> bool:
    """No exit leaves the caller's shares worth more than before, less what the exit frees."""
    key, caller = pool_id(step.before, step.action.validator), step.call.caller
    return at_most(value(step.after, key, caller) + freed(step), value(step.before, key, caller))


def value(state: State, key: PoolId, holder: Address) -> int:
    """Return what a holder's shares of a pool sell for; those of an earlier generation for nothing."""
    pool = state.pools[key]
    return choose(is_current(state, key), worth(pool, pool.positions[holder].shares), 0)


def every_other_value(step: Transition[Action], p: Callable[[int, int, Pool], bool]) -> bool:
    """Tell whether ``p`` holds of what any other holder's shares sell for before and after, and the pool before."""
    before, after, caller = step.before, step.after, step.call.caller

    def others(key: PoolId, x: Pool, y: Pool) -> bool:
        return forall2_items(
            x.positions,
            y.positions,
            lambda holder, _, __: holder == caller or p(value(before, key, holder), value(after, key, holder), x),
        )

    # Shares of a generation that a validator leaves behind lose their value; B-9 says that it was nothing by then.
    return forall_changed_items(before.pools, after.pools, others)


@law("B-4.fall", Severity.CRITICAL, "A holder loses stake by what others do.", UNPUNISHED)
def others_do_not_lose(step: Transition[Action]) -> bool:
    """No call but a slash lowers what any other holder's shares sell for.

    Tickets are another matter: whoever joins a bucket brings the floor of what its shares were worth, so those who are
    in it may lose less than one wei by each (see B-4.tickets).
    """
    return every_other_value(step, lambda before, after, _: at_most(before, after))


@law("B-4.rise", Severity.MEDIUM, "A holder can be given stake that others lose.", UNPUNISHED)
def others_gain_no_more_than_rounding(step: Transition[Action]) -> bool:
    """No call but a slash raises what any other holder's shares sell for by more than one wei and one share's price."""

    def bounded(before: int, after: int, pool: Pool) -> bool:
        return at_most(after, before + 1 + pool.assets // (pool.shares + VIRTUAL_SHARES))

    return every_other_value(step, bounded)


@law("B-4.tickets", Severity.HIGH, "A holder on its way out loses stake to those who follow.", UNPUNISHED)
def tickets_lose_less_than_one_wei(step: Transition[Action]) -> bool:
    """No call but a slash takes a wei, or a share's price, from the assets that a bucket holds for its earlier tickets.

    The catalogue says nothing of tickets. In a bucket they share what it holds per share, whatever each brought. One
    that joins brings the floor of its shares' price, or for exact assets one share more than their price, which is no
    less than the bucket's unless a slash of a small pool made it so; only then does the joiner bring less.
    """
    before = step.before

    def kept(key: PoolId, assets: int, shares: int, more: int, total: int) -> bool:
        pool = before.pools[key]
        dearer = assets * (pool.shares + VIRTUAL_SHARES) > shares * (pool.assets + VIRTUAL_ASSETS)
        return dearer or total == 0 or assets * total - more * shares < greater(shares, greater(assets, 1))

    return forall_changed_items(
        before.buckets,
        step.after.buckets,
        lambda key, x, y: kept(PoolId(key.validator, key.generation), x.assets, x.shares, y.assets, y.shares),
    )


@law("B-5.fall", Severity.CRITICAL, "The price of a share falls without a penalty.", UNPUNISHED)
def only_slashes_lower_the_price(step: Transition[Action]) -> bool:
    """No call but a slash lowers the price of a pool's shares while anyone holds some."""
    return forall_changed_items(
        step.before.pools,
        step.after.pools,
        lambda _, x, y: y.shares == 0 or at_most(0, rise(x, y)),
    )


@law("B-5.rise", Severity.HIGH, "The price of a share can be driven up.", UNPUNISHED)
def prices_rise_by_rounding_only(step: Transition[Action]) -> bool:
    """No call but a slash raises the price of a pool's shares by more than rounding one share or one wei leaves."""
    moving = isinstance(step.action, scope.BONDS + scope.EXITS)

    def bound(pool: Pool) -> int:
        return greater(pool.assets, pool.shares + VIRTUAL_SHARES - 1) if moving else 0

    return forall_changed_items(
        step.before.pools,
        step.after.pools,
        lambda _, x, y: y.shares == 0 or at_most(rise(x, y), bound(x)),
    )


@law("B-8", Severity.CRITICAL, "The first depositor inflates the price and takes the next deposit.", scope.BONDS)
def depositors_lose_less_than_a_share(step: Transition[BOND]) -> bool:
    """Every deposit is worth its amount right after it, less at most the price of one share.

    Donations are out of the question, since they change no pool (A-6). What an attacker can do by rounding is bounded
    by B-5, and by the virtual shares it leaves nine hundred and ninety-nine parts in a thousand of that to nobody.
    """
    y = step.after.pools[pool_id(step.before, target(step))]
    loss = step.action.amount * (y.shares + VIRTUAL_SHARES) - minted(step) * (y.assets + VIRTUAL_ASSETS)
    return at_most(loss, y.assets + VIRTUAL_ASSETS)


@law("B-9.frozen", Severity.CRITICAL, "Shares that are worth nothing come back to life.")
def earlier_generations_are_frozen(step: Transition[Action]) -> bool:
    """No call changes the shares, in total or of anyone, of a generation that a pool has left."""
    before = step.before

    def frozen(key: PoolId, x: Pool, y: Pool) -> bool:
        held = forall_changed_items(x.positions, y.positions, lambda _, m, n: equal(m.shares, n.shares))
        return equal(x.shares, y.shares) and held

    return forall_changed_items(
        before.pools,
        step.after.pools,
        lambda key, x, y: key.generation >= before.validators[key.validator].generation or frozen(key, x, y),
    )


@law("B-9.step", Severity.CRITICAL, "A pool starts anew and takes its holders' stake.")
def generations_start_empty(step: Transition[Action]) -> bool:
    """No call but a slash or an exit starts a new generation, and each of those at most one, with an empty pool."""
    before, after = step.before, step.after
    may = isinstance(step.action, (a.Slash, *scope.EXITS))

    def fresh(validator: Address, generation: Generation) -> bool:
        following = PoolId(validator, Generation(generation + 1))
        return may and same(after.pools[following], NO_POOL)

    return forall_changed_items(
        before.validators,
        after.validators,
        lambda key, x, y: (
            x.generation == y.generation or (y.generation == x.generation + 1 and fresh(key, x.generation))
        ),
    )


@law("B-9.dust", Severity.HIGH, "A pool lives on that a slash left next to nothing.", (a.Slash,), (DUST,))
def slashed_pools_start_anew(step: Transition[a.Slash]) -> bool:
    """Every slash leaves the liable pool, if it is the current one still, empty or with no less than the dust floor."""
    key = liable_pool(step.before, step.action)
    pool = step.after.pools[key]
    gone = pool.shares == 0 or not is_current(step.after, key)
    return gone or at_most(step.after.deployment.dust_floor, pool.assets)


@law("B-9.residue", Severity.HIGH, "A pool that a slash left with stake enough is given up.", (a.Slash,))
def only_dust_is_given_up(step: Transition[a.Slash]) -> bool:
    """Every slash that starts a new generation leaves less than the dust floor to the sink for dust, and all of it."""
    before, after = step.before, step.after
    credited = after.credits[before.sinks.dust] - before.credits[before.sinks.dust]
    key = pool_id(before, step.action.validator)
    started = not is_current(after, key)
    residue = choose(started, credited, 0)
    return equal(credited, residue) and implies(started, residue < before.deployment.dust_floor)


@law(
    "B-2.dust",
    Severity.HIGH,
    "What rounding left in a pool is lost, or taken from a pool that has holders.",
    scope.EXITS,
)
def last_exits_leave_dust(step: Transition[EXIT]) -> bool:
    """Every exit that empties a pool leaves what rounding kept to the sink for dust, and no other exit leaves
    anything.
    """
    x, y = pools_at(step, pool_id(step.before, step.action.validator))
    dust = step.before.sinks.dust
    credited = step.after.credits[dust] - step.before.credits[dust]
    residue = choose(y.shares == 0, x.assets - freed(step), 0)
    return equal(credited, residue) and unchanged_but(step.before.credits, step.after.credits, dust)


@law("B-2.left", Severity.CRITICAL, "An exit takes more, or less, out of the pool than it frees.", scope.EXITS)
def exits_leave_the_rest(step: Transition[EXIT]) -> bool:
    """Every exit leaves the pool with what it had less what it frees, or with nothing if no shares are left."""
    x, y = pools_at(step, pool_id(step.before, step.action.validator))
    left = equal(x.shares - y.shares, burned(step))
    return left and equal(y.assets, choose(y.shares == 0, 0, x.assets - freed(step)))


@law("G-7.positions", Severity.CRITICAL, "Anybody's shares can be taken by others.")
def only_own_shares_change(step: Transition[Action]) -> bool:
    """No call changes the shares of any holder but the caller."""
    caller = step.call.caller
    return forall_changed_items(
        step.before.pools,
        step.after.pools,
        lambda _, x, y: forall_changed_items(
            x.positions, y.positions, lambda holder, m, n: holder == caller or equal(m.shares, n.shares)
        ),
    )


@law("H-9", Severity.CRITICAL, "A validator moves its delegators' stake.", scope.all_but(*scope.BONDS, *scope.EXITS))
def other_calls_change_no_shares(step: Transition[Action]) -> bool:
    """No call but a deposit or an exit changes anybody's shares, those of the validator's delegators included."""
    return forall_changed_items(
        step.before.pools,
        step.after.pools,
        lambda _, x, y: (
            equal(x.shares, y.shares)
            and forall_changed_items(x.positions, y.positions, lambda _, m, n: equal(m.shares, n.shares))
        ),
    )


@law("B-11.deposit", Severity.MEDIUM, "A caller is told another number of shares than it gets.", scope.BONDS[1:])
def previews_of_deposits_are_exact(step: Transition[a.Deposit | a.Delegate | a.DelegateWithPermit]) -> bool:
    """Every deposit mints what its preview says at the same moment."""
    seen = at_call(step)
    action = step.action
    validator = step.call.caller if isinstance(action, a.Deposit) else action.validator
    return equal(returned(step), preview_deposit(seen, validator, action.amount))


@law("B-11.exit", Severity.MEDIUM, "A caller is told another amount than it gets.", scope.EXITS)
def previews_of_exits_are_exact(step: Transition[EXIT]) -> bool:
    """Every exit frees and burns what its preview says at the same moment."""
    seen, action = at_call(step), step.action
    if isinstance(action, a.Unbond):
        return equal(freed(step), preview_unbond(seen, action.validator, action.shares))
    return equal(burned(step), preview_unbond_assets(seen, action.validator, action.assets))


@law("B-11.claim", Severity.MEDIUM, "A caller is told another amount than it gets.", (a.Claim,))
def ticket_values_are_exact(step: Transition[a.Claim]) -> bool:
    """Every claim pays what the view of its ticket's value says at the same moment."""
    return equal(returned(step), ticket_value(at_call(step), step.action.ticket))


@law("B-11.rewards", Severity.MEDIUM, "A caller is told another amount than it gets.", (a.ClaimRewards,))
def views_of_rewards_are_exact(step: Transition[a.ClaimRewards]) -> bool:
    """Every claim of rewards pays what the view says at the same moment."""
    action = step.action
    return equal(returned(step), earned(at_call(step), action.validator, action.generation, step.call.caller))


@law("B-11.commission", Severity.MEDIUM, "A caller is told another amount than it gets.", (a.ClaimCommission,))
def views_of_commission_are_exact(step: Transition[a.ClaimCommission]) -> bool:
    """Every claim of commission pays what the view says at the same moment."""
    return equal(returned(step), commission_earned(at_call(step), step.call.caller))


@law("B-11.stake", Severity.MEDIUM, "A holder is shown another stake than it has.", (*scope.BONDS, *scope.EXITS))
def views_of_stake_are_exact(step: Transition[BOND | EXIT]) -> bool:
    """Every holder is shown, after a deposit or an exit, what its shares sell for."""
    action, holder, after = step.action, step.call.caller, step.after
    validator = holder if isinstance(action, a.Register | a.Deposit) else action.validator
    return equal(stake_of(after, validator, holder), value(after, pool_id(after, validator), holder))
