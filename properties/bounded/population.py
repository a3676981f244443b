"""Small populations: one validator, who holds a part of its pool, and up to two delegators.

Each has a short past, which is told by calls: shares of odd sizes, a penalty that is routed, one that is not, and a
ticket of everyone. So there is something in every part of the state. Then single amounts are put unknown. Shares stay
plain numbers: with them as unknown as the assets, a price is a quotient of unknowns, about which no solver says much.

It is made outside of CrossHair, once: whatever is made anew on each path of an execution may come in another order.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from properties.scenarios.calls import deposit_rewards, tokens, unbond
from properties.scenarios.story import Story
from properties.world import Step, World, call_at, paper_world
from spec.actions import RouteSlash, Unjail
from spec.clock import observe
from spec.parameters import DAY
from spec.pools import current_pool
from spec.state import AllowanceId, BucketId, CaseId, PoolId, SlotId, State
from spec.transition import apply
from spec.units import Address, Generation, Offence, ProtocolTime, Seconds, SigningKey, Status, Timestamp, Wei

SIZES: Final = (1, 2, 3)
"""How many accounts hold shares."""

WORLD: Final[World] = paper_world(same_token=False)
CAST: Final = WORLD.cast
VALIDATOR: Final = CAST.validators[0]
HOLDERS: Final = (VALIDATOR, *CAST.delegators[:2])
"""Who holds shares, in the order in which they come in."""
STRANGER: Final = CAST.stranger
"""Holds none."""
STAKE, REWARD = WORLD.deployment.stake_token, WORLD.deployment.reward_token
KEY: Final = SigningKey(1)
"""The validator's."""


@dataclass(frozen=True, slots=True)
class Population:
    """Accounts with a past."""

    holders: tuple[Address, ...]
    state: State
    """Without a stream of rewards, so that nothing is divided by the weight."""
    earning: State
    """The same in the midst of a stream."""
    busy: State
    """The same with one more ticket of the last holder, in a bucket of its own, and so with one more checkpoint."""
    bucket: BucketId
    """Where everyone has a ticket; they are numbered from one in the order of the holders."""
    routed: CaseId
    unrouted: CaseId
    checkpoint: int
    """The one in force at ``earlier``."""
    earlier: ProtocolTime
    """Before the tickets were asked for."""
    later: ProtocolTime
    """After that."""

    @property
    def pool(self) -> PoolId:
        """Return the id of the only pool."""
        return PoolId(VALIDATOR, Generation(0))

    @property
    def everyone(self) -> tuple[Address, ...]:
        """Return the holders, and somebody who is none."""
        return (*self.holders, STRANGER)


def punish(story: Story, offence: Offence) -> CaseId:
    """Let the validator be punished for a second ago, and return from jail."""
    story.waits(1)
    time = ProtocolTime(story.now)
    story.waits(1)
    story.slashes(VALIDATOR, offence, time)
    story.waits(DAY)
    story.does(VALIDATOR, Unjail())
    return CaseId(VALIDATOR, offence, time)


def begin(size: int) -> Story:
    """Let stake come in."""
    story = Story(WORLD)
    story.registers(VALIDATOR, tokens(100), commission=500)
    for number, holder in enumerate(HOLDERS[1:size], start=1):
        story.delegates(holder, VALIDATOR, tokens(10 * number) + number)
    return story


