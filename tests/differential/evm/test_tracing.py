"""A chain that notes what runs does what the reference does, and takes code of any size."""

import pytest

from differential.artifact import Artifact
from differential.evm.backend import DeployError
from differential.evm.pyevm import PyEvm
from differential.evm.tracing import Trace, TracingPyEvm
from tests.differential.evm.probe import ALICE, NOW, deployed, store

JUMPS = bytes.fromhex("5f600557005b00")
"""Push 0 and a place, do not jump there, and stop."""


def created(runtime: bytes) -> bytes:
    """Return code that creates a contract with that runtime code, by copying what follows it."""
    return bytes.fromhex("61") + len(runtime).to_bytes(2, "big") + bytes.fromhex("80600a5f395ff3") + runtime


def test_it_does_what_the_reference_does(artifacts: dict[str, Artifact]) -> None:
    results = []
    for chain in (PyEvm(), TracingPyEvm()):
        probe = deployed(chain, artifacts)
        results.append((probe, store(chain, probe, 7), chain.writes(), chain.branches()))
    assert results[0] == results[1]


def test_instructions_and_jumps_are_noted_by_code_and_heading() -> None:
    chain = TracingPyEvm()
    where = chain.deploy(ALICE, created(JUMPS), NOW)
    chain.head("call")
    chain.call(ALICE, where, b"", NOW)
    chain.call(ALICE, where, b"", NOW)
    chain.head("rest")
    assert chain.traced() == {
        "": {created(JUMPS): Trace({0, 3, 4, 6, 7, 8, 9}, set())},
        "call": {JUMPS: Trace({0, 1, 3, 4}, {(3, False)})},
        "rest": {},
    }


def test_a_jump_to_the_next_instruction_is_one() -> None:
    code = bytes.fromhex("60016005575b00")
    chain = TracingPyEvm()
    where = chain.deploy(ALICE, created(code), NOW)
    chain.head("call")
    chain.call(ALICE, where, b"", NOW)
    assert chain.traced()["call"] == {code: Trace({0, 2, 4, 5, 6}, {(4, True)})}


def test_code_may_be_longer_than_a_chain_takes() -> None:
    long = JUMPS + bytes(40_000)
    with pytest.raises(DeployError):
        PyEvm().deploy(ALICE, created(long), NOW)
    chain = TracingPyEvm()
    where = chain.deploy(ALICE, created(long), NOW)
    assert chain.call(ALICE, where, b"", NOW).success
