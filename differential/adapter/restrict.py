"""Histories as far as an implementation under an adapter can be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from differential.adapter.implementation import Implementation
from differential.adapter.noise import Disturb, disturbance
from differential.campaign.chooser import Chooser, RandomChooser
from differential.campaign.generator import URGENT, WEIGHTS, Generator
from differential.system import chain_world
from properties.world import History, Step, World
from spec import actions as a
from spec.state import State

DISTURBED = 12
"""One step in so many calls what stands for no action."""

KNOCKS = 12
"""How often each function that stands for no action is tried in a row."""


def restricted(system: Implementation | None, history: History) -> History:
    """Return a history without the steps that the contracts cannot be asked; their time passes all the same.

    Contracts under no adapter can be asked every action, and nothing else.
    """
    steps: list[Step] = []
    waited = 0
    for step in history:
        waited += step.delay
        action = askable(system, step)
        if action is not None:
            steps.append(Step(step.caller, waited, action))
            waited = 0
    return tuple(steps)


def askable(system: Implementation | None, step: Step) -> a.Action | None:
    """Return the action of a step as the contracts can be asked it, if they can."""
    stray = isinstance(step.action, Disturb)
    if system is None or stray:
        return None if system is None and stray else step.action
    can = type(step.action) in system.actions() and may_call(system, step)
    return system.fixed(step.action) if can else None


def may_call(system: Implementation, step: Step) -> bool:
    """Tell whether a step's caller may call."""
    callers = system.callers(type(step.action))
    return not callers or step.caller in callers


class Restricted(Generator):
    """Makes steps that the contracts can be asked, and now and then one that stands for no action."""

    def __init__(
        self, world: World, chooser: Chooser, system: Implementation, weights: Mapping[type[a.Action], int] = WEIGHTS
    ) -> None:
        """Take the world, who chooses, what can be asked, and how often to ask for each action."""
        super().__init__(world, chooser, weights)
        self._system = system
        kinds = tuple(system.actions())
        # The weights may leave out all that can be asked.
        self._bag = [kind for kind in self._bag if kind in kinds] or list(kinds)

    def kind(self, state: State) -> type[a.Action]:
        """Return what to do next among what can be asked."""
        kinds = tuple(self._system.actions())
        if self._system.noise() and self._choose.integer(1, DISTURBED) == DISTURBED:
            return Disturb
        bag = list(self._bag)
        for kind in self.waited_for(state):
            bag.extend([kind] * URGENT if kind in kinds else [])
        return self._choose.pick(bag)

    def step(self, state: State, kind: type[a.Action]) -> Step:
        """Return a step that asks for ``kind`` of action in ``state``."""
        if kind is Disturb:
            return self._disturbing(state)
        step = super().step(state, kind)
        if not may_call(self._system, step):
            step = Step(self._choose.pick(self._system.callers(kind)), step.delay, step.action)
        return Step(step.caller, step.delay, self._system.fixed(step.action))

    def _disturbing(self, state: State) -> Step:
        """Return a call of something that stands for no action."""
        accounts = tuple(self._system.watched())
        made = disturbance(self._choose.pick(self._system.noise()), accounts, self._choose)
        delay = self.delay(state)
        if made is None:
            return self.step(state, next(iter(self._system.actions())))
        return Step(self._choose.pick(self._system.disturbers()), delay, made)


def knocks(system: Implementation) -> Iterator[Step]:
    """Yield calls of everything that stands for no action, each several times by different callers."""
    choose, accounts = RandomChooser(1), tuple(system.watched())
    for entry in system.noise():
        for _ in range(KNOCKS):
            made = disturbance(entry, accounts, choose)
            if made:
                yield Step(choose.pick(system.disturbers()), 0, made)


def usual(world: World) -> World:
    """Return a world with the same accounts in which the directed histories come true."""
    ours = chain_world()
    fixed = ours.deployment
    deployment = replace(world.deployment, epoch=fixed.epoch, dust_floor=fixed.dust_floor)
    return replace(world, parameters=ours.parameters, deployment=deployment)
