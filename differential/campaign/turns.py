"""Which way the spec goes through its own text: the turns of a call.

While somebody watches, the functions of the spec run with marks in their text, so that a step takes hardly longer than
otherwise; under the interpreter's own trace hook it takes eight times as long. There is a mark at the beginning of
every block, and behind every statement that may end the function or choose between blocks.
"""

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from itertools import count
from pathlib import Path
from types import CodeType, FunctionType
from typing import Final, TypeVar

import spec
from differential.campaign.novelty import number

T = TypeVar("T")

Turns = frozenset[int]
"""The marks that a call came by."""

PLUMBING: Final = ("__init__", "arithmetic", "map", "record", "state", "units")
"""The modules that go the same way whatever the rule."""

CHAPTERS: Final = sorted(path.stem for path in Path(spec.__file__).parent.glob("*.py") if path.stem not in PLUMBING)
"""The modules whose turns count."""

MARK: Final = "_take_turn"
"""What marks call."""

TAKEN: Final[set[int]] = set()
"""The marks that were come by since this was last cleared."""

Coded = tuple[FunctionType, CodeType, CodeType]
"""A function of the spec, its code, and its code with marks."""


class Watch:
    """Whether somebody is watching in this process."""

    on = False


def mark(name: str) -> ast.stmt:
    """Return a statement that notes that it was come by."""
    return ast.parse(f"{MARK}({number(name)})").body[0]


def chooses(statement: ast.stmt) -> bool:
    """Tell whether a statement chooses between blocks, or is a call for the sake of what it may raise."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Call)
    return isinstance(statement, ast.If | ast.For | ast.While | ast.Match)


def marked(block: list[ast.stmt], names: Iterator[str]) -> list[ast.stmt]:
    """Return the statements of a block with marks."""
    found = [mark(next(names))]
    for statement in block:
        found += [statement, mark(next(names))] if chooses(statement) else [statement]
    return found


def with_marks(tree: ast.Module, module: str) -> ast.Module:
    """Put marks into the functions of a module."""
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            names = (f"{module}.{function.name}.{place}" for place in count())
            for node in list(ast.walk(function)):
                for field in ("body", "orelse"):
                    block = getattr(node, field, None)
                    if isinstance(block, list) and block:
                        setattr(node, field, marked(block, names))
    return ast.fix_missing_locations(tree)


def functions(tree: ast.Module, file: str) -> dict[str, CodeType]:
    """Return the code of the functions of a module, by name."""
    constants = compile(tree, file, "exec").co_consts
    return {constant.co_name: constant for constant in constants if isinstance(constant, CodeType)}


@cache
def coded() -> tuple[Coded, ...]:
    """Return the functions of the spec that can be watched."""
    found = []
    for name in CHAPTERS:
        module = import_module(f"spec.{name}")
        path = str(module.__file__)
        text = Path(path).read_text(encoding="utf-8")
        plain, other = functions(ast.parse(text), path), functions(with_marks(ast.parse(text), name), path)
        own = (item for item in vars(module).values() if isinstance(item, FunctionType))
        found += [
            (item, plain[item.__name__], other[item.__name__]) for item in own if item.__module__ == module.__name__
        ]
    return tuple(found)


@contextmanager
def watching() -> Iterator[None]:
    """Let the functions of the spec run with marks until the block ends; a mistake planted in one stays there.

    That takes as long as several steps, so many of them should share one block; within another, it costs nothing.
    """
    if Watch.on:
        yield
        return
    swapped = [(function, plain, other) for function, plain, other in coded() if function.__code__ == plain]
    for function, _, other in swapped:
        function.__globals__[MARK] = TAKEN.add
        function.__code__ = other
    Watch.on = True
    try:
        yield
    finally:
        Watch.on = False
        for function, plain, _ in swapped:
            function.__code__ = plain
            function.__globals__.pop(MARK, None)


def watched(work: Callable[[], T]) -> tuple[T, Turns]:
    """Do some work, and return what it returns with the turns that the spec took."""
    with watching():
        TAKEN.clear()
        return work(), frozenset(TAKEN)
