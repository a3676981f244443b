"""Which scenario shows a mistake, and which properties fail of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from properties.declaration import Property
from properties.evaluation import RELATIONS, check_outcome, disagreement
from properties.mutation.mutant import Mutant, in_place
from properties.mutation.variation import vary
from properties.outcome import Outcome, Transition, at_call, attempt
from properties.scenarios import ALL
from properties.scenarios.story import Line, Script
from properties.world import World, call_at

VARIATIONS = 200
"""How many changed histories are tried on a mutant that no scenario shows."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one history shows of a mutant."""

    history: str
    """The name of the scenario, or of the one that was varied."""
    first: frozenset[str]
    """The properties that fail first, in one step."""
    failed: frozenset[str]
    """The properties that fail in any step."""
    false: bool
    """Whether a step ends otherwise than the story says."""
    crashed: bool
    """Whether the specification itself fails an assertion."""

    @property
    def killed(self) -> bool:
        """Tell whether anything shows the mistake."""
        return bool(self.failed) or self.false or self.crashed


def as_told(line: Line, outcome: Outcome) -> bool:
    """Tell whether a step ended as its story says."""
    refusal = None if isinstance(outcome, Transition) else type(outcome.rejection)
    return refusal is line.refusal


def examine(name: str, script: Script, world: World) -> Verdict:
    """Run a script to its end, or until the specification fails, and return what it shows."""
    state = world.genesis()
    signs: list[frozenset[str]] = []
    false = False
    for line in script:
        try:
            outcome = attempt(state, call_at(state, line.step), line.step.action)
        except AssertionError:
            return verdict(name, signs, false, crashed=True)
        signs.append(frozenset(violation.property_id for violation in check_outcome(outcome)))
        false = false or not as_told(line, outcome)
        state = outcome.after if isinstance(outcome, Transition) else at_call(outcome)
    return verdict(name, signs, false, crashed=False)


def compare(found: Verdict, script: Script, world: World, relations: tuple[Property, ...]) -> Verdict:
    """Return a verdict with the relations that do not hold of the history."""
    history = tuple(line.step for line in script)
    broken = {entry.id for entry in relations if disagreement(entry, world.genesis(), history)}
    return replace(found, failed=found.failed | broken)


def verdict(name: str, signs: list[frozenset[str]], false: bool, crashed: bool) -> Verdict:
    """Return what the properties that failed, step by step, come to."""
    first = next((sign for sign in signs if sign), frozenset())
    return Verdict(name, first, frozenset().union(*signs), false, crashed)


def scripts(world: World, hint: str) -> Iterator[tuple[str, Script]]:
    """Yield all scenarios, beginning with the one that is hinted at."""
    for told in sorted(ALL, key=lambda told: told.name != hint):
        yield told.name, told.script(world)


def variations(world: World) -> Iterator[tuple[str, Script]]:
    """Yield changed scenarios, the same in every run. What they lead to is not known beforehand."""
    for seed in range(VARIATIONS):
        random = Random(seed)
        told = random.choice(ALL)
        yield f"{told.name}, varied by {seed}", vary(told.script(world), random)


def judge(mutant: Mutant, world: World) -> Verdict | None:
    """Return the verdict of the first scenario that shows the mistake; if none does, of the first variation.

    Runs are compared, which takes long, for the relations only that the mutant is said to break.
    """
    known = list(scripts(world, mutant.scenario))
    relations = tuple(entry for entry in RELATIONS if entry.id in mutant.kills)
    with in_place(mutant):
        for name, script in known:
            found = compare(examine(name, script, world), script, world, relations)
            if found.killed:
                return found
        for name, script in variations(world):
            found = examine(name, script, world)
            if found.failed or found.crashed:
                return found
    return None
