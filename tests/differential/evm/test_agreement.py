"""The backends say the same of the same histories, call by call: the outcome and every slot that any of them wrote."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from differential.artifact import Artifact
from differential.compile import compile_contracts
from differential.evm.backend import Backend, CallResult
from differential.evm.pyevm import PyEvm
from differential.evm.revm import Revm
from differential.evm.rpc import Rpc
from differential.people import keyring
from differential.system import System, chain_world, deploy, raw
from properties.scenarios import ALL
from properties.scenarios.story import Scenario
from spec.actions import Action
from spec.rejections import REJECTIONS

CONTRACTS = Path(__file__).parents[3] / "contracts"

Words = dict[tuple[bytes, int], int]


def kinds(told: Scenario) -> set[type[Action]]:
    """Return the kinds of calls that a history makes."""
    return {type(step.action) for step in told.history(chain_world())}


def covering() -> Iterator[Scenario]:
    """Yield the directed histories that make a kind of call that none before them makes."""
    made: set[type[Action]] = set()
    for told in ALL:
        if not kinds(told) <= made:
            made |= kinds(told)
            yield told


TOLD = tuple(covering())


@pytest.fixture(scope="module")
def artifacts() -> dict[str, Artifact]:
    return compile_contracts(CONTRACTS)


@pytest.fixture(scope="module")
def systems(artifacts: Mapping[str, Artifact], node: str) -> Iterator[dict[Backend, System]]:
    """Our contracts on each backend, the reference first."""
    backends: tuple[Backend, ...] = (PyEvm(), Revm(), Rpc(node, keyring("deployer")))
    yield {backend: deploy(backend, artifacts, chain_world()) for backend in backends}
    for backend in backends:
        backend.close()


def said(backend: Backend, system: System, told: Scenario) -> Iterator[CallResult]:
    """Yield what a backend says to each call of a history, but for the gas."""
    now = int(system.world.genesis().clock.now)
    for step in told.history(system.world):
        now += step.delay
        to, data = system.encode(step.caller, step.action)
        yield replace(backend.call(raw(step.caller), to, data, now), gas_used=0)


def words(backend: Backend, slots: frozenset[tuple[bytes, int]]) -> Words:
    return {slot: backend.storage(*slot) for slot in slots}


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.name)
def test_all_say_the_same(systems: dict[Backend, System], told: Scenario) -> None:
    backends = tuple(systems)
    marks = [backend.snapshot() for backend in backends]
    known: Words = {}
    for results in zip(*(said(backend, system, told) for backend, system in systems.items()), strict=True):
        assert results == results[:1] * len(backends)
        written = [backend.writes() for backend in backends]
        slots = frozenset().union(*written)
        found = [words(backend, slots) for backend in backends]
        assert found == found[:1] * len(backends)
        # Nobody leaves out what changed; a slot that no call wrote yet may have held anything.
        changed = {slot for slot, word in found[0].items() if known.get(slot, word) != word}
        assert [changed - slots for slots in written] == [set()] * len(backends)
        known |= found[0]
    assert known
    for backend, mark in zip(backends, marks, strict=True):
        backend.revert(mark)


def test_the_histories_make_every_kind_of_call() -> None:
    made = set[type[Action]]().union(*map(kinds, TOLD))
    assert made == set(REJECTIONS)
