"""What a compiler's JSON has to be made of, looked at before anything is made of it."""

import re
from collections.abc import Mapping
from typing import Any, Final

NAMED: Final = ("function", "event", "error")
"""The entries of an ABI that have a name."""

VALUE: Final = re.compile(r"(address|bool|string|bytes\d*|u?int\d*|u?fixed(\d+x\d+)?|function|tuple)(\[\d*\])*")
"""The types of parameters."""


class Misshapen(Exception):
    """Something has not the shape that compilers give it; the message says where."""


def within(data: Any, *keys: str) -> Any:
    """Return what stands under keys within keys, or nothing if something there is no table."""
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def texts(data: Any, where: str, *keys: str) -> Mapping[str, Any]:
    """Return a table that has texts under some keys. Raises `Misshapen`."""
    if not isinstance(data, Mapping):
        raise Misshapen(f"{where} is no table")
    for key in keys:
        if not isinstance(data.get(key), str):
            raise Misshapen(f"{where} has no {key!r} that is a text")
    return data


def listed(data: Any, where: str) -> list[Any]:
    """Return a list. Raises `Misshapen`."""
    if not isinstance(data, list):
        raise Misshapen(f"{where} is no list")
    return data


def parameters(data: Any, where: str) -> list[dict[str, Any]]:
    """Return parameters, each with a name, be it empty. Raises `Misshapen`."""
    return [parameter(item, f"{where}[{number}]") for number, item in enumerate(listed(data, where))]


def parameter(data: Any, where: str) -> dict[str, Any]:
    """Return a parameter with a name, be it empty. Raises `Misshapen`."""
    made = {"name": "", **texts(data, where, "type")}
    texts(made, where, "name")
    if not VALUE.fullmatch(made["type"]):
        raise Misshapen(f"{where} has the type {made['type']!r}, which is none")
    if made["type"].startswith("tuple"):
        made["components"] = parameters(made.get("components"), f"{where}.components")
    return made


def interface(data: Any) -> tuple[dict[str, Any], ...]:
    """Return an ABI whose entries all have parameters, be they none. Raises `Misshapen`."""
    found = []
    for number, item in enumerate(listed(data, "abi")):
        where = f"abi[{number}]"
        entry = {"inputs": [], "outputs": [], **texts(item, where, "type")}
        if entry["type"] in NAMED:
            texts(entry, where, "name")
        sides = {side: parameters(entry[side], f"{where}.{side}") for side in ("inputs", "outputs")}
        found.append({**entry, **sides})
    return tuple(found)


def layout(data: Any) -> Mapping[str, Any]:
    """Return a storage layout. Raises `Misshapen`."""
    types = within(data, "types") or {}
    if not isinstance(types, Mapping):
        raise Misshapen("storageLayout.types is no table")
    members(within(data, "storage"), "storageLayout.storage", types)
    for name, kind in types.items():
        where = f"storageLayout.types.{name}"
        number(texts(kind, where, "encoding", "label", "numberOfBytes")["numberOfBytes"], where)
        for part in ("base", "key", "value"):
            if part in kind and texts(kind, where, part)[part] not in types:
                raise Misshapen(f"{where} is made of {kind[part]!r}, which is not described")
        members(kind.get("members", []), f"{where}.members", types)
    return {"storage": data["storage"], "types": types}


def members(data: Any, where: str, types: Mapping[str, Any]) -> None:
    """Raise `Misshapen` unless each of a list of variables has a name, a place and a type."""
    for place, item in enumerate(listed(data, where)):
        here = f"{where}[{place}]"
        number(texts(item, here, "label", "type", "slot")["slot"], here)
        number(item.get("offset"), here)
        if item["type"] not in types:
            raise Misshapen(f"{here} is a {item['type']!r}, which is not described")


def number(data: Any, where: str) -> None:
    """Raise `Misshapen` unless something is a number, or a text that is one."""
    if not re.fullmatch(r"\d+", str(data)):
        raise Misshapen(f"{where} has {data!r} in the place of a number")
