"""What did not run, and the file that says of some of it why it cannot.

The file has one table for each such line or condition, which names it by its text, so that it stays right when lines
move:

    [[uncovered]]
    file = "src/Custody.sol"
    condition = "received == amount"
    never = false
    reason = "…"

With ``line`` in place of ``condition`` and ``never`` it is a whole line that never runs. Where a text stands several
times in a file, ``function`` says which is meant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from differential.adapter.reader import Table, nearest, read
from differential.coverage.outline import Outline
from differential.coverage.seen import Seen, Way

NAME: Final = "uncovered.toml"
"""The name of the file, in the folder of a contracts project."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A line that did not run, or a condition that was always the same."""

    unit: str
    line: int
    function: str
    text: str
    """Of the line or the condition."""
    way: Way | None = None
    """What the condition never was; nothing for a line."""

    def __str__(self) -> str:
        what = f"never {'true' if self.way[1] else 'false'}: {self.text}" if self.way else f"never run: {self.text}"
        return f"{self.unit}:{self.line}: {self.function}: {what}"


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why something cannot run."""

    at: Table
    unit: str
    function: str
    """Empty for any."""
    text: str
    never: bool | None
    """What a condition never is; nothing for a line."""
    reason: str

    def covers(self, gap: Gap) -> bool:
        """Tell whether it is an excuse for a gap."""
        same = (self.unit, self.text, self.never) == (gap.unit, gap.text, gap.way and gap.way[1])
        return same and self.function in ("", gap.function)


def places(outline: Outline) -> Iterator[Gap]:
    """Yield all that can run of a source, line by line, as if none of it did."""
    for line in outline.lines.values():
        yield Gap(outline.unit, line.number, line.function, line.text)
        for condition in outline.conditions.values():
            if condition.line == line.number:
                for holds in (True, False):
                    way = (condition.number, holds)
                    yield Gap(outline.unit, condition.line, condition.function, condition.text, way)


def has_run(gap: Gap, ran: Seen) -> bool:
    """Tell whether it is no gap after all."""
    return gap.way in ran.ways if gap.way else gap.line in ran.lines


def read_excuses(file: Path) -> tuple[Excuse, ...]:
    """Return what a file says; none excuses nothing. Raises `AdapterError`."""
    if not file.exists():
        return ()
    table = read(file)
    table.knows("uncovered")
    return tuple(read_excuse(row) for row in table.rows("uncovered"))


def read_excuse(row: Table) -> Excuse:
    """Return one excuse. Raises `AdapterError`."""
    row.knows("file", "function", "line", "condition", "never", "reason")
    if row.has("line") == row.has("condition"):
        raise row.fault("", "give the text of either a line or a condition")
    if row.has("condition") != row.has("never"):
        raise row.fault("never", "of a condition, and of nothing else, say which of true and false it never is")
    text = row.text("line") if row.has("line") else row.text("condition")
    never = row.get("never", bool, "true or false") if row.has("never") else None
    reason = row.text("reason")
    if not reason.strip():
        raise row.fault("reason", "say why it cannot be reached")
    return Excuse(row, row.text("file"), row.text("function", ""), text, never, reason)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What did not run, and how it stands to the excuses."""

    open: tuple[Gap, ...]
    """Without an excuse."""
    excused: tuple[tuple[Gap, Excuse], ...]
    stale: tuple[str, ...]
    """What is wrong with excuses: they excuse nothing, or something that did run."""

    def excused_lines(self, unit: str) -> set[int]:
        """Return the lines of a source that have an excuse."""
        return {gap.line for gap, _ in self.excused if gap.unit == unit and gap.way is None}

    def excused_ways(self, unit: str) -> set[Way]:
        """Return the ways of conditions of a source that have an excuse."""
        return {gap.way for gap, _ in self.excused if gap.unit == unit and gap.way is not None}


def judge(outlines: Mapping[str, Outline], ran: Mapping[str, Seen], excuses: tuple[Excuse, ...]) -> Judgement:
    """Return what did not run. Of a line that did not, its conditions are not told besides."""
    everything = [place for outline in outlines.values() for place in places(outline)]
    missing = [place for place in everything if not has_run(place, ran.get(place.unit, Seen()))]
    unrun = {(gap.unit, gap.line) for gap in missing if gap.way is None}
    gaps = [gap for gap in missing if gap.way is None or (gap.unit, gap.line) not in unrun]
    excused = {gap: excuse for gap in gaps for excuse in excuses if excuse.covers(gap)}
    return Judgement(
        open=tuple(gap for gap in gaps if gap not in excused),
        excused=tuple(excused.items()),
        stale=tuple(fault for excuse in excuses for fault in faults(excuse, everything, missing)),
    )


def faults(excuse: Excuse, everything: list[Gap], missing: list[Gap]) -> Iterator[str]:
    """Yield what is wrong with an excuse."""
    meant = [place for place in everything if excuse.covers(place)]
    if not meant:
        texts = [place.text for place in everything if place.unit == excuse.unit]
        yield str(excuse.at.fault("", f"there is no {excuse.text!r} in {excuse.unit}; {nearest(excuse.text, texts)}"))
    for place in meant:
        if place not in missing:
            problem = f"{place.unit}:{place.line} in {place.function} is covered; take the excuse out"
            if len(meant) > 1:
                problem += ", or say with function which of the places is meant"
            yield str(excuse.at.fault("", problem))
