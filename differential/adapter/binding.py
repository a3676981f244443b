"""An adapter held against its contracts: every name looked up, every argument fitted once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from itertools import chain
from typing import Any, Final, get_origin, get_type_hints

from differential.abi import camel, canonical
from differential.adapter.declaration import (
    ACTIONS,
    EVENTS,
    REASONS,
    Adapter,
    Band,
    Doing,
    Failing,
    Message,
    SpecStep,
    Telling,
    field_names,
)
from differential.adapter.interface import Entry, Interfaces
from differential.adapter.reader import Table, nearest
from differential.adapter.values import Misfit, Names, Scope, Term, encode_as
from spec.actions import Action
from spec.errors import Rejection
from spec.events import Event
from spec.rejections import REJECTIONS
from spec.tokens import Permit
from spec.units import Address

PERMIT: Final = ["permit.amount", "permit.deadline", "signature.v", "signature.r", "signature.s"]
"""A permit as contracts take it."""

ACCOUNT: Final = r"address$"
NUMBER: Final = r"(u?int\d*|bytes\d+|bool)$"
LIST: Final = r".*\]$"
RECORD: Final = r"\(.*\)$"

NAMED: Final = {ACCOUNT: "an address", NUMBER: "a number", LIST: "an array", RECORD: "a struct"}
"""The kinds of ABI types in words."""

GROUPS: Final = ("validators", "delegators", "withdrawal")
"""Names that stand for several accounts of the cast."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A call of a contract, ready to be made."""

    entry: Entry
    address: Term
    arguments: Term
    caller: Term

    def data(self, scope: Scope) -> bytes:
        """Return the call data. Raises `Misfit` if a value does not fit."""
        return self.entry.selector + encode_as(self.entry.inputs, self.arguments(scope))


@dataclass(frozen=True, slots=True)
class Following:
    """A step that only the spec makes, ready to be made."""

    at: Table
    caller: Term
    action: type[Action]
    fields: Mapping[str, Term]

    def made(self, scope: Scope) -> tuple[Address, Action]:
        """Return who does what."""
        return self.caller(scope), self.action(**{name: term(scope) for name, term in self.fields.items()})


