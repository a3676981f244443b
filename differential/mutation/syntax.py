"""Solidity's syntax tree as the compiler gives it: nodes are dictionaries, and places are counted in bytes."""

from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
"""A node of the compiler's tree: its kind under ``nodeType``, its place under ``src``."""


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes right below a node, in the order in which they are written."""
    found: list[Node] = []
    for value in node.values():
        parts = value if isinstance(value, list) else [value]
        found += [part for part in parts if isinstance(part, dict) and "nodeType" in part]
    yield from sorted(found, key=lambda part: span(part)[0])


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, each before those below it, in the order in which they are written."""
    yield node
    for child in children(node):
        yield from walk(child)


def span(node: Node) -> tuple[int, int]:
    """Return where a node begins and where it ends."""
    start, length, _ = map(int, node["src"].split(":"))
    return start, start + length


def kind(node: Node) -> str:
    """Return what kind of node it is."""
    name: str = node["nodeType"]
    return name


def type_of(node: Node) -> str:
    """Return the type of an expression, in words."""
    found: str = node["typeDescriptions"].get("typeString") or ""
    return found


def type_id(node: Node) -> str:
    """Return the type of an expression or a declaration as the compiler writes it for itself."""
    found: str = node["typeDescriptions"].get("typeIdentifier") or ""
    return found


def is_call(node: Node) -> bool:
    """Tell whether a node calls a function: neither a conversion nor the making of a record."""
    return kind(node) == "FunctionCall" and node["kind"] == "functionCall"


def called(node: Node) -> str:
    """Return the name of what a node calls; nothing if it is no call."""
    if not is_call(node):
        return ""
    target = node["expression"]
    name: str = target.get("memberName") or target.get("name") or ""
    return name


def is_guard(node: Node) -> bool:
    """Tell whether a node is a call of ``require``."""
    return called(node) == "require"


def mutability(call: Node) -> str:
    """Return what the function of a call is declared to leave alone: as ``view`` or ``pure``, or not at all."""
    words = type_of(call["expression"]).split()
    return next((word for word in ("view", "pure") if word in words), "")
