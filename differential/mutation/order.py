"""Whether it matters in which order two statements run.

Most neighbours can change places without a difference; such an exchange is no mistake. It is one where either uses what
the other changes, where both may end the call and so give another reason, where both tell something, and where either
calls what may change anything.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from differential.mutation.syntax import Node, children, is_call, is_guard, kind, mutability, type_of, walk

Thing = int | str
"""What can be read or written: a variable or a member of records, by its declaration."""

ANYTHING = "anything in storage"
"""What a view reads: nobody tells what."""

STORED = "something in storage"
"""What is read or written besides the very thing, so that it can be told from what lies in memory."""

COMPUTED = ("+", "-", "*", "/", "%", "**")


@dataclass(slots=True)
class Effects:
    """What a statement does."""

    reads: set[Thing] = field(default_factory=set)
    writes: set[Thing] = field(default_factory=set)
    guards: bool = False
    """Whether it rejects."""
    computes: bool = False
    """Whether its arithmetic may end the call."""
    tells: bool = False
    """Whether it emits an event."""
    calls: bool = False
    """Whether it may do anything, or end what comes after."""


PLAIN = ("ExpressionStatement", "VariableDeclarationStatement", "EmitStatement")


def effects(statement: Node, kept: Set[int]) -> Effects:
    """Return what a statement does."""
    found = Effects()
    for node in walk(statement):
        note(node, found, kept)
    found.calls = found.calls or kind(statement) not in PLAIN
    return found


def note(node: Node, found: Effects, kept: Set[int]) -> None:
    """Note what a node does by itself."""
    match kind(node):
        case "VariableDeclaration":
            found.writes.add(node["id"])
        case "Assignment":
            found.writes |= set(written(node["leftHandSide"], kept))
            found.computes = found.computes or node["operator"] != "="
        case "UnaryOperation" if node["operator"] in ("++", "--", "delete"):
            found.writes |= set(written(node["subExpression"], kept))
            found.computes = found.computes or node["operator"] != "delete"
        case "BinaryOperation":
            found.computes = found.computes or node["operator"] in COMPUTED
        case "EmitStatement":
            found.tells = True
        case "FunctionCall" if is_guard(node):
            found.guards = True
        case "FunctionCall" if is_call(node) and not is_told(node):
            match mutability(node):
                case "":
                    found.calls = True
                case "view":
                    found.reads.add(ANYTHING)
        case "Identifier" | "MemberAccess":
            found.reads.add(thing(node))
            if stored(node, kept):
                found.reads.add(STORED)


def is_told(call: Node) -> bool:
    """Tell whether a call is that of an event or an error, which does nothing by itself."""
    name: str = call["expression"]["typeDescriptions"]["typeIdentifier"]
    return name.startswith(("t_function_event", "t_function_error"))


def thing(node: Node) -> Thing:
    """Return what a name stands for."""
    found: Thing = node.get("referencedDeclaration") or node.get("name") or node["memberName"]
    return found


def written(target: Node, kept: Set[int]) -> Iterator[Thing]:
    """Yield what an assignment to a target writes."""
    match kind(target):
        case "Identifier" | "MemberAccess":
            yield thing(target)
        case "IndexAccess":
            yield from written(target["baseExpression"], kept)
        case _:
            for child in children(target):
                yield from written(child, kept)
    if stored(target, kept):
        yield STORED


def stored(target: Node, kept: Set[int]) -> bool:
    """Tell whether a target lies in storage."""
    if target.get("referencedDeclaration") in kept:
        return True
    inner = target.get("expression") or target.get("baseExpression")
    return inner is not None and ("storage" in type_of(inner) or stored(inner, kept))


def commute(one: Node, other: Node, kept: Set[int]) -> bool:
    """Tell whether two neighbouring statements do the same in either order, or cannot change places at all; ``kept``
    are the declarations of what contracts keep in storage.
    """
    if "Return" in (kind(one), kind(other)):
        return True
    first, second = effects(one, kept), effects(other, kept)
    declared = {node["id"] for node in walk(one) if kind(node) == "VariableDeclaration"}
    if declared & (second.reads | second.writes):
        return True
    if clash(first, second) or clash(second, first) or (first.tells and second.tells):
        return False
    return (first.writes - {STORED}).isdisjoint(second.writes) and not (first.guards and second.guards)


def clash(one: Effects, other: Effects) -> bool:
    """Tell whether the other would notice whether one has run."""
    if one.writes & other.reads - {STORED} or (one.guards and other.computes):
        return True
    if STORED in one.writes and ANYTHING in other.reads:
        return True
    touches = other.calls or other.guards or other.tells or {STORED, ANYTHING} & (other.reads | other.writes)
    return one.calls and bool(touches)
