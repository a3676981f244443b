"""Slashing: what an offence costs, who bears it, and that nobody else does."""

from properties import scope
from properties.declaration import Severity, law
from properties.outcome import Transition, returned
from properties.quantities import cut, liable_pool, named, ripens, slash_rate, tau_of
from properties.vocabulary import (
    at_most,
    choose,
    equal,
    forall2_items,
    forall_changed,
    forall_changed_items,
    implies,
    one_of,
    same,
    told,
    total_items,
    unchanged_but,
)
from spec import actions as a
from spec.actions import Action
from spec.events import PoolSlashed, Slashed
from spec.state import NO_CHECKPOINT, BucketId, Case, CaseId, Checkpoint, Pool, SlotId
from spec.units import BPS, Address, Offence, ProtocolTime, Status

SLASHED = (Status.JAILED, Status.TOMBSTONED, Status.LEAVING, Status.EXITED)


def case_id(action: a.Slash | a.RouteSlash) -> CaseId:
    """Return which case a call is about."""
    return CaseId(action.validator, action.offence, action.offence_time)


def cost(step: Transition[a.Slash]) -> int:
    """Return what an offence costs: the ceiling of its part of the stake at its time."""
    product = named(step.before, step.action).stake * slash_rate(step.before.parameters, step.action.offence)
    return (product + BPS - 1) // BPS


def is_covered(step: Transition[a.Slash], key: BucketId) -> bool:
    """Tell whether a bucket answers for an offence: requested in its epoch or later, and not matured."""
    since = step.action.offence_time // step.before.deployment.epoch
    same_pool = key.validator == step.action.validator and key.generation == named(step.before, step.action).generation
    return same_pool and key.request >= since and tau_of(step.before, step.call) < ripens(step.before, key)


def covered_shares(step: Transition[a.Slash]) -> int:
    """Return the shares of all pieces that answer for an offence."""
    buckets = total_items(step.before.buckets, lambda key, x: choose(is_covered(step, key), x.shares, 0))
    return step.before.pools[liable_pool(step.before, step.action)].shares + buckets


def is_share(lost: int, amount: int, shares: int, covered: int, assets: int) -> bool:
    """Tell whether a piece lost the ceiling of its part of ``amount`` by shares, or all that it had if that is less."""
    part = lost * covered
    ceiling = part >= amount * shares and part < amount * shares + covered
    return (ceiling and lost <= assets) or (lost == assets and part <= amount * shares)


def pool_loss(step: Transition[a.Slash]) -> int:
    """Return what the pool that answers for an offence lost to the penalty, beside what was swept to dust."""
    return returned(step) - (step.before.ledger.unbonding - step.after.ledger.unbonding)


@law("D-1.taken", Severity.CRITICAL, "More is taken than there is, or not all that is taken can be routed.", (a.Slash,))
def penalties_go_to_the_pot(step: Transition[a.Slash]) -> bool:
    """Every slash returns and records what it took, which is what the pot grew by and what pools and buckets lost."""
    x, y = step.before.ledger, step.after.ledger
    lost = x.bonded + x.unbonding - y.bonded - y.unbonding
    dust = y.credited - x.credited
    recorded = equal(step.after.cases[case_id(step.action)].taken, returned(step))
    return recorded and equal(y.pot - x.pot, returned(step)) and equal(lost, returned(step) + dust)


@law("D-1.bound", Severity.CRITICAL, "A penalty takes more than the offence costs.", (a.Slash,))
def penalties_are_bounded(step: Transition[a.Slash]) -> bool:
    """No slash takes more than all pieces had that answer for the offence."""
    before = step.before
    buckets = total_items(before.buckets, lambda key, x: choose(is_covered(step, key), x.assets, 0))
    pool = before.pools[liable_pool(before, step.action)]
    return returned(step) >= 0 and at_most(returned(step), pool.assets + buckets)


@law("D-2.once", Severity.CRITICAL, "One offence is punished twice.", (a.Slash,))
def offences_are_punished_once(step: Transition[a.Slash]) -> bool:
    """Every slash is the first for its validator, offence and time, and is recorded with its reporter and cuts."""
    key = case_id(step.action)
    p = step.before.parameters
    cuts = (p.reporter_cut, p.insurance_cut, p.treasury_cut)
    recorded = Case(True, False, *cuts, step.action.reporter, step.after.cases[key].taken)
    first = not step.before.cases[key].executed and same(step.after.cases[key], recorded)
    return first and unchanged_but(step.before.cases, step.after.cases, key)


