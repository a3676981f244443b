"""Rules about values: what may be asked of something that depends on the state."""

import ast
from typing import Final

from properties.lint.kinds import Kind
from properties.lint.rule import Place, Rule
from properties.lint.source import is_record

ORDERED: Final = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
INSPECTING: Final = ("issubclass", "type", "callable", "hasattr", "getattr", "id", "vars", "dir")
TEXTS: Final = ("str", "repr", "format", "ascii", "chr", "ord")
TELLERS: Final = ("emit", "apply")
"""The functions that the log belongs to."""


def sides(node: ast.AST, *kinds: type[ast.cmpop]) -> list[tuple[ast.expr, ast.expr]]:
    """Return what a comparison compares by operators of these kinds."""
    if not isinstance(node, ast.Compare):
        return []
    operands = [node.left, *node.comparators]
    pairs = zip(node.ops, operands[:-1], operands[1:], strict=True)
    return [(left, right) for op, left, right in pairs if isinstance(op, kinds)]


def constant(node: ast.AST, *values: object) -> bool:
    """Tell whether a node is one of these constants."""
    return isinstance(node, ast.Constant) and any(node.value is value for value in values)


def is_asked(node: ast.AST, place: Place) -> bool:
    """Tell whether it is asked of a value whether it is true."""
    parent = place.parents.get(node)
    if isinstance(parent, ast.If | ast.IfExp | ast.While | ast.Assert):
        return node is parent.test
    if isinstance(parent, ast.match_case):
        return node is parent.guard
    return isinstance(parent, ast.BoolOp) or (isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not))


def asks_identity(node: ast.AST, place: Place) -> bool:
    """Find ``is`` between anything but a value and None."""
    if isinstance(node, ast.MatchSingleton):
        return node.value is not None
    pairs = sides(node, ast.Is, ast.IsNot)
    return any(not constant(left, None) and not constant(right, None) for left, right in pairs)


def asks_type(node: ast.AST, place: Place) -> bool:
    """Find questions about the class of a value, other than which record it is."""
    if isinstance(node, ast.MatchClass):
        meaning = place.meaning(node.cls)
        return meaning is None or not is_record(meaning.node)
    if isinstance(node, ast.MatchSequence | ast.MatchMapping):
        return True
    if isinstance(node, ast.Call) and place.builtin(node) == "isinstance" and len(node.args) == 2:
        unclear = place.kind(node.args[0]) in (Kind.RECORD, Kind.UNKNOWN)
        return not unclear or not is_class_of_records(node.args[1], place)
    hidden = isinstance(node, ast.Attribute) and node.attr.startswith("__")
    return (hidden or place.builtin(node) in INSPECTING) and not place.told(node)


def is_class_of_records(node: ast.expr, place: Place) -> bool:
    """Tell whether a class, or each of several, is that of a record, or of tuples."""
    if isinstance(node, ast.Tuple):
        return all(is_class_of_records(inner, place) for inner in node.elts)
    meaning = place.meaning(node)
    return meaning is not None and (is_record(meaning.node) or (meaning.name, meaning.node) == ("tuple", None))


def asks_truth(node: ast.AST, place: Place) -> bool:
    """Find things taken for a truth value that are none and no number, and items compared."""
    for pair in sides(node, *ORDERED):
        if Kind.ITEMS in map(place.kind, pair):
            return True
    unfit = (Kind.ITEMS, Kind.TUPLE, Kind.MAP, Kind.RECORD, Kind.TEXT)
    return isinstance(node, ast.expr) and is_asked(node, place) and place.kind(node) in unfit


def compares_unlike(node: ast.AST, place: Place) -> bool:
    """Find comparisons of a number or a truth value with something of another kind."""
    pairs = sides(node, *ORDERED)
    for left, right in sides(node, ast.In, ast.NotIn):
        pairs += [(left, item) for item in right.elts] if isinstance(right, ast.Tuple) else []
    plain = (Kind.NUMBER, Kind.TRUTH, Kind.TEXT, Kind.FLOAT, Kind.NOTHING)
    for left, right in pairs:
        kinds = {place.kind(left), place.kind(right)}
        if constant(left, True, False) or constant(right, True, False):
            return True
        if len(kinds) == 2 and kinds & {Kind.NUMBER, Kind.TRUTH} and kinds <= set(plain):
            return True
    return False


def reads_log(node: ast.AST, place: Place) -> bool:
    """Find looks into the log."""
    read = isinstance(node, ast.Attribute) and node.attr == "log" and isinstance(node.ctx, ast.Load)
    return read and place.function is not None and place.function.name not in TELLERS


