"""The checks as ordinary property tests: examples are drawn at random, or chosen by CrossHair in the profile for that.

pytest --hypothesis-profile=crosshair tests/properties/bounded/test_examples.py
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from properties.bounded.check import Check
from properties.bounded.checks import CHECKS, named
from properties.bounded.population import population
from properties.mutation.mutant import Mutant, in_place

PEOPLE = population(2)
"""Made here, since on a path that CrossHair watches it would be made again."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
@settings(max_examples=20)
@given(data=st.data())
def test_no_example_violates_anything(check: Check, data: st.DataObject) -> None:
    bounds = check.unknowns.items()
    numbers = {name: data.draw(st.integers(unknown.lowest, unknown.highest), name) for name, unknown in bounds}
    _, holds = check.judge(PEOPLE, numbers)
    assert holds, check.failures(PEOPLE, numbers)


def test_the_profile_is_the_backend_itself() -> None:
    assert settings.get_profile("crosshair").backend == "crosshair"


NEEDLE = Mutant(
    "an approval of a third of the stake and something is a unit too large",
    "tokens",
    "allow",
    "AllowanceId(owner, spender), amount)",
    "AllowanceId(owner, spender), Wei(amount + (3 * amount == state.ledger.bonded + 70_007)))",
)


def look_for_the_needle(**how: object) -> None:
    """Approve amounts beside amounts of stake. Raises AssertionError if one is approved wrongly."""
    approve = named("approve")

    @settings(database=None, deadline=None, suppress_health_check=list(HealthCheck), **how)  # type: ignore[arg-type]  # whatever there is
    @given(assets=st.integers(1, 2**109), amount=st.integers(0, 2**109))
    def examples(assets: int, amount: int) -> None:
        numbers = {"assets": assets, "leaving": 1, "seconds": 0, "amount": amount, "spender": 0}
        _, holds = approve.judge(PEOPLE, numbers)
        assert holds, f"3 * {amount} == {assets} + 70_007"

    with in_place(NEEDLE):
        examples()


def test_examples_drawn_at_random_miss_a_needle() -> None:
    look_for_the_needle(backend="hypothesis", max_examples=500, derandomize=True)


def test_examples_chosen_by_crosshair_find_it() -> None:
    with pytest.raises(AssertionError, match=r"3 \* \d+ == \d+ \+ 70_007"):
        look_for_the_needle(backend="crosshair", max_examples=50)
