"""The spec and the contracts speak the same language: names, fields and order, for everything that either can say."""

from dataclasses import fields, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from differential.abi import AbiError, camel, flatten
from differential.artifact import Artifact
from differential.compile import RUNTIME_LIMIT, compile_contracts
from differential.evm.backend import DeployError
from differential.evm.pyevm import PyEvm
from differential.system import HOMES, ORDER, Interface, System, chain_world, deploy
from spec import actions, errors, events
from spec.rejections import REJECTIONS

CONTRACTS = Path(__file__).parents[2] / "contracts"

SOLIDITY_ONLY = {
    "NotProtocol": "only another contract of the system can be refused entry to what the system does within itself",
    "UnexpectedTransferAmount": "a standard token moves what it is asked to move",
    "ReentrancyGuardReentrantCall": "a standard token calls nobody back",
    "SafeERC20FailedOperation": "a standard token says what it did",
    "SafeCastOverflowedUintDowncast": "the widths hold every value within the bounds",
}
"""Errors that the contracts can raise and the spec cannot, and why no call on a standard token gets there."""


@pytest.fixture(scope="module")
def artifacts() -> dict[str, Artifact]:
    return compile_contracts(CONTRACTS)


@pytest.fixture(scope="module")
def system(artifacts: dict[str, Artifact]) -> System:
    return deploy(PyEvm(), artifacts, chain_world())


def subclasses(module: ModuleType, base: type) -> list[type]:
    """Return the classes of a module that are of one kind."""
    found = (item for item in vars(module).values() if isinstance(item, type))
    return [item for item in found if issubclass(item, base) and item is not base]


def names(kind: type) -> list[str]:
    """Return the names of a record's fields as Solidity spells them."""
    return [camel(field.name) for field in fields(kind)]


@pytest.mark.parametrize("kind", REJECTIONS, ids=lambda kind: kind.__name__)
def test_every_action_is_a_function_with_its_fields(system: System, kind: type[actions.Action]) -> None:
    home = next(contract for contract, kinds in HOMES.items() if kind in kinds)
    entry = system.entry(home, "functions", camel(kind.__name__))
    if home == "StakeToken":
        assert len(entry.inputs) == 2
    else:
        renamed = {"newParameters": "parameters", "newSinks": "sinks"}
        assert [renamed.get(name, name) for name in entry.inputs] == names(kind)


@pytest.mark.parametrize("kind", subclasses(errors, errors.Rejection), ids=lambda kind: kind.__name__)
def test_every_rejection_is_an_error_with_its_fields(system: System, kind: type[errors.Rejection]) -> None:
    known = [item.errors[kind.__name__] for item in system.interfaces.values() if kind.__name__ in item.errors]
    assert known
    assert all(list(entry.inputs) == names(kind) for entry in known)


@pytest.mark.parametrize("kind", subclasses(events, events.Event), ids=lambda kind: kind.__name__)
def test_every_event_is_an_event_with_its_fields(system: System, kind: Any) -> None:
    if kind.emitter == "Token":
        assert len(system.entry("StakeToken", "events", kind.__name__).inputs) == len(fields(kind)) - 1
    else:
        assert list(system.entry(kind.emitter, "events", kind.__name__).inputs) == names(kind)


def test_the_contracts_say_nothing_that_the_spec_does_not_know(system: System) -> None:
    known = {kind.__name__ for kind in subclasses(errors, errors.Rejection)} | set(SOLIDITY_ONLY)
    said = {
        name
        for contract in ORDER[2:]
        for name in system.interfaces[contract].errors
        if not name.startswith(("ERC20", "ERC2612", "ECDSA", "StringTooLong", "InvalidShortString"))
    }
    assert said <= known
    told = {name for contract in ORDER[2:] for name in system.interfaces[contract].events}
    assert told <= {kind.__name__ for kind in subclasses(events, events.Event)}


def test_every_contract_fits_the_size_limit(artifacts: dict[str, Artifact]) -> None:
    sizes = {name: len(artifacts[name].runtime) for name in ORDER if name != "RewardToken"}
    assert max(sizes.values()) <= RUNTIME_LIMIT


def test_a_missing_contract_is_named(artifacts: dict[str, Artifact]) -> None:
    rest = {name: artifact for name, artifact in artifacts.items() if name != "Pools"}
    with pytest.raises(AbiError, match="no contract Pools"):
        deploy(PyEvm(), rest, chain_world())


def test_what_a_contract_lacks_is_named(system: System) -> None:
    with pytest.raises(AbiError, match="Pools has nothing called fly among its functions"):
        system.entry("Pools", "functions", "fly")


def test_a_second_deployment_on_one_chain_is_refused(artifacts: dict[str, Artifact]) -> None:
    chain = PyEvm()
    deploy(chain, artifacts, chain_world())
    with pytest.raises(DeployError, match="another address"):
        deploy(chain, artifacts, chain_world())


@pytest.mark.parametrize("changes", [{"epoch": 0}, {"epoch": 2**255}, {"dust_floor": 0}], ids=str)
def test_contracts_refuse_a_deployment_without_sense(artifacts: dict[str, Artifact], changes: dict[str, Any]) -> None:
    world = chain_world()
    with pytest.raises(DeployError) as refused:
        deploy(PyEvm(), artifacts, replace(world, deployment=replace(world.deployment, **changes)))
    constraint = Interface.of(artifacts["Controller"]).errors["ConstraintViolated"]
    assert refused.value.data == constraint.selector + flatten(errors.ConstraintViolated(0))
