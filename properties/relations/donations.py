"""Donations: tokens sent to a custody change nothing but what it holds (A-6)."""

from collections.abc import Iterator
from dataclasses import replace

from properties.declaration import Severity, relation
from properties.outcome import Outcome, Transition, attempt, successor
from properties.relations.runs import OUTSIDER, endowed, now
from properties.relations.verdict import Finding, Verdict, differs, states_differ, verdict
from properties.world import History, call_at
from spec.actions import Transfer
from spec.map import Map
from spec.state import State
from spec.units import Address, Wei

ENDOWMENT = 10**18
"""What the donor has."""


def told(outcome: Outcome) -> object:
    """Return all that a caller can tell of a call."""
    return (outcome.events, outcome.value) if isinstance(outcome, Transition) else outcome.rejection


def without_holdings(state: State) -> State:
    """Return a state without the balances of the donor and the custodies."""
    here = state.deployment
    tokens = state.tokens
    for token in {here.stake_token, here.reward_token}:
        balances: Map[Address, Wei] = tokens[token].balances
        for account in (OUTSIDER, here.stake_custody, here.reward_custody):
            balances = balances.set(account, Wei(0))
        tokens = tokens.set(token, replace(tokens[token], balances=balances))
    return replace(state, tokens=tokens)


def donate(state: State, number: int) -> State:
    """Return the state after gifts to both custodies, of an amount that changes from step to step."""
    here, amount = state.deployment, Wei(1 + 7 * number)
    for token, custody in ((here.stake_token, here.stake_custody), (here.reward_token, here.reward_custody)):
        state = successor(now(state, OUTSIDER, Transfer(token, custody, amount)))
    return state


def compare(start: State, history: History) -> Iterator[Finding]:
    """Compare a run with one that has donations before every step."""
    left = right = endowed(start, ENDOWMENT)
    for number, step in enumerate(history):
        right = donate(right, number)
        plain = attempt(left, call_at(left, step), step.action)
        gifted = attempt(right, call_at(right, step), step.action)
        left, right = successor(plain), successor(gifted)
        yield differs(f"step {number}", told(plain), told(gifted))
    yield from states_differ("at the end", without_holdings(left), without_holdings(right))


@relation("J-7", Severity.CRITICAL, "A donation moves a price, a reward or a rejection.")
def donations_change_nothing(start: State, history: History) -> Verdict:
    """No donation to a custody, before any step of a history, changes what any later call does, tells or returns."""
    return verdict(compare(start, history))
