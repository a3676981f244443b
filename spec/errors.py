"""Every reason to reject a call. Class name and fields are the custom error of the contracts, in this order.

The token's own errors keep the names of ERC-6093, and that of a batch too long for the call stands here like any other.
"""

from dataclasses import dataclass

from spec.units import (
    Address,
    Bps,
    Generation,
    Offence,
    ProtocolTime,
    Role,
    Seconds,
    Shares,
    SigningKey,
    Status,
    TicketId,
    Timestamp,
    Wei,
)


class Rejection(Exception):
    """A call that the system refuses. The state stays as it was."""


def require(condition: bool, rejection: Rejection) -> None:
    """Reject the call unless ``condition`` holds."""
    if not condition:
        raise rejection


@dataclass(unsafe_hash=True)
class NotAuthorised(Rejection):
    """The caller does not hold the role."""

    caller: Address
    role: Role


@dataclass(unsafe_hash=True)
class NotPendingGovernor(Rejection):
    """Only the proposed governor can accept the office."""

    caller: Address


@dataclass(unsafe_hash=True)
class ZeroAddress(Rejection):
    """An address that must be somebody is nobody."""


@dataclass(unsafe_hash=True)
class ParameterOutOfBounds(Rejection):
    """A parameter, counted from zero in the order of ``Parameters``, lies outside its bounds."""

    parameter: int
    value: int
    lowest: int
    highest: int


@dataclass(unsafe_hash=True)
class ConstraintViolated(Rejection):
    """Parameters that are each within bounds do not fit together; the number is that of the constraint P1 … P8."""

    constraint: int


@dataclass(unsafe_hash=True)
class ProtocolPaused(Rejection):
    """New exposure is stopped until the pause ends."""

    until: Timestamp


@dataclass(unsafe_hash=True)
class NotPaused(Rejection):
    """There is no pause to end."""


@dataclass(unsafe_hash=True)
class PauseTooSoon(Rejection):
    """A pause needs a gap after the one before."""

    earliest: Timestamp


@dataclass(unsafe_hash=True)
class RegistrationPaused(Rejection):
    """New validators are not admitted at present."""


@dataclass(unsafe_hash=True)
class ERC20InsufficientBalance(Rejection):
    """The sender holds less than the transfer needs."""

    sender: Address
    balance: Wei
    needed: Wei


@dataclass(unsafe_hash=True)
class ERC20InsufficientAllowance(Rejection):
    """The owner allowed the spender less than the transfer needs."""

    spender: Address
    allowance: Wei
    needed: Wei


@dataclass(unsafe_hash=True)
class ERC20InvalidReceiver(Rejection):
    """Nobody cannot receive tokens."""

    receiver: Address


@dataclass(unsafe_hash=True)
class ERC20InvalidSpender(Rejection):
    """Nobody cannot be allowed tokens."""

    spender: Address


@dataclass(unsafe_hash=True)
class AlreadyRegistered(Rejection):
    """An account is a validator once for ever."""

    validator: Address


@dataclass(unsafe_hash=True)
class KeyAlreadyUsed(Rejection):
    """A signing key belongs to its first owner for ever."""

    key: SigningKey
    owner: Address


@dataclass(unsafe_hash=True)
class ZeroKey(Rejection):
    """A validator needs a signing key."""


@dataclass(unsafe_hash=True)
class CommissionTooHigh(Rejection):
    """The commission exceeds the maximum."""

    commission: Bps
    maximum: Bps


@dataclass(unsafe_hash=True)
class CommissionStepTooLarge(Rejection):
    """The commission is raised by more than one step."""

    commission: Bps
    maximum: Bps


@dataclass(unsafe_hash=True)
class CommissionNotDue(Rejection):
    """No announced commission takes effect yet; zero time means that none is announced."""

    validator: Address
    effective: ProtocolTime


@dataclass(unsafe_hash=True)
class StakeBelowMinimum(Rejection):
    """The validator's pool holds less than an active validator needs."""

    stake: Wei
    minimum: Wei


@dataclass(unsafe_hash=True)
class SelfStakeBelowMinimum(Rejection):
    """The validator's own part of its pool is less than an active validator needs."""

    self_stake: Wei
    minimum: Wei


@dataclass(unsafe_hash=True)
class StakeAboveMaximum(Rejection):
    """The pool would hold more than one validator may."""

    stake: Wei
    maximum: Wei


@dataclass(unsafe_hash=True)
class WrongStatus(Rejection):
    """The validator's status does not permit this."""

    validator: Address
    status: Status


