"""Every event. Class name and fields are the event of the contracts, in this order.

``emitter`` names the contract that emits it; the events of a token carry the token as their first field instead.
Amounts named ``…_scaled`` are in wei times ``SCALE``.
"""

from dataclasses import dataclass
from typing import ClassVar

from spec.units import (
    Address,
    Bps,
    Epoch,
    Generation,
    Offence,
    ProtocolTime,
    Role,
    Scaled,
    Shares,
    SigningKey,
    Status,
    TicketId,
    Timestamp,
    Wei,
)


class Event:
    """Something that happened, told after the effect."""

    __slots__ = ()
    emitter: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Transfer(Event):
    """Tokens moved."""

    emitter: ClassVar[str] = "Token"
    token: Address
    sender: Address
    receiver: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class Approval(Event):
    """An owner set what a spender may take."""

    emitter: ClassVar[str] = "Token"
    token: Address
    owner: Address
    spender: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class ParametersChanged(Event):
    """Governance replaced the parameters."""

    emitter: ClassVar[str] = "Controller"


@dataclass(frozen=True, slots=True)
class SinksChanged(Event):
    """Governance replaced the destinations of penalties and dust."""

    emitter: ClassVar[str] = "Controller"
    burn: Address
    treasury: Address
    insurance: Address
    dust: Address


@dataclass(frozen=True, slots=True)
class RoleAssigned(Event):
    """A role passed to an account."""

    emitter: ClassVar[str] = "Controller"
    role: Role
    account: Address


@dataclass(frozen=True, slots=True)
class GovernorProposed(Event):
    """The governor named a successor; nobody withdraws the proposal."""

    emitter: ClassVar[str] = "Controller"
    account: Address


@dataclass(frozen=True, slots=True)
class Paused(Event):
    """New exposure stopped, until that block time at the latest."""

    emitter: ClassVar[str] = "Controller"
    until: Timestamp


@dataclass(frozen=True, slots=True)
class Unpaused(Event):
    """The pause was ended early, at that block time."""

    emitter: ClassVar[str] = "Controller"
    end: Timestamp


@dataclass(frozen=True, slots=True)
class RegistrationSwitched(Event):
    """New validators are admitted again, or no more."""

    emitter: ClassVar[str] = "Controller"
    paused: bool


@dataclass(frozen=True, slots=True)
class ValidatorRegistered(Event):
    """An account became a validator."""

    emitter: ClassVar[str] = "Registry"
    validator: Address
    key: SigningKey
    withdrawal_address: Address
    commission: Bps


@dataclass(frozen=True, slots=True)
class StatusChanged(Event):
    """A validator's status changed."""

    emitter: ClassVar[str] = "Registry"
    validator: Address
    previous: Status
    status: Status


@dataclass(frozen=True, slots=True)
class ValidatorAdded(Event):
    """A validator entered the active set."""

    emitter: ClassVar[str] = "Registry"
    validator: Address


@dataclass(frozen=True, slots=True)
class ValidatorRemoved(Event):
    """A validator left the active set."""

    emitter: ClassVar[str] = "Registry"
    validator: Address


@dataclass(frozen=True, slots=True)
class Jailed(Event):
    """A validator stays jailed until that protocol time at the least."""

    emitter: ClassVar[str] = "Registry"
    validator: Address
    until: ProtocolTime


@dataclass(frozen=True, slots=True)
class CommissionAnnounced(Event):
    """A higher commission can be applied from that protocol time on."""

    emitter: ClassVar[str] = "Registry"
    validator: Address
    commission: Bps
    effective: ProtocolTime


@dataclass(frozen=True, slots=True)
class CommissionChanged(Event):
    """A commission is in force from here on."""

    emitter: ClassVar[str] = "Registry"
    validator: Address
    commission: Bps


@dataclass(frozen=True, slots=True)
class Bonded(Event):
    """A holder deposited stake into a pool."""

    emitter: ClassVar[str] = "Pools"
    validator: Address
    holder: Address
    generation: Generation
    assets: Wei
    shares: Shares


@dataclass(frozen=True, slots=True)
class UnbondingRequested(Event):
    """A holder turned shares into an exit ticket."""

    emitter: ClassVar[str] = "Pools"
    ticket: TicketId
    validator: Address
    owner: Address
    recipient: Address
    generation: Generation
    request: Epoch
    maturity: Epoch
    shares: Shares
    assets: Wei


@dataclass(frozen=True, slots=True)
class TicketClaimed(Event):
    """A matured ticket was paid and closed."""

    emitter: ClassVar[str] = "Pools"
    ticket: TicketId
    owner: Address
    recipient: Address
    assets: Wei


@dataclass(frozen=True, slots=True)
class TicketSkipped(Event):
    """A batch passed over a ticket that it could not pay."""

    emitter: ClassVar[str] = "Pools"
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class GenerationStarted(Event):
    """A pool was emptied; shares of earlier generations are worth nothing."""

    emitter: ClassVar[str] = "Pools"
    validator: Address
    generation: Generation


@dataclass(frozen=True, slots=True)
class PoolSlashed(Event):
    """A pool lost assets to a penalty."""

    emitter: ClassVar[str] = "Pools"
    validator: Address
    generation: Generation
    loss: Wei


@dataclass(frozen=True, slots=True)
class BucketSlashed(Event):
    """An unbonding bucket lost assets to a penalty."""

    emitter: ClassVar[str] = "Pools"
    validator: Address
    generation: Generation
    request: Epoch
    maturity: Epoch
    loss: Wei


@dataclass(frozen=True, slots=True)
class Credited(Event):
    """An account can withdraw so much more."""

    emitter: ClassVar[str] = "Pools"
    account: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class CreditWithdrawn(Event):
    """A credit was paid out."""

    emitter: ClassVar[str] = "Pools"
    account: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class Slashed(Event):
    """A penalty was executed: fixed from the base, and taken as far as there was stake."""

    emitter: ClassVar[str] = "Slashing"
    validator: Address
    offence: Offence
    offence_time: ProtocolTime
    base: Wei
    amount: Wei
    taken: Wei


@dataclass(frozen=True, slots=True)
class SlashRouted(Event):
    """A penalty left the pot for its sinks."""

    emitter: ClassVar[str] = "Slashing"
    validator: Address
    offence: Offence
    offence_time: ProtocolTime
    reporter: Wei
    insurance: Wei
    treasury: Wei
    burned: Wei


@dataclass(frozen=True, slots=True)
class RewardsDeposited(Event):
    """Rewards stream at that rate, scaled, until that protocol time."""

    emitter: ClassVar[str] = "Rewards"
    amount: Wei
    rate_scaled: Scaled
    end: ProtocolTime


@dataclass(frozen=True, slots=True)
class RewardsDistributed(Event):
    """A validator's part of the stream was split between its holders and its commission."""

    emitter: ClassVar[str] = "Rewards"
    validator: Address
    generation: Generation
    holders_scaled: Scaled
    commission_scaled: Scaled


@dataclass(frozen=True, slots=True)
class RewardsClaimed(Event):
    """A holder's rewards were paid."""

    emitter: ClassVar[str] = "Rewards"
    validator: Address
    generation: Generation
    holder: Address
    recipient: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class CommissionClaimed(Event):
    """A validator's commission was paid."""

    emitter: ClassVar[str] = "Rewards"
    validator: Address
    recipient: Address
    amount: Wei
