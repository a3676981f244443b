"""Looking at the contracts' state: what views answer, and which word stands in which slot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from differential.adapter.path import Accounts, leaf
from differential.adapter.state import Kept, Place, Seen, Sight
from differential.adapter.values import Misfit, Scope, decode_as, encode_as
from differential.evm.backend import Backend
from differential.storage import LayoutError
from differential.system import raw
from spec.state import State

Slot = tuple[bytes, int]
"""A contract and the number of a slot."""

Answers = dict[tuple[bytes, int, Any], tuple[Any, ...] | None]
"""What views have answered, by function, address and arguments."""

Names = Mapping[int, str]
"""What accounts are called."""


ACCOUNTS: Final = ("validator", "holder", "account", "owner", "spender", "token")
"""The keys that are accounts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number, and what both sides say of it."""

    seen: Seen
    scope: Scope
    expected: int
    actual: int | None
    """Nothing if the contract gave no answer."""

    def agrees(self) -> bool:
        """Tell whether the contract's number is close enough to the spec's."""
        return self.actual is not None and self.seen.band.holds(self.expected, self.actual)


class Views:
    """What the views answer."""

    def __init__(self, sight: Sight, names: Names) -> None:
        """Take the lines that views answer."""
        self.seen, self._names = sight.seen, names
        self.looked: set[str] = set()
        """The lines that had anything to compare."""

    def cells(self, backend: Backend, state: State, accounts: Accounts, before: State | None) -> Iterator[Cell]:
        """Ask for every number that the state holds, or held before; each question is asked once."""
        answers: Answers = {}
        for seen in self.seen:
            for _, scope, record in seen.path.walk(state, accounts, before):
                expected = leaf(record, seen.leaf) // seen.divide
                actual = self._answer(backend, state, seen, scope, answers)
                self.looked.add(line_of(seen))
                yield Cell(seen, scope, expected, actual)

    def _answer(self, backend: Backend, state: State, seen: Seen, scope: Scope, answers: Answers) -> int | None:
        """Return what a view says; nothing if it says nothing that makes sense."""
        question = (seen.entry.hash, int(seen.address(scope)), seen.arguments(scope))
        if question not in answers:
            answers[question] = asked(backend, seen, scope, state.clock.now)
        found: Any = answers[question]
        if found is None:
            return None
        for step in seen.output:
            found = found[int(step)]
        return int(found)

    def label(self, cell: Cell) -> str:
        """Return what a number is called."""
        seen, scope = cell.seen, cell.scope
        keys = ", ".join(f"{name}={self._called(name, value)}" for name, value in scope.items())
        return f"{line_of(seen)} ({seen.entry.title}{f' with {keys}' if keys else ''})"

    def _called(self, name: str, value: int) -> object:
        """Return what the value of a key is called: accounts go by their names."""
        return self._names.get(value, value) if name in ACCOUNTS else value


def line_of(seen: Seen) -> str:
    """Return what a line of the state looks at."""
    return seen.path.text + (f".{seen.leaf}" if seen.leaf else "")


def asked(backend: Backend, seen: Seen, scope: Scope, now: int) -> tuple[Any, ...] | None:
    """Return the answer of a view; nothing if it reverts, or if the arguments or the answer do not fit their types."""
    try:
        data = seen.entry.selector + encode_as(seen.entry.inputs, seen.arguments(scope))
        result = backend.view(raw(seen.address(scope)), data, now)
        return decode_as(seen.entry.outputs, result.output) if result.success else None
    except Misfit:
        return None


class Storage:
    """Which word stands in which slot; records that did not change are not worked out again."""

    def __init__(self, sight: Sight, where: Mapping[str, bytes]) -> None:
        """Take the lines that stand in storage."""
        self._sight, self.kept, self._where = sight, sight.kept, where
        self._known: dict[tuple[int, object], tuple[object, dict[Slot, int]]] = {}
        self._names: dict[Slot, str] = {}

    def words(self, state: State) -> dict[Slot, int]:
        """Return every slot that the state stands in, with its word. Raises `LayoutError` if a value does not fit."""
        words: dict[Slot, int] = {}
        for number, kept in enumerate(self.kept):
            for way, scope, record in kept.path.walk(state, ()):
                found = self._known.get((number, way))
                if found is None or found[0] is not record:
                    found = (record, self._made(kept, scope, record))
                    self._known[number, way] = found
                for slot, word in found[1].items():
                    words[slot] = words.get(slot, 0) | word
        return words

    def knows(self, slot: Slot) -> bool:
        """Tell whether a line of the adapter has named a slot so far."""
        return slot in self._names

    def describe(self, slot: Slot) -> str:
        """Return what stands in a slot, in words."""
        names = {address: name for name, address in self._where.items()}
        return self._names.get(slot) or f"slot 0x{slot[1]:064x} of {names.get(slot[0], slot[0].hex())}"

    def _made(self, kept: Kept, scope: Scope, record: Any) -> dict[Slot, int]:
        words: dict[Slot, int] = {}
        for place in kept.places:
            value = leaf(record, place.leaf)
            slot, offset = self._located(place, scope, value)
            words[slot] = words.get(slot, 0) | value << 8 * offset
        return words

    def _located(self, place: Place, scope: Scope, value: int) -> tuple[Slot, int]:
        """Return the slot of a value, and its offset in bytes."""
        address = raw(place.address(scope))
        steps = tuple(step(scope) for step in place.steps)
        layout = self._sight.layout_at(address)
        keys = tuple(step if isinstance(step, str) else int(step) for step in steps)
        found = layout.slot(place.variable, *keys)
        name = self._name(address, place.variable, keys)
        if value >> 8 * found.size:
            raise LayoutError(f"{name} has {8 * found.size} bits, too few for {value}")
        slot = (address, found.slot)
        known = self._names.get(slot, "")
        self._names[slot] = name if not known or name in known.split(" and ") else f"{known} and {name}"
        return slot, found.offset

    def _name(self, address: bytes, variable: str, keys: tuple[int | str, ...]) -> str:
        contract = next(name for name, place in self._where.items() if place == address)
        parts = (f".{key}" if isinstance(key, str) else f"[{key:#x}]" if key > 2**64 else f"[{key}]" for key in keys)
        return f"{contract}.{variable}{''.join(parts)}"
