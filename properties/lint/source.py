"""The text of the specification, taken apart: what every name in it stands for."""

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SPEC: Final = ROOT / "spec"

BUILTINS: Final = "builtins"
"""The module of the names that need no import."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for: a definition of the specification, or something from outside of it."""

    module: str
    """A module of the specification by its own name, such as exits; any other in full."""
    name: str
    node: ast.AST | None
    """The definition: a function, a class, or the value of a constant. Of what comes from outside, nothing."""


@dataclass(frozen=True)
class Module:
    """One file."""

    path: Path
    text: str

    @cached_property
    def name(self) -> str:
        """Return its name within the specification."""
        return self.path.stem

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree. Raises SyntaxError."""
        return ast.parse(self.text, str(self.path))

    @cached_property
    def definitions(self) -> dict[str, ast.AST]:
        """Return what it defines, by name."""
        found: dict[str, ast.AST] = {}
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found |= {target.id: node.value for target in targets if isinstance(target, ast.Name)}
        return found

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """Return what it imports: by name, the module in full and the name there, if it is not the module itself."""
        found: dict[str, tuple[str, str]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.asname or alias.name: (alias.name, "") for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {alias.asname or alias.name: (node.module or "", alias.name) for alias in node.names}
        return found


class Specification:
    """All modules of the specification, so that a name can be followed to its definition."""

    def __init__(self, modules: Iterable[Module]) -> None:
        """Take the modules; of two with one name, the later."""
        self.modules = {module.name: module for module in modules}

    def meaning(self, module: Module, name: str) -> Meaning | None:
        """Return what a name of a module stands for, if that can be told."""
        if name in module.definitions:
            return Meaning(module.name, name, module.definitions[name])
        if name not in module.imports:
            return Meaning(BUILTINS, name, None) if hasattr(builtins, name) else None
        origin, inner = module.imports[name]
        if origin == "spec" and inner in self.modules:
            return Meaning(inner, "", self.modules[inner].tree)
        there = self.modules.get(origin.removeprefix("spec.")) if origin.startswith("spec.") else None
        return self.meaning(there, inner) if there and there is not module else Meaning(origin, inner, None)

    def named(self, module: Module, node: ast.AST) -> Meaning | None:
        """Return what a name stands for, or a name of another module, as in ``actions.Claim``."""
        if isinstance(node, ast.Name):
            return self.meaning(module, node.id)
        if isinstance(node, ast.Attribute):
            around = self.named(module, node.value)
            if around is not None and isinstance(around.node, ast.Module):
                return self.meaning(self.modules[around.module], node.attr)
            if around is not None and around.node is None and around.module != BUILTINS and not around.name:
                return Meaning(around.module, node.attr, None)
        return None


def read(paths: Iterable[Path]) -> Iterator[Module]:
    """Yield the modules in files and folders. Raises SyntaxError if one is no text."""
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield Module(file, text_of(file))


def text_of(file: Path) -> str:
    """Return the text of a module. Raises SyntaxError if it is none."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SyntaxError(str(error), (str(file), 1, None, None)) from None
    if "\0" in text:
        raise SyntaxError("a null byte", (str(file), 1 + text.partition("\0")[0].count("\n"), None, None))
    return text


def is_newtype(node: ast.AST | None) -> bool:
    """Tell whether a definition is that of a unit."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "NewType"


def bases(node: ast.AST | None) -> list[str]:
    """Return the names of the classes that a class is made from."""
    return [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []


def is_enum(node: ast.AST | None) -> bool:
    """Tell whether a definition is that of a class of a few numbers with names."""
    return "IntEnum" in bases(node)


def is_record(node: ast.AST | None) -> bool:
    """Tell whether a definition is that of a record."""
    if not isinstance(node, ast.ClassDef):
        return False
    names = (decorator.func if isinstance(decorator, ast.Call) else decorator for decorator in node.decorator_list)
    return any(isinstance(name, ast.Name) and name.id == "dataclass" for name in names)


def fields_of(node: ast.ClassDef) -> dict[str, ast.expr]:
    """Return the types of a record's fields."""
    annotated = (inner for inner in node.body if isinstance(inner, ast.AnnAssign))
    return {inner.target.id: inner.annotation for inner in annotated if isinstance(inner.target, ast.Name)}
