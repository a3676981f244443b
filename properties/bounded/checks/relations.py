"""Runs compared: what the proofs leave out."""

from typing import Final

from properties.bounded.check import AMOUNT, ASSETS, TIME, WORD, Check, Unknown, runs
from properties.bounded.population import (
    CAST,
    REWARD,
    STRANGER,
    VALIDATOR,
    Population,
    bonded,
    unbonding,
)
from properties.scenarios.calls import delegate, register
from properties.world import History, Step
from spec import actions as a
from spec.parameters import DAY
from spec.state import State
from spec.units import Wei


def passes(seconds: int) -> History:
    """Return a history of one call that concerns nobody; relations look at the state after it."""
    return (Step(STRANGER, seconds, a.Approve(REWARD, VALIDATOR, Wei(1))),)


@runs("D-5", "what the pool cannot pay is put on the buckets", assets=ASSETS, leaving=AMOUNT)
def punishing_in_any_order(people: Population, assets: int, leaving: int) -> tuple[State, History]:
    """Execute two penalties of one validator in either order, with any assets in the pool and the first bucket."""
    return unbonding(bonded(people.busy, assets), people.bucket, leaving), passes(60)


@runs("F-11.order", "a penalty comes before the rewards of the past", seconds=TIME)
def punishing_before_and_after_claims(people: Population, seconds: int) -> tuple[State, History]:
    """Let everyone claim rewards before, after and around a penalty, at any time in a stream."""
    return people.earning, passes(seconds)


@runs("F-7", "the remainder of the index is counted again", seconds=Unknown(0, DAY))
def distributing_in_parts(people: Population, seconds: int) -> tuple[State, History]:
    """Bring rewards up to date in one step and in two, beginning at any time in the first day of a stream."""
    return people.earning, passes(seconds)


@runs("C-10.sequence", "a batch pays its first ticket only", assets=AMOUNT, seconds=TIME)
def claiming_one_by_one(people: Population, assets: int, seconds: int) -> tuple[State, History]:
    """Let everyone claim in a batch and one by one, at any time, with any assets in the first bucket."""
    return unbonding(people.busy, people.bucket, assets), passes(seconds)


@runs("J-4", "donations count as assets", amount=WORD, stake=WORD)
def calling_in_any_order(people: Population, amount: int, stake: int) -> tuple[State, History]:
    """Let a holder delegate any amount, and another validator register with any stake, in either order."""
    first = Step(people.holders[-1], 0, delegate(VALIDATOR, amount))
    second = Step(CAST.validators[1], 0, register(2, CAST.withdrawal[1], stake))
    return people.state, (first, second)


@runs("J-6", "donations count as assets", amount=WORD, seconds=TIME)
def calling_before_a_spectator(people: Population, amount: int, seconds: int) -> tuple[State, History]:
    """Let a holder delegate any amount at any time, with and without a validator that takes no part."""
    return people.state, (Step(people.holders[-1], seconds, delegate(VALIDATOR, amount)),)


@runs("J-7", "donations count as assets", amount=WORD, seconds=TIME)
def calling_after_donations(people: Population, amount: int, seconds: int) -> tuple[State, History]:
    """Let a holder delegate any amount at any time, with and without donations to the custodies."""
    return people.state, (Step(people.holders[-1], seconds, delegate(VALIDATOR, amount)),)


CHECKS: Final[tuple[Check, ...]] = (
    punishing_in_any_order,
    punishing_before_and_after_claims,
    distributing_in_parts,
    claiming_one_by_one,
    calling_in_any_order,
    calling_before_a_spectator,
    calling_after_donations,
)
