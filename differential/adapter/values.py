"""Values as an adapter writes them: numbers, and names of accounts, contracts, parameters and fields."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from eth_abi.abi import decode, encode
from eth_abi.exceptions import EncodingError

from differential.abi import canonical
from differential.adapter.reader import Table, nearest
from properties.world import World
from spec.units import MAX_SUPPLY, UINT256_MAX

Scope = Mapping[str, Any]
"""What names stand for at one moment: the fields of an action, the keys of a record."""

Term = Callable[[Scope], Any]
"""A value that is worked out of a scope."""

CONSTANTS: Final[dict[str, int]] = {"max_supply": MAX_SUPPLY, "unlimited": UINT256_MAX}
"""Numbers that are better named than written."""


class Names:
    """What the names mean that are the same at every moment."""

    def __init__(self, world: World, contracts: Mapping[str, int]) -> None:
        """Take the world, and where the contracts are."""
        self.accounts: dict[str, int] = {name: account for account, name in world.names().items()}
        self.accounts.update(contracts)
        self._fixed: dict[str, Any] = {**CONSTANTS, **self.accounts, "parameters": world.parameters}
        self._fixed |= {"deployment": world.deployment, "roles": world.roles(), "sinks": world.sinks()}

    def account(self, table: Table, key: str, name: str) -> int:
        """Return an account or contract by its name."""
        if name not in self.accounts:
            raise table.fault(key, f"nobody is called {name!r}; {nearest(name, self.accounts)}")
        return self.accounts[name]

    def term(self, table: Table, key: str, written: Any, known: Iterable[str] = ()) -> Term:
        """Return what is written as a term, in which the names in ``known`` are those of the scope.

        Raises `AdapterError` for a name that means nothing.
        """
        if isinstance(written, bool | int):
            return lambda scope: written
        if isinstance(written, list | tuple):
            parts = [self.term(table, key, item, known) for item in written]
            return lambda scope: tuple(part(scope) for part in parts)
        if isinstance(written, dict) and isinstance(written.get("text"), str):
            text = written["text"]
            return lambda scope: text
        if not isinstance(written, str):
            raise table.fault(key, f"{written!r} is no value; give a number, a name, a list or {{ text = … }}")
        return self._named(table, key, written, tuple(known))

    def _named(self, table: Table, key: str, written: str, known: tuple[str, ...]) -> Term:
        if written.startswith("0x") or written.isdigit():
            try:
                number = int(written, 0)
            except ValueError:
                raise table.fault(key, f"{written!r} is no number; write it in digits or hexadecimal") from None
            return lambda scope: number
        if written in self._fixed and written not in known:
            fixed = self._fixed[written]
            return lambda scope: fixed
        root, *path = written.split(".")
        if root in known:
            return lambda scope: descend(scope[root], path)
        if root in self._fixed:
            try:
                found = descend(self._fixed[root], path)
            except AttributeError as error:
                raise table.fault(key, f"{written!r} leads nowhere: {error}") from None
            return lambda scope: found
        raise table.fault(key, f"{written!r} stands for nothing; {nearest(written, (*known, *self._fixed))}")


def descend(value: Any, path: Iterable[str]) -> Any:
    """Return what a path of fields leads to."""
    for name in path:
        value = getattr(value, name)
    return value


class Misfit(Exception):
    """A value does not fit the type that a contract declares."""


def fit(parameter: Mapping[str, Any], value: Any) -> Any:
    """Return a value as the encoder takes it for an ABI parameter. Raises `Misfit`."""
    kind: str = parameter["type"]
    if kind.endswith("]"):
        if not isinstance(value, tuple):
            raise Misfit(f"{kind} needs a list, not {value!r}")
        inner = {**parameter, "type": kind.rpartition("[")[0]}
        return [fit(inner, item) for item in value]
    if kind == "tuple":
        parts = record_of(value)
        wanted = parameter["components"]
        if len(parts) != len(wanted):
            raise Misfit(f"{parameter.get('name') or 'the record'} has {len(wanted)} members, not {len(parts)}")
        return tuple(fit(part, item) for part, item in zip(wanted, parts, strict=True))
    if kind == "string":
        return str(value)
    if not isinstance(value, int):
        raise Misfit(f"{kind} needs a number, not {value!r}")
    return fit_number(kind, value)


def record_of(value: Any) -> tuple[Any, ...]:
    """Return the fields of a record in order, or the items of a list."""
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(getattr(value, field.name) for field in fields(value))
    return value if isinstance(value, tuple) else (value,)


def fit_number(kind: str, value: int) -> Any:
    """Return a number as the encoder takes it for an elementary type. Raises `Misfit`."""
    try:
        if kind == "address":
            return value.to_bytes(20, "big")
        if kind == "bool":
            return bool(value)
        if kind.startswith("bytes"):
            return value.to_bytes(int(kind.removeprefix("bytes") or 32), "big")
    except OverflowError:
        raise Misfit(f"{value} does not fit into {kind}") from None
    return int(value)


def encode_as(inputs: Iterable[Mapping[str, Any]], values: Iterable[Any]) -> bytes:
    """Return the ABI encoding of values for parameters. Raises `Misfit`."""
    parameters = list(inputs)
    fitted = [fit(parameter, value) for parameter, value in zip(parameters, values, strict=True)]
    try:
        return encode([canonical(parameter) for parameter in parameters], fitted)
    except EncodingError as error:
        raise Misfit(" ".join(str(error).split())) from None


def decode_as(outputs: Iterable[Mapping[str, Any]], data: bytes) -> tuple[Any, ...]:
    """Return what ABI data says; addresses and fixed bytes as numbers. Raises `Misfit`."""
    parameters = list(outputs)
    try:
        found = decode([canonical(parameter) for parameter in parameters], data)
    except Exception as error:  # the decoder has many ways to be displeased
        raise Misfit(f"0x{data.hex()} is no ({', '.join(map(canonical, parameters))}): {error}") from None
    return tuple(plain(canonical(parameter), value) for parameter, value in zip(parameters, found, strict=True))


def plain(kind: str, value: Any) -> Any:
    """Return a decoded value with numbers for addresses, booleans and fixed bytes."""
    if isinstance(value, bytes):
        return int.from_bytes(value, "big")
    if isinstance(value, str) and kind == "address":
        return int(value, 16)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple | list):
        return tuple(plain("address" if is_address(item) else "", item) for item in value)
    return value


def is_address(value: Any) -> bool:
    """Tell whether a decoded value within a record looks like an address."""
    return isinstance(value, str) and len(value) == 42 and value.startswith("0x")
