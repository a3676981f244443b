"""What a proof depends on, function by function, so that an edit leaves alone what it does not touch.

Too few dependencies would let a stale verdict stand, so whatever is in doubt is one. Of each module that is loaded,
everything but the bodies of its functions counts: constants, types, classes with their methods, default values. The
body of a function counts if it ran while the step was explored and its claims were evaluated, if it may have run while
modules were loaded, or if it cannot be watched.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from properties.declaration import Property

ROOT: Final = Path(__file__).resolve().parents[2]
LAYERS: Final = ("spec", "properties")
ENGINE: Final = "properties.symbolic"
"""Every verdict depends on all of this package."""
MEANINGS: Final = ("spec.map", "spec.record", "spec.state", "spec.units", "properties.vocabulary")
"""Modules that decide what statements mean; every verdict depends on all of them too."""


def digest(text: str | bytes) -> str:
    """Return a digest of a text."""
    return blake2b(text.encode() if isinstance(text, str) else text, digest_size=16).hexdigest()


@dataclass(frozen=True)
class Module:
    """The text of a module, taken apart."""

    text: bytes

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """Return the functions, by name; of several with one name, none."""
        found = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        names = [node.name for node in found]
        return {node.name: node for node in found if names.count(node.name) == 1}

    @cached_property
    def rest(self) -> str:
        """Return all but the bodies of the functions, as text."""
        inner = set(self.functions.values())
        return "\n".join(head(node) if node in inner else ast.dump(node) for node in self.tree.body)

    def digest(self, name: str) -> str | None:
        """Return the digest of a function, or of the rest if no name is given."""
        if not name:
            return digest(self.rest)
        return digest(ast.dump(self.functions[name])) if name in self.functions else None


def head(function: ast.AST) -> str:
    """Return what is evaluated of a function's definition when its module is loaded."""
    assert isinstance(function, ast.FunctionDef)
    parts = [function.args, *function.decorator_list, *([function.returns] if function.returns else [])]
    return function.name + "".join(map(ast.dump, parts))


class Sources:
    """The texts of the specification and the properties, all read at one time."""

    def __init__(self, root: Path = ROOT) -> None:
        """Read them."""
        self.root = root
        self.modules = {name: Module(text) for name, text in self.texts()}
        self.digests: dict[str, str | None] = {}

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the texts as they are now, by module."""
        for layer in LAYERS:
            for path in sorted((self.root / layer).rglob("*.py")):
                yield ".".join(path.relative_to(self.root).with_suffix("").parts).removesuffix(".__init__"), read(path)

    @cached_property
    def engine(self) -> str:
        """Return a digest of what every verdict depends on: the engine, the solver and the interpreter."""
        from z3 import get_version_string  # type: ignore[import-untyped]

        whole = [f"python {sys.version_info[:3]} z3 {get_version_string()}"]
        for name, module in sorted(self.modules.items()):
            if name == ENGINE or name.startswith(ENGINE + ".") or name in MEANINGS:
                whole.append(f"{name} {digest(module.text)}")
        return digest("\n".join(whole))

    def digest(self, name: str) -> str | None:
        """Return the digest of a dependency, if it is still there."""
        if name not in self.digests:
            module, _, function = name.partition(":")
            self.digests[name] = self.modules[module].digest(function) if module in self.modules else None
        return self.digests[name]

    def unchanged(self) -> bool:
        """Tell whether the texts are still what they were."""
        return dict(self.texts()) == {name: module.text for name, module in self.modules.items()}


def read(path: Path) -> bytes:
    """Return what is in a file, or nothing if it has just been removed."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def loaded() -> dict[str, ModuleType]:
    """Return the modules whose functions are watched."""
    return {
        name: module
        for name, module in sys.modules.items()
        if name.partition(".")[0] in LAYERS and name != ENGINE and not name.startswith(ENGINE + ".")
    }


def functions_in(module: ModuleType) -> Iterator[FunctionType]:
    """Yield the functions that a module defines, and those that were made properties."""
    for value in list(vars(module).values()):
        function = value.function if isinstance(value, Property) else getattr(value, "__wrapped__", value)
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            yield function


def template(*args: Any, **kwargs: Any) -> Any:
    """Stand in for a function until it is called."""
    call: Any = "to be replaced by what is to be called"
    return call(*args, **kwargs)


