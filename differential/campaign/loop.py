"""The corpus loop: histories worth keeping are changed a little, run, and gone on from.

A shard of it is decided by its seed, its parents and what was known when it began, so that it can be run anywhere and
again, as far as time allows. It changes a parent, runs that in lock-step, and goes on from where it ends several times:
the way there is paid once. A history that shows something new is cut to what shows it, and returned.

Spec and contracts are compared after every call. The properties, which take longer than that, are evaluated after every
call of a history that shows something new, of the others after every eighth and the last, and after every call when
what was kept runs again.
"""

import time
from dataclasses import dataclass
from math import inf
from typing import Final

from differential.campaign.chooser import RandomChooser
from differential.campaign.corpus import BRANCHES, Entry
from differential.campaign.mutations import Mutator
from differential.campaign.novelty import Features, branching
from differential.campaign.rehearsal import Rehearsal, rehearsed
from differential.campaign.relate import relate
from differential.campaign.session import Failure, Session
from differential.campaign.swarm import swarm
from differential.campaign.trimming import trimmed
from differential.campaign.turns import watching
from properties.world import History

TAILS: Final = 4
"""How often to go on from where a history ends."""

TAIL: Final = 16
"""How many steps to go on."""

EVERY: Final = 8
"""Of a history that shows nothing new, the properties are evaluated after every so many steps, and after the last."""


@dataclass(frozen=True, slots=True)
class Shard:
    """So many calls from a seed."""

    seed: int
    calls: int
    parents: tuple[History, ...]
    """The histories to begin with."""
    known: Features
    """What was shown before."""
    seconds: float | None = None
    """After how long no further history is to begin; without it, all calls are made."""


class Loop:
    """A shard while it is run."""

    def __init__(self, session: Session, shard: Shard) -> None:
        """Choose which way to go."""
        chooser = RandomChooser(shard.seed)
        self._session, self._world = session, session.world
        self._generator = session.generator(chooser, swarm(chooser))
        self._mutator = Mutator(self._world, chooser, self._generator, session.adapted)
        self._parents, self._known, self._left = shard.parents, shard.known, shard.calls
        self._end = inf if shard.seconds is None else time.monotonic() + shard.seconds
        self.finds: list[Entry] = []
        """Histories that show something new."""

    def run(self) -> None:
        """Make the calls. Raises `Failure`."""
        self._session.branches()
        with watching():
            while not self._over():
                self._round()
        self._session.ask()

    def _over(self) -> bool:
        """Tell whether no further history is to begin."""
        return not self._left or time.monotonic() >= self._end

    def _round(self) -> None:
        """Run a changed history, and go on from where it ends."""
        child = self._session.restricted(self._mutator.child(self._parents)[: self._left])
        base = rehearsed(self._world, child, self._session.adapted)
        self._session.restart()
        self._perform(base, 0)
        self._session.stay()
        for _ in range(TAILS):
            if self._over():
                return
            tail = self._longer(base, min(TAIL, self._left))
            self._session.begin()
            self._perform(tail, len(base.steps))

    def _perform(self, rehearsal: Rehearsal, first: int) -> None:
        """Run in lock-step what was rehearsed, from a step on, and keep it if it shows something new."""
        new, last = rehearsal.features - self._known, len(rehearsal.steps) - 1
        for number in range(first, last + 1):
            judged = bool(new) or number == last or not number % EVERY
            self._session.step(rehearsal.steps[number], rehearsal.outcomes[number], judged)
        self._done(rehearsal, last + 1 - first)

    def _longer(self, base: Rehearsal, length: int) -> Rehearsal:
        """Return a rehearsal that goes on with so many new steps."""
        tail = base.upto(len(base.steps))
        for _ in range(length):
            tail.play(self._generator.step(tail.state, self._generator.kind(tail.state)))
        return tail

    def _done(self, rehearsal: Rehearsal, calls: int) -> None:
        """Count calls, and keep what shows something new."""
        self._left -= calls
        new = rehearsal.features - self._known
        if new:
            find = trimmed(rehearsal, new)
            self._known |= find.features
            self.finds.append(Entry(find.history, find.features))
        turns = branching(self._session.branches()) - self._known
        if turns:
            # The spec does not tell what such a history could do without.
            self._known |= turns
            self.finds.append(Entry(rehearsal.history, turns, BRANCHES))


def pursue(session: Session, shard: Shard) -> tuple[Failure | None, tuple[Entry, ...]]:
    """Run a shard, and return the first failure with what showed something new until then."""
    loop = Loop(session, shard)
    try:
        loop.run()
    except Failure as failure:
        return failure, tuple(loop.finds)
    return relate(session, session.history), tuple(loop.finds)


def replay(session: Session, histories: tuple[History, ...]) -> tuple[Failure | None, Features]:
    """Run kept histories, and ask all views after the last; return the first failure, and the turns of contracts."""
    session.branches()
    try:
        for history in histories:
            session.lay(session.restricted(history))
        shown = branching(session.branches())
        session.ask()
    except Failure as failure:
        return failure, frozenset()
    return None, shown
