"""Histories from deployment in which a claim fails: the directed ones first, then small changes of them.

What a proof leaves open may be false. A history shows that it is, and can be replayed; that none was found shows
nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from time import monotonic

from properties.evaluation import check_outcome
from properties.mutation.variation import vary
from properties.outcome import Transition, at_call, attempt
from properties.scenarios import ALL
from properties.scenarios.story import Line, Script, Story, outcome_of, state_after
from properties.world import History, Step, World, call_at
from spec.actions import Action
from spec.errors import Rejection
from spec.transition import Applied
from spec.units import Address

Claim = tuple[str, str]
"""The id of a property, and the action that it is claimed of."""

CRASHES = ("arithmetic", "assertions")
"""What is claimed of every call beside the properties: that the specification fails no assertion."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A history whose last step a claim does not hold of."""

    claim: Claim
    history: History
    reason: str
    """What should hold, and what failed, with both sides where they are known."""


class Retold(Story):
    """A story that goes on when a call ends otherwise than it says."""

    def tells(self, caller: Address, action: Action, refusal: type[Rejection] | None) -> Applied | Rejection:
        """Make a call, and write it down as it is."""
        step = Step(caller, max(0, self.pause_before_next), action)
        self.script = (*self.script, Line(step, refusal))
        outcome = outcome_of(self.state, step)
        self.state = state_after(self.state, step, outcome)
        self.pause_before_next = 0
        return outcome


def told(world: World) -> Iterator[Script]:
    """Yield the directed histories, each as far as the specification carries it."""
    for scenario in ALL:
        story = Retold(world)
        # What was told until a story went wrong is a history all the same.
        with suppress(Exception):  # of a specification that somebody is changing, whatever it is
            scenario.tell(story)
        yield story.script


def failures(state_history: History, wanted: frozenset[Claim], world: World) -> Iterator[tuple[Claim, int, str]]:
    """Yield the claims that fail, each with the number of steps after which it does."""
    state = world.genesis()
    for number, step in enumerate(state_history, start=1):
        name = type(step.action).__name__
        try:
            outcome = attempt(state, call_at(state, step), step.action)
        except Exception as error:  # whatever it is, the specification should not end so
            yield from (((id, name), number, str(error)) for id in CRASHES if (id, name) in wanted)
            return
        if any(action == name for _, action in wanted):
            broken = {violation.property_id: violation.message for violation in check_outcome(outcome)}
            yield from (((id, name), number, broken[id]) for id in sorted(broken) if (id, name) in wanted)
        state = outcome.after if isinstance(outcome, Transition) else at_call(outcome)


def shorter(found: Reached, world: World) -> Reached:
    """Return the history without whatever is not needed."""
    wanted = frozenset((found.claim,))
    place = len(found.history) - 2
    while place >= 0:
        without = (*found.history[:place], *found.history[place + 1 :])
        if any(number == len(without) for _, number, _ in failures(without, wanted, world)):
            found = Reached(found.claim, without, found.reason)
        place = min(place, len(found.history) - 1) - 1
    return found


def histories(world: World, seed: int) -> Iterator[History]:
    """Yield histories without end: the directed ones, then changed ones."""
    scripts = list(told(world))
    yield from (tuple(line.step for line in script) for script in scripts)
    random = Random(seed)
    while True:
        yield tuple(line.step for line in vary(random.choice(scripts), random))


def reach(claims: Iterable[Claim], world: World, seed: int, seconds: float) -> tuple[list[Reached], int]:
    """Return a short history for each claim that was seen to fail, and how many histories were looked at.

    The search ends after so many seconds, or when every claim has failed.
    """
    wanted, end, looked = frozenset(claims), monotonic() + seconds, 0
    found: dict[Claim, Reached] = {}
    for history in histories(world, seed):
        if monotonic() > end or found.keys() == wanted:
            break
        looked += 1
        for claim, number, reason in failures(history, wanted - found.keys(), world):
            if claim not in found:
                found[claim] = shorter(Reached(claim, history[:number], reason), world)
    return [found[claim] for claim in sorted(found)], looked
