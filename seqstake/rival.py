"""forge's invariant runner on the same contracts: what it does in a second of the processor."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from differential.foundry.runner import Pace, Runner
from differential.system import System
from differential.toolchain import ToolchainError

ROUNDS: Final = 3
"""How often it is measured; the median counts."""

RUNS: Final = (20, 220)
"""Two numbers of runs: what the second takes longer than the first is the calls alone."""


def tried(runner: Runner, runs: int, depth: int) -> Pace:
    """Return what so many runs come to. Raises `ToolchainError` if something is wrong with them."""
    pace = runner.run(runs, depth)
    if pace.reason:
        raise ToolchainError(f"forge finds a mistake: {pace.reason}")
    return pace


def paced(system: System, contracts: Path, depth: int) -> Pace:
    """Return the calls of forge's invariant runner in runs of ``depth``, without what it takes to begin.

    Raises `ToolchainError`.
    """
    with TemporaryDirectory() as place:
        runner = Runner.build(Path(place), system, contracts)
        rounds = [[tried(runner, runs, depth) for runs in RUNS] for _ in range(ROUNDS)]
    few, many = rounds[0]
    seconds = median(long.seconds - short.seconds for short, long in rounds)
    return Pace(many.calls - few.calls, many.reverted - few.reverted, seconds)
