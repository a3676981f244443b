"""Rejections of registrations, deposits and calls of validators: each only for its reason."""

from properties.declaration import Severity, rejection_law
from properties.outcome import Rejected
from properties.quantities import meets_minimum, pool_of, self_stake, tau_of
from properties.vocabulary import equal
from spec import actions as a
from spec import errors as e
from spec.actions import Action
from spec.errors import Rejection
from spec.state import Pool
from spec.units import MAX_SHARES, NOBODY, VIRTUAL_ASSETS, VIRTUAL_SHARES, Address, Status

DEPOSIT = a.Deposit | a.Delegate | a.DelegateWithPermit
STRICT = "A call is refused that its caller is entitled to."


def target(refused: Rejected[Action, Rejection]) -> Address:
    """Return whose pool a deposit was for."""
    action = refused.action
    return action.validator if isinstance(action, a.Delegate | a.DelegateWithPermit) else refused.call.caller


def bought(pool: Pool, amount: int) -> int:
    """Return how many shares an amount buys: the floor of amount over price."""
    return amount * (pool.shares + VIRTUAL_SHARES) // (pool.assets + VIRTUAL_ASSETS)


@rejection_law("H-4.refused", Severity.HIGH, STRICT, reasons=(e.AlreadyRegistered,))
def caller_is_registered(refused: Rejected[Action, e.AlreadyRegistered]) -> bool:
    """No registration is refused as a second one that is the first."""
    return refused.before.validators[refused.call.caller].status != Status.NONE


def takes_a_key(refused: Rejected[a.Register, Rejection]) -> bool:
    """Tell whether somebody has the key of a registration."""
    return refused.before.keys[refused.action.key] != NOBODY


@rejection_law("H-1.refused", Severity.HIGH, STRICT, reasons=(e.KeyAlreadyUsed,))
def key_is_taken(refused: Rejected[a.Register, e.KeyAlreadyUsed]) -> bool:
    """No registration is refused for its key that nobody has taken."""
    return takes_a_key(refused) and equal(refused.rejection.owner, refused.before.keys[refused.action.key])


@rejection_law("R-2.zero_key", Severity.MEDIUM, STRICT, reasons=(e.ZeroKey,))
def key_is_zero(refused: Rejected[a.Register, e.ZeroKey]) -> bool:
    """No registration is refused for want of a key that has one."""
    return refused.action.key == 0


@rejection_law("F-10.maximum", Severity.MEDIUM, STRICT, reasons=(e.CommissionTooHigh,))
def commission_is_too_high(refused: Rejected[a.Register | a.SetCommission, e.CommissionTooHigh]) -> bool:
    """No commission is refused as too high that is within the maximum."""
    return refused.action.commission > refused.before.parameters.max_commission


@rejection_law("F-10.step", Severity.MEDIUM, STRICT, reasons=(e.CommissionStepTooLarge,))
def commission_step_is_too_large(refused: Rejected[a.SetCommission, e.CommissionStepTooLarge]) -> bool:
    """No commission is refused as a step too large that is within one step."""
    force = refused.before.validators[refused.call.caller].commission
    return refused.action.commission > force + refused.before.parameters.commission_step


@rejection_law("F-10.due", Severity.MEDIUM, STRICT, reasons=(e.CommissionNotDue,))
def commission_is_not_due(refused: Rejected[a.ApplyCommission, e.CommissionNotDue]) -> bool:
    """No announced commission is refused once its notice has run."""
    due = refused.before.validators[refused.action.validator].commission_effective
    return due == 0 or tau_of(refused.before, refused.call) < due


def stake_for_activity(refused: Rejected[a.Register | a.Unjail, Rejection]) -> int:
    """Return the stake with which the caller would be active."""
    action = refused.action
    return action.amount if isinstance(action, a.Register) else pool_of(refused.before, refused.call.caller).assets


def lacks_stake(refused: Rejected[a.Register | a.Unjail, Rejection]) -> bool:
    """Tell whether the caller would be active below the minimum stake."""
    return stake_for_activity(refused) < refused.before.parameters.min_stake


@rejection_law("H-5.stake", Severity.MEDIUM, STRICT, reasons=(e.StakeBelowMinimum,))
def stake_is_below_the_minimum(refused: Rejected[a.Register | a.Unjail, e.StakeBelowMinimum]) -> bool:
    """Nobody is refused activity for want of stake that has the minimum."""
    return lacks_stake(refused) and equal(refused.rejection.stake, stake_for_activity(refused))


@rejection_law("H-5.self_stake", Severity.MEDIUM, STRICT, reasons=(e.SelfStakeBelowMinimum,))
def self_stake_is_below_the_minimum(refused: Rejected[Action, e.SelfStakeBelowMinimum]) -> bool:
    """Nobody is refused activity for want of stake of its own that has the minimum."""
    own = self_stake(refused.before, refused.call.caller)
    return own < refused.before.parameters.min_self_stake and equal(refused.rejection.self_stake, own)


