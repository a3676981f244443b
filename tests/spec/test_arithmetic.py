import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.arithmetic import add, checked, div_down, larger, mul, mul_div_down, mul_div_up, smaller, sub
from spec.units import UINT256_MAX

WORDS = st.one_of(st.integers(0, 100), st.integers(0, 2**128), st.integers(0, UINT256_MAX))


@given(WORDS, WORDS)
def test_results_are_exact_or_fail(a: int, b: int) -> None:
    for operation, exact in ((add, a + b), (sub, a - b), (mul, a * b)):
        if 0 <= exact <= UINT256_MAX:
            assert operation(a, b) == exact
        else:
            with pytest.raises(AssertionError, match=r"below zero|above uint256"):
                operation(a, b)


@given(st.integers(0, 2**120), st.integers(0, 2**120), st.integers(1, 2**120))
def test_the_two_roundings_enclose_the_quotient(a: int, numerator: int, denominator: int) -> None:
    down, up = mul_div_down(a, numerator, denominator), mul_div_up(a, numerator, denominator)
    assert down * denominator <= a * numerator <= up * denominator
    assert up - down == (a * numerator % denominator > 0)


@given(WORDS, st.integers(1, UINT256_MAX))
def test_division_leaves_less_than_the_divisor(a: int, denominator: int) -> None:
    assert 0 <= a - div_down(a, denominator) * denominator < denominator


@given(WORDS, WORDS)
def test_smaller_and_larger_are_the_two(a: int, b: int) -> None:
    assert (smaller(a, b), larger(a, b)) == (min(a, b), max(a, b))


@pytest.mark.parametrize("divide", [lambda: mul_div_down(1, 1, 0), lambda: mul_div_up(1, 1, 0), lambda: div_down(1, 0)])
def test_nothing_is_divided_by_zero(divide: object) -> None:
    assert callable(divide)
    with pytest.raises(AssertionError, match="division by zero"):
        divide()


def test_the_product_before_a_division_must_fit() -> None:
    with pytest.raises(AssertionError, match=r"below zero|above uint256"):
        mul_div_down(UINT256_MAX, 2, 2)
    with pytest.raises(AssertionError, match=r"below zero|above uint256"):
        mul_div_up(UINT256_MAX, 1, 2)


def test_the_range_has_two_ends() -> None:
    assert (checked(0), checked(UINT256_MAX)) == (0, UINT256_MAX)
    for beyond in (-1, UINT256_MAX + 1):
        with pytest.raises(AssertionError):
            checked(beyond)
