"""What directed histories show to be false, before anything is proved.

To find out that nothing proves a claim takes much longer than to see it fail, and most mistakes are seen in one of the
directed histories. A step of one counts only if it replays: all that is assumed before a step has to hold before it.
"""

from collections.abc import Iterable

from properties.catalogue import lookup
from properties.outcome import attempt, successor
from properties.reach import Claim, failures, told
from properties.symbolic.model import Witness, checked
from properties.symbolic.people import moved
from properties.world import History, World, call_at, paper_world


def last_step(history: History, world: World) -> Witness:
    """Return the last step of a history."""
    *earlier, last = history
    state = world.genesis()
    for step in earlier:
        state = successor(attempt(state, call_at(state, step), step.action))
    return Witness(state, call_at(state, last), last.action)


def seen(claims: Iterable[Claim]) -> dict[Claim, Witness]:
    """Return a step for each claim that fails in a directed history, the first that shows it; everybody is usual."""
    world, wanted, found = paper_world(), frozenset(claims), dict[Claim, Witness]()
    usual = {account: moved(account) for account in world.names()}
    for script in told(world):
        history = tuple(line.step for line in script)
        for claim, number, _ in failures(history, wanted - found.keys(), world):
            shown = checked(lookup(claim[0]), last_step(history[:number], world).renamed(usual))
            if shown is not None:
                found.setdefault(claim, shown)
    return found