def tripwire(call: Callable[..., Any]) -> CodeType:
    """Return code that calls ``call`` with whatever arguments it gets."""
    code = template.__code__
    constants = tuple(call if isinstance(c, str) and c.startswith("to be replaced") else c for c in code.co_consts)
    return code.replace(co_consts=constants)


class Watch:
    """Notes which functions are called. Each is noted once, and costs nothing from then on."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self.used: set[str] = set()
        self.original: dict[str, tuple[FunctionType, CodeType]] = {}

    def put(self, name: str, function: FunctionType) -> None:
        """Watch a function."""

        def call(*args: Any, **kwargs: Any) -> Any:
            self.used.add(name)
            self.remove(name)
            return function(*args, **kwargs)

        self.original[name] = function, function.__code__
        function.__code__ = tripwire(call)

    def remove(self, name: str) -> None:
        """Watch a function no longer."""
        found = self.original.pop(name, None)
        if found is not None:
            function, function.__code__ = found[0], found[1]


@contextmanager
def watching(sources: Sources) -> Iterator[set[str]]:
    """Collect in the set all that is depended on until the end of the block.

    What is cached in memory is forgotten first, so that what it came from is used anew. Code is watched in place: it
    does not matter by what name or through which table a function is reached.
    """
    watch = Watch()
    for name, module in loaded().items():
        forget(module)
        watch.used.add(f"{name}:")
        source = sources.modules[name].functions if name in sources.modules else {}
        seen = {f.__qualname__: f for f in functions_in(module) if f.__qualname__ in source and not f.__closure__}
        watch.used |= {f"{name}:{function}" for function in source.keys() - seen.keys()}
        for function in seen.values():
            watch.put(f"{name}:{function.__qualname__}", function)
    forget_engine()
    watch.used |= while_loading(sources)
    try:
        yield watch.used
    finally:
        for name in list(watch.original):
            watch.remove(name)


def forget(module: ModuleType) -> None:
    """Empty the caches of a module's functions."""
    for value in vars(module).values():
        clear = getattr(value, "cache_clear", None)
        if callable(clear) and value is not while_loading:
            clear()


def forget_engine() -> None:
    """Empty the caches of the engine."""
    for name, module in list(sys.modules.items()):
        if name.startswith(ENGINE + "."):
            forget(module)


def mentioned(nodes: list[ast.AST]) -> set[str]:
    """Return all names and attributes that are read within some nodes."""
    inner = [node for outer in nodes for node in ast.walk(outer)]
    names = {node.id for node in inner if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return names | {node.attr for node in inner if isinstance(node, ast.Attribute)}


def computed(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield what is called when a module or a class is loaded, with the arguments: they may be called in turn."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defaults = [*node.args.defaults, *node.args.kw_defaults] if isinstance(node, ast.FunctionDef) else []
            yield from (*node.decorator_list, *filter(None, defaults))
            if isinstance(node, ast.ClassDef):
                yield from computed(node.body)
        else:
            yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def executed(node: ast.AST) -> list[ast.AST]:
    """Return what may run when a function is called, or a class. The types of a class's fields are not called."""
    if not isinstance(node, ast.ClassDef):
        return [node]
    return [*computed(node.body), *(inner for inner in node.body if isinstance(inner, ast.FunctionDef))]


@cache
def while_loading(sources: Sources) -> frozenset[str]:
    """Return the functions that may have run when the modules were loaded.

    A function counts if its name is mentioned in a call or a decorator of a module's own code, or in the body of what
    counts, in whatever module.
    """
    names = [name for name in loaded() if name in sources.modules]
    defined: dict[str, list[tuple[str, ast.AST]]] = {}
    wanted: set[str] = set()
    for name in names:
        body = sources.modules[name].tree.body
        for definition in body:
            if isinstance(definition, ast.FunctionDef | ast.ClassDef):
                defined.setdefault(definition.name, []).append((name, definition))
        wanted |= mentioned(list(computed(body)))
    found: set[str] = set()
    work = list(wanted)
    while work:
        for name, node in defined.pop(work.pop(), ()):
            work += mentioned(executed(node))
            if isinstance(node, ast.FunctionDef):
                found.add(f"{name}:{node.name}")
    return frozenset(found)
