"""Validators: who becomes one, how a status changes, and when a commission does."""

from properties import scope
from properties.declaration import Severity, law
from properties.outcome import Transition
from properties.quantities import meets_minimum, pool_of, self_stake, tau_of
from properties.vocabulary import (
    at_most,
    choose,
    equal,
    forall2_items,
    forall_changed,
    forall_changed_items,
    greater,
    implies,
    one_of,
    same,
    told,
    unchanged_but,
)
from spec import actions as a
from spec.actions import Action
from spec.events import Jailed, StatusChanged, ValidatorAdded, ValidatorRegistered, ValidatorRemoved
from spec.state import Pool, PoolId, Validator
from spec.units import NOBODY, Address, Status

BOND = a.Register | a.Deposit | a.Delegate | a.DelegateWithPermit
COMMISSIONS = (a.SetCommission, a.ApplyCommission)


def may_follow(x: Status, y: Status) -> bool:
    """Tell whether one status may follow another within one call."""
    from_active = x == Status.ACTIVE and one_of(y, Status.LEAVING, Status.EXITED, Status.JAILED, Status.TOMBSTONED)
    from_leaving = x == Status.LEAVING and one_of(y, Status.EXITED, Status.TOMBSTONED)
    from_jail = x == Status.JAILED and one_of(y, Status.ACTIVE, Status.TOMBSTONED)
    buried = x == Status.EXITED and y == Status.TOMBSTONED
    return (x == Status.NONE and y == Status.ACTIVE) or from_active or from_leaving or from_jail or buried


def may_cause(action: Action, y: Status) -> bool:
    """Tell whether an action may bring a validator into a status."""
    enters = y == Status.ACTIVE and isinstance(action, a.Register | a.Unjail)
    leaves = y == Status.LEAVING and isinstance(action, (a.Leave, a.Eject, *scope.EXITS))
    ends = y == Status.EXITED and isinstance(action, (a.Slash, *scope.EXITS))
    return enters or leaves or ends or (one_of(y, Status.JAILED, Status.TOMBSTONED) and isinstance(action, a.Slash))


@law("H-4", Severity.HIGH, "An identity that ended returns, or a status is skipped.")
def statuses_follow_the_lifecycle(step: Transition[Action]) -> bool:
    """No call changes a status but along the lifecycle, in which a tombstone is all that follows an exit."""
    return forall_changed(
        step.before.validators,
        step.after.validators,
        lambda x, y: x.status == y.status or may_follow(x.status, y.status),
    )


@law("H-4.cause", Severity.HIGH, "A validator is removed, or let in, by a call that has no business with it.")
def statuses_change_by_their_calls(step: Transition[Action]) -> bool:
    """No call brings a validator into a status but those that are for it."""
    return forall_changed(
        step.before.validators,
        step.after.validators,
        lambda x, y: x.status == y.status or may_cause(step.action, y.status),
    )


@law("H-4.told", Severity.MEDIUM, "Whoever follows the events takes the wrong validators for active.")
def changes_of_status_are_told(step: Transition[Action]) -> bool:
    """No status changes without an event, nor does anybody become a validator, enter or leave the active set, or get
    another jail term without the event for it.
    """

    def is_told(x: Validator, y: Validator) -> bool:
        active, was = y.status == Status.ACTIVE, x.status == Status.ACTIVE
        return (
            (x.status == y.status or told(step.events, StatusChanged))
            and (x.status != Status.NONE or y.status == Status.NONE or told(step.events, ValidatorRegistered))
            and (not active or was or told(step.events, ValidatorAdded))
            and (not was or active or told(step.events, ValidatorRemoved))
            and (x.jailed_until == y.jailed_until or told(step.events, Jailed))
        )

    return forall_changed(step.before.validators, step.after.validators, is_told)


@law("H-1.once", Severity.CRITICAL, "A key changes hands, so that somebody answers for another's signature.")
def keys_never_change_hands(step: Transition[Action]) -> bool:
    """No call gives a signing key another owner once it has one."""
    return forall_changed(step.before.keys, step.after.keys, lambda x, y: x == NOBODY or equal(x, y))


@law("H-1.identity", Severity.CRITICAL, "A validator's key, or the address that it is paid to, is replaced.")
def identities_never_change(step: Transition[Action]) -> bool:
    """No call changes a validator's signing key or withdrawal address once it has them."""
    return forall_changed(
        step.before.validators,
        step.after.validators,
        lambda x, y: x.status == Status.NONE or (x.key == y.key and x.withdrawal_address == y.withdrawal_address),
    )


