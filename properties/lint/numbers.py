"""Rules about computing."""

import ast
from typing import Final

from properties.lint.rule import Place, Rule

CHECKED: Final = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv)
"""The operations that the engine knows."""


def operation(node: ast.AST) -> ast.AST | None:
    """Return what a node computes with."""
    return node.op if isinstance(node, ast.BinOp | ast.AugAssign | ast.UnaryOp) else None


def computes_otherwise(node: ast.AST, place: Place) -> bool:
    """Find operators that the engine does not know."""
    known = (*CHECKED, ast.USub, ast.Not)
    return operation(node) is not None and not isinstance(operation(node), known)


def computes_raw(node: ast.AST, place: Place) -> bool:
    """Find computations that nobody checks."""
    return place.module.name != "arithmetic" and isinstance(operation(node), (*CHECKED, ast.USub))


def leaves_unchecked(node: ast.AST, place: Place) -> bool:
    """Find results within ``arithmetic`` that are not checked."""
    if place.module.name != "arithmetic" or not isinstance(operation(node), ast.Add | ast.Sub | ast.Mult | ast.USub):
        return False
    outer = [call.func for call in place.around(node) if isinstance(call, ast.Call)]
    return not any(isinstance(function, ast.Name) and function.id == "checked" for function in outer)


def divides_unchecked(node: ast.AST, place: Place) -> bool:
    """Find divisions within ``arithmetic`` of which it is not owed before that the divisor is positive."""
    if place.module.name != "arithmetic" or place.function is None or not isinstance(operation(node), ast.FloorDiv):
        return False
    assert isinstance(node, ast.BinOp | ast.AugAssign), "only these divide"
    divisor = node.right if isinstance(node, ast.BinOp) else node.value
    owed = (call for call in ast.walk(place.function) if isinstance(call, ast.Call) and call.lineno < node.lineno)
    positive = f"{ast.unparse(divisor)} > 0"
    return not any(ast.unparse(c.func) == "ensure" and c.args and ast.unparse(c.args[0]) == positive for c in owed)


def is_fraction(node: ast.AST, place: Place) -> bool:
    """Find fractions, also those that a constant is worked out from."""
    divided = place.function is None and isinstance(operation(node), ast.Div)
    return divided or (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))


FRACTION: Final = Rule(
    "fraction",
    "a fraction",
    "symbolic numbers are whole, equal to no fraction, and refuse to be multiplied by one",
    "count in a smaller unit: wei, basis points, seconds",
    is_fraction,
)

RULES: Final = (
    Rule(
        "operator",
        "an operator that the engine does not know",
        "symbolic numbers add, subtract, multiply and divide to the floor, and nothing else",
        "use the functions of arithmetic.py; of truth values, use and, or, not",
        computes_otherwise,
    ),
    Rule(
        "raw",
        "a computation outside of arithmetic.py",
        "every value stored is taken to be a uint256, and of this one nobody checks it",
        "use add, sub, mul, div_down and their kin",
        computes_raw,
        silent=True,
    ),
    Rule(
        "unchecked",
        "a result that is not checked",
        "every value stored is taken to be a uint256, and of this one nobody checks it",
        "put it into checked(…)",
        leaves_unchecked,
        silent=True,
    ),
    Rule(
        "division",
        "a division of which nobody owes that the divisor is positive",
        "a symbolic quotient by zero is a number of which nothing is known, and no failure",
        'say before: ensure(divisor > 0, "division by zero")',
        divides_unchecked,
        silent=True,
    ),
    FRACTION,
)
