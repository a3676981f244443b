"""Rejections of governance, pauses and token calls: each only for its reason."""

from dataclasses import replace

from properties.declaration import Severity, rejection_law
from properties.invariants import parameters as bounds
from properties.outcome import Rejected
from properties.quantities import balance
from properties.vocabulary import choose, equal
from spec import actions as a
from spec import errors as e
from spec.actions import Action
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.state import AllowanceId, State
from spec.units import NOBODY, Address

BOND = a.Register | a.Deposit | a.Delegate | a.DelegateWithPermit
PULL = BOND | a.DepositRewards
STRICT = "A call is refused that its caller is entitled to."


@rejection_law("R-0", Severity.HIGH, "A call fails in a way that no caller is told of.")
def reasons_are_declared(refused: Rejected[Action, Rejection]) -> bool:
    """No call is rejected for a reason that is not declared for it."""
    return isinstance(refused.rejection, REJECTIONS[type(refused.action)])


@rejection_law("R-1.authority", Severity.HIGH, STRICT, reasons=(e.NotAuthorised,))
def authority_is_missing(refused: Rejected[Action, e.NotAuthorised]) -> bool:
    """Nobody is refused for want of a role who holds it."""
    roles, caller, action = refused.before.roles, refused.call.caller, refused.action
    if isinstance(action, a.Slash):
        return caller != roles.slasher
    if isinstance(action, a.DepositRewards):
        return caller != roles.notifier
    guards = isinstance(action, a.Pause | a.Unpause | a.PauseRegistration | a.ResumeRegistration)
    governs = not isinstance(action, a.Pause)
    return not (guards and caller == roles.guardian) and not (governs and caller == roles.governor)


@rejection_law("G-6.refused", Severity.HIGH, STRICT, reasons=(e.NotPendingGovernor,))
def office_was_not_offered(refused: Rejected[Action, e.NotPendingGovernor]) -> bool:
    """Nobody is refused the governor's office to whom it was offered."""
    return refused.call.caller == NOBODY or refused.call.caller != refused.before.roles.pending_governor


@rejection_law("R-1.zero_address", Severity.MEDIUM, STRICT, reasons=(e.ZeroAddress,))
def address_is_zero(refused: Rejected[Action, e.ZeroAddress]) -> bool:
    """No call is refused for a zero address that names none."""
    action = refused.action
    if isinstance(action, a.SetSinks):
        sinks = action.sinks
        outside = sinks.burn == NOBODY or sinks.treasury == NOBODY
        return outside or sinks.insurance == NOBODY or sinks.dust == NOBODY
    if isinstance(action, a.AssignRole):
        return action.account == NOBODY
    if isinstance(action, a.Register):
        return action.withdrawal_address == NOBODY
    return isinstance(action, a.Slash) and action.reporter == NOBODY


def proposed(refused: Rejected[a.SetParameters, Rejection]) -> State:
    """Return the state as it would be with the parameters that were refused."""
    return replace(refused.before, parameters=refused.action.parameters)


def within_bounds(state: State) -> bool:
    """Tell whether every parameter is within its bounds."""
    amounts = bounds.time_spans_are_in_bounds.holds(state) and bounds.amounts_are_in_bounds.holds(state)
    return amounts and bounds.fractions_are_in_bounds.holds(state)


def fit_together(state: State) -> bool:
    """Tell whether the parameters meet every joint constraint."""
    windows = bounds.queues_hold_an_unbonding_period.holds(state) and bounds.unbonding_outlasts_a_case.holds(state)
    money = bounds.cuts_are_the_whole.holds(state) and bounds.penalties_ascend.holds(state)
    return (
        windows and money and bounds.notice_outlasts_unbonding.holds(state) and bounds.stakes_fit_together.holds(state)
    )


def breaks_a_bound(refused: Rejected[a.SetParameters, Rejection]) -> bool:
    """Tell whether some parameter that was proposed is out of its bounds."""
    return not within_bounds(proposed(refused))


@rejection_law("G-1.bounds", Severity.HIGH, STRICT, reasons=(e.ParameterOutOfBounds,))
def parameter_is_out_of_bounds(refused: Rejected[a.SetParameters, e.ParameterOutOfBounds]) -> bool:
    """No parameters are refused for a bound that keep all bounds, and the reason names one that is not kept."""
    reason = refused.rejection
    return (reason.value < reason.lowest or reason.value > reason.highest) and breaks_a_bound(refused)


@rejection_law("G-1.constraints", Severity.HIGH, STRICT, reasons=(e.ConstraintViolated,))
def parameters_do_not_fit(refused: Rejected[a.SetParameters, e.ConstraintViolated]) -> bool:
    """No parameters are refused for a joint constraint that keep all of them, or that break a bound already."""
    return not breaks_a_bound(refused) and not fit_together(proposed(refused))


