"""Rules about what is called."""

import ast
from typing import Final

from properties.lint.rule import Place, Rule
from properties.lint.source import BUILTINS, is_enum, is_newtype
from properties.lint.values import INSPECTING, TEXTS, is_constant_tuple

KNOWN: Final = {
    "collections.abc": ("Callable", "Iterator"),
    "dataclasses": ("dataclass", "replace"),
    "enum": ("IntEnum",),
    "typing": ("ClassVar", "Final", "Generic", "NewType", "TypeVar", "cast"),
}
"""What the specification may import from elsewhere."""

NARROW: Final = ("Address",)
"""The units whose numbers do not fill a word."""

HERE: Final = ("isinstance", "AssertionError", *INSPECTING, *TEXTS)
"""What needs no import and has a rule of its own, or none."""

SELECTING: Final = ("min", "max", "sum", "sorted", "any", "all", "abs", "round", "divmod", "pow")


def imports(node: ast.AST, place: Place) -> bool:
    """Find imports from outside of the specification."""
    if isinstance(node, ast.Import):
        return True
    if not isinstance(node, ast.ImportFrom):
        return False
    module, names = node.module or "", [alias.name for alias in node.names]
    if module == "spec" or module.startswith("spec."):
        return "*" in names
    return any(name not in KNOWN.get(module, ()) for name in names)


def selects(node: ast.AST, place: Place) -> bool:
    """Find minima, sums and the like."""
    return place.builtin(node) in SELECTING


def converts(node: ast.AST, place: Place) -> bool:
    """Find calls of what needs no import and is none of the specification's."""
    name = place.builtin(node)
    return bool(name) and name not in (*HERE, *SELECTING)


def calls_others(node: ast.AST, place: Place) -> bool:
    """Find calls of what is none of the specification's functions, classes and units, and no look-up of a map."""
    if not isinstance(node, ast.Call):
        return False
    meaning = place.meaning(node.func)
    if meaning is not None:
        return meaning.node is None and meaning.module != BUILTINS and meaning.name not in ("replace", "cast")
    if isinstance(node.func, ast.Attribute):
        return node.func.attr != "set"
    return not (isinstance(node.func, ast.Name) and is_one_of_several(node.func, place))


def is_one_of_several(name: ast.Name, place: Place) -> bool:
    """Tell whether a name stands for each function of a constant tuple in turn."""
    loops = [outer for outer in place.around(name) if isinstance(outer, ast.For)]
    return any(ast.unparse(loop.target) == name.id and is_constant_tuple(loop.iter, place) for loop in loops)


def narrows(node: ast.AST, place: Place) -> bool:
    """Find numbers declared to be of a type with fewer values."""
    if not isinstance(node, ast.Call) or not node.args:
        return False
    meaning = place.meaning(node.func)
    if meaning is None or isinstance(node.args[-1], ast.Constant):
        return False
    if meaning.node is None:
        return meaning.name == "cast" and place.module.name != "arithmetic"
    return is_enum(meaning.node) or (is_newtype(meaning.node) and meaning.name in NARROW)


def names_arguments(node: ast.AST, place: Place) -> bool:
    """Find calls of functions of the specification with arguments by name, or with any number of them."""
    meaning = place.meaning(node.func) if isinstance(node, ast.Call) else None
    if not isinstance(node, ast.Call) or meaning is None or not isinstance(meaning.node, ast.FunctionDef):
        return False
    return bool(node.keywords) or any(isinstance(argument, ast.Starred) for argument in node.args)


RULES: Final = (
    Rule(
        "selection",
        "a minimum, a sum or the like",
        "it asks one question after the other, which multiplies paths, and its result is not checked",
        "use smaller and larger, add and sub of arithmetic.py; a sum over many is kept in the state",
        selects,
    ),
    Rule(
        "conversion",
        "a call of one of Python's own functions",
        "symbolic values refuse to become anything else, and whatever else it does is done anew for every path",
        "use units as they are; length(items) for the number of items, fold_range for a range",
        converts,
    ),
    Rule(
        "outside",
        "a call of something that is not the specification's",
        "it may depend on more than the state and the call, and the engine does not know what it means",
        "write a function of the specification; of maps, only [] and set",
        calls_others,
        silent=True,
    ),
    Rule(
        "narrowing",
        "a number declared to be of a type with fewer values",
        "every value stored is taken to lie in the range of its type, and nothing checks this one",
        "keep the type that it has; an address or a status comes from the call, the state or a constant",
        narrows,
        silent=True,
    ),
    Rule(
        "keyword",
        "a call of a function of the specification with arguments by name",
        "functions whose paths are joined take arguments by place only",
        "pass arguments by place",
        names_arguments,
    ),
)

OF_MODULES: Final = (
    Rule(
        "import",
        "an import from outside of the specification",
        "what it brings in may depend on more than the state and the call",
        "the specification needs dataclass, replace, IntEnum and types; all else is its own",
        imports,
        silent=True,
    ),
)
