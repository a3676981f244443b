"""Rewards: who earns what in each call, to the last unit, and that claiming, slashing and poking change none of it."""

from properties import scope
from properties.declaration import Severity, law
from properties.outcome import Transition, returned
from properties.quantities import cut, entitlement, pool_of, streamed, subject, tau_of, unstreamed
from properties.vocabulary import (
    at_most,
    choose,
    equal,
    forall2,
    forall2_items,
    forall_changed,
    forall_changed_items,
    implies,
    same,
    told,
    unchanged_but,
)
from spec import actions as a
from spec.actions import Action
from spec.events import RewardsDistributed
from spec.state import Earner, Pool, PoolId, Position
from spec.units import SCALE, Address, Status


def handed_out(x: Earner, y: Earner) -> int:
    """Return what a call gave a validator of the stream, scaled: for its weight before, since it last got its part."""
    return x.weight * (y.index_paid - x.index_paid)


def commission_paid(step: Transition[Action], validator: Address) -> int:
    """Return what a call paid a validator of its commission, scaled."""
    own = isinstance(step.action, a.ClaimCommission) and validator == step.call.caller
    return SCALE * choose(own, returned(step), 0)


def is_paid(step: Transition[Action], pool: PoolId, holder: Address) -> bool:
    """Tell whether a call pays a holder its rewards from a pool."""
    action = step.action
    if not isinstance(action, a.ClaimRewards):
        return False
    here = pool.validator == action.validator and pool.generation == action.generation
    return here and holder == step.call.caller


@law("F-1.global", Severity.CRITICAL, "What was earned shrinks.")
def the_index_never_falls(step: Transition[Action]) -> bool:
    """No call lowers the global index, or a counter of what was funded or paid, or puts the stream back in time."""
    x, y = step.before.stream, step.after.stream
    counters = at_most(x.funded, y.funded) and at_most(x.paid, y.paid)
    return counters and at_most(x.index, y.index) and at_most(x.updated, y.updated)


@law("F-1.pools", Severity.CRITICAL, "What was earned shrinks.")
def pool_indices_never_fall(step: Transition[Action]) -> bool:
    """No call lowers the reward index of a pool, or what a holder or validator was already given."""
    pools = forall_changed(
        step.before.pools,
        step.after.pools,
        lambda x, y: (
            at_most(x.reward_index, y.reward_index)
            and forall_changed(x.positions, y.positions, lambda m, n: at_most(m.index_paid, n.index_paid))
        ),
    )
    earners = forall_changed(step.before.earners, step.after.earners, lambda x, y: at_most(x.index_paid, y.index_paid))
    return pools and earners


@law("F-2.validators", Severity.CRITICAL, "Stake earns for a time when it was another's, or not there.")
def weights_change_after_accrual(step: Transition[Action]) -> bool:
    """No call changes a validator's weight, status or commission without first giving it its part up to now."""
    x, y = step.before, step.after
    now = tau_of(x, step.call)

    def touched(validator: Address) -> bool:
        m, n = x.validators[validator], y.validators[validator]
        return m.status != n.status or m.commission != n.commission or m.generation != n.generation

    def current(earner: Earner) -> bool:
        return earner.index_paid == y.stream.index and y.stream.updated == now

    return forall2_items(
        x.earners,
        y.earners,
        lambda key, m, n: current(n) or not (m.weight != n.weight or touched(key)),
    )


@law("F-2.pools", Severity.CRITICAL, "Shares earn for a time when they were another's, or not there.")
def stake_changes_after_accrual(step: Transition[Action]) -> bool:
    """No call changes a pool's assets or shares without first giving its validator its part up to now."""
    y = step.after
    now = tau_of(step.before, step.call)

    def current(validator: Address) -> bool:
        return y.earners[validator].index_paid == y.stream.index and y.stream.updated == now

    return forall_changed_items(
        step.before.pools,
        y.pools,
        lambda key, m, n: (m.assets == n.assets and m.shares == n.shares) or current(key.validator),
    )


