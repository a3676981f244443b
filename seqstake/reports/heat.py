"""The table of actions and the reasons to reject them: how often each was seen, as far as it is declared."""

import math
from dataclasses import dataclass

from seqstake.reports.run import Run

ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Cell:
    """How often an action ended in one way."""

    count: int
    heat: float
    """How much of the colour it has, by orders of magnitude."""


@dataclass(frozen=True, slots=True)
class Row:
    """One way to end, for each action; nothing where an action never ends so."""

    end: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """The whole table."""

    actions: tuple[str, ...]
    rows: tuple[Row, ...]
    zeros: int
    """Ends that are declared and were not seen."""


def heat_of(run: Run) -> Heat:
    """Return the table of a run."""
    ends = dict.fromkeys(reason for calls in run.actions.values() for reason in calls.rejected)
    counts = {(name, ACCEPTED): calls.accepted for name, calls in run.actions.items()}
    counts |= {(name, end): count for name, calls in run.actions.items() for end, count in calls.rejected.items()}
    most = math.log1p(max(counts.values(), default=0)) or 1.0

    def cell(count: int | None) -> Cell | None:
        return (
            None if count is None else Cell(count, round(0.08 + 0.72 * math.log1p(count) / most, 2) if count else 0.0)
        )

    rows = (Row(end, tuple(cell(counts.get((name, end))) for name in run.actions)) for end in (ACCEPTED, *ends))
    return Heat(tuple(run.actions), tuple(rows), sum(count == 0 for count in counts.values()))
