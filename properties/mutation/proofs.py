"""Judges mistakes in the specification by the proofs: a mistake is killed if something that was proved no longer is.

Of each step that runs the function with the mistake in it, the claims that are proved without it are tried again, in
the order of the catalogue, until one is left open. What was proved from the same statements before is not tried again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from properties.mutation.mutant import Mutant, in_place
from properties.symbolic.decision import Verdict
from properties.symbolic.dependencies import Sources, forget_engine, watching
from properties.symbolic.failure import EngineError
from properties.symbolic.interpretation import symbolic
from properties.symbolic.memory import Memory
from properties.symbolic.prove import every_step, prove
from properties.symbolic.report import NOT_CARRIED, Report
from properties.symbolic.steps import cases


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the proofs say of a mistake."""

    mutant: Mutant
    step: str = ""
    """The step of which something is left open; none if all is proved as before."""
    claim: str = ""
    reason: str = ""

    @property
    def killed(self) -> bool:
        """Tell whether the proofs notice the mistake."""
        return bool(self.claim)


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
        self, seconds: float, known: Callable[[str], tuple[Report, Memory]], steps: dict[str, list[str]]
    ) -> None:
        """Take the patience with one obligation, what is known of a step without a mistake, and who runs what."""
        self.seconds = seconds
        self.known = known
        self.users = steps

    def sentence(self, mutant: Mutant) -> Sentence:
        """Return what the proofs say of a mistake, by the step that is quickest to prove of those that show it."""
        steps = self.users.get(f"spec.{mutant.module}:{mutant.function}", [])
        for step in sorted(steps, key=self.cost):
            found = next(self.open_claims(mutant, step), None)
            if found is not None:
                return Sentence(mutant, step, *found)
        return Sentence(mutant)

    def cost(self, step: str) -> float:
        """Return how long the proofs of a step take."""
        return sum(finding.seconds for finding in self.known(step)[0].findings.values())

    def open_claims(self, mutant: Mutant, step: str) -> Iterator[tuple[str, str]]:
        """Yield what is left open of a step, and why."""
        report, memory = self.known(step)
        proved = [f.property_id for f in report.findings.values() if f.verdict is Verdict.PROVED and not f.assumed]
        forget_engine()
        try:
            with in_place(mutant):
                now = prove([step], proved, self.seconds, stop=True, memory=Memory(memory.proved, memory.possible))
        except (EngineError, ArithmeticError, AttributeError, TypeError, ValueError) as error:
            # The mistake is beyond the engine, which is no proof against it.
            yield "", f"{NOT_CARRIED}: {error}"
            return
        finally:
            forget_engine()
        for finding in now.findings.values():
            if finding.verdict is not Verdict.PROVED and finding.obligations:
                yield finding.property_id, finding.reason
        if not any(e.accepted for e in now.explorations.values()):
            yield "vacuous", "no call is accepted any more"
