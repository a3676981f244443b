"""Reading what an adapter's file says, with a line for everything that it says wrongly."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from differential.adapter.declaration import (
    ACCEPTED,
    ACTIONS,
    COMPLETE,
    EVENTS,
    NAMES,
    REASONS,
    SOURCES,
    Adapter,
    Band,
    Code,
    Doing,
    Failing,
    Message,
    Noise,
    Showing,
    SpecStep,
    Telling,
    field_names,
)
from differential.adapter.reader import Table, nearest, read
from spec.actions import Action
from spec.errors import Rejection
from spec.rejections import REJECTIONS


def one_of(table: Table, key: str, name: str, known: Mapping[str, Any]) -> Any:
    """Return what a name stands for."""
    if name not in known:
        raise table.fault(key, f"the spec has nothing called {name!r}; {nearest(name, known)}")
    return known[name]


def reasons(table: Table, key: str, action: type[Action]) -> tuple[type[Rejection], ...]:
    """Return the rejections in a list, all of which the action declares."""
    declared = {reason.__name__: reason for reason in REJECTIONS[action]}
    return tuple(one_of(table, key, name, declared) for name in table.texts(key))


def rarities(table: Table, action: type[Action]) -> tuple[type[Rejection], ...]:
    """Return the rejections that a campaign need not see."""
    declared = {reason.__name__: reason for reason in REJECTIONS[action]}
    named = [name for name in table.texts("rare") if name != ACCEPTED]
    return tuple(one_of(table, "rare", name, declared) for name in named)


def read_band(table: Table) -> Band:
    """Return the tolerance of a table; nothing there means none."""
    found = table.table("tolerance")
    found.knows("below", "above")
    return Band(found.number("below", 0), found.number("above", 0))


def read_code(table: Table) -> Code:
    """Return a contract to deploy."""
    table.knows("name", "contract", "constructor", *SOURCES)
    given = [source for source in SOURCES if table.has(source)]
    if len(given) != 1:
        raise table.fault("", f"a contract has exactly one of {', '.join(SOURCES)}; this one has {given or 'none'}")
    place = table.text(given[0])
    name = table.text("name")
    return Code(table, name, given[0], place, table.text("contract", ""), table.values("constructor"))


def read_message(table: Table, caller: str | None) -> Message:
    """Return a call of a contract."""
    table.knows("contract", "function", "arguments", "caller")
    asked = table.text("contract"), table.text("function"), table.values("arguments")
    return Message(table, *asked, table.text("caller", caller))


def read_spec_step(table: Table, caller: str | None) -> SpecStep:
    """Return a step that only the spec makes."""
    table.knows("caller", "action", "fields")
    action = one_of(table, "action", table.text("action"), ACTIONS)
    given = table.table("fields").content
    check_fields(table, "fields", action, given)
    return SpecStep(table, table.text("caller", caller), action, given)


def check_fields(table: Table, key: str, action: type[Action], given: Mapping[str, Any]) -> None:
    """Refuse a field that an action does not have, and one left without a value."""
    known = field_names(action)
    for name in given:
        if name not in known:
            raise table.fault(f"{key}.{name}", f"{action.__name__} has no such field; {nearest(name, known)}")
    missing = [name for name in known if name not in given]
    if missing:
        raise table.fault(key, f"{action.__name__} needs its field {missing[0]} as well; add it")


def read_failing(table: Table, key: str) -> Failing:
    """Return how the rejection at ``key`` shows."""
    found = table.content[key]
    if isinstance(found, str):
        return Failing(table, key, "any" if found == "any" else "error", found)
    entry = table.table(key)
    entry.knows("error", "arguments", "revert")
    if entry.has("error") == entry.has("revert"):
        raise table.fault(key, 'give "any", the name of a custom error, or a table with either error or revert')
    if entry.has("revert"):
        return Failing(table, key, "revert", entry.text("revert"))
    arguments = entry.values("arguments") if entry.has("arguments") else None
    return Failing(table, key, "error", entry.text("error"), arguments)


def read_failings(table: Table) -> dict[type[Rejection], Failing]:
    """Return how rejections show, by rejection."""
    return {one_of(table, key, key, REASONS): read_failing(table, key) for key in table.content}


DOING_KEYS: Final = (
    "contract",
    "address",
    "function",
    "arguments",
    "fixed",
    "callers",
    "before",
    "after",
    "returns",
    "tolerance",
    "left_out",
    "unreachable",
    "rare",
    "errors",
)
"""What can be said of an action."""


def read_doing(name: str, table: Table) -> Doing:
    """Return how an action is asked."""
    table.knows(*DOING_KEYS)
    action = one_of(Table(table.file, "actions", {}), name, name, ACTIONS)
    fixed = table.table("fixed").content
    for key in fixed:
        if key not in field_names(action):
            raise table.fault(f"fixed.{key}", f"{name} has no such field; {nearest(key, field_names(action))}")
    return Doing(
        at=table,
        action=action,
        contract=table.text("contract", ""),
        address=table.text("address", ""),
        function=table.text("function"),
        arguments=table.values("arguments"),
        fixed=fixed,
        callers=table.texts("callers"),
        before=tuple(read_message(row, "") for row in table.rows("before")),
        after=tuple(read_spec_step(row, "") for row in table.rows("after")),
        returns=table.content.get("returns"),
        band=read_band(table),
        left_out=reasons(table, "left_out", action),
        unreachable=reasons(table, "unreachable", action),
        rare=rarities(table, action),
        never=ACCEPTED in table.texts("rare"),
        errors=tuple(read_failings(table.table("errors")).items()),
    )


def read_telling(name: str, table: Table) -> Telling:
    """Return how an event reads."""
    table.knows("contract", "address", "event", "fields", "tolerance", "omit_zero")
    event = one_of(Table(table.file, "events", {}), name, name, EVENTS)
    bands = {}
    for key, entry in table.table("tolerance").tables().items():
        entry.knows("below", "above")
        bands[key] = Band(entry.number("below", 0), entry.number("above", 0))
    return Telling(
        at=table,
        event=event,
        contract=table.text("contract", ""),
        address=table.text("address", ""),
        name=table.text("event"),
        fields=table.table("fields").content,
        bands=bands,
        omit_zero=table.text("omit_zero", ""),
    )


def read_showing(table: Table) -> Showing:
    """Return where something of the state shows."""
    table.knows("spec", "view", "views", "slot", "slots", "tolerance", "divide")
    ways = [key for key in ("view", "views", "slot", "slots") if table.has(key)]
    if len(ways) != 1:
        raise table.fault("", f"a line of the state has exactly one of view, views, slot, slots; this one has {ways}")
    way = ways[0]
    if way in ("view", "slot"):
        targets = {"": table.text(way)}
    else:
        targets = {key: table.table(way).text(key) for key in table.table(way).content}
    divide = table.number("divide", 1)
    if divide == 0:
        raise table.fault("divide", "nothing can be divided by 0; give a number from 1")
    views, slots = (targets, {}) if way.startswith("view") else ({}, targets)
    return Showing(table, table.text("spec"), views, slots, read_band(table), divide)


def read_noise(table: Table) -> Noise:
    """Return what is done with functions that stand for nothing."""
    table.knows("skip", "callers")
    skip = table.table("skip")
    return Noise(table, {key: skip.text(key) for key in skip.content}, table.texts("callers"))


def chosen(table: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return a list of words that mean something."""
    found = table.texts(key)
    for name in found:
        if name not in known:
            raise table.fault(key, f"{name!r} means nothing here; {nearest(name, known)}")
    return found


