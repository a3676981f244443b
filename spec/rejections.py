"""Which calls can be rejected for what, in the order in which the reasons are checked.

The list is exact: a rejection outside it is a mistake, and each one in it is reached by some history.
"""

from typing import Final

from spec import actions as a
from spec import errors as e

PULL: Final = (e.ERC20InsufficientAllowance, e.ERC20InsufficientBalance)
"""Taking tokens from the caller."""

BOND: Final = (
    e.ProtocolPaused,
    e.WrongStatus,
    e.DepositTooSmall,
    e.StakeAboveMaximum,
    e.SharesBelowMinimum,
    e.ShareSupplyExceeded,
    *PULL,
)
"""Every deposit into a pool."""

EXIT: Final = (e.UnbondTooSmall, e.TooManyTickets, e.TooManyBuckets)
"""Every exit from a pool."""

REJECTIONS: Final[dict[type[a.Action], tuple[type[e.Rejection], ...]]] = {
    a.Transfer: (e.ERC20InvalidReceiver, e.ERC20InsufficientBalance),
    a.Approve: (e.ERC20InvalidSpender,),
    a.SetParameters: (e.NotAuthorised, e.ParameterOutOfBounds, e.ConstraintViolated),
    a.SetSinks: (e.NotAuthorised, e.ZeroAddress),
    a.AssignRole: (e.NotAuthorised, e.ZeroAddress),
    a.AcceptGovernor: (e.NotPendingGovernor,),
    a.Pause: (e.NotAuthorised, e.PauseTooSoon),
    a.Unpause: (e.NotAuthorised, e.NotPaused),
    a.PauseRegistration: (e.NotAuthorised,),
    a.ResumeRegistration: (e.NotAuthorised,),
    a.Register: (
        e.ProtocolPaused,
        e.RegistrationPaused,
        e.AlreadyRegistered,
        e.ZeroKey,
        e.KeyAlreadyUsed,
        e.ZeroAddress,
        e.CommissionTooHigh,
        e.StakeBelowMinimum,
        e.StakeAboveMaximum,
        *PULL,
    ),
    a.Leave: (e.WrongStatus,),
    a.Unjail: (e.WrongStatus, e.StillJailed, e.StakeBelowMinimum, e.SelfStakeBelowMinimum),
    a.Eject: (e.WrongStatus, e.NotEjectable),
    a.SetCommission: (e.UnknownValidator, e.CommissionTooHigh, e.CommissionStepTooLarge),
    a.ApplyCommission: (e.CommissionNotDue,),
    a.Deposit: BOND,
    a.Delegate: BOND,
    a.DelegateWithPermit: BOND,
    a.Unbond: (e.ZeroAmount, e.InsufficientShares, e.AssetsBelowMinimum, *EXIT),
    a.UnbondAssets: (e.ZeroAmount, e.AssetsAboveStake, e.InsufficientShares, e.SharesAboveMaximum, *EXIT),
    a.Claim: (e.UnknownTicket, e.NotTicketOwner, e.NotMatured),
    a.ClaimBatch: (e.BatchTooLong,),
    a.Withdraw: (e.NothingToWithdraw,),
    a.Slash: (
        e.NotAuthorised,
        e.UnknownValidator,
        e.OffenceNotPast,
        e.OffenceTooOld,
        e.AlreadySlashed,
        e.ZeroAddress,
        e.WrongCheckpoint,
    ),
    a.RouteSlash: (e.NothingToRoute,),
    a.DepositRewards: (e.NotAuthorised, e.ProtocolPaused, e.ZeroAmount, e.RewardCapExceeded, *PULL),
    a.Distribute: (e.UnknownValidator,),
    a.ClaimRewards: (e.UnknownValidator, e.UnknownGeneration),
    a.ClaimCommission: (e.UnknownValidator,),
}
"""The rejections of every call, in normative order."""
