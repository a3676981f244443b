"""Parameters, roles and sinks."""

from properties.declaration import Severity, invariant
from properties.vocabulary import at_most, equal
from spec.parameters import DAY, LONGEST, MAX_REPORTER_CUT, MAX_TICKETS, Parameters
from spec.state import State
from spec.units import BPS, MAX_SUPPLY, MAX_UNBONDING_EPOCHS, NOBODY


def span(value: int, lowest: int = 1) -> bool:
    """Tell whether a time span is within bounds."""
    return lowest <= value and value <= LONGEST


def amount(value: int) -> bool:
    """Tell whether an amount is within bounds."""
    return value >= 1 and value <= MAX_SUPPLY


def fraction(value: int, lowest: int = 0, highest: int = BPS) -> bool:
    """Tell whether a fraction is within bounds."""
    return lowest <= value and value <= highest


def windows(p: Parameters) -> bool:
    """Tell whether the spans of exits and cases are within bounds."""
    return span(p.unbonding_period, DAY) and span(p.evidence_window) and span(p.case_window) and span(p.jail_duration)


def rates_are_in_bounds(p: Parameters) -> bool:
    """Tell whether every penalty, and the reporter's cut, is within its bounds."""
    penalties = fraction(p.liveness_slash, 1) and fraction(p.fault_slash, 1) and fraction(p.double_sign_slash, 1)
    return penalties and fraction(p.reporter_cut, 0, MAX_REPORTER_CUT)


@invariant("G-1.times", Severity.HIGH, "Funds are locked for too long, or protected for too short a time.")
def time_spans_are_in_bounds(state: State) -> bool:
    """Every time span among the parameters is within its bounds."""
    p = state.parameters
    pauses = span(p.max_pause) and span(p.pause_gap)
    return windows(p) and span(p.commission_notice) and span(p.reward_duration) and pauses


@invariant("G-1.amounts", Severity.HIGH, "A minimum keeps everyone out, or a maximum leaves the proved range.")
def amounts_are_in_bounds(state: State) -> bool:
    """Every amount among the parameters, and the number of tickets, is within its bounds."""
    p = state.parameters
    stakes = amount(p.min_stake) and amount(p.max_stake) and amount(p.min_self_stake)
    return stakes and amount(p.min_deposit) and amount(p.min_unbond) and 1 <= p.max_tickets <= MAX_TICKETS


@invariant("G-1.fractions", Severity.HIGH, "A fraction exceeds the whole, and a division among parts fails.")
def fractions_are_in_bounds(state: State) -> bool:
    """Every fraction among the parameters is within its bounds."""
    p = state.parameters
    cuts = fraction(p.insurance_cut) and fraction(p.treasury_cut) and fraction(p.burn_cut)
    return rates_are_in_bounds(p) and cuts and fraction(p.max_commission) and fraction(p.commission_step, 1)


@invariant("P0", Severity.HIGH, "The queue is too short, and holders cannot leave.")
def queues_hold_an_unbonding_period(state: State) -> bool:
    """Unbonding takes at most so many epochs that the buckets of a full period, and of one change, fit into a queue."""
    return at_most(state.parameters.unbonding_period, MAX_UNBONDING_EPOCHS * state.deployment.epoch)


@invariant("P1", Severity.CRITICAL, "Stake leaves before its offence can be punished.")
def unbonding_outlasts_a_case(state: State) -> bool:
    """Unbonding takes at least as long as the evidence window and the case window together."""
    p = state.parameters
    return at_most(p.evidence_window + p.case_window, p.unbonding_period)


@invariant("P3", Severity.HIGH, "Delegators pay a raised commission that they could not leave before.")
def notice_outlasts_unbonding(state: State) -> bool:
    """Notice of a raised commission is given for at least the unbonding period and one epoch."""
    p = state.parameters
    return at_most(p.unbonding_period + state.deployment.epoch, p.commission_notice)


@invariant("P6", Severity.HIGH, "Penalties are not divided exactly, or reporting oneself pays.")
def cuts_are_the_whole(state: State) -> bool:
    """All cuts of a penalty add up to the whole, and the reporter's is below one half."""
    p = state.parameters
    cuts = p.reporter_cut + p.insurance_cut + p.treasury_cut + p.burn_cut
    return equal(cuts, BPS) and fraction(p.reporter_cut, 0, MAX_REPORTER_CUT) and 2 * p.reporter_cut < BPS


@invariant("P7", Severity.HIGH, "A worse offence costs less.")
def penalties_ascend(state: State) -> bool:
    """Penalties are positive, ascend with the offence, and do not exceed the whole."""
    p = state.parameters
    ordered = p.liveness_slash <= p.fault_slash and p.fault_slash <= p.double_sign_slash
    return ordered and p.liveness_slash > 0 and at_most(p.double_sign_slash, BPS)


@invariant("P8", Severity.HIGH, "A validator at the minimum is wiped out by one penalty, or nobody can be one.")
def stakes_fit_together(state: State) -> bool:
    """No minimum stake exceeds the maximum, is below the self-stake, or falls to dust by the largest penalty."""
    p = state.parameters
    ordered = p.max_stake >= p.min_stake and p.min_stake >= p.min_self_stake and p.min_self_stake > 0
    survives = at_most(state.deployment.dust_floor, p.min_stake * (BPS - p.double_sign_slash) // BPS)
    return ordered and survives


@invariant("G-6.roles", Severity.HIGH, "A role is held by nobody, and what only it may do can never be done.")
def roles_are_held(state: State) -> bool:
    """Every role is held by somebody."""
    roles = state.roles
    staff = roles.guardian != NOBODY and roles.slasher != NOBODY and roles.notifier != NOBODY
    return roles.governor != NOBODY and staff


@invariant("G-6.sinks", Severity.HIGH, "Penalties or dust are credited to nobody, and lost.")
def sinks_are_somebody(state: State) -> bool:
    """Every sink is somebody."""
    sinks = state.sinks
    return sinks.burn != NOBODY and sinks.treasury != NOBODY and sinks.insurance != NOBODY and sinks.dust != NOBODY
