"""Relations are evaluated over campaign histories, counted, and made small when they fail."""

from pathlib import Path

import pytest

from differential.campaign.openings import ordinary
from differential.campaign.relate import relate
from differential.campaign.session import Plan, Session
from differential.campaign.shrink import Shrinking, shrink
from differential.campaign.tally import Tally
from differential.evm.pyevm import PyEvm
from properties.evaluation import RELATIONS
from properties.mutation.mutant import Mutant, in_place

CONTRACTS = Path(__file__).parents[3] / "contracts"

IDLE = Mutant(
    "idle validators earn",
    "rewards",
    "weight_of",
    "pool.assets if record.status == Status.ACTIVE else Wei(0)",
    "pool.assets",
)


@pytest.fixture(scope="module")
def session() -> Session:
    return Session(PyEvm(), Plan(CONTRACTS))


def test_relations_hold_and_are_counted(session: Session) -> None:
    session.tally = Tally()
    assert relate(session, ordinary(session.world)) is None
    assert set(session.tally.relations) == {relation.id for relation in RELATIONS}


def test_a_relation_that_fails_is_made_small(session: Session) -> None:
    with in_place(IDLE):
        failure = relate(session, ordinary(session.world))
        assert failure is not None
        assert (failure.kind, failure.properties) == ("relation", ("J-6",))
        assert len(shrink(session, Shrinking(failure), seconds=10).failure.history) < len(failure.history)
