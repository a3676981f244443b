"""A system with something wrong does not come to be, and a contract that would let it is noticed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from differential import births
from differential.births import stillborn
from differential.campaign.session import Failure, Plan, Session
from differential.evm.pyevm import PyEvm
from differential.lockstep import Lockstep
from properties.world import World
from spec.errors import Rejection, ZeroKey

CONTRACTS = Path(__file__).parents[2] / "contracts"


@pytest.fixture
def session() -> Session:
    return Session(PyEvm(), Plan(CONTRACTS))


def test_every_wrong_deployment_is_refused(session: Session) -> None:
    assert isinstance(session.lockstep, Lockstep)
    assert stillborn(session.lockstep) == 8 + 2 + 1 + 1 + 5 * 5


def test_a_constructor_that_checks_less_is_noticed() -> None:
    text = (CONTRACTS / "src" / "Controller.sol").read_text()
    assert text.count("require(staffed, ZeroAddress());") == 1
    careless = text.replace("require(staffed, ZeroAddress());", "")
    session = Session(PyEvm(), Plan(CONTRACTS, overrides=(("src/Controller.sol", careless),)))
    wrong = (
        "deployment of Controller without governor: the spec says rejected, ZeroAddress(); the contract says accepted"
    )
    with pytest.raises(Failure, match=re.escape(wrong)):
        session.knock()


def test_another_reason_is_noticed(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def other(wrong: str, world: World) -> Rejection:
        return ZeroKey()

    monkeypatch.setattr(births, "judged", other)
    with pytest.raises(
        Failure, match=r"without governor: the spec says ZeroKey\(\); the contract says ZeroAddress\(\)"
    ):
        session.knock()


def test_a_spec_that_lets_it_come_to_be_is_noticed(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(world: World) -> Iterator[tuple[str, World]]:
        yield "without anything wrong", world

    monkeypatch.setattr(births, "unfit", nothing)
    with pytest.raises(Failure, match="the spec itself fails: it lets a system without anything wrong come to be"):
        session.knock()
