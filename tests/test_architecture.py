"""The shape of the house, read off the syntax trees."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from spec import errors
from spec.actions import Action
from spec.errors import Rejection
from spec.rejections import REJECTIONS

ROOT = Path(__file__).parents[1]

LAYERS = ("spec", "properties", "differential", "seqstake")
"""Each imports itself and those before it."""

EVMS = {"eth", "pyrevm", "web3", "eth_tester"}
"""Packages that run or reach an EVM."""

ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.Div, ast.Pow)

REASONS = {name for name, thing in vars(errors).items() if isinstance(thing, type) and issubclass(thing, Rejection)} - {
    "Rejection"
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def files(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Return the packages that a file imports."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            names.add((node.module or "").partition(".")[0])
    return names


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            yield node


@cache
def spec_functions() -> dict[str, ast.FunctionDef]:
    """Return the functions of the specification by name; methods and equal names keep the last."""
    return {function.name: function for path in files("spec") for function in functions(path)}


def code_lines(path: Path, function: ast.FunctionDef) -> int:
    """Return the number of lines that are neither documentation, comment nor empty."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    source = path.read_text().splitlines()
    signature = range(function.lineno, function.body[0].lineno)
    lines = [source[number - 1] for number in (*signature, *range(body[0].lineno, (function.end_lineno or 0) + 1))]
    return sum(1 for line in lines if line.strip() and not line.strip().startswith("#"))


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_one_way(layer: str) -> None:
    later = set(LAYERS[LAYERS.index(layer) + 1 :])
    wrong = {str(path.relative_to(ROOT)): imported(path) & (later | {"tests"}) for path in files(layer)}
    assert {path: names for path, names in wrong.items() if names} == {}


def test_the_specification_stands_alone() -> None:
    allowed = set(sys.stdlib_module_names) | {"spec"}
    foreign = {(path.name, name) for path in files("spec") for name in imported(path) - allowed}
    assert foreign == {("map.py", "rpds")}


def test_only_the_backends_know_an_evm() -> None:
    backends = ROOT / "differential" / "evm"
    others = [path for layer in LAYERS for path in files(layer) if backends not in path.parents]
    assert [str(path.relative_to(ROOT)) for path in others if imported(path) & EVMS] == []


def test_one_module_knows_crosshair() -> None:
    found = [path.relative_to(ROOT) for layer in LAYERS for path in files(layer) if "crosshair" in imported(path)]
    assert found == [Path("properties/bounded/examination.py")]


def test_one_module_makes_consoles() -> None:
    made = [
        path.relative_to(ROOT)
        for path in files("seqstake")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Console"
    ]
    assert set(made) == {Path("seqstake/console.py")}


def test_functions_of_the_specification_are_short() -> None:
    lengths = {
        f"{path.stem}.{function.name}": code_lines(path, function)
        for path in files("spec")
        for function in functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > 40} == {}
    assert median(lengths.values()) <= 12


def test_everything_in_the_specification_is_documented() -> None:
    bare = [
        f"{path.stem}.{node.name}"
        for path in files("spec")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not ast.get_docstring(node)
        and not (node.name.startswith("__") and node.name.endswith("__"))
    ]
    assert bare == []


def constants(module: ast.Module) -> set[ast.AST]:
    """Return all nodes within definitions of constants."""
    definitions = [
        node
        for node in module.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).partition("[")[0] == "Final"
    ]
    return {inner for definition in definitions for inner in ast.walk(definition)}


def is_raw(node: ast.AST) -> bool:
    """Tell whether a node computes without the checks of ``arithmetic``."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return isinstance(node.op, ARITHMETIC)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def raw(path: Path) -> list[str]:
    """Return the unchecked computations of a file."""
    allowed = constants(tree(path))
    return [ast.unparse(node) for node in ast.walk(tree(path)) if is_raw(node) and node not in allowed]


def test_the_specification_computes_in_one_place_only() -> None:
    found = {path.name: raw(path) for path in files("spec") if raw(path)}
    assert set(found) == {"arithmetic.py"}


def documented(name: str) -> tuple[str, ...]:
    """Return the reasons that a docstring lists, in order, with those of the functions that it refers to."""
    text = " ".join((ast.get_docstring(spec_functions()[name]) or "").split())
    found = re.search(r"Rejects, in this order: (.*?)\.(?: |$)", text)
    reasons: tuple[str, ...] = ()
    for item in found.group(1).split(", ") if found else ():
        referred = re.fullmatch(r"as ``(\w+)``", item)
        reasons += documented(referred.group(1)) if referred else (item,)
    return reasons


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize("action", REJECTIONS, ids=lambda action: action.__name__)
def test_documented_reasons_are_the_declared_ones(action: type[Action]) -> None:
    assert documented(snake(action.__name__)) == tuple(reason.__name__ for reason in REJECTIONS[action])


def raised(function: ast.FunctionDef) -> list[str]:
    """Return the reasons that a function itself gives, in order."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    names = [call.func.id for call in calls if isinstance(call.func, ast.Name)]
    return [name for name in dict.fromkeys(names) if name in REASONS]


@pytest.mark.parametrize("name", spec_functions())
def test_functions_document_the_reasons_that_they_give_in_their_order(name: str) -> None:
    reasons, listed = raised(spec_functions()[name]), documented(name)
    assert [reason for reason in listed if reason in reasons] == reasons
