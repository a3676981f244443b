"""What other people call the things that the spec knows, for proposing an adapter."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from differential.abi import camel

GOOD: Final = 0.82
"""How much alike two names have to be, of one, to be taken for the same."""

ACTIONS: Final[dict[str, tuple[str, ...]]] = {
    "Delegate": ("stake", "deposit", "bond", "enter"),
    "UnbondAssets": ("withdraw", "unstake"),
    "Unbond": ("requestWithdrawal", "requestUnbond", "undelegate", "redeem"),
    "ClaimRewards": ("getReward", "claim", "harvest", "claimReward", "collectRewards"),
    "DepositRewards": ("notifyRewardAmount", "notifyReward", "addRewards", "fundRewards"),
    "Register": ("registerValidator", "registerSequencer", "join"),
    "Leave": ("deregister", "exitValidator"),
    "Claim": ("completeWithdrawal", "finalizeWithdrawal", "claimWithdrawal"),
    "ClaimBatch": ("claimMany", "completeWithdrawals"),
    "Slash": ("penalize", "penalise"),
    "AssignRole": ("grantRole", "setRole"),
}
"""Functions by action; the action's own name comes first of all."""

EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "Bonded": ("Staked", "Deposited", "Delegated", "Stake"),
    "UnbondingRequested": ("Withdrawn", "Unstaked", "Undelegated", "Withdraw"),
    "RewardsClaimed": ("RewardPaid", "RewardClaimed", "Claimed", "Harvested"),
    "RewardsDeposited": ("RewardAdded", "RewardNotified", "RewardsAdded"),
}
"""Events by the spec's event."""

REJECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "ZeroAmount": ("AmountZero", "NothingAsked", "InvalidAmount", "CannotStakeZero"),
    "InsufficientShares": ("InsufficientStake", "InsufficientBalance", "StakeTooLow", "NotEnoughStaked"),
    "NotAuthorised": ("Unauthorized", "NotAuthorized", "OnlyOwner", "OnlyDistribution"),
    "ProtocolPaused": ("EnforcedPause", "ContractPaused"),
    "NotMatured": ("NotReady", "StillLocked", "TooEarly"),
}
"""Custom errors by rejection."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "amount": ("value", "reward", "assets", "wad"),
    "assets": ("amount", "value"),
    "shares": ("amount", "value"),
    "validator": ("sequencer", "operator", "delegatee"),
    "holder": ("user", "account", "staker", "owner", "delegator"),
    "owner": ("user", "account", "staker", "holder", "delegator"),
    "ticket": ("id", "requestId", "withdrawalId"),
}
"""Parameters by the spec's field."""

VIEWS: Final[dict[tuple[str, int], tuple[str, ...]]] = {
    ("pools[validator 1, 0].assets", 0): ("totalSupply", "totalStaked", "totalStake", "totalAssets"),
    ("stake_of[validator 1, *]", 1): ("balanceOf", "stakeOf", "staked", "stakes", "balances", "stakedBalance"),
    ("earned[validator 1, 0, *]", 1): ("earned", "pendingReward", "pendingRewards", "claimable"),
    ("stream.rate", 0): ("rewardRate", "rewardPerSecond", "rewardsPerSecond"),
    ("stream.end", 0): ("periodFinish", "finishAt", "rewardsEnd", "periodEnd"),
    ("is_paused", 0): ("paused", "isPaused"),
}
"""Views by path of the spec, and how many arguments they take."""

PARAMETERS: Final[dict[str, tuple[str, ...]]] = {"reward_duration": ("rewardsDuration", "rewardDuration", "duration")}
"""Views that say how a contract with one pool is set, by parameter of the spec."""

ACCOUNTS: Final[dict[str, tuple[str, ...]]] = {
    "StakeToken": ("stakingToken", "stakeToken", "depositToken", "token", "asset"),
    "RewardToken": ("rewardsToken", "rewardToken"),
    "governor": ("owner", "admin", "governance", "initialOwner"),
    "notifier": ("rewardsDistribution", "distributor", "notifier", "rewarder"),
    "guardian": ("guardian", "pauser"),
    "slasher": ("slasher",),
}
"""Constructor arguments that are accounts."""


SETTINGS: Final[dict[str, tuple[str, ...]]] = {
    "parameters": ("params", "config"),
    "roles": (),
    "sinks": (),
    "deployment.epoch": ("epoch", "epochLength"),
    "deployment.dust_floor": ("dustFloor",),
    "parameters.reward_duration": ("rewardsDuration", "rewardDuration", "duration"),
    "parameters.unbonding_period": ("unbondingPeriod", "withdrawalDelay", "cooldown"),
    "parameters.min_stake": ("minStake", "minimumStake"),
}
"""Constructor arguments that are settings."""


def bare(name: str) -> str:
    """Return a name as far as it matters: no underscores, no capitals."""
    return name.replace("_", "").lower()


def likeness(name: str, others: Iterable[str]) -> float:
    """Return how much a name is like the one of the others that it is most like; one is the same."""
    return max((SequenceMatcher(None, bare(name), bare(other)).ratio() for other in others), default=0.0)


def best(name: str, known: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """Return which of the known things a name stands for, if it is like one of them; else nothing.

    The spec's own name counts for a little more than what others call the thing.
    """
    scores = {key: max(likeness(name, (camel(key),)), 0.99 * likeness(name, others)) for key, others in known}
    found = max(scores, key=lambda key: scores[key], default="")
    return found if found and scores[found] >= GOOD else ""
