"""Roles, sinks and parameters."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any, Final

from properties.scenarios.calls import deposit_rewards, tokens
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import AcceptGovernor, AssignRole, Pause, PauseRegistration, SetParameters, SetSinks
from spec.errors import (
    ConstraintViolated,
    NotAuthorised,
    NotPendingGovernor,
    ParameterOutOfBounds,
    ZeroAddress,
)
from spec.parameters import DAY, LONGEST, MAX_REPORTER_CUT, MAX_TICKETS, Parameters
from spec.units import BPS, MAX_SUPPLY, NOBODY, UINT256_MAX, Bps, Offence, Role, Seconds, Wei


@scenario("The governor's office passes in two steps, to the latest one proposed and to nobody else.")
def hand_over(s: Story) -> None:
    """Propose twice, accept once, and lose the office."""
    governor, heir, other = s.cast.governor, s.dora, s.emil
    s.refused(NotAuthorised, heir, AssignRole(Role.GOVERNOR, heir))
    s.refused(NotPendingGovernor, heir, AcceptGovernor())
    s.refused(ZeroAddress, governor, AssignRole(Role.GOVERNOR, NOBODY))
    s.does(governor, AssignRole(Role.GOVERNOR, other))
    s.does(governor, AssignRole(Role.GOVERNOR, heir))
    s.refused(NotPendingGovernor, other, AcceptGovernor())
    s.refused(NotPendingGovernor, governor, AcceptGovernor())
    s.refused(NotAuthorised, heir, SetParameters(s.parameters))
    s.sets(s.parameters)
    s.does(heir, AcceptGovernor())
    s.refused(NotPendingGovernor, heir, AcceptGovernor())
    s.refused(NotAuthorised, governor, SetParameters(s.parameters))
    s.does(heir, SetParameters(s.parameters))


@scenario("Each role does what it is for and nothing else, and passes on at once and alone.")
def roles_passed_on(s: Story) -> None:
    """Let old and new holders try, after each hand-over."""
    governor, old, heir = s.cast.governor, s.cast, s.emil
    s.registers(s.alice, tokens(40))
    offence = s.now
    s.waits(1)
    s.refused(NotAuthorised, old.guardian, AssignRole(Role.GUARDIAN, heir))
    s.refused(ZeroAddress, governor, AssignRole(Role.GUARDIAN, NOBODY))
    s.does(governor, AssignRole(Role.GUARDIAN, heir))
    s.refused(NotAuthorised, old.guardian, PauseRegistration())
    s.does(old.slasher, s.accusation(s.alice, Offence.LIVENESS, offence))
    s.does(governor, AssignRole(Role.SLASHER, heir))
    s.refused(NotAuthorised, old.slasher, s.accusation(s.alice, Offence.FAULT, offence))
    s.does(old.notifier, deposit_rewards(1))
    s.does(governor, AssignRole(Role.NOTIFIER, s.dora))
    s.refused(NotAuthorised, old.notifier, deposit_rewards(1))
    s.does(s.dora, deposit_rewards(1))
    s.does(heir, s.accusation(s.alice, Offence.FAULT, offence))
    s.does(heir, Pause())


@scenario("Every sink must be somebody, and only the governor names them.")
def sinks(s: Story) -> None:
    """Leave out one sink after the other."""
    governor, named = s.cast.governor, s.state.sinks
    s.refused(NotAuthorised, s.cast.guardian, SetSinks(named))
    s.refused(ZeroAddress, governor, SetSinks(replace(named, burn=NOBODY)))
    s.refused(ZeroAddress, governor, SetSinks(replace(named, treasury=NOBODY)))
    s.refused(ZeroAddress, governor, SetSinks(replace(named, insurance=NOBODY)))
    s.refused(ZeroAddress, governor, SetSinks(replace(named, dust=NOBODY)))
    s.does(governor, SetSinks(replace(named, burn=s.fay, dust=s.fay)))


BEYOND: Final[dict[str, tuple[Any, Any]]] = {
    "unbonding_period": (DAY - 1, LONGEST + 1),
    "evidence_window": (0, LONGEST + 1),
    "case_window": (0, LONGEST + 1),
    "jail_duration": (0, LONGEST + 1),
    "min_stake": (0, MAX_SUPPLY + 1),
    "max_stake": (0, MAX_SUPPLY + 1),
    "min_self_stake": (0, MAX_SUPPLY + 1),
    "min_deposit": (0, MAX_SUPPLY + 1),
    "min_unbond": (0, MAX_SUPPLY + 1),
    "max_tickets": (0, MAX_TICKETS + 1),
    "liveness_slash": (0, BPS + 1),
    "fault_slash": (0, BPS + 1),
    "double_sign_slash": (0, BPS + 1),
    "reporter_cut": (None, MAX_REPORTER_CUT + 1),
    "insurance_cut": (None, BPS + 1),
    "treasury_cut": (None, BPS + 1),
    "burn_cut": (None, BPS + 1),
    "max_commission": (None, BPS + 1),
    "commission_step": (0, BPS + 1),
    "commission_notice": (0, LONGEST + 1),
    "reward_duration": (0, LONGEST + 1),
    "max_pause": (0, LONGEST + 1),
    "pause_gap": (0, LONGEST + 1),
}
"""What is just below and just above the bounds of each parameter, in the order of the fields."""


def beyond_bounds(usual: Parameters) -> Iterator[Parameters]:
    """Yield sets of parameters of which one is just below its bounds, and sets of which one is just above, and the next
    as well.
    """
    for (name, (below, above)), following in zip_longest(BEYOND.items(), list(BEYOND)[1:]):
        if below is not None:
            yield replace(usual, **{name: below})
        wrong: dict[str, Any] = {name: above, following: UINT256_MAX} if following else {name: above}
        yield replace(usual, **wrong)


@scenario("No parameter leaves its bounds, in either direction, and of two that do the first is named.")
def bounds(s: Story) -> None:
    """Violate every bound by as little as possible."""
    s.refused(NotAuthorised, s.cast.guardian, SetParameters(s.parameters))
    for parameters in beyond_bounds(s.parameters):
        s.refused(ParameterOutOfBounds, s.cast.governor, SetParameters(parameters))


def misfits(s: Story) -> tuple[Parameters, ...]:
    """Return sets of parameters that violate a joint constraint by as little as possible, by its number, and then such
    that violate two.
    """
    usual = s.parameters
    at_risk = usual.evidence_window + usual.case_window
    longest = Seconds(30 * s.deployment.epoch)
    smallest = Wei(s.deployment.dust_floor * BPS // (BPS - usual.double_sign_slash))
    small = replace(usual, min_self_stake=Wei(1))
    more, harsh = Bps(usual.burn_cut + 1), Bps(usual.fault_slash + 1)
    narrow = Wei(usual.min_stake - 1)
    slow = replace(usual, unbonding_period=Seconds(longest + 1), commission_notice=LONGEST)
    quick = replace(usual, unbonding_period=Seconds(at_risk - 1))
    hasty = replace(usual, commission_notice=Seconds(usual.unbonding_period + s.deployment.epoch - 1))
    return (
        slow,
        quick,
        replace(usual, evidence_window=Seconds(usual.evidence_window + 1)),
        replace(usual, case_window=Seconds(usual.case_window + 1)),
        hasty,
        replace(usual, burn_cut=Bps(usual.burn_cut - 1)),
        replace(usual, burn_cut=more),
        replace(usual, liveness_slash=harsh),
        replace(usual, fault_slash=Bps(usual.double_sign_slash + 1)),
        replace(usual, max_stake=narrow),
        replace(usual, min_self_stake=Wei(usual.min_stake + 1)),
        replace(small, min_stake=smallest),
        replace(usual, fault_slash=Bps(BPS), double_sign_slash=Bps(BPS)),
        replace(slow, evidence_window=longest),
        replace(quick, commission_notice=Seconds(1)),
        replace(hasty, burn_cut=more),
        replace(usual, burn_cut=more, liveness_slash=harsh),
        replace(usual, liveness_slash=harsh, max_stake=narrow),
    )


def extremes(s: Story) -> tuple[Parameters, ...]:
    """Return sets of parameters at the edges of what fits together."""
    usual = s.parameters
    day = s.deployment.epoch
    longest = Seconds(30 * day)
    smallest = Wei(s.deployment.dust_floor * BPS // (BPS - usual.double_sign_slash) + 1)
    return (
        replace(
            usual,
            unbonding_period=longest,
            evidence_window=Seconds(longest - usual.case_window),
            commission_notice=Seconds(longest + day),
        ),
        replace(
            usual,
            unbonding_period=DAY,
            evidence_window=Seconds(DAY - 1),
            case_window=Seconds(1),
            commission_notice=Seconds(DAY + day),
            pause_gap=Seconds(1),
            max_pause=LONGEST,
        ),
        replace(
            usual,
            min_stake=smallest,
            min_self_stake=Wei(1),
            min_deposit=Wei(1),
            min_unbond=Wei(1),
            max_stake=Wei(MAX_SUPPLY),
            max_tickets=MAX_TICKETS,
        ),
        replace(
            usual,
            min_stake=Wei(MAX_SUPPLY),
            max_stake=Wei(MAX_SUPPLY),
            min_self_stake=Wei(MAX_SUPPLY),
            liveness_slash=Bps(BPS - 1),
            fault_slash=Bps(BPS - 1),
            double_sign_slash=Bps(BPS - 1),
            max_commission=Bps(BPS),
            commission_step=Bps(BPS),
        ),
    )


@scenario("Parameters that are each within bounds are refused if they do not go together.")
def constraints(s: Story) -> None:
    """Violate every joint constraint by as little as possible, and go to its edge."""
    for parameters in misfits(s):
        s.refused(ConstraintViolated, s.cast.governor, SetParameters(parameters))
    for parameters in extremes(s):
        s.sets(parameters)


@scenario("A reporter's part is capped, even where all parts come to one whole.")
def reporter_cut_capped(s: Story) -> None:
    """Let the burned part make up for the reporter's, to the cap and beyond it."""
    usual = s.parameters
    raised = MAX_REPORTER_CUT - usual.reporter_cut
    capped = replace(usual, reporter_cut=MAX_REPORTER_CUT, burn_cut=Bps(usual.burn_cut - raised))
    beyond = replace(capped, reporter_cut=Bps(MAX_REPORTER_CUT + 1), burn_cut=Bps(capped.burn_cut - 1))
    s.refused(ParameterOutOfBounds, s.cast.governor, SetParameters(beyond))
    s.sets(capped)


@scenario("Nobody but the governor appoints anyone, not even to an office that one holds.")
def only_the_governor_appoints(s: Story) -> None:
    """Let every holder of a role try to pass it on."""
    cast = s.cast
    holders = {Role.GUARDIAN: cast.guardian, Role.SLASHER: cast.slasher, Role.NOTIFIER: cast.notifier}
    for role, holder in holders.items():
        s.refused(NotAuthorised, holder, AssignRole(role, s.dora))


SCENARIOS: Final[tuple[Scenario, ...]] = (
    hand_over,
    roles_passed_on,
    sinks,
    bounds,
    constraints,
    reporter_cut_capped,
    only_the_governor_appoints,
)
