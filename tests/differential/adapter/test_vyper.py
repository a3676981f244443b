"""The Vyper implementation agrees with the spec in everything that it offers, and a mistake in it is found."""

import re
from pathlib import Path

import pytest

from differential.adapter.build import build
from differential.adapter.completeness import measured
from differential.adapter.pair import Pair
from differential.adapter.reader import AdapterError
from differential.adapter.restrict import usual
from differential.adapter.target import Target
from differential.campaign.session import Plan, Session, open_session
from differential.campaign.workers import directed
from differential.evm.pyevm import PyEvm
from properties.scenarios import ALL
from spec.actions import Slash

VYPER = Path(__file__).parents[3] / "contracts" / "examples" / "vyper"
SOURCE = VYPER / "staking.vy"
NUMBERS = {scenario.name: number for number, scenario in enumerate(ALL)}


def session(old: str = "", new: str = "") -> Session:
    """Return the implementation, with a piece of its text replaced."""
    text = SOURCE.read_text()
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
    histories = {scenario.name: scenario.history(usual(whole.world)) for scenario in ALL}
    names = [name for name, steps in histories.items() if any(isinstance(step.action, Slash) for step in steps)]
    assert [name for name in names[:3] if directed(whole, NUMBERS[name])] == []
    assert whole.tally.accepted["Slash"] >= 3


def test_a_ticket_that_is_not_deleted_is_found() -> None:
    broken = session("    self.tickets[number] = empty(Ticket)\n", "")
    failure = directed(broken, NUMBERS["claim_at_maturity"])
    assert failure is not None
    assert failure.subject.startswith("tickets[*].owner (Staking.tickets with ticket=1)")


def test_a_mistake_that_no_view_shows_is_found() -> None:
    broken = session("self.queue[id.validator][tail] = id\n", "self.queue[id.validator][tail + 1] = id\n")
    failure = directed(broken, NUMBERS["claim_at_maturity"])
    assert failure is not None
    assert failure.subject.startswith("Staking.queue[0x")
    assert failure.subject.endswith("][0].validator")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (
            "Staking.queu[validator][index].request",
            "Staking has no state variable 'queu'; the nearest are: queue",
        ),
        (
            "Staking.queue[validator][index].requested",
            "is no place of a number: BucketId has no member requested, only validator, generation, request, maturity",
        ),
        (
            "Staking.queue[validator]",
            "Staking.queue[validator] is no place of a number: HashMap is no single value; correct the path",
        ),
        ("Staking.EPOCH", "Staking has no state variable 'EPOCH'; known are: buckets, cases, checkpoints, clock"),
    ],
)
def test_a_wrong_place_in_storage_is_told_in_one_line(tmp_path: Path, place: str, message: str) -> None:
    text = (VYPER / "adapter.toml").read_text()
    file = tmp_path / "adapter.toml"
    file.write_text(text.replace("Staking.queue[validator][index].request", place).replace("staking.vy", f"{SOURCE}"))
    with pytest.raises(AdapterError) as told:
        build(PyEvm(), file, {})
    assert str(told.value).startswith(f"{file}: state[13].slots.request: ")
    assert message in str(told.value)
    assert "\n" not in str(told.value)


def in_storage(text: str) -> str:
    """Return an adapter that reads from storage all that views of state variables answer, and misses no word."""
    for old, new in (
        ('complete = ["events"]', 'complete = ["events", "storage"]'),
        ('view = "token.balanceOf(account)"', 'slot = "token._balances[account]"'),
        ('view = "token.allowance(owner, spender)"', 'slot = "token._allowances[owner][spender]"'),
        ("[state.views]", "[state.slots]"),
    ):
        assert old in text
        text = text.replace(old, new)

    def place(found: re.Match[str]) -> str:
        keys = "".join(f"[{key}]" for key in found[2].split(", ") if key)
        return f'"Staking.{found[1]}{keys}{found[3]}"'

    text = re.sub(r'(?m)^view = "(?!protocol_time)', 'slot = "', text)
    text = re.sub(r'"(?!protocol_time)(\w+)\(([^)]*)\)([.\w]*)"', place, text)
    return f'{text}\n[[state]]\nspec = "supply[*]"\nslot = "token._totalSupply"\n'


def test_all_of_storage_is_what_the_spec_says(tmp_path: Path) -> None:
    file = tmp_path / "adapter.toml"
    file.write_text(in_storage((VYPER / "adapter.toml").read_text()).replace("staking.vy", str(SOURCE)))
    found = open_session(Plan(VYPER, adapter=file, evm="revm"))
    assert [scenario.name for number, scenario in enumerate(ALL) if directed(found, number)] == []


def test_what_is_missing_is_listed(whole: Session) -> None:
    assert isinstance(whole.lockstep, Pair)
    assert isinstance(whole.lockstep.system, Target)
    missing = {part.title: part.missing for part in measured(whole.lockstep.system).parts}
    assert missing["actions"] == ("SetParameters", "DelegateWithPermit")
    assert missing["events"] == ("ParametersChanged",)
    assert missing["numbers of the spec's state"] == ("tokens.nonces",)
    assert missing["functions that change something"] == ()
