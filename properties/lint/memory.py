"""Rules about what stays: a function is run again for every path, so nothing may be left from the run before."""

import ast
from functools import cache
from typing import Final

from properties.lint.kinds import Kind, Type, Types
from properties.lint.rule import Place, Rule
from properties.lint.source import Meaning, Specification, bases, fields_of, is_newtype, is_record

CHANGEABLE: Final = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)

CARRIED: Final = (Kind.NUMBER, Kind.TRUTH, Kind.MAP, Kind.RECORD)
"""What a field of the state or of a call may be."""


def is_changeable(meaning: Meaning | None, place: Place) -> bool:
    """Tell whether a constant is something that can be changed."""
    node = None if meaning is None else meaning.node
    if isinstance(node, ast.Call) and not is_newtype(node) and meaning is not None:
        there = place.spec.modules[meaning.module]
        maker = place.spec.named(there, node.func)
        return maker is None or (maker.node is None and maker.name not in ("replace", "TypeVar", "tuple"))
    return isinstance(node, CHANGEABLE)


def remembers(node: ast.AST, place: Place) -> bool:
    """Find what outlives the run of a function."""
    if isinstance(node, ast.Global | ast.Nonlocal):
        return True
    read = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and place.function is not None
    return read and is_changeable(place.meaning(node), place)


def keeps_default(node: ast.AST, place: Place) -> bool:
    """Find default values that can be changed."""
    if not isinstance(node, ast.FunctionDef):
        return False
    defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]
    return any(isinstance(default, CHANGEABLE) for default in defaults)


def mutates(node: ast.AST, place: Place) -> bool:
    """Find changes of something that others may hold too."""
    if isinstance(node, ast.Delete):
        return True
    stored = isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store)
    return stored and place.function is not None


def collects(node: ast.AST, place: Place) -> bool:
    """Find lists, sets and dictionaries."""
    return isinstance(node, CHANGEABLE) and not isinstance(node, ast.GeneratorExp)


def decorates(node: ast.AST, place: Place) -> bool:
    """Find decorators, but for that of records."""
    if isinstance(node, ast.FunctionDef):
        return bool(node.decorator_list)
    return isinstance(node, ast.ClassDef) and (len(node.decorator_list) > is_record(node) or bool(node.keywords))


def behaves(node: ast.AST, place: Place) -> bool:
    """Find methods."""
    return isinstance(node, ast.FunctionDef) and isinstance(place.parents.get(node), ast.ClassDef)


def thaws(node: ast.AST, place: Place) -> bool:
    """Find records that can be changed; what is raised cannot be frozen."""
    if not isinstance(node, ast.ClassDef) or not is_record(node) or "Rejection" in bases(node):
        return False
    options = [option for call in node.decorator_list if isinstance(call, ast.Call) for option in call.keywords]
    return not any(
        option.arg == "frozen" and isinstance(option.value, ast.Constant) and option.value.value is True
        for option in options
    )


@cache
def carried_records(spec: Specification) -> frozenset[ast.AST]:
    """Return the records that the state and calls are made of."""
    found: set[ast.AST] = set()
    open = [
        (module, node)
        for module in spec.modules.values()
        for name, node in module.definitions.items()
        if isinstance(node, ast.ClassDef) and (name in ("State", "Call") or "Action" in bases(node))
    ]
    while open:
        module, node = open.pop()
        if node in found:
            continue
        found.add(node)
        for annotation in fields_of(node).values():
            for part in ast.walk(annotation):
                meaning = spec.named(module, part)
                if meaning is not None and isinstance(meaning.node, ast.ClassDef) and is_record(meaning.node):
                    open.append((spec.modules[meaning.module], meaning.node))
    return frozenset(found)


def holds_otherwise(node: ast.AST, place: Place) -> bool:
    """Find fields of the state or of calls that are of a type without symbolic values."""
    record = place.parents.get(node)
    if not isinstance(node, ast.AnnAssign) or record not in carried_records(place.spec):
        return False
    types = Types(place.spec, place.module)
    found = Type(place.module, node.annotation)
    kind = types.kind(found)
    if kind is Kind.ITEMS:
        return types.kind(found.argument(0)) is not Kind.NUMBER and ast.unparse(node.target) != "log"
    return kind not in CARRIED


def opens_map(node: ast.AST, place: Place) -> bool:
    """Find new maps."""
    meaning = place.meaning(node.func) if isinstance(node, ast.Call) else None
    new = meaning is not None and meaning.module == "map" and meaning.name == "Map"
    return new and (place.function is None or place.function.name != "genesis")


RULES: Final = (
    Rule(
        "memory",
        "something that outlives the run of a function",
        "a function is run again for every path, and would find what another path has left there",
        "pass it in and return it; constants are numbers, records or tuples",
        remembers,
        silent=True,
    ),
    Rule(
        "mutation",
        "a change of something that others may hold too",
        "the version before is still in use: on other paths, in the branches to be joined, and by the properties",
        "make a new one: dataclasses.replace(…), map.set(…)",
        mutates,
        silent=True,
    ),
    Rule(
        "collection",
        "a list, a set or a dictionary",
        "symbolic values have no hash, and what can be changed is left over from one path to the next",
        "use a Map of the state, or a tuple",
        collects,
    ),
    Rule(
        "new-map",
        "a map made in a transition",
        "a concrete map finds nothing by a symbolic key; the state has one map for each purpose, empty from genesis on",
        "write to a map of the state",
        opens_map,
    ),
)

OF_MODULES: Final = (
    Rule(
        "default",
        "a default value that can be changed",
        "it is made once, and every path would find what another has left there",
        "let the caller pass it",
        keeps_default,
        silent=True,
    ),
    Rule(
        "decorator",
        "a decorator other than dataclass",
        "it puts something else in the place of the function, which may remember or hide what is asked",
        "write a plain function",
        decorates,
        silent=True,
    ),
    Rule(
        "method",
        "a method",
        "records are compared, joined and taken apart field by field, whatever their methods say",
        "write a function of the record",
        behaves,
        silent=True,
    ),
    Rule(
        "thawed",
        "a record that can be changed",
        "versions of the state share their parts",
        "declare it with @dataclass(frozen=True, slots=True)",
        thaws,
        silent=True,
    ),
    Rule(
        "field",
        "a field of the state or of a call that is of a type without symbolic values",
        "there are symbolic numbers, truth values, records, maps, and items of calls",
        "use one of these; a fraction is a number of basis points, an absent number is zero",
        holds_otherwise,
    ),
)
