"""What is proved of: deployment, the passing of time, and every call, each from an arbitrary state and arguments."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from properties.outcome import Rejected, Transition
from properties.symbolic.assumptions import LATEST, call_is_possible
from properties.symbolic.explorer import Explored, current, explore
from properties.symbolic.failure import EngineError, Infeasible
from properties.symbolic.fresh import arbitrary, blank
from properties.symbolic.knowledge import CALL, STATE
from properties.symbolic.schema import map_types, types_of
from properties.symbolic.words import evaluated
from spec.actions import Action
from spec.clock import observe
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.state import State, genesis
from spec.transition import apply

TIME: Final = "Time"
"""The name of the step in which nothing happens but that time passes, as after a rejected call."""

DEPLOYMENT: Final = "Deployment"
"""The name of the step before which there is nothing: the base of the induction."""


@dataclass(frozen=True, slots=True)
class Case:
    """One path through a step."""

    explored: Explored
    subject: Any
    """What laws speak about: an accepted or a rejected call; of no call, nothing."""
    after: State | None
    """The state that an accepted step leaves."""

    @property
    def possible(self) -> bool:
        """Tell whether some state may take the path; all that is claimed of another is what is owed on the way."""
        return not isinstance(self.explored.result, Infeasible)


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


def cases(name: str) -> Iterator[Case]:
    """Yield every path through a step."""
    if name == DEPLOYMENT:
        for path in explore(deployed, (Rejection, AssertionError)):
            yield Case(path, None, path.result if isinstance(path.result, State) else None)
        return
    if name == TIME:
        for path in explore(possible(lambda: observe(STATE, CALL.timestamp)), AssertionError):
            yield Case(path, None, path.result if isinstance(path.result, State) else None)
        return
    kind: Any = by_name()[name]
    action = arbitrary(kind, "arg")
    for path in explore(possible(lambda: apply(STATE, CALL, action)), (Rejection, AssertionError)):
        result = path.result
        if isinstance(result, Rejection):
            yield Case(path, Rejected(STATE, CALL, action, result), None)
        elif isinstance(result, AssertionError | Infeasible):
            yield Case(path, None, None)
        else:
            step = Transition(STATE, CALL, action, result.state, result.events, result.value)
            yield Case(path, step, result.state)
