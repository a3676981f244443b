"""Events of an implementation, held against those of the spec."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from differential.abi import words
from differential.adapter.binding import Told, fields_of
from differential.adapter.declaration import Band
from differential.adapter.interface import Entry, Interfaces
from differential.adapter.values import Misfit, decode_as
from differential.evm.backend import Log
from differential.lockstep import Divergence, show_word
from differential.system import raw
from differential.trace import Namer, spoken
from spec.events import Event
from spec.units import Address

EXACT = Band()


class Events:
    """The mapped events."""

    def __init__(
        self, tellings: Mapping[type[Event], Told], interfaces: Interfaces, complete: bool, namer: Namer
    ) -> None:
        """Take how each event reads, whether there may be no others, and what accounts are called."""
        self.tellings, self._complete, self._namer = tellings, complete, namer
        self._known = {int.from_bytes(told.entry.hash, "big"): told.entry for told in tellings.values()}
        everything = {int.from_bytes(entry.hash, "big"): entry for entry in interfaces.all("event")}
        self._entries = {**everything, **self._known}

    def compare(self, events: Iterable[Event], logs: Iterable[Log]) -> None:
        """Compare what the spec told with what the contracts logged, in order. Raises `Divergence`."""
        told = [event for event in events if type(event) in self.tellings]
        heard = list(self._heard(logs))
        for number, event in enumerate(told, start=1):
            here = heard[0] if heard else None
            if here is not None and self._matches(event, here):
                heard.pop(0)
            elif not self._may_be_absent(event):
                raise Divergence(
                    f"event {number}", spoken(event, self._namer), self.show(here) if here else "nothing more"
                )
        if heard:
            raise Divergence("number of events", "no more", "; ".join(map(self.show, heard)))

    def _heard(self, logs: Iterable[Log]) -> Iterator[Log]:
        """Yield the logs that stand for an event of the spec, or all of them if nothing else may be told."""
        return (log for log in logs if self._complete or (log.topics and log.topics[0] in self._known))

    def _matches(self, event: Event, log: Log) -> bool:
        told = self.tellings[type(event)]
        scope = fields_of(event)
        if not log.topics or log.topics[0] != int.from_bytes(told.entry.hash, "big"):
            return False
        values = arguments(told.entry, log)
        if values is None or log.address != raw(told.address(scope)):
            return False
        return all(
            told.bands.get(name, EXACT).holds(int(term(scope)), values[name]) for name, term in told.fields.items()
        )

    def _may_be_absent(self, event: Event) -> bool:
        """Tell whether a contract may keep silent about an event, since its amount may be zero there."""
        told = self.tellings[type(event)]
        if not told.omit_zero:
            return False
        amount = int(told.fields[told.omit_zero](fields_of(event)))
        return told.bands.get(told.omit_zero, EXACT).holds(amount, 0)

    def show(self, log: Log) -> str:
        """Return an event of the chain in words."""
        entry = self._entries.get(log.topics[0]) if log.topics else None
        values = arguments(entry, log) if entry else None
        if entry is None or values is None:
            return f"an unknown event with topics {log.topics}"
        return called(entry, values, self._namer)


def arguments(entry: Entry, log: Log) -> dict[str, int] | None:
    """Return an event's arguments by name, if they are numbers; nothing if the data is not the event's."""
    topics = iter(log.topics[1:])
    static = [item for item in entry.inputs if not item.get("indexed")]
    try:
        given: Iterator[Any] = iter(decode_as(static, log.data))
    except Misfit:
        return None
    values = {}
    for item in entry.inputs:
        value = next(topics, 0) if item.get("indexed") else next(given)
        values[item["name"]] = value if isinstance(value, int) else len(value)
    return values


def called(entry: Entry, values: Mapping[str, int], namer: Namer) -> str:
    """Return an error or event with its arguments in words."""
    accounts = {item["name"] for item in entry.inputs if item["type"] == "address"}
    shown = (
        f"{name}={namer.name(Address(value)) if name in accounts else show_word(value)}"
        for name, value in values.items()
    )
    return f"{entry.name}({', '.join(shown)})"


def reason_of(data: bytes) -> str | None:
    """Return the words of a revert that has a reason."""
    if data[:4] != REASON:
        return None
    try:
        found: tuple[Any, ...] = decode_as([{"type": "string", "name": ""}], data[4:])
    except Misfit:
        return None
    return str(found[0])


REASON = bytes.fromhex("08c379a0")
"""The selector of a revert with a reason in words."""

PANIC = bytes.fromhex("4e487b71")
"""The selector of Solidity's own error for overflow and the like."""


def explain(interfaces: Interfaces, data: bytes, namer: Namer) -> str:
    """Return revert data in words."""
    reason = reason_of(data)
    if reason is not None:
        return f'"{reason}"'
    for entry in interfaces.all("error"):
        if data[:4] == entry.selector:
            values = zip((item["name"] for item in entry.inputs), words(data[4:]), strict=False)
            return called(entry, dict(values), namer)
    if data[:4] == PANIC:
        return f"a panic with code 0x{words(data[4:])[0]:02x}"
    return f"revert data 0x{data.hex()}" if data else "a revert without data"
