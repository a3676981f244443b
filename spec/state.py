"""All that the system remembers. Every map is total: what was never written is the default beneath its record."""

from dataclasses import dataclass
from typing import Final

from spec.errors import ZeroAddress, require
from spec.events import Event
from spec.map import Map
from spec.parameters import Deployment, Parameters, check_parameters
from spec.record import replace
from spec.units import (
    NOBODY,
    Address,
    Bps,
    Epoch,
    Generation,
    Index,
    Offence,
    ProtocolTime,
    Scaled,
    Seconds,
    Shares,
    SigningKey,
    Status,
    TicketId,
    Timestamp,
    Wei,
)


@dataclass(frozen=True, slots=True)
class Roles:
    """Who holds which role."""

    governor: Address
    guardian: Address
    slasher: Address
    notifier: Address
    pending_governor: Address
    """Who may accept the governor's office; nobody if no one is proposed."""


@dataclass(frozen=True, slots=True)
class Sinks:
    """Where penalties and dust go."""

    burn: Address
    treasury: Address
    insurance: Address
    dust: Address


@dataclass(frozen=True, slots=True)
class Clock:
    """What protocol time is made of."""

    now: Timestamp
    """The latest block time seen. The contracts need no such field: the chain keeps it."""
    paused_total: Seconds
    """How long the pauses before the latest one lasted together."""
    pause_start: Timestamp
    """When the latest pause began."""
    pause_end: Timestamp
    """When the latest pause ends, or ended."""
    registration_paused: bool
    """Whether new validators are kept out, apart from any pause."""


@dataclass(frozen=True, slots=True, order=True)
class AllowanceId:
    """Who allowed whom."""

    owner: Address
    spender: Address


@dataclass(frozen=True, slots=True)
class Token:
    """A standard ERC-20 token with permit: nothing is charged, minted or destroyed by a transfer."""

    balances: Map[Address, Wei]
    allowances: Map[AllowanceId, Wei]
    nonces: Map[Address, int]
    """How many permits of each owner were used."""


@dataclass(frozen=True, slots=True)
class Validator:
    """A registered sequencer."""

    status: Status
    key: SigningKey
    withdrawal_address: Address
    """Where all that the validator itself is owed is paid."""
    commission: Bps
    """The rate in force."""
    next_commission: Bps
    """The rate announced, if ``commission_effective`` is not zero."""
    commission_effective: ProtocolTime
    """From when on the announced rate can be applied; zero if none is announced."""
    jailed_until: ProtocolTime
    """The earliest end of jail."""
    generation: Generation
    """The generation of the current pool."""
    checkpoints: int
    """How many checkpoints were written."""
    queue_head: int
    """The index of the oldest bucket that may still be slashable."""
    queue_tail: int
    """The index that the next bucket will get."""


@dataclass(frozen=True, slots=True, order=True)
class PoolId:
    """A validator's pool in one generation."""

    validator: Address
    generation: Generation


@dataclass(frozen=True, slots=True)
class Position:
    """What one holder has in one pool."""

    shares: Shares
    index_paid: Index
    """The pool's reward index up to which ``accrued`` is complete."""
    accrued: Scaled
    """Rewards attributed and not yet paid."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The bonded assets of one validator in one generation, and the shares over them.

    Only the pool of the current generation has assets. The shares of earlier ones stay on record, worth nothing.
    """

    assets: Wei
    shares: Shares
    reward_index: Index
    """Rewards per share since the beginning."""
    positions: Map[Address, Position]


@dataclass(frozen=True, slots=True, order=True)
class BucketId:
    """What the tickets of one bucket have in common."""

    validator: Address
    generation: Generation
    request: Epoch
    maturity: Epoch


@dataclass(frozen=True, slots=True)
class Bucket:
    """Unbonding assets and the pool shares that they stand for."""

    assets: Wei
    shares: Shares


@dataclass(frozen=True, slots=True, order=True)
class SlotId:
    """A place in a validator's list of checkpoints or queue of buckets."""

    validator: Address
    index: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """One exit request. A claimed ticket is the default again: its id is never issued twice."""

    owner: Address
    recipient: Address
    """Who is paid, fixed at the request."""
    bucket: BucketId
    shares: Shares


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A validator's stake from a time on."""

    time: ProtocolTime
    stake: Wei
    generation: Generation


@dataclass(frozen=True, slots=True)
class Ledger:
    """The totals of the stake custody. Together they are all that it owes."""

    bonded: Wei
    """In pools."""
    unbonding: Wei
    """In buckets."""
    credited: Wei
    """Credited to accounts and not yet withdrawn."""
    pot: Wei
    """Slashed and not yet routed."""


@dataclass(frozen=True, slots=True, order=True)
class CaseId:
    """What makes two accusations the same: never who reports, nor how."""

    validator: Address
    offence: Offence
    offence_time: ProtocolTime


@dataclass(frozen=True, slots=True)
class Case:
    """An executed penalty."""

    executed: bool
    routed: bool
    """Whether what it took has left the pot."""
    reporter_cut: Bps
    """The cuts in force when it was executed; the rest is burned."""
    insurance_cut: Bps
    treasury_cut: Bps
    reporter: Address
    taken: Wei
    """How much the penalty took."""


