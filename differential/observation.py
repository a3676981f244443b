"""Our contracts' storage, as the spec says it should be: which word stands in which slot.

Reading slots costs a tenth of calling views, and misses nothing: whoever writes a slot that is not named here must
write zero. The views are checked against the spec separately (``views``).

Two states of a history share all that a call did not change, and what is the very same object need not be worked out
again. So a move from one state to the next costs little more than what changed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from differential.abi import camel, names_of
from differential.storage import Layout, LayoutError
from differential.system import System
from spec.map import Map
from spec.parameters import Parameters
from spec.state import (
    Bucket,
    BucketId,
    Case,
    Checkpoint,
    Clock,
    Earner,
    Ledger,
    PoolId,
    Roles,
    Sinks,
    State,
    Stream,
    Ticket,
    Validator,
)
from spec.units import MAX_SUPPLY

Slot = tuple[bytes, int]
"""A contract and the number of a slot."""

Words = dict[Slot, int]
"""What stands in some slots."""

PLACES: Final = 2_000
"""So many records of a table are remembered where they stand; buckets and tickets come and go without end."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one field of a record stands: in a variable, or in a member of it."""

    contract: str
    variable: str
    field: str = ""
    """The field of the record; a record that is one number has none. A dot leads into a record within the record."""
    whole: bool = False
    """Whether the field is all of the variable, and no member of it."""

    @property
    def member(self) -> tuple[str, ...]:
        """Return the steps from the variable to the member."""
        return () if self.whole or not self.field else tuple(map(camel, self.field.split(".")))


@dataclass(frozen=True, slots=True)
class Form:
    """Where the records of a table stand."""

    spots: tuple[Spot, ...]
    path: Callable[[Any], tuple[int, ...]]
    """The keys of the variables, from that of the record."""

    def values(self) -> Callable[[Any], tuple[int, ...]]:
        """Return what takes the values of the spots from a record."""
        names = [spot.field for spot in self.spots]
        if len(names) > 1:
            return attrgetter(*names)
        return (lambda record: (getattr(record, names[0]),)) if names[0] else (lambda number: (number,))


def alone(_: object) -> tuple[int, ...]:
    """Return no keys: there is one record."""
    return ()


def itself(key: int) -> tuple[int, ...]:
    """Return the key of the record."""
    return (key,)


def parts(key: Any) -> tuple[int, ...]:
    """Return the fields of the key of the record, in order."""
    return tuple(getattr(key, name) for name in names_of(type(key)))


def spots(contract: str, variable: str, kind: type[Any], *left_out: str) -> tuple[Spot, ...]:
    """Return where the fields of a kind of record stand: in members under their names in Solidity."""
    return tuple(Spot(contract, variable, name) for name in names_of(kind) if name not in left_out)


def only(contract: str, variable: str, *names: str) -> tuple[Spot, ...]:
    """Return where those fields stand."""
    return tuple(Spot(contract, variable, name) for name in names)


BOOK: Final = ("generation", "checkpoints", "queue_head", "queue_tail")
"""What the pools keep of a validator."""

FORMS: Final[dict[str, Form]] = {
    "parameters": Form(spots("Controller", "_parameters", Parameters), alone),
    "roles": Form(spots("Controller", "_roles", Roles), alone),
    "sinks": Form(spots("Controller", "_sinks", Sinks), alone),
    "clock": Form(spots("Controller", "_clock", Clock, "now"), alone),
    "validators": Form(
        (*spots("Registry", "_validators", Validator, *BOOK), *only("Pools", "_books", *BOOK)),
        itself,
    ),
    "keys": Form((Spot("Registry", "_keys"),), itself),
    "pools": Form(
        (
            *only("Pools", "_pools", "assets", "shares"),
            Spot("Rewards", "_rewardIndices", "reward_index", whole=True),
        ),
        parts,
    ),
    "buckets": Form(spots("Pools", "_buckets", Bucket), parts),
    "queue": Form(spots("Pools", "_queue", BucketId), parts),
    "checkpoints": Form(spots("Pools", "_checkpoints", Checkpoint), parts),
    "tickets": Form(
        (
            *spots("Pools", "_tickets", Ticket, "bucket"),
            *only("Pools", "_tickets", *(f"bucket.{name}" for name in names_of(BucketId))),
        ),
        itself,
    ),
    "last_ticket": Form((Spot("Pools", "_lastTicket"),), alone),
    "open_tickets": Form((Spot("Pools", "_openTickets"),), itself),
    "credits": Form((Spot("Pools", "_credits"),), itself),
    "ledger": Form(spots("Pools", "_ledger", Ledger), alone),
    "cases": Form(spots("Slashing", "_cases", Case), parts),
    "earners": Form(spots("Rewards", "_earners", Earner), itself),
    "stream": Form(spots("Rewards", "_stream", Stream), alone),
}
"""The contracts' variables, by the fields of the state: this and the two functions below are all that know them."""


