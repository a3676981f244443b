"""forge's invariant runner on the same contracts: what it does in a second of the processor."""

import json
import resource
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from differential.foundry.forge import Forge
from differential.foundry.invariants import project
from differential.system import System
from differential.toolchain import Toolchain, ToolchainError

ROUNDS: Final = 3
"""How often it is measured; the median counts."""

RUNS: Final = (20, 220)
"""Two numbers of runs: what the second takes longer than the first is the calls alone."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What came of a number of runs."""

    calls: int
    reverted: int
    seconds: float
    """Of the processor."""


def processor() -> float:
    """Return the seconds of the processor that children took which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tried(forge: Forge, folder: Path, runs: int, depth: int) -> Pace:
    """Return what so many runs of ``depth`` calls come to. Raises `ToolchainError` if something is wrong with them."""
    started = processor()
    done = forge.run(
        folder, "test", "--json", "--fuzz-seed", "1", FOUNDRY_INVARIANT_RUNS=runs, FOUNDRY_INVARIANT_DEPTH=depth
    )
    seconds = processor() - started
    if not done.stdout.startswith("{"):
        raise ToolchainError(f"forge ended with status {done.returncode}: {done.stderr[-2000:]}")
    suites: dict[str, Any] = json.loads(done.stdout)
    [result] = [result for suite in suites.values() for result in suite["test_results"].values()]
    if result["status"] != "Success":
        raise ToolchainError(f"forge finds a mistake: {result['reason']}")
    told = result["kind"]["Invariant"]
    return Pace(told["calls"], told["reverts"], seconds)


def paced(system: System, contracts: Path, depth: int) -> Pace:
    """Return the calls of forge's invariant runner in runs of ``depth``, without what it takes to begin.

    Raises `ToolchainError`.
    """
    toolchain = Toolchain.locate(contracts)
    with TemporaryDirectory() as place:
        folder = Path(place, "project")
        project(folder, system, contracts, toolchain.modules)
        forge = Forge.locate(toolchain, Path(place))
        built = forge.run(folder, "build")
        if built.returncode != 0:
            raise ToolchainError(f"forge does not build the contracts: {built.stderr[-2000:]}")
        rounds = [[tried(forge, folder, runs, depth) for runs in RUNS] for _ in range(ROUNDS)]
    few, many = rounds[0]
    seconds = median(long.seconds - short.seconds for short, long in rounds)
    return Pace(many.calls - few.calls, many.reverted - few.reverted, seconds)
