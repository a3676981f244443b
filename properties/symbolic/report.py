"""What came of a proof: one verdict for every property and step, and what these come to for a property."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from properties.symbolic.decision import Refutation, Verdict

ASSUMED: Final = "assumed"
"""The word for what is taken for granted of a step, and not proved."""


@dataclass(slots=True)
class Finding:
    """What is known of one property and one step."""

    property_id: str
    step: str
    verdict: Verdict = Verdict.PROVED
    obligations: int = 0
    seconds: float = 0.0
    reason: str = ""
    """Why it is not proved, or the state that shows why not."""
    assumed: bool = False
    """Whether it is an assumption about this step."""
    refutations: list[Refutation] = field(default_factory=list)
    """What the solver decided for it, so that others can decide it again."""

    def add(self, verdict: Verdict, seconds: float, reason: str = "") -> None:
        """Count one more obligation; the worst verdict stays."""
        order = (Verdict.PROVED, Verdict.UNKNOWN, Verdict.VIOLATED)
        self.obligations += 1
        self.seconds += seconds
        if order.index(verdict) > order.index(self.verdict):
            self.verdict, self.reason = verdict, reason

    @property
    def word(self) -> str:
        """Return what is to be said of it in one word."""
        return ASSUMED if self.assumed and self.verdict is Verdict.PROVED else self.verdict.value

    @property
    def final(self) -> bool:
        """Tell whether more time would change nothing: it is proved, or the engine cannot carry it."""
        return self.verdict is Verdict.PROVED or self.reason.startswith(NOT_CARRIED)

    def as_data(self) -> dict[str, Any]:
        """Return it for a program, without what the solver decided."""
        names = ("property_id", "step", "obligations", "seconds", "reason", "assumed")
        return {"verdict": self.verdict.value, **{name: getattr(self, name) for name in names}}


NOT_CARRIED: Final = "not carried"
"""How the reason begins where the engine gave up, whatever the time."""


@dataclass(slots=True)
class Explorations:
    """How a step was explored."""

    paths: int = 0
    accepted: int = 0
    """Accepted paths that no assumption rules out; a step without any proves nothing."""
    impossible: int = 0
    seconds: float = 0.0
    remembered: bool = False
    """Whether all of it is from an earlier run."""


@dataclass(slots=True)
class Report:
    """All verdicts."""

    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    explorations: dict[str, Explorations] = field(default_factory=dict)
    unproved: list[str] = field(default_factory=list)
    """Each obligation that is not proved, for whoever works on the proof."""

    witnesses: dict[tuple[str, str], Any] = field(default_factory=dict)
    """For what is violated, the step that shows it."""

    def finding(self, property_id: str, step: str) -> Finding:
        """Return the finding of a property and a step, which is "proved" until an obligation says otherwise."""
        return self.findings.setdefault((property_id, step), Finding(property_id, step))

    def of_step(self, step: str) -> list[Finding]:
        """Return what was found of a step."""
        return [finding for finding in self.findings.values() if finding.step == step]

    def of_property(self, property_id: str) -> list[Finding]:
        """Return what was found of a property."""
        return [finding for finding in self.findings.values() if finding.property_id == property_id]

    def counts(self, step: str | None = None) -> Counter[Verdict]:
        """Return how many findings have which verdict."""
        return Counter(f.verdict for f in self.findings.values() if step in (None, f.step))

    @property
    def proved(self) -> bool:
        """Tell whether all is proved, and of something that can happen."""
        return not self.vacuous and all(f.verdict is Verdict.PROVED for f in self.findings.values())

    @property
    def vacuous(self) -> list[str]:
        """Return the steps of which no accepted path is possible, so that what is proved of them means nothing.

        A step of which something is unknown is not among them: perhaps its paths were not followed to the end.
        """
        never = [step for step, exploration in self.explorations.items() if not exploration.accepted]
        return [step for step in never if all(f.verdict is Verdict.PROVED for f in self.of_step(step))]

    def add(self, other: "Report") -> None:
        """Take in what was found of other steps."""
        self.findings |= other.findings
        self.explorations |= other.explorations
        self.unproved += other.unproved
        self.witnesses |= other.witnesses

    def restricted(self, property_ids: Iterable[str]) -> "Report":
        """Return what the report says of some properties."""
        wanted = frozenset(property_ids)
        findings = {key: finding for key, finding in self.findings.items() if key[0] in wanted}
        return Report(findings, dict(self.explorations))

    def as_data(self) -> dict[str, Any]:
        """Return it for a program, and to be remembered."""
        explorations = {step: asdict(exploration) for step, exploration in self.explorations.items()}
        return {"explorations": explorations, "findings": [found.as_data() for found in self.findings.values()]}


def from_data(data: dict[str, Any]) -> Report:
    """Return the report that was made data of. Raises KeyError, TypeError or ValueError if it was not."""
    report = Report()
    for entry in data["findings"]:
        found = Finding(**{**entry, "verdict": Verdict(entry["verdict"])})
        report.findings[found.property_id, found.step] = found
    report.explorations = {step: Explorations(**entry) for step, entry in data["explorations"].items()}
    return report


def word_for(findings: Iterable[Finding]) -> str:
    """Return what several findings come to: the worst of them, and "assumed" only if nothing was proved."""
    words = {finding.word for finding in findings}
    for word in (Verdict.VIOLATED, Verdict.UNKNOWN, Verdict.PROVED):
        if word in words:
            return word.value
    return ASSUMED if words else Verdict.UNKNOWN.value
