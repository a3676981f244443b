"""A history worked out on the spec alone, before any contract sees it, with what each of its steps shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from differential.campaign.novelty import Features, features
from differential.campaign.turns import watched
from properties.scenarios.story import outcome_of, state_after
from properties.world import History, Step, World, call_at
from spec.clock import observe
from spec.errors import Rejection
from spec.state import State
from spec.transition import Applied


@dataclass(slots=True)
class Rehearsal:
    """A history while it is worked out."""

    steps: list[Step]
    states: list[State]
    """The state before each step, and the one after the last."""
    shown: list[Features]
    """What each step shows."""
    accepted: list[str]
    """The action that was accepted last before each step, and the last of all."""

    @property
    def state(self) -> State:
        """Return the present state."""
        return self.states[-1]

    @property
    def history(self) -> History:
        """Return the steps so far."""
        return tuple(self.steps)

    @property
    def features(self) -> Features:
        """Return all that the steps show."""
        return frozenset().union(*self.shown)

    def play(self, step: Step) -> None:
        """Work out one more step."""
        before, last = self.state, self.accepted[-1]
        outcome, turns = watched(lambda: attempted(before, step))
        later = observe(before, call_at(before, step).timestamp)
        after = later if outcome is None else state_after(before, step, outcome)
        self.steps.append(step)
        self.states.append(after)
        self.shown.append(features(before, step, outcome, after, last, turns))
        self.accepted.append(type(step.action).__name__ if isinstance(outcome, Applied) else last)

    def upto(self, length: int) -> "Rehearsal":
        """Return a rehearsal of the first steps, which can go on otherwise."""
        longer = length + 1
        return Rehearsal(self.steps[:length], self.states[:longer], self.shown[:length], self.accepted[:longer])


def attempted(state: State, step: Step) -> Applied | Rejection | None:
    """Return what the spec says to a step; nothing if the spec itself fails, which lock-step is going to tell."""
    try:
        return outcome_of(state, step)
    except AssertionError:
        return None


def rehearsed(world: World, history: Iterable[Step]) -> Rehearsal:
    """Return the rehearsal of a history."""
    rehearsal = Rehearsal([], [world.genesis()], [], [""])
    for step in history:
        rehearsal.play(step)
    return rehearsal
