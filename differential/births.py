"""Deployments that have to be refused, which no history tries: each contract checks what it is told when it is made.

One thing at a time is wrong. What the controller makes of it is what the spec makes of it, which checks parameters,
roles and sinks in the same order; of the contracts' addresses the spec knows nothing, and none may be missing.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from differential.abi import encode
from differential.evm.backend import DeployError
from differential.lockstep import Divergence, Lockstep
from differential.system import DEPLOYER, MEMBERS, constructor, raw
from properties.world import World
from spec.errors import Rejection, ZeroAddress
from spec.units import NOBODY, Seconds, Wei


def unfit(world: World) -> Iterator[tuple[str, World]]:
    """Yield worlds that must not come to be, each with what is wrong with it."""
    cast, fixed = world.cast, world.deployment
    incomplete = {
        "governor": replace(cast, governor=NOBODY),
        "guardian": replace(cast, guardian=NOBODY),
        "slasher": replace(cast, slasher=NOBODY),
        "notifier": replace(cast, notifier=NOBODY),
        "burn sink": replace(cast, burn=NOBODY),
        "treasury": replace(cast, treasury=NOBODY),
        "insurance": replace(cast, insurance=NOBODY),
        "dust sink": replace(cast, dust=NOBODY),
    }
    for part, others in incomplete.items():
        yield f"without {part}", replace(world, cast=others)
    for epoch in (0, 2**40):
        yield f"with an epoch of {epoch:,} s", replace(world, deployment=replace(fixed, epoch=Seconds(epoch)))
    yield "without a dust floor", replace(world, deployment=replace(fixed, dust_floor=Wei(0)))
    yield "without a minimum of stake", replace(world, parameters=replace(world.parameters, min_stake=Wei(0)))


def judged(wrong: str, world: World) -> Rejection:
    """Return why the spec lets a world not come to be."""
    try:
        world.genesis()
    except Rejection as rejection:
        return rejection
    raise AssertionError(f"it lets a system {wrong} come to be")


def stillborn(lockstep: Lockstep) -> int:
    """Try deployments that have to be refused, and return how many were. Raises `Divergence` if one is not."""
    world, where = lockstep.system.world, lockstep.system.where
    strange = list(unfit(world))
    for wrong, other in strange:
        refuse(lockstep, "Controller", wrong, constructor(other, where, "Controller"), judged(wrong, other))
    incomplete = list(product(MEMBERS, MEMBERS))
    for contract, missing in incomplete:
        arguments = constructor(world, {**where, missing: raw(NOBODY)}, contract)
        refuse(lockstep, contract, f"without {missing}", arguments, ZeroAddress())
    return len(strange) + len(incomplete)


def refuse(lockstep: Lockstep, contract: str, wrong: str, arguments: list[object], rejection: Rejection) -> None:
    """Try a deployment. Raises `Divergence` unless it is refused for that reason."""
    subject, system = f"deployment of {contract} {wrong}", lockstep.system
    code = system.artifacts[contract].initcode + encode(arguments)
    try:
        lockstep.backend.deploy(raw(DEPLOYER), code, lockstep.state.clock.now)
    except DeployError as error:
        if error.data != system.error(rejection):
            raise Divergence(subject, repr(rejection), lockstep.explain(error.data)) from None
    else:
        raise Divergence(subject, f"rejected, {rejection!r}", "accepted")
