"""What came of a proof: one verdict for every property and step."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from properties.symbolic.decision import Refutation, Verdict


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
    refutations: list[Refutation] = field(default_factory=list)
    """What the solver decided for it, so that others can decide it again."""

    def add(self, verdict: Verdict, seconds: float, reason: str = "") -> None:
        """Count one more obligation; the worst verdict stays."""
        order = (Verdict.PROVED, Verdict.UNKNOWN, Verdict.VIOLATED)
        self.obligations += 1
        self.seconds += seconds
        if order.index(verdict) > order.index(self.verdict):
            self.verdict, self.reason = verdict, reason


@dataclass(slots=True)
class Explorations:
    """How a step was explored."""

    paths: int = 0
    accepted: int = 0
    """Accepted paths that no assumption rules out; a step without any proves nothing."""
    impossible: int = 0
    seconds: float = 0.0


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

    def counts(self, step: str | None = None) -> Counter[Verdict]:
        """Return how many findings have which verdict."""
        return Counter(f.verdict for f in self.findings.values() if step in (None, f.step))

    @property
    def proved(self) -> bool:
        """Tell whether all is proved, and of something that can happen."""
        happened = all(e.accepted for e in self.explorations.values())
        return happened and all(f.verdict is Verdict.PROVED for f in self.findings.values())
