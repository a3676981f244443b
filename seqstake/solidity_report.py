"""What ``seqstake coverage`` tells besides coverage.py's table: what did not run, in the words of the source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console

from differential.campaign.session import Failure
from differential.coverage.build import Build
from differential.coverage.gaps import NAME, Gap, Judgement
from differential.coverage.reporter import exit_of
from differential.coverage.seen import Seen, together
from seqstake.codes import ExitCode

SCHEMA: Final = 1
"""The layout of our part of the JSON report; a program that reads it should refuse any other."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What ran of one contracts project, and how that is judged."""

    build: Build
    ran: Mapping[str, Mapping[str, Seen]]
    """By context and source."""
    judgement: Judgement

    def totals(self) -> str:
        """Return in words how much ran."""
        whole, outlines = together(self.ran.values()), self.build.outlines.values()
        lines = sum(len(outline.lines) for outline in outlines)
        ways = 2 * sum(len(outline.conditions) for outline in outlines)
        ran_lines = sum(len(ran.lines) for ran in whole.values())
        ran_ways = sum(len(ran.ways) for ran in whole.values())
        return f"{ran_lines:,} of {lines:,} lines, {ran_ways:,} of {ways:,} branches"


def code_of(parts: list[Covered], failure: Failure | None) -> ExitCode:
    """Return the exit code; to find no line that can run is to have measured nothing."""
    if failure:
        return ExitCode.VIOLATED
    if not any(outline.lines for part in parts for outline in part.build.outlines.values()):
        return ExitCode.VACUOUS
    wrong = any(part.judgement.open or part.judgement.stale for part in parts)
    return ExitCode.BELOW_THRESHOLD if wrong else ExitCode.PASSED


def print_covered(part: Covered, console: Console) -> None:
    """Print what of a project did not run."""
    judgement = part.judgement
    console.print(f"contracts: {part.totals()}", highlight=False)
    for gap, excuse in judgement.excused:
        console.print(f"excused: {gap}", highlight=False, markup=False, soft_wrap=True)
        console.print(f"    {' '.join(excuse.reason.split())}", highlight=False, markup=False, soft_wrap=True)
    for gap in judgement.open:
        console.print(f"not covered: {gap}", style="red", highlight=False, markup=False, soft_wrap=True)
    for fault in judgement.stale:
        console.print(f"excuse out of date: {fault}", style="red", highlight=False, markup=False, soft_wrap=True)
    if judgement.open:
        remedy = f"let a history get there, or say in {part.build.root / NAME} why none can"
        console.print(remedy, highlight=False, markup=False, soft_wrap=True)


def gap_data(gap: Gap) -> dict[str, Any]:
    """Return a gap for a program."""
    place = {"file": gap.unit, "line": gap.line, "function": gap.function, "text": gap.text}
    return {**place, "never": gap.way[1]} if gap.way else place


def branches(build: Build) -> list[dict[str, Any]]:
    """Return what the numbers mean that coverage.py has for branches."""
    return [
        {
            "file": unit,
            "branch": [condition.line, exit_of((condition.number, holds))],
            "condition": condition.text,
            "is": holds,
        }
        for unit, outline in build.outlines.items()
        for condition in outline.conditions.values()
        for holds in (True, False)
    ]


def as_data(parts: list[Covered], calls: int, seed: int, code: ExitCode) -> dict[str, Any]:
    """Return for a program what coverage.py does not say."""
    judgements = [part.judgement for part in parts]
    return {
        "schema": SCHEMA,
        "exit_code": code.value,
        "seed": seed,
        "calls": calls,
        "branches": [branch for part in parts for branch in branches(part.build)],
        "uncovered": [gap_data(gap) for judgement in judgements for gap in judgement.open],
        "excused": [
            {**gap_data(gap), "reason": " ".join(excuse.reason.split())}
            for judgement in judgements
            for gap, excuse in judgement.excused
        ],
        "stale": [fault for judgement in judgements for fault in judgement.stale],
    }
