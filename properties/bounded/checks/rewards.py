"""Rewards: deposits, distribution and claims in the midst of a stream. Stake and shares are plain numbers."""

from typing import Final

from properties.bounded.check import CHOICE, TIME, WORD, Check, Made, Unknown, call, pick
from properties.bounded.population import CAST, STRANGER, VALIDATOR, Population, with_status
from properties.scenarios.calls import deposit_rewards
from properties.world import Step
from spec import actions as a
from spec import errors as e
from spec.units import Generation, Status


@call(
    "deposit_rewards",
    a.DepositRewards,
    "a deposit forgets what an earlier stream left",
    e.NotAuthorised,
    e.ZeroAmount,
    e.RewardCapExceeded,
    e.ERC20InsufficientBalance,
    amount=WORD,
    seconds=TIME,
    caller=CHOICE,
)
def depositing_rewards(people: Population, amount: int, seconds: int, caller: int) -> Made:
    """Let the notifier or a stranger deposit any amount at any time, before and after the end of a stream."""
    state = people.earning
    return state, Step(pick((CAST.notifier, STRANGER), caller), seconds, deposit_rewards(amount))


@call(
    "deposit_rewards.idle",
    a.DepositRewards,
    "a deposit forgets what was carried",
    amount=Unknown(1, 10**24),
    seconds=TIME,
)
def depositing_rewards_for_nobody(people: Population, amount: int, seconds: int) -> Made:
    """Let the notifier deposit any amount at any time while nobody is active."""
    state = with_status(people.earning, Status.LEAVING)
    return state, Step(CAST.notifier, seconds, deposit_rewards(amount))


@call(
    "distribute", a.Distribute, "the holders' part includes the commission", e.UnknownValidator, seconds=TIME, to=CHOICE
)
def distributing(people: Population, seconds: int, to: int) -> Made:
    """Let a stranger give the validator, or somebody who is none, its part at any time."""
    state = people.earning
    return state, Step(STRANGER, seconds, a.Distribute(pick((VALIDATOR, STRANGER), to)))


@call(
    "claim_rewards",
    a.ClaimRewards,
    "a part of a wei is paid as a whole one",
    e.UnknownGeneration,
    seconds=TIME,
    caller=CHOICE,
    generation=CHOICE,
)
def claiming_rewards(people: Population, seconds: int, caller: int, generation: int) -> Made:
    """Let anyone claim what it has earned at any time, of the present generation or of the next."""
    state = people.earning
    action = a.ClaimRewards(VALIDATOR, Generation(pick((0, 1), generation)))
    return state, Step(pick(people.everyone, caller), seconds, action)


@call(
    "claim_commission",
    a.ClaimCommission,
    "commission is paid again and again",
    e.UnknownValidator,
    seconds=TIME,
    caller=CHOICE,
)
def claiming_commission(people: Population, seconds: int, caller: int) -> Made:
    """Let the validator, or somebody who is none, claim its commission at any time."""
    state = people.earning
    return state, Step(pick((VALIDATOR, STRANGER), caller), seconds, a.ClaimCommission())


CHECKS: Final[tuple[Check, ...]] = (
    depositing_rewards,
    depositing_rewards_for_nobody,
    distributing,
    claiming_rewards,
    claiming_commission,
)
