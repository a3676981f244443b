"""Of several reasons to refuse a call, which one is given: it is what a caller is told to mend first."""

from collections.abc import Callable
from typing import Any, Final

from properties.declaration import Severity, rejection_law
from properties.laws import refused_access as access
from properties.laws import refused_exits as exits
from properties.laws import refused_stake as stake
from properties.outcome import Rejected
from spec import errors as e
from spec.actions import Action
from spec.errors import Rejection
from spec.rejections import REJECTIONS

APPLIES: Final[dict[type[Rejection], Callable[[Any], bool]]] = {
    e.NotAuthorised: access.authority_is_missing.function,
    e.ParameterOutOfBounds: access.breaks_a_bound,
    e.ZeroAddress: access.address_is_zero.function,
    e.ProtocolPaused: access.meets_a_pause,
    e.RegistrationPaused: access.registration_is_closed.function,
    e.ERC20InvalidReceiver: access.receiver_is_nobody.function,
    e.ERC20InsufficientAllowance: access.lacks_allowance,
    e.AlreadyRegistered: stake.caller_is_registered.function,
    e.ZeroKey: stake.key_is_zero.function,
    e.KeyAlreadyUsed: stake.takes_a_key,
    e.CommissionTooHigh: stake.commission_is_too_high.function,
    e.StakeBelowMinimum: stake.lacks_stake,
    e.StakeAboveMaximum: stake.stake_is_above_the_maximum.function,
    e.WrongStatus: stake.status_is_wrong.function,
    e.StillJailed: stake.serves_a_term,
    e.DepositTooSmall: stake.deposit_is_too_small.function,
    e.SharesBelowMinimum: stake.buys_too_few,
    e.ShareSupplyExceeded: stake.share_supply_is_exceeded.function,
    e.UnknownValidator: stake.validator_is_unknown.function,
    e.ZeroAmount: exits.nothing_was_asked_for.function,
    e.InsufficientShares: exits.lacks_shares,
    e.AssetsBelowMinimum: exits.frees_too_little,
    e.SharesAboveMaximum: exits.exit_burns_too_many_shares.function,
    e.AssetsAboveStake: exits.exit_exceeds_the_pool.function,
    e.UnbondTooSmall: exits.exit_is_too_small.function,
    e.TooManyTickets: exits.tickets_are_too_many.function,
    e.UnknownTicket: exits.ticket_is_unknown.function,
    e.NotTicketOwner: exits.caller_is_not_the_owner.function,
    e.OffenceNotPast: exits.offence_is_not_past.function,
    e.OffenceTooOld: exits.offence_is_too_old.function,
    e.AlreadySlashed: exits.offence_is_punished_already.function,
    e.RewardCapExceeded: exits.rewards_exceed_the_cap.function,
}
"""When a reason applies; of those that come last wherever they come, it need not be known."""


def none_before_applies(refused: Rejected[Action, Rejection], reasons: tuple[type[Rejection], ...]) -> bool:
    """Tell whether no reason applies that comes before the one that is given."""
    given = isinstance(refused.rejection, reasons[0])
    return given or (not APPLIES[reasons[0]](refused) and none_before_applies(refused, reasons[1:]))


@rejection_law("R-4", Severity.MEDIUM, "A caller is told to mend what would not help, and contracts differ in it.")
def the_first_reason_is_given(refused: Rejected[Action, Rejection]) -> bool:
    """Of several reasons to refuse a call, the first in the order declared is given."""
    declared = REJECTIONS[type(refused.action)]
    # Of others, R-0 speaks.
    return not isinstance(refused.rejection, declared) or none_before_applies(refused, declared)
