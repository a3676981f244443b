"""Checked arithmetic: the only place where the specification adds, subtracts, multiplies or divides.

Every result is a uint256, as in the contracts. A result outside that range is a mistake of the specification, never a
rejection, so it fails an assertion; the proofs show that no reachable call gets there.
"""

from typing import TypeVar, cast

from spec.units import UINT256_MAX

Unit = TypeVar("Unit", bound=int)


def ensure(condition: bool, why: str) -> None:
    """Fail unless ``condition`` holds, which is for the specification to see to and not for the caller."""
    assert condition, why


def checked(value: Unit) -> Unit:
    """Return ``value`` if it is a uint256."""
    ensure(value >= 0, "below zero")
    ensure(value <= UINT256_MAX, "above uint256")
    return value


def add(a: Unit, b: Unit) -> Unit:
    """Return ``a + b``; both in the same unit."""
    return checked(cast(Unit, a + b))


def sub(a: Unit, b: Unit) -> Unit:
    """Return ``a - b``; both in the same unit, ``b`` no larger than ``a``."""
    return checked(cast(Unit, a - b))


def mul(a: Unit, factor: int) -> Unit:
    """Return ``a * factor`` in the unit of ``a``; ``factor`` is a pure number or a rate."""
    return checked(cast(Unit, a * factor))


def mul_div_down(a: Unit, numerator: int, denominator: int) -> Unit:
    """Return the floor of ``a * numerator / denominator``; the payer keeps the rest."""
    ensure(denominator > 0, "division by zero")
    return cast(Unit, mul(a, numerator) // denominator)


def mul_div_up(a: Unit, numerator: int, denominator: int) -> Unit:
    """Return the ceiling of ``a * numerator / denominator``; the payee gets the rest."""
    ensure(denominator > 0, "division by zero")
    return cast(Unit, add(mul(a, numerator), sub(denominator, 1)) // denominator)


def mul_div_up_wide(a: Unit, numerator: int, denominator: int) -> Unit:
    """Return the ceiling of ``a * numerator / denominator``, of which only the result has to be a uint256."""
    ensure(denominator > 0, "division by zero")
    return checked(cast(Unit, (a * numerator + denominator - 1) // denominator))


def div_down(a: int, denominator: int) -> int:
    """Return the floor of ``a / denominator``; the caller keeps the rest under a name."""
    ensure(denominator > 0, "division by zero")
    return a // denominator


def smaller(a: Unit, b: Unit) -> Unit:
    """Return the smaller of two amounts of one unit."""
    return a if a <= b else b


def larger(a: Unit, b: Unit) -> Unit:
    """Return the larger of two amounts of one unit."""
    return a if a >= b else b
