"""The mistakes that can be made at one place of a source, each under the name of its rule."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from differential.mutation.mutant import Edit
from differential.mutation.order import Order
from differential.mutation.program import Program
from differential.mutation.syntax import Node, called, children, is_call, is_guard, kind, span, type_of

Mistake = tuple[str, tuple[Edit, ...]]
"""The name of a rule, and what it does here."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text that places refer to."""

    content: bytes
    program: Program
    """What it is part of."""
    order: Order

    def text(self, node: Node) -> str:
        """Return the text of a node."""
        start, end = span(node)
        return self.content[start:end].decode()

    def statement(self, node: Node) -> tuple[int, int]:
        """Return where a statement begins and ends, with the semicolon, which the compiler leaves out."""
        start, end = span(node)
        rest = self.content[end:]
        following = len(rest) - len(rest.lstrip())
        return (start, end + following + 1) if rest[following : following + 1] == b";" else (start, end)

    def dropped(self, node: Node) -> tuple[Edit, ...]:
        """Return the edit that leaves a statement out; the one that ends each round of a loop has no semicolon."""
        start, end = self.statement(node)
        return (Edit(start, end, "{}" if self.content[:end].endswith(b";") else ""),)


Rule = Callable[[Node, Source], Iterator[Mistake]]
"""Yields the mistakes that can be made of a node."""

COMPUTED: Final = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "**": "*"}
BOUNDED: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
EQUATED: Final = {"==": "!=", "!=": "=="}
JOINED: Final = {"&&": "||", "||": "&&"}
ASSIGNED: Final = {"+=": ("-=", "="), "-=": ("+=", "="), "*=": ("/=", "="), "/=": ("*=", "=")}
COUNTED: Final = {"++": "--", "--": "++"}


def replaced(node: Node, text: str) -> tuple[Edit, ...]:
    """Return the edit that puts a text in the place of a node."""
    return (Edit(*span(node), text),)


def operator_edit(node: Node, left: Node, right: Node, source: Source, new: str) -> tuple[Edit, ...]:
    """Return the edit that puts another operator between two operands."""
    start, end = span(left)[1], span(right)[0]
    between = source.content[start:end].decode()
    return (Edit(start, end, between.replace(node["operator"], new, 1)),)


def computations(node: Node, source: Source) -> Iterator[Mistake]:
    """Compute, compare or join otherwise."""
    left, right, operator = node["leftExpression"], node["rightExpression"], node["operator"]
    for name, others in (("arithmetic", COMPUTED), ("boundary", BOUNDED), ("equality", EQUATED), ("boolean", JOINED)):
        if operator in others:
            yield name, operator_edit(node, left, right, source, others[operator])
    if operator in JOINED:
        yield "operand-dropped", replaced(node, source.text(right))
        yield "operand-dropped", replaced(node, source.text(left))
    if operator == "/" and type_of(node).startswith("uint"):
        over, under = source.text(left), source.text(right)
        yield "rounding", replaced(node, f"(({over}) + ({under}) - 1) / ({under})")
        yield "rounding", replaced(node, f"({over} / {under} + 1)")


def unary(node: Node, source: Source) -> Iterator[Mistake]:
    """Count the other way, or at another moment; do not negate."""
    operator, inner = node["operator"], source.text(node["subExpression"])
    if operator == "!":
        yield "negation-dropped", replaced(node, inner)
    if operator in COUNTED:
        other = COUNTED[operator]
        yield "arithmetic", replaced(node, f"{other}{inner}" if node["prefix"] else f"{inner}{other}")
        yield "moment", replaced(node, f"{inner}{operator}" if node["prefix"] else f"{operator}{inner}")


def assignments(node: Node, source: Source) -> Iterator[Mistake]:
    """Take away where something is to be added, or forget what was there."""
    for other in ASSIGNED.get(node["operator"], ()):
        yield "assignment", operator_edit(node, node["leftHandSide"], node["rightHandSide"], source, other)


def calls(node: Node, source: Source) -> Iterator[Mistake]:
    """Let calls through that are to be rejected, round the other way, be a second ahead."""
    given = [source.text(argument) for argument in node["arguments"]]
    match called(node):
        case "require":
            yield from negations(node["arguments"][0], source)
        case "ceilDiv":
            yield "rounding", replaced(node, f"({given[0]}) / ({given[1]})")
            yield "rounding", replaced(node, f"({source.text(node)} + 1)")
        case "min" | "max" as name:
            other = {"min": "max", "max": "min"}[name]
            target = node["expression"]
            yield "rounding", replaced(target, source.text(target).removesuffix(name) + other)
        case "protocolTime":
            yield "time", replaced(node, f"({source.text(node)} + 1)")


