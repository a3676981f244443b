"""How generated histories begin: from nothing, or in the middle of an ordinary life."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from properties.world import GENESIS_TIME, History, Step, World
from spec.actions import Action, Delegate, DepositRewards, Register, SetParameters, Slash, Unbond, UnbondAssets
from spec.parameters import DAY
from spec.profiles import ETHER
from spec.units import Address, Bps, Offence, ProtocolTime, Shares, SigningKey, Wei


def nothing(_: World) -> History:
    """Begin right after the deployment."""
    return ()


def ordinary(world: World) -> History:
    """Begin with two validators, their delegators, rewards under way and an exit waiting."""
    cast = world.cast
    first, second = cast.validators[:2]
    calls: list[tuple[Address, int, Action]] = [
        (first, 0, Register(SigningKey(1), cast.withdrawal[0], Bps(1_000), Wei(100 * ETHER))),
        (second, 10, Register(SigningKey(2), cast.withdrawal[1], Bps(0), Wei(32 * ETHER))),
        (cast.delegators[0], 100, Delegate(first, Wei(50 * ETHER), Shares(0))),
        (cast.delegators[1], 0, Delegate(second, Wei(7 * ETHER), Shares(0))),
        (cast.notifier, 1_000, DepositRewards(Wei(700 * ETHER))),
        (cast.delegators[1], DAY, Delegate(first, Wei(ETHER + 1), Shares(0))),
        (cast.delegators[0], 1, Unbond(first, Shares(10_000 * ETHER), Wei(0))),
    ]
    return tuple(Step(*call) for call in calls)


def harsh(world: World) -> History:
    """Begin as an ordinary life under large penalties, one of them just taken from pool and bucket."""
    cast = world.cast
    first = cast.validators[0]
    part = Bps(6_000)
    parameters = replace(world.parameters, liveness_slash=part, fault_slash=part, double_sign_slash=part)
    unbonded = GENESIS_TIME + 1_111 + DAY
    calls: list[tuple[Address, int, Action]] = [
        (cast.governor, 0, SetParameters(parameters)),
        (cast.delegators[1], DAY, UnbondAssets(first, Wei(ETHER // 2), Shares(1_000 * ETHER))),
        (cast.slasher, 0, Slash(first, Offence.LIVENESS, ProtocolTime(unbonded), 3, cast.reporter)),
    ]
    return (*ordinary(world), *(Step(*call) for call in calls))


Opening = Callable[[World], History]

OPENINGS: Final[tuple[Opening, ...]] = (ordinary, harsh, nothing)
"""The openings, which campaigns take in turn."""
