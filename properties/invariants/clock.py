"""Block time, protocol time and pauses."""

from properties.declaration import Severity, invariant
from properties.quantities import tau
from properties.vocabulary import at_most
from spec.clock import protocol_time
from spec.parameters import LONGEST
from spec.state import State


@invariant("G-8.bound", Severity.HIGH, "New exposure is stopped for ever.")
def pauses_end(state: State) -> bool:
    """Every pause ends by itself, after no longer than the longest that governance may allow."""
    clock = state.clock
    return at_most(clock.pause_end, clock.pause_start + LONGEST)


@invariant("G-9.order", Severity.HIGH, "Protocol time goes wrong by more than was paused.")
def pauses_are_in_the_past(state: State) -> bool:
    """No pause began later than now or ends before it began, and earlier pauses were over by then."""
    clock = state.clock
    begun = at_most(clock.pause_start, clock.now) and at_most(clock.pause_start, clock.pause_end)
    return begun and at_most(clock.paused_total, clock.pause_start)


@invariant("G-9.clock", Severity.CRITICAL, "Deadlines are read on different clocks.")
def protocol_time_is_unpaused_time(state: State) -> bool:
    """Protocol time is block time less all paused time, and never negative."""
    return tau(state) >= 0 and tau(state) == protocol_time(state)