@law("F-2.holders", Severity.CRITICAL, "Shares earn for a time when they were another's, or not there.")
def shares_change_after_settlement(step: Transition[Action]) -> bool:
    """No call changes a holder's shares without first attributing to it all that they earned."""
    return forall_changed(
        step.before.pools,
        step.after.pools,
        lambda x, y: forall_changed(
            x.positions, y.positions, lambda m, n: m.shares == n.shares or equal(n.index_paid, y.reward_index)
        ),
    )


@law("F-3.stream", Severity.CRITICAL, "What was streamed is lost, or given out twice.", scope.all_but(a.DepositRewards))
def emissions_are_divided_exactly(step: Transition[Action]) -> bool:
    """Every unit emitted goes to the index, by the weight before, or to the remainder or the carry, and none
    elsewhere.
    """
    x, y = step.before.stream, step.after.stream
    given = x.total_weight * (y.index - x.index)
    kept = y.remainder - x.remainder + y.carry - x.carry
    return equal(streamed(x, y.updated), given + kept) and x.rate == y.rate and x.end == y.end


@law("F-3.remainder", Severity.HIGH, "Rewards pile up where nobody gets them.", scope.ALWAYS_ACCRUE)
def remainders_are_small(step: Transition[Action]) -> bool:
    """Every division of an emission among weights leaves less than one unit for each unit of weight."""
    x, y = step.before.stream, step.after.stream
    return x.total_weight == 0 or at_most(y.remainder, x.total_weight - 1)


@law("F-3.validators", Severity.CRITICAL, "A validator's part is lost, or given out twice.")
def parts_are_divided_exactly(step: Transition[Action]) -> bool:
    """Every unit of a validator's part goes to its commission, to its pool by shares, or to its own remainder."""
    x, y = step.before, step.after

    def divided(key: Address, m: Earner, n: Earner) -> bool:
        here = PoolId(key, x.validators[key].generation)
        holders = x.pools[here].shares * (y.pools[here].reward_index - x.pools[here].reward_index)
        commission = n.commission_owed - m.commission_owed + commission_paid(step, key)
        return equal(handed_out(m, n), commission + holders + n.leftover - m.leftover)

    return forall2_items(x.earners, y.earners, divided)


@law("F-3.leftover", Severity.HIGH, "Rewards pile up where nobody gets them.", scope.ALWAYS_ACCRUE)
def leftovers_are_small(step: Transition[Action]) -> bool:
    """Every division of a validator's part among shares leaves less than one unit for each share."""
    validator = subject(step.call, step.action)
    shares = pool_of(step.before, validator).shares
    return shares == 0 or at_most(step.after.earners[validator].leftover, shares - 1)


@law("F-4", Severity.HIGH, "Rewards streamed while nobody was active are lost.", scope.all_but(a.DepositRewards))
def emissions_without_weight_are_carried(step: Transition[Action]) -> bool:
    """Every unit emitted while there is no weight is carried to the next deposit, and no other is."""
    x, y = step.before.stream, step.after.stream
    carried = choose(x.total_weight == 0, streamed(x, y.updated), 0)
    idle = implies(x.total_weight == 0, y.index == x.index and y.remainder == x.remainder)
    return equal(y.carry - x.carry, carried) and idle


@law("F-5.holders", Severity.CRITICAL, "A holder earns for stake or time that was not its own, or not at all.")
def holders_earn_by_their_shares(step: Transition[Action]) -> bool:
    """Every holder is owed more by exactly its shares before the call times what the index of its pool rose.

    Whoever is paid by the call is owed so much less, which is said by F-12.
    """

    def grown(x: Pool, y: Pool, m: Position, n: Position) -> bool:
        return equal(entitlement(y, n), entitlement(x, m) + m.shares * (y.reward_index - x.reward_index))

    def settled(key: PoolId, x: Pool, y: Pool) -> bool:
        return forall2_items(
            x.positions, y.positions, lambda holder, m, n: is_paid(step, key, holder) or grown(x, y, m, n)
        )

    return forall_changed_items(step.before.pools, step.after.pools, settled)


