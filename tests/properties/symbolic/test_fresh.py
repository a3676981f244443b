"""Arbitrary values are named once, with the range of their type."""

import pytest

from properties.symbolic.failure import EngineError
from properties.symbolic.fresh import leaf
from spec.units import Address, Wei


def test_a_value_of_one_name_and_type_is_one_value() -> None:
    assert leaf(Wei, "one of a kind", ()).poly is leaf(Wei, "one of a kind", ()).poly


def test_a_name_of_two_ranges_is_refused() -> None:
    leaf(Wei, "one of two kinds", ())
    with pytest.raises(EngineError, match="one of two kinds is of two types: one holds at most"):
        leaf(Address, "one of two kinds", ())
