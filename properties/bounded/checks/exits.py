"""Exits: requests, claims before, at and after maturity, batches and withdrawals."""

from dataclasses import replace
from typing import Final

from properties.bounded.check import AMOUNT, ASSETS, CHOICE, TIME, WORD, Check, Made, Unknown, call, pick
from properties.bounded.population import (
    CAST,
    STRANGER,
    VALIDATOR,
    Population,
    bonded,
    credited,
    pausing,
    unbonding,
)
from properties.scenarios.calls import claim, claim_batch, unbond, unbond_assets
from properties.world import Step
from spec import actions as a
from spec import errors as e
from spec.parameters import DAY, MAX_TICKETS
from spec.units import MAX_BATCH


@call(
    "unbond.price",
    a.Unbond,
    "an exit by shares is rounded up",
    e.ZeroAmount,
    e.InsufficientShares,
    e.AssetsBelowMinimum,
    e.UnbondTooSmall,
    assets=ASSETS,
    shares=CHOICE,
)
def unbonding_at_any_price(people: Population, assets: int, shares: int) -> Made:
    """Let a holder ask for none, one, all or more of its shares, of a pool with any assets."""
    caller = people.holders[-1]
    held = people.state.pools[people.pool].positions[caller].shares
    state = bonded(people.state, assets)
    return state, Step(caller, 0, unbond(VALIDATOR, pick((0, 1, held, held + 1), shares)))


@call(
    "unbond.shares",
    a.Unbond,
    "more shares are sold than held",
    e.ZeroAmount,
    e.InsufficientShares,
    e.AssetsBelowMinimum,
    e.UnbondTooSmall,
    shares=WORD,
    least=WORD,
)
def unbonding_any_shares(people: Population, shares: int, least: int) -> Made:
    """Let a holder ask for any number of shares at one price, for no less than any value."""
    state = people.state
    return state, Step(people.holders[-1], 0, unbond(VALIDATOR, shares, least))


@call(
    "unbond.tickets",
    a.Unbond,
    "one open ticket too many",
    e.TooManyTickets,
    limit=Unknown(1, MAX_TICKETS),
)
def unbonding_again(people: Population, limit: int) -> Made:
    """Let a holder ask for a tenth of its shares while any number of tickets is allowed."""
    caller, state = people.holders[-1], people.state
    state = replace(state, parameters=replace(state.parameters, max_tickets=limit))
    shares = state.pools[people.pool].positions[caller].shares // 10
    return state, Step(caller, 0, unbond(VALIDATOR, shares))


@call(
    "unbond_assets",
    a.UnbondAssets,
    "nobody takes all assets",
    e.ZeroAmount,
    e.AssetsAboveStake,
    e.SharesAboveMaximum,
    e.UnbondTooSmall,
    assets=WORD,
    most=WORD,
)
def unbonding_any_assets(people: Population, assets: int, most: int) -> Made:
    """Let the validator ask for any number of wei at one price, for no more than any number of shares."""
    state = people.state
    return state, Step(people.holders[0], 0, unbond_assets(VALIDATOR, assets, most))


@call(
    "claim",
    a.Claim,
    "a claim comes a second early",
    e.UnknownTicket,
    e.NotTicketOwner,
    e.NotMatured,
    assets=AMOUNT,
    seconds=TIME,
    caller=CHOICE,
    ticket=CHOICE,
)
def claiming(people: Population, assets: int, seconds: int, caller: int, ticket: int) -> Made:
    """Let anyone claim any ticket of a bucket with any assets, a second before maturity, at it, or at any time."""
    state = unbonding(people.state, people.bucket, assets)
    tickets = range(1, len(people.holders) + 2)
    return state, Step(pick(people.everyone, caller), seconds, claim(pick(tickets, ticket)))


@call(
    "claim.pause",
    a.Claim,
    "deadlines run through pauses",
    e.NotMatured,
    seconds=TIME,
    before=Unknown(0, 2 * DAY),
    ago=Unknown(0, DAY),
    lasts=Unknown(0, 3 * DAY),
)
def claiming_after_pauses(people: Population, seconds: int, before: int, ago: int, lasts: int) -> Made:
    """Let a holder claim its ticket at any time, in or after a pause of any length, with any pauses before it."""
    state = pausing(people.state, before, ago, lasts)
    return state, Step(people.holders[-1], seconds, claim(len(people.holders)))


@call("claim_batch", a.ClaimBatch, "a batch pays unripe tickets", assets=AMOUNT, seconds=TIME, caller=CHOICE)
def claiming_a_batch(people: Population, assets: int, seconds: int, caller: int) -> Made:
    """Let anyone claim everybody's tickets, one that was never issued, and the first again, at any time."""
    state = unbonding(people.state, people.bucket, assets)
    tickets = range(1, len(people.holders) + 2)
    return state, Step(pick(people.everyone, caller), seconds, claim_batch(*tickets, 1))


@call("claim_batch.length", a.ClaimBatch, "the longest batch is too long", e.BatchTooLong, length=CHOICE)
def claiming_a_long_batch(people: Population, length: int) -> Made:
    """Let a holder claim no ticket, the same one sixteen times, or seventeen times."""
    state, ticket = people.state, len(people.holders)
    batch = (ticket,) * pick((0, MAX_BATCH, MAX_BATCH + 1), length)
    return state, Step(people.holders[-1], 60 * DAY, claim_batch(*batch))


@call(
    "withdraw",
    a.Withdraw,
    "a withdrawal leaves the credited total",
    e.NothingToWithdraw,
    credit=AMOUNT,
    seconds=TIME,
    account=CHOICE,
)
def withdrawing(people: Population, credit: int, seconds: int, account: int) -> Made:
    """Let a stranger have any credit of a holder paid out, that of a sink, or its own."""
    state = credited(people.state, people.holders[-1], credit)
    to = pick((people.holders[-1], CAST.treasury, STRANGER), account)
    return state, Step(STRANGER, seconds, a.Withdraw(to))


CHECKS: Final[tuple[Check, ...]] = (
    unbonding_at_any_price,
    unbonding_any_shares,
    unbonding_again,
    unbonding_any_assets,
    claiming,
    claiming_after_pauses,
    claiming_a_batch,
    claiming_a_long_batch,
    withdrawing,
)
