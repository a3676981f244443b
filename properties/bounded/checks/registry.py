"""Validators: registration, the end of duty, jail and commission."""

from dataclasses import replace
from typing import Final

from properties.bounded.check import ASSETS, CHOICE, TIME, WORD, Check, Made, Unknown, call, pick
from properties.bounded.population import CAST, KEY, VALIDATOR, Population, bonded, closing, with_status
from properties.scenarios.calls import register, set_commission
from properties.world import Step
from spec import actions as a
from spec import errors as e
from spec.clock import protocol_time
from spec.state import State
from spec.units import Bps, ProtocolTime, Status, Wei

RATE: Final = Unknown(0, 2**16 - 1)
"""Basis points."""


@call(
    "register",
    a.Register,
    "any commission at the start",
    e.RegistrationPaused,
    e.AlreadyRegistered,
    e.ZeroKey,
    e.KeyAlreadyUsed,
    e.CommissionTooHigh,
    e.StakeBelowMinimum,
    e.StakeAboveMaximum,
    amount=WORD,
    commission=RATE,
    key=CHOICE,
    caller=CHOICE,
    closed=CHOICE,
)
def registering(people: Population, amount: int, commission: int, key: int, caller: int, closed: int) -> Made:
    """Let a newcomer or the validator register any stake and commission, with a new key, one in use or none, while
    registration is open or closed.
    """
    state = closing(people.state, pick((False, True), closed))
    number = pick((KEY + 1, KEY, 0), key)
    action = register(number, CAST.withdrawal[1], amount, commission)
    return state, Step(pick((CAST.validators[1], VALIDATOR), caller), 0, action)


@call("leave", a.Leave, "a jailed validator leaves", e.WrongStatus, assets=ASSETS, seconds=TIME, status=CHOICE)
def leaving(people: Population, assets: int, seconds: int, status: int) -> Made:
    """Let the validator leave at any time, with any assets in its pool, while active, jailed, leaving or tombstoned."""
    statuses = (Status.ACTIVE, Status.JAILED, Status.LEAVING, Status.TOMBSTONED)
    state = bonded(with_status(people.state, pick(statuses, status)), assets)
    return state, Step(VALIDATOR, seconds, a.Leave())


def jailed(state: State, until: int) -> State:
    """Return the state with the validator in jail until so many seconds from now."""
    state = with_status(state, Status.JAILED)
    term = ProtocolTime(protocol_time(state) + until)
    record = replace(state.validators[VALIDATOR], jailed_until=term)
    return replace(state, validators=state.validators.set(VALIDATOR, record))


@call(
    "unjail",
    a.Unjail,
    "jail ends a second late",
    e.StillJailed,
    e.StakeBelowMinimum,
    e.SelfStakeBelowMinimum,
    assets=ASSETS,
    seconds=TIME,
    term=TIME,
    least=Unknown(10**9, 10**25),
)
def returning(people: Population, assets: int, seconds: int, term: int, least: int) -> Made:
    """Let a jailed validator return at any time, after any term, with any assets in its pool and any least stake, all
    of which has to be its own.
    """
    state = bonded(jailed(people.state, term), assets)
    limits = replace(state.parameters, min_stake=Wei(least), min_self_stake=Wei(least))
    state = replace(state, parameters=limits)
    return state, Step(VALIDATOR, seconds, a.Unjail())


@call(
    "eject",
    a.Eject,
    "whoever meets a minimum exactly is ejected",
    e.WrongStatus,
    e.NotEjectable,
    assets=ASSETS,
    seconds=TIME,
    status=CHOICE,
)
def ejecting(people: Population, assets: int, seconds: int, status: int) -> Made:
    """Let a holder have the validator ejected at any time, with any assets in its pool, while active or jailed."""
    state = bonded(with_status(people.state, pick((Status.ACTIVE, Status.JAILED), status)), assets)
    return state, Step(people.holders[-1], seconds, a.Eject(VALIDATOR))


@call(
    "set_commission",
    a.SetCommission,
    "a raise takes effect at once",
    e.UnknownValidator,
    e.CommissionTooHigh,
    e.CommissionStepTooLarge,
    commission=RATE,
    seconds=TIME,
    caller=CHOICE,
)
def setting_commission(people: Population, commission: int, seconds: int, caller: int) -> Made:
    """Let the validator, or somebody who is none, set any commission at any time in the midst of a stream."""
    state = people.earning
    return state, Step(pick((VALIDATOR, CAST.stranger), caller), seconds, set_commission(commission))


@call(
    "apply_commission",
    a.ApplyCommission,
    "a raise is due a second late",
    e.CommissionNotDue,
    commission=Unknown(501, 1_000),
    seconds=TIME,
    notice=TIME,
    caller=CHOICE,
)
def applying_commission(people: Population, commission: int, seconds: int, notice: int, caller: int) -> Made:
    """Let a holder put any raise in force at any time, announced for any time or not at all."""
    state = people.earning
    effective = ProtocolTime(protocol_time(state) + notice)
    record = state.validators[VALIDATOR]
    if caller != 0:
        record = replace(record, next_commission=Bps(commission), commission_effective=effective)
    state = replace(state, validators=state.validators.set(VALIDATOR, record))
    return state, Step(people.holders[-1], seconds, a.ApplyCommission(VALIDATOR))


CHECKS: Final[tuple[Check, ...]] = (
    registering,
    leaving,
    returning,
    ejecting,
    setting_commission,
    applying_commission,
)
