"""Values as Solidity writes them, by the types of an ABI."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import IntEnum
from typing import Any, Final

from eth_utils.address import to_checksum_address

from spec.units import UINT256_MAX, Address

ETHER: Final = 10**18

AT_ONCE: Final = 8
"""Values in one call of ``abi.encode``: the compiler's stack has room for few."""

Names = Mapping[Address, str]
"""What to call accounts, as expressions of type ``address``."""


def number(value: int) -> str:
    """Return a number as a person would write it."""
    if value == UINT256_MAX:
        return "type(uint256).max"
    whole, rest = divmod(value, ETHER)
    if value and rest % (ETHER // 1_000) == 0:
        part = f"{rest:018}".rstrip("0")
        return f"{whole:_}{'.' if part else ''}{part} ether"
    return f"{value:_}"


def account(value: int, names: Names) -> str:
    """Return an account by name, or by number."""
    return names.get(Address(value)) or checksummed(value)


def checksummed(value: int) -> str:
    """Return the literal of an account."""
    return to_checksum_address(value.to_bytes(20, "big"))


def word(kind: str, value: int, names: Names) -> str:
    """Return a value of an elementary type."""
    if kind == "address":
        return account(value, names)
    if kind == "bool":
        return "true" if value else "false"
    return f"0x{value:064x}" if kind == "bytes32" else number(value)


def expression(parameter: Mapping[str, Any], value: Any, names: Names) -> str:
    """Return an argument for a parameter; a record is its fields in order."""
    kind, named = parameter["type"], parameter.get("internalType", "")
    if kind == "tuple":
        given = members(value)
        parts = zip(parameter["components"], given, strict=True)
        inner = ", ".join(f"{part['name']}: {expression(part, item, names)}" for part, item in parts)
        return f"{named.removeprefix('struct ')}({{{inner}}})"
    if kind == "string":
        return quoted(value)
    if named.startswith("enum "):
        name = named.removeprefix("enum ")
        return f"{name}.{value.name}" if isinstance(value, IntEnum) else f"{name}({value})"
    if named.startswith("contract "):
        return f"{named.removeprefix('contract ')}({account(value, names)})"
    return word(kind, value, names)


def members(value: Any) -> Sequence[Any]:
    """Return the fields of a record, or the items of a list that stands for one."""
    return [getattr(value, field.name) for field in fields(value)] if is_dataclass(value) else value


def elements(parameters: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the elementary types of static parameters, in the order of their words."""
    for parameter in parameters:
        if parameter["type"] == "tuple":
            yield from elements(parameter["components"])
        else:
            yield parameter["type"]


def encoded(kinds: Sequence[str], values: Sequence[int], names: Names) -> str:
    """Return an expression for the encoding of values."""
    texts = [word(kind, value, names) for kind, value in zip(kinds, values, strict=True)]
    parts = [f"abi.encode({', '.join(texts[at : at + AT_ONCE])})" for at in range(0, len(texts), AT_ONCE)]
    if not parts:
        return '""'
    return parts[0] if len(parts) == 1 else f"bytes.concat({', '.join(parts)})"


def quoted(text: str) -> str:
    """Return a text as a literal."""
    return f'"{text}"'
