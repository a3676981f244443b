"""What is proved of: deployment, the passing of time, and every call, each from an arbitrary state and arguments."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from properties.declaration import Property
from properties.evaluation import INVARIANTS
from properties.outcome import Rejected, Transition
from properties.symbolic.assumptions import LATEST, call_is_possible
from properties.symbolic.explorer import Explored, current, explore
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import implied
from properties.symbolic.fresh import arbitrary, blank
from properties.symbolic.knowledge import STATE
from properties.symbolic.schema import map_types, types_of
from properties.symbolic.words import evaluated
from spec.actions import Action, Call
from spec.clock import observe
from spec.errors import Rejection
from spec.exits import claim_or_skip
from spec.rejections import REJECTIONS
from spec.slashing import Penalty, is_covered, slash_bucket
from spec.state import SlotId, State, genesis
from spec.transition import apply
from spec.units import MAX_BATCH, MAX_SUPPLY, TicketId, Wei

TIME: Final = "Time"
"""The name of the step in which nothing happens but that time passes, as after a rejected call."""

DEPLOYMENT: Final = "Deployment"
"""The name of the step before which there is nothing: the base of the induction."""

CALL: Final = arbitrary(Call, "call")


@dataclass(frozen=True, slots=True)
class Case:
    """One path through a step."""

    explored: Explored
    subject: Any
    """What laws speak about: an accepted or a rejected call; of no call, nothing."""
    after: State | None
    """The state that an accepted step leaves."""


def by_name() -> dict[str, type[Action]]:
    """Return the actions by name."""
    return {action.__name__: action for action in REJECTIONS}


def possible(thunk: Callable[[], Any]) -> Callable[[], Any]:
    """Return ``thunk`` on the paths on which the call can be made."""

    def run() -> Any:
        current().learn(evaluated(lambda: call_is_possible(STATE, CALL)))
        return thunk()

    return run


def deployed() -> State:
    """Return the state right after deployment, with arbitrary arguments and tokens."""
    s = STATE
    current().learn(evaluated(lambda: s.clock.now <= LATEST))
    state = genesis(s.deployment, s.parameters, s.roles, s.sinks, s.tokens, s.clock.now)
    kinds = {name: kind for name, kind in types_of(State).items() if map_types(kind) and name != "tokens"}
    if any(len(getattr(state, name)) for name in kinds):
        raise EngineError("a deployment with entries")
    return replace(state, **{name: blank(kind) for name, kind in kinds.items()})


def ticket_of_a_batch() -> State:
    """Take the step that a batch of claims repeats."""
    ticket, caller, total = arbitrary(TicketId, "arg.ticket"), CALL.caller, arbitrary(Wei, "arg.total")
    current().learn(evaluated(lambda: total <= MAX_BATCH * MAX_SUPPLY))
    after: State = claim_or_skip((observe(STATE, CALL.timestamp), caller, total), ticket)[0]
    return replace(after, log=())


def bucket_of_a_slash() -> State:
    """Take the step that a slash repeats for every bucket in the queue.

    What is assumed of the penalty is what ``slash`` makes it: within the supply, and with the shares of every piece
    that answers for it among those covered.
    """
    penalty, index = arbitrary(Penalty, "arg"), arbitrary(int, "arg.index")
    current().learn(evaluated(lambda: penalty.amount <= MAX_SUPPLY and penalty.taken <= MAX_SUPPLY))
    bucket = STATE.queue[SlotId(penalty.validator, index)]
    covered = evaluated(lambda: is_covered(observe(STATE, CALL.timestamp), bucket, penalty))
    current().learn(implied(covered, evaluated(lambda: STATE.buckets[bucket].shares <= penalty.covered)))
    current().learn(evaluated(lambda: penalty.covered > 0))
    after: State = slash_bucket((observe(STATE, CALL.timestamp), penalty), index)[0]
    return replace(after, log=())


FOLDS: Final = {"ClaimBatch.step": ticket_of_a_batch, "Slash.step": bucket_of_a_slash}
"""The steps that calls repeat. What each keeps by itself, any number of them keeps."""

IN_BETWEEN: Final = {"Slash.step": ("A-1.pot",)}
"""Invariants that are not claimed of a step in the midst of a call: there the pot holds what no case records yet."""


def invariants_of(name: str) -> list[Property]:
    """Return the invariants that are claimed of a step."""
    return [p for p in INVARIANTS if p.id not in IN_BETWEEN.get(name, ())]


def cases(name: str) -> Iterator[Case]:
    """Yield every path through a step."""
    if name == DEPLOYMENT:
        for path in explore(deployed, (Rejection, AssertionError)):
            yield Case(path, None, path.result if isinstance(path.result, State) else None)
        return
    if name in FOLDS:
        for path in explore(possible(FOLDS[name]), (Rejection, AssertionError)):
            yield Case(path, None, path.result if isinstance(path.result, State) else None)
        return
    if name == TIME:
        for path in explore(possible(lambda: observe(STATE, CALL.timestamp)), AssertionError):
            yield Case(path, None, path.result if isinstance(path.result, State) else None)
        return
    action = arbitrary(by_name()[name], "arg")
    for path in explore(possible(lambda: apply(STATE, CALL, action)), (Rejection, AssertionError)):
        result = path.result
        if isinstance(result, Rejection):
            yield Case(path, Rejected(STATE, CALL, action, result), None)
        elif isinstance(result, AssertionError):
            yield Case(path, None, None)
        else:
            step = Transition(STATE, CALL, action, result.state, result.events, result.value)
            yield Case(path, step, result.state)
