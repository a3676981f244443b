"""A plugin of coverage.py, so that it reports on Solidity as it does on Python.

coverage.py knows branches as jumps from line to line. Several conditions may stand on one line, so each way of one is
a jump from its line to a number below zero, where coverage.py has the ends of functions.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from coverage.plugin import CodeRegion, CoveragePlugin, FileReporter
from coverage.types import TArc

from differential.coverage.gaps import Judgement
from differential.coverage.outline import Condition, Outline
from differential.coverage.seen import Seen, Way

BEGIN: Final = -1
"""Where a line is entered from that is run, whatever was before it."""


def exit_of(way: Way) -> int:
    """Return the number that stands for a way of a condition."""
    number, holds = way
    return -(2 * number + (3 if holds else 2))


def arcs_of(outline: Outline, ran: Seen) -> set[TArc]:
    """Return what ran of a source, as coverage.py keeps it."""
    lines = {condition.number: condition.line for condition in outline.conditions.values()}
    ways = {(lines[way[0]], exit_of(way)) for way in ran.ways}
    return ways | {(BEGIN, line) for line in ran.lines}


class SolidityReporter(FileReporter):
    """What coverage.py asks about one source."""

    def __init__(self, path: Path, outline: Outline, judgement: Judgement) -> None:
        """Take where the source is, its outline, and what of it has an excuse."""
        super().__init__(str(path))
        self._outline = outline
        self._excused = judgement.excused_lines(outline.unit)
        ways = judgement.excused_ways(outline.unit)
        self._exits: dict[TArc, tuple[Condition, bool]] = {
            (condition.line, exit_of((condition.number, holds))): (condition, holds)
            for condition in outline.conditions.values()
            for holds in (True, False)
            if condition.line not in self._excused and (condition.number, holds) not in ways
        }

    def lines(self) -> set[int]:
        """Return the lines that can run."""
        return set(self._outline.lines) - self._excused

    def excluded_lines(self) -> set[int]:
        """Return the lines that have an excuse."""
        return set(self._excused)

    def multiline_map(self) -> dict[int, int]:
        """Return to which line each further line of a statement belongs."""
        return self._outline.rest

    def arcs(self) -> set[TArc]:
        """Return the ways that can be gone."""
        return set(self._exits) | {(BEGIN, line) for line in self.lines()}

    def exit_counts(self) -> dict[int, int]:
        """Return how many ways lead on from each line with a condition."""
        lines = [line for line, _ in self._exits]
        return {line: lines.count(line) for line in lines}

    def way_description(self, start: int, end: int) -> str:
        """Return what a condition is."""
        _, holds = self._exits[start, end]
        return "true" if holds else "false"

    def arc_description(self, start: int, end: int) -> str:
        """Return a way in words, without commas, which separate fields in LCOV."""
        condition, _ = self._exits[start, end]
        return f"{condition.text} is {self.way_description(start, end)}".replace(",", " ")

    def missing_arc_description(self, start: int, end: int, executed_arcs: Iterable[TArc] | None = None) -> str:
        """Return a way that was not gone in words."""
        condition, _ = self._exits[start, end]
        return f"{condition.text} was never {self.way_description(start, end)}"

    def code_regions(self) -> list[CodeRegion]:
        """Return the functions."""
        return [
            CodeRegion("function", function.name, function.first, set(range(function.first, function.last + 1)))
            for function in self._outline.functions
        ]

    def code_region_kinds(self) -> list[tuple[str, str]]:
        """Return the kinds of what ``code_regions`` has."""
        return [("function", "functions")]


class SolidityPlugin(CoveragePlugin):
    """Tells coverage.py how to report on sources."""

    def __init__(self, reporters: Mapping[str, SolidityReporter]) -> None:
        """Take the reporters by path."""
        self._reporters = reporters

    def file_reporter(self, filename: str) -> FileReporter:
        """Return the reporter of a source."""
        return self._reporters[filename]
