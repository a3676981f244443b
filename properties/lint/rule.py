"""What a rule of the lint is, and the place in the text that it is asked about."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from properties.lint.kinds import Kind, Types
from properties.lint.source import BUILTINS, Meaning, Module, Specification


@dataclass(frozen=True)
class Place:
    """Where a node stands."""

    spec: Specification
    module: Module
    parents: dict[ast.AST, ast.AST]
    function: ast.FunctionDef | None = None
    """The function around, if there is one: what stands in none is run once, on concrete values."""

    @cached_property
    def types(self) -> Types:
        """Return the types of the names here."""
        found = Types(self.spec, self.module)
        if self.function is not None:
            found.learn(self.function)
        return found

    def kind(self, node: ast.AST) -> Kind:
        """Return what the value of an expression is."""
        return self.types.kind_of(node)

    def meaning(self, node: ast.AST) -> Meaning | None:
        """Return what a name stands for here, if it is none of the function's own."""
        if isinstance(node, ast.Name) and node.id in self.own:
            return None
        return self.spec.named(self.module, node)

    @cached_property
    def own(self) -> frozenset[str]:
        """Return the names that the function gives something itself."""
        if self.function is None:
            return frozenset()
        names = (node for node in ast.walk(self.function) if isinstance(node, ast.Name))
        stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        captured = {n.name for n in ast.walk(self.function) if isinstance(n, ast.MatchAs | ast.MatchStar) and n.name}
        return frozenset(stored | captured | {argument.arg for argument in ast.walk(self.function.args)
                                              if isinstance(argument, ast.arg)})  # fmt: skip

    def builtin(self, node: ast.AST) -> str:
        """Return which of the names that need no import is called, if one is."""
        meaning = self.meaning(node.func) if isinstance(node, ast.Call) else None
        return meaning.name if meaning is not None and meaning.module == BUILTINS else ""

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node stands in, from the inside to the outside."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def told(self, node: ast.AST) -> bool:
        """Tell whether a node only says what failed: nothing depends on it."""
        inner = node
        for outer in self.around(node):
            if isinstance(outer, ast.Raise) or (isinstance(outer, ast.Assert) and inner is outer.msg):
                return True
            inner = outer
        return False


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that the engine cannot carry."""

    id: str
    what: str
    """What is rejected."""
    why: str
    """What would become of it."""
    remedy: str
    breaks: Callable[[ast.AST, Place], bool]
    """Whether a node breaks the rule."""
    silent: bool = False
    """Whether the engine would carry it without a word, and wrongly; all else it refuses when it comes by."""