@rejection_law("H-5.too_much", Severity.MEDIUM, STRICT, reasons=(e.StakeAboveMaximum,))
def stake_is_above_the_maximum(refused: Rejected[a.Register | DEPOSIT, e.StakeAboveMaximum]) -> bool:
    """No deposit is refused for the maximum stake that keeps to it."""
    stake = pool_of(refused.before, target(refused)).assets + refused.action.amount
    return stake > refused.before.parameters.max_stake


@rejection_law("H-8.refused", Severity.HIGH, STRICT, reasons=(e.WrongStatus,))
def status_is_wrong(refused: Rejected[Action, e.WrongStatus]) -> bool:
    """No call is refused for a validator's status that permits it."""
    action, caller = refused.action, refused.call.caller
    validator = action.validator if isinstance(action, a.Eject) else target(refused)
    status = refused.before.validators[validator].status
    if isinstance(action, a.Unjail):
        return status != Status.JAILED
    own = isinstance(action, DEPOSIT) and validator == caller and status == Status.JAILED
    return status != Status.ACTIVE and not own


def serves_a_term(refused: Rejected[Action, Rejection]) -> bool:
    """Tell whether the caller's term in jail has not ended."""
    return tau_of(refused.before, refused.call) < refused.before.validators[refused.call.caller].jailed_until


@rejection_law("D-13.refused", Severity.HIGH, STRICT, reasons=(e.StillJailed,))
def jail_term_has_not_ended(refused: Rejected[Action, e.StillJailed]) -> bool:
    """Nobody is kept in jail once its term has ended."""
    until = refused.before.validators[refused.call.caller].jailed_until
    return serves_a_term(refused) and equal(refused.rejection.until, until)


@rejection_law("H-5.eject", Severity.HIGH, "A validator without enough at stake stays active.", (a.Eject,))
def ejection_is_refused_for_the_fit_only(refused: Rejected[a.Eject, Rejection]) -> bool:
    """No ejection of an active validator that is below a minimum is ever refused."""
    key = refused.action.validator
    active = refused.before.validators[key].status == Status.ACTIVE
    return not active or meets_minimum(refused.before, key)


@rejection_law("R-2.deposit", Severity.MEDIUM, STRICT, reasons=(e.DepositTooSmall,))
def deposit_is_too_small(refused: Rejected[DEPOSIT, e.DepositTooSmall]) -> bool:
    """No deposit is refused as too small that is not below the minimum."""
    return refused.action.amount < refused.before.parameters.min_deposit


def shares_wanted(refused: Rejected[DEPOSIT, Rejection]) -> int:
    """Return how many shares a deposit would mint."""
    return bought(pool_of(refused.before, target(refused)), refused.action.amount)


def buys_too_few(refused: Rejected[DEPOSIT, Rejection]) -> bool:
    """Tell whether a deposit mints no shares, or fewer than the caller wants."""
    shares = shares_wanted(refused)
    return shares == 0 or shares < refused.action.min_shares


@rejection_law("B-7.refused", Severity.MEDIUM, STRICT, reasons=(e.SharesBelowMinimum,))
def deposit_buys_too_few_shares(refused: Rejected[DEPOSIT, e.SharesBelowMinimum]) -> bool:
    """No deposit is refused for its shares that mints some, and as many as the caller wants."""
    return buys_too_few(refused) and equal(refused.rejection.shares, shares_wanted(refused))


@rejection_law("B-10.refused", Severity.HIGH, STRICT, reasons=(e.ShareSupplyExceeded,))
def share_supply_is_exceeded(refused: Rejected[DEPOSIT, e.ShareSupplyExceeded]) -> bool:
    """No deposit is refused for the supply of shares that keeps it within what the arithmetic is proved for."""
    return pool_of(refused.before, target(refused)).shares + shares_wanted(refused) > MAX_SHARES


@rejection_law("R-2.unknown", Severity.MEDIUM, STRICT, reasons=(e.UnknownValidator,))
def validator_is_unknown(refused: Rejected[Action, e.UnknownValidator]) -> bool:
    """No call is refused for an unknown validator that is registered."""
    action = refused.action
    own = isinstance(action, a.SetCommission | a.ClaimCommission)
    validator = refused.call.caller if own else getattr(action, "validator", NOBODY)
    return refused.before.validators[validator].status == Status.NONE


@rejection_law("H-5.leave", Severity.CRITICAL, "A validator cannot stop.", (a.Leave,))
def leaving_is_open_to_the_active(refused: Rejected[a.Leave, Rejection]) -> bool:
    """No active validator is ever refused to leave."""
    return refused.before.validators[refused.call.caller].status != Status.ACTIVE


@rejection_law("D-13.return", Severity.HIGH, "A jailed validator never returns.", (a.Unjail,))
def jail_opens_for_the_fit(refused: Rejected[a.Unjail, Rejection]) -> bool:
    """No jailed validator that has served its term and meets every minimum is ever refused to return."""
    before, caller = refused.before, refused.call.caller
    record = before.validators[caller]
    served = record.jailed_until <= tau_of(before, refused.call)
    return not (record.status == Status.JAILED and served and meets_minimum(before, caller))
