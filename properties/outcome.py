"""What became of one call: the records that laws speak about."""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from spec.actions import Action, Call
from spec.errors import Rejection
from spec.events import Event
from spec.state import State
from spec.transition import apply

A = TypeVar("A", bound=Action, covariant=True)
R = TypeVar("R", bound=Rejection, covariant=True)


@dataclass(frozen=True, slots=True)
class Transition(Generic[A]):
    """An accepted call."""

    before: State
    call: Call
    action: A
    after: State
    events: tuple[Event, ...]
    value: int | None
    """What the contract's function returns, if anything."""


@dataclass(frozen=True, slots=True)
class Rejected(Generic[A, R]):
    """A rejected call. The state is as before."""

    before: State
    call: Call
    action: A
    rejection: R


Outcome = Transition[Action] | Rejected[Action, Rejection]
"""What may become of a call."""


def attempt(state: State, call: Call, action: Action) -> Outcome:
    """Make a call, and return what became of it."""
    try:
        applied = apply(state, call, action)
    except Rejection as rejection:
        return Rejected(state, call, action, rejection)
    return Transition(state, call, action, applied.state, applied.events, applied.value)


def at_call(outcome: Outcome) -> State:
    """Return the state before a call, at the time of the call."""
    before = outcome.before
    return replace(before, clock=replace(before.clock, now=outcome.call.timestamp))


def successor(outcome: Outcome) -> State:
    """Return the state that a call leaves behind; a rejection leaves nothing, but time passes all the same."""
    return outcome.after if isinstance(outcome, Transition) else at_call(outcome)


def returned(step: Transition[Action]) -> int:
    """Return what the call returned; zero if it returns nothing."""
    return step.value or 0