def meets_a_pause(refused: Rejected[Action, Rejection]) -> bool:
    """Tell whether a call is one of those that a pause stops, and one lasts."""
    return isinstance(refused.action, PULL) and refused.call.timestamp < refused.before.clock.pause_end


@rejection_law("G-14.paused", Severity.HIGH, STRICT, reasons=(e.ProtocolPaused,))
def exposure_is_stopped(refused: Rejected[Action, e.ProtocolPaused]) -> bool:
    """Nothing is refused for a pause but new exposure, and only while one lasts, whose end the reason names."""
    return meets_a_pause(refused) and equal(refused.rejection.until, refused.before.clock.pause_end)


@rejection_law("G-8.not_paused", Severity.MEDIUM, STRICT, reasons=(e.NotPaused,))
def there_is_no_pause(refused: Rejected[Action, e.NotPaused]) -> bool:
    """No early end of a pause is refused while one lasts."""
    return refused.call.timestamp >= refused.before.clock.pause_end


@rejection_law("G-8.gap", Severity.MEDIUM, STRICT, reasons=(e.PauseTooSoon,))
def pause_is_too_soon(refused: Rejected[Action, e.PauseTooSoon]) -> bool:
    """No pause is refused once the gap after the last one has passed."""
    earliest = refused.before.clock.pause_end + refused.before.parameters.pause_gap
    return refused.call.timestamp < earliest and equal(refused.rejection.earliest, earliest)


@rejection_law("G-14.closed", Severity.MEDIUM, STRICT, reasons=(e.RegistrationPaused,))
def registration_is_closed(refused: Rejected[Action, e.RegistrationPaused]) -> bool:
    """No registration is refused as closed while it is open, and nothing but a registration is."""
    return isinstance(refused.action, a.Register) and refused.before.clock.registration_paused


def paid_in(refused: Rejected[Action, Rejection]) -> tuple[Address, Address]:
    """Return in which token a call pays, and into which custody."""
    here = refused.before.deployment
    if isinstance(refused.action, a.DepositRewards):
        return here.reward_token, here.reward_custody
    return here.stake_token, here.stake_custody


@rejection_law("R-1.balance", Severity.HIGH, STRICT, reasons=(e.ERC20InsufficientBalance,))
def balance_is_insufficient(refused: Rejected[PULL | a.Transfer, e.ERC20InsufficientBalance]) -> bool:
    """No call is refused for want of tokens whose caller holds the amount."""
    action, caller, reason = refused.action, refused.call.caller, refused.rejection
    token = action.token if isinstance(action, a.Transfer) else paid_in(refused)[0]
    held = balance(refused.before, token, caller)
    return held < action.amount and equal(reason.balance, held) and equal(reason.needed, action.amount)


def granted(refused: Rejected[PULL, Rejection]) -> int:
    """Return the allowance that a call can use: that of its permit if it is good."""
    token, custody = paid_in(refused)
    record, caller, action = refused.before.tokens[token], refused.call.caller, refused.action
    standing = record.allowances[AllowanceId(caller, custody)]
    if not isinstance(action, a.DelegateWithPermit):
        return standing
    permit = action.permit
    own = permit.signer == caller and permit.nonce == record.nonces[caller]
    return choose(own and refused.call.timestamp <= permit.deadline, permit.amount, standing)


def lacks_allowance(refused: Rejected[PULL, Rejection]) -> bool:
    """Tell whether a call pays more than it may take."""
    return granted(refused) < refused.action.amount


@rejection_law("I-10", Severity.HIGH, STRICT, reasons=(e.ERC20InsufficientAllowance,))
def allowance_is_insufficient(refused: Rejected[PULL, e.ERC20InsufficientAllowance]) -> bool:
    """No call is refused for want of an allowance that has one, whether its permit is any good or not.

    A good permit replaces the allowance, as ERC-2612 says, so a caller that signs less than it needs is refused even if
    it had allowed more before. The catalogue's "a failing permit" is a permit that is no good.
    """
    return lacks_allowance(refused) and equal(refused.rejection.allowance, granted(refused))


@rejection_law("R-1.receiver", Severity.MEDIUM, STRICT, reasons=(e.ERC20InvalidReceiver,))
def receiver_is_nobody(refused: Rejected[Action, e.ERC20InvalidReceiver]) -> bool:
    """No tokens are refused for their receiver but those sent to the zero address."""
    return isinstance(refused.action, a.Transfer) and refused.action.receiver == NOBODY


@rejection_law("R-1.spender", Severity.MEDIUM, STRICT, reasons=(e.ERC20InvalidSpender,))
def spender_is_nobody(refused: Rejected[Action, e.ERC20InvalidSpender]) -> bool:
    """No approval is refused for its spender but one of the zero address."""
    return isinstance(refused.action, a.Approve) and refused.action.spender == NOBODY
