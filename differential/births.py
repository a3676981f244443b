"""Deployments that must not come to life: with nobody in an office, with parameters that make no sense, among contracts
of which one is nowhere. The spec says of each whether it may, and why not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import Final

from differential.abi import encode
from differential.evm.backend import DeployError
from differential.lockstep import Check, Divergence, Lockstep
from differential.system import MEMBERS, Addresses, System, constructor, raw
from properties.world import GENESIS_TIME, World
from spec.errors import Rejection, ZeroAddress
from spec.map import Map
from spec.parameters import LONGEST, Deployment, Parameters
from spec.state import NO_TOKEN, Roles, Sinks, genesis
from spec.units import NOBODY, Seconds, Wei

OFFICES: Final = ("governor", "guardian", "slasher", "notifier")
"""The roles that somebody has to hold."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A contract, and what to deploy it with."""

    contract: str
    arguments: tuple[object, ...]
    refusal: Rejection | None
    """Why it must not come to life, if it must not."""


def attempts(system: System) -> Iterator[Attempt]:
    """Yield deployments, most of them without sense."""
    for contract in MEMBERS:
        usual = constructor(system.world, system.where, contract)
        for field in fields(Addresses):
            incomplete = replace(address_book(usual), **{field.name: NOBODY})
            yield Attempt(contract, (incomplete, *usual[1:]), ZeroAddress())
    book = address_book(constructor(system.world, system.where, "Controller"))
    for governed in governments(system.world):
        deployment, parameters, roles, sinks = governed
        given = (book, parameters, roles, sinks, deployment.epoch, deployment.dust_floor)
        yield Attempt("Controller", given, refusal_of(*governed))


def address_book(arguments: list[object]) -> Addresses:
    """Return the addresses of the protocol, which every constructor is given first."""
    found = arguments[0]
    assert isinstance(found, Addresses)
    return found


Government = tuple[Deployment, Parameters, Roles, Sinks]


def governments(world: World) -> Iterator[Government]:
    """Yield what a controller may be deployed with: one thing other than usual, or two wrong ones."""
    deployment, parameters, roles, sinks = world.deployment, world.parameters, world.roles(), world.sinks()
    for office in OFFICES:
        yield deployment, parameters, replace(roles, **{office: NOBODY}), sinks
    for sink in fields(Sinks):
        yield deployment, parameters, roles, replace(sinks, **{sink.name: NOBODY})
    wrong = replace(parameters, pause_gap=Seconds(0))
    yield deployment, wrong, roles, sinks
    yield deployment, wrong, replace(roles, governor=NOBODY), sinks
    for other in chain(epochs(deployment), floors(deployment, parameters)):
        yield other, parameters, roles, sinks


def epochs(deployment: Deployment) -> Iterator[Deployment]:
    """Yield deployments with other epochs."""
    for epoch in (0, 1, LONGEST, LONGEST + 1):
        yield replace(deployment, epoch=Seconds(epoch))


def floors(deployment: Deployment, parameters: Parameters) -> Iterator[Deployment]:
    """Yield deployments with other floors."""
    for floor in (0, 1, parameters.min_stake):
        yield replace(deployment, dust_floor=Wei(floor))


def refusal_of(deployment: Deployment, parameters: Parameters, roles: Roles, sinks: Sinks) -> Rejection | None:
    """Return why the spec refuses a deployment, if it does."""
    try:
        genesis(deployment, parameters, roles, sinks, Map(NO_TOKEN), GENESIS_TIME)
    except Rejection as rejection:
        return rejection
    return None


def try_births(lockstep: Lockstep) -> int:
    """Try every deployment, undo it, and return how many there were. Raises `Divergence`."""
    tried, mark = 0, lockstep.mark()
    for attempt in attempts(lockstep.system):
        found = born(lockstep, attempt)
        expected = b"" if attempt.refusal is None else lockstep.system.error(attempt.refusal)
        if found != (attempt.refusal is None, expected):
            said = f"refused, {attempt.refusal!r}" if attempt.refusal else "deployed"
            told = "deployed" if found[0] else f"refused, {lockstep.explain(found[1])}"
            raise Divergence(f"deployment of {attempt.contract}", said, told, Check.DEPLOYMENT)
        tried += 1
    lockstep.back(mark)
    return tried


def born(lockstep: Lockstep, attempt: Attempt) -> tuple[bool, bytes]:
    """Tell whether a deployment comes to life, and what it says if not."""
    system, stranger = lockstep.system, lockstep.system.world.cast.stranger
    code = system.artifacts[attempt.contract].initcode + encode(list(attempt.arguments))
    try:
        lockstep.backend.deploy(raw(stranger), code, lockstep.state.clock.now)
    except DeployError as error:
        return False, error.data
    return True, b""
