"""What an adapter's file says, before it is held against the contracts."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from differential.adapter.reader import Table
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


def field_names(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of a record's fields."""
    return tuple(field.name for field in fields(kind))
