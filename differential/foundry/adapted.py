"""A history under an adapter as a Foundry test: what the spec says to each step, as the adapter has it compared.

The test takes the code of the contracts from the project that it stands in, deploys and prepares as the adapter says,
and makes the same calls as lock-step. Of each it expects whether it is accepted, the reason if not, the return value,
the mapped events and the mapped state, within the tolerances; after the last step it asks for all of the mapped state.
"""

import os
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from differential.adapter.binding import Asking, Mapped, Shown, Told, fields_of
from differential.adapter.build import constructor, funding
from differential.adapter.code import code_key
from differential.adapter.declaration import Band, Code
from differential.adapter.events import EXACT
from differential.adapter.interface import Entry
from differential.adapter.noise import Disturb
from differential.adapter.observing import Cell, Slot
from differential.adapter.path import leaf
from differential.adapter.target import Target
from differential.adapter.values import Misfit, Scope, encode_as
from differential.artifact import Artifact
from differential.foundry.expressions import Names, checksummed, elements, encoded, number, quoted, word
from differential.foundry.regression import INDENT, call, comment, function, named, occurs
from differential.foundry.scaffold import ADAPTED, HEAD, REFUSED, VM
from differential.lockstep import decide
from differential.system import DEPLOYER
from differential.trace import Trace, describe
from properties.scenarios.story import state_after
from properties.world import GENESIS_TIME, Step
from spec.clock import observe
from spec.errors import Rejection
from spec.state import State
from spec.transition import Applied
from spec.units import NOBODY, UINT256_MAX, Address, Timestamp

ELEMENTARY: Final = re.compile(r"address|bool|uint\d*|bytes32")
"""The types of values that are written as expressions; calls with others are written as bytes."""

LINE: Final = 100
"""Hexadecimal digits in a line."""

HEADLINE: Final = (
    "A history with all that the specification says to it, as far as the adapter maps it. The code comes from the "
    "build: where that is not in out/, foundry.toml has to allow it with "
    'fs_permissions = [{ access = "read", path = "./" }]. What came of the history when it was saved:'
)
"""What a test says of itself."""


class ExportError(Exception):
    """A history cannot be written as a test; the message is one line."""


