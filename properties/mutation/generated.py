"""Mistakes made by rule at every place of the specification's syntax tree, beside those that people have thought of."""

import ast
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from importlib import import_module
from types import CodeType, FunctionType
from typing import Final

from properties.mutation.mutant import Mutant, compiled

MODULES: Final = ("clock", "exits", "governance", "pools", "registry", "rewards", "slashing", "tokens")
"""Those that hold the transitions."""

COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
CALLED: Final = {
    "add": "sub",
    "sub": "add",
    "mul_div_down": "mul_div_up",
    "mul_div_up": "mul_div_down",
    "smaller": "larger",
    "larger": "smaller",
}

Change = Callable[[ast.AST], str | None]
"""Makes a mistake of a node, and says which; or leaves it alone."""


def compare_otherwise(node: ast.AST) -> str | None:
    """Let a comparison be off by the case of equality, or be its opposite."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in COMPARED:
        return None
    before = ast.unparse(node)
    node.ops = [COMPARED[type(node.ops[0])]()]
    return f"{before} becomes {ast.unparse(node)}"


def calculate_otherwise(node: ast.AST) -> str | None:
    """Add where it is to be subtracted, round the other way, take the larger for the smaller."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in CALLED:
        return None
    before = ast.unparse(node)
    node.func.id = CALLED[node.func.id]
    return f"{before} becomes {ast.unparse(node)}"


def join_otherwise(node: ast.AST) -> str | None:
    """Ask for either condition where both are needed, and the other way round."""
    if not isinstance(node, ast.BoolOp):
        return None
    before = ast.unparse(node)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return f"{before} becomes {ast.unparse(node)}"


def count_otherwise(node: ast.AST) -> str | None:
    """Take the next number."""
    if not isinstance(node, ast.Constant) or type(node.value) is not int:
        return None
    node.value += 1
    return f"{node.value - 1} becomes {node.value}"


def is_guard(node: ast.AST) -> bool:
    """Tell whether a statement only rejects."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id.startswith("require")


def drop_guard(node: ast.AST) -> str | None:
    """Let a call through that is to be rejected."""
    if not isinstance(node, ast.Expr) or not is_guard(node):
        return None
    before = ast.unparse(node)
    node.value = ast.Constant(None)
    return f"{before} is left out"


def postpone_guard(place: int, node: ast.AST) -> str | None:
    """Let a guard come after the next one, so that of two reasons the other is told."""
    assert isinstance(node, ast.FunctionDef), "only there are guards in order"
    following = next((at for at in range(place + 1, len(node.body)) if is_guard(node.body[at])), None)
    if following is None or not all(isinstance(part, ast.Assign) for part in node.body[place + 1 : following]):
        return None
    guard = node.body.pop(place)
    node.body.insert(following, guard)
    return f"{ast.unparse(guard)} comes after {ast.unparse(node.body[following - 1])}"


def drop_update(node: ast.AST) -> str | None:
    """Forget one of the fields that are replaced."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "replace":
        return None
    if len(node.keywords) < 2:
        return None
    forgotten = node.keywords.pop()
    return f"{ast.unparse(forgotten)} is left out"


def drop_step(node: ast.AST) -> str | None:
    """Leave out a function that takes the state and returns the next."""
    if (
        not isinstance(node, ast.Assign)
        or ast.unparse(node.targets[0]) != "state"
        or not isinstance(node.value, ast.Call)
    ):
        return None
    before = ast.unparse(node)
    if not node.value.args or ast.unparse(node.value.args[0]) != "state":
        return None
    node.value = ast.Name("state")
    return f"{before} is left out"


CHANGES: Final[dict[type[ast.AST], tuple[Change, ...]]] = {
    ast.Compare: (compare_otherwise,),
    ast.Call: (calculate_otherwise, drop_update),
    ast.BoolOp: (join_otherwise,),
    ast.Constant: (count_otherwise,),
    ast.Expr: (drop_guard,),
    ast.Assign: (drop_step,),
}
"""What may be done to a node of each kind."""


def functions(module: str) -> Iterator[FunctionType]:
    """Yield the functions of a module of the specification, in order."""
    found = import_module(f"spec.{module}")
    for value in vars(found).values():
        if isinstance(value, FunctionType) and value.__module__ == found.__name__:
            yield value


def changes_of(node: ast.AST) -> tuple[Change, ...]:
    """Return what may be done to a node."""
    if not isinstance(node, ast.FunctionDef):
        return CHANGES.get(type(node), ())
    return tuple(partial(postpone_guard, place) for place in range(len(node.body)) if is_guard(node.body[place]))


def instructions(source: str, function: FunctionType) -> CodeType:
    """Return what a function given by its source is compiled to, but for the numbers of its lines."""
    return compiled(source, function.__name__).replace(co_firstlineno=1, co_linetable=b"")


def of_function(module: str, function: FunctionType) -> Iterator[Mutant]:
    """Yield every mistake at every place of a function. Its name does not tell the line, which any edit moves."""
    source = inspect.getsource(function)
    tree = ast.parse(source)
    first = function.__code__.co_firstlineno
    right = instructions(ast.unparse(tree), function)
    names = Counter[str]()
    for place, node in enumerate(ast.walk(tree)):
        for change in changes_of(node):
            told = change(deepcopy(node))
            if told is None:
                continue
            changed = deepcopy(tree)
            change(list(ast.walk(changed))[place])
            names[told] += 1
            name = f"{module}.{function.__name__}: {told}" + (f" ({names[told]})" if names[told] > 1 else "")
            line = first + getattr(node, "lineno", 1) - 1
            at = f"spec/{module}.py:{line}:{getattr(node, 'col_offset', 0) + 1}"
            new = ast.unparse(ast.fix_missing_locations(changed))
            if instructions(new, function) != right:
                yield Mutant(name, module, function.__name__, source, new, place=at)


def generated(modules: tuple[str, ...] = MODULES) -> Iterator[Mutant]:
    """Yield all mistakes in these modules."""
    for module in modules:
        for function in functions(module):
            yield from of_function(module, function)
