"""What is to be found, and what an attempt to find it came to."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from differential.campaign.session import Plan
from tests.historical.seeds import SEEDS, vyper
from tests.historical.seeds.seed import DOORS, Seed, patched

CONTRACTS: Final = Path(__file__).parents[3] / "contracts"

VYPER: Final = CONTRACTS / "examples" / "vyper"

SOLIDITY: Final = "Solidity"

DEPLOYMENT: Final = "deployment"
"""What shows a bug before the first call."""


@dataclass(frozen=True, slots=True)
class Case:
    """One bug in one implementation."""

    target: str
    """The implementation."""
    bug: str
    """Its number in the corpus; nothing if nothing is wrong, so that nothing may be found."""
    name: str
    plan: Plan
    doors: bool = False
    """Whether no history can show it."""


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt."""

    how: str
    """What showed the bug; empty if nothing did."""
    calls: int
    """Of histories, up to the one that showed it, or all that were made."""
    seconds: float
    """Of the processor, without what it takes to compile and to begin."""


def planted(target: str, right: Plan, seeds: tuple[Seed, ...]) -> list[Case]:
    """Return the bugs that are planted in an implementation, and the implementation without any. Raises `StaleSeed`."""
    seeded = [
        Case(target, seed.bug, seed.name, replace(right, overrides=patched(seed, right.contracts)), seed.hint == DOORS)
        for seed in seeds
    ]
    return [*seeded, Case(target, "", "nothing is wrong", right)]


def cases() -> list[Case]:
    """Return all bugs in all implementations. Raises `StaleSeed`."""
    ours = planted(SOLIDITY, Plan(CONTRACTS, evm="revm"), SEEDS)
    return [*ours, *planted("Vyper", Plan(VYPER, adapter=VYPER / "adapter.toml", evm="revm"), vyper.SEEDS)]
