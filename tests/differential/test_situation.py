"""Situations: what refutes a proof, with a chain's cast in its parts, and as a file."""

import json
from dataclasses import replace
from typing import Any

import pytest

from differential.situation import Situation, dumps, loads, seated
from differential.trace import TraceError
from properties.symbolic.people import usual_state
from properties.world import Step
from spec import actions as a
from spec.actions import Call
from spec.state import NO_VALIDATOR
from spec.units import Address, Shares, SigningKey, Status, Timestamp, Wei

STRANGER, OPERATOR = Address(77), Address(78)


def situation() -> Situation:
    """Return one in which two take part who have no name."""
    usual = usual_state()
    record = replace(NO_VALIDATOR, status=Status.ACTIVE, key=SigningKey(5), withdrawal_address=STRANGER)
    before = replace(
        usual,
        validators=usual.validators.set(OPERATOR, record),
        keys=usual.keys.set(SigningKey(5), OPERATOR),
        credits=usual.credits.set(STRANGER, Wei(2**60)),
    )
    call = Call(STRANGER, Timestamp(before.clock.now + 12))
    return seated("A-1.solvency", before, call, a.Delegate(OPERATOR, Wei(3), Shares(0)))


def test_everybody_has_a_part_on_the_chain() -> None:
    found, world = situation(), situation().world
    first, someone = world.cast.validators[0], world.cast.delegators[0]
    assert found.step == Step(someone, 12, a.Delegate(first, Wei(3), Shares(0)))
    assert found.before.validators[first].withdrawal_address == someone
    assert found.before.validators[OPERATOR] == NO_VALIDATOR
    assert found.before.keys[SigningKey(5)] == first
    assert found.before.credits[someone] == 2**60
    assert (found.before.roles, found.before.sinks) == (world.roles(), world.sinks())
    assert found.before.deployment == world.deployment


def test_a_file_holds_all_of_it() -> None:
    assert loads(dumps(situation())) == situation()


DAMAGES: dict[str, tuple[Any, str]] = {
    "other format": ({"format": "seqstake history 1"}, 'it does not say that it is a "seqstake state 1"'),
    "other version": ({"vocabulary": "0"}, "it is of another version of the spec"),
    "no state": ({"before": None}, "before is no record: None"),
    "no step": ({"step": {}}, "step 1 has no action"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_wrong_with_a_file_is_told(name: str) -> None:
    damage, said = DAMAGES[name]
    content = {**json.loads(dumps(situation())), **damage}
    with pytest.raises(TraceError, match=said):
        loads(json.dumps(content))


def test_what_is_no_map_is_told() -> None:
    content = json.loads(dumps(situation()))
    content["before"]["credits"] = [1]
    with pytest.raises(TraceError, match=r"before\.credits is no map"):
        loads(json.dumps(content))
    content["before"]["credits"] = {"#map": [["governor"]]}
    with pytest.raises(TraceError, match=r"entry 1 of before\.credits is no pair"):
        loads(json.dumps(content))
    with pytest.raises(TraceError, match="it is no JSON"):
        loads("{")