@law("D-2.final", Severity.CRITICAL, "A punished offence is forgotten, and punished again.")
def cases_are_never_forgotten(step: Transition[Action]) -> bool:
    """No call forgets a case, changes its reporter, cuts or what was taken, or takes back that it was routed."""

    def kept(x: Case, y: Case) -> bool:
        cuts = (x.reporter_cut, x.insurance_cut, x.treasury_cut) == (y.reporter_cut, y.insurance_cut, y.treasury_cut)
        told = y.executed and x.reporter == y.reporter and x.taken == y.taken
        return cuts and told and implies(x.routed, y.routed)

    return forall_changed(step.before.cases, step.after.cases, lambda x, y: not x.executed or kept(x, y))


@law("D-4.named", Severity.CRITICAL, "A penalty is fixed from a stake of another time.", (a.Slash,))
def bases_are_the_stake_at_the_offence(step: Transition[a.Slash]) -> bool:
    """Every slash names the validator's checkpoint in force at the offence: the last one taken no later than that."""
    action = step.action
    count = step.before.validators[action.validator].checkpoints
    following = step.before.checkpoints[SlotId(action.validator, action.checkpoint + 1)]
    latest = action.checkpoint + 1 == count or action.offence_time < following.time
    return action.checkpoint < count and named(step.before, step.action).time <= action.offence_time and latest


@law("D-4.history", Severity.CRITICAL, "Stake put in, or taken out, after an offence changes what it costs.")
def past_checkpoints_never_change(step: Transition[Action]) -> bool:
    """No call changes a checkpoint of an earlier time, or takes one for another time than its own."""
    now = tau_of(step.before, step.call)

    def kept(x: Checkpoint, y: Checkpoint) -> bool:
        return same(x, y) or (y.time == now and (x.time == now or x == NO_CHECKPOINT))

    return forall_changed(step.before.checkpoints, step.after.checkpoints, kept)


@law("D-4.count", Severity.CRITICAL, "The history of a validator's stake is cut short.")
def checkpoints_are_never_dropped(step: Transition[Action]) -> bool:
    """No call lowers the number of a validator's checkpoints, or takes more than one."""
    return forall_changed(
        step.before.validators,
        step.after.validators,
        lambda x, y: x.checkpoints <= y.checkpoints and at_most(y.checkpoints, x.checkpoints + 1),
    )


@law("D-6", Severity.CRITICAL, "Penalties add up to more than the offences cost.", (a.Slash,))
def penalties_exceed_the_cost_by_rounding_only(step: Transition[a.Slash]) -> bool:
    """No slash takes more than the offence costs and less than one wei for each piece that answers for it."""
    before = step.before
    pieces = total_items(before.buckets, lambda key, x: choose(is_covered(step, key) and x.assets > 0, 1, 0))
    pool = choose(before.pools[liable_pool(step.before, step.action)].assets > 0, 1, 0)
    return at_most(returned(step), cost(step) + pieces + pool)


@law("D-7.pool", Severity.CRITICAL, "Those who stay pay more, or less, per share than those who leave.", (a.Slash,))
def pools_lose_their_part(step: Transition[a.Slash]) -> bool:
    """Every slash takes from the liable pool the ceiling of its part of the cost by shares, or all if that is less."""
    x = step.before.pools[liable_pool(step.before, step.action)]
    lost = pool_loss(step)
    fair = is_share(lost, cost(step), x.shares, covered_shares(step), x.assets)
    return choose(x.shares == 0, lost == 0, fair)


@law("D-7.told", Severity.MEDIUM, "Whoever follows the events misses a loss.", (a.Slash,))
def penalties_are_told(step: Transition[a.Slash]) -> bool:
    """No penalty goes untold, nor does a pool lose stake to it without an event of its own."""
    return told(step.events, Slashed) and (equal(pool_loss(step), 0) or told(step.events, PoolSlashed))


@law("D-7.left", Severity.CRITICAL, "A pool loses more than its part.", (a.Slash,))
def pools_lose_nothing_else(step: Transition[a.Slash]) -> bool:
    """Every slash leaves the liable pool with what it had less its part, or with nothing if that was dust."""
    key = liable_pool(step.before, step.action)
    x, y = step.before.pools[key], step.after.pools[key]
    left = x.assets - pool_loss(step)
    return equal(y.assets, choose(y.assets == 0 and left < step.before.deployment.dust_floor, 0, left))


