"""Histories as files: the Informal Trace Format, so that other tools can read them, with accounts under their names.

One state per call: who calls, how many seconds after the call before, what is asked, and what the spec answers. The
answer is for readers; a replay works it out again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args, get_origin, get_type_hints

from differential.adapter.noise import Disturb
from differential.documents import parsed
from properties.symbolic.schema import default
from properties.world import History, Step
from spec.actions import Action
from spec.map import Map
from spec.parameters import Parameters
from spec.rejections import REJECTIONS
from spec.units import UINT256_MAX, Address

FORMAT: Final = "seqstake history 1"
"""What the file says it is; another number means another meaning of the same words."""

ACTIONS: Final[dict[str, type[Action]]] = {kind.__name__: kind for kind in REJECTIONS}
"""The actions by name."""

CALLS: Final[dict[str, type[Action]]] = {**ACTIONS, Disturb.__name__: Disturb}
"""What a history may ask for: the actions, and under an adapter calls that stand for none."""

SMALL: Final = 2**53
"""Numbers from here on are not exact in every reader of JSON."""


class TraceError(Exception):
    """A file is not a history."""


class OtherVersion(TraceError):
    """A file is a history, in the words of another version of the spec."""


def shape(kind: Any) -> str:
    """Return what a type is made of, down to the members of its records."""
    if get_origin(kind) is tuple:
        return f"list of {shape(get_args(kind)[0])}"
    if not is_dataclass(kind):
        members = list(kind) if isinstance(kind, type) and issubclass(kind, IntEnum) else ()
        return f"{kind.__name__}{[member.name for member in members]}"
    return str({name: shape(hint) for name, hint in get_type_hints(kind).items()})


@cache
def vocabulary() -> str:
    """Return a digest of all that a history can say: it changes with the actions, their fields and the parameters."""
    said = {name: shape(kind) for name, kind in ACTIONS.items()} | {"parameters": shape(Parameters)}
    return hashlib.sha256(str(sorted(said.items())).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Trace:
    """A history, the world that it happens in, and what it is about."""

    same_token: bool
    """Whether rewards are paid in the stake token."""
    parameters: Parameters
    """Those at deployment."""
    history: History
    note: str = ""


class Namer:
    """Accounts by name and names by account; an account without a name goes by its number."""

    def __init__(self, names: Mapping[Address, str]) -> None:
        """Take what each account is called."""
        self._names = dict(names)
        self._accounts = {name: account for account, name in names.items()}

    def name(self, account: Address) -> str:
        """Return what an account is called."""
        return self._names.get(account) or f"0x{account:040x}"

    def account(self, name: object) -> Address:
        """Return who is called so. Raises `TraceError` if nobody is."""
        if isinstance(name, str) and name in self._accounts:
            return self._accounts[name]
        if isinstance(name, str) and name.startswith("0x"):
            try:
                return Address(int(name, 16))
            except ValueError:
                pass
        raise TraceError(f"nobody is called {name!r}; known are: {', '.join(sorted(self._accounts))}")


def write_value(value: object, kind: Any, namer: Namer) -> Any:
    """Return a value of type ``kind`` in the trace format."""
    if kind is Address:
        return namer.name(value)  # type: ignore[arg-type]  # an Address by the line above
    if isinstance(value, tuple):
        return {"#tup": [write_value(item, get_args(kind)[0], namer) for item in value]}
    if isinstance(value, Map):
        key, entry = get_args(kind)
        return {"#map": [[write_value(k, key, namer), write_value(v, entry, namer)] for k, v in value.items()]}
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if -SMALL < value < SMALL else {"#bigint": str(value)}
    return write_record(value, namer)


def write_record(record: Any, namer: Namer) -> dict[str, Any]:
    """Return a record in the trace format."""
    hints = get_type_hints(type(record))
    return {field.name: write_value(getattr(record, field.name), hints[field.name], namer) for field in fields(record)}


def read_number(data: Any, where: str) -> int:
    """Return a number. Raises `TraceError` if there is none, or if it is negative."""
    if isinstance(data, dict) and isinstance(data.get("#bigint"), str):
        try:
            data = int(data["#bigint"])
        except ValueError:
            raise TraceError(f"{where} is no number: {data['#bigint']!r}") from None
    if isinstance(data, bool) or not isinstance(data, int):
        raise TraceError(f"{where} is no number: {data!r}")
    if not 0 <= data < 2**256:
        raise TraceError(f"{where} is outside uint256: {data}")
    return data


def read_words(data: Any, where: str) -> str:
    """Return a text. Raises `TraceError` if there is none."""
    if not isinstance(data, str):
        raise TraceError(f"{where} is no text: {data!r}")
    return data


def read_value(data: Any, kind: Any, namer: Namer, where: str) -> Any:
    """Return the value of type ``kind`` that stands at ``where``. Raises `TraceError` if it is none."""
    if kind is Address:
        return namer.account(data)
    if get_origin(kind) is tuple:
        if not isinstance(data, dict) or not isinstance(data.get("#tup"), list):
            raise TraceError(f'{where} is no list: a list is written {{"#tup": […]}}')
        return tuple(read_value(item, get_args(kind)[0], namer, where) for item in data["#tup"])
    if get_origin(kind) is Map:
        return read_map(data, kind, namer, where)
    base = kind
    while hasattr(base, "__supertype__"):
        base = base.__supertype__
    if base is bool:
        if not isinstance(data, bool):
            raise TraceError(f"{where} is neither true nor false: {data!r}")
        return data
    if base is int:
        return read_number(data, where)
    if base is str:
        return read_words(data, where)
    if issubclass(base, IntEnum):
        if not isinstance(data, str) or data not in base.__members__:
            raise TraceError(f"{where} is none of {', '.join(base.__members__)}: {data!r}")
        return base[data]
    return read_record(data, base, namer, where)


def read_map(data: Any, kind: Any, namer: Namer, where: str) -> Map[Any, Any]:
    """Return the map of type ``kind`` that stands at ``where``. Raises `TraceError` if it is none."""
    key, entry = get_args(kind)
    found: Map[Any, Any] = Map(default(entry))
    if not isinstance(data, dict) or not isinstance(data.get("#map"), list):
        raise TraceError(f'{where} is no map: a map is written {{"#map": [[key, value], …]}}')
    for number, pair in enumerate(data["#map"], start=1):
        if not isinstance(pair, list) or len(pair) != 2:
            raise TraceError(f"entry {number} of {where} is no pair of a key and a value: {pair!r}")
        name = read_value(pair[0], key, namer, f"key {number} of {where}")
        found = found.set(name, read_value(pair[1], entry, namer, f"{where}[{pair[0]}]"))
    return found


def read_record(data: Any, kind: Any, namer: Namer, where: str) -> Any:
    """Return the record of type ``kind`` that stands at ``where``. Raises `TraceError` if it is none."""
    if not isinstance(data, dict):
        raise TraceError(f"{where} is no record: {data!r}")
    hints = get_type_hints(kind)
    wanted = [field.name for field in fields(kind)]
    for name in wanted:
        if name not in data:
            raise TraceError(f"{where} lacks the field {name}")
    for name in data:
        if name not in wanted:
            raise TraceError(f"{where} has the field {name}, which is none of {', '.join(wanted)}")
    return kind(**{name: read_value(data[name], hints[name], namer, f"{where}.{name}") for name in wanted})


def write_step(number: int, step: Step, namer: Namer) -> dict[str, Any]:
    """Return one step in the trace format."""
    return {
        "#meta": {"index": number},
        "caller": namer.name(step.caller),
        "delay": step.delay,
        "action": {"tag": type(step.action).__name__, "value": write_record(step.action, namer)},
    }


def read_step(number: int, data: Any, namer: Namer) -> Step:
    """Return one step. Raises `TraceError` if it is none."""
    where = f"step {number}"
    if not isinstance(data, dict) or not isinstance(data.get("action"), dict):
        raise TraceError(f"{where} has no action")
    tag = data["action"].get("tag")
    if not isinstance(tag, str) or tag not in CALLS:
        raise TraceError(f"{where} asks for {tag!r}, which is no action; known are: {', '.join(sorted(ACTIONS))}")
    if "caller" not in data:
        raise TraceError(f"{where} has no caller")
    return Step(
        caller=namer.account(data["caller"]),
        delay=read_number(data.get("delay"), f"{where}.delay"),
        action=read_record(data["action"].get("value", {}), CALLS[tag], namer, f"{where}.{tag}"),
    )


def dumps(trace: Trace, names: Mapping[Address, str]) -> str:
    """Return a trace as the text of a file."""
    namer = Namer(names)
    content = {
        "#meta": {
            "format": "ITF",
            "format-description": FORMAT,
            "vocabulary": vocabulary(),
            "description": trace.note,
            "same_token": trace.same_token,
            "parameters": write_record(trace.parameters, namer),
        },
        "vars": ["caller", "delay", "action"],
        "states": [write_step(number, step, namer) for number, step in enumerate(trace.history, start=1)],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def has_same_token(text: str) -> bool:
    """Tell whether rewards are paid in the stake token in a file; of a damaged one, ``loads`` tells what is wrong."""
    try:
        return parsed(text)["#meta"]["same_token"] is not False
    except (ValueError, LookupError, TypeError):
        return True


def loads(text: str, names: Mapping[Address, str]) -> Trace:
    """Return the trace in the text of a file; ``names`` are those of the world that it will happen in.

    Raises `TraceError` that says what is wrong and where, `OtherVersion` where that explains it.
    """
    try:
        content = parsed(text)
    except ValueError as error:
        raise TraceError(f"it is no JSON: {error}") from None
    meta = content.get("#meta") if isinstance(content, dict) else None
    if not isinstance(meta, dict) or meta.get("format-description") != FORMAT:
        raise TraceError(f'it does not say that it is a "{FORMAT}"')
    try:
        return read_trace(content, meta, names)
    except TraceError as error:
        if meta.get("vocabulary", vocabulary()) != vocabulary():
            raise OtherVersion(f"it is of another version of the spec: {error}") from None
        raise


def read_trace(content: dict[str, Any], meta: dict[str, Any], names: Mapping[Address, str]) -> Trace:
    """Return the trace in a file that says it is one. Raises `TraceError`."""
    if not isinstance(content.get("states"), list):
        raise TraceError('it has no list of "states"')
    namer = Namer(names)
    steps = enumerate(content["states"], start=1)
    return Trace(
        same_token=bool(meta.get("same_token")),
        parameters=read_record(meta.get("parameters"), Parameters, namer, "parameters"),
        history=tuple(read_step(number, data, namer) for number, data in steps),
        note=str(meta.get("description", "")),
    )


def describe(step: Step, names: Mapping[Address, str]) -> str:
    """Return one step in words."""
    namer = Namer(names)
    wait = f"after {step.delay:,} s, " if step.delay else ""
    return f"{wait}{namer.name(step.caller)}: {spoken(step.action, namer)}"


def spoken(record: Any, namer: Namer) -> str:
    """Return an action or a rejection in words."""
    parts = (f"{name}={plain(value)}" for name, value in write_record(record, namer).items())
    return f"{type(record).__name__}({', '.join(parts)})"


def plain(value: Any) -> str:
    """Return a written value as a person would write it."""
    if isinstance(value, dict):
        if "#bigint" in value:
            return plain(int(value["#bigint"]))
        if "#tup" in value:
            return "[" + ", ".join(plain(item) for item in value["#tup"]) + "]"
        return "{" + ", ".join(f"{name}={plain(item)}" for name, item in value.items()) + "}"
    if value == UINT256_MAX:
        return "2**256 - 1"
    return f"{value:_}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def save(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(path.suffix + ".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def read_text(path: Path) -> str:
    """Return the text of a file. Raises `TraceError` if there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TraceError("there is no file of this name") from None
    except OSError as error:
        raise TraceError(f"it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise TraceError(f"it is no text: {error}") from None


__all__ = [
    "Namer",
    "OtherVersion",
    "Trace",
    "TraceError",
    "describe",
    "dumps",
    "has_same_token",
    "loads",
    "read_text",
    "save",
    "spoken",
]
