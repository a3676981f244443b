"""A history worked out on the spec alone, before any contract sees it, with what each of its steps shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from differential.adapter.implementation import Implementation
from differential.adapter.noise import Disturb
from differential.adapter.reader import AdapterError
from differential.campaign.novelty import Features, features
from differential.campaign.turns import watched, watching
from differential.lockstep import Outcome
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
    outcomes: list[Outcome | None] = field(default_factory=list)
    """What the spec says to each step; nothing where it fails, or says nothing."""
    system: Implementation | None = None
    """Whose history it is, if it is one under an adapter, which may have the spec do more than a step says."""

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
        later = observe(before, call_at(before, step).timestamp)
        if isinstance(step.action, Disturb):
            # The spec says nothing of what stands for no action.
            self._note(step, None, later, frozenset(), last)
            return
        outcome, turns = watched(lambda: attempted(before, step))
        after = later if outcome is None else self._after(step, outcome)
        shown = features(before, step, outcome, after, last, turns)
        self._note(step, outcome, after, shown, type(step.action).__name__ if isinstance(outcome, Applied) else last)

    def upto(self, length: int) -> "Rehearsal":
        """Return a rehearsal of the first steps, which can go on otherwise."""
        longer = length + 1
        states, accepted, outcomes = self.states[:longer], self.accepted[:longer], self.outcomes[:length]
        return Rehearsal(self.steps[:length], states, self.shown[:length], accepted, outcomes, self.system)

    def _note(self, step: Step, outcome: Outcome | None, after: State, shown: Features, accepted: str) -> None:
        """Note a step that was worked out."""
        self.steps.append(step)
        self.outcomes.append(outcome)
        self.states.append(after)
        self.shown.append(shown)
        self.accepted.append(accepted)

    def _after(self, step: Step, outcome: Outcome) -> State:
        """Return the state after a step, and after what an adapter has the spec do besides."""
        after = state_after(self.state, step, outcome)
        if self.system is None or isinstance(outcome, Rejection):
            return after
        try:
            return self.system.follow(after, step)
        except AdapterError:
            # Lock-step is going to tell.
            return after


def attempted(state: State, step: Step) -> Outcome | None:
    """Return what the spec says to a step; nothing if the spec itself fails, which lock-step is going to tell."""
    try:
        return outcome_of(state, step)
    except AssertionError:
        return None


def rehearsed(world: World, history: Iterable[Step], system: Implementation | None = None) -> Rehearsal:
    """Return the rehearsal of a history, perhaps of an implementation under an adapter."""
    rehearsal = Rehearsal([], [(system or world).genesis()], [], [""], [], system)
    with watching():
        for step in history:
            rehearsal.play(step)
    return rehearsal