@law("F-5.pools", Severity.CRITICAL, "A pool that nobody holds, or that is left behind, earns.")
def only_current_pools_earn(step: Transition[Action]) -> bool:
    """No call raises the reward index of a pool but the current one of the validator that it brings up to date."""
    before = step.before
    return forall_changed_items(
        before.pools,
        step.after.pools,
        lambda key, x, y: (
            x.reward_index == y.reward_index
            or (key.generation == before.validators[key.validator].generation and x.shares > 0)
        ),
    )


@law("F-6", Severity.HIGH, "A jailed or leaving validator earns.")
def inactive_validators_earn_nothing(step: Transition[Action]) -> bool:
    """No validator that was not active before a call is given any part of the stream by it."""
    before = step.before
    return forall_changed_items(
        before.earners,
        step.after.earners,
        lambda key, x, y: before.validators[key].status == Status.ACTIVE or equal(handed_out(x, y), 0),
    )


@law("F-7.told", Severity.MEDIUM, "Whoever follows the events misses rewards.", (a.Distribute,))
def distributions_are_told(step: Transition[a.Distribute]) -> bool:
    """Every distribution that gives the validator something is told of, and no other is."""
    key = step.action.validator
    given = handed_out(step.before.earners[key], step.after.earners[key])
    return told(step.events, RewardsDistributed) == (given > 0)


@law("F-7.poke", Severity.HIGH, "Calling often enough takes rewards from others.", (a.Distribute,))
def distributing_changes_nobodys_share(step: Transition[a.Distribute]) -> bool:
    """No distribution changes any stake, weight, status, rate or payment: it only brings one validator up to date."""
    x, y = step.before, step.after
    stream = x.stream.total_weight == y.stream.total_weight and x.stream.paid == y.stream.paid
    earners = forall_changed(x.earners, y.earners, lambda m, n: equal(m.weight, n.weight))
    return stream and earners and same(x.validators, y.validators) and same(x.ledger, y.ledger)


@law(
    "F-8", Severity.CRITICAL, "A deposit of rewards is lost, or what was left of the last one is.", (a.DepositRewards,)
)
def deposits_restart_the_stream(step: Transition[a.DepositRewards]) -> bool:
    """Every reward deposit streams, over the full duration, exactly itself, the rest of the stream and the carry."""
    x, y = step.before.stream, step.after.stream
    now, duration = tau_of(step.before, step.call), step.before.parameters.reward_duration
    given = x.total_weight * (y.index - x.index) + y.remainder - x.remainder
    emitted = choose(x.total_weight == 0, 0, streamed(x, now))
    total = unstreamed(x) + x.carry + SCALE * step.action.amount
    timed = equal(y.end, now + duration) and equal(y.updated, now)
    small = y.carry >= 0 and at_most(y.carry, duration - 1)
    return timed and small and equal(given, emitted) and equal(y.rate * duration + y.carry, total - emitted)


@law("F-8.funded", Severity.CRITICAL, "Rewards are promised that did not come in.", (a.DepositRewards,))
def deposits_are_counted(step: Transition[a.DepositRewards]) -> bool:
    """Every reward deposit counts as funded with exactly its amount, and changes neither weight nor what is owed."""
    x, y = step.before, step.after
    counted = equal(y.stream.funded, x.stream.funded + step.action.amount) and x.stream.paid == y.stream.paid
    return counted and x.stream.total_weight == y.stream.total_weight and same(x.earners, y.earners)


@law("F-10.split", Severity.HIGH, "A commission is taken from rewards of another time.")
def commission_is_that_in_force(step: Transition[Action]) -> bool:
    """Every commission is the floor of the rate in force before the call, of the part that the call gives out."""
    before = step.before

    def taken(key: Address, x: Earner, y: Earner) -> bool:
        gain = y.commission_owed - x.commission_owed + commission_paid(step, key)
        return equal(gain, cut(handed_out(x, y), before.validators[key].commission))

    return forall2_items(before.earners, step.after.earners, taken)


