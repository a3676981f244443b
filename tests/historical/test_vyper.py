"""Lock-step under an adapter finds the same bugs in the Vyper implementation.

Each seed is compiled for some seconds, so that a run of all tests takes a part of them;
``pytest tests/historical/test_vyper.py --every-vyper-seed`` takes them all.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from differential.adapter.noise import Disturb
from differential.campaign.confirm import answer, confirm
from differential.campaign.session import Failure, Plan, Session, open_session
from differential.campaign.workers import knocked
from differential.evm.backends import REFERENCE
from properties.scenarios import ALL
from tests.historical.hunt import Finding, hunt
from tests.historical.seeds import SEEDS as OURS
from tests.historical.seeds.seed import DOORS, Seed, patched
from tests.historical.seeds.vyper import NOT_IN_VYPER, SEEDS
from tests.historical.summary import PROPERTY

VYPER: Final = Path(__file__).parents[2] / "contracts" / "examples" / "vyper"

ALWAYS: Final = (
    "a donation moves the price of a share",
    "a batch reads all tickets before it pays, so that one named twice is paid twice",
    "a bucket slashed to nothing counts as absent and is queued twice",
    "a penalty is shared by present value instead of by shares",
    "who is retired for too little stake goes on counting in the total that rewards are shared by",
    "what streams while nobody has weight goes to whoever comes first",
    "anyone may initialise the contract once more",
)
"""The bugs that every run of the tests looks for, of each chapter some."""


def opened(evm: str, seed: Seed | None = None) -> Session:
    """Return the implementation on an EVM, with a bug or as it is."""
    overrides = patched(seed, VYPER) if seed else ()
    return open_session(Plan(VYPER, adapter=VYPER / "adapter.toml", overrides=overrides, evm=evm))


@cache
def whole() -> Session:
    """Return the implementation as it is."""
    return opened("revm")


def check_blame(failure: Failure) -> None:
    """See that it is what was planted that a history shows: without it, nothing differs."""
    # What was added to the contract cannot be asked without it.
    history = tuple(step for step in failure.history if not isinstance(step.action, Disturb))
    assert answer(whole(), history, failure.kind) is None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take the seeds that the run is to look for."""
    if "seed" in metafunc.fixturenames:
        every = metafunc.config.getoption("--every-vyper-seed")
        seeds = [seed for seed in SEEDS if every or seed.name in ALWAYS]
        metafunc.parametrize("seed", seeds, ids=lambda seed: f"{seed.bug}: {seed.name}")


def test_the_bug_is_found(seed: Seed, record_property: Callable[[str, object], None]) -> None:
    finding = Finding(seed.bug, seed.name, "Vyper")
    shown = replace(finding, how="an error")
    try:
        session = opened("revm", seed)
        shown, failure = hunt(session, seed.hint, finding)
    finally:
        record_property(PROPERTY, asdict(shown))
    assert failure is not None
    assert confirm(session, opened(REFERENCE, seed), failure).kind == failure.kind
    check_blame(failure)


def test_without_a_seed_nothing_differs() -> None:
    assert knocked(whole()) is None


def test_every_seeded_bug_is_planted_or_cannot_be() -> None:
    planted = {seed.bug for seed in SEEDS}
    assert planted | set(NOT_IN_VYPER) == {seed.bug for seed in OURS}
    assert planted & set(NOT_IN_VYPER) == set()


def test_every_seed_fits_and_changes_something() -> None:
    text = (VYPER / "staking.vy").read_text()
    assert len({seed.name for seed in SEEDS}) == len({patched(seed, VYPER) for seed in SEEDS}) == len(SEEDS)
    assert [seed.name for seed in SEEDS if patched(seed, VYPER) == (("staking.vy", text),)] == []
    assert set(ALWAYS) <= {seed.name for seed in SEEDS}
    assert {seed.hint for seed in SEEDS} <= {DOORS, *(scenario.name for scenario in ALL)}
