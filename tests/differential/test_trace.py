"""Traces: what is written is read back, and what is broken is named."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from differential.campaign.chooser import RandomChooser
from differential.campaign.generator import Generator
from differential.trace import ACTIONS, Trace, TraceError, describe, dumps, loads, read_text, save
from properties.world import Step, paper_world
from spec import actions as a
from spec.profiles import BALANCED
from spec.rejections import REJECTIONS
from spec.units import Address, Shares, TicketId, Wei

WORLD = paper_world()
NAMES = WORLD.names()


def sample() -> Trace:
    """Return a history with every action in it."""
    state = WORLD.genesis()
    generator = Generator(WORLD, RandomChooser(1))
    history = tuple(generator.step(state, kind) for kind in REJECTIONS)
    return Trace(True, BALANCED, history, "every action")


def broken(change: Any) -> str:
    """Return the text of the sample after ``change`` was made to its content."""
    content = json.loads(dumps(sample(), NAMES))
    change(content)
    return json.dumps(content)


def test_every_action_survives_the_file(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "history.json"
    save(path, dumps(sample(), NAMES))
    assert loads(read_text(path), NAMES) == sample()
    assert set(ACTIONS) == {kind.__name__ for kind in REJECTIONS}


def test_large_numbers_and_unnamed_accounts_survive() -> None:
    step = Step(Address(2**159), 2**60, a.Unbond(Address(7_777), Shares(2**255), Wei(2**53)))
    trace = replace(sample(), history=(step, Step(Address(1), 0, a.ClaimBatch((TicketId(1), TicketId(2**70))))))
    assert loads(dumps(trace, NAMES), NAMES) == trace


def test_a_step_reads_like_a_sentence() -> None:
    step = Step(WORLD.cast.delegators[0], 60, a.Unbond(WORLD.cast.validators[0], Shares(10**18), Wei(0)))
    said = "after 60 s, delegator 1: Unbond(validator=validator 1, shares=1_000_000_000_000_000_000, min_assets=0)"
    assert describe(step, NAMES) == said


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.pop("#meta"), "does not say that it is"),
        (lambda c: c.pop("states"), 'no list of "states"'),
        (lambda c: c["states"][0].pop("action"), "step 1 has no action"),
        (lambda c: c["states"][1]["action"].update(tag="Fly"), "step 2 asks for 'Fly'"),
        (lambda c: c["states"][1]["action"].update(tag=[]), r"step 2 asks for \[\]"),
        (lambda c: c["states"][0].pop("caller"), "step 1 has no caller"),
        (lambda c: c["states"][0].update(caller="nemo"), "nobody is called 'nemo'"),
        (lambda c: c["states"][0].update(caller="0xzz"), "nobody is called '0xzz'"),
        (lambda c: c["states"][0].update(delay=-1), "step 1.delay is outside uint256"),
        (lambda c: c["states"][0].update(delay="soon"), "step 1.delay is no number"),
        (lambda c: c["states"][0].update(delay={"#bigint": "x"}), "step 1.delay is no number"),
        (lambda c: c["states"][0]["action"]["value"].pop("amount"), "step 1.Transfer lacks the field amount"),
        (lambda c: c["states"][0]["action"]["value"].update(gas=1), "step 1.Transfer has the field gas"),
        (lambda c: c["states"][0]["action"].update(value=[]), "step 1.Transfer is no record"),
        (lambda c: c["#meta"]["parameters"].pop("min_stake"), "parameters lacks the field min_stake"),
        (lambda c: c["states"][4]["action"]["value"].update(role="KING"), "is none of GOVERNOR"),
        (lambda c: c["states"][4]["action"]["value"].update(role=[]), "is none of GOVERNOR"),
    ],
)
def test_a_broken_file_is_named(change: Any, message: str) -> None:
    with pytest.raises(TraceError, match=message):
        loads(broken(change), NAMES)


def test_no_json_and_no_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="it is no JSON"):
        loads("{", NAMES)
    with pytest.raises(TraceError, match="it is no JSON"):
        loads("1" * 5_000, NAMES)
    with pytest.raises(TraceError, match="there is no file"):
        read_text(tmp_path / "nothing.json")
    with pytest.raises(TraceError, match="it cannot be read: Is a directory"):
        read_text(tmp_path)
    (tmp_path / "binary").write_bytes(b"\xff")
    with pytest.raises(TraceError, match="it is no text"):
        read_text(tmp_path / "binary")
