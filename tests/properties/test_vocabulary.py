"""The words of the vocabulary mean what they say, and properties use no others."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from properties.vocabulary import (
    Note,
    choose,
    each,
    equal,
    forall,
    forall2,
    forall2_items,
    forall_items,
    forall_totals,
    iff,
    implies,
    is_ceiling,
    is_floor,
    nonneg,
    notes_on,
    one_of,
    same,
    size,
    told,
    total,
    total_items,
    unchanged_but,
)
from spec.map import Map

ROOT = Path(__file__).parents[2] / "properties"
FILES = [path for folder in ("invariants", "laws") for path in sorted((ROOT / folder).glob("*.py"))]
QUANTITIES = ROOT / "quantities.py"

EMPTY: Map[int, int] = Map(0)
ONE_TWO = EMPTY.set(1, 10).set(2, 20)
TWO_THREE = EMPTY.set(2, 25).set(3, 30)


def test_sums() -> None:
    assert total(ONE_TWO, lambda value: value) == 30
    assert total_items(ONE_TWO, lambda key, value: key * value) == 50
    assert total(EMPTY, lambda value: value) == 0


def test_statements_about_one_map() -> None:
    assert forall(ONE_TWO, lambda value: value < 21)
    assert not forall(ONE_TWO, lambda value: value < 20)
    assert forall_items(ONE_TWO, lambda key, value: value == 10 * key)
    assert not forall_items(ONE_TWO, lambda key, value: key == 1)
    assert nonneg(ONE_TWO, lambda value: value - 10)
    assert not nonneg(ONE_TWO, lambda value: value - 11)


def test_statements_about_two_maps_visit_the_keys_of_both() -> None:
    seen = {(1, 10, 0), (2, 20, 25), (3, 0, 30)}
    assert forall2_items(ONE_TWO, TWO_THREE, lambda key, x, y: (key, x, y) in seen)
    assert not forall2_items(ONE_TWO, TWO_THREE, lambda key, x, y: key != 1)
    assert not forall2_items(ONE_TWO, TWO_THREE, lambda key, x, y: key != 3)
    assert forall2(ONE_TWO, TWO_THREE, lambda x, y: x != y)
    assert not forall2(ONE_TWO, TWO_THREE, lambda x, y: x < y)


def test_sums_by_group() -> None:
    owners = EMPTY.set(1, 7).set(2, 7).set(3, 8)
    counts = EMPTY.set(7, 2).set(8, 1)

    def matches(counted: Map[int, int]) -> bool:
        return forall_totals(owners, lambda owner: owner, lambda *_: 1, counted, lambda _, x, y: x == y)

    assert matches(counts)
    assert not matches(counts.set(8, 2))
    assert not matches(counts.set(9, 1))


def test_changes_elsewhere() -> None:
    assert unchanged_but(ONE_TWO, ONE_TWO.set(1, 11), 1)
    assert not unchanged_but(ONE_TWO, TWO_THREE, 1, 2)
    assert unchanged_but(ONE_TWO, TWO_THREE, 1, 2, 3)


@pytest.mark.parametrize(("a", "b"), [(False, False), (False, True), (True, False), (True, True)])
def test_connectives(a: bool, b: bool) -> None:
    assert implies(a, b) == ((not a) or b)
    assert iff(a, b) == (a is b)
    assert choose(a, 1, 2) == (1 if a else 2)


@pytest.mark.parametrize("dividend", range(10))
def test_rounding(dividend: int) -> None:
    assert [q for q in range(12) if is_floor(q, dividend, 3)] == [dividend // 3]
    assert [q for q in range(12) if is_ceiling(q, dividend, 3)] == [-(-dividend // 3)]


def test_words_for_what_calls_name_and_tell() -> None:
    assert each((1, 2), lambda item: item < 3)
    assert not each((1, 2), lambda item: item < 2)
    assert (size((1, 2)), one_of(2, 1, 2), one_of(3, 1, 2)) == (2, True, False)
    assert told((1, "two"), str)
    assert not told((1,), str)


def test_failures_leave_notes() -> None:
    inner, outer = notes_on(lambda: forall_items(ONE_TWO, lambda key, value: equal(value, 10)))
    assert inner == Note("equal(value, 10)", (20, 10))
    assert outer == Note("forall_items(ONE_TWO, lambda key, value: equal(value, 10))", (2, 20))
    assert [str(note) for note in notes_on(lambda: same("left", "right"))] == ["'left' | 'right'"]
    assert notes_on(lambda: equal(1, 1)) == ()


FORBIDDEN = (len, int, float, hash, sum, any, all, min, max, sorted, list, dict, set, id, map, filter)
FORBIDDEN_CALLS = {thing.__name__ for thing in FORBIDDEN}
LOOPS = (ast.For, ast.While, ast.comprehension, ast.Try)
FORBIDDEN_NODES = (*LOOPS, ast.Is, ast.IsNot, ast.In, ast.NotIn, ast.Div, ast.Pow)


def is_decided(test: ast.expr) -> bool:
    """Tell whether a condition is about the kind of a call, which is known whatever the values are."""
    if isinstance(test, ast.UnaryOp | ast.Name):
        return True
    return isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == "isinstance"


def complaints(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, FORBIDDEN_NODES):
            yield f"{where} {type(node).__name__}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            yield f"{where} {node.func.id}()"
        if isinstance(node, ast.If | ast.IfExp) and not is_decided(node.test):
            yield f"{where} branches on a value"
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{where} float"


@pytest.mark.parametrize("path", [*FILES, QUANTITIES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_properties_use_the_vocabulary_only(path: Path) -> None:
    assert list(complaints(path)) == []


@pytest.mark.parametrize("path", [*FILES, QUANTITIES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_properties_call_no_transition(path: Path) -> None:
    modules = {node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
    chapters = {"pools", "exits", "registry", "rewards", "slashing", "governance", "tokens", "transition", "arithmetic"}
    assert modules & {f"spec.{chapter}" for chapter in chapters} == set()
