"""Runs of the specification, and what relations change about them."""

from collections.abc import Iterator
from dataclasses import replace

from properties.outcome import Outcome, Transition, attempt, successor
from properties.world import History, Step, call_at
from spec.actions import Action, Call
from spec.state import AllowanceId, State
from spec.units import UINT256_MAX, Address, Timestamp, Wei

OUTSIDER = Address(9_999_999)
"""An account that no history knows of."""

OUTSIDERS_KEY = 2**255
"""A signing key that no history knows of."""


def run(state: State, history: History) -> Iterator[tuple[State, Step, Outcome]]:
    """Yield every step of a history with the state before it and what became of it."""
    for step in history:
        outcome = attempt(state, call_at(state, step), step.action)
        yield state, step, outcome
        state = successor(outcome)


def states(start: State, history: History) -> Iterator[State]:
    """Yield the states that the accepted calls of a history lead to."""
    for _, _, outcome in run(start, history):
        if isinstance(outcome, Transition):
            yield outcome.after


def later(state: State, seconds: int) -> State:
    """Return the state some time later, with nothing done."""
    return replace(state, clock=replace(state.clock, now=Timestamp(state.clock.now + seconds)))


def now(state: State, caller: Address, action: Action) -> Outcome:
    """Make a call at the time of the state."""
    return attempt(state, Call(caller, state.clock.now), action)


def after(state: State, *calls: tuple[Address, Action]) -> State | None:
    """Return the state after calls at one time, or nothing if one is rejected."""
    for caller, action in calls:
        outcome = now(state, caller, action)
        if not isinstance(outcome, Transition):
            return None
        state = outcome.after
    return state


def endowed(state: State, amount: int) -> State:
    """Return the state with an outsider who has so much of each token, and allows the custodies all of it.

    It is as if the richest account had given it away before the run began, so the supply stays as it is.
    """
    here = state.deployment
    for token in {here.stake_token, here.reward_token}:
        record = state.tokens[token]
        richest = max(record.balances.items(), key=lambda entry: entry[1])[0]
        balances = record.balances.set(richest, Wei(record.balances[richest] - amount)).set(OUTSIDER, Wei(amount))
        allowances = record.allowances
        for custody in (here.stake_custody, here.reward_custody):
            allowances = allowances.set(AllowanceId(OUTSIDER, custody), Wei(UINT256_MAX))
        record = replace(record, balances=balances, allowances=allowances)
        state = replace(state, tokens=state.tokens.set(token, record))
    return state
