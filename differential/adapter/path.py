"""Paths into the spec's state: ``pools[*].assets``, ``pools[validator 1, 0].positions[*].shares``, ``earned[*, 0, *]``.

A path leads from the state through fields and maps to a number or a record. A star stands for every key, and binds the
key's parts to their names, which the contract's side of the line can use. Beside the parts of the state there are the
quantities that the spec works out of it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from itertools import product
from typing import Any, Final, get_args, get_origin, get_type_hints

from differential.adapter.declaration import field_names
from differential.adapter.reader import Table, nearest
from differential.adapter.values import Names, Scope
from spec import views
from spec.clock import is_paused, paused_time, protocol_time
from spec.map import Map
from spec.state import State
from spec.units import MAX_SUPPLY, Generation

KEY_NAMES: Final[dict[str, str]] = {
    "tokens": "token",
    "balances": "account",
    "nonces": "owner",
    "validators": "validator",
    "keys": "key",
    "positions": "holder",
    "tickets": "ticket",
    "open_tickets": "owner",
    "credits": "account",
    "earners": "validator",
}
"""What to call the keys of the maps that are not records."""

ACCOUNT_KEYS: Final = ("balances", "positions", "open_tickets", "credits")
"""The maps of which views are asked for every account that the adapter looks at, and for no other."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that the spec works out of a state."""

    keys: tuple[str, ...]
    function: Callable[..., Any]


QUANTITIES: Final[dict[str, Quantity]] = {
    "supply": Quantity(("token",), lambda state, token: MAX_SUPPLY),
    "stake_of": Quantity(("validator", "holder"), views.stake_of),
    "earned": Quantity(("validator", "generation", "holder"), views.earned),
    "commission_earned": Quantity(("validator",), views.commission_earned),
    "ticket_value": Quantity(("ticket",), views.ticket_value),
    "is_claimable": Quantity(("ticket",), views.is_claimable),
    "stake_liabilities": Quantity((), views.stake_liabilities),
    "reward_liabilities": Quantity((), views.reward_liabilities),
    "stake_surplus": Quantity((), views.stake_surplus),
    "reward_surplus": Quantity((), views.reward_surplus),
    "protocol_time": Quantity((), protocol_time),
    "paused_time": Quantity((), lambda state: paused_time(state.clock)),
    "is_paused": Quantity((), lambda state: is_paused(state.clock)),
}
"""The quantities by name, with the names of their keys."""

PART: Final = re.compile(r"(\w+)(?:\[([^\]]*)\])?")
"""A part of a path: a name, and perhaps keys in brackets."""

Accounts = tuple[int, ...]
"""The accounts that a contract is asked for."""

Found = tuple[tuple[Any, ...], Scope, Any]
"""Where a path leads: the keys on the way, their parts by name, and what is there."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: into a field, and perhaps to the keys of the map there."""

    name: str
    keys: tuple[str, ...] = ()
    """The names of the key's parts; none for a field that is no map."""
    fixed: tuple[int | None, ...] = ()
    """The parts that the path itself gives; nothing stands for all."""
    kind: Any = None
    """The type of the map's keys."""

    def candidates(self, here: Any, before: Any, accounts: Accounts) -> Iterator[Any]:
        """Yield the keys of a map that the path means, of those that are there or were before."""
        if None not in self.fixed:
            make: Any = self.kind
            yield self.fixed[0] if self.keys == (KEY_NAMES.get(self.name),) else make(*self.fixed)
            return
        watched = accounts if self.name in ACCOUNT_KEYS else ()
        for key in watched or dict.fromkeys(key for part in (here, before) for key, _ in part.items()):
            parts = self.parts(key)
            if all(fixed is None or fixed == part for fixed, part in zip(self.fixed, parts, strict=True)):
                yield key

    def parts(self, key: Any) -> tuple[Any, ...]:
        """Return the parts of a key."""
        return tuple(getattr(key, name) for name in self.keys) if is_dataclass(self.kind) else (key,)