@law("F-11", Severity.CRITICAL, "A slash takes rewards that were already earned.", (a.Slash,))
def slashes_touch_no_rewards(step: Transition[a.Slash]) -> bool:
    """No slash lowers what anyone is owed of rewards: it gives out what was earned until now, and takes principal
    only.
    """
    x, y = step.before, step.after
    holders = forall2(
        x.pools,
        y.pools,
        lambda p, q: forall2(p.positions, q.positions, lambda m, n: at_most(entitlement(p, m), entitlement(q, n))),
    )
    commission = forall2(x.earners, y.earners, lambda m, n: at_most(m.commission_owed, n.commission_owed))
    return holders and commission and x.stream.paid == y.stream.paid and x.stream.funded == y.stream.funded


@law("F-12.holder", Severity.CRITICAL, "Rewards are paid twice, or a claim leaves some behind.", (a.ClaimRewards,))
def claims_leave_less_than_one_wei(step: Transition[a.ClaimRewards]) -> bool:
    """Every claim of rewards pays all whole wei that the caller is owed in that pool, and leaves it the rest."""
    key, caller = PoolId(step.action.validator, step.action.generation), step.call.caller
    x, y = step.before.pools[key], step.after.pools[key]
    m, n = x.positions[caller], y.positions[caller]
    due = entitlement(x, m) + m.shares * (y.reward_index - x.reward_index)
    left = entitlement(y, n)
    return left >= 0 and left < SCALE and equal(left + SCALE * returned(step), due)


@law(
    "F-12.validator",
    Severity.CRITICAL,
    "Commission is paid twice, or a claim leaves some behind.",
    (a.ClaimCommission,),
)
def commission_claims_leave_less_than_one_wei(step: Transition[a.ClaimCommission]) -> bool:
    """Every claim of commission pays all whole wei that the caller is owed, up to now, and leaves the rest."""
    left = step.after.earners[step.call.caller]
    current = left.index_paid == step.after.stream.index and step.after.stream.updated == tau_of(step.before, step.call)
    return current and left.commission_owed >= 0 and left.commission_owed < SCALE


@law("F-12.current", Severity.HIGH, "A holder is paid less than it has earned.", (a.ClaimRewards, a.Distribute))
def claims_are_up_to_date(step: Transition[a.ClaimRewards | a.Distribute]) -> bool:
    """Every claim of rewards, and every distribution, first gives the validator its part of the stream up to now."""
    stream, earner = step.after.stream, step.after.earners[step.action.validator]
    return stream.updated == tau_of(step.before, step.call) and equal(earner.index_paid, stream.index)


@law("F-14.known", Severity.MEDIUM, "Rewards are kept for what does not exist.", scope.REWARDS)
def rewards_are_of_what_exists(step: Transition[a.Distribute | a.ClaimRewards | a.ClaimCommission]) -> bool:
    """No rewards are distributed or claimed but of a validator, and a generation, that exists."""
    action = step.action
    validator = step.call.caller if isinstance(action, a.ClaimCommission) else action.validator
    record = step.before.validators[validator]
    later = isinstance(action, a.ClaimRewards) and action.generation > record.generation
    return record.status != Status.NONE and not later


@law("A-4.paid", Severity.CRITICAL, "Rewards are paid and not counted, so they can be paid again.")
def payments_are_counted(step: Transition[Action]) -> bool:
    """Every call counts as paid exactly what it pays of rewards."""
    claims = isinstance(step.action, a.ClaimRewards | a.ClaimCommission)
    paid = returned(step) if claims else 0
    return equal(step.after.stream.paid, step.before.stream.paid + paid)


@law("G-7.rewards", Severity.CRITICAL, "Somebody else's rewards are paid out, or attributed to another.")
def only_own_rewards_are_paid(step: Transition[Action]) -> bool:
    """No call changes what is attributed to any holder but the caller."""
    caller = step.call.caller
    return forall_changed(
        step.before.pools, step.after.pools, lambda x, y: unchanged_but(x.positions, y.positions, caller)
    )
