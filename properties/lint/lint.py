"""Goes through the text of the specification and finds what breaks a rule."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from properties.lint import calls, control, memory, numbers, values
from properties.lint.rule import Place, Rule
from properties.lint.source import SPEC, Module, Specification, read

IN_FUNCTIONS: Final = (*values.RULES, *control.RULES, *memory.RULES, *calls.RULES, *numbers.RULES)
"""The rules for what is run on symbolic values."""

OF_MODULES: Final = (*memory.OF_MODULES, *calls.OF_MODULES, numbers.FRACTION)
"""The rules for what is run when a module is loaded, once and on concrete values."""

RULES: Final = {rule.id: rule for rule in (*IN_FUNCTIONS, *OF_MODULES)}
"""All rules."""

PRIMITIVES: Final = ("map", "fold", "record")
"""The modules that the engine gives a meaning of its own, and the one that only moves values from record to record."""

SIGNS: Final = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
"""Parts of a tree that only say how their parent is meant."""

SHOWN: Final = 80
"""How much of a piece of text is shown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A place that breaks a rule."""

    file: str
    line: int
    column: int
    rule: str
    text: str
    """What stands there."""
    what: str
    why: str
    remedy: str
    silent: bool
    """Whether the engine would carry it without a word, and wrongly."""

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.file}:{self.line}:{self.column}: {self.rule}: {self.what}: {self.text}"

    def as_data(self) -> dict[str, Any]:
        """Return it for a program."""
        return asdict(self)


def finding(rule: Rule, node: ast.AST, place: Place) -> Finding:
    """Return what is to be said of a node that breaks a rule."""
    line, column = getattr(node, "lineno", None), getattr(node, "col_offset", 0)
    if line is None:
        outer = next(outer for outer in place.around(node) if hasattr(outer, "lineno"))
        line, column = outer.lineno, outer.col_offset  # type: ignore[attr-defined]  # asked for in the line above
    text = ast.unparse(node).strip().partition("\n")[0]
    text = text if len(text) <= SHOWN else text[: SHOWN - 2] + " …"
    return Finding(
        str(place.module.path), line, column + 1, rule.id, text, rule.what, rule.why, rule.remedy, rule.silent
    )


def children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that are run. What a type is called is not."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_comment"):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST) and not isinstance(part, SIGNS):
                yield part


def places(spec: Specification, module: Module) -> Iterator[tuple[ast.AST, Place]]:
    """Yield every node of a module with its place."""
    parents = {child: node for node in ast.walk(module.tree) for child in ast.iter_child_nodes(node)}
    open: list[tuple[ast.AST, Place]] = [(module.tree, Place(spec, module, parents))]
    while open:
        node, place = open.pop()
        if node is not module.tree:
            yield node, place
        here = place
        if isinstance(node, ast.FunctionDef) and place.function is None:
            here = Place(spec, module, parents, node)
        for part in children(node):
            run = isinstance(part, ast.stmt) and part in getattr(node, "body", ())
            inside = here if run or node is not here.function else place
            open.append((part, inside))


def of_module(spec: Specification, module: Module) -> Iterator[Finding]:
    """Yield what breaks a rule in a module."""
    if module.name in PRIMITIVES:
        return
    for node, place in places(spec, module):
        for rule in OF_MODULES if place.function is None else (*IN_FUNCTIONS, *calls.OF_MODULES):
            if rule.breaks(node, place):
                yield finding(rule, node, place)


@cache
def shipped() -> tuple[Module, ...]:
    """Return the modules of this project's specification."""
    return tuple(read([SPEC]))


def lint(modules: Iterable[Module]) -> list[Finding]:
    """Return what the engine cannot carry in modules, in the order of the text. Raises SyntaxError.

    Names that they import from modules of the specification which are not among them are those of this project.
    """
    judged = list(modules)
    spec = Specification([*shipped(), *judged])
    found = [one for module in judged for one in of_module(spec, module)]
    return sorted(found, key=lambda one: (one.file, one.line, one.column, one.rule))


def lint_paths(paths: Iterable[Path] = ()) -> list[Finding]:
    """Return what the engine cannot carry in files and folders, or else in this project's specification.

    Raises OSError, SyntaxError, UnicodeDecodeError.
    """
    wanted = tuple(paths)
    return lint(read(wanted) if wanted else shipped())
