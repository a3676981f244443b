"""Of what type an expression of the specification is, as far as annotations tell."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from properties.lint.source import (
    BUILTINS,
    Meaning,
    Module,
    Specification,
    bases,
    fields_of,
    is_enum,
    is_newtype,
    is_record,
)


class Kind(StrEnum):
    """What a value is to the engine."""

    NUMBER = "number"
    TRUTH = "truth value"
    TEXT = "text"
    FLOAT = "fraction"
    MAP = "map"
    ITEMS = "items"
    """A tuple of any length."""
    TUPLE = "tuple"
    """One of fixed length."""
    RECORD = "record"
    NOTHING = "None"
    UNKNOWN = "unknown"


PLAIN: Final = {"int": Kind.NUMBER, "bool": Kind.TRUTH, "str": Kind.TEXT, "float": Kind.FLOAT, "complex": Kind.FLOAT}


@dataclass(frozen=True, slots=True)
class Type:
    """A type, as it is written in a module."""

    module: Module
    node: ast.expr

    @property
    def arguments(self) -> list[ast.expr]:
        """Return what stands in its brackets."""
        if not isinstance(self.node, ast.Subscript):
            return []
        inner = self.node.slice
        return list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]

    def argument(self, place: int) -> "Type":
        """Return one of the types in its brackets."""
        return Type(self.module, self.arguments[place])


@dataclass
class Types:
    """The types of the names in a function."""

    spec: Specification
    module: Module
    names: dict[str, Type | None] = field(default_factory=dict)

    def learn(self, function: ast.FunctionDef) -> None:
        """Take in a function: its parameters, and what is assigned in it, in order."""
        arguments = function.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if argument.annotation is not None:
                self.names[argument.arg] = Type(self.module, argument.annotation)
        for node in statements(function.body):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self.bind(target, node.value)
            elif isinstance(node, ast.AnnAssign):
                self.assign(node.target, Type(self.module, node.annotation))

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        """Let a name stand for an expression, or each of several names for a part of one."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for inner, part in zip(target.elts, value.elts, strict=True):
                self.bind(inner, part)
        else:
            self.assign(target, self.of(value))

    def assign(self, target: ast.expr, found: Type | None) -> None:
        """Let a name, or several, stand for something of a type."""
        if isinstance(target, ast.Name):
            # Where a name stands for things of several types, nothing is known of it.
            alike = target.id not in self.names or self.dump(self.names[target.id]) == self.dump(found)
            self.names[target.id] = found if alike else None
        elif isinstance(target, ast.Tuple):
            for place, inner in enumerate(target.elts):
                known = found is not None and self.kind(found) is Kind.TUPLE and place < len(found.arguments)
                self.assign(inner, found.argument(place) if found is not None and known else None)

    def dump(self, found: Type | None) -> str:
        """Return a type as text."""
        return "" if found is None else ast.unparse(found.node)

    def of(self, node: ast.AST) -> Type | None:
        """Return the type of an expression, if it can be told."""
        if isinstance(node, ast.Name) and node.id in self.names:
            return self.names[node.id]
        if isinstance(node, ast.IfExp):
            return self.of(node.body)
        if isinstance(node, ast.NamedExpr):
            return self.of(node.value)
        if isinstance(node, ast.Attribute):
            return self.of_field(node)
        if isinstance(node, ast.Subscript):
            return self.of_entry(node)
        if isinstance(node, ast.Call):
            return self.of_call(node)
        if isinstance(node, ast.Name):
            meaning = self.spec.meaning(self.module, node.id)
            return self.of_constant(meaning) if meaning is not None else None
        return plain_type(self.module, node)

    def of_constant(self, meaning: Meaning) -> Type | None:
        """Return the type of a constant of the specification."""
        if not isinstance(meaning.node, ast.expr) or is_newtype(meaning.node):
            return None
        there = self.spec.modules[meaning.module]
        return Types(self.spec, there).of(meaning.node)

    def of_field(self, node: ast.Attribute) -> Type | None:
        """Return the type of a field of a record, or of a member of an enumeration."""
        around = self.spec.named(self.module, node.value)
        if around is not None and is_enum(around.node):
            return Type(self.module, node.value)
        record = self.of(node.value)
        meaning = None if record is None else self.spec.named(record.module, record.node)
        if meaning is None or not isinstance(meaning.node, ast.ClassDef) or not is_record(meaning.node):
            return None
        found = fields_of(meaning.node).get(node.attr)
        return None if found is None else Type(self.spec.modules[meaning.module], found)

    def of_entry(self, node: ast.Subscript) -> Type | None:
        """Return the type of what stands in a map or a tuple."""
        around = self.of(node.value)
        if around is None:
            return None
        kind = self.kind(around)
        if kind is Kind.MAP:
            return around.argument(1)
        if kind is Kind.ITEMS:
            return around.argument(0)
        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        known = kind is Kind.TUPLE and isinstance(index, int) and 0 <= index < len(around.arguments)
        return around.argument(index) if known and isinstance(index, int) else None

    def of_call(self, node: ast.Call) -> Type | None:
        """Return the type of what a call returns."""
        if isinstance(node.func, ast.Attribute) and node.func.attr == "set":
            return self.of(node.func.value)
        meaning = self.spec.named(self.module, node.func)
        if meaning is None:
            return None
        if meaning.name == "cast" and meaning.node is None and node.args:
            return Type(self.module, node.args[0])
        if meaning.name == "replace" and meaning.node is None and node.args:
            return self.of(node.args[0])
        if isinstance(meaning.node, ast.FunctionDef):
            return self.of_result(self.spec.modules[meaning.module], meaning.node, node)
        made = isinstance(meaning.node, ast.ClassDef) or is_newtype(meaning.node)
        return Type(self.module, node.func) if made else None

    def of_result(self, module: Module, function: ast.FunctionDef, call: ast.Call) -> Type | None:
        """Return the type of what a function returns; a variable of a type is that of the first such argument."""
        returns = function.returns
        if returns is None:
            return None
        if isinstance(returns, ast.Name) and is_variable(self.spec.meaning(module, returns.id)):
            for parameter, argument in zip(function.args.args, call.args, strict=False):
                if parameter.annotation is not None and ast.unparse(parameter.annotation) == returns.id:
                    return self.of(argument)
            return None
        return Type(module, returns)

    def kind(self, found: Type | None) -> Kind:
        """Return what a value of a type is."""
        if found is None:
            return Kind.UNKNOWN
        node = found.node
        if isinstance(node, ast.Constant) and node.value is None:
            return Kind.NOTHING
        if isinstance(node, ast.Subscript):
            return kind_in_brackets(found)
        meaning = self.spec.named(found.module, node)
        if meaning is None:
            return Kind.UNKNOWN
        if meaning.module == BUILTINS:
            return PLAIN.get(meaning.name, Kind.UNKNOWN)
        if is_newtype(meaning.node) or is_enum(meaning.node):
            return Kind.NUMBER
        if is_record(meaning.node):
            return Kind.RECORD
        # Another name for a type, as ``Outcome``; those of two kinds are of none.
        if isinstance(meaning.node, ast.Name | ast.Subscript):
            return self.kind(Type(self.spec.modules[meaning.module], meaning.node))
        return Kind.UNKNOWN

    def kind_of(self, node: ast.AST) -> Kind:
        """Return what the value of an expression is."""
        if isinstance(node, ast.Compare) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
            return Kind.TRUTH
        if isinstance(node, ast.BoolOp):
            kinds = {self.kind_of(value) for value in node.values}
            return kinds.pop() if len(kinds) == 1 else Kind.UNKNOWN
        if isinstance(node, ast.BinOp | ast.UnaryOp):
            return Kind.NUMBER
        if isinstance(node, ast.Tuple):
            return Kind.TUPLE
        if isinstance(node, ast.JoinedStr):
            return Kind.TEXT
        return self.kind(self.of(node))

    def has_maps(self, found: Type | None) -> bool:
        """Tell whether there is a map in values of a type."""
        if found is None or self.kind(found) is Kind.MAP:
            return found is not None
        meaning = self.spec.named(found.module, found.node)
        if meaning is None or not isinstance(meaning.node, ast.ClassDef) or not is_record(meaning.node):
            return False
        there = self.spec.modules[meaning.module]
        return any(self.has_maps(Type(there, inner)) for inner in fields_of(meaning.node).values())

    def is_rejection(self, meaning: Meaning | None) -> bool:
        """Tell whether a class is that of a reason to reject a call."""
        return meaning is not None and (meaning.name == "Rejection" or "Rejection" in bases(meaning.node))


def plain_type(module: Module, node: ast.AST) -> Type | None:
    """Return the type of a constant that is written out."""
    if not isinstance(node, ast.Constant):
        return None
    return Type(module, ast.Constant(None) if node.value is None else ast.Name(type(node.value).__name__))


def is_variable(meaning: Meaning | None) -> bool:
    """Tell whether a name stands for any of several types."""
    node = None if meaning is None else meaning.node
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "TypeVar"


def kind_in_brackets(found: Type) -> Kind:
    """Return what a value of a type with arguments is."""
    assert isinstance(found.node, ast.Subscript), "only such a type has arguments"
    name = ast.unparse(found.node.value)
    if name == "Map":
        return Kind.MAP
    if name != "tuple":
        return Kind.UNKNOWN
    last = found.arguments[-1]
    return Kind.ITEMS if isinstance(last, ast.Constant) and last.value is Ellipsis else Kind.TUPLE


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, those within others too, in order."""
    for node in body:
        yield node
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.stmt):
                yield from statements([inner])
            elif isinstance(inner, ast.match_case):
                yield from statements(inner.body)