class StatePath:
    """A path that was held against the state's types."""

    def __init__(self, table: Table, key: str, text: str, names: Names) -> None:
        """Take where the path stands, and its text. Raises `AdapterError`."""
        self.text = text
        self._table, self._key, self._names = table, key, names
        parts = split(text)
        if not parts:
            raise table.fault(key, f"{text!r} is no path; write one such as pools[*].assets")
        self._quantity = QUANTITIES.get(parts[0][0])
        self.keys: tuple[str, ...] = ()
        self._hops: list[Hop] = []
        if self._quantity:
            if len(parts) > 1:
                raise table.fault(key, f"{parts[0][0]} is a number: nothing comes after it")
            self.keys = self._quantity.keys
            self._hops = [Hop(parts[0][0], self.keys, self._fixed(parts[0][1], self.keys))]
            self.kind: Any = int
        else:
            self.kind = self._descend(parts)

    def fields(self) -> tuple[str, ...]:
        """Return the fields of the records that the path leads to; none for numbers."""
        return names_in(self.kind)

    def walk(self, state: State, accounts: Accounts, before: State | None = None) -> Iterator[Found]:
        """Yield all that the path leads to, and also what is gone that was there ``before``."""
        if self._quantity:
            return self._work_out(state, accounts)
        return self._go((state, before or state), 0, (), {}, accounts)

    def _go(
        self, here: tuple[Any, Any], at: int, way: tuple[Any, ...], scope: Scope, accounts: Accounts
    ) -> Iterator[Found]:
        now, before = here
        if at == len(self._hops):
            yield way, scope, now
            return
        hop = self._hops[at]
        now, before = getattr(now, hop.name), getattr(before, hop.name)
        if not hop.keys:
            yield from self._go((now, before), at + 1, way, scope, accounts)
            return
        for key in hop.candidates(now, before, accounts):
            bound = {**scope, **dict(zip(hop.keys, hop.parts(key), strict=True))}
            yield from self._go((now[key], before[key]), at + 1, (*way, key), bound, accounts)

    def _work_out(self, state: State, accounts: Accounts) -> Iterator[Found]:
        """Yield a quantity for every key that makes sense."""
        assert self._quantity is not None
        hop = self._hops[0]
        for keys in product(*self._domains(state, hop, accounts)):
            scope = dict(zip(hop.keys, keys, strict=True))
            if "generation" in scope and scope["generation"] > state.validators[scope["validator"]].generation:
                continue
            yield keys, scope, self._quantity.function(state, *keys)

    def _domains(self, state: State, hop: Hop, accounts: Accounts) -> list[list[Any]]:
        validators = [validator for validator, _ in state.validators.items()]
        latest = max((state.validators[validator].generation for validator in validators), default=0)
        domains: dict[str, list[Any]] = {
            "validator": validators,
            "holder": list(accounts) or [account for account in self._names.accounts.values() if account],
            "generation": [Generation(number) for number in range(latest + 1)],
            "ticket": [ticket for ticket, _ in state.tickets.items()],
            "token": [token for token, _ in state.tokens.items()],
        }
        fixed = zip(hop.keys, hop.fixed, strict=True)
        return [domains[name] if given is None else [given] for name, given in fixed]

    def _descend(self, parts: list[tuple[str, str | None]]) -> Any:
        """Follow the parts through the types, and return the type at the end."""
        kind: Any = State
        for name, keys in parts:
            known = names_in(kind)
            if name not in known:
                choices = (*known, *QUANTITIES) if kind is State else known
                raise self._table.fault(self._key, f"{self.text!r} leads nowhere at {name!r}; {nearest(name, choices)}")
            kind = get_type_hints(kind)[name]
            if get_origin(kind) is Map:
                key_kind, kind = get_args(kind)
                names = names_in(key_kind) or (KEY_NAMES[name],)
                self._hops.append(Hop(name, names, self._fixed(keys, names), key_kind))
                self.keys = (*self.keys, *names)
            elif keys is not None:
                raise self._table.fault(self._key, f"{name} in {self.text!r} is no map: it has no keys")
            else:
                self._hops.append(Hop(name))
        return kind

    def _fixed(self, written: str | None, names: tuple[str, ...]) -> tuple[int | None, ...]:
        """Return the parts of a key as they are written in brackets."""
        if written is None and not names:
            return ()
        if written is None:
            raise self._table.fault(self._key, f"{self.text!r} needs keys in brackets: [{', '.join(names)}], or [*]")
        given = [part.strip() for part in written.split(",")]
        if given == ["*"]:
            given *= len(names)
        if len(given) != len(names):
            wanted = f"{len(names)}: {', '.join(names)}"
            raise self._table.fault(self._key, f"[{written}] has {len(given)} parts, not {wanted}")
        return tuple(None if part == "*" else self._value(part) for part in given)

    def _value(self, part: str) -> int:
        found = self._names.term(self._table, self._key, part)({})
        if not isinstance(found, int):
            raise self._table.fault(self._key, f"{part!r} is no number and no account")
        return found


def names_in(kind: Any) -> tuple[str, ...]:
    """Return the names of a type's fields, if it is a record."""
    record: Any = kind
    return field_names(record) if is_dataclass(kind) else ()


def split(text: str) -> list[tuple[str, str | None]]:
    """Return the parts of a path, each a name and what stands in brackets after it; nothing if it is no path."""
    parts: list[tuple[str, str | None]] = []
    at = 0
    while at < len(text):
        match = PART.match(text, at)
        if match is None:
            return []
        parts.append((match[1], match[2]))
        at = match.end()
        if at < len(text):
            if text[at] != ".":
                return []
            at += 1
    return parts if not text.endswith(".") else []


def leaf(record: Any, path: str) -> int:
    """Return the number at a path within a record; the empty path stands for the record itself."""
    for name in filter(None, path.split(".")):
        record = getattr(record, name)
    return int(record)


def leaves(kind: Any, prefix: str = "") -> Mapping[str, None]:
    """Return the paths of all numbers within a record type."""
    if not is_dataclass(kind):
        return {prefix: None}
    found: dict[str, None] = {}
    for name, inner in get_type_hints(kind).items():
        if get_origin(inner) is not Map:
            found.update(leaves(inner, f"{prefix}.{name}" if prefix else name))
    return found