class AdaptedRegression:
    """The test of one history under an adapter, in the making."""

    def __init__(self, target: Target, artifacts: Mapping[str, Artifact], trace: Trace, root: Path) -> None:
        """Take what the adapter says, its code, the history, and the folder of the project that the test is for."""
        self._target, self._artifacts, self._trace, self._root = target, artifacts, trace, root
        self._words = {Address(who): name for name, who in target.names.accounts.items()}
        self._constants = constants(target)
        self._accounts: Names = {**self._constants, NOBODY: "address(0)"}

    def text(self, name: str) -> str:
        """Return the file of a test contract ``name``. Raises `ExportError`, `AdapterError` and `Divergence`."""
        if type(self._target) is not Target:
            raise ExportError(f"{self._target.adapter.python} decides what is compared, which a test does not know")
        body = "\n".join(self._functions())
        used = {who: constant for who, constant in self._constants.items() if occurs(constant, body)}
        variables = [f"address private constant {said} = {checksummed(who)};" for who, said in used.items()]
        lines = [
            "// SPDX-License-Identifier: UNLICENSED",
            "pragma solidity ^0.8.20;",
            "",
            comment(f"{HEADLINE} {self._trace.note or 'nothing is said'}", "//"),
            "",
            HEAD,
            REFUSED,
            f"contract {name} {{",
            textwrap.indent("\n".join([VM, "", *variables, *self._codes()]), INDENT),
            "",
            body,
            f"{ADAPTED}}}",
            "",
        ]
        return "\n".join(lines)

    def _codes(self) -> Iterator[str]:
        """Yield the code of the contracts that come with this project and not with theirs."""
        places = {code.place for code in self._target.adapter.contracts if code.source == "shipped"}
        for place in sorted(places):
            code = next(self._artifacts[item.name] for item in self._target.adapter.contracts if item.place == place)
            yield f"\n/// @dev {place}, a contract that came with the adapter."
            yield f"bytes private constant {shouted(place)}_CODE =\n{hexadecimal(code.initcode)};"

    def _functions(self) -> Iterator[str]:
        """Yield all functions of the test."""
        yield function("setUp() public", "@dev Deploys and prepares as the adapter says.", self._set_up())
        history = self._trace.history
        steps = [f"{named(place, step)}();" for place, step in enumerate(history, start=1)]
        yield function("test_history() public", "@dev Makes every step of the history.", [*steps, "end();"])
        state = self._target.genesis()
        before = state
        for place, step in enumerate(history, start=1):
            before = state
            body, state = self._step(f"step {place}", before, step)
            said = f"{place}. {describe(step, self._words)}"
            yield function(f"{named(place, step)}() private", said, body)
        yield function("end() private view", "@dev Looks at all that is compared.", self._end(before, state))
        yield function(
            "isKnown(bytes32 topic) private pure returns (bool)",
            "@dev Tells whether an event is one of those that are compared.",
            [f"return {self._known()};"],
        )

    # Before the history

    def _set_up(self) -> Iterator[str]:
        """Yield what deploys the contracts and prepares them."""
        yield f"vm.warp({number(GENESIS_TIME)});"
        yield "vm.startPrank(DEPLOYER);"
        for code in self._target.adapter.contracts:
            where = self._account(self._target.where[code.name])
            yield call("deploy", (where, self._code(code), self._creation(code)))
        yield "vm.stopPrank();"
        for asking in (*funding(self._target), *self._target.setup):
            yield from self._asked("first", asking, {})

    def _code(self, code: Code) -> str:
        """Return where the test has the code of a contract from."""
        if code.source == "shipped":
            return f"{shouted(code.place)}_CODE"
        path, artifact = code.at.file.parent / code.place, self._artifacts[code.name]
        if code.source == "sources":
            return f"vm.getCode({quoted(f'{self._within(path / artifact.source)}:{artifact.name}')})"
        if code.source == "vyper":
            return f"vm.getCode({quoted(self._within(path))})"
        key = code_key(path, artifact.name).replace('"', "'")
        return f"vm.parseJsonBytes(vm.readFile({quoted(self._within(path))}), {quoted(key)})"

    def _within(self, path: Path) -> str:
        """Return the way from the project's folder to a file."""
        return Path(os.path.relpath(path.resolve(), self._root.resolve())).as_posix()

    def _creation(self, code: Code) -> str:
        """Return the encoded arguments of a constructor."""
        artifact = self._artifacts[code.name]
        inputs: list[Any] = next((item["inputs"] for item in artifact.abi if item["type"] == "constructor"), [])
        return self._encoded(inputs, constructor(code, artifact, self._target.names))

    # The history

    def _step(self, label: str, before: State, step: Step) -> tuple[list[str], State]:
        """Return the statements of one step, and the state after it."""
        if isinstance(step.action, Disturb):
            after = observe(before, Timestamp(before.clock.now + step.delay))
            return [*self._disturbed(after, step, step.action), *self._shown(label, before, after)], after
        outcome = decide(before, step)
        after = state_after(before, step, outcome)
        lines = [f"vm.warp({number(after.clock.now)});"]
        if isinstance(outcome, Rejection):
            return [*lines, *self._refused(label, step, outcome), *self._shown(label, before, after)], after
        after = self._target.follow(outcome.state, step)
        return [*lines, *self._accepted(label, step, outcome), *self._shown(label, before, after)], after

    def _disturbed(self, after: State, step: Step, action: Disturb) -> Iterator[str]:
        """Yield a call of what stands for no action, whatever comes of it."""
        entry = next(
            (item for item in self._target.noise() if f"{item.contract}.{item.signature}" == action.function), None
        )
        if entry is None:
            raise ExportError(f"the adapter's contracts have no unmapped {action.function} that may be called")
        data = entry.selector + b"".join(item.to_bytes(32, "big") for item in action.arguments)
        yield f"vm.warp({number(after.clock.now)});"
        yield "Message[] memory messages = new Message[](1);"
        yield self._message(0, step.caller, int.from_bytes(self._target.where[entry.contract], "big"), entry, data)
        yield "attempt(messages);"

    def _refused(self, label: str, step: Step, rejection: Rejection) -> Iterator[str]:
        """Yield what makes a call and expects that it is refused, and why."""
        if self._target.leaves_out(step.action, rejection):
            yield f"// The spec refuses this with {type(rejection).__name__}, where the contract is not asked."
            return
        try:
            yield from self._messages(step)
        except Misfit:
            yield "// The contract's types do not hold the values of this step."
            return
        mapped = self._target.mapped[type(step.action)]
        shown = mapped.failings.get(type(rejection)) or self._target.failings.get(type(rejection))
        yield call("refuses", (quoted(f"{label}: refused"), "messages", self._reason(shown, rejection)))

    def _reason(self, shown: Shown | None, rejection: Rejection) -> str:
        """Return the encoding of a reason, as far as it is compared."""
        if shown is None or shown.kind == "any":
            return '""'
        if shown.kind == "revert":
            return f'abi.encodeWithSignature("Error(string)", {quoted(shown.reason)})'
        entry = next(item for item in self._target.interfaces.all("error") if item.selector == shown.selector)
        if shown.arguments is None:
            return f"abi.encodePacked(bytes4(keccak256({quoted(entry.signature)})))"
        try:
            data = shown.selector + encode_as(shown.inputs, shown.arguments(fields_of(rejection)))
        except Misfit as error:
            problem = f"{type(rejection).__name__} does not fit into {entry.title}, which the adapter names: {error}"
            raise ExportError(problem) from None
        return self._called(entry, data)

    def _accepted(self, label: str, step: Step, applied: Applied) -> Iterator[str]:
        """Yield what makes a call and expects what it returns and tells."""
        try:
            messages = list(self._messages(step))
        except Misfit as error:
            raise ExportError(
                f"{label} cannot be made, since the contract's types do not hold its values: {error}"
            ) from None
        yield from messages
        mapped = self._target.mapped[type(step.action)]
        returned = self._returned(label, step, mapped, applied)
        yield "vm.recordLogs();"
        head = "bytes memory answer = " if returned else ""
        yield f"{head}accepts({quoted(f'{label}: accepted')}, messages);"
        yield from returned
        yield from self._told(label, applied)

    def _returned(self, label: str, step: Step, mapped: Mapped, applied: Applied) -> list[str]:
        """Return what expects the value that a call returns, if it is compared."""
        value: int | None = applied.value
        if mapped.returns is not None:
            value = int(mapped.returns(self._target.scope(step.caller, step.action)))
        if value is None or len(mapped.asking.entry.outputs) != 1:
            return []
        return [self._near(f"{label}: return value", "word(answer, 0)", value, mapped.band)]

    def _told(self, label: str, applied: Applied) -> Iterator[str]:
        """Yield what expects the events that are mapped, in their order."""
        if not self._target.hears():
            return
        yield "Vm.Log[] memory logs = known(vm.getRecordedLogs());"
        yield "uint256 next = 0;"
        for event in applied.events:
            told = self._target.events.tellings.get(type(event))
            if told:
                yield from self._event(f"{label}: {told.entry.name}", told, fields_of(event))
        yield call("same", (quoted(f"{label}: number of events"), "logs.length", "next"))

    def _event(self, label: str, told: Told, scope: Scope) -> Iterator[str]:
        """Yield what expects one event at the next place, or nothing there where it may be left out."""
        place = (self._account(told.address(scope)), quoted(told.entry.signature))
        lines = [self._parameter(label, told, scope, name) for name in told.fields]
        lines = [line for line in lines if line]
        optional = told.omit_zero and told.bands.get(told.omit_zero, EXACT).holds(
            int(told.fields[told.omit_zero](scope)), 0
        )
        if not optional:
            yield call("tells", (quoted(label), "logs", "next", *place))
            yield from (*lines, "next++;")
            return
        yield f"if (isNext(logs, next, {', '.join(place)})) {{"
        yield from (f"    {line}".replace("\n", "\n    ") for line in (*lines, "next++;"))
        yield "}"

    def _parameter(self, label: str, told: Told, scope: Scope, name: str) -> str:
        """Return what expects a parameter of the event at the next place."""
        indexed = [item["name"] for item in told.entry.inputs if item.get("indexed")]
        rest = [item for item in told.entry.inputs if not item.get("indexed")]
        if name in indexed:
            found = f"uint256(logs[next].topics[{indexed.index(name) + 1}])"
        else:
            way = (str([item["name"] for item in rest].index(name)),)
            found = f"word(logs[next].data, {position(told.entry.title, rest, way)})"
        return self._near(f"{label}.{name}", found, int(told.fields[name](scope)), told.bands.get(name, EXACT))

    def _known(self) -> str:
        """Return the condition that a topic is that of an event that is compared."""
        if "events" in self._target.adapter.complete:
            return "topic == topic"
        hashes = {told.entry.hash.hex() for told in self._target.events.tellings.values()}
        return " || ".join(f"topic == 0x{item}" for item in sorted(hashes)) or "topic != topic"

    # The state

    def _shown(self, label: str, before: State, after: State) -> Iterator[str]:
        """Yield what expects those numbers of the state that changed."""
        accounts = self._target.accounts
        known = {key: cell.expected for key, cell in self._cells(before, accounts, before)}
        for key, cell in self._cells(after, accounts, before):
            if known.get(key) != cell.expected:
                yield self._cell(label, cell)
        yield from self._kept(label, before, after)

    def _end(self, before: State, after: State) -> Iterator[str]:
        """Yield what expects the whole state that views show, and the words in storage that changed at last."""
        yield from (self._cell("end", cell) for _, cell in self._cells(after, self._target.accounts, before))
        yield from self._kept("end", before, after)

    def _cells(self, state: State, accounts: Sequence[int], before: State) -> Iterator[tuple[object, Cell]]:
        """Yield every number that a view shows, with what it is called within one state."""
        for place, seen in enumerate(self._target.sight.seen):
            for way, scope, record in seen.path.walk(state, tuple(accounts), before):
                yield (place, way), Cell(seen, scope, leaf(record, seen.leaf) // seen.divide, None)

    def _cell(self, label: str, cell: Cell) -> str:
        """Return what asks a view and expects a number."""
        seen, scope = cell.seen, cell.scope
        data = seen.entry.selector + encode_as(seen.entry.inputs, seen.arguments(scope))
        found = call("ask", (
            self._account(int(seen.address(scope))),
            self._called(seen.entry, data),
            str(position(seen.entry.title, seen.entry.outputs, seen.output)),
        ))  # fmt: skip
        return self._near(
            f"{label}: {self._target.views.label(cell)}", found.removesuffix(";"), cell.expected, seen.band
        )

    def _kept(self, label: str, before: State, after: State) -> Iterator[str]:
        """Yield what expects the words in storage that changed."""
        storage = self._target.storage
        if not storage.kept:
            return
        known, words = storage.words(before), storage.words(after)
        changed: set[Slot] = {slot for slot, _ in known.items() ^ words.items()}
        for slot in sorted(changed):
            where, value = self._account(slot[0]), number(words.get(slot, 0))
            said = quoted(f"{label}: {storage.describe(slot)}")
            yield call("holds", (said, where, f"0x{slot[1]:064x}", value))

    def _near(self, said: str, found: str, expected: int, band: Band) -> str:
        """Return what expects a number, within a tolerance."""
        if band == EXACT:
            return call("same", (quoted(said), found, self._number(expected)))
        least, most = max(expected - band.below, 0), min(expected + band.above, UINT256_MAX)
        return call("within", (quoted(said), found, number(least), number(most)))

    def _number(self, value: int) -> str:
        """Return a number; that of somebody by name."""
        name = self._constants.get(Address(value))
        return f"uint160({name})" if name else number(value)

    # Calls

    def _messages(self, step: Step) -> Iterator[str]:
        """Yield the calls of a step. Raises `Misfit`."""
        mapped, scope = self._target.mapped[type(step.action)], self._target.scope(step.caller, step.action)
        made = [*mapped.before, mapped.asking]
        lines = [
            self._message(place, asking.caller(scope), asking.address(scope), asking.entry, asking.data(scope))
            for place, asking in enumerate(made)
        ]
        yield f"Message[] memory messages = new Message[]({len(made)});"
        yield from lines

    def _message(self, place: int, caller: int, where: int, entry: Entry, data: bytes) -> str:
        """Return the statement that makes one of several calls ready."""
        given = (self._account(caller), self._account(where), self._called(entry, data))
        return call(f"messages[{place}] = Message", given)

    def _asked(self, label: str, asking: Asking, scope: Scope) -> Iterator[str]:
        """Yield a call that prepares."""
        given = (self._account(asking.caller(scope)), self._account(asking.address(scope)))
        yield call("first", (*given, self._called(asking.entry, asking.data(scope))))

    def _called(self, entry: Entry, data: bytes) -> str:
        """Return call data, as a person would write it if its types allow."""
        kinds = plain_kinds(entry.inputs)
        if kinds is None or len(kinds) > 8:
            return f'hex"{data.hex()}"'
        values = (data[at : at + 32] for at in range(4, len(data), 32))
        given = (
            word(kind, int.from_bytes(value, "big"), self._accounts) for kind, value in zip(kinds, values, strict=True)
        )
        return f"abi.encodeWithSignature({', '.join([quoted(entry.signature), *given])})"

    def _encoded(self, inputs: Iterable[Mapping[str, Any]], data: bytes) -> str:
        """Return an expression for encoded values."""
        kinds = plain_kinds(inputs)
        if kinds is None:
            return f'hex"{data.hex()}"'
        values = [int.from_bytes(data[at : at + 32], "big") for at in range(0, len(data), 32)]
        return encoded(kinds, values, self._accounts)

    def _account(self, address: int | bytes) -> str:
        """Return an account by its name, or as it is."""
        who = int.from_bytes(address, "big") if isinstance(address, bytes) else address
        return self._accounts.get(Address(who)) or checksummed(who)


def constants(target: Target) -> dict[Address, str]:
    """Return what everybody is called in a test; contracts under an adapter go by its names."""
    contracts = {int.from_bytes(address, "big"): name for name, address in target.where.items()}
    people = {who: shouted(name) for name, who in target.names.accounts.items() if who and who not in contracts}
    found = {Address(DEPLOYER): "DEPLOYER", **{Address(who): name for who, name in people.items()}}
    for who, name in contracts.items():
        said = shouted(name)
        found[Address(who)] = f"{said}_CONTRACT" if said in found.values() else said
    return found


def shouted(name: str) -> str:
    """Return a name as constants have it."""
    return re.sub(r"\W", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).upper()


def hexadecimal(code: bytes) -> str:
    """Return code as literals of several lines."""
    digits = code.hex()
    lines = (digits[at : at + LINE] for at in range(0, len(digits), LINE))
    return "\n".join(f'    hex"{line}"' for line in lines)


def plain_kinds(inputs: Iterable[Mapping[str, Any]]) -> list[str] | None:
    """Return the elementary types of parameters, if all of them are written as expressions."""
    kinds = list(elements(list(inputs)))
    return kinds if all(ELEMENTARY.fullmatch(kind) for kind in kinds) else None


def size(title: str, parameter: Mapping[str, Any]) -> int:
    """Return how many words a value has. Raises `ExportError` if that is not fixed."""
    kind: str = parameter["type"]
    if kind.endswith("[]") or kind in ("string", "bytes"):
        raise ExportError(f"{title} tells a {kind}, of no fixed size, which a test does not find its way in")
    if kind.endswith("]"):
        inner, _, count = kind.rpartition("[")
        return int(count.removesuffix("]")) * size(title, {**parameter, "type": inner})
    if kind == "tuple":
        return sum(size(title, part) for part in parameter["components"])
    return 1


def position(title: str, parameters: Sequence[Mapping[str, Any]], way: Sequence[str]) -> int:
    """Return which word of encoded values is the one that a way leads to. Raises `ExportError` if that is not fixed."""
    if not way:
        return 0
    at = int(way[0])
    inner = parameters[at].get("components", ())
    return sum(size(title, parameter) for parameter in parameters[:at]) + position(title, inner, way[1:])
