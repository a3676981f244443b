"""Where solc's plain storage layout puts a value, and how to read it out of its word."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

from eth_hash.auto import keccak

WORD = 32
"""Bytes in a storage slot."""
SLOTS = 1 << 256
"""Number of storage slots; addresses wrap around."""

Step: TypeAlias = int | bytes | str
"""A step into a value: an index or key (`int`, `bytes`), or the name of a struct's member (`str`)."""


class LayoutError(Exception):
    """A path leads to no value: unknown name, wrong kind of step, or a step too few or too many."""


@dataclass(frozen=True, slots=True)
class SlotRef:
    """The place of one value of at most a word."""

    slot: int
    """Number of the slot."""
    offset: int
    """Bytes between the value and the low end of the word."""
    size: int
    """Bytes of the value."""
    signed: bool = False
    """Whether the value is in two's complement."""

    def decode(self, word: int) -> int:
        """Return the value in `word`, the content of the slot; addresses and `bytesN` as integers."""
        value = (word >> (8 * self.offset)) & ((1 << (8 * self.size)) - 1)
        if self.signed and value >> (8 * self.size - 1):
            value -= 1 << (8 * self.size)
        return value


class Layout(Protocol):
    """Where a compiler puts the state variables of one contract."""

    def variables(self) -> tuple[str, ...]:
        """Return the names of the state variables, in order of declaration."""

    def slot(self, name: str, *path: Step) -> SlotRef:
        """Return the place of the value that ``path`` leads to from a state variable.

        Raises `LayoutError` when the path does not end at a value.
        """


@dataclass(frozen=True, slots=True)
class _Place:
    """A position in storage and the id of the type of what is there."""

    slot: int
    offset: int
    type: str


class StorageLayout:
    """The storage layout of one contract, as solc describes it.

    Reads state variables of value types, structs, mappings (keys of value types, `string` and `bytes`) and
    arrays, in any nesting. Contents of `string` and `bytes` and namespaced storage (ERC-7201) are out of scope.
    """

    __slots__ = ("_description", "_find", "_roots", "_types")

    def __init__(self, description: Mapping[str, Any]) -> None:
        """Take the compiler's `storageLayout` output."""
        self._description = description
        self._types: Mapping[str, Any] = description["types"] or {}
        self._roots: dict[str, tuple[_Place, ...]] = {}
        for entry in description["storage"]:
            self._roots[entry["label"]] = (*self._roots.get(entry["label"], ()), _member(entry))
        self._find = lru_cache(maxsize=1 << 12)(self._locate)

    def __reduce__(self) -> tuple[type["StorageLayout"], tuple[Mapping[str, Any]]]:
        return StorageLayout, (self._description,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StorageLayout) and self._description == other._description

    def variables(self) -> tuple[str, ...]:
        """Return the names of the state variables, in order of declaration."""
        return tuple(self._roots)

    def slot(self, name: str, *path: Step) -> SlotRef:
        """Return the place of the value that `path` leads to from state variable `name`.

        A dynamic array itself stands for its length. Negative keys are for signed key types. Raises
        `LayoutError` when the path does not end at a value.
        """
        return self._find(name, path)

    def _locate(self, name: str, path: tuple[Step, ...]) -> SlotRef:
        candidates = self._roots.get(name, ())
        if len(candidates) != 1:
            raise LayoutError(f"there are {len(candidates)} state variables {name}")
        place = candidates[0]
        for step in path:
            place = self._descend(place, step)
        return self._value(place)

    def _descend(self, place: _Place, step: Step) -> _Place:
        kind = self._types[place.type]
        if "members" in kind and isinstance(step, str):
            return _enter_struct(place, kind, step)
        if kind["encoding"] == "mapping" and not isinstance(step, str):
            key = _key(step, kind["key"], self._types[kind["key"]])
            return _Place(slot_hash(key + place.slot.to_bytes(WORD, "big")), 0, kind["value"])
        if "base" in kind and isinstance(step, int):
            return self._enter_array(place, kind, step)
        raise LayoutError(f"{kind['label']} has nothing at {step!r}")

    def _enter_array(self, place: _Place, kind: Mapping[str, Any], index: int) -> _Place:
        dynamic = kind["encoding"] == "dynamic_array"
        if index < 0 or not (dynamic or index < _length(kind)):
            raise LayoutError(f"{kind['label']} has no element {index}")
        size = int(self._types[kind["base"]]["numberOfBytes"])
        first = slot_hash(place.slot.to_bytes(WORD, "big")) if dynamic else place.slot
        if size <= WORD // 2:
            row, column = divmod(index, WORD // size)
            step, offset = row, column * size
        else:
            step, offset = index * -(-size // WORD), 0
        return _Place((first + step) % SLOTS, offset, kind["base"])

    def _value(self, place: _Place) -> SlotRef:
        kind = self._types[place.type]
        if kind["encoding"] == "dynamic_array":
            return SlotRef(place.slot, 0, WORD)
        if kind["encoding"] != "inplace" or "members" in kind or "base" in kind:
            raise LayoutError(f"{kind['label']} is no single value")
        signed = place.type.startswith("t_int")
        return SlotRef(place.slot, place.offset, int(kind["numberOfBytes"]), signed)


def _member(entry: Mapping[str, Any]) -> _Place:
    return _Place(int(entry["slot"]), int(entry["offset"]), entry["type"])


def _enter_struct(place: _Place, kind: Mapping[str, Any], name: str) -> _Place:
    for entry in kind["members"]:
        if entry["label"] == name:
            inner = _member(entry)
            return _Place((place.slot + inner.slot) % SLOTS, inner.offset, inner.type)
    known = ", ".join(entry["label"] for entry in kind["members"])
    raise LayoutError(f"{kind['label']} has no member {name}, only {known}")


def _length(kind: Mapping[str, Any]) -> int:
    """Return the length of a fixed array, which the compiler states only in the name of the type."""
    return int(kind["label"].rpartition("[")[2].rstrip("]"))


def _key(key: int | bytes, name: str, kind: Mapping[str, Any]) -> bytes:
    """Return the bytes that are hashed for a key of type `kind`, whose id is `name`."""
    if kind["encoding"] == "bytes":
        if isinstance(key, bytes):
            return key
        raise LayoutError(f"a key of {kind['label']} is given as bytes, not as {key!r}")
    size, signed = int(kind["numberOfBytes"]), name.startswith("t_int")
    try:
        content = key if isinstance(key, bytes) else key.to_bytes(size, "big", signed=signed)
    except OverflowError:
        raise LayoutError(f"{key!r} is no {kind['label']}") from None
    if len(content) != size:
        raise LayoutError(f"a key of {kind['label']} has {size} bytes, not {len(content)}")
    if name.startswith("t_bytes"):
        return content.ljust(WORD, b"\0")
    return content.rjust(WORD, b"\xff" if signed and content[0] & 0x80 else b"\0")


@lru_cache(maxsize=1 << 12)
def slot_hash(content: bytes) -> int:
    """Return the number of the slot that a hash leads to."""
    return int.from_bytes(keccak(content), "big")