@law(
    "H-1.register", Severity.CRITICAL, "A validator is registered with something else than it asked for.", (a.Register,)
)
def registrations_record_what_was_asked(step: Transition[a.Register]) -> bool:
    """Every registration makes the caller, and no one else, an active validator with what it asked for."""
    action, caller = step.action, step.call.caller
    x, y = step.before.validators[caller], step.after.validators[caller]
    named = y.key == action.key and y.withdrawal_address == action.withdrawal_address
    blank = y.next_commission == 0 and y.commission_effective == 0 and y.jailed_until == 0 and y.generation == 0
    new = x.status == Status.NONE and y.status == Status.ACTIVE and y.commission == action.commission
    owner = unchanged_but(step.before.keys, step.after.keys, action.key) and step.after.keys[action.key] == caller
    return named and blank and new and owner and step.before.keys[action.key] == NOBODY


@law("H-1.keys", Severity.CRITICAL, "A key is taken without a registration.", scope.all_but(a.Register))
def only_registrations_take_keys(step: Transition[Action]) -> bool:
    """No call but a registration takes a signing key."""
    return same(step.before.keys, step.after.keys)


@law("H-5.minimum", Severity.HIGH, "A validator without enough at stake stays active.", scope.all_but(a.SetParameters))
def active_validators_keep_the_minimum(step: Transition[Action]) -> bool:
    """No call but a change of parameters leaves a validator active below a minimum that it met before.

    The catalogue wants the minimum of every active validator at all times. A change of parameters can raise it over any
    number of validators, and no call could then remove them all; anyone can remove each (``eject``), which a rejection
    law says is never refused.
    """
    x, y = step.before, step.after

    def keeps(key: Address, before: Status) -> bool:
        excused = before == Status.ACTIVE and not meets_minimum(x, key)
        return excused or meets_minimum(y, key)

    return forall2_items(
        x.validators,
        y.validators,
        lambda key, m, n: n.status != Status.ACTIVE or keeps(key, m.status),
    )


@law("H-5.ejected", Severity.MEDIUM, "A validator is said to be ejected that is not.", (a.Eject,))
def ejections_end_activity(step: Transition[a.Eject]) -> bool:
    """Every ejection ends the activity of a validator that was active."""
    key = step.action.validator
    return step.before.validators[key].status == Status.ACTIVE and step.after.validators[key].status != Status.ACTIVE


@law("H-5.removed", Severity.HIGH, "A validator is removed that meets every minimum.", (*scope.EXITS, a.Eject))
def only_validators_below_a_minimum_are_removed(step: Transition[a.Unbond | a.UnbondAssets | a.Eject]) -> bool:
    """No exit and no ejection ends the activity of a validator that still meets every minimum."""
    key = step.action.validator
    x, y = step.before.validators[key].status, step.after.validators[key].status
    return implies(x == Status.ACTIVE and y != Status.ACTIVE, not meets_minimum(step.after, key))


@law("H-5.maximum", Severity.MEDIUM, "One validator has more stake than it may.", scope.BONDS)
def deposits_keep_the_maximum(step: Transition[BOND]) -> bool:
    """No deposit brings a pool to more than the maximum stake."""
    limit = step.before.parameters.max_stake
    return forall_changed(
        step.before.pools,
        step.after.pools,
        lambda x, y: at_most(y.assets, greater(x.assets, limit)),
    )


@law("H-5.deposit", Severity.MEDIUM, "Deposits too small to be worth their cost are taken.", scope.BONDS[1:])
def deposits_keep_the_minimum(step: Transition[a.Deposit | a.Delegate | a.DelegateWithPermit]) -> bool:
    """No deposit is smaller than the minimum."""
    return at_most(step.before.parameters.min_deposit, step.action.amount)


@law("H-5.register", Severity.HIGH, "A validator starts without enough at stake.", (a.Register, a.Unjail))
def newcomers_meet_the_minimum(step: Transition[a.Register | a.Unjail]) -> bool:
    """Nobody becomes active, by registration or from jail, with less stake, or less of its own, than the minimum."""
    limits, caller = step.before.parameters, step.call.caller
    stake = at_most(limits.min_stake, pool_of(step.after, caller).assets)
    return stake and at_most(limits.min_self_stake, self_stake(step.after, caller))


@law("H-8", Severity.HIGH, "Stake is delegated to a validator that is punished or gone.", scope.BONDS[1:])
def stake_goes_to_active_validators(step: Transition[a.Deposit | a.Delegate | a.DelegateWithPermit]) -> bool:
    """Every deposit goes to an active validator, or to a jailed one from itself."""
    action, caller = step.action, step.call.caller
    validator = caller if isinstance(action, a.Deposit) else action.validator
    status = step.before.validators[validator].status
    return status == Status.ACTIVE or (status == Status.JAILED and validator == caller)


@law(
    "D-13.unjail", Severity.HIGH, "A jailed validator returns before its term ends, or without its stake.", (a.Unjail,)
)
def jail_is_left_after_the_term(step: Transition[a.Unjail]) -> bool:
    """Nobody leaves jail but a jailed validator itself, after its term, and becomes active."""
    x, y = step.before.validators[step.call.caller], step.after.validators[step.call.caller]
    served = at_most(x.jailed_until, tau_of(step.before, step.call))
    return x.status == Status.JAILED and y.status == Status.ACTIVE and served


