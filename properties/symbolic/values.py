"""Symbolic integers and booleans, with Python's operators.

They are no subclasses of ``int`` and ``bool``: what reads the hidden value of a subclass would read nonsense. Whatever
they cannot carry raises. A comparison yields a symbolic boolean, and its truth is asked of the path being explored.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from properties.symbolic import explorer
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import EQ, GE, NE, Formula, compared, every, of_bool, opposite, some
from properties.symbolic.polynomial import Poly, number, plus, quotient, times


def refusal(what: str) -> Callable[..., NoReturn]:
    """Return a method that refuses."""

    def refuse(self: object, *_: object) -> NoReturn:
        raise EngineError(f"{what} of a symbolic value")

    return refuse


def lifted(value: object) -> Poly | None:
    """Return a number, symbolic or not, as a polynomial."""
    if isinstance(value, SymInt):
        return value.poly
    if isinstance(value, int) and not isinstance(value, bool):
        return number(int(value))
    return None


def poly_of(value: object) -> Poly:
    """Return a number, symbolic or not, as a polynomial; anything else is refused."""
    poly = lifted(value)
    if poly is None:
        raise EngineError(f"no number: {type(value).__name__}")
    return poly


def formula_of(value: object) -> Formula:
    """Return a truth value, symbolic or not, as a formula."""
    if isinstance(value, SymBool):
        return value.formula
    if isinstance(value, bool):
        return of_bool(value)
    raise EngineError(f"no truth value: {type(value).__name__}")


def unlike(other: object, *kinds: type) -> Any:
    """Leave it to the other side whether it equals a symbolic value, unless a plain one might.

    Were it left to nobody, a number would never equal a truth value, though ``1 == True``.
    """
    if isinstance(other, (*kinds, float, str)):
        raise EngineError(f"a symbolic value compared with a {type(other).__name__}")
    return NotImplemented


class SymBool:
    """A truth value that depends on the state."""

    __slots__ = ("formula",)

    def __init__(self, formula: Formula) -> None:
        self.formula = formula

    def __bool__(self) -> bool:
        return explorer.decide(self.formula)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, int | SymInt) and not isinstance(other, bool):
            raise EngineError("a truth value compared with a number")
        if not isinstance(other, bool | SymBool):
            return unlike(other, int, SymInt)
        a, b = self.formula, formula_of(other)
        return SymBool(some((every((a, b)), every((opposite(a), opposite(b))))))

    def __ne__(self, other: object) -> Any:
        same = self.__eq__(other)
        return same if same is NotImplemented else SymBool(opposite(same.formula))

    __hash__ = refusal("hash")
    __index__ = refusal("index")
    __int__ = refusal("int()")
    __and__ = __or__ = __xor__ = __invert__ = __add__ = __mul__ = refusal("arithmetic")
    __str__ = __format__ = refusal("text")

    def __repr__(self) -> str:
        return f"<{self.formula!r}>"


def binary(operation: Callable[[Poly, Poly], Poly], swapped: bool = False) -> Callable[[Any, object], Any]:
    """Return the method for an operation."""

    def method(self: "SymInt", other: object) -> Any:
        poly = lifted(other)
        if poly is None:
            return NotImplemented
        return SymInt(operation(poly, self.poly) if swapped else operation(self.poly, poly))

    return method


def comparison(kind: str, left: int, slack: int = 0) -> Callable[[Any, object], Any]:
    """Return the method that compares ``left * (self - other) + slack`` with zero."""

    def method(self: "SymInt", other: object) -> Any:
        if isinstance(other, bool | SymBool):
            raise EngineError("a number compared with a truth value")
        poly = lifted(other)
        if poly is None:
            return unlike(other, bool, SymBool)
        difference = times(number(left), plus(self.poly, poly, -1))
        return SymBool(compared(kind, plus(difference, number(slack))))

    return method


def minus(a: Poly, b: Poly) -> Poly:
    """Return the difference."""
    return plus(a, b, -1)


class SymInt:
    """An integer that depends on the state."""

    __slots__ = ("poly",)

    def __init__(self, poly: Poly) -> None:
        self.poly = poly

    __add__ = __radd__ = binary(plus)
    __sub__ = binary(minus)
    __rsub__ = binary(minus, swapped=True)
    __mul__ = __rmul__ = binary(times)
    __floordiv__ = binary(quotient)
    __rfloordiv__ = binary(quotient, swapped=True)
    __ge__ = comparison(GE, 1)
    __le__ = comparison(GE, -1)
    __gt__ = comparison(GE, 1, -1)
    __lt__ = comparison(GE, -1, -1)
    __eq__ = comparison(EQ, 1)
    __ne__ = comparison(NE, 1)

    def __neg__(self) -> "SymInt":
        return SymInt(times(number(-1), self.poly))

    def __bool__(self) -> bool:
        return explorer.decide(compared(NE, self.poly))

    __hash__ = refusal("hash")
    __index__ = refusal("index")
    __int__ = refusal("int()")
    __float__ = refusal("float()")
    __truediv__ = __rtruediv__ = refusal("true division")
    __mod__ = __rmod__ = refusal("remainder")
    __pow__ = __rpow__ = refusal("power")
    __lshift__ = __rshift__ = refusal("shift")
    __and__ = __or__ = __xor__ = __invert__ = refusal("bit operation")
    __str__ = __format__ = refusal("text")

    def __repr__(self) -> str:
        return f"<{self.poly!r}>"
