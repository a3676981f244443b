"""forge's invariant runner on the project for it: what so many calls take, and what they show."""

import json
import resource
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Self

from differential.foundry.forge import Forge
from differential.foundry.invariants import project
from differential.system import System
from differential.toolchain import Toolchain, ToolchainError

PATIENCE: Final = 600
"""Seconds after which forge is stopped: contracts with a loop without end use up a billion of gas in every call."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What came of a number of runs."""

    calls: int
    """Up to the one that broke the invariant, if one did."""
    reverted: int
    seconds: float
    """Of the processor, with all that forge does before the first call."""
    reason: str = ""
    """What broke the invariant, or kept the test from being set up."""


def processor() -> float:
    """Return the seconds of the processor that children took which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Runner:
    """A project that forge has compiled."""

    def __init__(self, forge: Forge, folder: Path) -> None:
        """Take the program and the project."""
        self._forge, self.folder = forge, folder

    @classmethod
    def build(cls, place: Path, system: System, contracts: Path) -> Self:
        """Write a project for the contracts to a folder, and compile it. Raises `ToolchainError`."""
        toolchain = Toolchain.locate(contracts)
        forge, folder = Forge.locate(toolchain, place), place / "project"
        project(folder, system, contracts, toolchain.modules)
        built = forge.run(folder, "build")
        if built.returncode != 0:
            raise ToolchainError(f"forge does not build the contracts: {built.stderr[-2000:]}")
        return cls(forge, folder)

    def run(self, runs: int, depth: int, seed: int = 1) -> Pace:
        """Return what so many runs of ``depth`` calls come to.

        Raises `ToolchainError` if forge does not tell, and `subprocess.TimeoutExpired`.
        """
        started = processor()
        # What failed is not made small, and not tried first the next time.
        with TemporaryDirectory() as failures:
            done = self._forge.run(
                self.folder,
                "test",
                "--json",
                "--fuzz-seed",
                str(seed),
                patience=PATIENCE,
                FOUNDRY_INVARIANT_RUNS=runs,
                FOUNDRY_INVARIANT_DEPTH=depth,
                FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT=0,
                FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR=failures,
            )
        seconds = processor() - started
        if not done.stdout.startswith("{"):
            raise ToolchainError(f"forge ended with status {done.returncode}: {done.stderr[-2000:]}")
        suites: dict[str, Any] = json.loads(done.stdout)
        [result] = [result for suite in suites.values() for result in suite["test_results"].values()]
        # Of a run that ends early, `calls` knows nothing, and the counterexample leaves out what was reverted.
        counts = result["kind"].get("Invariant", {}).get("metrics", {}).values()
        calls, reverted = (sum(count[key] for count in counts) for key in ("calls", "reverts"))
        reason = "" if result["status"] == "Success" else result["reason"]
        return Pace(calls, reverted, seconds, reason)
