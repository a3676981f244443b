"""Where Vyper puts a value in storage."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from differential.storage import SLOTS, WORD, LayoutError, SlotRef, Step, slot_hash

Kind = Mapping[str, Any]
"""A type: its name, how many words it takes, and its key and value, items or members, if it has any."""

ELEMENTARY: Final = re.compile(r"(address|bool)|(u?int|bytes)(\d+)")
"""The names of types that fit into a word."""


@dataclass(frozen=True, slots=True)
class VyperLayout:
    """The storage layout of one contract, as ``adapter.vyper`` describes it.

    Nothing is packed. A map hashes its slot before the key, and an array of variable length begins with that. Keys and
    contents of `Bytes` and `String` are out of scope.
    """

    description: Mapping[str, Any]

    def variables(self) -> tuple[str, ...]:
        """Return the names of the state variables, in order of declaration."""
        return tuple(self.description)

    def slot(self, name: str, *path: Step) -> SlotRef:
        """Return the place of the value that ``path`` leads to from a state variable.

        An array of variable length itself stands for its length. Raises `LayoutError` when the path does not end at a
        value.
        """
        if name not in self.description:
            raise LayoutError(f"there is no state variable {name}")
        slot, kind = self.description[name]["slot"], self.description[name]["type"]
        for step in path:
            slot, kind = descend(slot, kind, step)
        return value_at(slot % SLOTS, kind)


def descend(slot: int, kind: Kind, step: Step) -> tuple[int, Kind]:
    """Return where one step leads, and what is there."""
    if "members" in kind and isinstance(step, str):
        if step not in kind["members"]:
            raise LayoutError(f"{kind['label']} has no member {step}, only {', '.join(kind['members'])}")
        member = kind["members"][step]
        return slot + member["slot"], member["type"]
    if "key" in kind and isinstance(step, int):
        return slot_hash((slot % SLOTS).to_bytes(WORD, "big") + key_word(step, kind["key"])), kind["value"]
    if "item" in kind and isinstance(step, int) and 0 <= step < kind["length"]:
        return slot + kind["first"] + step * kind["item"]["words"], kind["item"]
    raise LayoutError(f"{kind['label']} has nothing at {step!r}")


def key_word(key: int, kind: Kind) -> bytes:
    """Return the word that is hashed for a key."""
    size, signed, left = shape(kind)
    try:
        content = key.to_bytes(size, "big", signed=signed)
    except OverflowError:
        raise LayoutError(f"{key} is no {kind['label']}") from None
    return content.ljust(WORD, b"\0") if left else key.to_bytes(WORD, "big", signed=signed)


def value_at(slot: int, kind: Kind) -> SlotRef:
    """Return the place of a value that a path ends at."""
    if kind.get("first"):
        return SlotRef(slot, 0, WORD)
    size, signed, left = shape(kind)
    return SlotRef(slot, WORD - size if left else 0, size, signed)


def shape(kind: Kind) -> tuple[int, bool, bool]:
    """Return the bytes of an elementary type, whether it has a sign, and whether it begins its word."""
    found = ELEMENTARY.fullmatch(kind["label"])
    if found is None:
        raise LayoutError(f"{kind['label']} is no single value")
    if found[1]:
        return (20 if found[1] == "address" else 1), False, False
    if found[2] == "bytes":
        return int(found[3]), False, True
    return int(found[3]) // 8, found[2] == "int", False
