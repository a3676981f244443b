"""Penalties, and where they go."""

from typing import Final

from properties.bounded.check import AMOUNT, ASSETS, CHOICE, TIME, Check, Made, call, pick
from properties.bounded.population import (
    CAST,
    STRANGER,
    VALIDATOR,
    Population,
    after,
    bonded,
    credited,
    staked,
    taken,
    unbonding,
    with_status,
)
from properties.world import Step
from spec import actions as a
from spec import errors as e
from spec.clock import protocol_time
from spec.state import CaseId
from spec.units import Offence, ProtocolTime, Status


def slash(offence: Offence, time: ProtocolTime, checkpoint: int) -> a.Slash:
    """Return the accusation of the validator."""
    return a.Slash(VALIDATOR, offence, time, checkpoint, CAST.reporter)


@call("slash", a.Slash, "a piece loses more than it has", assets=ASSETS, leaving=AMOUNT, stake=AMOUNT)
def slashing(people: Population, assets: int, leaving: int, stake: int) -> Made:
    """Punish a fault before the tickets, with any stake then, and any assets now in the pool and the bucket."""
    state = unbonding(bonded(people.state, assets), people.bucket, leaving)
    state = staked(state, people.checkpoint, stake)
    return state, Step(CAST.slasher, 0, slash(Offence.FAULT, people.earlier, people.checkpoint))


@call("slash.later", a.Slash, "what was requested before the offence pays for it", assets=ASSETS, status=CHOICE)
def slashing_after_the_tickets(people: Population, assets: int, status: int) -> Made:
    """Punish double signing after the tickets, with any assets in the pool, in every status."""
    statuses = (Status.ACTIVE, Status.JAILED, Status.LEAVING, Status.TOMBSTONED)
    state = bonded(with_status(people.state, pick(statuses, status)), assets)
    return state, Step(CAST.slasher, 0, slash(Offence.DOUBLE_SIGN, people.later, people.checkpoint + 1))


@call(
    "slash.time",
    a.Slash,
    "the last second of the window is too late",
    e.NotAuthorised,
    e.OffenceTooOld,
    e.WrongCheckpoint,
    e.OffenceNotPast,
    e.AlreadySlashed,
    seconds=TIME,
    caller=CHOICE,
    accusation=CHOICE,
)
def slashing_at_any_time(people: Population, seconds: int, caller: int, accusation: int) -> Made:
    """Let the slasher or a stranger punish absence at any time: before the tickets, the same with the wrong checkpoint,
    within the next minute, or what was punished before.
    """
    state, slasher, first = people.state, CAST.slasher, people.checkpoint
    old = slash(Offence.LIVENESS, people.earlier, first)
    wrong = slash(Offence.LIVENESS, people.earlier, first + 1)
    soon = slash(Offence.LIVENESS, ProtocolTime(protocol_time(state) + 60), first + 1)
    if accusation == 3:
        state = after(state, Step(slasher, 0, old))
    return state, Step(pick((slasher, STRANGER), caller), seconds, pick((old, wrong, soon, old), accusation))


@call(
    "route",
    a.RouteSlash,
    "what division leaves stays in nobody's hands",
    e.NothingToRoute,
    pot=AMOUNT,
    credit=AMOUNT,
    case=CHOICE,
)
def routing(people: Population, pot: int, credit: int, case: int) -> Made:
    """Let a holder have any penalty routed, one that was routed before, or one that never was."""
    state = credited(taken(people.state, people.unrouted, pot), CAST.reporter, credit)
    id = pick((people.unrouted, people.routed, CaseId(VALIDATOR, Offence.DOUBLE_SIGN, people.later)), case)
    action = a.RouteSlash(id.validator, id.offence, id.offence_time)
    return state, Step(people.holders[-1], 0, action)


CHECKS: Final[tuple[Check, ...]] = (slashing, slashing_after_the_tickets, slashing_at_any_time, routing)
