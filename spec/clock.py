"""Protocol time: block time less all paused time.

A pause shifts every deadline alike, so it can neither void evidence nor free stake early (G-9). It stops new exposure
only: registrations, deposits, delegations and reward deposits (G-8). It ends by itself, and the next one has to wait.
"""

from spec.arithmetic import add, div_down, smaller, sub
from spec.errors import NotAuthorised, NotPaused, PauseTooSoon, ProtocolPaused, require
from spec.events import Paused, RegistrationSwitched, Unpaused
from spec.record import replace
from spec.state import Clock, State, emit
from spec.units import Address, Epoch, ProtocolTime, Role, Seconds, Timestamp


def paused_time(clock: Clock) -> Seconds:
    """Return how many seconds all pauses lasted until now."""
    latest = sub(smaller(clock.now, clock.pause_end), clock.pause_start)
    return add(clock.paused_total, Seconds(latest))


def protocol_time(state: State) -> ProtocolTime:
    """Return the current protocol time."""
    return ProtocolTime(sub(state.clock.now, Timestamp(paused_time(state.clock))))


def epoch_at(state: State, time: ProtocolTime) -> Epoch:
    """Return the epoch that ``time`` lies in."""
    return Epoch(div_down(time, state.deployment.epoch))


def is_paused(clock: Clock) -> bool:
    """Tell whether new exposure is stopped now."""
    return clock.now < clock.pause_end


def observe(state: State, now: Timestamp) -> State:
    """Let block time advance to ``now``, seconds; a chain never goes back."""
    assert now >= state.clock.now, "block time goes back"
    return replace(state, clock=replace(state.clock, now=now))


def require_exposure_open(state: State) -> None:
    """Reject new exposure during a pause.

    Rejects, in this order: ProtocolPaused.
    """
    require(not is_paused(state.clock), ProtocolPaused(state.clock.pause_end))


def require_pauser(state: State, caller: Address) -> None:
    """Reject anyone but the guardian and the governor.

    Rejects, in this order: NotAuthorised.
    """
    roles = state.roles
    require(caller in (roles.guardian, roles.governor), NotAuthorised(caller, Role.GUARDIAN))


def pause(state: State, caller: Address) -> State:
    """Stop new exposure for the longest span allowed.

    Rejects, in this order: NotAuthorised, PauseTooSoon. Upholds G-8, G-9.
    """
    require(caller == state.roles.guardian, NotAuthorised(caller, Role.GUARDIAN))
    clock = state.clock
    earliest = add(clock.pause_end, Timestamp(state.parameters.pause_gap))
    require(clock.now >= earliest, PauseTooSoon(earliest))

    end = add(clock.now, Timestamp(state.parameters.max_pause))

    total = paused_time(clock)
    state = replace(state, clock=replace(clock, paused_total=total, pause_start=clock.now, pause_end=end))
    return emit(state, Paused(end))


def unpause(state: State, caller: Address) -> State:
    """End the pause now.

    Rejects, in this order: NotAuthorised, NotPaused. Upholds G-8, G-9.
    """
    require_pauser(state, caller)
    require(is_paused(state.clock), NotPaused())

    state = replace(state, clock=replace(state.clock, pause_end=state.clock.now))
    return emit(state, Unpaused(state.clock.now))


def pause_registration(state: State, caller: Address) -> State:
    """Admit no new validators until further notice.

    Rejects, in this order: NotAuthorised.
    """
    require_pauser(state, caller)
    state = replace(state, clock=replace(state.clock, registration_paused=True))
    return emit(state, RegistrationSwitched(True))


def resume_registration(state: State, caller: Address) -> State:
    """Admit new validators again.

    Rejects, in this order: NotAuthorised.
    """
    require_pauser(state, caller)
    state = replace(state, clock=replace(state.clock, registration_paused=False))
    return emit(state, RegistrationSwitched(False))
