"""What CrossHair said lately, on disk: one file for each text of the specification and the properties.

The name of the file is a digest of all that a verdict may depend on, so what was said of other texts is not even found.
"""

import sys
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from properties.bounded.checks import checks_of
from properties.bounded.finding import Finding, Word
from properties.bounded.population import SIZES
from properties.symbolic.cache import SCHEMA, Unreadable, default_folder, load, write
from properties.symbolic.dependencies import Sources, digest

MOST: Final = 4
"""For so many texts, verdicts are kept."""

UNTRIED: Final = "not run since the last change"

SHOWN: Final = 6
"""How many checks are named."""


def current() -> Path:
    """Return the file for the texts as they are now, and for those who read them."""
    versions = f"python {sys.version_info[:3]} crosshair {version('crosshair-tool')} z3 {version('z3-solver')}"
    texts = [f"{name} {digest(text)}" for name, text in Sources().texts()]
    return default_folder().with_name("crosshair") / (digest("\n".join([versions, *texts])) + ".json")


def restored(data: dict[str, Any]) -> Finding:
    """Return a finding as it was kept."""
    return Finding(**{**data, "word": Word(data["word"]), "reasons": tuple(data["reasons"])})


@dataclass
class Record:
    """Verdicts on the texts as they are."""

    path: Path
    findings: dict[str, Finding] = field(default_factory=dict)
    """By check and population."""

    def keep(self, findings: list[Finding]) -> None:
        """Add verdicts, and forget those on texts of long ago. Too little time takes back nothing."""
        for finding in findings:
            if finding.word not in (Word.OPEN, Word.UNKNOWN) or finding.id not in self.findings:
                self.findings[finding.id] = finding
        write(self.path, {"schema": SCHEMA, "findings": [asdict(finding) for finding in self.findings.values()]})
        for old in sorted(self.path.parent.glob("*.json"), key=lambda path: -path.stat().st_mtime)[MOST:]:
            old.unlink(missing_ok=True)

    def word(self, id: str, accounts: int) -> Word | None:
        """Return the worst that the checks of a property say for so many accounts; nothing if not all were run."""
        findings = [self.findings.get(f"{check.name}/{accounts}") for check in checks_of(id)]
        words = [finding.word for finding in findings if finding is not None]
        return max(words, key=list(Word).index) if words and len(words) == len(findings) else None

    def told(self, id: str) -> str:
        """Return in words what CrossHair says of a property, for which populations."""
        checks = checks_of(id)
        if not checks:
            return "none of its checks says anything of this"
        sizes: dict[str, list[str]] = {}
        for size in SIZES:
            sizes.setdefault(self.word(id, size) or UNTRIED, []).append(str(size))
        said = "; ".join(f"{word} for populations of {', '.join(of)}" for word, of in sizes.items())
        names = [check.name for check in checks]
        shown = ", ".join(names if len(names) <= SHOWN + 1 else [*names[:SHOWN], f"{len(names) - SHOWN} more"])
        return f"{said} (by {shown})"


def latest() -> Record:
    """Return what was said of the texts as they are; nothing if the file is not what was written."""
    path = current()
    try:
        body = load(path) or {"findings": []}
    except Unreadable:
        body = {"findings": []}
    return Record(path, {finding.id: finding for finding in map(restored, body["findings"])})
