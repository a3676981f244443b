from dataclasses import dataclass, fields, is_dataclass

import pytest

from properties.scenarios.calls import tokens, unbond
from properties.scenarios.story import Story
from properties.world import GENESIS_TIME, paper_world
from spec import actions, errors, events
from spec.actions import Action, Call, Leave, Pause
from spec.errors import WrongStatus
from spec.events import Paused
from spec.rejections import REJECTIONS
from spec.transition import CONTRACTS, Applied, apply, dispatch
from spec.units import Status, Timestamp

WORLD = paper_world()


def test_an_accepted_call_returns_state_events_and_value() -> None:
    state = WORLD.genesis()
    applied = apply(state, Call(WORLD.cast.guardian, GENESIS_TIME), Pause())
    assert (applied.events, applied.value) == ((Paused(applied.state.clock.pause_end),), None)
    assert applied.state.log == ()


def test_a_rejected_call_leaves_nothing_behind() -> None:
    state = WORLD.genesis()
    with pytest.raises(WrongStatus) as refused:
        apply(state, Call(WORLD.cast.whale, Timestamp(GENESIS_TIME + 5)), Leave())
    assert refused.value == WrongStatus(WORLD.cast.whale, Status.NONE)
    assert state == WORLD.genesis()


def test_the_number_of_a_ticket_is_the_value_of_its_request() -> None:
    s = Story(WORLD)
    s.registers(s.alice, tokens(40))
    for number in (1, 2):
        applied = s.tells(s.alice, unbond(s.alice, 10**20), None)
        assert isinstance(applied, Applied)
        assert applied.value == number


def test_an_unknown_call_is_a_mistake_of_the_specification() -> None:
    @dataclass(frozen=True, slots=True)
    class Dance(Action):
        """Nobody answers this."""

    with pytest.raises(AssertionError, match="no contract answers Dance"):
        dispatch(WORLD.genesis(), WORLD.cast.whale, Dance())


@pytest.mark.parametrize("action", REJECTIONS, ids=lambda action: action.__name__)
def test_every_action_is_answered_by_one_contract_only(action: type[Action]) -> None:
    answers = [contract for contract in CONTRACTS if f"actions.{action.__name__}(" in source_of(contract)]
    assert len(answers) == 1


def source_of(function: object) -> str:
    from inspect import getsource

    assert callable(function)
    return getsource(function)


@pytest.mark.parametrize("module", [actions, errors, events], ids=["actions", "errors", "events"])
def test_records_are_told_by_their_names(module: object) -> None:
    records = [thing for thing in vars(module).values() if isinstance(thing, type) and is_dataclass(thing)]
    assert records
    assert [record.__name__ for record in records if record.__doc__ is None] == []
    assert all(field.name.isidentifier() for record in records for field in fields(record))
