"""Small changes to a history: the next history of a campaign is mostly one that was worth keeping, changed a little."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from differential.adapter.implementation import Implementation
from differential.adapter.noise import Disturb
from differential.campaign.chooser import Chooser
from differential.campaign.generator import Generator, around
from differential.campaign.novelty import QUANTITIES
from differential.campaign.rehearsal import rehearsed
from properties.world import History, Step, World
from spec.state import State

LONGEST: Final = 48
"""The most steps of a changed history: what a later one needs can be reached in fewer."""

ROUNDS: Final = (0, 1, 1, 2, 3)
"""How many changes to make."""


class Mutator:
    """Changes histories by the choices of one source."""

    def __init__(
        self, world: World, chooser: Chooser, generator: Generator, system: Implementation | None = None
    ) -> None:
        """Take the world, who chooses, who makes new steps, and the implementation under an adapter, if any."""
        self._world, self._choose, self._generator, self._system = world, chooser, generator, system

    def child(self, parents: Sequence[History]) -> History:
        """Return one of the histories, changed a little, perhaps with the end of another."""
        history = self._choose.pick(parents)
        for _ in range(self._choose.pick(ROUNDS)):
            change = self._choose.pick(CHANGES)
            history = change(self, history, parents)[:LONGEST] if history else self.pick(parents)
        return history

    def pick(self, parents: Sequence[History]) -> History:
        """Return another parent."""
        return self._choose.pick(parents)

    def place(self, history: History) -> int:
        """Return the place of one step."""
        return self._choose.integer(0, len(history) - 1)

    def before(self, history: History, place: int) -> State:
        """Return the state before the step at a place."""
        return rehearsed(self._world, history[:place], self._system).state

    # Without a look at the state

    def drop(self, history: History, _: Sequence[History]) -> History:
        """Leave out one step, or a few in a row."""
        place = self.place(history)
        return history[:place] + history[place + self._choose.pick((1, 1, 2, 4)) :]

    def repeat(self, history: History, _: Sequence[History]) -> History:
        """Make one step again, somewhere later."""
        place = self.place(history)
        later = self._choose.integer(place + 1, len(history))
        return (*history[:later], history[place], *history[later:])

    def swap(self, history: History, _: Sequence[History]) -> History:
        """Exchange two steps."""
        steps, one, other = list(history), self.place(history), self.place(history)
        steps[one], steps[other] = steps[other], steps[one]
        return tuple(steps)

    def splice(self, history: History, parents: Sequence[History]) -> History:
        """Go on as another history does."""
        other = self.pick(parents)
        if not other:
            return history
        return history[: self.place(history) + 1] + other[self.place(other) :]

    def recast(self, history: History, _: Sequence[History]) -> History:
        """Let somebody else make one of the calls."""
        place = self.place(history)
        caller = self._choose.pick(self._world.cast.everyone())
        return with_step(history, place, replace(history[place], caller=caller))

    def nudge(self, history: History, _: Sequence[History]) -> History:
        """Change one number of a step by one, or halve or double it."""
        place = self.place(history)
        step = history[place]
        names = [name for name in QUANTITIES.get(type(step.action), ()) if getattr(step.action, name)]
        if not names or not self._choose.integer(0, 2):
            near = around(step.delay, step.delay // 2)
            return with_step(history, place, replace(step, delay=self._choose.pick(near)))
        name = self._choose.pick(names)
        value = getattr(step.action, name)
        near = around(value, value // 2, 2 * value)
        action: Any = step.action
        return with_step(history, place, replace(step, action=replace(action, **{name: self._choose.pick(near)})))

    # At the boundaries of the state

    def insert(self, history: History, _: Sequence[History]) -> History:
        """Make a new step in between."""
        place = self._choose.integer(0, len(history))
        state = self.before(history, place)
        step = self._generator.step(state, self._generator.kind(state))
        return (*history[:place], step, *history[place:])

    def redo(self, history: History, _: Sequence[History]) -> History:
        """Make one of the calls anew: the same action, at the boundaries of the state that it finds."""
        place = self.place(history)
        fresh = self._generator.step(self.before(history, place), type(history[place].action))
        return with_step(history, place, fresh)

    def refit(self, history: History, _: Sequence[History]) -> History:
        """Take one argument, or the time, of a call made anew, and leave all else of it as it was."""
        place = self.place(history)
        step = history[place]
        fresh = self._generator.step(self.before(history, place), type(step.action))
        if isinstance(step.action, Disturb):
            # Its arguments mean nothing to another function.
            return with_step(history, place, fresh)
        names = [field.name for field in fields(step.action)]  # type: ignore[arg-type]  # every action is a dataclass; their common base is not
        if not names or not self._choose.integer(0, 2):
            return with_step(history, place, replace(step, delay=fresh.delay))
        name = self._choose.pick(names)
        action: Any = step.action
        changed = replace(action, **{name: getattr(fresh.action, name)})
        return with_step(history, place, replace(step, action=changed))


Change = Callable[[Mutator, History, Sequence[History]], History]

CHANGES: Final[tuple[Change, ...]] = (
    Mutator.drop,
    Mutator.repeat,
    Mutator.swap,
    Mutator.splice,
    Mutator.splice,
    Mutator.recast,
    Mutator.nudge,
    Mutator.insert,
    Mutator.insert,
    Mutator.redo,
    Mutator.refit,
    Mutator.refit,
)
"""What to choose from; those that get further are there twice."""


def with_step(history: History, place: int, step: Step) -> History:
    """Return a history with another step at a place."""
    return (*history[:place], step, *history[place + 1 :])
