"""What became of mistakes in the contracts, kept in a file, so that a run that ended early goes on where it was.

A judgement is believed again while the contracts, the spec, the histories and lock-step itself are the same. What is
said of survivors is no part of it, and may change.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import differential
import properties
import spec
from differential.mutation.build import Project
from differential.mutation.crew import Plan
from differential.mutation.judge import Noticed
from differential.mutation.judgement import SAME, Judgement, Verdict, score
from differential.mutation.mutant import Mutant
from differential.mutation.survivors import Survivor
from differential.trace import save
from seqstake.kept import records

SCHEMA: Final = 1
"""The layout of the file."""


class NoVerdicts(Exception):
    """A file does not hold judgements; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A judgement as it stands in the file."""

    id: str
    file: str
    line: int
    operator: str
    diff: str
    verdict: str
    killed_by: tuple[str, ...]
    """The comparisons that fail, all of them at the same step."""
    history: str
    step: int
    """How many calls of the history it takes; none if the deployment fails, or nothing notices it."""
    why: str
    key: str
    """A digest of all that the judgement depends on."""


def entry(judgement: Judgement, key: str) -> Entry:
    """Return a judgement as it is written."""
    mutant, noticed = judgement.mutant, judgement.noticed
    place = (mutant.id, mutant.file, mutant.line, mutant.operator, mutant.diff())
    seen = (noticed.checks, noticed.history, noticed.step) if noticed else ((), "", 0)
    return Entry(*place, judgement.verdict.value, *seen, judgement.why, key)


def sources() -> str:
    """Return a digest of the spec, the histories and lock-step."""
    folders = [Path(package.__path__[0]) for package in (spec, properties, differential)]
    texts = [(path.name, path.read_text("utf-8")) for folder in folders for path in sorted(folder.rglob("*.py"))]
    return digest(str(texts))


class Verdicts:
    """The judgements of this run, and those of earlier ones that are still believed."""

    def __init__(self, file: Path | None, project: Project, plan: Plan, mutants: Sequence[Mutant]) -> None:
        """Read what is there of mistakes, of which all are given that can be made. Raises `NoVerdicts`."""
        self._file, self._plan, self._mutants = file, plan, mutants
        ground = (project.toolchain.version, sorted(project.sources.all().items()), plan.corpus, plan.seed, plan.calls)
        self._ground = digest(f"{sources()} {ground}")
        entries = {item.id: item for item in read(file)} if file and file.exists() else {}
        self._found: dict[str, Judgement] = {}
        for mutant in mutants:
            known = entries.get(mutant.id)
            if known and known.key == self._key(mutant):
                self._found[mutant.id] = judgement(mutant, known)

    def known(self, mutant: Mutant) -> Judgement | None:
        """Return what became of a mistake, whatever is said of it, if that is known."""
        return self._found.get(mutant.id)

    def add(self, found: Judgement, said: Mapping[str, Survivor]) -> None:
        """Take in a judgement, and write all down, with what is said of survivors."""
        self._found[found.mutant.id] = found
        if self._file is None:
            return
        known = [self._found[mutant.id] for mutant in self._mutants if mutant.id in self._found]
        told = [item.justified(said.get(item.mutant.id)) for item in known]
        body: dict[str, Any] = {
            "schema": SCHEMA,
            "seed": self._plan.seed,
            "calls": self._plan.calls,
            "score": round(score(told), 4),
            "mutants": [asdict(entry(item, self._key(item.mutant))) for item in told],
        }
        save(self._file, json.dumps(body, indent=1, ensure_ascii=False) + "\n")

    def _key(self, mutant: Mutant) -> str:
        return digest(f"{self._ground} {mutant.id} {mutant.after}")


def judgement(mutant: Mutant, known: Entry) -> Judgement:
    """Return a judgement as it was before anything was said of the mistake."""
    verdict = Verdict(known.verdict)
    if verdict is Verdict.ACCEPTED or (verdict is Verdict.EQUIVALENT and known.why != SAME):
        return Judgement(mutant, Verdict.SURVIVED)
    noticed = Noticed(tuple(known.killed_by), known.history, known.step) if known.killed_by else None
    return Judgement(mutant, verdict, noticed, known.why)


def digest(text: str) -> str:
    """Return a short digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def read(file: Path) -> list[Entry]:
    """Return the judgements in a file. Raises `NoVerdicts`."""
    found = records(file, SCHEMA, "mutants", Entry)
    if found is None or not {item.verdict for item in found} <= set(Verdict):
        raise NoVerdicts(f"{file} holds no verdicts that this version wrote; name another file, or remove it")
    return found
