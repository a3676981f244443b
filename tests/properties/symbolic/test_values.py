"""Symbolic numbers and truth values have Python's operators, and refuse what they cannot carry."""

import math
import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from properties.symbolic.explorer import explore
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import FALSE, TRUE
from properties.symbolic.values import SymBool, SymInt, formula_of, lifted, poly_of
from tests.properties.symbolic.checks.worlds import Variables

VARIABLES = Variables("a", "b")
A, B = VARIABLES.all
SMALL = st.integers(0, 12)
ARITHMETIC: list[Callable[[Any, Any], Any]] = [operator.add, operator.sub, operator.mul]
COMPARISONS: list[Callable[[Any, Any], Any]] = [
    operator.lt,
    operator.le,
    operator.eq,
    operator.ne,
    operator.ge,
    operator.gt,
]
TRIED = settings(max_examples=40, deadline=None, derandomize=True, database=None)


@TRIED
@given(st.sampled_from(ARITHMETIC), SMALL, SMALL, st.integers(-5, 5))
def test_arithmetic_is_that_of_numbers(operation: Callable[[Any, Any], Any], a: int, b: int, plain: int) -> None:
    real = VARIABLES.ground(a, b)
    assert real.is_now(operation(A, B), operation(a, b))
    assert real.is_now(operation(A, plain), operation(a, plain))
    assert real.is_now(operation(plain, A), operation(plain, a))
    assert real.is_now(-operation(A, B), -operation(a, b))


@TRIED
@given(SMALL, st.integers(1, 12), st.integers(1, 5))
def test_quotients_are_floors(a: int, b: int, plain: int) -> None:
    real = VARIABLES.ground(a, b)
    assert real.is_now((A - B) // plain, (a - b) // plain)
    assert real.is_now((A - 7) // B, (a - 7) // b)
    assert real.is_now(-plain // B, -plain // b)
    assert real.is_now((plain * A) // plain, a)


@TRIED
@given(st.sampled_from(COMPARISONS), SMALL, SMALL, st.integers(-5, 5))
def test_comparisons_are_those_of_numbers(compare: Callable[[Any, Any], Any], a: int, b: int, plain: int) -> None:
    real = VARIABLES.ground(a, b)
    for found, wanted in (
        (compare(A, B), compare(a, b)),
        (compare(A, plain), compare(a, plain)),
        (compare(plain, A), compare(plain, a)),
        (compare(2 * A - B, 3), compare(2 * a - b, 3)),
    ):
        assert isinstance(found, SymBool)
        assert real.is_now(found, wanted)


@TRIED
@given(SMALL, SMALL, st.booleans())
def test_truth_values_are_compared(a: int, b: int, plain: bool) -> None:
    real, x, y = VARIABLES.ground(a, b), A > 3, A > B
    assert real.is_now(x == y, (a > 3) == (a > b))
    assert real.is_now(x != y, (a > 3) != (a > b))
    assert real.is_now(x == plain, (a > 3) == plain)
    assert real.is_now(plain != x, (a > 3) != plain)


def test_what_is_plain_is_known() -> None:
    assert formula_of(A >= 0) is TRUE
    assert formula_of(A < 0) is FALSE
    assert formula_of(A == A) is TRUE
    assert formula_of(2 * A == 2 * B + 1) is FALSE
    assert poly_of(A - A + 3).constant == 3
    assert (A + B) * (A - B) == A * A - B * B
    assert formula_of((A + B) * (A - B) == A * A - B * B) is TRUE


def test_truth_is_asked_of_the_path() -> None:
    def ask() -> list[bool]:
        return [bool(A), bool(A > 2), bool(A == 1) if A <= 2 else False]

    found = [path.result for path in explore(ask, ())]
    assert sorted(found) == [[False, False, False], [True, False, False], [True, False, True], [True, True, False]]
    with pytest.raises(EngineError):
        bool(A)
    with pytest.raises(EngineError):
        bool(A > 2)


NUMBERS_REFUSE: dict[str, Callable[[Any], Any]] = {
    "hash": hash,
    "index": lambda x: [0][x],
    "range": range,
    "int": int,
    "float": float,
    "floor": math.floor,
    "set": lambda x: {x},
    "/": lambda x: x / 2,
    "/ of": lambda x: 2 / x,
    "%": lambda x: x % 2,
    "% of": lambda x: 2 % x,
    "**": lambda x: x**2,
    "** of": lambda x: 2**x,
    "<<": lambda x: x << 1,
    ">>": lambda x: x >> 1,
    "&": lambda x: x & 1,
    "|": lambda x: x | 1,
    "^": lambda x: x ^ 1,
    "~": lambda x: ~x,
    "divmod": lambda x: divmod(x, 2),
    "abs": abs,
    "round": round,
    "format": lambda x: f"{x:d}",
}
TRUTHS_REFUSE: dict[str, Callable[[Any], Any]] = {
    "hash": hash,
    "index": lambda x: [0, 1][x],
    "int": int,
    "&": lambda x: x & True,
    "|": lambda x: x | True,
    "^": lambda x: x ^ True,
    "~": lambda x: ~x,
    "+": lambda x: x + 1,
    "*": lambda x: x * 3,
    "sum": lambda x: sum([x]),
    "<": lambda x: x < 1,
}


@pytest.mark.parametrize("use", NUMBERS_REFUSE)
def test_numbers_refuse_what_they_cannot_carry(use: str) -> None:
    with pytest.raises((EngineError, TypeError)):
        NUMBERS_REFUSE[use](A)


@pytest.mark.parametrize("use", TRUTHS_REFUSE)
def test_truth_values_refuse_what_they_cannot_carry(use: str) -> None:
    with pytest.raises((EngineError, TypeError)):
        TRUTHS_REFUSE[use](A > 2)


@pytest.mark.parametrize("other", ["text", None, 1.5, True, (1,)])
def test_numbers_mix_with_numbers_only(other: object) -> None:
    assert lifted(other) is None
    with pytest.raises(EngineError, match="no number"):
        poly_of(other)
    for operation in (*ARITHMETIC, operator.floordiv, operator.lt, operator.ge):
        with pytest.raises((EngineError, TypeError)):
            operation(A, other)


@pytest.mark.parametrize("other", [1, "text", None, A])
def test_truth_values_are_no_numbers(other: object) -> None:
    with pytest.raises(EngineError, match="no truth value"):
        formula_of(other)


def test_numbers_are_not_compared_with_truth_values() -> None:
    # Of plain ones, 1 == True; to hold them for different would be wrong.
    pairs: list[tuple[Any, Any]] = [(A, True), (A, A > 2), (A > 2, A), (A > 2, 1), (True, A), (0, A > 2)]
    for x, y in pairs:
        for compare in (operator.eq, operator.ne):
            with pytest.raises(EngineError, match="compared with"):
                compare(x, y)


def test_what_is_no_value_is_different() -> None:
    assert (A == None, A != (), (A > 2) == None) == (False, True, False)  # noqa: E711  # as a record would ask


def test_symbolic_values_are_no_subclasses() -> None:
    assert not issubclass(SymInt, int)
    assert not issubclass(SymBool, int)
    assert type(A + 1) is SymInt
