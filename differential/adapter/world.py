"""The world that the spec runs in beside an adapter's contracts."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from differential.adapter.declaration import Adapter
from differential.adapter.reader import Table, nearest
from differential.evm.backend import predict_address
from differential.people import chain_cast
from differential.system import DEPLOYER, number, raw
from properties.world import World
from spec.errors import Rejection
from spec.parameters import DAY, Deployment, Parameters, check_parameters
from spec.profiles import BALANCED
from spec.units import Seconds, Wei

WORLD_KEYS = ("stake_token", "reward_token", "stake_custody", "reward_custody", "epoch", "dust_floor", "parameters")
"""What can be said of the world."""


def places(adapter: Adapter) -> dict[str, bytes]:
    """Return where each contract will be, by its name in the adapter."""
    return {code.name: predict_address(raw(DEPLOYER), nonce) for nonce, code in enumerate(adapter.contracts)}


def parameters_of(table: Table) -> Parameters:
    """Return the balanced parameters with the changes in a table."""
    known = [field.name for field in fields(Parameters)]
    for key in table.content:
        if key not in known:
            raise table.fault(key, f"there is no such parameter; {nearest(key, known)}")
    changes: dict[str, Any] = {key: table.number(key) for key in table.content}
    return replace(BALANCED, **changes)


def place(table: Table, key: str, where: Mapping[str, bytes]) -> bytes:
    """Return the address of the contract that plays a part in the world."""
    name = table.text(key)
    if name not in where:
        raise table.fault(key, f"there is no contract called {name!r}; {nearest(name, where)}")
    return where[name]


def world_of(adapter: Adapter) -> World:
    """Return the world of an adapter. Raises `AdapterError`."""
    table, where = adapter.world, places(adapter)
    table.knows(*WORLD_KEYS)
    parts = {key: number(place(table, key, where)) for key in WORLD_KEYS[:4]}
    epoch, floor = table.number("epoch", DAY), table.number("dust_floor", 1_000_000)
    deployment = Deployment(**parts, epoch=Seconds(epoch), dust_floor=Wei(floor))
    parameters = parameters_of(table.table("parameters"))
    try:
        check_parameters(parameters, deployment)
    except Rejection as rejection:
        problem = f"the spec refuses these parameters: {rejection!r}; spec/parameters.py has the bounds"
        raise table.fault("parameters", problem) from None
    return World(chain_cast(), deployment, parameters)
