from dataclasses import fields, replace
from typing import Any

import pytest

from properties.world import paper_world
from spec.errors import ConstraintViolated, ParameterOutOfBounds
from spec.parameters import (
    LONGEST,
    MAX_REPORTER_CUT,
    MAX_TICKETS,
    Parameters,
    check_bounds,
    check_parameters,
    check_range,
)
from spec.profiles import BALANCED
from spec.units import BPS, Bps, Seconds, Wei

DEPLOYMENT = paper_world().deployment

NAMES = [field.name for field in fields(Parameters)]


@pytest.mark.parametrize("value", [3, 4, 5])
def test_bounds_include_their_ends(value: int) -> None:
    check_range(0, value, 3, 5)


@pytest.mark.parametrize("value", [2, 6])
def test_what_is_beyond_is_told(value: int) -> None:
    with pytest.raises(ParameterOutOfBounds) as refused:
        check_range(7, value, 3, 5)
    assert refused.value == ParameterOutOfBounds(7, value, 3, 5)


@pytest.mark.parametrize("number", range(len(NAMES)), ids=lambda number: NAMES[number])
def test_every_parameter_has_an_upper_bound_and_its_own_number(number: int) -> None:
    huge: dict[str, Any] = {NAMES[number]: 2**255}
    with pytest.raises(ParameterOutOfBounds) as refused:
        check_bounds(replace(BALANCED, **huge))
    assert (refused.value.parameter, refused.value.value) == (number, 2**255)


def test_the_first_parameter_beyond_its_bounds_is_the_one_told() -> None:
    with pytest.raises(ParameterOutOfBounds) as refused:
        check_bounds(replace(BALANCED, max_tickets=MAX_TICKETS + 1, burn_cut=Bps(BPS + 1)))
    assert refused.value == ParameterOutOfBounds(9, MAX_TICKETS + 1, 1, MAX_TICKETS)


@pytest.mark.parametrize(
    ("constraint", "parameters"),
    [
        (0, replace(BALANCED, unbonding_period=Seconds(30 * 86_400 + 1))),
        (1, replace(BALANCED, evidence_window=Seconds(BALANCED.evidence_window + 1))),
        (3, replace(BALANCED, commission_notice=Seconds(BALANCED.commission_notice - 1))),
        (6, replace(BALANCED, reporter_cut=Bps(MAX_REPORTER_CUT))),
        (7, replace(BALANCED, liveness_slash=Bps(BALANCED.fault_slash + 1))),
        (7, replace(BALANCED, fault_slash=Bps(BALANCED.double_sign_slash + 1))),
        (8, replace(BALANCED, max_stake=Wei(BALANCED.min_stake - 1))),
        (8, replace(BALANCED, min_self_stake=Wei(BALANCED.min_stake + 1))),
        (8, replace(BALANCED, double_sign_slash=Bps(BPS))),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_values_must_go_together(constraint: int, parameters: Parameters) -> None:
    with pytest.raises(ConstraintViolated) as refused:
        check_parameters(parameters, DEPLOYMENT)
    assert refused.value == ConstraintViolated(constraint)


@pytest.mark.parametrize(
    "changes", [{"epoch": 0}, {"epoch": LONGEST + 1}, {"epoch": 2**255}, {"dust_floor": 0}], ids=str
)
def test_a_deployment_without_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ConstraintViolated) as refused:
        check_parameters(BALANCED, replace(DEPLOYMENT, **changes))
    assert refused.value == ConstraintViolated(0)
