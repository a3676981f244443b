"""Groups of actions that laws speak about."""

from typing import Final

from spec import actions as a
from spec.actions import Action
from spec.rejections import REJECTIONS

Actions = tuple[type[Action], ...]

EVERY: Final[Actions] = tuple(REJECTIONS)
"""Every action there is."""

BONDS: Final[Actions] = (a.Register, a.Deposit, a.Delegate, a.DelegateWithPermit)
"""What brings stake in."""

EXITS: Final[Actions] = (a.Unbond, a.UnbondAssets)
"""What turns shares into a ticket."""

CLAIMS: Final[Actions] = (a.Claim, a.ClaimBatch)
"""What pays tickets."""

PULLS: Final[Actions] = (*BONDS, a.DepositRewards)
"""What takes tokens from the caller."""

REWARDS: Final[Actions] = (a.Distribute, a.ClaimRewards, a.ClaimCommission)
"""What hands out rewards."""

PAYMENTS: Final[Actions] = (*CLAIMS, a.Withdraw, a.ClaimRewards, a.ClaimCommission)
"""What pays tokens out."""

OWN: Final[Actions] = (a.Register, a.Leave, a.Unjail, a.SetCommission, a.Deposit, a.ClaimCommission)
"""What concerns the caller as a validator."""

ALWAYS_ACCRUE: Final[Actions] = (
    *BONDS,
    *EXITS,
    a.Leave,
    a.Unjail,
    a.Eject,
    a.ApplyCommission,
    a.Slash,
    a.Distribute,
    a.ClaimRewards,
    a.ClaimCommission,
)
"""What always brings a validator's rewards up to date."""

ACCRUALS: Final[Actions] = (*ALWAYS_ACCRUE, a.SetCommission)
"""What may bring a validator's rewards up to date; announcing a raise does not."""

GOVERNANCE: Final[Actions] = (
    a.SetParameters,
    a.SetSinks,
    a.AssignRole,
    a.AcceptGovernor,
    a.Pause,
    a.Unpause,
    a.PauseRegistration,
    a.ResumeRegistration,
)
"""What the protocol's operators decide."""


def all_but(*actions: type[Action]) -> Actions:
    """Return every action but these."""
    return tuple(action for action in EVERY if action not in actions)