@law("D-7.others", Severity.CRITICAL, "A slash takes stake from pools that did nothing.", (a.Slash,))
def other_pools_lose_nothing(step: Transition[a.Slash]) -> bool:
    """No slash changes the assets or shares of any other pool than the liable one."""
    key = liable_pool(step.before, step.action)

    def kept(x: Pool, y: Pool) -> bool:
        return equal(x.shares, y.shares) and equal(x.assets, y.assets)

    return forall_changed_items(step.before.pools, step.after.pools, lambda here, x, y: here == key or kept(x, y))


@law("C-15", Severity.CRITICAL, "Stake escapes a penalty by unbonding.", (a.Slash,))
def covered_buckets_lose_their_part(step: Transition[a.Slash]) -> bool:
    """Every slash takes from each unmatured bucket requested since the offence's epoch its part by shares, or all.

    Pieces are told apart by epoch, not by second: stake that left earlier in the epoch of the offence answers too.
    """
    amount, covered = cost(step), covered_shares(step)
    return forall2_items(
        step.before.buckets,
        step.after.buckets,
        lambda key, x, y: (
            not is_covered(step, key)
            or x.shares == 0
            or is_share(x.assets - y.assets, amount, x.shares, covered, x.assets)
        ),
    )


@law("C-16", Severity.CRITICAL, "Stake that left before an offence pays for it.", (a.Slash,))
def uncovered_buckets_lose_nothing(step: Transition[a.Slash]) -> bool:
    """No slash changes a bucket requested before the offence's epoch, matured, or of another pool or generation."""
    return forall_changed_items(
        step.before.buckets,
        step.after.buckets,
        lambda key, x, y: is_covered(step, key) or same(x, y),
    )


@law("D-7.shares", Severity.CRITICAL, "A slash changes who owns what part.", (a.Slash,))
def slashes_change_no_bucket_shares(step: Transition[a.Slash]) -> bool:
    """No slash changes the shares of any bucket."""
    return forall_changed(step.before.buckets, step.after.buckets, lambda x, y: equal(x.shares, y.shares))


@law("D-8", Severity.HIGH, "An offence costs nothing.", (a.Slash,))
def penalties_are_effective(step: Transition[a.Slash]) -> bool:
    """Every slash for which there was stake, and some of it is left to answer, takes at least one wei."""
    before = step.before
    buckets = total_items(before.buckets, lambda key, x: choose(is_covered(step, key), x.assets, 0))
    left = before.pools[liable_pool(step.before, step.action)].assets + buckets
    return implies(named(step.before, step.action).stake > 0 and left > 0, at_most(1, returned(step)))


@law("D-5.shares", Severity.HIGH, "The result of several penalties depends on their order.", (a.Slash,))
def slashes_keep_what_they_are_divided_by(step: Transition[a.Slash]) -> bool:
    """No slash changes the shares, the checkpoints of the past or the requests that another is divided by.

    This is why any order gives one result; the relation D-5 runs the orders and compares.
    """
    x, y = step.before, step.after
    pools = forall_changed(x.pools, y.pools, lambda m, n: equal(m.shares, n.shares))
    return pools and same(x.queue, y.queue) and same(x.tickets, y.tickets) and same(x.parameters, y.parameters)


@law("A-5.sum", Severity.CRITICAL, "A part of a penalty is lost or made up.", (a.RouteSlash,))
def penalties_are_routed_exactly(step: Transition[a.RouteSlash]) -> bool:
    """Every routing credits exactly what the penalty took, takes it out of the pot, and is the only one of its case."""
    x, y, key = step.before, step.after, case_id(step.action)
    case = x.cases[key]
    credited = equal(y.ledger.credited - x.ledger.credited, case.taken)
    pot = equal(x.ledger.pot - y.ledger.pot, case.taken)
    once = case.executed and not case.routed and y.cases[key].routed
    return credited and pot and once and unchanged_but(x.cases, y.cases, key)


