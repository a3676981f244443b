from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from properties.scenarios.calls import deposit_rewards, tokens
from properties.scenarios.story import Story
from properties.world import paper_world
from spec.actions import ClaimCommission, ClaimRewards, Distribute
from spec.events import RewardsClaimed, RewardsDeposited, RewardsDistributed, Transfer
from spec.rewards import accrue, advance, emitted, payee, remaining, settle, settled, weight_of, whole
from spec.state import NO_POOL, NO_POSITION, NO_STREAM, NO_VALIDATOR, Stream
from spec.transition import Applied
from spec.units import (
    MAX_SUPPLY,
    SCALE,
    Generation,
    Index,
    ProtocolTime,
    Scaled,
    Shares,
    Status,
    Wei,
)


def stream_of(rate: int, end: int, updated: int, weight: int, remainder: int) -> Stream:
    return replace(
        NO_STREAM,
        rate=Scaled(rate),
        end=ProtocolTime(end),
        updated=ProtocolTime(updated),
        total_weight=Wei(weight),
        remainder=Scaled(remainder),
    )


STREAMS = st.builds(
    stream_of,
    rate=st.integers(0, SCALE * MAX_SUPPLY // 10**6),
    end=st.integers(0, 10**6),
    updated=st.integers(0, 10**3),
    weight=st.one_of(st.just(0), st.integers(1, 10**4), st.integers(1, MAX_SUPPLY)),
    remainder=st.integers(0, MAX_SUPPLY),
)


@given(STREAMS, st.integers(0, 10**6), st.integers(0, 10**6))
def test_advancing_in_two_steps_is_advancing_in_one(stream: Stream, one: int, two: int) -> None:
    middle, end = (ProtocolTime(stream.updated + time) for time in (min(one, two), max(one, two)))
    assert advance(advance(stream, middle), end) == advance(stream, end)


@given(STREAMS, st.integers(0, 10**6))
def test_advancing_keeps_every_unit(stream: Stream, seconds: int) -> None:
    time = ProtocolTime(stream.updated + seconds)
    after = advance(stream, time)
    streamed = max(0, min(time, stream.end) - min(stream.updated, stream.end)) * stream.rate
    assert emitted(stream, time) == streamed == remaining(stream, stream.updated) - remaining(stream, time)
    given_out = (after.index - stream.index) * stream.total_weight
    assert after.remainder - stream.remainder + after.carry - stream.carry + given_out == streamed
    assert after == replace(stream, updated=time, index=after.index, remainder=after.remainder, carry=after.carry)
    assert after.remainder < stream.total_weight or after.remainder == stream.remainder


@given(st.integers(0, 10**30), st.integers(0, 10**30), st.integers(0, 10**9))
def test_settling_twice_is_settling_once(index: int, behind: int, shares: int) -> None:
    pool = replace(NO_POOL, reward_index=Index(index + behind))
    position = replace(NO_POSITION, index_paid=Index(index), shares=Shares(shares))
    once = settled(pool, position)
    assert once.accrued == behind * shares
    assert settled(pool, once) == once


def test_whole_wei_are_counted_and_the_rest_waits() -> None:
    assert [whole(Scaled(amount)) for amount in (0, SCALE - 1, SCALE, 2 * SCALE - 1)] == [0, 0, 1, 1]


def test_only_the_active_have_weight() -> None:
    pool = replace(NO_POOL, assets=Wei(5))
    weights = {status: weight_of(replace(NO_VALIDATOR, status=status), pool) for status in Status}
    assert weights == {status: 5 if status == Status.ACTIVE else 0 for status in Status}


def rewarded() -> Story:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40), commission=1_000)
    s.delegates(s.dora, s.alice, tokens(60))
    s.does(s.cast.notifier, deposit_rewards(s.parameters.reward_duration * 1_000))
    return s


def test_a_deposit_sets_the_rate() -> None:
    s = rewarded()
    duration = s.parameters.reward_duration
    rate, end = Scaled(1_000 * SCALE), ProtocolTime(s.now + duration)
    amount = Wei(1_000 * duration)
    assert s.state.stream == replace(
        NO_STREAM, rate=rate, end=end, updated=s.now, total_weight=tokens(100), funded=amount
    )
    s.waits(duration - 1)
    outcome = s.tells(s.cast.notifier, deposit_rewards(1_001 * duration - 1_000), None)
    assert isinstance(outcome, Applied)
    told = RewardsDeposited(Wei(1_001 * duration - 1_000), Scaled(1_001 * SCALE), ProtocolTime(s.now + duration))
    assert outcome.events[-1] == told


def test_a_part_is_split_by_the_commission() -> None:
    s = rewarded()
    s.waits(100)
    outcome = s.tells(s.fay, Distribute(s.alice), None)
    assert isinstance(outcome, Applied)
    holders, commission = Scaled(90_000 * SCALE), Scaled(10_000 * SCALE)
    assert outcome.events == (RewardsDistributed(s.alice, Generation(0), holders, commission),)
    assert s.state.earners[s.alice].commission_owed == commission
    assert accrue(s.state, s.alice) == s.state


def test_a_claim_pays_whole_wei_once() -> None:
    s = rewarded()
    s.waits(100)
    assert s.claims_rewards(s.dora, s.alice) == 54_000
    outcome = s.tells(s.dora, ClaimRewards(s.alice, Generation(0)), None)
    assert isinstance(outcome, Applied)
    assert outcome.events == (RewardsClaimed(s.alice, Generation(0), s.dora, s.dora, Wei(0)),)
    assert s.does(s.alice, ClaimCommission()) == 10_000
    assert s.state.stream.paid == 64_000


def test_validators_are_paid_at_their_withdrawal_address() -> None:
    s = rewarded()
    home = s.cast.withdrawal[0]
    assert (payee(s.state, s.alice), payee(s.state, s.dora)) == (home, s.dora)
    s.waits(100)
    outcome = s.tells(s.alice, ClaimRewards(s.alice, Generation(0)), None)
    assert isinstance(outcome, Applied)
    custody = s.deployment.reward_custody
    assert Transfer(s.deployment.reward_token, custody, home, Wei(36_000)) in outcome.events


def test_settling_changes_one_position_only() -> None:
    s = rewarded()
    s.waits(100)
    s.does(s.fay, Distribute(s.alice))
    before = s.pool(s.alice)
    pool_id = next(iter(s.state.pools.items()))[0]
    after = settle(s.state, pool_id, s.dora).pools[pool_id]
    assert after == replace(before, positions=before.positions.set(s.dora, settled(before, before.positions[s.dora])))
