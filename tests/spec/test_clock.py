from dataclasses import replace

import pytest

from properties.scenarios.story import Story
from properties.world import GENESIS_TIME, paper_world
from spec.actions import Pause, PauseRegistration, ResumeRegistration, Unpause
from spec.clock import epoch_at, is_paused, observe, paused_time, protocol_time
from spec.parameters import DAY
from spec.state import Clock, State
from spec.units import ProtocolTime, Seconds, Timestamp


def at(seconds: int) -> Timestamp:
    return Timestamp(GENESIS_TIME + seconds)


def with_pause(now: int, start: int, end: int, earlier: int = 0) -> State:
    clock = Clock(at(now), Seconds(earlier), at(start), at(end), False)
    return replace(paper_world().genesis(), clock=clock)


@pytest.mark.parametrize(
    ("now", "paused", "running"), [(10, 0, True), (11, 1, True), (19, 9, True), (20, 10, False), (50, 10, False)]
)
def test_protocol_time_stands_still_in_a_pause(now: int, paused: int, running: bool) -> None:
    state = with_pause(now, start=10, end=20, earlier=3)
    assert paused_time(state.clock) == 3 + paused
    assert protocol_time(state) - GENESIS_TIME == now - 3 - paused
    assert is_paused(state.clock) == running


def test_a_system_without_pauses_keeps_block_time() -> None:
    state = observe(paper_world().genesis(), at(77))
    assert (state.clock.now, protocol_time(state) - GENESIS_TIME) == (at(77), 77)


def test_time_never_goes_back() -> None:
    state = paper_world().genesis()
    assert observe(state, GENESIS_TIME) == state
    with pytest.raises(AssertionError, match="goes back"):
        observe(state, at(-1))


def test_an_epoch_is_a_whole_number_of_days_here() -> None:
    state = paper_world().genesis()
    assert [epoch_at(state, ProtocolTime(time)) for time in (0, DAY - 1, DAY, 2 * DAY)] == [0, 0, 1, 2]


def test_a_pause_is_remembered_until_the_next_one() -> None:
    s = Story(paper_world())
    guardian, limits = s.cast.guardian, s.parameters
    s.does(guardian, Pause())
    first = s.state.clock
    assert first == Clock(GENESIS_TIME, Seconds(0), GENESIS_TIME, at(limits.max_pause), False)

    s.waits(100)
    s.does(guardian, Unpause())
    assert s.state.clock == replace(first, now=at(100), pause_end=at(100))

    s.waits(limits.pause_gap)
    s.does(guardian, Pause())
    start = 100 + limits.pause_gap
    assert s.state.clock == Clock(at(start), Seconds(100), at(start), at(start + limits.max_pause), False)
    assert s.now - GENESIS_TIME == limits.pause_gap


def test_registrations_are_switched_apart_from_pauses() -> None:
    s = Story(paper_world())
    s.does(s.cast.guardian, PauseRegistration())
    assert s.state.clock == Clock(GENESIS_TIME, Seconds(0), Timestamp(0), Timestamp(0), True)
    s.does(s.cast.governor, ResumeRegistration())
    assert s.state == paper_world().genesis()