@dataclass(unsafe_hash=True)
class StillJailed(Rejection):
    """The jail term has not ended."""

    until: ProtocolTime


@dataclass(unsafe_hash=True)
class NotEjectable(Rejection):
    """The validator meets every minimum."""

    validator: Address


@dataclass(unsafe_hash=True)
class ZeroAmount(Rejection):
    """Nothing was asked for."""


@dataclass(unsafe_hash=True)
class DepositTooSmall(Rejection):
    """The deposit is below the minimum."""

    amount: Wei
    minimum: Wei


@dataclass(unsafe_hash=True)
class SharesBelowMinimum(Rejection):
    """The deposit would mint no shares, or fewer than the caller accepts."""

    shares: Shares
    minimum: Shares


@dataclass(unsafe_hash=True)
class ShareSupplyExceeded(Rejection):
    """The pool would have more shares than the arithmetic is proved for."""

    shares: Shares


@dataclass(unsafe_hash=True)
class InsufficientShares(Rejection):
    """The holder has fewer shares than the exit needs."""

    shares: Shares
    held: Shares


@dataclass(unsafe_hash=True)
class SharesAboveMaximum(Rejection):
    """The exit would burn more shares than the caller accepts."""

    shares: Shares
    maximum: Shares


@dataclass(unsafe_hash=True)
class AssetsBelowMinimum(Rejection):
    """The exit would pay nothing, or less than the caller accepts."""

    assets: Wei
    minimum: Wei


@dataclass(unsafe_hash=True)
class AssetsAboveStake(Rejection):
    """The exit asks for more than the whole pool holds."""

    assets: Wei
    stake: Wei


@dataclass(unsafe_hash=True)
class UnbondTooSmall(Rejection):
    """A partial exit is below the minimum."""

    assets: Wei
    minimum: Wei


@dataclass(unsafe_hash=True)
class TooManyTickets(Rejection):
    """The holder has as many open tickets as are allowed."""

    owner: Address
    maximum: int


@dataclass(unsafe_hash=True)
class TooManyBuckets(Rejection):
    """The validator has as many buckets waiting as one slash may visit."""

    validator: Address
    maximum: int


@dataclass(unsafe_hash=True)
class UnknownTicket(Rejection):
    """The ticket was never issued, or is claimed already."""

    ticket: TicketId


@dataclass(unsafe_hash=True)
class NotTicketOwner(Rejection):
    """Only its owner claims a ticket."""

    ticket: TicketId
    caller: Address


@dataclass(unsafe_hash=True)
class NotMatured(Rejection):
    """The ticket is slashable until its maturity."""

    ticket: TicketId
    maturity: ProtocolTime


@dataclass(unsafe_hash=True)
class BatchTooLong(Rejection):
    """A batch names more tickets than one call may visit."""

    length: int
    maximum: int


@dataclass(unsafe_hash=True)
class UnknownValidator(Rejection):
    """The account was never a validator."""

    validator: Address


@dataclass(unsafe_hash=True)
class OffenceNotPast(Rejection):
    """An offence lies strictly before its punishment."""

    offence_time: ProtocolTime
    now: ProtocolTime


@dataclass(unsafe_hash=True)
class OffenceTooOld(Rejection):
    """The evidence and case windows for this offence have passed."""

    offence_time: ProtocolTime
    window: Seconds


@dataclass(unsafe_hash=True)
class AlreadySlashed(Rejection):
    """The same offence counts once."""

    validator: Address
    offence: Offence
    offence_time: ProtocolTime


@dataclass(unsafe_hash=True)
class WrongCheckpoint(Rejection):
    """The named checkpoint is not the one in force at that time."""

    validator: Address
    checkpoint: int
    time: ProtocolTime


@dataclass(unsafe_hash=True)
class NothingToRoute(Rejection):
    """There is no such case, or it is routed already."""

    validator: Address
    offence: Offence
    offence_time: ProtocolTime


@dataclass(unsafe_hash=True)
class NothingToWithdraw(Rejection):
    """Nothing is credited to the account."""

    account: Address


@dataclass(unsafe_hash=True)
class RewardCapExceeded(Rejection):
    """Rewards ever deposited would exceed what the arithmetic is proved for."""

    amount: Wei
    room: Wei


@dataclass(unsafe_hash=True)
class UnknownGeneration(Rejection):
    """The validator's pool has not reached that generation."""

    validator: Address
    generation: Generation
