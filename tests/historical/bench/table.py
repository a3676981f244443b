"""The attempts as tables, with their medians."""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from statistics import median_high
from typing import Final

from rich.table import Table

from tests.historical.bench.case import Case, Try
from tests.historical.seeds.seed import DOORS

Row = tuple[Case, Mapping[str, Sequence[Try]]]
"""The attempts at one case, by the way to go about it."""

WIDTH: Final = 40
"""How much of what is wrong is shown."""


def calls(tries: Sequence[Try]) -> float:
    """Return the median of the calls that it takes to find a bug, infinite if it is mostly not found."""
    return median_high(done.calls if done.how else inf for done in tries)


def seconds(tries: Sequence[Try]) -> float:
    """Return the median of the seconds that it takes to find a bug, or to give up."""
    return median_high(done.seconds for done in tries)


def cell(tries: Sequence[Try]) -> str:
    """Return what attempts came to."""
    if not tries:
        return "not tried"
    found = sum(bool(done.how) for done in tries)
    part = "" if found in (0, len(tries)) else f" ({found} of {len(tries)})"
    if calls(tries) == inf:
        return f"not found in {seconds(tries):.1f} s{part}"
    if not calls(tries):
        return f"{tries[0].how}{part}"
    made = "doors" if all(done.how == DOORS for done in tries) else f"{calls(tries):,.0f}"
    return f"{made}, {seconds(tries):.1f} s{part}"


def table(target: str, ways: Sequence[str], rows: Iterable[Row]) -> Table:
    """Return what became of the bugs in one implementation."""
    drawn = Table(header_style="bold", pad_edge=False, title=f"{target}: calls and seconds until found, medians")
    for column in ("bug", "what is wrong", *ways):
        drawn.add_column(column, no_wrap=True)
    for case, tries in rows:
        short = case.name if len(case.name) <= WIDTH else f"{case.name[: WIDTH - 1]}…"
        drawn.add_row(case.bug or "none", short, *(cell(tries[way]) for way in ways))
    return drawn


def summary(way: str, rows: Sequence[Row]) -> str:
    """Return in one line what one way came to."""
    tried = [tries[way] for case, tries in rows if case.bug and tries[way]]
    found = [tries for tries in tried if calls(tries) < inf]
    if not found:
        return f"{way}: finds none of {len(tried)}"
    made, took = map(calls, found), [seconds(tries) for tries in found]
    return (
        f"{way}: finds {len(found)} of {len(tried)}; of these the median takes {median_high(made):,.0f} calls "
        f"and {median_high(took):.1f} s, the longest {max(took):.1f} s"
    )
