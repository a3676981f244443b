"""A failing history, stepped through."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from differential.adapter.noise import Disturb
from differential.campaign.openings import ordinary
from differential.campaign.session import Failure, Plan, Session, open_session
from properties.world import Step
from seqstake.report import Found
from seqstake.reports.failing import failing, sides
from seqstake.reports.places import ROOT
from seqstake.reports.run import Change
from spec.actions import Claim, ClaimRewards, Pause
from spec.units import Generation, TicketId

TRACE = Path("reports/failures/1.itf.json")


@pytest.fixture(scope="module")
def session() -> Session:
    return open_session(Plan(ROOT / "contracts", evm="revm"))


def test_each_step_tells_what_it_changes_and_the_state_after_it(session: Session) -> None:
    history = ordinary(session.world)
    failure = Failure("divergence", "outcome: the spec says accepted; the contract says rejected, X()", history)
    told = failing(Found(failure, TRACE), session)
    assert [step.words for step in told.steps] == list(told.history)
    assert told.repeat == "seqstake replay reports/failures/1.itf.json"
    assert (told.spec_says, told.contract_says) == ("outcome: accepted", "outcome: rejected, X()")
    register = told.steps[0]
    assert register.outcome == "accepted"
    assert Change("validators[validator 1].status", "NONE", "ACTIVE") in register.changes
    assert any(line.startswith("validators[validator 1]: status ACTIVE") for line in register.state)
    assert told.spec
    assert told.contract
    assert told.spec.function.place.file.startswith("spec/")
    assert told.contract.function.place.file.startswith("contracts/src/")


def test_a_rejection_changes_nothing_and_says_why(session: Session) -> None:
    step = Step(session.world.cast.stranger, 0, Claim(TicketId(9)))
    told = failing(Found(Failure("divergence", "something else", (step,)), TRACE), session)
    assert told.steps[0].outcome.startswith("rejected: UnknownTicket(")
    assert told.steps[0].changes == ()
    assert (told.spec_says, told.contract_says) == ("", "")


def test_what_the_spec_does_not_speak_of_is_said(session: Session) -> None:
    stranger = session.world.cast.stranger
    steps = (Step(stranger, 5, Disturb("A.f()", ())), Step(stranger, 0, Disturb("A.f()", ())))
    told = failing(Found(Failure("divergence", "state", steps), TRACE), session)
    assert [step.outcome for step in told.steps] == ["the spec does not speak of such a call"] * 2
    assert (told.spec, told.contract) == (None, None)


def test_a_property_is_told_with_the_clause_that_fails(session: Session) -> None:
    step = Step(session.world.cast.guardian, 0, Pause())
    failure = Failure("property", "G-9: …", (step,), ("A-1.solvency",))
    told = failing(Found(failure, TRACE), session)
    assert list(told.broken) == ["A-1.solvency"]
    assert told.broken["A-1.solvency"]


def test_contracts_that_are_not_ours_are_named_in_the_command(session: Session, tmp_path: Path) -> None:
    other: Any = open_session(replace(session.plan))
    other.plan = replace(session.plan, contracts=tmp_path)
    told = failing(Found(Failure("divergence", "state", ()), TRACE), other)
    assert told.repeat == f"seqstake replay {TRACE} --contracts {tmp_path}"
    other.plan = replace(session.plan, adapter=tmp_path / "a.toml")
    told = failing(Found(Failure("divergence", "state", ()), TRACE), other)
    assert told.repeat == f"seqstake replay {TRACE} --adapter {tmp_path}/a.toml"


@pytest.mark.parametrize(
    ("example", "file", "function"),
    [("rewards", "src/StakingRewards.sol", "getReward"), ("vyper", "staking.vy", "claim_rewards")],
)
def test_contracts_under_an_adapter_have_their_own_functions(example: str, file: str, function: str) -> None:
    folder = ROOT / "contracts" / "examples" / example
    adapted = open_session(Plan(ROOT / "contracts", evm="revm", adapter=folder / "adapter.toml"))
    step = Step(adapted.world.cast.delegators[0], 0, ClaimRewards(adapted.world.cast.validators[0], Generation(0)))
    source = failing(Found(Failure("divergence", "state", (step,)), TRACE), adapted).contract
    assert source
    assert (source.function.title, source.function.place.file) == (function, f"contracts/examples/{example}/{file}")


def test_sides_are_those_of_a_divergence() -> None:
    assert sides("event 1: the spec says A: b; the contract says C; d") == ("event 1: A: b", "event 1: C; d")
    assert sides("A-1: it fails") == ("", "")
