"""Symbolic values by type: what a field of that type may be, and what a map of them holds by default."""

from dataclasses import fields, is_dataclass
from enum import IntEnum
from functools import cache
from typing import Any, Final, get_args, get_origin, get_type_hints

from properties.symbolic.failure import EngineError
from spec import state as s
from spec.map import Map
from spec.units import UINT256_MAX, Address

ADDRESS_MAX: Final = 2**160 - 1

DEFAULTS: Final[dict[Any, Any]] = {
    s.Token: s.NO_TOKEN,
    s.Validator: s.NO_VALIDATOR,
    s.Position: s.NO_POSITION,
    s.Pool: s.NO_POOL,
    s.BucketId: s.NO_BUCKET_ID,
    s.Bucket: s.NO_BUCKET,
    s.Ticket: s.NO_TICKET,
    s.Checkpoint: s.NO_CHECKPOINT,
    s.Case: s.NO_CASE,
    s.Earner: s.NO_EARNER,
}
"""What a map of such records holds where nothing was written; of numbers, zero."""


def default(kind: Any) -> Any:
    """Return what a concrete map of such values holds where nothing was written."""
    return DEFAULTS[kind] if kind in DEFAULTS else plain(kind)(0)


@cache
def plain(kind: Any) -> Any:
    """Return the type beneath a unit."""
    while hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    return kind


@cache
def types_of(record: type[Any]) -> dict[str, Any]:
    """Return the types of a record's fields, in order."""
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record)}


@cache
def is_record(kind: Any) -> bool:
    """Tell whether a type is a record."""
    return isinstance(plain(kind), type) and is_dataclass(plain(kind))


@cache
def map_types(kind: Any) -> tuple[Any, Any] | None:
    """Return the types of a map's keys and values, if it is one."""
    if get_origin(kind) is not Map:
        return None
    key, value = get_args(kind)
    return key, value


@cache
def highest(kind: Any) -> int:
    """Return the largest value of a plain type."""
    base = plain(kind)
    if isinstance(base, type) and issubclass(base, IntEnum):
        values = sorted(int(value) for value in base)
        if values != list(range(len(values))):
            raise EngineError(f"gaps in {base.__name__}")
        return values[-1]
    if base is bool:
        return 1
    if base is int:
        return ADDRESS_MAX if kind is Address else UINT256_MAX
    raise EngineError(f"no symbolic value of type {kind}")


def components(kind: Any) -> list[Any]:
    """Return the plain types that a key is made of."""
    if is_record(kind):
        return [inner for part in types_of(plain(kind)).values() for inner in components(part)]
    return [kind]
