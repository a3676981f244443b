"""Spectators: a validator that takes no part changes nothing for the others."""

from collections.abc import Iterator
from dataclasses import replace

from properties.declaration import Severity, relation
from properties.outcome import successor
from properties.relations.donations import told
from properties.relations.runs import OUTSIDER, OUTSIDERS_KEY, after, endowed, run
from properties.relations.verdict import Finding, Verdict, differs, states_differ, verdict
from properties.world import History
from spec.actions import Leave, Register
from spec.state import NO_CHECKPOINT, NO_EARNER, NO_POOL, NO_VALIDATOR, PoolId, SlotId, State
from spec.units import NOBODY, Bps, Generation, SigningKey, Wei


def watched(state: State) -> State | None:
    """Return the state with a spectator that registered and left at once, or nothing if it cannot."""
    stake = state.parameters.min_stake
    registration = Register(SigningKey(OUTSIDERS_KEY), OUTSIDER, Bps(0), stake)
    return after(state, (OUTSIDER, registration), (OUTSIDER, Leave()))


def forgotten(state: State, stake: int) -> State:
    """Return the state as if the spectator had never registered with that stake."""
    here = state.deployment
    token = state.tokens[here.stake_token]
    balances = token.balances.set(here.stake_custody, Wei(token.balances[here.stake_custody] - stake))
    balances = balances.set(OUTSIDER, Wei(balances[OUTSIDER] + stake))
    checkpoints = state.checkpoints
    for index in range(state.validators[OUTSIDER].checkpoints):
        checkpoints = checkpoints.set(SlotId(OUTSIDER, index), NO_CHECKPOINT)
    return replace(
        state,
        tokens=state.tokens.set(here.stake_token, replace(token, balances=balances)),
        validators=state.validators.set(OUTSIDER, NO_VALIDATOR),
        keys=state.keys.set(SigningKey(OUTSIDERS_KEY), NOBODY),
        pools=state.pools.set(PoolId(OUTSIDER, Generation(0)), NO_POOL),
        checkpoints=checkpoints,
        earners=state.earners.set(OUTSIDER, NO_EARNER),
        ledger=replace(state.ledger, bonded=Wei(state.ledger.bonded - stake)),
    )


def compare(start: State, history: History) -> Iterator[Finding]:
    """Compare a run with one that has a spectator from the beginning."""
    stake = start.parameters.min_stake
    left = endowed(start, stake)
    right = watched(left)
    if right is None:
        return
    # Both streams are brought up to the same time, so that only the spectator makes the difference.
    left = replace(left, stream=replace(right.stream, total_weight=left.stream.total_weight))
    for number, (plain, watching) in enumerate(zip(run(left, history), run(right, history), strict=True)):
        left, right = successor(plain[2]), successor(watching[2])
        yield differs(f"step {number}", told(plain[2]), told(watching[2]))
    yield from states_differ("at the end", left, forgotten(right, stake))


@relation("J-6", Severity.HIGH, "What happens to one validator depends on another.")
def spectators_change_nothing(start: State, history: History) -> Verdict:
    """No validator that is there without being active changes what any call of others does, tells or returns.

    An active one shares in the stream, by its weight; that is the only thing that validators have in common.
    """
    return verdict(compare(start, history))