@dataclass(frozen=True, slots=True)
class Mapped:
    """How an action is asked, ready to be asked."""

    action: type[Action]
    asking: Asking
    fixed: Mapping[str, Any]
    callers: tuple[Address, ...]
    """Who may call; nobody stands for everybody."""
    before: tuple[Asking, ...]
    after: tuple[Following, ...]
    returns: Term | None
    band: Band
    left_out: tuple[type[Rejection], ...]
    unreachable: tuple[type[Rejection], ...]
    rare: tuple[type[Rejection], ...]
    never: bool
    failings: Mapping[type[Rejection], "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """How a rejection shows, ready to be compared."""

    kind: str
    selector: bytes = b""
    reason: str = ""
    inputs: tuple[Mapping[str, Any], ...] = ()
    arguments: Term | None = None
    """Nothing means that the error's arguments are not compared."""


@dataclass(frozen=True, slots=True)
class Told:
    """How an event reads, ready to be compared."""

    event: type[Event]
    entry: Entry
    address: Term
    fields: Mapping[str, Term]
    bands: Mapping[str, Band]
    omit_zero: str


def fields_of(record: Any) -> dict[str, Any]:
    """Return the fields of a record by name."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


class Binder:
    """Looks everything up that an adapter names."""

    def __init__(self, adapter: Adapter, names: Names, interfaces: Interfaces, where: Mapping[str, bytes]) -> None:
        """Take the adapter, what its names mean, and what its contracts offer."""
        self.adapter, self.names, self.interfaces = adapter, names, interfaces
        self._where = {name: int.from_bytes(address, "big") for name, address in where.items()}

    def address(self, table: Table, field: str, contract: str, known: Iterable[str]) -> Term:
        """Return where to call: where a contract is, or what a field says."""
        if field:
            return self.names.term(table, "address", field, known)
        fixed = self._where[contract]
        return lambda scope: fixed

    def contract(self, table: Table, name: str) -> str:
        """Return the name of a contract, if there is one of it."""
        if name and name not in self._where:
            raise table.fault("contract", f"there is no contract called {name!r}; {nearest(name, self._where)}")
        return name

    def arguments(self, table: Table, entry: Entry, written: Sequence[Any], known: Iterable[str]) -> Term:
        """Return the arguments of a call as one term."""
        if len(written) != len(entry.inputs):
            wanted = ", ".join(f"{item['type']} {item['name']}" for item in entry.inputs)
            raise table.fault("arguments", f"{entry.title} takes ({wanted}), not {len(written)} arguments")
        return self.names.term(table, "arguments", list(written), known)

    def message(self, message: Message, known: Iterable[str] = ()) -> Asking:
        """Return a call that stands for no action."""
        contract = self.contract(message.at, message.contract)
        entry = self.interfaces.find(message.at, "function", "function", message.function, contract)
        arguments = self.arguments(message.at, entry, message.arguments, known)
        caller = self.names.term(message.at, "caller", message.caller or "caller", known)
        asking = Asking(entry, self.address(message.at, "", entry.contract, ()), arguments, caller)
        if not known:
            self.tried(message.at, asking)
        return asking

    def tried(self, table: Table, asking: Asking) -> None:
        """See that the arguments of a call fit, if they can be known now."""
        try:
            asking.data({})
        except Misfit as error:
            raise table.fault("arguments", f"{asking.entry.title}: {error}") from None

    def spec_step(self, step: SpecStep, known: Iterable[str] = ()) -> Following:
        """Return a step that only the spec makes."""
        terms = {key: self.names.term(step.at, f"fields.{key}", value, known) for key, value in step.fields.items()}
        caller = self.names.term(step.at, "caller", step.caller or "caller", known)
        return Following(step.at, caller, step.action, terms)

    def accounts(self, table: Table, key: str, written: Iterable[str]) -> tuple[Address, ...]:
        """Return the accounts in a list of names, in which a group of the cast stands for its members."""
        found: list[int] = []
        for name in written:
            group = name.removesuffix("s") if name in GROUPS else ""
            members = [who for label, who in self.names.accounts.items() if group and label.startswith(f"{group} ")]
            found += members or [self.names.account(table, key, name)]
        return tuple(Address(account) for account in dict.fromkeys(found))

    # Actions

    def mapped(self, doing: Doing) -> Mapped:
        """Return how an action is asked."""
        table, known = doing.at, (*field_names(doing.action), "caller", "signature")
        contract = self.contract(table, doing.contract)
        entry = self.interfaces.find(table, "function", "function", doing.function, contract)
        asking = Asking(
            entry=entry,
            address=self.address(table, doing.address, entry.contract, known),
            arguments=self.arguments(table, entry, doing.arguments, known),
            caller=lambda scope: scope["caller"],
        )
        self.nothing_lost(doing)
        self.kinds_fit(doing, entry)
        fixed = {key: self.names.term(table, f"fixed.{key}", value)({}) for key, value in doing.fixed.items()}
        return Mapped(
            action=doing.action,
            asking=asking,
            fixed=fixed,
            callers=self.accounts(table, "callers", doing.callers),
            before=tuple(self.message(message, known) for message in doing.before),
            after=tuple(self.spec_step(step, known) for step in doing.after),
            returns=None if doing.returns is None else self.names.term(table, "returns", doing.returns, known),
            band=doing.band,
            left_out=doing.left_out,
            unreachable=doing.unreachable,
            rare=doing.rare,
            never=doing.never,
            failings={reason: self.shown(reason, failing) for reason, failing in doing.errors},
        )

    def nothing_lost(self, doing: Doing) -> None:
        """Refuse a field of an action that the contract is not told of, since it cannot matter to it then."""
        words = [doing.address, *texts(doing.arguments), *texts([list(row.arguments) for row in doing.before])]
        told = {word.partition(".")[0] for word in words} | set(doing.fixed)
        for name in field_names(doing.action):
            if name not in told:
                remedy = "name it in arguments, or give it one value under fixed"
                raise doing.at.fault("arguments", f"the field {name} is not passed on; {remedy}")

    def kinds_fit(self, doing: Doing, entry: Entry) -> None:
        """Refuse a field where the contract takes something of another kind."""
        hints = get_type_hints(doing.action)
        for written, parameter in zip(doing.arguments, entry.inputs, strict=True):
            wanted = kinds_of(hints[written]) if isinstance(written, str) and written in hints else ()
            if wanted and not re.match("|".join(wanted), canonical(parameter)):
                problem = f"{entry.title} takes {parameter['type']} {parameter['name']}, which {written} is not"
                raise doing.at.fault("arguments", f"{problem}; it fits {' or '.join(NAMED[kind] for kind in wanted)}")

    def mappings(self) -> dict[type[Action], Mapped]:
        """Return how every mapped action is asked."""
        doings = dict(self.adapter.doings)
        if "functions" in self.adapter.names:
            for kind in ACTIONS.values():
                found = None if kind in doings else self.alike(kind)
                if found:
                    doings[kind] = found
        return {kind: self.mapped(doing) for kind, doing in doings.items()}

    def alike(self, kind: type[Action]) -> Doing | None:
        """Return how an action is asked of a function of its name with its fields, if there is one."""
        arguments: list[Any] = [PERMIT if key == "permit" else key for key in field_names(kind)]
        named = (self.interfaces.named("function", name) for name in (camel(kind.__name__), snake(kind.__name__)))
        for entry in chain.from_iterable(named):
            if len(entry.inputs) == len(arguments) and entry.changes:
                table = Table(self.adapter.at.file, f"actions.{kind.__name__}", {})
                return plainly(table, kind, entry, tuple(arguments))
        return None

    # Rejections

    def shown(self, reason: type[Rejection], failing: Failing) -> Shown:
        """Return how a rejection shows."""
        if failing.kind != "error":
            return Shown(failing.kind, reason=failing.name)
        entry = self.interfaces.find(failing.at, failing.key, "error", failing.name)
        known = field_names(reason)
        if failing.arguments is not None:
            given = self.arguments(failing.at, entry, failing.arguments, known)
        else:
            same = {camel(name): name for name in known}
            if any(item["name"] not in same for item in entry.inputs):
                return Shown("error", entry.selector)
            written = [same[item["name"]] for item in entry.inputs]
            given = self.names.term(failing.at, failing.key, written, known)
        return Shown("error", entry.selector, inputs=entry.inputs, arguments=given)

    def failings(self) -> dict[type[Rejection], Shown]:
        """Return how every rejection shows that the adapter knows of."""
        failings = dict(self.adapter.failings)
        for name, reason in REASONS.items():
            if reason in failings:
                continue
            table = Table(self.adapter.at.file, "errors", {})
            if "errors" in self.adapter.names and self.interfaces.named("error", name):
                failings[reason] = Failing(table, name, "error", name)
            elif "reverts" in self.adapter.names:
                failings[reason] = Failing(table, name, "revert", name)
        return {reason: self.shown(reason, failing) for reason, failing in failings.items()}

    # Events

    def told(self, telling: Telling) -> Told:
        """Return how an event reads."""
        table, known = telling.at, field_names(telling.event)
        contract = self.contract(table, telling.contract)
        entry = self.interfaces.find(table, "event", "event", telling.name, contract)
        parameters = [item["name"] for item in entry.inputs]
        for key in (*telling.fields, *telling.bands, *([telling.omit_zero] if telling.omit_zero else [])):
            if key not in parameters:
                raise table.fault(f"fields.{key}", f"{entry.title} has no such parameter; {nearest(key, parameters)}")
        terms = {key: self.names.term(table, f"fields.{key}", value, known) for key, value in telling.fields.items()}
        address = self.address(table, telling.address, entry.contract, known)
        return Told(telling.event, entry, address, terms, telling.bands, telling.omit_zero)

    def tellings(self) -> dict[type[Event], Told]:
        """Return how every mapped event reads."""
        tellings = dict(self.adapter.tellings)
        if "events" in self.adapter.names:
            for kind in EVENTS.values():
                found = None if kind in tellings else self.same_event(kind)
                if found:
                    tellings[kind] = found
        return {kind: self.told(telling) for kind, telling in tellings.items()}

    def same_event(self, kind: type[Event]) -> Telling | None:
        """Return how an event reads in one of its name with its fields, if there is one."""
        known = [name for name in field_names(kind) if name != "token"]
        address = "token" if "token" in field_names(kind) else ""
        for entry in self.interfaces.named("event", kind.__name__):
            if len(entry.inputs) == len(known):
                given = {item["name"]: name for item, name in zip(entry.inputs, known, strict=True)}
                table = Table(self.adapter.at.file, f"events.{kind.__name__}", {})
                return Telling(table, kind, entry.contract, address, entry.signature, given, {}, "")
        return None


def plainly(table: Table, kind: type[Action], entry: Entry, arguments: tuple[Any, ...]) -> Doing:
    """Return how an action is asked of a function that takes its fields as they are."""
    return Doing(
        at=table,
        action=kind,
        contract=entry.contract,
        address="",
        function=entry.signature,
        arguments=arguments,
        fixed={},
        callers=(),
        before=(),
        after=(),
        returns=None,
        band=Band(),
        left_out=(),
        unreachable=(),
        rare=(),
        never=False,
    )


def snake(name: str) -> str:
    """Return the name of a record as Python and Vyper spell functions: ``ClaimBatch`` as ``claim_batch``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def texts(values: Iterable[Any]) -> list[str]:
    """Return every text among values, within lists too."""
    found: list[str] = []
    for value in values:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += texts(value)
    return found


def kinds_of(hint: Any) -> tuple[str, ...]:
    """Return the kinds of ABI types that a field of an action fits."""
    if hint is Address:
        return (ACCOUNT,)
    if get_origin(hint) is tuple:
        return (LIST,)
    return (RECORD,) if is_dataclass(hint) else (NUMBER,)


def takes_permit(action: Action) -> Permit | None:
    """Return the permit among an action's fields, if there is one."""
    found = getattr(action, "permit", None)
    return found if isinstance(found, Permit) else None


def declared(kind: type[Action], mapped: Mapped) -> tuple[type[Rejection], ...]:
    """Return the rejections that a campaign has to see of a mapped action."""
    apart = (*mapped.left_out, *mapped.unreachable, *mapped.rare)
    return tuple(reason for reason in REJECTIONS[kind] if reason not in apart)
