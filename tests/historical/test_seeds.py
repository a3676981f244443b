"""Lock-step finds in our contracts the bugs that other systems really had."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from differential.campaign.machine import search
from differential.campaign.session import Failure, Plan, Session
from differential.campaign.workers import BATCH, LENGTH, directed, knocked
from differential.evm.backend import DeployError
from differential.evm.pyevm import PyEvm
from differential.lockstep import Divergence
from properties.scenarios import ALL
from tests.historical.counting import counts
from tests.historical.seeds import SEEDS
from tests.historical.seeds.corpus import CORPUS, NOT_SEEDED
from tests.historical.seeds.seed import DOORS, Patch, Seed, StaleSeed, patched
from tests.historical.summary import PROPERTY

CONTRACTS = Path(__file__).parents[2] / "contracts"

SEARCH = 160.0
"""Seconds of search that the default of ``seqstake verify`` comes to: eighty on each of two processes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a bug was found."""

    bug: str
    name: str
    found: bool = False
    how: str = "nothing"
    """The name of the directed history, or the seed of the search."""
    calls: int = 0
    """On how many calls both sides agreed before."""
    subject: str = ""
    """What they did not agree on."""
    seconds: float = 0.0
    """Without compiling."""


def attempts(session: Session, hint: str) -> Iterator[tuple[str, Failure | None]]:
    """Try what is likely to find it, the other directed histories, and then the search, as long as it may take."""
    if hint == DOORS:
        yield DOORS, knocked(session)
    for number in sorted(range(len(ALL)), key=lambda number: ALL[number].name != hint):
        yield ALL[number].name, directed(session, number)
    end, number = time.monotonic() + SEARCH, 1
    while time.monotonic() < end:
        yield f"search, seed {number}", search(session, number, BATCH, LENGTH)
        number += 1


def hunt(seed: Seed) -> Finding:
    """Return how the seed was found, if it was. Raises `StaleSeed`, and what `compile_contracts` raises."""
    finding = Finding(seed.bug, seed.name)
    try:
        session = Session(PyEvm(), Plan(CONTRACTS, overrides=patched(seed, CONTRACTS)))
    except (DeployError, Divergence) as error:
        return replace(finding, found=True, how="deployment", subject=str(error))
    started = time.perf_counter()
    for how, failure in attempts(session, seed.hint):
        if failure and counts(failure):
            seconds, calls = round(time.perf_counter() - started, 1), session.tally.steps
            return replace(finding, found=True, how=how, calls=calls, subject=failure.subject, seconds=seconds)
    return finding


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.bug}: {seed.name}")
def test_the_bug_is_found(seed: Seed, record_property: Callable[[str, object], None]) -> None:
    finding = Finding(seed.bug, seed.name, how="an error")
    try:
        finding = hunt(seed)
    finally:
        record_property(PROPERTY, asdict(finding))
    assert finding.found


def test_without_a_seed_nothing_differs() -> None:
    session = Session(PyEvm(), Plan(CONTRACTS))
    assert [scenario.name for number, scenario in enumerate(ALL) if directed(session, number)] == []
    assert knocked(session) is None


def test_every_bug_of_the_corpus_is_accounted_for() -> None:
    seeded = {seed.bug for seed in SEEDS}
    assert seeded | set(NOT_SEEDED) == CORPUS
    assert seeded & set(NOT_SEEDED) == set()


def test_names_are_unique_and_hints_are_scenarios() -> None:
    assert len({seed.name for seed in SEEDS}) == len(SEEDS)
    assert {seed.hint for seed in SEEDS} <= {DOORS, *(scenario.name for scenario in ALL)}


@pytest.mark.parametrize(("old", "count"), [("no such text", 0), ("return", 2)])
def test_a_patch_that_does_not_fit_is_told(tmp_path: Path, old: str, count: int) -> None:
    (tmp_path / "A.sol").write_text("return return")
    with pytest.raises(StaleSeed, match=rf"BUG-000, a seed: found {count} times in A\.sol, not once"):
        patched(Seed("BUG-000", "a seed", (Patch("A.sol", old, ""),)), tmp_path)


def test_patches_of_one_file_add_up(tmp_path: Path) -> None:
    (tmp_path / "A.sol").write_text("a b")
    seed = Seed("BUG-000", "a seed", (Patch("A.sol", "a", "c"), Patch("A.sol", "c b", "d")))
    assert patched(seed, tmp_path) == (("A.sol", "d"),)
