"""One record per external call. The fields are the arguments of the contract's function of that name, in this order."""

from dataclasses import dataclass

from spec.parameters import Parameters
from spec.state import Sinks
from spec.tokens import Permit
from spec.units import (
    Address,
    Bps,
    Generation,
    Offence,
    ProtocolTime,
    Role,
    Shares,
    SigningKey,
    TicketId,
    Timestamp,
    Wei,
)


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, and when."""

    caller: Address
    timestamp: Timestamp


class Action:
    """Something that an account asks of the system."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Transfer(Action):
    """Move tokens; to a custody, this is a donation."""

    token: Address
    receiver: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class Approve(Action):
    """Set what a spender may take."""

    token: Address
    spender: Address
    amount: Wei


@dataclass(frozen=True, slots=True)
class SetParameters(Action):
    """Replace the parameters."""

    parameters: Parameters


@dataclass(frozen=True, slots=True)
class SetSinks(Action):
    """Replace the sinks."""

    sinks: Sinks


@dataclass(frozen=True, slots=True)
class AssignRole(Action):
    """Pass a role on."""

    role: Role
    account: Address


@dataclass(frozen=True, slots=True)
class AcceptGovernor(Action):
    """Take the governor's office over."""


@dataclass(frozen=True, slots=True)
class Pause(Action):
    """Stop new exposure."""


@dataclass(frozen=True, slots=True)
class Unpause(Action):
    """End a pause early."""


@dataclass(frozen=True, slots=True)
class PauseRegistration(Action):
    """Admit no new validators."""


@dataclass(frozen=True, slots=True)
class ResumeRegistration(Action):
    """Admit new validators again."""


@dataclass(frozen=True, slots=True)
class Register(Action):
    """Become a validator."""

    key: SigningKey
    withdrawal_address: Address
    commission: Bps
    amount: Wei


@dataclass(frozen=True, slots=True)
class Leave(Action):
    """Stop being a validator."""


@dataclass(frozen=True, slots=True)
class Unjail(Action):
    """Return from jail."""


@dataclass(frozen=True, slots=True)
class Eject(Action):
    """Remove a validator below a minimum."""

    validator: Address


@dataclass(frozen=True, slots=True)
class SetCommission(Action):
    """Cut the commission, or announce a raise."""

    commission: Bps


@dataclass(frozen=True, slots=True)
class ApplyCommission(Action):
    """Put an announced commission in force."""

    validator: Address


@dataclass(frozen=True, slots=True)
class Deposit(Action):
    """Add to one's own stake."""

    amount: Wei
    min_shares: Shares


@dataclass(frozen=True, slots=True)
class Delegate(Action):
    """Add to a validator's pool."""

    validator: Address
    amount: Wei
    min_shares: Shares


@dataclass(frozen=True, slots=True)
class DelegateWithPermit(Action):
    """Add to a validator's pool with a signed allowance."""

    validator: Address
    amount: Wei
    min_shares: Shares
    permit: Permit


@dataclass(frozen=True, slots=True)
class Unbond(Action):
    """Ask for the value of so many shares."""

    validator: Address
    shares: Shares
    min_assets: Wei


@dataclass(frozen=True, slots=True)
class UnbondAssets(Action):
    """Ask for so many wei."""

    validator: Address
    assets: Wei
    max_shares: Shares


@dataclass(frozen=True, slots=True)
class Claim(Action):
    """Have a matured ticket paid."""

    ticket: TicketId


@dataclass(frozen=True, slots=True)
class ClaimBatch(Action):
    """Have those of several tickets paid that can be."""

    tickets: tuple[TicketId, ...]


@dataclass(frozen=True, slots=True)
class Withdraw(Action):
    """Pay out an account's credit."""

    account: Address


@dataclass(frozen=True, slots=True)
class Slash(Action):
    """Punish an offence."""

    validator: Address
    offence: Offence
    offence_time: ProtocolTime
    checkpoint: int
    reporter: Address


@dataclass(frozen=True, slots=True)
class RouteSlash(Action):
    """Move a penalty from the pot to its sinks."""

    validator: Address
    offence: Offence
    offence_time: ProtocolTime


@dataclass(frozen=True, slots=True)
class DepositRewards(Action):
    """Stream rewards."""

    amount: Wei


@dataclass(frozen=True, slots=True)
class Distribute(Action):
    """Give a validator its part of the stream."""

    validator: Address


@dataclass(frozen=True, slots=True)
class ClaimRewards(Action):
    """Have one's rewards from a pool paid."""

    validator: Address
    generation: Generation


@dataclass(frozen=True, slots=True)
class ClaimCommission(Action):
    """Have the commission paid."""
