"""Our contracts' storage, as the spec says it should be: which word stands in which slot.

Reading slots costs a tenth of calling views, and misses nothing: whoever writes a slot that is not named here must
write zero. The views are checked against the spec separately (``views``). Records that did not change since the last
look are not worked out again, so that a look costs little more than what changed.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from differential.abi import camel
from differential.storage import LayoutError, StorageLayout
from differential.system import System
from spec.state import (
    AllowanceId,
    BucketId,
    Case,
    CaseId,
    Checkpoint,
    Earner,
    Ledger,
    Pool,
    PoolId,
    Position,
    SlotId,
    State,
    Stream,
    Ticket,
    Validator,
)
from spec.units import MAX_SUPPLY, Address

Slot = tuple[bytes, int]
"""A contract and the number of a slot."""

Values = dict[str, int]
"""Values by member; the empty name stands for a variable that is one value itself."""


def members(record: Any, *left_out: str) -> Values:
    """Return the fields of a record under their names in Solidity."""
    names = (field.name for field in fields(record) if field.name not in left_out)
    return {camel(name): int(getattr(record, name)) for name in names}


class Observation:
    """Works out the words of a state."""

    def __init__(self, system: System) -> None:
        """Take where the contracts are."""
        self._where = system.where
        self._layouts: dict[str, StorageLayout] = {name: item.layout for name, item in system.artifacts.items()}
        self._layouts["RewardToken"] = self._layouts["StakeToken"]
        self._tokens = {
            system.world.deployment.reward_token: "RewardToken",
            system.world.deployment.stake_token: "StakeToken",
        }
        self._known: dict[tuple[str, object], tuple[object, dict[Slot, int]]] = {}
        self._names: dict[Slot, str] = {}

    def words(self, state: State) -> dict[Slot, int]:
        """Return every slot that is not zero, with its word."""
        words: dict[Slot, int] = {}
        for kind, key, record, make in self._records(state):
            found = self._known.get((kind, key))
            if found is None or found[0] is not record:
                found = (record, make(key, record))
                self._known[kind, key] = found
            words.update(found[1])
        return words

    def describe(self, slot: Slot) -> str:
        """Return what stands in a slot, in words."""
        names = {address: name for name, address in self._where.items()}
        return self._names.get(slot) or f"slot 0x{slot[1]:064x} of {names.get(slot[0], slot[0].hex())}"

    def _records(self, state: State) -> Iterator[tuple[str, Any, Any, Callable[[Any, Any], dict[Slot, int]]]]:
        """Yield every record of the state: its kind, key and content, and what works out its words."""
        for token, holding in state.tokens.items():
            yield "token", token, token, self._token
            for who, amount in holding.balances.items():
                yield "balance", (token, who), amount, self._balance
            for allowance, amount in holding.allowances.items():
                yield "allowance", (token, allowance), amount, self._allowance
            for who, count in holding.nonces.items():
                yield "nonce", (token, who), count, self._nonce
        for name in ("parameters", "roles", "sinks", "clock"):
            yield name, name, getattr(state, name), self._controller
        yield from (("validator", key, record, self._validator) for key, record in state.validators.items())
        yield from (("key", key, owner, self._key) for key, owner in state.keys.items())
        for pool_id, pool in state.pools.items():
            yield "pool", pool_id, pool, self._pool
            for holder, position in pool.positions.items():
                yield "position", (pool_id, holder), position, self._position
        yield from (("bucket", key, record, self._bucket) for key, record in state.buckets.items())
        yield from (("queue", key, record, self._queue) for key, record in state.queue.items())
        yield from (("checkpoint", key, record, self._checkpoint) for key, record in state.checkpoints.items())
        yield from (("ticket", key, record, self._ticket) for key, record in state.tickets.items())
        yield "last ticket", "", state.last_ticket, self._last_ticket
        yield from (("open tickets", key, count, self._open_tickets) for key, count in state.open_tickets.items())
        yield from (("credit", key, amount, self._credit) for key, amount in state.credits.items())
        yield "ledger", "", state.ledger, self._ledger
        yield from (("case", key, record, self._case) for key, record in state.cases.items())
        yield from (("earner", key, record, self._earner) for key, record in state.earners.items())
        yield "stream", "", state.stream, self._stream

    def _place(self, contract: str, variable: str, path: tuple[int, ...], values: Values) -> dict[Slot, int]:
        """Return the words that hold ``values`` of the variable at ``path``."""
        words: dict[Slot, int] = {}
        for member, value in values.items():
            # A dotted name leads into a record within the record.
            place = self._layouts[contract].slot(variable, *path, *(part for part in member.split(".") if part))
            if value >> 8 * place.size:
                raise LayoutError(f"{contract}.{variable} has {8 * place.size} bits for {member}, too few for {value}")
            slot = (self._where[contract], place.slot)
            words[slot] = words.get(slot, 0) | value << 8 * place.offset
            keys = "".join(f"[{key:#x}]" if key > 2**64 else f"[{key}]" for key in path)
            name = f"{contract}.{variable}{keys}" + (f".{member}" if member else "")
            known = self._names.get(slot, "")
            self._names[slot] = name if not known or name in known.split(" and ") else f"{known} and {name}"
        return words

    # One method a kind of record: the only place that knows the contracts' variables.

    def _token(self, token: Address, _: object) -> dict[Slot, int]:
        return self._place(self._tokens[token], "_totalSupply", (), {"": MAX_SUPPLY})

    def _balance(self, key: tuple[Address, Address], amount: int) -> dict[Slot, int]:
        return self._place(self._tokens[key[0]], "_balances", (key[1],), {"": amount})

    def _allowance(self, key: tuple[Address, AllowanceId], amount: int) -> dict[Slot, int]:
        path = (key[1].owner, key[1].spender)
        return self._place(self._tokens[key[0]], "_allowances", path, {"": amount})

    def _nonce(self, key: tuple[Address, Address], amount: int) -> dict[Slot, int]:
        return self._place(self._tokens[key[0]], "_nonces", (key[1],), {"": amount})

    def _controller(self, name: str, record: Any) -> dict[Slot, int]:
        return self._place("Controller", f"_{name}", (), members(record, "now"))

    def _validator(self, key: Address, record: Validator) -> dict[Slot, int]:
        book = ("generation", "checkpoints", "queue_head", "queue_tail")
        kept = {camel(name): getattr(record, name) for name in book}
        return {
            **self._place("Registry", "_validators", (key,), members(record, *book)),
            **self._place("Pools", "_books", (key,), kept),
        }

    def _key(self, key: int, owner: Address) -> dict[Slot, int]:
        return self._place("Registry", "_keys", (key,), {"": owner})

    def _pool(self, key: PoolId, record: Pool) -> dict[Slot, int]:
        path = (key.validator, key.generation)
        return {
            **self._place("Pools", "_pools", path, {"assets": record.assets, "shares": record.shares}),
            **self._place("Rewards", "_rewardIndices", path, {"": record.reward_index}),
        }

    def _position(self, key: tuple[PoolId, Address], record: Position) -> dict[Slot, int]:
        path = (key[0].validator, key[0].generation, key[1])
        return {
            **self._place("Pools", "_shares", path, {"": record.shares}),
            **self._place("Rewards", "_positions", path, members(record, "shares")),
        }

    def _bucket(self, key: BucketId, record: Any) -> dict[Slot, int]:
        path = (key.validator, key.generation, key.request, key.maturity)
        return self._place("Pools", "_buckets", path, members(record))

    def _queue(self, key: SlotId, record: BucketId) -> dict[Slot, int]:
        return self._place("Pools", "_queue", (key.validator, key.index), members(record))

    def _checkpoint(self, key: SlotId, record: Checkpoint) -> dict[Slot, int]:
        return self._place("Pools", "_checkpoints", (key.validator, key.index), members(record))

    def _ticket(self, key: int, record: Ticket) -> dict[Slot, int]:
        bucket = {f"bucket.{name}": value for name, value in members(record.bucket).items()}
        return self._place("Pools", "_tickets", (key,), {**members(record, "bucket"), **bucket})

    def _last_ticket(self, _: str, number: int) -> dict[Slot, int]:
        return self._place("Pools", "_lastTicket", (), {"": number})

    def _open_tickets(self, owner: Address, count: int) -> dict[Slot, int]:
        return self._place("Pools", "_openTickets", (owner,), {"": count})

    def _credit(self, account: Address, amount: int) -> dict[Slot, int]:
        return self._place("Pools", "_credits", (account,), {"": amount})

    def _ledger(self, _: str, record: Ledger) -> dict[Slot, int]:
        return self._place("Pools", "_ledger", (), members(record))

    def _case(self, key: CaseId, record: Case) -> dict[Slot, int]:
        return self._place("Slashing", "_cases", (key.validator, key.offence, key.offence_time), members(record))

    def _earner(self, key: Address, record: Earner) -> dict[Slot, int]:
        return self._place("Rewards", "_earners", (key,), members(record))

    def _stream(self, _: str, record: Stream) -> dict[Slot, int]:
        return self._place("Rewards", "_stream", (), members(record))
