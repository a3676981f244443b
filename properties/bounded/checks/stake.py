"""Stake that comes in: delegations and the validator's own deposits."""

from typing import Final

from properties.bounded.check import CHOICE, TIME, WORD, Check, Made, Unknown, call, pick
from properties.bounded.population import VALIDATOR, Population, bonded, pausing, with_status
from properties.scenarios.calls import delegate, deposit, tokens
from properties.world import Step
from spec import actions as a
from spec import errors as e
from spec.parameters import DAY
from spec.units import Status

PRICES: Final = (1, 10**20 + 7, 2**90)
"""Wei in the pool, for its fixed number of shares: a share is worth next to nothing, about as much as at the beginning,
or far more."""


@call(
    "delegate",
    a.Delegate,
    "a deposit is rounded up",
    e.DepositTooSmall,
    e.StakeAboveMaximum,
    e.SharesBelowMinimum,
    e.ShareSupplyExceeded,
    amount=WORD,
    least=WORD,
    price=CHOICE,
)
def delegating(people: Population, amount: int, least: int, price: int) -> Made:
    """Let a holder delegate any amount to a pool with few, some or many assets, for no less than any shares."""
    state = bonded(people.state, pick(PRICES, price))
    return state, Step(people.holders[-1], 0, delegate(VALIDATOR, amount, least))


@call(
    "delegate.pause",
    a.Delegate,
    "deposits in a pause",
    e.ProtocolPaused,
    seconds=TIME,
    ago=Unknown(0, DAY),
    lasts=Unknown(0, 3 * DAY),
    holder=CHOICE,
)
def delegating_in_a_pause(people: Population, seconds: int, ago: int, lasts: int, holder: int) -> Made:
    """Let a holder delegate seven tokens at any time, in or after a pause of any length."""
    state = pausing(people.state, 0, ago, lasts)
    return state, Step(pick(people.holders, holder), seconds, delegate(VALIDATOR, tokens(7)))


@call(
    "deposit",
    a.Deposit,
    "a jailed validator cannot top up",
    e.WrongStatus,
    e.DepositTooSmall,
    amount=WORD,
    status=CHOICE,
)
def depositing(people: Population, amount: int, status: int) -> Made:
    """Let the validator add any amount to its own stake, while active, jailed, leaving or tombstoned."""
    statuses = (Status.ACTIVE, Status.JAILED, Status.LEAVING, Status.TOMBSTONED)
    state = with_status(people.state, pick(statuses, status))
    return state, Step(VALIDATOR, 0, deposit(amount))


CHECKS: Final[tuple[Check, ...]] = (delegating, delegating_in_a_pause, depositing)
