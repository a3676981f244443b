"""Judges mistakes in the specification by the proofs: a mistake is killed if something that was proved no longer is.

What fails in a directed history is tried first, with little patience, since no patience would prove it. If all that is
tried in vain, or nothing fails, every claim of every step that runs the function is tried, until one is left open; with
much more patience then, since that nothing was found by histories is no sign of a mistake.

What was proved from the same statements without the mistake is not tried again.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from properties.lint.lint import lint
from properties.lint.source import Module
from properties.mutation.mutant import Mutant, in_place, mutated_source, target
from properties.mutation.witness import Witness, searched, told
from properties.symbolic.decision import Verdict
from properties.symbolic.dependencies import Sources, forget_engine, watching
from properties.symbolic.failure import EngineError
from properties.symbolic.interpretation import symbolic
from properties.symbolic.memory import Memory
from properties.symbolic.prove import BESIDE, every_step, prove
from properties.symbolic.report import NOT_CARRIED, Report
from properties.symbolic.steps import cases
from properties.world import World

SECONDS: Final = 5.0
"""Patience with an obligation of which nothing is known."""

SHORT: Final = 1.0
"""Patience with an obligation that is known to be false."""

AGAIN: Final = 4.0
"""How much more patience an obligation gets that was left open, before that is believed."""

BUDGET: Final = 300.0
"""Seconds for one step."""

CHEAP: Final = 10.0
"""Seconds for all proofs of a step below which no other is looked for."""

MOST: Final = 4
"""So many of the steps in which something fails are tried."""

OUT_OF_TIME: Final = "out of time"
"""How the prover says that a step had no more time."""

LEFT: Final = "left when"
"""How the prover begins to say that it was stopped, not at what it speaks of."""

VACUOUS: Final = "vacuous"
"""What fails if no call is accepted any more."""


class Fate(StrEnum):
    """What becomes of a mistake."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNDECIDED = "undecided"
    """There was no time to try everything, or the engine does not carry it, and nothing else was left open."""
    REFUSED = "refused"
    """The lint names what the engine cannot carry in it, so that ``seqstake prove`` ends before it proves anything."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is left open of a step."""

    step: str
    claim: str
    reason: str

    @property
    def counts(self) -> bool:
        """Tell whether it is the proof that failed, and not the time or the engine that ended."""
        return not self.reason.startswith((OUT_OF_TIME, NOT_CARRIED))


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the proofs say of a mistake."""

    mutant: Mutant
    fate: Fate
    opening: Opening | None = None
    """What is no longer proved."""
    witness: Witness | None = None
    """Where that is seen to be false."""
    wrong: Witness | None = None
    """Where a claim is seen to be false that is proved all the same: then no proof means anything."""

    @property
    def killed(self) -> bool:
        """Tell whether the proofs notice the mistake."""
        return self.fate is Fate.KILLED


class Anything(set[bytes]):
    """Paths that are taken for possible without asking.

    So nothing is believed that is not proved: an impossible path only costs the time to prove what is claimed of it.
    """

    def __contains__(self, key: object) -> bool:
        """Tell whether a path is to be taken for possible."""
        return True


def hasty() -> Memory:
    """Return a memory with which no time is spent on telling which paths are possible."""
    memory = Memory()
    memory.possible = Anything()
    return memory


def refused(mutant: Mutant) -> str:
    """Return what the lint finds in the module with the mistake, in words, or nothing."""
    path = Path(inspect.getfile(target(mutant)))
    text = path.read_text().replace(inspect.getsource(target(mutant)), mutated_source(mutant))
    found = lint([Module(path, text)])
    return f"{found[0].what}: {found[0].text}" if found else ""


def users() -> dict[str, list[str]]:
    """Return the steps that run each function of the specification, by its module and name."""
    found: dict[str, list[str]] = {}
    sources = Sources()
    for step in every_step():
        with watching(sources) as used, symbolic():
            for _ in cases(step):
                pass
        for name in used:
            found.setdefault(name, []).append(step)
    return found


class Judge:
    """Judges mistakes, and remembers what is proved without them."""

    def __init__(
        self,
        known: Callable[[str], Report],
        memory: Memory,
        steps: dict[str, list[str]],
        world: World,
        seconds: float,
    ) -> None:
        """Take what is known of a step and all that is proved without a mistake, who runs what, where histories begin,
        and the patience.
        """
        self.known = known
        self.memory = memory
        self.users = steps
        self.world = world
        self.seconds = seconds

    def sentence(self, mutant: Mutant) -> Sentence:
        """Return what the proofs say of a mistake."""
        quick = self.quick_sentence(mutant)
        return quick if quick.killed else self.unless_refused(self.thorough_sentence(mutant, quick.wrong))

    def unless_refused(self, sentence: Sentence) -> Sentence:
        """Return what is said of a mistake, or that nothing is said of such a text at all."""
        refusal = refused(sentence.mutant) if sentence.fate is Fate.UNDECIDED else ""
        if not refusal:
            return sentence
        return replace(sentence, fate=Fate.REFUSED, opening=Opening("", "", refusal))

    def quick_sentence(self, mutant: Mutant) -> Sentence:
        """Return what the proofs say of what a history shows to be false, if one does."""
        wrong = None
        for witness in self.cheapest(searched(mutant, self.world, self.cheap)):
            # What the specification asserts on the way is assumed afterwards, so it has to be looked at too.
            opening = self.opening(mutant, witness.step, (witness.claim, *BESIDE), SHORT, hasty())
            if opening and opening.counts:
                return Sentence(mutant, Fate.KILLED, opening, witness, wrong)
            wrong = wrong if opening else witness
        return Sentence(mutant, Fate.UNDECIDED, wrong=wrong)

    def thorough_sentence(self, mutant: Mutant, wrong: Witness | None = None) -> Sentence:
        """Return what the proofs say of all that is claimed of the steps that run the function with the mistake."""
        unsure = False
        for step in self.steps(mutant):
            opening = self.believed(mutant, step)
            if opening and opening.counts:
                return Sentence(mutant, Fate.KILLED, opening, wrong=wrong)
            unsure = unsure or opening is not None
        return Sentence(mutant, Fate.UNDECIDED if unsure else Fate.SURVIVED, wrong=wrong)

    def sentence_on(self, mutant: Mutant, claim: str) -> Sentence:
        """Return what the proofs say of one claim that a mistake is said to break, or else of all.

        What a claim says after one call may rest on an invariant that the mistake breaks in another; then it is that
        one which is no longer proved.
        """
        seen = [witness for witness in told(mutant, self.world) if witness.claim == claim]
        failing = {witness.step: witness for witness in reversed(seen)}
        unsure = False
        # A function that no step runs, such as a view, may be run by a claim.
        for step in sorted(self.steps(mutant) or failing, key=lambda step: step not in failing):
            if claim not in self.proved(step):
                continue
            # What the specification asserts on the way is assumed afterwards, so it has to be looked at too.
            claims, seconds = (claim, *BESIDE), SHORT if step in failing else self.seconds
            opening = self.opening(mutant, step, claims, seconds, hasty())
            if opening and opening.counts:
                return Sentence(mutant, Fate.KILLED, opening, failing.get(step))
            unsure = unsure or opening is not None
        sentence = Sentence(mutant, Fate.UNDECIDED) if unsure else self.thorough_sentence(mutant)
        return self.unless_refused(sentence)

    def steps(self, mutant: Mutant) -> list[str]:
        """Return the steps that run the function with the mistake, those first whose proofs take the least time."""
        return sorted(self.users.get(f"spec.{mutant.module}:{mutant.function}", ()), key=self.cost)

    def cheapest(self, witnesses: Sequence[Witness]) -> list[Witness]:
        """Return one claim that fails of each of a few steps, those whose proofs take the least time."""
        chosen: dict[str, Witness] = {}
        for witness in sorted(witnesses, key=lambda w: self.cost_of(w.step, w.claim)):
            if witness.claim in self.proved(witness.step):
                chosen.setdefault(witness.step, witness)
        return sorted(chosen.values(), key=lambda witness: self.cost(witness.step))[:MOST]

    @cached_property
    def cheap(self) -> frozenset[str]:
        """Return the steps whose proofs are quick enough that no other is looked for."""
        return frozenset(step for steps in self.users.values() for step in steps if self.cost(step) < CHEAP)

    def proved(self, step: str) -> list[str]:
        """Return what is proved of a step without a mistake."""
        findings = self.known(step).findings.values()
        return [f.property_id for f in findings if f.verdict is Verdict.PROVED and not f.assumed]

    def cost(self, step: str) -> float:
        """Return how long the proofs of a step take."""
        return sum(finding.seconds for finding in self.known(step).findings.values())

    def cost_of(self, step: str, claim: str) -> float:
        """Return how long the proof of one claim takes."""
        finding = self.known(step).findings.get((claim, step))
        return finding.seconds if finding else 0.0

    def believed(self, mutant: Mutant, step: str) -> Opening | None:
        """Return what is left open of a step, with all patience."""
        memory = Memory()
        while True:
            first = self.opening(mutant, step, (), self.seconds, memory)
            if first is None or not first.counts or first.claim == VACUOUS:
                return first
            memory.opened.clear()
            again = self.opening(mutant, step, (first.claim,), self.seconds * AGAIN, memory)
            if again is not None:
                return again

    def opening(
        self, mutant: Mutant, step: str, claims: Sequence[str], seconds: float, memory: Memory
    ) -> Opening | None:
        """Return the first of some claims that is left open of a step, or of all if none is given.

        What is proved is put into the memory, with what was proved before.
        """
        memory.learn(self.memory)
        wanted = [claim for claim in self.proved(step) if not claims or claim in claims]
        forget_engine()
        try:
            with in_place(mutant):
                report = prove([step], wanted, seconds, BUDGET, stop=True, memory=memory)
        except (EngineError, ArithmeticError, AttributeError, TypeError, ValueError) as error:
            # The mistake is beyond the engine, which is no proof against it.
            return Opening(step, "", f"{NOT_CARRIED}: {error}")
        finally:
            forget_engine()
        return next(openings(report, step), None)


def openings(report: Report, step: str) -> Iterator[Opening]:
    """Yield what a report leaves open."""
    for finding in report.findings.values():
        if finding.verdict is not Verdict.PROVED and not finding.reason.startswith(LEFT):
            yield Opening(step, finding.property_id, finding.reason)
    if not any(exploration.accepted for exploration in report.explorations.values()):
        yield Opening(step, VACUOUS, "no call is accepted any more")
