"""What attempts came to, kept in a file, so that a run that ended early goes on where it was."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from differential.trace import save
from seqstake.verdicts import digest, sources
from tests.historical.bench import ours, rival
from tests.historical.bench.case import CONTRACTS, Case, Try

SCHEMA: Final = 1
"""The layout of the file."""

LIMITS: Final = {"calls": ours.CALLS, "forge runs": rival.RUNS, "forge depth": rival.DEPTH}
"""When attempts give up."""


class NoLedger(Exception):
    """A file does not hold attempts; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one case."""

    target: str
    bug: str
    name: str
    key: str
    """A digest of all that the attempts depend on."""
    tries: dict[str, list[Try]] = field(default_factory=dict)
    """By the way to go about it."""


class Ledger:
    """The attempts of this run, and those of earlier ones that are still believed."""

    def __init__(self, file: Path | None, cases: Iterable[Case]) -> None:
        """Read what is there of the cases. Raises `NoLedger`."""
        ground = digest(f"{sources()} {contracts()} {LIMITS}")
        known = {line.key: line for line in read(file)} if file and file.exists() else {}
        self._file = file
        self._lines: dict[Case, Line] = {}
        for case in cases:
            key = digest(f"{ground} {case}")
            self._lines[case] = known.get(key) or Line(case.target, case.bug, case.name, key)

    def tries(self, case: Case, way: str) -> list[Try]:
        """Return the attempts of one way."""
        return self._lines[case].tries.setdefault(way, [])

    def add(self, case: Case, way: str, done: Try) -> None:
        """Take in an attempt, and write all down."""
        self.tries(case, way).append(done)
        if self._file:
            body = {"schema": SCHEMA, "limits": LIMITS, "bugs": [asdict(line) for line in self._lines.values()]}
            save(self._file, json.dumps(body, indent=1) + "\n")


def contracts() -> str:
    """Return a digest of the contracts and what comes with them."""
    names = [path for path in CONTRACTS.rglob("*.*") if path.suffix in (".sol", ".vy", ".toml")]
    own = [path for path in sorted(names) if "node_modules" not in path.parts]
    return digest(str([(str(path.relative_to(CONTRACTS)), path.read_text("utf-8")) for path in own]))


def read(file: Path) -> list[Line]:
    """Return what stands in a file. Raises `NoLedger`."""
    try:
        body: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if body["schema"] == SCHEMA:
            return [line(item) for item in body["bugs"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    raise NoLedger(f"{file} holds no attempts that this version wrote; name another file, or remove it")


def line(item: dict[str, Any]) -> Line:
    """Return one of the lines in a file."""
    tries = {way: [Try(**done) for done in all_done] for way, all_done in item.pop("tries").items()}
    return Line(**item, tries=tries)
