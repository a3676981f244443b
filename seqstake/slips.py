"""``seqstake mutate harness``: whether lock-step would be found out if it compared less."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from differential.compile import CompileError, ToolchainError, compile_contracts
from differential.mutation.harness.bench import OWN, Bench
from differential.mutation.harness.canaries import Canary, canaries
from differential.mutation.harness.profile import profiled
from differential.mutation.harness.slips import Slip, slips
from seqstake.codes import ExitCode
from seqstake.console import error_console, wide_console
from seqstake.trial import tell


def run(contracts: Path) -> ExitCode:
    """Make every mistake in the harness, print how it shows, and return the exit code."""
    console = wide_console()
    try:
        profile = profiled(compile_contracts(contracts))
    except (CompileError, ToolchainError) as error:
        tell(error_console(), str(error))
        return ExitCode.UNKNOWN
    bench, known = Bench(profile), {canary.name: canary for canary in canaries(profile)}
    if not bench.agrees(profile.histories):
        tell(error_console(), "the contracts differ from the spec as they are: `seqstake verify` shows where")
        return ExitCode.UNKNOWN
    missed = [canary for canary in known.values() if not bench.caught(canary)]
    noticed = [(slip, bench.noticed(slip)) for slip in slips(profile, known)]
    return summed_up(noticed, missed, len(known), console)


def summed_up(noticed: Sequence[tuple[Slip, str]], missed: list[Canary], total: int, console: Console) -> ExitCode:
    """Print what was noticed, and return the exit code."""
    for canary in missed:
        console.print(f"not caught: {canary.name}", style="red", highlight=False, markup=False)
    for slip, how in noticed:
        if not how:
            console.print(f"not noticed: {slip.family}, {slip.name}", style="red", highlight=False, markup=False)
    console.print(table(noticed))
    found = sum(bool(how) for _, how in noticed)
    console.print(f"canaries caught: {total - len(missed)} of {total}", highlight=False)
    console.print(f"mistakes in the harness noticed: {found} of {len(noticed)}", highlight=False)
    return ExitCode.PASSED if not missed and found == len(noticed) else ExitCode.BROKEN


def table(noticed: Sequence[tuple[Slip, str]]) -> Table:
    """Return how many mistakes of each family there are, and how they show."""
    drawn = Table(header_style="bold", pad_edge=False)
    for column in ("left out or read wrongly", "mistakes", "our contracts disagree", "a canary gets by", "not noticed"):
        drawn.add_column(column, justify="right" if drawn.columns else "left")
    families = dict.fromkeys(slip.family for slip, _ in noticed)
    for family in (*families, "together"):
        ways = Counter(way(how) for slip, how in noticed if family in (slip.family, "together"))
        drawn.add_row(family, str(ways.total()), *(str(ways[each]) for each in ("own", "canary", "none")))
    return drawn


def way(how: str) -> str:
    """Return in a word how a mistake shows."""
    return "own" if how == OWN else "canary" if how else "none"
