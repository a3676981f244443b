"""Sessions on real contracts: they find planted mistakes, make what they find small, and find it again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from differential.campaign.canaries import CANARIES, Canary, noticed
from differential.campaign.machine import search
from differential.campaign.openings import ordinary
from differential.campaign.session import Failure, Plan, Session
from differential.campaign.shrink import Shrinking, shrink, simpler_numbers
from differential.campaign.tally import Tally
from differential.evm.pyevm import PyEvm
from properties.mutation.mutant import Mutant, in_place

CONTRACTS = Path(__file__).parents[3] / "contracts"

STINGY = Mutant("claims pay one wei less", "exits", "redeem", "assets = Wei(", "assets = Wei(-1 + ")
"""A mistake of the spec that any claim shows."""


@pytest.fixture(scope="module")
def deployed() -> Session:
    return Session(PyEvm(), Plan(CONTRACTS))


@pytest.fixture
def session(deployed: Session) -> Iterator[Session]:
    deployed.tally = Tally()
    yield deployed
    deployed.extra = ()


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
def test_every_canary_is_noticed(session: Session, canary: Canary) -> None:
    failure = noticed(session, canary)
    assert failure is not None
    assert failure.kind == canary.expected


def test_without_its_mistake_no_canary_is_noticed(session: Session) -> None:
    harmless = Mutant("nothing", "exits", "is_slashable", "maturity_time", "maturity_time")
    assert noticed(session, Canary("nothing", "divergence", mutant=harmless)) is None


def test_a_search_is_the_same_from_the_same_seed(session: Session) -> None:
    tallies = []
    for _ in range(2):
        session.tally = Tally()
        assert search(session, 3, histories=2, length=10) is None
        tallies.append(replace(session.tally, seconds=0))
    assert tallies[0] == tallies[1]
    assert tallies[0].steps > 10


def test_a_search_finds_a_mistake_and_shrinking_keeps_it(session: Session) -> None:
    with in_place(STINGY):
        failure = next(filter(None, (search(session, seed, histories=6, length=40) for seed in range(20))), None)
        assert failure is not None
        small = shrink(session, Shrinking(failure), seconds=15).failure
        assert len(small.history) <= len(failure.history)
        assert small.subject == failure.subject
        with pytest.raises(Failure) as again:
            session.run(small.history)
        assert again.value.reason == small.reason
    session.run(small.history)


def test_an_opening_is_run_once_and_begun_after(session: Session) -> None:
    session.open(ordinary)
    calls = session.tally.steps
    session.begin()
    session.begin()
    assert session.history == ordinary(session.world)
    assert session.lockstep.state.last_ticket == 1
    assert session.tally.steps == calls


def test_simpler_numbers_come_to_an_end() -> None:
    assert simpler_numbers(0) == ()
    assert simpler_numbers(1) == (0,)
    assert simpler_numbers(1_500_001) == (0, 1, 1_000_000, 1_500_000, 750_000)
    assert all(number < 10**30 for number in simpler_numbers(10**30))
    assert simpler_numbers(2**256 - 1) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("src/PoolBook.sol", "_openTickets", "_ticketsOpen", r"0 state variables _openTickets"),
        ("src/Exits.sol", "function unbond(", "function unbind(", "Pools has nothing called unbond"),
    ],
)
def test_what_a_contract_lacks_is_one_clear_failure(file: str, old: str, new: str, message: str) -> None:
    overrides = []
    for path in sorted((CONTRACTS / "src").rglob("*.sol")):
        text = path.read_text()
        if old in text:
            overrides.append((path.relative_to(CONTRACTS).as_posix(), text.replace(old, new)))
    assert file in dict(overrides)
    session = Session(PyEvm(), Plan(CONTRACTS, overrides=tuple(overrides)))
    with pytest.raises(Failure, match=message) as found:
        session.run(ordinary(session.world))
    assert found.value.kind == "interface"
