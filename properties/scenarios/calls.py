"""Actions with plain numbers, so that a story needs no units."""

from spec.actions import (
    Claim,
    ClaimBatch,
    Delegate,
    DelegateWithPermit,
    Deposit,
    DepositRewards,
    Register,
    SetCommission,
    Unbond,
    UnbondAssets,
)
from spec.profiles import ETHER
from spec.tokens import Permit
from spec.units import UINT256_MAX, Address, Bps, Shares, SigningKey, TicketId, Wei


def tokens(count: int) -> Wei:
    """Return ``count`` whole tokens in wei."""
    return Wei(count * ETHER)


def register(key: int, withdrawal_address: Address, amount: int, commission: int = 0) -> Register:
    """Return the registration with ``amount`` wei."""
    return Register(SigningKey(key), withdrawal_address, Bps(commission), Wei(amount))


def set_commission(commission: int) -> SetCommission:
    """Return the change to ``commission`` basis points."""
    return SetCommission(Bps(commission))


def deposit(amount: int, min_shares: int = 0) -> Deposit:
    """Return the deposit of ``amount`` wei."""
    return Deposit(Wei(amount), Shares(min_shares))


def delegate(validator: Address, amount: int, min_shares: int = 0) -> Delegate:
    """Return the delegation of ``amount`` wei."""
    return Delegate(validator, Wei(amount), Shares(min_shares))


def delegate_with_permit(validator: Address, amount: int, permit: Permit, min_shares: int = 0) -> DelegateWithPermit:
    """Return the delegation of ``amount`` wei with a signed allowance."""
    return DelegateWithPermit(validator, Wei(amount), Shares(min_shares), permit)


def unbond(validator: Address, shares: int, min_assets: int = 0) -> Unbond:
    """Return the exit of so many shares."""
    return Unbond(validator, Shares(shares), Wei(min_assets))


def unbond_assets(validator: Address, assets: int, max_shares: int = UINT256_MAX) -> UnbondAssets:
    """Return the exit of so many wei."""
    return UnbondAssets(validator, Wei(assets), Shares(max_shares))


def claim(ticket: int) -> Claim:
    """Return the claim of a ticket."""
    return Claim(TicketId(ticket))


def claim_batch(*tickets: int) -> ClaimBatch:
    """Return the claim of several tickets."""
    return ClaimBatch(tuple(TicketId(ticket) for ticket in tickets))


def deposit_rewards(amount: int) -> DepositRewards:
    """Return the deposit of ``amount`` wei of rewards."""
    return DepositRewards(Wei(amount))
