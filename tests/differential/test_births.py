"""Deployments without sense are refused, for the reason that the spec gives."""

from pathlib import Path

import pytest

from differential.births import attempts, refusal_of, try_births
from differential.compile import compile_contracts
from differential.evm.revm import Revm
from differential.lockstep import Divergence, Lockstep
from differential.system import chain_world, deploy
from spec.errors import ConstraintViolated, ParameterOutOfBounds, ZeroAddress

CONTRACTS = Path(__file__).parents[2] / "contracts"


def lockstep(old: str = "", new: str = "") -> Lockstep:
    """Return our contracts, perhaps with a change of the controller."""
    text = (CONTRACTS / "src/Controller.sol").read_text()
    overrides = {"src/Controller.sol": text.replace(old, new)} if old else {}
    chain = Revm()
    return Lockstep(chain, deploy(chain, compile_contracts(CONTRACTS, overrides), chain_world()))


def test_none_comes_to_life() -> None:
    found = lockstep()
    before = found.state
    assert try_births(found) == len(list(attempts(found.system))) == 42
    assert found.state == before


def test_the_spec_tells_why() -> None:
    tried = [attempt.refusal for attempt in attempts(lockstep().system) if attempt.contract == "Controller"]
    assert tried == [
        *[ZeroAddress()] * 13,
        *[ParameterOutOfBounds(22, 0, 1, 34_560_000)] * 2,
        ConstraintViolated(0),
        ConstraintViolated(0),
        ConstraintViolated(3),
        ConstraintViolated(0),
        ConstraintViolated(0),
        None,
        ConstraintViolated(8),
    ]


def test_an_office_without_anybody_is_noticed() -> None:
    careless = lockstep(" && roles_.notifier != address(0)", "")
    with pytest.raises(Divergence, match=r"deployment of Controller: the spec says refused, .*says deployed"):
        try_births(careless)


def test_the_usual_deployment_is_not_refused() -> None:
    world = chain_world()
    assert refusal_of(world.deployment, world.parameters, world.roles(), world.sinks()) is None