@law("C-19.leave", Severity.HIGH, "Who leaves stays in the set.", (a.Leave,))
def leaving_is_at_once(step: Transition[a.Leave]) -> bool:
    """Every active validator that leaves is leaving, and without weight, from that call on."""
    x, y = step.before.validators[step.call.caller], step.after.validators[step.call.caller]
    out = y.status == Status.LEAVING and step.after.earners[step.call.caller].weight == 0
    return x.status == Status.ACTIVE and out


@law("F-10.register", Severity.HIGH, "A validator starts with a commission above the maximum.", (a.Register,))
def newcomers_keep_the_maximum_commission(step: Transition[a.Register]) -> bool:
    """Nobody registers with a commission above the maximum."""
    return at_most(step.action.commission, step.before.parameters.max_commission)


@law("F-10.limits", Severity.HIGH, "A commission rises too far.", (a.SetCommission,))
def commissions_keep_their_limits(step: Transition[a.SetCommission]) -> bool:
    """No commission is set above the maximum, or announced by more than one step above the one in force."""
    limits, x = step.before.parameters, step.before.validators[step.call.caller]
    wanted = step.action.commission
    return at_most(wanted, limits.max_commission) and at_most(wanted, x.commission + limits.commission_step)


@law(
    "F-10.cut",
    Severity.MEDIUM,
    "A cut of the commission is delayed, or a raise takes effect at once.",
    (a.SetCommission,),
)
def raises_are_announced(step: Transition[a.SetCommission]) -> bool:
    """Every cut of a commission takes effect at once; every raise is announced for after the notice, and changes
    nothing yet.
    """
    x, y = step.before.validators[step.call.caller], step.after.validators[step.call.caller]
    wanted, due = step.action.commission, tau_of(step.before, step.call) + step.before.parameters.commission_notice
    cut = y.commission == wanted and y.next_commission == 0 and y.commission_effective == 0
    announced = y.commission == x.commission and y.next_commission == wanted and y.commission_effective == due
    return choose(wanted <= x.commission, cut, announced)


@law(
    "F-10.notice", Severity.HIGH, "Delegators pay a commission that they could not leave before.", (a.ApplyCommission,)
)
def raises_take_effect_after_their_notice(step: Transition[a.ApplyCommission]) -> bool:
    """Every announced commission takes effect as announced, no earlier than its notice ends, and only once."""
    x, y = step.before.validators[step.action.validator], step.after.validators[step.action.validator]
    due = x.commission_effective > 0 and at_most(x.commission_effective, tau_of(step.before, step.call))
    return due and y.commission == x.next_commission and y.next_commission == 0 and y.commission_effective == 0


@law("F-10.warning", Severity.HIGH, "Delegators pay a commission that they could not leave before.", (a.SetCommission,))
def notices_outlast_unbonding(step: Transition[a.SetCommission]) -> bool:
    """Every raise that is announced takes effect no earlier than tickets requested right now have matured."""
    y, p = step.after.validators[step.call.caller], step.before.parameters
    matured = tau_of(step.before, step.call) + p.unbonding_period + step.before.deployment.epoch
    return y.commission_effective == 0 or at_most(matured, y.commission_effective)


@law(
    "F-10.others", Severity.HIGH, "A commission changes without its validator.", scope.all_but(a.Register, *COMMISSIONS)
)
def other_calls_change_no_commission(step: Transition[Action]) -> bool:
    """No call but those for it changes a commission, in force or announced."""

    def kept(x: Validator, y: Validator) -> bool:
        force = x.commission == y.commission and x.next_commission == y.next_commission
        return force and x.commission_effective == y.commission_effective

    return forall_changed(step.before.validators, step.after.validators, kept)


@law("G-7.validators", Severity.CRITICAL, "One validator's call changes another.", scope.OWN)
def validators_change_themselves_only(step: Transition[Action]) -> bool:
    """No call of a validator on its own behalf changes any other validator, its pool, its earnings or its key."""
    x, y, caller = step.before, step.after, step.call.caller

    def own(key: PoolId, m: Pool, n: Pool) -> bool:
        return key.validator == caller or same(m, n)

    earners = unchanged_but(x.earners, y.earners, caller)
    return unchanged_but(x.validators, y.validators, caller) and earners and forall_changed_items(x.pools, y.pools, own)


@law("G-7.subject", Severity.CRITICAL, "A call about one validator changes another.", scope.all_but(*scope.OWN))
def calls_change_the_validator_they_name(step: Transition[Action]) -> bool:
    """No other call changes any validator, pool or earnings but those of the validator that it names, if any."""
    x, y = step.before, step.after
    named: Address = getattr(step.action, "validator", NOBODY)

    def own(key: PoolId, m: Pool, n: Pool) -> bool:
        return key.validator == named or same(m, n)

    earners = unchanged_but(x.earners, y.earners, named)
    return unchanged_but(x.validators, y.validators, named) and earners and forall_changed_items(x.pools, y.pools, own)
