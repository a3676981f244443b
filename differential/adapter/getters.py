"""Recognising views that show records of the spec's state, by their names, keys and members."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args, get_origin, get_type_hints

from differential.adapter import synonyms
from differential.adapter.interface import Entry, Interfaces
from differential.adapter.path import KEY_NAMES, leaves, names_in
from spec.map import Map
from spec.state import State

APART: Final = ("deployment", "log", "tokens")
"""Parts of the state that are no contract's own records."""


@dataclass(frozen=True, slots=True)
class Record:
    """A part of the state that a view may show."""

    path: str
    name: str
    keys: tuple[str, ...]
    kind: Any


def records(kind: Any = State, path: str = "", keys: tuple[str, ...] = ()) -> Iterator[Record]:
    """Yield every part of the state that one view could show: maps by key, and whatever there is once."""
    for name, inner in get_type_hints(kind).items():
        here = f"{path}.{name}" if path else name
        if name in APART:
            continue
        if get_origin(inner) is Map:
            key, inner = get_args(inner)
            found = (*keys, *(names_in(key) or (KEY_NAMES[name],)))
            yield Record(f"{here}[*]", name, found, inner)
            if names_in(inner):
                yield from records(inner, f"{here}[*]", found)
        elif not path:
            yield Record(here, name, (), inner)


def recorded(interfaces: Interfaces) -> dict[str, dict[str, str]]:
    """Return the views that show records, by path and field."""
    found: dict[str, dict[str, str]] = {}
    views = [entry for entry in interfaces.all("function") if not entry.changes]
    for record in records():
        names = (record.name, f"{record.name.removesuffix('s')}Of")
        fitting = [entry for entry in views if len(entry.inputs) == len(record.keys)]
        likely = [entry for entry in fitting if synonyms.likeness(entry.name, names) >= synonyms.GOOD]
        if likely:
            best = max(likely, key=lambda entry: synonyms.likeness(entry.name, names))
            shown = fields_shown(record, best)
            if shown:
                found[record.path] = shown
    return found


def fields_shown(record: Record, entry: Entry) -> dict[str, str]:
    """Return the calls that show the fields of a record; of a number, the call that shows it."""
    call = f"{entry.contract}.{entry.name}({', '.join(record.keys)})"
    outputs = list(entry.outputs)
    if not names_in(record.kind):
        return {"": call} if len(outputs) == 1 and "components" not in outputs[0] else {}
    if len(outputs) == 1 and outputs[0]["type"] == "tuple":
        outputs = list(outputs[0]["components"])
        prefix = "" if not entry.outputs[0]["name"] else f"{entry.outputs[0]['name']}."
    else:
        prefix = ""
    members = dict(paths_in(outputs))
    return {
        leaf: f"{call}.{prefix}{members[synonyms.bare(leaf)]}"
        for leaf in leaves(record.kind)
        if synonyms.bare(leaf) in members
    }


def paths_in(outputs: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the paths of the members of a view's answer, each under its bare name."""
    for item in outputs:
        path = f"{prefix}{item['name']}"
        if item["type"] == "tuple":
            yield from paths_in(item["components"], f"{path}.")
        elif item["name"]:
            yield synonyms.bare(path), path
