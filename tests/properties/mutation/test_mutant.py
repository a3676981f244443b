"""Mutants are applied in place, exactly, and taken back."""

from dataclasses import replace

import pytest

from properties.mutation.mutant import Mutant, StaleMutant, in_place, mutated_code, mutated_source
from properties.mutation.mutants import ALL
from spec import clock, exits, pools
from spec.pools import shares_bought
from spec.state import NO_POOL, Clock
from spec.units import Seconds, Timestamp, Wei

CEILING = Mutant("rounded up", "pools", "shares_bought", "mul_div_down(assets", "mul_div_up(assets")


def test_every_importer_makes_the_mistake_as_long_as_it_lasts() -> None:
    odd = replace(NO_POOL, assets=Wei(2))
    right = shares_bought(odd, Wei(1))
    with in_place(CEILING):
        assert shares_bought(odd, Wei(1)) == pools.shares_bought(odd, Wei(1)) == right + 1
    assert shares_bought(odd, Wei(1)) == right


def test_a_mistake_is_taken_back_when_something_fails() -> None:
    code = shares_bought.__code__
    with pytest.raises(KeyError), in_place(CEILING):
        raise KeyError
    assert shares_bought.__code__ is code


@pytest.mark.parametrize(
    "stale",
    [
        replace(CEILING, function="shares_stolen"),
        replace(CEILING, function="MAX_SHARES"),
        replace(CEILING, old="mul_div_sideways("),
        replace(CEILING, old="Shares"),
    ],
    ids=["no function", "not a function", "no such text", "text more than once"],
)
def test_a_mutant_that_no_longer_fits_is_refused(stale: Mutant) -> None:
    with pytest.raises(StaleMutant), in_place(stale):
        pass


def test_the_source_of_a_mutant_is_that_of_the_function_but_for_the_mistake() -> None:
    assert mutated_source(CEILING).replace(CEILING.new, CEILING.old).startswith("def shares_bought(")
    assert mutated_code(CEILING).co_varnames == shares_bought.__code__.co_varnames


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.id)
def test_a_mutant_fits_the_specification(mutant: Mutant) -> None:
    assert mutant.old != mutant.new
    assert mutated_code(mutant).co_name == mutant.function


def test_mutants_are_told_apart() -> None:
    assert len({mutant.id for mutant in ALL}) == len(ALL)
    assert len({(mutant.module, mutant.function, mutant.old, mutant.new) for mutant in ALL}) == len(ALL)


def test_nothing_is_left_behind() -> None:
    assert exits.redeem.__code__.co_filename == exits.__file__


def test_a_mistake_may_call_arithmetic_that_its_module_does_not_import() -> None:
    running = Clock(Timestamp(3), Seconds(0), Timestamp(1), Timestamp(9), False)
    assert "larger" not in vars(clock)
    with in_place(Mutant("the larger", "clock", "paused_time", "smaller(", "larger(")):
        assert clock.paused_time(running) == 8
    assert "larger" not in vars(clock)
    assert clock.paused_time(running) == 2
