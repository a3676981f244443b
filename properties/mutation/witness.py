"""Histories that show a mistake: in which step of which directed history what fails.

Of the first step in which anything fails, all that was claimed of the steps before holds. So what fails there is false
of a state in which every invariant holds, and whoever proves it is wrong.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from properties.evaluation import HELD, check_outcome
from properties.mutation.judge import scripts, variations
from properties.mutation.mutant import Mutant, in_place
from properties.outcome import Outcome, Rejected, attempt, successor
from properties.scenarios.story import Script
from properties.world import World, call_at, paper_world
from spec.rejections import REJECTIONS

CRASHES = ("arithmetic", "assertions")
"""What is claimed of every call beside the properties, and fails if the specification fails an assertion."""

DECLARED = "declared"
"""That no call is refused for a reason that is not declared."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A claim that fails of a call."""

    claim: str
    """The id of a property, or of what is claimed beside the properties."""
    step: str
    """The name of the action."""
    history: str
    """The name of the scenario, or of the one that was varied."""
    number: int
    """How many steps of the history it takes."""
    first: bool
    """Whether nothing failed before."""

    def __str__(self) -> str:
        """Return where it is to be seen."""
        return f"step {self.number} of {self.history}"


def failing(outcome: Outcome) -> list[str]:
    """Return all that fails of a call."""
    found = [violation.property_id for violation in check_outcome(outcome)]
    if isinstance(outcome, Rejected) and type(outcome.rejection) not in REJECTIONS[type(outcome.action)]:
        found.append(DECLARED)
    return found


def witnesses(name: str, script: Script, world: World) -> Iterator[Witness]:
    """Yield all that fails in a history, step by step."""
    state, first = world.genesis(), True
    for number, line in enumerate(script, start=1):
        action = type(line.step.action).__name__
        try:
            outcome = attempt(state, call_at(state, line.step), line.step.action)
        except AssertionError:
            yield from (Witness(id, action, name, number, first) for id in CRASHES)
            return
        found = failing(outcome)
        yield from (Witness(id, action, name, number, first) for id in found)
        first = first and not found
        state = successor(outcome)


def first_witnesses(name: str, script: Script, world: World) -> list[Witness]:
    """Return what fails in the first step of a history in which anything does."""
    found: list[Witness] = []
    for witness in witnesses(name, script, world):
        if not witness.first:
            break
        found.append(witness)
    return found


def told(mutant: Mutant, world: World) -> list[Witness]:
    """Return what fails in the history that is said to show a mistake."""
    name, script = next(scripts(world, mutant.scenario))
    with in_place(mutant):
        HELD.clear()  # what held by the right functions may not by the wrong ones
        found = list(witnesses(name, script, world))
    HELD.clear()
    return found


def searched(mutant: Mutant, world: World, enough: Collection[str]) -> list[Witness]:
    """Return what fails first in the directed histories, up to the one in which a step fails that is enough.

    If nothing fails, histories with a token of its own for rewards are tried, and then changed ones, up to the first in
    which anything does.
    """
    found: list[Witness] = []
    here, there = list(scripts(world, "")), list(others(world))  # told without the mistake
    with in_place(mutant):
        HELD.clear()
        for name, script in here:
            found += first_witnesses(name, script, world)
            if any(witness.step in enough for witness in found):
                break
        for name, script, where in there if not found else ():
            found = first_witnesses(name, script, where)
            if found:
                break
    HELD.clear()
    return found


def others(world: World) -> Iterator[tuple[str, Script, World]]:
    """Yield further histories, each with the world that it happens in."""
    two = paper_world(same_token=False)
    yield from ((f"{name}, two tokens", script, two) for name, script in scripts(two, ""))
    yield from ((name, script, world) for name, script in variations(world))
