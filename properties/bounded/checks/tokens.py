"""Tokens: transfers, approvals and permits."""

from typing import Final

from properties.bounded.check import AMOUNT, ASSETS, CHOICE, TIME, WORD, Check, Made, call, pick
from properties.bounded.population import REWARD, STAKE, VALIDATOR, Population, allowing, bonded, unbonding
from properties.scenarios.calls import delegate_with_permit, tokens
from properties.world import Step
from spec import actions as a
from spec import errors as e
from spec.state import AllowanceId
from spec.tokens import Permit
from spec.units import NOBODY, Timestamp, Wei


@call(
    "transfer",
    a.Transfer,
    "a gift to a custody counts as bonded",
    e.ERC20InvalidReceiver,
    e.ERC20InsufficientBalance,
    amount=WORD,
    sender=CHOICE,
    receiver=CHOICE,
)
def transferring(people: Population, amount: int, sender: int, receiver: int) -> Made:
    """Let anyone send any amount to a custody, to a holder, to itself or to nobody."""
    caller = pick(people.everyone, sender)
    to = pick((people.state.deployment.stake_custody, VALIDATOR, caller, NOBODY), receiver)
    return people.state, Step(caller, 0, a.Transfer(STAKE, to, Wei(amount)))


@call(
    "approve",
    a.Approve,
    "an approval is given by the spender",
    e.ERC20InvalidSpender,
    assets=ASSETS,
    leaving=AMOUNT,
    seconds=TIME,
    amount=WORD,
    spender=CHOICE,
)
def approving(people: Population, assets: int, leaving: int, seconds: int, amount: int, spender: int) -> Made:
    """Let the validator allow any amount at any time, with any assets in the pool and in the bucket."""
    state = unbonding(bonded(people.state, assets), people.bucket, leaving)
    to = pick((state.deployment.stake_custody, people.holders[-1], NOBODY), spender)
    return state, Step(VALIDATOR, seconds, a.Approve(REWARD, to, Wei(amount)))


@call(
    "delegate_with_permit",
    a.DelegateWithPermit,
    "a permit of any nonce is good",
    e.ERC20InsufficientAllowance,
    granted=WORD,
    signed=WORD,
    nonce=WORD,
    deadline=WORD,
    signer=CHOICE,
)
def delegating_with_permit(
    people: Population, granted: int, signed: int, nonce: int, deadline: int, signer: int
) -> Made:
    """Let a holder delegate one token with any allowance, and any permit of its own or of somebody else."""
    state, caller = people.state, people.holders[-1]
    key = AllowanceId(caller, state.deployment.stake_custody)
    state = allowing(state, STAKE, key, granted)
    permit = Permit(pick(people.everyone, signer), Wei(signed), nonce, Timestamp(deadline))
    return state, Step(caller, 0, delegate_with_permit(VALIDATOR, tokens(1), permit))


CHECKS: Final[tuple[Check, ...]] = (transferring, approving, delegating_with_permit)
