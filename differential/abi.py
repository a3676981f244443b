"""The contract ABI as far as the system needs it: static words, and one dynamic array.

Expected outputs, errors and events are encoded from the spec and compared as bytes, which costs a fraction of
decoding what the EVM returned; decoding is for messages only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Final

from eth_hash.auto import keccak

WORD = 32
"""Bytes in a word."""


class AbiError(Exception):
    """A contract's interface does not offer what the spec needs of it."""


def word(value: int) -> bytes:
    """Return the 32 bytes of an unsigned number, boolean, enumeration member or address."""
    return value.to_bytes(WORD, "big")


@cache
def camel(name: str) -> str:
    """Return a Python name as Solidity spells it: ``min_shares`` as ``minShares``, ``ClaimBatch`` as ``claimBatch``."""
    first, *rest = name.split("_")
    return first[:1].lower() + first[1:] + "".join(part[:1].upper() + part[1:] for part in rest)


def names_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields of a kind of record, in order. Raises `AbiError` if it is none."""
    names = _NAMES.get(kind)
    if names is None:
        if not is_dataclass(kind):
            raise AbiError(f"{kind.__name__} has no static encoding")
        names = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return names


_NAMES: Final[dict[type[Any], tuple[str, ...]]] = {}
"""The names that were asked for: finding them again costs more than all the rest of an encoding."""


def values_of(record: Any) -> list[Any]:
    """Return the values of a record's fields, in order. Raises `AbiError` if it is none."""
    return [getattr(record, name) for name in names_of(type(record))]


def flatten(value: object) -> bytes:
    """Return the words of a value of static type; a record is its fields in order."""
    if isinstance(value, int):
        return value.to_bytes(WORD, "big")
    return b"".join([flatten(part) for part in values_of(value)])


def dynamic(value: object) -> bytes | None:
    """Return the content of a value of dynamic type: an array of numbers, a text, bytes; nothing for a static one."""
    if isinstance(value, tuple):
        return word(len(value)) + b"".join(word(item) for item in value)
    if isinstance(value, str | bytes):
        content = value.encode() if isinstance(value, str) else value
        return word(len(content)) + content.ljust(-(-len(content) // WORD) * WORD, b"\0")
    return None


def encode(values: Sequence[object]) -> bytes:
    """Return the ABI encoding of arguments, each of static type, a tuple of numbers, a text or bytes."""
    contents = [dynamic(value) for value in values]
    heads = [flatten(value) if content is None else b"" for value, content in zip(values, contents, strict=True)]
    if not any(contents):
        return b"".join(heads)
    offset = sum(len(head) or WORD for head in heads)
    head, tail = b"", b""
    for static, content in zip(heads, contents, strict=True):
        head += static if content is None else word(offset + len(tail))
        tail += content or b""
    return head + tail


def canonical(parameter: Mapping[str, Any]) -> str:
    """Return the canonical type of an ABI parameter, as it stands in a signature."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(canonical(component) for component in parameter["components"])
    return f"({inner}){kind.removeprefix('tuple')}"


def signature_hash(entry: Mapping[str, Any]) -> bytes:
    """Return the hash of the signature of a function, error or event."""
    kinds = ",".join(canonical(parameter) for parameter in entry["inputs"])
    return keccak(f"{entry['name']}({kinds})".encode())


@dataclass(frozen=True, slots=True)
class Entry:
    """A function, error or event of an interface."""

    hash: bytes
    """The hash of its signature: the first four bytes select a function or error, all of it an event."""
    inputs: tuple[str, ...]
    """The names of its parameters."""
    indexed: tuple[bool, ...]
    """Which parameters are topics of the event."""

    @property
    def selector(self) -> bytes:
        """Return the four bytes that select the function or error."""
        return self.hash[:4]


def entries(abi: Sequence[Mapping[str, Any]], kind: str) -> dict[str, Entry]:
    """Return the ``kind`` of things ("function", "error", "event") that an interface has, by name.

    Raises `AbiError` where a name is overloaded, since the spec has one meaning for it.
    """
    found: dict[str, Entry] = {}
    for entry in abi:
        if entry["type"] != kind:
            continue
        inputs = entry["inputs"]
        made = Entry(
            hash=signature_hash(entry),
            inputs=tuple(parameter["name"] for parameter in inputs),
            indexed=tuple(bool(parameter.get("indexed")) for parameter in inputs),
        )
        if found.setdefault(entry["name"], made) != made:
            raise AbiError(f"{kind} {entry['name']} is overloaded")
    return found


def words(data: bytes) -> tuple[int, ...]:
    """Return data as whole words; what is left over is dropped."""
    return tuple(int.from_bytes(data[at : at + WORD], "big") for at in range(0, len(data) - WORD + 1, WORD))
