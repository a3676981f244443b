"""Whether it matters in which order two statements run.

Most neighbours can change places without a difference; such an exchange is no mistake. It is one where either uses what
the other changes, where both may end the call and give different reasons, where both tell something, and where one
calls somebody of whom nothing is known.

What a statement does, it does by itself or by the functions that it calls, those of the other contracts among them. Of
these, three things are believed: that their arithmetic ends no call if it is about what they read themselves, that no
modifier turns away who comes from within, and that pure functions of libraries do nothing but compute.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from differential.mutation.program import Program
from differential.mutation.syntax import Node, children, is_call, is_guard, kind, mutability, type_id, type_of, walk

Thing = tuple[int | str, bool]
"""What can be read or written: a variable or a member of records, by its declaration, and whether it is in storage."""

ANYTHING: Final = ("anything", True)
"""What a view reads of which nothing is known."""

COMPUTED: Final = ("+", "-", "*", "/", "%", "**")

LEAVING: Final = ("Return", "Break", "Continue", "PlaceholderStatement", "TryStatement", "InlineAssembly")
"""What decides whether more is run, or does what is not looked into."""

COMPOUND: Final = ("t_mapping", "t_struct", "t_array")
"""Types of which nothing is read by naming one: parts of it are, or it is copied."""


@dataclass(slots=True)
class Effects:
    """What a statement or a function does."""

    reads: set[Thing] = field(default_factory=set)
    writes: set[Thing] = field(default_factory=set)
    guards: bool = False
    """Whether it rejects."""
    computes: bool = False
    """Whether its own arithmetic may end the call."""
    tells: bool = False
    """Whether it emits an event."""
    calls: bool = False
    """Whether it may do anything, or end what comes after."""

    def include(self, called: "Effects") -> None:
        """Add what a function does that is called."""
        self.reads |= called.reads
        self.writes |= called.writes
        self.guards = self.guards or called.guards
        self.computes = self.computes or called.computes
        self.tells = self.tells or called.tells
        self.calls = self.calls or called.calls


class Order:
    """Tells of neighbours whether they can change places."""

    def __init__(self, program: Program) -> None:
        """Take what the statements are part of."""
        self._program = program
        self._functions: dict[int, Effects] = {}

    def commute(self, one: Node, other: Node) -> bool:
        """Tell whether two neighbouring statements do the same in either order, or cannot change places at all."""
        if "Return" in (kind(one), kind(other)):
            return True
        first, second = self._statement(one), self._statement(other)
        declared = {(node["id"], False) for node in walk(one) if kind(node) == "VariableDeclaration"}
        if declared & (second.reads | second.writes):
            return True
        if clash(first, second) or clash(second, first) or (first.tells and second.tells):
            return False
        reasons = first.guards and second.guards and not self._same_reason(one, other)
        return first.writes.isdisjoint(second.writes) and not reasons

    def _same_reason(self, one: Node, other: Node) -> bool:
        """Tell whether two statements are guards with the same error, of which neither can end the call otherwise."""
        guards = [statement.get("expression", statement) for statement in (one, other)]
        if not all(map(is_guard, guards)):
            return False
        (condition, *reason), (second, *same) = (guard["arguments"] for guard in guards)
        found = [self._statement(condition), self._statement(second)]
        return likeness(reason) == likeness(same) and not any(f.guards or f.computes or f.calls for f in found)

    def _statement(self, statement: Node) -> Effects:
        found = Effects()
        for node in walk(statement):
            self._note(node, found)
            found.calls = found.calls or kind(node) in LEAVING
        return found

    def _function(self, number: int) -> Effects:
        """Return what a function does that others can see."""
        if number not in self._functions:
            found = self._functions[number] = Effects()
            for body in self._program.bodies[number]:
                found.include(self._body(body))
        return self._functions[number]

    def _body(self, function: Node) -> Effects:
        found = Effects()
        for node in walk(function["body"]):
            self._note(node, found)
        found.reads = {thing for thing in found.reads if self._is_shared(thing)}
        found.writes = {thing for thing in found.writes if self._is_shared(thing)}
        found.computes = found.computes and function["stateMutability"] == "pure"
        return found

    def _note(self, node: Node, found: Effects) -> None:
        """Note what a node does by itself, and what it calls."""
        match kind(node):
            case "VariableDeclaration":
                found.writes.add((node["id"], False))
            case "VariableDeclarationStatement" if node.get("initialValue") and not points(node):
                found.reads |= set(self._parts(node["initialValue"]))
            case "Return" if node.get("expression"):
                found.reads |= set(self._parts(node["expression"]))
            case "Assignment":
                found.reads |= set(self._parts(node["rightHandSide"]))
                found.writes |= set(self._written(node["leftHandSide"]))
                found.computes = found.computes or node["operator"] != "="
            case "UnaryOperation" if node["operator"] in ("++", "--", "delete"):
                found.writes |= set(self._written(node["subExpression"]))
                found.computes = found.computes or node["operator"] != "delete"
            case "BinaryOperation":
                found.computes = found.computes or node["operator"] in COMPUTED
            case "EmitStatement":
                found.tells = True
            case "RevertStatement":
                found.guards = True
            case "FunctionCall":
                self._note_call(node, found)
            case "Identifier" | "MemberAccess" | "IndexAccess":
                if not (self._is_stored(node) and type_id(node).startswith(COMPOUND)):
                    found.reads.add(self._thing(node))

    def _note_call(self, call: Node, found: Effects) -> None:
        for given in (*call["arguments"], call["expression"].get("expression")):
            found.reads |= set(self._parts(given)) if given else set()
        if is_guard(call):
            found.guards = True
        elif is_call(call) and not is_told(call):
            number = call["expression"].get("referencedDeclaration")
            if number in self._program.bodies:
                found.include(self._function(number))
            else:
                found.calls = found.calls or not mutability(call)
                found.reads |= {ANYTHING} if mutability(call) == "view" else set()

    def _written(self, target: Node) -> Iterator[Thing]:
        """Yield what an assignment to a target writes."""
        if kind(target) == "TupleExpression":
            for child in children(target):
                yield from self._written(child)
        else:
            yield self._thing(target)
            yield from self._parts(target)

    def _parts(self, expression: Node) -> Iterator[Thing]:
        """Yield the parts of a record, all of which are read or written when it is copied."""
        stored = "storage" in type_of(expression)
        return ((part, stored) for part in self._program.parts(type_id(expression)))

    def _thing(self, node: Node) -> Thing:
        """Return what a name stands for, or the variable that a place is in."""
        stored = self._is_stored(node)
        while kind(node) == "IndexAccess":
            node = node["baseExpression"]
        return node.get("referencedDeclaration") or node.get("name") or node.get("memberName", "a value"), stored

    def _is_stored(self, target: Node) -> bool:
        """Tell whether a target lies in storage."""
        if self._program.is_stored(target.get("referencedDeclaration")):
            return True
        inner = target.get("expression") or target.get("baseExpression")
        return inner is not None and ("storage" in type_of(inner) or self._is_stored(inner))

    def _is_shared(self, thing: Thing) -> bool:
        """Tell whether others than the function that names a thing can see it."""
        declaration, stored = thing
        return stored or self._program.is_member(declaration)


def clash(one: Effects, other: Effects) -> bool:
    """Tell whether the other would notice whether one has run."""
    if one.writes & other.reads or (one.guards and other.computes):
        return True
    if ANYTHING in other.reads and in_storage(one.writes):
        return True
    touches = other.calls or other.guards or other.tells or in_storage(other.reads | other.writes)
    return one.calls and touches


def in_storage(things: set[Thing]) -> bool:
    """Tell whether any of these is in storage."""
    return any(stored for _, stored in things)


def points(statement: Node) -> bool:
    """Tell whether a declaration says where in storage something lies, which does not depend on what is there."""
    return any(item and item["storageLocation"] == "storage" for item in statement["declarations"])


def is_told(call: Node) -> bool:
    """Tell whether a call is that of an event or an error, which does nothing by itself."""
    return type_id(call["expression"]).startswith(("t_function_event", "t_function_error"))


def likeness(nodes: list[Node]) -> object:
    """Return what is equal for nodes that are written alike and mean the same."""
    named = ("nodeType", "referencedDeclaration", "name", "memberName", "value", "operator")
    return [[[node.get(part) for part in named], likeness(list(children(node)))] for node in nodes]
