"""The Vyper implementation agrees with the spec in everything that it offers, and a mistake in it is found."""

from pathlib import Path

import pytest

from differential.adapter.completeness import measured
from differential.adapter.pair import Pair
from differential.adapter.target import Target
from differential.campaign.session import Plan, Session
from differential.campaign.workers import directed
from differential.evm.pyevm import PyEvm
from properties.scenarios import ALL
from spec.actions import Slash

VYPER = Path(__file__).parents[3] / "contracts" / "examples" / "vyper"
NUMBERS = {scenario.name: number for number, scenario in enumerate(ALL)}


def session(old: str = "", new: str = "") -> Session:
    """Return the implementation, with a piece of its text replaced."""
    text = (VYPER / "staking.vy").read_text()
    if old:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return Session(PyEvm(), Plan(VYPER, adapter=VYPER / "adapter.toml", overrides=(("staking.vy", text),)))


@pytest.fixture(scope="module")
def whole() -> Session:
    return session()


@pytest.mark.parametrize("name", ["claim_at_maturity", "shared_stream", "mixed_batch", "off_duty_earns_nothing"])
def test_directed_histories_agree(whole: Session, name: str) -> None:
    assert directed(whole, NUMBERS[name]) is None


def test_penalties_agree(whole: Session) -> None:
    histories = {scenario.name: scenario.history(whole.world) for scenario in ALL}
    names = [name for name, steps in histories.items() if any(isinstance(step.action, Slash) for step in steps)]
    assert [name for name in names[:3] if directed(whole, NUMBERS[name])] == []
    assert whole.tally.accepted["Slash"] >= 3


def test_a_ticket_that_is_not_deleted_is_found() -> None:
    broken = session("    self.tickets[number] = empty(Ticket)\n", "")
    failure = directed(broken, NUMBERS["claim_at_maturity"])
    assert failure is not None
    assert failure.subject.startswith("tickets[*].owner (Staking.tickets with ticket=1)")


def test_what_is_missing_is_listed(whole: Session) -> None:
    assert isinstance(whole.lockstep, Pair)
    assert isinstance(whole.lockstep.system, Target)
    missing = {part.title: part.missing for part in measured(whole.lockstep.system).parts}
    assert missing["actions"] == ("SetParameters", "DelegateWithPermit")
    assert missing["events"] == ("ParametersChanged",)
    assert missing["numbers of the spec's state"] == ("tokens.nonces",)
    assert missing["functions that change something"] == ()
