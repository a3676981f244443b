"""Rules about what is done next: loops, exceptions, functions within functions."""

import ast
from functools import cache
from typing import Final

from properties.lint.rule import Place, Rule
from properties.lint.source import BUILTINS, ROOT, Meaning, Specification
from properties.lint.values import is_constant_tuple

LEMMAS: Final = ROOT / "properties" / "symbolic" / "lemmas.py"
"""Says of each step that is repeated what is known of it."""

TABLES: Final = ("repetitions", "kept")
"""The functions that say so there."""

Function = tuple[str, str]
"""A module and the name of a function in it."""


def loops(node: ast.AST, place: Place) -> bool:
    """Find loops over anything but a few things that are written out."""
    if isinstance(node, ast.For):
        return not is_constant_tuple(node.iter, place) or bool(node.orelse)
    return isinstance(node, ast.While | ast.AsyncFor | ast.comprehension)


def catches(node: ast.AST, place: Place) -> bool:
    """Find what goes on after an exception."""
    return isinstance(node, ast.Try | ast.TryStar | ast.With | ast.AsyncWith)


def delays(node: ast.AST, place: Place) -> bool:
    """Find what is worked out later than it is written."""
    lazy = (ast.Yield, ast.YieldFrom, ast.Await, ast.GeneratorExp, ast.AsyncFunctionDef)
    return isinstance(node, lazy)


def nests(node: ast.AST, place: Place) -> bool:
    """Find functions and classes within functions."""
    return isinstance(node, ast.Lambda | ast.FunctionDef | ast.ClassDef)


def raises(node: ast.AST, place: Place) -> bool:
    """Find exceptions that are neither a rejection nor a failed assertion."""
    if not isinstance(node, ast.Raise):
        return False
    if node.exc is None:
        return True
    named = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    meaning = place.meaning(named)
    if meaning is None:
        known = place.types.of(named)
        meaning = None if known is None else place.spec.named(known.module, known.node)
    failed = meaning is not None and (meaning.module, meaning.name) == (BUILTINS, "AssertionError")
    return not failed and not place.types.is_rejection(meaning)


@cache
def callees(spec: Specification) -> dict[Function, frozenset[Function]]:
    """Return the functions that each function of the specification calls, also by way of others."""
    direct: dict[Function, set[Function]] = {}
    for module in spec.modules.values():
        for name, definition in module.definitions.items():
            if isinstance(definition, ast.FunctionDef):
                called = (n.func for n in ast.walk(definition) if isinstance(n, ast.Call))
                found = (spec.named(module, function) for function in called)
                direct[module.name, name] = {(m.module, m.name) for m in found if m and is_function(m)}
    return {function: frozenset(reached(function, direct)) for function in direct}


def is_function(meaning: Meaning) -> bool:
    """Tell whether something is a function of the specification."""
    return isinstance(meaning.node, ast.FunctionDef)


def reached(function: Function, direct: dict[Function, set[Function]]) -> set[Function]:
    """Return what a function calls, also by way of others."""
    found: set[Function] = set()
    open = list(direct[function])
    while open:
        other = open.pop()
        if other not in found:
            found.add(other)
            open += direct.get(other, ())
    return found


def recurs(node: ast.AST, place: Place) -> bool:
    """Find calls that lead back to the function that they stand in."""
    meaning = place.meaning(node.func) if isinstance(node, ast.Call) else None
    if meaning is None or place.function is None or not is_function(meaning):
        return False
    here, there = (place.module.name, place.function.name), (meaning.module, meaning.name)
    return here == there or here in callees(place.spec).get(there, frozenset())


@cache
def known_steps() -> frozenset[str]:
    """Return the functions that may be repeated, by module and name: those of which the lemmas say something."""
    tree = ast.parse(LEMMAS.read_text(encoding="utf-8"))
    tables = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in TABLES]
    keys = [key for table in tables for node in ast.walk(table) if isinstance(node, ast.Dict) for key in node.keys]
    return frozenset(ast.unparse(key) for key in keys if key is not None)


def is_fold(node: ast.AST, place: Place) -> bool:
    """Tell whether something is repeated."""
    meaning = place.meaning(node.func) if isinstance(node, ast.Call) else None
    return meaning is not None and meaning.module == "fold" and meaning.name in ("fold", "fold_range")


def repeats(node: ast.AST, place: Place) -> bool:
    """Find repetitions of a step of which nothing is known."""
    if not isinstance(node, ast.Call) or not is_fold(node, place):
        return False
    step = place.meaning(node.args[0]) if node.args else None
    return step is None or not is_function(step) or f"{step.module}.{step.name}" not in known_steps()


RULES: Final = (
    Rule(
        "loop",
        "a loop over anything but a tuple that is written out",
        "how often it turns depends on the state, so it has no end that a path could reach",
        "use fold or fold_range with a step that keeps every invariant, or write the few cases out",
        loops,
    ),
    Rule(
        "caught",
        "something that goes on after an exception",
        "assertions are owed and never raised, and the engine leaves impossible paths by exceptions of its own",
        "ask before, as claim_or_skip does; a transition that is rejected leaves nothing behind",
        catches,
        silent=True,
    ),
    Rule(
        "lazy",
        "something that is worked out later than it is written",
        "what it asks would be answered on a path that is over, or on another one",
        "work it out where it is needed",
        delays,
        silent=True,
    ),
    Rule(
        "nested",
        "a function or class within a function",
        "paths are joined, and steps repeated, by the functions that stand in a module",
        "give it a name in the module and pass it what it needs",
        nests,
    ),
    Rule(
        "raised",
        "an exception that is neither a rejection nor a failed assertion",
        "a path ends by those only; any other exception ends the run of the prover",
        "reject with a reason of spec/errors.py, or see to it with ensure",
        raises,
    ),
    Rule(
        "recursion",
        "a call that leads back to where it stands",
        "a path would have no end",
        "use fold or fold_range",
        recurs,
    ),
    Rule(
        "repetition",
        "a fold of a step of which nothing is known",
        "the effect of a repetition is worked out from what properties/symbolic/lemmas.py says of its step",
        "give the step a name in a module, and say in lemmas.py what it keeps",
        repeats,
    ),
)