TOP_KEYS: Final = (
    "title",
    "names",
    "complete",
    "python",
    "world",
    "contracts",
    "calls",
    "opening",
    "accounts",
    "actions",
    "errors",
    "events",
    "state",
    "noise",
    "not_compared",
)
"""What an adapter may say."""


def load(file: Path) -> Adapter:
    """Return what a file says. Raises `AdapterError`."""
    table = read(file)
    table.knows(*TOP_KEYS)
    codes = [read_code(row) for row in table.rows("contracts")]
    if not codes:
        raise table.fault("contracts", "there is nothing to deploy; add a [[contracts]] for each contract, in order")
    doings = [read_doing(name, entry) for name, entry in table.table("actions").tables().items()]
    tellings = [read_telling(name, entry) for name, entry in table.table("events").tables().items()]
    return Adapter(
        at=table,
        title=table.text("title", file.stem),
        names=chosen(table, "names", NAMES),
        complete=chosen(table, "complete", COMPLETE),
        python=table.text("python", ""),
        world=table.table("world"),
        contracts=tuple(codes),
        calls=tuple(read_message(row, None) for row in table.rows("calls")),
        opening=tuple(read_spec_step(row, None) for row in table.rows("opening")),
        accounts=table.texts("accounts"),
        doings={doing.action: doing for doing in doings},
        failings=read_failings(table.table("errors")),
        tellings={telling.event: telling for telling in tellings},
        showings=tuple(read_showing(row) for row in table.rows("state")),
        noise=read_noise(table.table("noise")),
        not_compared=table.texts("not_compared"),
    )
