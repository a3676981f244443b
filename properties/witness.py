"""Reachable witnesses: a short history from deployment for each way in which a call can end.

A call that is never accepted, or a reason that is never given, makes whatever is proved of it empty. The directed
histories are cut off at each way to end, and what is not needed for that is left out. What was found is a history like
any other: whoever replays it sees the call end so.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from properties.outcome import Outcome, Rejected, attempt, successor
from properties.reach import told
from properties.scenarios import ALL
from properties.world import History, World, call_at
from spec.actions import Action
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.state import State

End = tuple[type[Action], type[Rejection] | None]
"""How a history ends: its last call, and the reason to reject it; no reason if it is accepted."""

TRIED: Final = 3
"""How many of the shortest beginnings of directed histories are made smaller."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A history that ends in a certain way."""

    scenario: str
    """The directed history that it is taken from."""
    history: History
    outcome: Outcome
    """What becomes of its last call."""

    @property
    def end(self) -> End:
        """Return how it ends."""
        return end_of(self.outcome)


def end_of(outcome: Outcome) -> End:
    """Return how a call ends."""
    return type(outcome.action), type(outcome.rejection) if isinstance(outcome, Rejected) else None


def ends(actions: Iterable[type[Action]] = REJECTIONS) -> list[End]:
    """Return every way in which calls can end that is declared: accepted, then the reasons in normative order."""
    return [(action, reason) for action in actions for reason in (None, *REJECTIONS[action])]


def played(state: State, history: History) -> Iterator[Outcome]:
    """Yield what becomes of each call of a history."""
    for step in history:
        outcome = attempt(state, call_at(state, step), step.action)
        yield outcome
        state = successor(outcome)


def directed(world: World) -> Iterator[Witness]:
    """Yield every beginning of every directed history, as far as the specification carries it."""
    for scenario, script in zip(ALL, told(world), strict=True):
        history = tuple(line.step for line in script)
        with suppress(AssertionError):
            for number, outcome in enumerate(played(world.genesis(), history), start=1):
                yield Witness(scenario.name, history[:number], outcome)


def beginnings(world: World, wanted: frozenset[End]) -> dict[End, list[Witness]]:
    """Return the beginnings of directed histories that end in each way, the shortest first, one of each history."""
    found: dict[End, dict[str, Witness]] = {}
    for one in directed(world):
        if one.end in wanted:
            found.setdefault(one.end, {}).setdefault(one.scenario, one)
    return {end: sorted(there.values(), key=lambda one: len(one.history)) for end, there in found.items()}


def last(state: State, history: History) -> Outcome | None:
    """Return what becomes of the last call of a history, if the specification carries it so far."""
    try:
        return [*played(state, history)][-1]
    except AssertionError:
        return None


def without(history: History, place: int) -> Iterator[History]:
    """Yield a history without one step: with the time before it gone too, and with that time passed all the same."""
    before, dropped, after = history[:place], history[place], history[place + 1 :]
    yield (*before, *after)
    if dropped.delay:
        yield (*before, replace(after[0], delay=after[0].delay + dropped.delay), *after[1:])


def shorter(found: Witness, world: World) -> Witness:
    """Return a witness without the steps that turn out not to be needed, looked at once each from the end on."""
    states = [world.genesis(), *map(successor, played(world.genesis(), found.history[:-1]))]
    for place in reversed(range(len(found.history) - 1)):
        for history in without(found.history, place):
            outcome = last(states[place], history[place:])
            if outcome is not None and end_of(outcome) == found.end:
                found = Witness(found.scenario, history, outcome)
                break
    return found


def smallest(found: Witness, world: World) -> Witness:
    """Return a witness of which no step can be left out."""
    smaller = shorter(found, world)
    while len(smaller.history) < len(found.history):
        found, smaller = smaller, shorter(smaller, world)
    return found


def witnesses(world: World, wanted: Iterable[End]) -> dict[End, Witness]:
    """Return a short history for each way to end of which a directed history is known."""
    found = beginnings(world, frozenset(wanted))
    candidates = {end: [smallest(one, world) for one in there[:TRIED]] for end, there in found.items()}
    return {end: min(there, key=lambda one: len(one.history)) for end, there in candidates.items()}
