import pytest

from properties.world import paper_world
from spec.parameters import DAY, Parameters, check_parameters
from spec.profiles import AGGRESSIVE, BALANCED, CONSERVATIVE, ETHER, HOUR
from spec.units import Offence

PROFILES = {"conservative": CONSERVATIVE, "balanced": BALANCED, "aggressive": AGGRESSIVE}


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_admitted(name: str) -> None:
    check_parameters(PROFILES[name], paper_world().deployment)


def table(parameters: Parameters) -> tuple[int, int, int, int]:
    """Return the values that the domain's table prescribes."""
    return (
        parameters.double_sign_slash,
        parameters.liveness_slash,
        parameters.jail_duration // HOUR,
        parameters.min_self_stake // ETHER,
    )


def test_profiles_have_the_values_of_the_domain() -> None:
    assert {name: table(parameters) for name, parameters in PROFILES.items()} == {
        "conservative": (500, 50, 24, 32),
        "balanced": (300, 20, 12, 16),
        "aggressive": (100, 10, 6, 8),
    }


def test_stake_is_at_risk_as_long_as_it_unbonds() -> None:
    assert BALANCED.unbonding_period == BALANCED.evidence_window + BALANCED.case_window == 21 * DAY
    assert len(Offence) == 3
