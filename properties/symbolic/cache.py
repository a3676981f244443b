"""Proofs of earlier runs, on disk: what was decided of a whole step, and which obligations were proved.

A report is believed if everything that the step depended on is still the same, function by function; an obligation, if
it is the very same one. Both are kept apart for each text of the engine. What was left open for want of time is not
kept. Every file carries a digest of its content; one that does not fit is named, and ignored.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from properties.symbolic.dependencies import ROOT, Sources, digest
from properties.symbolic.memory import Memory
from properties.symbolic.report import Report, from_data

SCHEMA: Final = 1
"""The layout of the files."""
OBLIGATIONS: Final = ".obligations.json"
"""How the names of files with obligations end."""
MOST_ENGINES: Final = 4
"""For so many texts of the engine, proofs are kept."""
MOST_OBLIGATIONS: Final = 40_000
"""So many proved obligations of a step are kept, the latest ones."""


class Unreadable(Exception):
    """A file is not what was written."""


def default_folder() -> Path:
    """Return where proofs are kept: in ``SEQSTAKE_CACHE``, or in ``.cache`` of the project."""
    configured = os.environ.get("SEQSTAKE_CACHE")
    return (Path(configured) if configured else ROOT / ".cache") / "proofs"


def write(path: Path, body: dict[str, Any]) -> None:
    """Write a file as a whole, or not at all."""
    text = json.dumps(body, sort_keys=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, suffix=".new", delete=False) as file:
        file.write(f"{digest(text)}\n{text}\n")
    os.replace(file.name, path)


def load(path: Path) -> dict[str, Any] | None:
    """Return what was written to a file, if it exists. Raises Unreadable."""
    try:
        sum, _, text = path.read_text().partition("\n")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(str(error)) from None
    if not text.endswith("\n") or digest(text.removesuffix("\n")) != sum:
        raise Unreadable("its content does not fit its digest")
    body: dict[str, Any] = json.loads(text)
    if body.get("schema") != SCHEMA:
        raise Unreadable(f"its layout is {body.get('schema')!r}, not {SCHEMA}")
    return body


@dataclass
class Cache:
    """The proofs of earlier runs."""

    root: Path
    sources: Sources
    ignored: list[str] = field(default_factory=list)
    """What could not be read, in words."""

    @property
    def folder(self) -> Path:
        """Return where the proofs by this text of the engine are."""
        return self.root / self.sources.engine

    def load(self, file: str) -> dict[str, Any] | None:
        """Return what is in a file, or nothing if it is not there or not to be trusted."""
        try:
            return load(self.folder / file)
        except Unreadable as error:
            self.ignored.append(f"{self.folder / file}: {error}")
            return None

    def report(self, name: str) -> Report | None:
        """Return what was decided of a step, if nothing has changed that it depended on."""
        body = self.load(f"{name}.report.json")
        if body is None or any(self.sources.digest(used) != then for used, then in body["used"].items()):
            return None
        report = from_data(body["report"])
        for exploration in report.explorations.values():
            exploration.remembered = True
        return report

    def memories(self) -> dict[str, Memory]:
        """Return the obligations that were proved, by the step in which they first were."""
        files = sorted(self.folder.glob(f"*{OBLIGATIONS}"))
        return {file.name.removesuffix(OBLIGATIONS): self.memory(file.name) for file in files}

    def memory(self, file: str) -> Memory:
        """Return the obligations in a file."""
        body = self.load(file)
        if body is None:
            return Memory()
        names = list(map(bytes.fromhex, body["conditions"]))
        proved = {
            bytes.fromhex(goal): {frozenset(names[index] for index in enough): seconds for seconds, enough in ways}
            for goal, ways in body["proved"].items()
        }
        return Memory(proved, map(bytes.fromhex, body["possible"]))

    def keep_report(self, name: str, report: Report, used: Iterable[str]) -> None:
        """Keep what was decided of a step, if all of it is as it will be however long one tries."""
        if all(finding.final for finding in report.findings.values()):
            self.keep_decided(name, report, used)

    def keep_decided(self, name: str, report: Report, used: Iterable[str]) -> None:
        """Keep what was decided of a step, with what it depends on."""
        now = {dependency: self.sources.digest(dependency) for dependency in sorted(used)}
        write(self.folder / f"{name}.report.json", {"schema": SCHEMA, "used": now, "report": report.as_data()})

    def keep_memory(self, name: str, memory: Memory) -> None:
        """Keep the obligations of a step that were proved."""
        latest = list(memory.proved.items())[-MOST_OBLIGATIONS:]
        names = sorted({name for _, ways in latest for enough in ways for name in enough})
        index = {name: number for number, name in enumerate(names)}
        proved = {
            goal.hex(): [[round(seconds, 4), sorted(index[name] for name in way)] for way, seconds in ways.items()]
            for goal, ways in latest
        }
        possible = sorted(place.hex() for place in memory.possible)[-MOST_OBLIGATIONS:]
        body = {"schema": SCHEMA, "conditions": [n.hex() for n in names], "proved": proved, "possible": possible}
        write(self.folder / f"{name}{OBLIGATIONS}", body)

    def durations(self) -> dict[str, float]:
        """Return the seconds that each step took in earlier runs, by whatever engine."""
        try:
            body = load(self.root / "durations.json")
        except Unreadable as error:
            self.ignored.append(f"{self.root / 'durations.json'}: {error}")
            return {}
        return {} if body is None else dict(body["seconds"])

    def keep_durations(self, seconds: dict[str, float]) -> None:
        """Keep the seconds that each step took."""
        write(self.root / "durations.json", {"schema": SCHEMA, "seconds": seconds})

    def prune(self) -> None:
        """Remove the proofs by texts of the engine that have not been used for longest."""
        if self.folder.is_dir():
            self.folder.touch()
            kept = sorted(filter(Path.is_dir, self.root.iterdir()), key=lambda folder: -folder.stat().st_mtime)
            for folder in kept[MOST_ENGINES:]:
                shutil.rmtree(folder, ignore_errors=True)
