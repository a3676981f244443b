"""Every fact that the generators yield holds of all integers; a fact that does not is noticed."""

import pytest

from properties.symbolic import facts
from properties.symbolic.formula import Formula, Resting, at_least, implied
from properties.symbolic.polynomial import ONE, plus, times
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.integers import (
    FROM_FACTS,
    GENERATORS,
    QUOTIENTS,
    A,
    B,
    X,
    Y,
    facts_hold,
    false_somewhere,
)


@pytest.mark.parametrize("name", [*GENERATORS, *FROM_FACTS])
def test_facts_hold_of_all_integers(name: str) -> None:
    assert passes(facts_hold, name)


def test_every_generator_is_tested() -> None:
    generators = {
        name
        for name, value in vars(facts).items()
        if callable(value)
        and getattr(value, "__module__", "") == facts.__name__
        and value.__annotations__.get("return") in (list[Formula], Resting)
    }
    parts = {"product", "of_product", "scaled", "scaling", "crossed", "_ranges"}
    assert generators - parts == GENERATORS.keys() | FROM_FACTS.keys()


WRONG: dict[str, Formula] = {
    "a floor without its premise": at_least(times(B, QUOTIENTS[2]), plus(A, B, -1)),
    "a floor that leaves no remainder": implied(at_least(B, ONE), at_least(times(B, QUOTIENTS[2]), A)),
    "a product not below one factor": at_least(times(X, Y), X),
    "a quotient of a larger factor that is smaller": implied(at_least(X, B), at_least(A, QUOTIENTS[0])),
    "quotients of one factor that are always in order": implied(at_least(X, ONE), at_least(QUOTIENTS[0], QUOTIENTS[1])),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_false_fact_is_noticed(name: str) -> None:
    assert false_somewhere([WRONG[name]]) is WRONG[name]
