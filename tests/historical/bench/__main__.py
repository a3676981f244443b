"""``python -m tests.historical.bench``: how long lock-step and forge take to find each historical bug."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click
from rich.console import Console
from rich.progress import track

from differential.compile import CompileError
from differential.toolchain import ToolchainError
from seqstake.codes import ExitCode
from seqstake.console import error_console, plain_console
from seqstake.trial import tell
from tests.historical.bench import ours
from tests.historical.bench.case import SOLIDITY, Case, Try, cases
from tests.historical.bench.ledger import Ledger, NoLedger
from tests.historical.bench.rival import Rival
from tests.historical.bench.table import Row, summary, table
from tests.historical.seeds.seed import StaleSeed

GENERATED: Final = "generated alone"
ORDERED: Final = "directed first"
FORGE: Final = "forge, conservation"

SEEDS: Final = {GENERATED: 5, ORDERED: 1, FORGE: 3}
"""From how many seeds each way is tried; of the order of ``verify``, the most part has none."""

WIDTH: Final = 140
"""The width of what is printed to something other than a terminal."""

Way = Callable[[Case, int], Try]


def ways_of(target: str) -> tuple[str, ...]:
    """Return in which ways bugs of an implementation are looked for: forge's handler is written for our contracts."""
    return tuple(way for way in SEEDS if way != FORGE or target == SOLIDITY)


def open_attempts(asked: Sequence[Case], ledger: Ledger) -> list[tuple[Case, str, int]]:
    """Return which attempts are not made yet, each with its seed: all of the first seed before any of the second."""
    return [
        (case, way, seed)
        for seed in range(1, max(SEEDS.values()) + 1)
        for case in asked
        for way in ways_of(case.target)
        if len(ledger.tries(case, way)) < seed <= SEEDS[way]
    ]


def rows(asked: Sequence[Case], ledger: Ledger, target: str) -> list[Row]:
    """Return the attempts at the bugs of one implementation."""
    ways = ways_of(target)
    return [(case, {way: ledger.tries(case, way) for way in ways}) for case in asked if case.target == target]


def print_tables(asked: Sequence[Case], ledger: Ledger, console: Console) -> None:
    """Print what is known."""
    for target in dict.fromkeys(case.target for case in asked):
        found = rows(asked, ledger, target)
        console.print(table(target, ways_of(target), found))
        for way in ways_of(target):
            console.print(summary(way, found), highlight=False)


def verdict(asked: Sequence[Case], ledger: Ledger) -> ExitCode:
    """Return the exit code: nothing may be found where nothing is wrong, and `verify` has to find everything."""
    done = {case: {way: ledger.tries(case, way) for way in SEEDS} for case in asked}
    if any(item.how for case, tries in done.items() if not case.bug for made in tries.values() for item in made):
        return ExitCode.BROKEN
    if open_attempts(asked, ledger):
        return ExitCode.UNKNOWN
    missed = [case for case, tries in done.items() if case.bug and not all(item.how for item in tries[ORDERED])]
    return ExitCode.BELOW_THRESHOLD if missed else ExitCode.PASSED


def run(bugs: Sequence[str], file: Path | None) -> ExitCode:
    """Make the attempts that are not made yet, print what all came to, and return the exit code."""
    errors, console = error_console(), plain_console()
    if not console.is_terminal:
        console.width = WIDTH
    try:
        known = cases()
        asked = [case for case in known if not bugs or case.bug in bugs]
        if not asked:
            tell(errors, f"none of {', '.join(bugs)} is seeded in the contracts: give numbers such as BUG-036")
            return ExitCode.UNKNOWN
        ledger = Ledger(file, known)
        left = open_attempts(asked, ledger)
        with TemporaryDirectory() as place, suppress(KeyboardInterrupt):
            ways: dict[str, Way] = {GENERATED: ours.generated, ORDERED: ours.ordered}
            if any(way == FORGE for _, way, _ in left):
                ways[FORGE] = Rival(Path(place)).tried
            for case, way, seed in track(left, "searching", console=console, transient=True):
                ledger.add(case, way, ways[way](case, seed))
    except (NoLedger, StaleSeed, ToolchainError, CompileError) as error:
        tell(errors, str(error))
        return ExitCode.UNKNOWN
    print_tables(asked, ledger, console)
    return verdict(asked, ledger)


@click.command()
@click.option("--bug", "bugs", multiple=True, metavar="ID", help="Look for this bug only, such as BUG-036; repeatable.")
@click.option("--json", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="Keep the attempts there, and go on with what is not there yet.")  # fmt: skip
def main(bugs: tuple[str, ...], json: Path | None) -> None:
    """Measure how long lock-step and forge's invariant runner take to find bugs of other systems."""
    raise SystemExit(run(bugs, json))


if __name__ == "__main__":
    main()
