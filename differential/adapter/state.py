"""Where the spec's state shows in the contracts: which view answers for it, or which place in storage."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from differential.adapter.binding import Binder
from differential.adapter.declaration import Band, Showing
from differential.adapter.interface import Entry
from differential.adapter.path import StatePath, leaves
from differential.adapter.reader import Table, nearest
from differential.adapter.values import Term
from differential.artifact import Artifact
from differential.storage import Layout, LayoutError, StorageLayout

VIEW: Final = re.compile(r"(?:(\w+)\.)?(\w+)\(([^()]*)\)(?:\.([\w.]+))?")
"""A view call: perhaps a contract, a function, arguments, perhaps which of the outputs."""

SLOT: Final = re.compile(r"(\w+)\.(\w+)((?:\[[^\]]*\]|\.\w+)*)")
"""A place in storage: a contract, a state variable, and keys and members."""

STEP: Final = re.compile(r"\[([^\]]*)\]|\.(\w+)")


@dataclass(frozen=True, slots=True)
class Seen:
    """One number of the state, and the view that answers it."""

    path: StatePath
    leaf: str
    entry: Entry
    address: Term
    arguments: Term
    output: tuple[str, ...]
    band: Band
    divide: int


@dataclass(frozen=True, slots=True)
class Place:
    """One number of a record, and where it stands in storage."""

    leaf: str
    contract: str
    """Empty where a key names the contract."""
    address: Term
    variable: str
    steps: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A record, or a number, and where its parts stand in storage."""

    path: StatePath
    places: tuple[Place, ...]


class Sight:
    """The lines of an adapter's state, held against the contracts."""

    def __init__(self, binder: Binder, artifacts: Mapping[str, Artifact], where: Mapping[str, bytes]) -> None:
        """Take the adapter and its contracts. Raises `AdapterError`."""
        self._binder, self._where = binder, where
        self._layouts: dict[str, Layout] = {name: item.layout for name, item in artifacts.items()}
        self.seen: list[Seen] = []
        self.kept: list[Kept] = []
        for showing in binder.adapter.showings:
            path = StatePath(showing.at, "spec", showing.spec, binder.names)
            self._check_leaves(showing, path)
            self.seen += [self._view(showing, path, name, text) for name, text in showing.views.items()]
            if showing.slots:
                places = tuple(self._place(showing, path, name, text) for name, text in showing.slots.items())
                self.kept.append(Kept(path, places))

    def _check_leaves(self, showing: Showing, path: StatePath) -> None:
        known = leaves(path.kind)
        for name in (*showing.views, *showing.slots):
            if name not in known:
                what = f"{path.text} is a record" if "" not in known else f"{path.text} is a number"
                raise showing.at.fault(name or "spec", f"{what} without the field {name!r}; {nearest(name, known)}")

    def _view(self, showing: Showing, path: StatePath, name: str, text: str) -> Seen:
        table, binder = showing.at, self._binder
        key = f"views.{name}" if name else "view"
        match = VIEW.fullmatch(text.strip())
        if match is None:
            raise table.fault(key, f"{text!r} is no call of a view; write one such as balanceOf(account)")
        contract, function, inside, output = match[1] or "", match[2], match[3], match[4] or ""
        address = contract if contract in path.keys else ""
        entry = self._entry(table, key, "" if address else contract, function)
        written = [part.strip() for part in inside.split(",")] if inside.strip() else []
        return Seen(
            path=path,
            leaf=name,
            entry=entry,
            address=binder.address(table, address, entry.contract, path.keys),
            arguments=binder.arguments(table, entry, written, path.keys),
            output=self._output(table, key, entry, output),
            band=showing.band,
            divide=showing.divide,
        )

    def _entry(self, table: Table, key: str, contract: str, function: str) -> Entry:
        """Return a view; without a contract, the first that has it and is not shipped."""
        self._binder.contract(table, contract)
        if not contract:
            shipped = {code.name for code in self._binder.adapter.contracts if code.source == "shipped"}
            found = self._binder.interfaces.named("function", function)
            own = [entry for entry in found if entry.contract not in shipped]
            if own or found:
                contract = (own or found)[0].contract
        entry = self._binder.interfaces.find(table, key, "function", function, contract)
        if entry.changes:
            raise table.fault(key, f"{entry.title} may change something; name a view")
        return entry

    def _output(self, table: Table, key: str, entry: Entry, written: str) -> tuple[str, ...]:
        """Return the way to the number among a view's outputs."""
        steps, here = tuple(filter(None, written.split("."))), list(entry.outputs)
        if not steps:
            steps = ("0",)
        elif len(here) == 1 and here[0]["type"] == "tuple" and not here[0]["name"]:
            here = list(here[0]["components"])
            if steps[0] in members(here):
                steps = ("0", *steps)
                here = list(entry.outputs)
        way: list[str] = []
        for number, step in enumerate(steps):
            known = members(here)
            if step not in known:
                raise table.fault(key, f"{entry.title} has no output {step!r}; {nearest(step, known)}")
            way.append(str(known[step]))
            here = list(here[known[step]].get("components", ()))
            if number == len(steps) - 1 and here:
                choices = nearest("", members(here))
                raise table.fault(key, f"{entry.title} answers with a record; say which member: {choices}")
        return tuple(way)

    def _place(self, showing: Showing, path: StatePath, name: str, text: str) -> Place:
        table, key = showing.at, f"slots.{name}" if name else "slot"
        match = SLOT.fullmatch(text.strip())
        if match is None:
            raise table.fault(key, f"{text!r} is no place in storage; write one such as Pools._pools[validator].assets")
        contract, variable = match[1], match[2]
        from_key = contract in path.keys
        layout = self._layout(table, "" if from_key else contract, variable)
        if variable not in layout.variables():
            choices = nearest(variable, layout.variables())
            raise table.fault(key, f"{contract} has no state variable {variable!r}; {choices}")
        written = STEP.findall(match[3])
        try:
            # Where any key leads, all do; those of a record are only known later.
            layout.slot(variable, *(member or 0 for _, member in written))
        except LayoutError as error:
            raise table.fault(key, f"{text} is no place of a number: {error}; correct the path") from None
        steps = tuple(self._step(table, key, inside, member, path) for inside, member in written)
        address = self._binder.address(table, contract if from_key else "", contract, path.keys)
        return Place(name, "" if from_key else contract, address, variable, steps)

    def _step(self, table: Table, key: str, inside: str, member: str, path: StatePath) -> Term:
        if member:
            return lambda scope: member
        return self._binder.names.term(table, key, inside.strip(), path.keys)

    def _layout(self, table: Table, contract: str, variable: str) -> Layout:
        """Return a contract's layout; where a key names the contract, that of any that has the variable."""
        if contract:
            return self._layouts[self._binder.contract(table, contract)]
        fitting = [layout for layout in self._layouts.values() if variable in layout.variables()]
        return fitting[0] if fitting else StorageLayout({"storage": [], "types": {}})

    def layout_at(self, address: bytes) -> Layout:
        """Return the layout of the contract at an address."""
        name = next(name for name, place in self._where.items() if place == address)
        return self._layouts[name]


def members(parameters: list[Any]) -> dict[str, int]:
    """Return the positions of parameters by name and by number."""
    names = {item["name"]: number for number, item in enumerate(parameters) if item["name"]}
    return {**{str(number): number for number in range(len(parameters))}, **names}
