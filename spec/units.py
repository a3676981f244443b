"""Units of every quantity. Each is a distinct type over ``int``, so that mixing two of them is a type error."""

from enum import IntEnum
from typing import Final, NewType

Address = NewType("Address", int)
"""A 160-bit account identifier. Zero is nobody."""

SigningKey = NewType("SigningKey", int)
"""The 256-bit encoding of a validator's signing key. Zero is no key."""

Wei = NewType("Wei", int)
"""An amount of a token in its smallest unit."""

Shares = NewType("Shares", int)
"""A claim on the assets of one pool or bucket."""

Bps = NewType("Bps", int)
"""A fraction in basis points."""

Seconds = NewType("Seconds", int)
"""A span of time."""

Timestamp = NewType("Timestamp", int)
"""Block time: seconds since the Unix epoch."""

ProtocolTime = NewType("ProtocolTime", int)
"""Block time less all time spent in pauses. Every deadline uses it."""

Epoch = NewType("Epoch", int)
"""The number of whole epochs in a protocol time."""

Generation = NewType("Generation", int)
"""How many times a validator's pool has been emptied and restarted."""

TicketId = NewType("TicketId", int)
"""The serial number of an exit request, counted from one over all validators."""

Scaled = NewType("Scaled", int)
"""An amount of rewards in wei times ``SCALE``."""

Index = NewType("Index", int)
"""Scaled rewards per unit of weight, or per share."""

BPS: Final = 10_000
"""Basis points in one."""

SCALE: Final = 10**27
"""Reward units in one wei."""

VIRTUAL_SHARES: Final = 1_000
"""Shares that every pool counts besides the real ones, so that the first depositor cannot inflate the price."""

VIRTUAL_ASSETS: Final = 1
"""Assets that every pool counts besides the real ones. One, so that no exit can pay more than the pool holds."""

MAX_SUPPLY: Final = 2**112 - 1
"""The largest token supply for which the arithmetic is proved, in wei."""

MAX_SHARES: Final = 2**128
"""The largest number of shares in one pool."""

MAX_BUCKETS: Final = 64
"""The largest number of unbonding buckets that one slash has to visit."""

MAX_UNBONDING_EPOCHS: Final = MAX_BUCKETS // 2 - 2
"""The longest unbonding period in epochs. The requests of one epoch mature at two different ones at the most, those of
an epoch in which the period changes at four; so the buckets of a full period, and of one change, fit into one slash."""

MAX_BATCH: Final = 16
"""The largest number of tickets in one batch claim."""

UINT256_MAX: Final = 2**256 - 1
"""The largest value that the contracts can represent; as an allowance it means no limit."""

NOBODY: Final = Address(0)
"""The account that owns nothing and may do nothing."""


class Status(IntEnum):
    """Where a validator stands. Only an active one is selected and earns."""

    NONE = 0
    ACTIVE = 1
    LEAVING = 2
    JAILED = 3
    TOMBSTONED = 4
    EXITED = 5


class Offence(IntEnum):
    """What a validator did."""

    LIVENESS = 0
    """Absent beyond the threshold: the small penalty, and jail."""

    FAULT = 1
    """A missed state root or batch, or a lost challenge: the medium penalty, and jail."""

    DOUBLE_SIGN = 2
    """Two signed headers for one height: the large penalty, and the end of the identity."""


class Role(IntEnum):
    """Who may do what only the protocol's operators may."""

    GOVERNOR = 0
    GUARDIAN = 1
    SLASHER = 2
    NOTIFIER = 3