def members(node: Node, source: Source) -> Iterator[Mistake]:
    """Be a second ahead of the block, or take the next member of an enumeration."""
    if node["memberName"] == "timestamp" and type_of(node["expression"]) == "block":
        yield "time", replaced(node, f"({source.text(node)} + 1)")
    known = source.program.enumerations.get(node["expression"].get("referencedDeclaration", 0), ())
    if node["memberName"] in known:
        following = known[(known.index(node["memberName"]) + 1) % len(known)]
        yield "constant", replaced(node, f"{source.text(node['expression'])}.{following}")


def literals(node: Node, source: Source) -> Iterator[Mistake]:
    """Take the next number, or the other truth."""
    text = source.text(node)
    if node["kind"] == "bool":
        yield "constant", replaced(node, "false" if text == "true" else "true")
    elif node["kind"] == "number" and node.get("subdenomination") is None:
        yield "constant", replaced(node, f"{int(text, 0) + 1}" if text.isalnum() else f"({text} + 1)")


def negations(condition: Node, source: Source) -> Iterator[Mistake]:
    """Ask for the opposite, where no rule about the condition itself does that."""
    if condition.get("operator") not in (*EQUATED, "!"):
        yield "guard-negated", replaced(condition, f"!({source.text(condition)})")


def conditions(node: Node, source: Source) -> Iterator[Mistake]:
    """Take the other branch, or never the first."""
    condition = node["condition"]
    yield from negations(condition, source)
    if kind(node) == "IfStatement":
        yield "guard-dropped", replaced(condition, "false")


def statements(node: Node, source: Source) -> Iterator[Mistake]:
    """Leave out a guard, an update or a call."""
    inner = node["expression"]
    if is_guard(inner):
        name = "guard-dropped"
    elif is_call(inner):
        name = "call-dropped"
    else:
        name = "update-dropped"
    yield name, source.dropped(node)


def events(node: Node, source: Source) -> Iterator[Mistake]:
    """Do not tell, or tell things in each other's place."""
    yield "event-dropped", source.dropped(node)
    given = node["eventCall"]["arguments"]
    for one, other in pairwise(given):
        if type_of(one) == type_of(other):
            yield "event-arguments-swapped", (*replaced(one, source.text(other)), *replaced(other, source.text(one)))


def neighbours(node: Node, source: Source) -> Iterator[Mistake]:
    """Do two things in the other order, where that may make a difference."""
    inside = node["statements"]
    for one, other in pairwise(inside):
        if not source.order.commute(one, other):
            here, there = source.statement(one), source.statement(other)
            first, second = (source.content[start:end].decode() for start, end in (here, there))
            yield "statements-swapped", (Edit(*here, second), Edit(*there, first))


def modifiers(node: Node, source: Source) -> Iterator[Mistake]:
    """Let anybody in."""
    for used in node.get("modifiers", ()):
        if used["kind"] == "modifierInvocation":
            yield "modifier-dropped", replaced(used, "")


RULES: Final[dict[str, Rule]] = {
    "BinaryOperation": computations,
    "UnaryOperation": unary,
    "Assignment": assignments,
    "FunctionCall": calls,
    "MemberAccess": members,
    "Literal": literals,
    "IfStatement": conditions,
    "Conditional": conditions,
    "ExpressionStatement": statements,
    "EmitStatement": events,
    "Block": neighbours,
    "UncheckedBlock": neighbours,
    "FunctionDefinition": modifiers,
}
"""What may be done to a node of each kind."""

UNTOUCHED: Final = ("ArrayTypeName", "StructuredDocumentation", "ImportDirective", "PragmaDirective")
"""What has no meaning when the contracts run: how long gaps in storage are, what is imported."""


def mistakes(node: Node, source: Source) -> Iterator[tuple[Node, Mistake]]:
    """Yield all mistakes at a node and below it, in order."""
    if kind(node) in UNTOUCHED:
        return
    for made in RULES[kind(node)](node, source) if kind(node) in RULES else ():
        yield node, made
    for child in children(node):
        for place, mistake in mistakes(child, source):
            # What nobody uses is the same at any moment.
            if not (kind(node) == "ExpressionStatement" and place is child and mistake[0] == "moment"):
                yield place, mistake
