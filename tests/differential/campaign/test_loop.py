"""The corpus loop on real contracts: a shard is decided by what it is given, and finds planted mistakes."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from differential.campaign import loop as loops
from differential.campaign.canaries import FALSE, believed
from differential.campaign.corpus import Corpus
from differential.campaign.hunt import Hunt
from differential.campaign.loop import EVERY, TAIL, TAILS, Shard, pursue, replay
from differential.campaign.openings import harsh, ordinary
from differential.campaign.rehearsal import rehearsed
from differential.campaign.session import Plan, Session, open_session
from differential.campaign.tally import Tally
from properties.mutation.mutant import Mutant, in_place

CONTRACTS = Path(__file__).parents[3] / "contracts"

STINGY = Mutant("claims pay one wei less", "exits", "redeem", "assets = Wei(", "assets = Wei(-1 + ")
"""A mistake of the spec that any claim shows."""

GREEDY = Mutant("a share more", "exits", "unbond_assets", "shares_sold(pool, assets)", "shares_sold(pool, assets) + 1")
"""A mistake of the spec that an exit of so many assets shows."""


@pytest.fixture(scope="module")
def deployed() -> Session:
    return open_session(Plan(CONTRACTS, evm="revm"))


@pytest.fixture
def session(deployed: Session) -> Session:
    deployed.tally = Tally()
    return deployed


def shard(session: Session, calls: int) -> Shard:
    parents = (ordinary(session.world), harsh(session.world))
    return Shard(7, calls, parents, rehearsed(session.world, parents[0]).features)


def test_a_shard_is_the_same_wherever_it_is_run(session: Session) -> None:
    results = []
    for _ in range(2):
        session.tally = Tally()
        results.append((pursue(session, shard(session, 90)), replace(session.tally, seconds=0)))
    assert results[0] == results[1]
    assert results[0][1].steps == 90


def test_a_shard_returns_what_shows_something_new(session: Session) -> None:
    given = shard(session, 90)
    failure, finds = pursue(session, given)
    assert failure is None
    assert finds
    known = given.known
    for find in finds:
        assert find.features == rehearsed(session.world, find.history).features
        assert not find.features <= known
        known |= find.features
    everything = replace(given, known=known)
    assert pursue(session, everything) == (None, ())


def test_a_way_is_gone_once_and_gone_on_from_several_times(session: Session) -> None:
    way = len(ordinary(session.world))
    given = Shard(3, way + TAILS * TAIL, (ordinary(session.world),), frozenset())
    pursue(session, given)
    assert session.tally.histories == 1 + TAILS


def test_properties_are_evaluated_wherever_something_is_new_and_elsewhere_now_and_then(session: Session) -> None:
    given = shard(session, 90)
    _, finds = pursue(session, given)
    assert session.tally.examined.total() == session.tally.steps == 90
    known = given.known.union(*(find.features for find in finds))
    session.tally = Tally()
    pursue(session, replace(given, known=known))
    assert 90 // EVERY <= session.tally.examined.total() < 90 // EVERY + session.tally.histories + 2
    session.tally = Tally()
    replay(session, (ordinary(session.world),))
    assert session.tally.examined.total() == session.tally.steps


def test_a_false_property_is_found_by_the_calls_that_are_examined(session: Session) -> None:
    with believed(session, FALSE):
        failure, _ = pursue(session, shard(session, 90))
    assert failure is not None
    assert failure.properties == ("CANARY",)


def test_a_shard_without_time_begins_nothing(session: Session) -> None:
    assert pursue(session, replace(shard(session, 90), seconds=0.0)) == (None, ())
    assert session.tally.steps == 0


def test_a_shard_that_runs_out_of_time_ends_after_a_history(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1_000))
    monkeypatch.setattr(loops, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    pursue(session, replace(shard(session, 10_000), seconds=3.0))
    assert session.tally.histories == 2


def test_the_loop_finds_a_mistake(session: Session, tmp_path: Path) -> None:
    hunt = Hunt(Corpus(tmp_path, session.world, True), session.world, 1)
    hunt.load()
    with in_place(STINGY):
        for _ in range(20):
            failure, finds = pursue(session, hunt.shard(120))
            hunt.take(finds)
            if failure:
                break
    assert failure is not None
    assert failure.kind == "divergence"
    assert type(failure.history[-1].action).__name__ in ("Claim", "ClaimBatch")


def test_kept_histories_run_to_the_first_that_fails(session: Session) -> None:
    histories = (ordinary(session.world), harsh(session.world))
    assert replay(session, histories) == (None, frozenset())
    assert session.tally.histories == 2
    with in_place(GREEDY):
        failure, _ = replay(session, histories)
    assert failure is not None
    assert failure.history == harsh(session.world)[: len(histories[0]) + 2]