def position_form(pool: PoolId) -> Form:
    """Return where the positions in a pool stand."""
    rest = only("Rewards", "_positions", "index_paid", "accrued")
    shares = Spot("Pools", "_shares", "shares", whole=True)
    return Form((shares, *rest), lambda holder: (pool.validator, pool.generation, holder))


def token_forms(contract: str) -> dict[str, Form]:
    """Return where a token keeps what it keeps."""
    return {
        "balances": Form((Spot(contract, "_balances"),), itself),
        "allowances": Form((Spot(contract, "_allowances"),), parts),
        "nonces": Form((Spot(contract, "_nonces"),), itself),
    }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands."""

    slot: Slot
    shift: int
    bits: int

    def value(self, word: int) -> int:
        """Return the value in the word of the slot."""
        return word >> self.shift & (1 << self.bits) - 1


@dataclass(slots=True)
class Table:
    """The records of one kind that the present state has, with their values."""

    form: Form
    content: object = None
    """The map, or the one record, as it was last seen."""
    known: dict[Any, tuple[object, tuple[int, ...]]] = field(default_factory=dict)
    places: dict[Any, tuple[Place, ...]] = field(default_factory=dict)
    values: Callable[[Any], tuple[int, ...]] = field(init=False)
    zeros: tuple[int, ...] = field(init=False)
    """The values of no record."""

    def __post_init__(self) -> None:
        """Make ready what takes the values from a record."""
        self.values, self.zeros = self.form.values(), (0,) * len(self.form.spots)


def entries(content: object) -> Iterable[tuple[Any, Any]]:
    """Return the records of a table by their keys, in no particular order."""
    # Putting them in order, as `Map.items` does, would cost more than all the rest.
    return content._entries.items() if isinstance(content, Map) else (((), content),)


class Observation:
    """Works out the words of one state after the other."""

    def __init__(self, system: System) -> None:
        """Take where the contracts are."""
        self.words: Words = {}
        """The words of the present state; a slot that is not among them is zero."""
        self._where = system.where
        self._layouts: dict[str, Layout] = {name: item.layout for name, item in system.artifacts.items()}
        self._layouts["RewardToken"] = self._layouts["StakeToken"]
        deployment = system.world.deployment
        names = {deployment.reward_token: "RewardToken", deployment.stake_token: "StakeToken"}
        self._plain = {name: Table(form) for name, form in FORMS.items()}
        self._tokens = {
            token: {name: Table(form) for name, form in token_forms(contract).items()}
            for token, contract in names.items()
        }
        self._positions: dict[PoolId, Table] = {}
        self._gone: list[tuple[Table, Any]] = []
        """The records that the latest move took away, by their keys."""
        self._supplies = [Table(Form((Spot(contract, "_totalSupply"),), alone)) for contract in names.values()]
        for table in self._supplies:
            self._renew(table, MAX_SUPPLY, set())

    def move(self, state: State) -> set[Slot]:
        """Let ``words`` be those of a state; return the slots that change by that. Raises `LayoutError`."""
        changed: set[Slot] = set()
        self._gone.clear()
        for name, table in self._plain.items():
            content = getattr(state, name)
            if content is not table.content:
                if name == "pools":
                    self._move_positions(state, changed)
                self._renew(table, content, changed)
        for token, tables in self._tokens.items():
            holding = state.tokens[token]
            for name, table in tables.items():
                self._renew(table, getattr(holding, name), changed)
        return changed

    def _move_positions(self, state: State, changed: set[Slot]) -> None:
        """Do the same for what is within the pools."""
        pools = dict(entries(state.pools))
        for pool_id in self._positions.keys() - pools.keys():
            self._renew(self._positions[pool_id], Map(None), changed)
        for pool_id, pool in pools.items():
            table = self._positions.get(pool_id)
            if table is None:
                table = self._positions[pool_id] = Table(position_form(pool_id))
            self._renew(table, pool.positions, changed)

    def describe(self, slot: Slot) -> str:
        """Return what stands in a slot, in words, or stood there before the latest move: whatever was seen earlier."""
        found = [name for name, _ in self._content(slot)]
        names = {address: name for name, address in self._where.items()}
        return " and ".join(found) or f"slot 0x{slot[1]:064x} of {names.get(slot[0], slot[0].hex())}"

    def difference(self, slot: Slot, expected: int, actual: int) -> list[tuple[str, int, int]]:
        """Return what differs in a slot: each value by name, as it should be and as it is."""
        found = [(name, place.value(expected), place.value(actual)) for name, place in self._content(slot)]
        differing = [(name, one, other) for name, one, other in found if one != other]
        return differing or [(self.describe(slot), expected, actual)]

    def _content(self, slot: Slot) -> Iterator[tuple[str, Place]]:
        """Yield what stands in a slot: names and places."""
        plain, tokens = self._plain.values(), (tables.values() for tables in self._tokens.values())
        for table in chain(plain, self._positions.values(), self._supplies, *tokens):
            yield from self._named(table, slot)

    def _renew(self, table: Table, content: object, changed: set[Slot]) -> None:
        """Bring the words of a table up to date, and note the slots that change by that."""
        if content is table.content:
            return
        known, count = table.known, 0
        for key, record in entries(content):
            count += 1
            found = known.get(key)
            if found is None or found[0] is not record:
                values = table.values(record)
                self._write(table, key, found[1] if found else table.zeros, values, changed)
                known[key] = (record, values)
        if count < len(known):
            for key in known.keys() - {key for key, _ in entries(content)}:
                self._write(table, key, known.pop(key)[1], table.zeros, changed)
                self._gone.append((table, key))
        # Not before: a record that does not fit is looked at again.
        table.content = content

    def _write(
        self, table: Table, key: Any, before: tuple[int, ...], after: tuple[int, ...], changed: set[Slot]
    ) -> None:
        """Let the values of a record be others; most are what they were. Nothing is written if one does not fit."""
        form, words = table.form, self.words
        values = zip(form.spots, self._places(table, key), before, after, strict=True)
        changes = [(spot, place, old, new) for spot, place, old, new in values if old != new]
        for spot, place, _, new in changes:
            if new >> place.bits:
                raise LayoutError(f"{named(form, key, spot)} has {place.bits} bits, too few for {new}")
        for _, place, old, new in changes:
            slot = place.slot
            word = words.pop(slot, 0) + (new - old << place.shift)
            if word:
                words[slot] = word
            changed.add(slot)

    def _places(self, table: Table, key: Any) -> tuple[Place, ...]:
        """Return the places of a record's values."""
        places = table.places.get(key)
        if places is None:
            if len(table.places) == PLACES:
                table.places.clear()
            places = table.places[key] = tuple(self._locate(table.form, key))
        return places

    def _locate(self, form: Form, key: Any) -> Iterator[Place]:
        """Yield the places of a record's values."""
        path = form.path(key)
        for spot in form.spots:
            ref = self._layouts[spot.contract].slot(spot.variable, *path, *spot.member)
            yield Place((self._where[spot.contract], ref.slot), 8 * ref.offset, 8 * ref.size)

    def _named(self, table: Table, slot: Slot) -> Iterator[tuple[str, Place]]:
        """Yield the names and places of the values of a table that stand in a slot."""
        for key in (*table.known, *(key for other, key in self._gone if other is table)):
            for spot, place in zip(table.form.spots, self._locate(table.form, key), strict=True):
                if place.slot == slot:
                    yield named(table.form, key, spot), place


def named(form: Form, key: Any, spot: Spot) -> str:
    """Return the name of a value."""
    keys = "".join(f"[{step:#x}]" if step > 2**64 else f"[{step}]" for step in form.path(key))
    return ".".join((f"{spot.contract}.{spot.variable}{keys}", *spot.member))
