"""What the proofs take for granted of the world outside. Everything else is proved."""

from typing import Any, Final

from properties.vocabulary import forall, one_of
from spec.actions import Call
from spec.state import State, Validator
from spec.units import NOBODY

LATEST: Final = 2**64 - 1
"""The latest block time, seconds; contracts of the chain keep it in 64 bits."""


FURTHEST: Final = 2**96
"""How far a counter ever gets; every call raises each by one or two."""


def deployment_is_sound(state: State) -> bool:
    """Tell whether what is fixed at deployment makes sense: two custodies that are somebody, an epoch, a dust floor."""
    fixed = state.deployment
    custodies = fixed.stake_custody != NOBODY and fixed.reward_custody != NOBODY
    return custodies and fixed.stake_custody != fixed.reward_custody and fixed.epoch > 0 and fixed.dust_floor > 0


def counters_go_on(state: State) -> bool:
    """Tell whether no counter has come to its end: each counts calls, and no chain makes that many."""

    def small(record: Validator) -> bool:
        counts = record.generation <= FURTHEST and record.checkpoints <= FURTHEST
        return counts and record.queue_tail <= FURTHEST

    nonces = forall(state.tokens, lambda token: forall(token.nonces, lambda nonce: nonce <= FURTHEST))
    return state.last_ticket <= FURTHEST and forall(state.validators, small) and nonces


def call_is_possible(state: State, call: Call) -> bool:
    """Tell whether a call can be made: time does not go back, and neither nobody nor a custody calls."""
    fixed = state.deployment
    outside = not one_of(call.caller, NOBODY, fixed.stake_custody, fixed.reward_custody)
    return outside and state.clock.now <= call.timestamp and call.timestamp <= LATEST


OF_STATES: Final[tuple[Any, ...]] = (deployment_is_sound, counters_go_on)
"""What is assumed of every state."""

OF_TOKENS: Final = ("S-1.supply", "S-8.tokens")
"""The invariants that speak of tokens only: at deployment they are assumed, from then on proved."""
