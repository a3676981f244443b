"""The attempts of forge's invariant runner, which knows the contracts and their books, and no spec."""

from pathlib import Path
from statistics import median
from subprocess import TimeoutExpired
from typing import Final

from differential.compile import compile_contracts
from differential.evm.revm import Revm
from differential.foundry.invariants import put
from differential.foundry.runner import Runner, processor
from differential.system import chain_world, deploy
from tests.historical.bench.case import CONTRACTS, Case, Try

RUNS: Final = 500
DEPTH: Final = 60
"""Runs of so many calls, as in ``seqstake bench``."""

INVARIANT: Final = "invariant"

SETUP: Final = "set-up"
"""Where the invariant does not hold before the first call, or the handler's own calls are refused."""


class Rival:
    """forge, with a test that it has compiled."""

    def __init__(self, place: Path, runs: int = RUNS) -> None:
        """Compile in an empty folder. Raises `ToolchainError`."""
        right = deploy(Revm(), compile_contracts(CONTRACTS), chain_world())
        self._runner, self._runs = Runner.build(place, right, CONTRACTS), runs
        self._begins = median(self._runner.run(1, 1).seconds for _ in range(3))

    def tried(self, case: Case, seed: int) -> Try:
        """Return what the invariant runner comes to from a seed. Raises `ToolchainError`."""
        put(self._runner.folder, compile_contracts(CONTRACTS, dict(case.plan.overrides)).values())
        started = processor()
        try:
            pace = self._runner.run(self._runs, DEPTH, seed)
        except TimeoutExpired:
            # It tells nothing when it is stopped.
            return Try("", 0, round(processor() - started, 2))
        seconds = round(max(0.0, pace.seconds - self._begins), 2)
        how = "" if not pace.reason else INVARIANT if pace.calls else SETUP
        return Try(how, pace.calls, seconds)