@cache
def population(size: int) -> Population:
    """Tell the past of so many accounts, and return what came of it."""
    story = begin(size)
    routed = punish(story, Offence.LIVENESS)
    story.does(STRANGER, RouteSlash(VALIDATOR, routed.offence, routed.offence_time))
    unrouted = punish(story, Offence.FAULT)
    story.waits(32 * DAY)
    earlier = ProtocolTime(story.now + 30 * DAY)
    for number, holder in enumerate(HOLDERS[:size], start=1):
        story.unbonds(holder, VALIDATOR, story.shares(holder, VALIDATOR) // (number + 2))
    bucket = story.state.tickets[story.state.last_ticket].bucket
    state = observe(story.state, Timestamp(story.state.clock.now + 3 * DAY))
    checkpoint = story.checkpoint_at(VALIDATOR, earlier)
    later = ProtocolTime(story.now + DAY)
    reward = Step(CAST.notifier, 0, deposit_rewards(tokens(9)))
    more = Step(HOLDERS[size - 1], 0, unbond(VALIDATOR, story.shares(HOLDERS[size - 1], VALIDATOR) // 5))
    states = (state, after(state, reward), after(state, more))
    return Population(HOLDERS[:size], *states, bucket, routed, unrouted, checkpoint, earlier, later)


def after(state: State, step: Step) -> State:
    """Return the state after an accepted call."""
    return apply(state, call_at(state, step), step.action).state


def owing(state: State, more: int) -> State:
    """Return the state after the stake custody got so much more, from whoever holds most."""
    token = state.tokens[STAKE]
    custody, balances = state.deployment.stake_custody, token.balances
    balances = balances.set(custody, Wei(balances[custody] + more))
    balances = balances.set(CAST.whale, Wei(balances[CAST.whale] - more))
    return replace(state, tokens=state.tokens.set(STAKE, replace(token, balances=balances)))


def bonded(state: State, assets: int) -> State:
    """Return the state with so many wei in the only pool."""
    key = current_pool(state, VALIDATOR)
    record, earner = state.validators[VALIDATOR], state.earners[VALIDATOR]
    latest = SlotId(VALIDATOR, record.checkpoints - 1)
    weight = Wei(assets) if record.status == Status.ACTIVE else Wei(0)
    more = assets - state.ledger.bonded
    state = replace(
        state,
        pools=state.pools.set(key, replace(state.pools[key], assets=Wei(assets))),
        earners=state.earners.set(VALIDATOR, replace(earner, weight=weight)),
        stream=replace(state.stream, total_weight=weight),
        checkpoints=state.checkpoints.set(latest, replace(state.checkpoints[latest], stake=Wei(assets))),
        ledger=replace(state.ledger, bonded=Wei(assets)),
    )
    return owing(state, more)


def staked(state: State, checkpoint: int, stake: int) -> State:
    """Return the state with so much stake at an earlier checkpoint."""
    slot = SlotId(VALIDATOR, checkpoint)
    return replace(state, checkpoints=state.checkpoints.set(slot, replace(state.checkpoints[slot], stake=Wei(stake))))


def unbonding(state: State, bucket: BucketId, assets: int) -> State:
    """Return the state with so many wei in a bucket."""
    pile = state.buckets[bucket]
    more = assets - pile.assets
    ledger = replace(state.ledger, unbonding=Wei(state.ledger.unbonding + more))
    buckets = state.buckets.set(bucket, replace(pile, assets=Wei(assets)))
    return owing(replace(state, buckets=buckets, ledger=ledger), more)


def credited(state: State, account: Address, amount: int) -> State:
    """Return the state with so many wei credited to an account."""
    more = amount - state.credits[account]
    ledger = replace(state.ledger, credited=Wei(state.ledger.credited + more))
    return owing(replace(state, credits=state.credits.set(account, Wei(amount)), ledger=ledger), more)


def taken(state: State, case: CaseId, amount: int) -> State:
    """Return the state with so many wei taken by a penalty that is not routed."""
    record = state.cases[case]
    more = amount - record.taken
    ledger = replace(state.ledger, pot=Wei(state.ledger.pot + more))
    cases = state.cases.set(case, replace(record, taken=Wei(amount)))
    return owing(replace(state, cases=cases, ledger=ledger), more)


def with_status(state: State, status: Status) -> State:
    """Return the state with the validator in that status, and of no weight unless it is active."""
    record = replace(state.validators[VALIDATOR], status=status)
    return bonded(replace(state, validators=state.validators.set(VALIDATOR, record)), state.ledger.bonded)


def pausing(state: State, before: int, ago: int, lasts: int) -> State:
    """Return the state with a pause that began so many seconds ago and lasts so many, and others before it."""
    start = state.clock.now - ago
    clock = replace(
        state.clock,
        paused_total=Seconds(state.clock.paused_total + before),
        pause_start=Timestamp(start),
        pause_end=Timestamp(start + lasts),
    )
    return replace(state, clock=clock)


def closing(state: State, closed: bool) -> State:
    """Return the state with registration closed, or open."""
    return replace(state, clock=replace(state.clock, registration_paused=closed))


def allowing(state: State, token: Address, key: AllowanceId, amount: int) -> State:
    """Return the state with so much of a token allowed."""
    record = state.tokens[token]
    record = replace(record, allowances=record.allowances.set(key, Wei(amount)))
    return replace(state, tokens=state.tokens.set(token, record))
