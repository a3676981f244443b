"""``seqstake bench --long``: whether the memory of a worker stays flat, and what a second worker is worth.

The workers are those of ``seqstake fuzz`` on revm, with a corpus that begins with the directed histories.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console
from rich.table import Table

from differential.campaign.corpus import Corpus
from differential.campaign.hunt import SHARD, Hunt
from differential.campaign.session import Plan
from differential.campaign.workers import Crew, crew
from properties.world import World
from seqstake.codes import ExitCode
from seqstake.console import error_console
from seqstake.fuzzing import AHEAD
from seqstake.trial import open_session

CALLS: Final = 1_000_000
"""How many calls a worker makes while its memory is watched."""

EVERY: Final = 50_000
"""After how many calls it is looked at."""

MOST_MEMORY: Final = 300
"""The most that a worker may have, in MiB."""

MOST_GROWTH: Final = 1.2
"""The most that a worker may have at the end, beside what it had when a tenth was done."""

ROUNDS: Final = 3
"""How often one worker and two take turns."""

SHARE: Final = 12_000
"""Calls of one turn, for each worker."""


@dataclass(frozen=True, slots=True)
class Use:
    """What workers used until a time."""

    seconds: float
    """Of the clock."""
    processor: float
    """Seconds of all processors."""
    memory: int
    """Of the largest worker, in bytes."""


def used(started: float) -> Use:
    """Return what the workers that run now have used, as Linux tells it."""
    tick, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    processor, memory = 0.0, 0
    for process in active_children():
        place = Path("/proc", str(process.pid))
        # Behind the name, which stands in brackets, the third and following fields.
        fields = (place / "stat").read_text().rpartition(")")[2].split()
        processor += (int(fields[11]) + int(fields[12])) / tick
        memory = max(memory, int((place / "statm").read_text().split()[1]) * page)
    return Use(time.monotonic() - started, processor, memory)


@contextmanager
def hunting(plan: Plan, world: World, size: int) -> Iterator[tuple[Crew, Hunt]]:
    """Start workers over a corpus of their own."""
    with TemporaryDirectory() as folder, crew(plan, size) as team:
        hunt = Hunt(Corpus(Path(folder), world, world.same_token()), world, seed=1)
        hunt.load()
        yield team, hunt


def searched(team: Crew, hunt: Hunt, calls: int) -> Iterator[int]:
    """Let a team search until so many calls are made; yield how many it has made by then, again and again."""
    made = 0
    while made < calls:
        while team.busy < team.size * AHEAD:
            team.give(hunt.shard(SHARD))
        for done in team.finished(0.5):
            assert done.failure is None, "our own contracts are measured"
            made += done.tally.steps
            hunt.take(done.finds)
        yield made


def memory_of(plan: Plan, world: World, console: Console) -> list[tuple[int, Use]]:
    """Return what a worker has used after ever more calls, and tell it meanwhile."""
    points: list[tuple[int, Use]] = []
    with hunting(plan, world, 1) as (team, hunt):
        started = time.monotonic()
        for made in searched(team, hunt, CALLS):
            if made >= EVERY * (len(points) + 1):
                points.append((made, used(started)))
                use = points[-1][1]
                told = (
                    f"{made:,} calls: {use.memory / 2**20:,.0f} MiB, {made / use.processor:,.0f} calls per CPU second"
                )
                console.print(told, highlight=False)
    return points


def rate_of(plan: Plan, world: World, size: int) -> tuple[float, float]:
    """Return the calls of so many workers per second of the clock, and per CPU second, once they are warm."""
    with hunting(plan, world, size) as (team, hunt):
        list(searched(team, hunt, SHARE // 4))
        started, before = time.monotonic(), used(0.0)
        *_, made = searched(team, hunt, SHARE * size)
        after = used(started)
        return made / after.seconds, made / (after.processor - before.processor)


def print_workers(plan: Plan, world: World, console: Console) -> None:
    """Measure one worker and two in turns, and print the medians."""
    rounds = [(rate_of(plan, world, 1), rate_of(plan, world, 2)) for _ in range(ROUNDS)]
    table = Table(header_style="bold", pad_edge=False)
    for column in ("seqstake fuzz on revm", "one worker", "two workers", "ratio"):
        table.add_column(column)
    for number, title in enumerate(("calls per second of the clock", "calls per CPU second of a worker")):
        one, two = (median(pair[size][number] for pair in rounds) for size in (0, 1))
        table.add_row(title, f"{one:,.0f}", f"{two:,.0f}", f"{two / one:.2f}")
    console.print(table)


def run_long(contracts: Path, console: Console) -> ExitCode:
    """Measure, print, and return the exit code."""
    plan = Plan(contracts, evm="revm")
    session = open_session(plan, error_console())
    if session is None:
        return ExitCode.UNKNOWN
    print_workers(plan, session.world, console)
    points = memory_of(plan, session.world, console)
    most = max(use.memory for _, use in points) / 2**20
    growth = points[-1][1].memory / points[len(points) // 10][1].memory
    console.print(
        f"memory of a worker: at most {most:,.0f} MiB (required: ≤ {MOST_MEMORY}), "
        f"{growth:.2f} times what it had after a tenth (required: ≤ {MOST_GROWTH})",
        highlight=False,
    )
    kept = most <= MOST_MEMORY and growth <= MOST_GROWTH
    return ExitCode.PASSED if kept else ExitCode.BELOW_THRESHOLD