@law("A-5.parts", Severity.CRITICAL, "A sink gets more, or less, than its cut.", (a.RouteSlash,))
def sinks_get_their_cut(step: Transition[a.RouteSlash]) -> bool:
    """Every routing credits the floor of each cut to reporter, insurance and treasury, and the rest to be burned."""
    x, sinks = step.before, step.before.sinks
    case = x.cases[case_id(step.action)]
    reporter = cut(case.taken, case.reporter_cut)
    insurance, treasury = cut(case.taken, case.insurance_cut), cut(case.taken, case.treasury_cut)
    burned = case.taken - reporter - insurance - treasury

    def due(account: Address) -> int:
        first = choose(account == case.reporter, reporter, 0) + choose(account == sinks.insurance, insurance, 0)
        return first + choose(account == sinks.treasury, treasury, 0) + choose(account == sinks.burn, burned, 0)

    def paid(account: Address) -> bool:
        return equal(step.after.credits[account] - x.credits[account], due(account))

    named_ones = paid(case.reporter) and paid(sinks.insurance) and paid(sinks.treasury) and paid(sinks.burn)
    others = unchanged_but(x.credits, step.after.credits, case.reporter, sinks.insurance, sinks.treasury, sinks.burn)
    return named_ones and others


@law("D-10", Severity.CRITICAL, "Reporting oneself pays.", (a.RouteSlash,))
def reporters_get_less_than_half(step: Transition[a.RouteSlash]) -> bool:
    """No routing credits a reporter who is no sink with more than four tenths of what the penalty took."""
    x, sinks = step.before, step.before.sinks
    case = x.cases[case_id(step.action)]
    gained = step.after.credits[case.reporter] - x.credits[case.reporter]
    outsider = not one_of(case.reporter, sinks.insurance, sinks.treasury, sinks.burn)
    return implies(outsider, at_most(5 * gained, 2 * case.taken))


@law("D-12.status", Severity.HIGH, "A punished validator goes on.", (a.Slash,))
def punished_validators_are_out(step: Transition[a.Slash]) -> bool:
    """Every slash leaves the validator jailed, tombstoned, leaving or gone, and without weight."""
    validator = step.action.validator
    out = one_of(step.after.validators[validator].status, *SLASHED)
    return out and equal(step.after.earners[validator].weight, 0)


@law("D-12.final", Severity.HIGH, "Who signed twice returns, or who was leaving is kept.", (a.Slash,))
def double_signing_is_final(step: Transition[a.Slash]) -> bool:
    """Every slash for double signing tombstones the validator; any other jails the active and no one else."""
    x = step.before.validators[step.action.validator].status
    y = step.after.validators[step.action.validator].status
    double = step.action.offence == Offence.DOUBLE_SIGN
    stays = y == x or (x == Status.LEAVING and y == Status.EXITED)
    active = x == Status.ACTIVE or x == Status.JAILED
    other = choose(active, y == Status.JAILED, stays)
    return choose(double, y == Status.TOMBSTONED, other)


@law("D-13.jail", Severity.HIGH, "A jailed validator returns before its term ends.", (a.Slash,))
def jail_terms_run_from_the_penalty(step: Transition[a.Slash]) -> bool:
    """Every slash that leaves a validator jailed sets its term to one jail duration from now, if that ends later."""
    x, y = step.before.validators[step.action.validator], step.after.validators[step.action.validator]
    term = tau_of(step.before, step.call) + step.before.parameters.jail_duration
    longer = choose(x.jailed_until >= term, x.jailed_until, ProtocolTime(term))
    return equal(y.jailed_until, choose(y.status == Status.JAILED, longer, x.jailed_until))


@law("D-13.monotone", Severity.HIGH, "A jail term is shortened.")
def jail_terms_are_never_shortened(step: Transition[Action]) -> bool:
    """No call but a slash changes a jail term, and none shortens it."""
    may = isinstance(step.action, a.Slash)
    return forall_changed(
        step.before.validators,
        step.after.validators,
        lambda x, y: x.jailed_until == y.jailed_until or (may and at_most(x.jailed_until, y.jailed_until)),
    )


@law("D-19", Severity.HIGH, "An offence is punished that is too old, or yet to come.", (a.Slash,))
def offences_are_of_the_recent_past(step: Transition[a.Slash]) -> bool:
    """Every slash is for an offence before now, within the evidence and case windows, and since the registration."""
    action, p = step.action, step.before.parameters
    now = tau_of(step.before, step.call)
    registered = step.before.checkpoints[SlotId(action.validator, 0)].time <= action.offence_time
    return (
        registered
        and action.offence_time < now
        and at_most(now - action.offence_time, p.evidence_window + p.case_window)
    )


@law("D-1.pot", Severity.CRITICAL, "Stake is taken without a case.", scope.all_but(a.Slash))
def only_slashes_fill_the_pot(step: Transition[Action]) -> bool:
    """No call but a slash adds to the pot."""
    return at_most(step.after.ledger.pot, step.before.ledger.pot)