@dataclass(frozen=True, slots=True)
class Earner:
    """A validator in the eyes of the reward stream."""

    weight: Wei
    """Its stake while active, else zero."""
    index_paid: Index
    """The global index up to which it got its part."""
    commission_owed: Scaled
    leftover: Scaled
    """What the division among shares left; it joins the next division."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The rewards of all validators."""

    rate: Scaled
    """Per second, until ``end``."""
    end: ProtocolTime
    updated: ProtocolTime
    """The stream is in the index up to this time."""
    index: Index
    """Rewards per unit of weight since the beginning."""
    total_weight: Wei
    remainder: Scaled
    """What the division by weight left; it joins the next emission."""
    carry: Scaled
    """Emitted while nobody had weight, or left by the division into a rate; it joins the next deposit."""
    funded: Wei
    """Ever received."""
    paid: Wei
    """Ever paid out."""


@dataclass(frozen=True, slots=True)
class State:
    """The whole system."""

    deployment: Deployment
    parameters: Parameters
    roles: Roles
    sinks: Sinks
    clock: Clock
    tokens: Map[Address, Token]
    validators: Map[Address, Validator]
    keys: Map[SigningKey, Address]
    """The first owner of each signing key."""
    pools: Map[PoolId, Pool]
    buckets: Map[BucketId, Bucket]
    queue: Map[SlotId, BucketId]
    """Each validator's buckets in the order in which they were opened."""
    checkpoints: Map[SlotId, Checkpoint]
    tickets: Map[TicketId, Ticket]
    last_ticket: TicketId
    open_tickets: Map[Address, int]
    """How many tickets each owner has open."""
    credits: Map[Address, Wei]
    ledger: Ledger
    cases: Map[CaseId, Case]
    earners: Map[Address, Earner]
    stream: Stream
    log: tuple[Event, ...]
    """What the current call has told so far; empty between calls."""


NO_TOKEN: Final = Token(Map(Wei(0)), Map(Wei(0)), Map(0))
NO_VALIDATOR: Final = Validator(
    status=Status.NONE,
    key=SigningKey(0),
    withdrawal_address=NOBODY,
    commission=Bps(0),
    next_commission=Bps(0),
    commission_effective=ProtocolTime(0),
    jailed_until=ProtocolTime(0),
    generation=Generation(0),
    checkpoints=0,
    queue_head=0,
    queue_tail=0,
)
NO_POSITION: Final = Position(Shares(0), Index(0), Scaled(0))
NO_POOL: Final = Pool(Wei(0), Shares(0), Index(0), Map(NO_POSITION))
NO_BUCKET_ID: Final = BucketId(NOBODY, Generation(0), Epoch(0), Epoch(0))
NO_BUCKET: Final = Bucket(Wei(0), Shares(0))
NO_TICKET: Final = Ticket(NOBODY, NOBODY, NO_BUCKET_ID, Shares(0))
NO_CHECKPOINT: Final = Checkpoint(ProtocolTime(0), Wei(0), Generation(0))
NO_CASE: Final = Case(False, False, Bps(0), Bps(0), Bps(0), NOBODY, Wei(0))
NO_EARNER: Final = Earner(Wei(0), Index(0), Scaled(0), Scaled(0))
NO_STREAM: Final = Stream(
    rate=Scaled(0),
    end=ProtocolTime(0),
    updated=ProtocolTime(0),
    index=Index(0),
    total_weight=Wei(0),
    remainder=Scaled(0),
    carry=Scaled(0),
    funded=Wei(0),
    paid=Wei(0),
)


def genesis(
    deployment: Deployment,
    parameters: Parameters,
    roles: Roles,
    sinks: Sinks,
    tokens: Map[Address, Token],
    now: Timestamp,
) -> State:
    """Return the state right after deployment at block time ``now``, with ``tokens`` as they were before it.

    Rejects, in this order: ParameterOutOfBounds, ConstraintViolated, ZeroAddress.
    """
    check_parameters(parameters, deployment)
    require(NOBODY not in (roles.governor, roles.guardian, roles.slasher, roles.notifier), ZeroAddress())
    require(NOBODY not in (sinks.burn, sinks.treasury, sinks.insurance, sinks.dust), ZeroAddress())
    return State(
        deployment=deployment,
        parameters=parameters,
        roles=roles,
        sinks=sinks,
        clock=Clock(now, Seconds(0), Timestamp(0), Timestamp(0), False),
        tokens=tokens,
        validators=Map(NO_VALIDATOR),
        keys=Map(NOBODY),
        pools=Map(NO_POOL),
        buckets=Map(NO_BUCKET),
        queue=Map(NO_BUCKET_ID),
        checkpoints=Map(NO_CHECKPOINT),
        tickets=Map(NO_TICKET),
        last_ticket=TicketId(0),
        open_tickets=Map(0),
        credits=Map(Wei(0)),
        ledger=Ledger(Wei(0), Wei(0), Wei(0), Wei(0)),
        cases=Map(NO_CASE),
        earners=Map(NO_EARNER),
        stream=NO_STREAM,
        log=(),
    )


def emit(state: State, event: Event) -> State:
    """Tell ``event``."""
    return replace(state, log=(*state.log, event))
