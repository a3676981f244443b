"""What of a Solidity source can run: its lines and its conditions, as solc's syntax tree has them.

A line can run if a statement begins on it, if a state variable gets its first value there, or if arguments are worked
out there for a modifier or a base contract; whatever stands on the lines after it belongs to it. A condition is what
``if``, ``?:``, a loop, ``require`` or ``assert`` tests, the left side of ``&&`` and ``||``, and whether the call of a
``try`` succeeds. Inline assembly is one line, whatever it does, and the value of a constant is none.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from differential.coverage.source_map import Place

Node = Mapping[str, Any]
"""A node of solc's syntax tree."""

STATEMENTS: Final = {
    "Break",
    "Continue",
    "DoWhileStatement",
    "EmitStatement",
    "ExpressionStatement",
    "ForStatement",
    "IfStatement",
    "InlineAssembly",
    "Return",
    "RevertStatement",
    "TryStatement",
    "VariableDeclarationStatement",
    "WhileStatement",
}
"""Nodes that do something; blocks, and the place that a modifier leaves to a function, do nothing themselves."""

TESTING: Final = {
    "Conditional": "condition",
    "DoWhileStatement": "condition",
    "ForStatement": "condition",
    "IfStatement": "condition",
    "TryStatement": "externalCall",
    "WhileStatement": "condition",
}
"""Nodes that test a condition, and where they have it."""

JUMPS_WHEN: Final = {
    "Conditional": True,
    "DoWhileStatement": True,
    "ForStatement": False,
    "FunctionCall": True,
    "IfStatement": False,
    "TryStatement": True,
    "WhileStatement": False,
    "&&": False,
    "||": True,
}
"""Whether the jump that solc makes of a condition, without its optimiser, is taken when it holds."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can run."""

    number: int
    text: str
    function: str
    """The function or contract that it belongs to."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that is tested."""

    number: int
    """Its place among those of its source."""
    line: int
    """The line that counts as the one it is tested on: that of its statement."""
    text: str
    function: str
    after: Place | None
    """What its jump comes right after, where the clauses of a ``try`` make jumps at the same place."""
    jumps_when: bool
    """What it is when the jump made of it is taken."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function, constructor or modifier with a body, and the lines of it."""

    name: str
    """With its contract."""
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Found:
    """A statement, or what counts as one, or a test, as the walk through the tree comes by it."""

    node: Node
    place: Place
    function: str

    @property
    def kind(self) -> str:
        """Return the kind of its node."""
        return str(self.node["nodeType"])


class Outline:
    """One source."""

    def __init__(self, unit: str, text: str, tree: Node) -> None:
        """Take the name of the source, its text, and its syntax tree."""
        self.unit, self.text = unit, text
        self._bytes = text.encode()
        self._begins = [0, *(at + 1 for at, byte in enumerate(self._bytes) if byte == ord("\n"))]
        self.functions: list[Function] = []
        self._found: list[Found] = []
        self._known: dict[Place, int | None] = {}
        self._walk(tree, "")

    @cached_property
    def lines(self) -> dict[int, Line]:
        """Return the lines that can run, by number."""
        texts = self.text.split("\n")
        numbers = {self._line(found.place.start): found.function for found in self._statements}
        return {number: Line(number, texts[number - 1].strip(), numbers[number]) for number in sorted(numbers)}

    @cached_property
    def conditions(self) -> dict[tuple[int, int], Condition]:
        """Return the conditions, by the places of what tests them."""
        tests = [
            (found, condition, line)
            for found in sorted(self._found, key=lambda found: (found.place.start, -found.place.end))
            if (condition := tested(found.node)) is not None and (line := self.line_at(found.place)) is not None
        ]
        return {
            (found.place.start, found.place.end): Condition(
                number=number,
                line=line,
                text=self._words(Place.of(condition["src"])),
                function=found.function,
                after=Place.of(condition["src"]) if found.kind == "TryStatement" else None,
                jumps_when=JUMPS_WHEN[found.node.get("operator", found.kind)],
            )
            for number, (found, condition, line) in enumerate(tests)
        }

    @cached_property
    def rest(self) -> dict[int, int]:
        """Return to which line each further line of a simple statement belongs."""
        belongs: dict[int, int] = {}
        for found in self._statements:
            if found.kind not in COMPOUND:
                first, last = self._line(found.place.start), self._line(found.place.end - 1)
                belongs.update({line: first for line in range(first + 1, last + 1) if line not in self.lines})
        return belongs

    def line_at(self, place: Place) -> int | None:
        """Return the line of the innermost statement that a place lies in, if it lies in any."""
        if place not in self._known:
            inside = [found.place for found in self._statements if found.place.encloses(place)]
            innermost = min(inside, key=lambda one: one.end - one.start, default=None)
            self._known[place] = self._line(innermost.start) if innermost else None
        return self._known[place]

    @cached_property
    def _statements(self) -> list[Found]:
        return [found for found in self._found if runs(found.node)]

    def _walk(self, node: Any, function: str) -> None:
        """Find what there is in a part of the tree."""
        if isinstance(node, list):
            for part in node:
                self._walk(part, function)
        if not isinstance(node, dict):
            return
        if "nodeType" in node:
            function = self._enter(node, function)
        for part in node.values():
            self._walk(part, function)

    def _enter(self, node: Node, function: str) -> str:
        """Note a node, and return the name of what the nodes in it belong to."""
        kind, name = node["nodeType"], node.get("name") or node.get("kind", "")
        if kind == "ContractDefinition":
            return str(name)
        if kind in ("FunctionDefinition", "ModifierDefinition"):
            function = f"{function}.{name}".removeprefix(".")
            place = Place.of(node["src"])
            if node.get("body"):
                self.functions.append(Function(function, self._line(place.start), self._line(place.end - 1)))
        if runs(node) or tested(node) is not None:
            self._found.append(Found(node, Place.of(node["src"]), function))
        return function

    def _line(self, offset: int) -> int:
        return bisect_right(self._begins, offset)

    def _words(self, place: Place) -> str:
        """Return the text at a place on one line."""
        return " ".join(self._bytes[place.start : place.end].decode().split())


COMPOUND: Final = {"DoWhileStatement", "ForStatement", "IfStatement", "TryStatement", "WhileStatement"}
"""Statements that have others in them."""


def runs(node: Node) -> bool:
    """Tell whether a node makes its line one that can run."""
    kind = node["nodeType"]
    if kind in ("InheritanceSpecifier", "ModifierInvocation"):
        return bool(node.get("arguments"))
    if kind == "VariableDeclaration":
        return bool(node.get("stateVariable") and node.get("value") and node.get("mutability") != "constant")
    return kind in STATEMENTS


def tested(node: Node) -> Node | None:
    """Return the condition that a node tests, if it tests one."""
    found: Node | None = None
    match node:
        case {"nodeType": "BinaryOperation", "operator": "&&" | "||"}:
            found = node["leftExpression"]
        case {"nodeType": "FunctionCall", "expression": {"nodeType": "Identifier", "name": "require" | "assert"}}:
            found = node["arguments"][0]
        case {"nodeType": kind} if kind in TESTING:
            # A loop may go on for ever.
            found = node.get(TESTING[kind])
    return found
