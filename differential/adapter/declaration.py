"""What an adapter's file says, before it is held against the contracts."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from differential.adapter.reader import Table, nearest, read
from spec import errors, events
from spec.actions import Action
from spec.errors import Rejection
from spec.events import Event
from spec.rejections import REJECTIONS

SOURCES: Final = ("shipped", "artifact", "sources", "vyper")
"""Where the code of a contract may come from."""

NAMES: Final = ("functions", "errors", "reverts", "events")
"""What can be said to bear the spec's names."""

COMPLETE: Final = ("events", "storage")
"""What can be said to be mapped without a rest."""

ACTIONS: Final[dict[str, type[Action]]] = {kind.__name__: kind for kind in REJECTIONS}
REASONS: Final[dict[str, type[Rejection]]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Rejection)
}
EVENTS: Final[dict[str, type[Event]]] = {
    name: kind for name, kind in vars(events).items() if isinstance(kind, type) and issubclass(kind, Event)
}
del REASONS["Rejection"], EVENTS["Event"]


ACCEPTED: Final = "accepted"
"""What an adapter calls that an action is accepted, among what is rare."""


@dataclass(frozen=True, slots=True)
class Code:
    """A contract to deploy."""

    at: Table
    name: str
    source: str
    """One of ``SOURCES``."""
    place: str
    """A path, or the name of a shipped contract."""
    contract: str
    """Which contract of the source; empty if it has only one."""
    constructor: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A call of a contract that stands for no action by itself."""

    at: Table
    contract: str
    function: str
    arguments: tuple[Any, ...]
    caller: str
    """A name of an account; empty for whoever calls the action."""


@dataclass(frozen=True, slots=True)
class SpecStep:
    """A step that only the spec makes."""

    at: Table
    caller: str
    action: type[Action]
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failing:
    """How a rejection shows in a contract."""

    at: Table
    key: str
    kind: str
    """``error``, ``revert`` (a reason in words) or ``any``."""
    name: str = ""
    """The custom error, or the reason."""
    arguments: tuple[Any, ...] | None = None
    """Those of the custom error; nothing means the rejection's fields, if they have the same names."""


@dataclass(frozen=True, slots=True)
class Band:
    """How far a contract's number may lie from the spec's."""

    below: int = 0
    above: int = 0

    def holds(self, expected: int, actual: int) -> bool:
        """Tell whether ``actual`` is close enough."""
        return expected - self.below <= actual <= expected + self.above


@dataclass(frozen=True, slots=True)
class Doing:
    """How an action is asked of a contract."""

    at: Table
    action: type[Action]
    contract: str
    address: str
    """A field of the action that names the contract to call, where that is not fixed."""
    function: str
    arguments: tuple[Any, ...]
    fixed: Mapping[str, Any]
    callers: tuple[str, ...]
    before: tuple[Message, ...]
    after: tuple[SpecStep, ...]
    returns: Any
    band: Band
    """Of the return value."""
    left_out: tuple[type[Rejection], ...]
    """Where the spec rejects for one of these, the contract is not asked."""
    unreachable: tuple[type[Rejection], ...]
    rare: tuple[type[Rejection], ...]
    """What a campaign need not see."""
    never: bool
    """Whether it need not see the action accepted either."""
    errors: tuple[tuple[type[Rejection], Failing], ...] = ()
    """How rejections show here, where it differs from elsewhere."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How an event reads in a contract."""

    at: Table
    event: type[Event]
    contract: str
    address: str
    """A field of the event that names the contract, where that is not fixed."""
    name: str
    fields: Mapping[str, Any]
    """By parameter of the contract's event; those not named are not compared."""
    bands: Mapping[str, Band]
    omit_zero: str
    """A parameter; where it would be zero, the contract may say nothing."""


@dataclass(frozen=True, slots=True)
class Showing:
    """Where something of the state shows."""

    at: Table
    spec: str
    """The path of a value or record."""
    views: Mapping[str, str]
    """By field of the record; the empty field stands for the value itself."""
    slots: Mapping[str, str]
    band: Band
    divide: int
    """What the spec's number is divided by, to the floor."""


@dataclass(frozen=True, slots=True)
class Noise:
    """What is done with functions that change something and stand for nothing."""

    at: Table
    skip: Mapping[str, str]
    """Functions that are not called, and why."""
    callers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adapter:
    """The whole file."""

    at: Table
    title: str
    names: tuple[str, ...]
    complete: tuple[str, ...]
    python: str
    world: Table
    contracts: tuple[Code, ...]
    calls: tuple[Message, ...]
    opening: tuple[SpecStep, ...]
    accounts: tuple[str, ...]
    doings: Mapping[type[Action], Doing]
    failings: Mapping[type[Rejection], Failing]
    tellings: Mapping[type[Event], Telling]
    showings: tuple[Showing, ...]
    noise: Noise
    not_compared: tuple[str, ...]
    """What the author says is not compared, for the report."""


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


def field_names(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of a record's fields."""
    return tuple(field.name for field in fields(kind))


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