def makes_text(node: ast.AST, place: Place) -> bool:
    """Find texts made of values."""
    made = isinstance(node, ast.JoinedStr) or place.builtin(node) in TEXTS
    return made and not place.told(node)


def chooses_value(node: ast.AST, place: Place) -> bool:
    """Find ``and`` and ``or`` between numbers."""
    return isinstance(node, ast.BoolOp) and any(place.kind(v) in (Kind.NUMBER, Kind.FLOAT) for v in node.values)


def compares_maps(node: ast.AST, place: Place) -> bool:
    """Find comparisons of maps, or of records with maps in them."""
    pairs = [*sides(node, *ORDERED), *sides(node, ast.In, ast.NotIn)]
    return any(place.types.has_maps(place.types.of(side)) for left, right in pairs for side in (left, right))


def searches(node: ast.AST, place: Place) -> bool:
    """Find ``in`` with anything but a few values that are written out."""
    return any(not is_constant_tuple(right, place) for _, right in sides(node, ast.In, ast.NotIn))


def is_constant_tuple(node: ast.AST, place: Place) -> bool:
    """Tell whether an expression is a tuple of fixed length, written out here or as a constant."""
    meaning = place.meaning(node)
    there = node if meaning is None else meaning.node
    return isinstance(there, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in there.elts)


def picks(node: ast.AST, place: Place) -> bool:
    """Find indices into what has no places to name, and parts of tuples."""
    if not isinstance(node, ast.Subscript):
        return False
    if isinstance(node.slice, ast.Slice) or place.kind(node.value) is Kind.ITEMS:
        return True
    return place.kind(node.value) is Kind.TUPLE and not isinstance(node.slice, ast.Constant)


def looks_inside(node: ast.AST, place: Place) -> bool:
    """Find attributes of numbers and of maps."""
    if not isinstance(node, ast.Attribute):
        return False
    kind = place.kind(node.value)
    return kind in (Kind.NUMBER, Kind.TRUTH) or (kind is Kind.MAP and node.attr != "set")


RULES: Final = (
    Rule(
        "identity",
        "`is` between values",
        "a symbolic value is an object of its own, so `is` is always false of it",
        "compare with ==; only None may be asked for with `is`",
        asks_identity,
        silent=True,
    ),
    Rule(
        "type-test",
        "a question about the class of a value",
        "a symbolic number is no int, a symbolic truth value no bool, and items no tuple, so the answer is another one",
        "ask for the kind of a record only; let the declared type say what a number is",
        asks_type,
        silent=True,
    ),
    Rule(
        "truth",
        "something taken for a truth value that is none, or items compared",
        "items that a call names are symbolic records, which are always true and equal to no tuple",
        "ask for what is meant: length(items) == 0, or a field of the record",
        asks_truth,
        silent=True,
    ),
    Rule(
        "unlike",
        "a comparison of things of different kinds",
        "a symbolic number equals no truth value, text or fraction, though 1 == True and 1 == 1.0 elsewhere",
        "compare numbers with whole numbers; use a truth value as it is, or with `not`",
        compares_unlike,
        silent=True,
    ),
    Rule(
        "log",
        "a look into the log",
        "a symbolic log holds events that may or may not have been told, so nothing can be counted in it",
        "decide by the state; only emit adds to the log, and only apply empties it",
        reads_log,
        silent=True,
    ),
    Rule(
        "text",
        "a text made of values",
        "the text of a symbolic value is not that of the number which it stands for",
        "keep values as they are; only what a failed assertion says may be a text",
        makes_text,
        silent=True,
    ),
    Rule(
        "choice",
        "`and` or `or` between numbers",
        "its value is one of the numbers, which multiplies paths and cannot be joined with a truth value",
        "write `x if x > 0 else y`, or compare before",
        chooses_value,
    ),
    Rule(
        "compared-maps",
        "a comparison of maps, or of records with maps in them",
        "whether two symbolic maps are equal everywhere is no question that a path can answer",
        "compare the entries or fields that matter",
        compares_maps,
    ),
    Rule(
        "membership",
        "`in` with anything but a tuple that is written out",
        "nothing can be searched in a map or in items: they have no end that a path could reach",
        "look the key up and compare the entry, or write the few values out: x in (a, b)",
        searches,
    ),
    Rule(
        "index",
        "an index into items, or a part of a tuple",
        "the places of symbolic items are no numbers of a tuple",
        "take tuples apart by assignment, and go through items with fold",
        picks,
    ),
    Rule(
        "attribute",
        "an attribute of a number, of a truth value or of a map",
        "a symbolic number has no name, value or bits, and a symbolic map nothing but look-ups and set",
        "compare numbers with constants; of maps, use [] and set only",
        looks_inside,
    ),
)
