"""Deliberately false claims. A prover that lets one of them pass proves nothing, so each run may ask for them.

None is ever assumed. Each is refuted by a concrete step that replays.
"""

from typing import Final

from properties.declaration import Property, Severity, invariant, law
from properties.outcome import Transition
from properties.vocabulary import at_most, forall
from spec import actions as a
from spec.state import State

CANARY = "None: the claim is false."


@law("S-99.transfer", Severity.MEDIUM, CANARY, (a.Transfer,))
def transfers_move_nothing(step: Transition[a.Transfer]) -> bool:
    """No transfer changes the caller's balance."""
    token, caller = step.action.token, step.call.caller
    return step.before.tokens[token].balances[caller] == step.after.tokens[token].balances[caller]


@law("S-99.withdraw", Severity.MEDIUM, CANARY, (a.Withdraw,))
def withdrawals_are_small(step: Transition[a.Withdraw]) -> bool:
    """No withdrawal pays more than one wei."""
    return at_most(step.before.credits[step.action.account], 1)


@invariant("S-99.pause", Severity.MEDIUM, CANARY)
def pauses_never_begin(state: State) -> bool:
    """No pause ever begins."""
    return state.clock.pause_start == 0


@invariant("S-99.approve", Severity.MEDIUM, CANARY)
def allowances_are_small(state: State) -> bool:
    """Nobody allows anybody more than seven wei."""
    return forall(state.tokens, lambda token: forall(token.allowances, lambda allowed: at_most(allowed, 7)))


CANARIES: Final[dict[str, Property]] = {
    "Transfer": transfers_move_nothing,
    "Withdraw": withdrawals_are_small,
    "Pause": pauses_never_begin,
    "Approve": allowances_are_small,
}
"""By the step that shows that it is false."""
