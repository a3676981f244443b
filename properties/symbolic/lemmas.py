"""Lemmas on the way: what holds in the midst of a step, proved there and then used.

Whatever accrues rewards keeps the account of them, and the bounds of both indices. That is shown right after it, of the
state in the midst of the call, so that the arithmetic that follows can rely on it. Likewise a queue is complete after
each trimming, so that what is queued next is all that has to be looked at. A lemma is owed like any assertion: it helps
to prove, and is never taken for granted.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from properties.evaluation import INVARIANTS
from properties.symbolic.knowledge import STATE
from properties.vocabulary import nonneg
from spec import exits, rewards
from spec.state import PoolId, State, Stream
from spec.units import MAX_SUPPLY, SCALE, Address

Lemma = tuple[str, Callable[[tuple[Any, ...], Any], Any]]
"""What it is called, and what it says of the arguments and the result of a function."""

CLAIMS: Final = {p.id: p.function for p in INVARIANTS}


def of_state(id: str) -> Lemma:
    """Return that an invariant holds of the resulting state."""
    return f"{id} in between", lambda _, state: CLAIMS[id](state)


def of_stream(id: str) -> Lemma:
    """Return that an invariant holds of the state before the call with the resulting stream."""

    def claim(_: object, stream: Stream) -> Any:
        return CLAIMS[id](replace(STATE, stream=stream))

    return f"{id} with the stream advanced", claim


def holders_are_owed(args: tuple[State, Address], state: State) -> Any:
    """Tell whether no holder of the pool that was accrued is owed less than nothing."""
    validator = args[1]
    pool = state.pools[PoolId(validator, state.validators[validator].generation)]
    return nonneg(pool.positions, lambda held: held.shares * (pool.reward_index - held.index_paid))


def all_rewards(_: object, amount: int) -> Any:
    """Tell whether an amount is within all rewards that may ever be funded."""
    return amount <= SCALE * MAX_SUPPLY


def lemmas() -> dict[Any, tuple[Lemma, ...]]:
    """Return the lemmas, by the function after which they hold."""
    bounds = ("S-6.stream_index", "S-6.pool_indices")
    return {
        rewards.advance: tuple(map(of_stream, (*bounds, "F-1.validators", "F-1.owed"))),
        rewards.accrue: (*map(of_state, ("F-3", *bounds)), ("F-1.owed of the pool", holders_are_owed)),
        rewards.settle: (of_state("F-3"),),
        rewards.pending: (("within all rewards", all_rewards),),
        rewards.entitlement: (("within all rewards", all_rewards),),
        exits.trim_queue: (of_state("S-3.complete"),),
    }
