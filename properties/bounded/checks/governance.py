"""Governance: parameters, sinks and roles."""

from dataclasses import replace
from typing import Final

from properties.bounded.check import CHOICE, WORD, Check, Made, call, pick
from properties.bounded.population import CAST, STRANGER, Population
from properties.world import Step
from spec import actions as a
from spec import errors as e
from spec.actions import SetParameters
from spec.units import NOBODY, Address, Bps, Role, Seconds, Wei

CALLERS: Final = (CAST.governor, CAST.guardian, STRANGER)


@call(
    "set_parameters.times",
    a.SetParameters,
    "stake is out before its case is over",
    e.ParameterOutOfBounds,
    e.ConstraintViolated,
    unbonding=WORD,
    evidence=WORD,
    case=WORD,
    notice=WORD,
)
def setting_times(people: Population, unbonding: int, evidence: int, case: int, notice: int) -> Made:
    """Let the governor set any unbonding period, evidence window, case window and notice."""
    state = people.state
    parameters = replace(
        state.parameters,
        unbonding_period=Seconds(unbonding),
        evidence_window=Seconds(evidence),
        case_window=Seconds(case),
        commission_notice=Seconds(notice),
    )
    return state, Step(CAST.governor, 0, SetParameters(parameters))


@call(
    "set_parameters.stakes",
    a.SetParameters,
    "the own part may exceed the whole",
    e.NotAuthorised,
    e.ParameterOutOfBounds,
    e.ConstraintViolated,
    most=WORD,
    least=WORD,
    own=WORD,
    double_sign=WORD,
    caller=CHOICE,
)
def setting_stakes(people: Population, most: int, least: int, own: int, double_sign: int, caller: int) -> Made:
    """Let some account set any bounds of stake, and any part of it that signing twice costs."""
    state = people.state
    parameters = replace(
        state.parameters,
        max_stake=Wei(most),
        min_stake=Wei(least),
        min_self_stake=Wei(own),
        double_sign_slash=Bps(double_sign),
    )
    return state, Step(pick(CALLERS, caller), 0, SetParameters(parameters))


@call(
    "set_parameters.cuts",
    a.SetParameters,
    "cuts need not sum to one",
    e.ParameterOutOfBounds,
    e.ConstraintViolated,
    reporter=WORD,
    insurance=WORD,
    treasury=WORD,
    burned=WORD,
)
def setting_cuts(people: Population, reporter: int, insurance: int, treasury: int, burned: int) -> Made:
    """Let the governor set any cuts."""
    state = people.state
    parameters = replace(
        state.parameters,
        reporter_cut=Bps(reporter),
        insurance_cut=Bps(insurance),
        treasury_cut=Bps(treasury),
        burn_cut=Bps(burned),
    )
    return state, Step(CAST.governor, 0, SetParameters(parameters))


@call(
    "set_sinks",
    a.SetSinks,
    "penalties to nobody",
    e.NotAuthorised,
    e.ZeroAddress,
    burn=WORD,
    treasury=WORD,
    caller=CHOICE,
)
def setting_sinks(people: Population, burn: int, treasury: int, caller: int) -> Made:
    """Let some account set any two of the sinks."""
    state = people.state
    sinks = replace(state.sinks, burn=Address(burn), treasury=Address(treasury))
    return state, Step(pick(CALLERS, caller), 0, a.SetSinks(sinks))


@call(
    "assign_role",
    a.AssignRole,
    "the governor's office passes in one step",
    e.NotAuthorised,
    e.ZeroAddress,
    account=WORD,
    role=CHOICE,
    caller=CHOICE,
)
def assigning_a_role(people: Population, account: int, role: int, caller: int) -> Made:
    """Let some account give any role to any account."""
    state = people.state
    return state, Step(pick(CALLERS, caller), 0, a.AssignRole(pick(tuple(Role), role), Address(account)))


@call(
    "accept_governor",
    a.AcceptGovernor,
    "anybody accepts the office",
    e.NotPendingGovernor,
    caller=CHOICE,
    offered=CHOICE,
)
def accepting_the_office(people: Population, caller: int, offered: int) -> Made:
    """Let some account accept the governor's office, which was offered to some account or nobody."""
    state, offers = people.state, (*CALLERS, NOBODY)
    state = replace(state, roles=replace(state.roles, pending_governor=pick(offers, offered)))
    return state, Step(pick(CALLERS, caller), 0, a.AcceptGovernor())


CHECKS: Final[tuple[Check, ...]] = (
    setting_times,
    setting_stakes,
    setting_cuts,
    setting_sinks,
    assigning_a_role,
    accepting_the_office,
)
