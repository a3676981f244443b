"""What the sources of a project declare; the compiler gives every declaration a number that is the same in all."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from differential.mutation.syntax import Node, kind, type_id, walk

Trees = Mapping[str, Node]
"""The syntax tree of each source."""

RECORD: Final = re.compile(r"t_(?:array\$_t_)*struct\$_\w+?_\$(\d+)_")
"""How the type of a record begins, or of an array of them, with the number of the record."""


class Program:
    """The declarations of a project by their numbers."""

    def __init__(self, trees: Trees) -> None:
        """Take the trees of all sources."""
        self.enumerations: dict[int, tuple[str, ...]] = {}
        """The names of the members of each enumeration."""
        self.bodies: defaultdict[int, list[Node]] = defaultdict(list)
        """The functions that may run when one is called, of which there is none if nobody tells what it does."""
        self._stored: set[int] = set()
        self._members: dict[int, list[Node]] = {}
        for tree in trees.values():
            for node in walk(tree):
                self._note(node)

    def _note(self, node: Node) -> None:
        match kind(node):
            case "EnumDefinition":
                self.enumerations[node["id"]] = tuple(member["name"] for member in node["members"])
            case "StructDefinition":
                self._members[node["id"]] = node["members"]
            case "VariableDeclaration" if node["stateVariable"] and node["mutability"] == "mutable":
                self._stored.add(node["id"])
            case "FunctionDefinition" if node["implemented"]:
                for number in (node["id"], *node.get("baseFunctions", ())):
                    self.bodies[number].append(node)

    def is_stored(self, number: int | None) -> bool:
        """Tell whether a contract keeps a variable in storage."""
        return number in self._stored

    def is_member(self, number: int | str) -> bool:
        """Tell whether a declaration is that of a member of records."""
        return any(member["id"] == number for members in self._members.values() for member in members)

    def parts(self, type: str) -> Iterator[int]:
        """Yield the members of a record, and theirs; of an array, those of each record in it."""
        record = RECORD.match(type)
        for member in self._members.get(int(record[1]), ()) if record else ():
            yield member["id"]
            yield from self.parts(type_id(member))
