"""Who is who in a counterexample: accounts whose numbers are told apart from amounts at a glance, each with a name.

Whoever holds a role in the usual small world is that person here, under a number far from all amounts. Everybody else
gets such a number and a name too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final, get_args, get_origin

from properties.symbolic.interpretation import concrete
from properties.symbolic.schema import is_record, map_types, plain, types_of
from properties.world import paper_world
from spec.actions import Action, Call
from spec.map import Map
from spec.state import NO_TOKEN, NO_VALIDATOR, State
from spec.units import NOBODY, Address

FAR: Final = 2**159
"""Where the numbers of those begin who have a name."""

OTHERS: Final = FAR + 1_000_000
"""Where the numbers of those begin whom a counterexample names."""


def renamed(value: Any, kind: Any, by: Mapping[Address, Address]) -> Any:
    """Return a value with other accounts in the place of some."""
    inner = map_types(kind)
    if kind is Address:
        return by.get(value, value)
    if inner is not None:
        found: Map[Any, Any] = Map(value.default)
        for key, entry in value.items():
            found = found.set(renamed(key, inner[0], by), renamed(entry, inner[1], by))
        return found
    if is_record(kind):
        parts = types_of(plain(kind)).items()
        return replace(value, **{name: renamed(getattr(value, name), part, by) for name, part in parts})
    if get_origin(kind) is tuple:
        return tuple(renamed(item, get_args(kind)[0], by) for item in value)
    return value


def accounts(value: Any, kind: Any) -> Iterator[Address]:
    """Yield the accounts that a value mentions, nobody and repetitions included."""
    inner = map_types(kind)
    if kind is Address:
        yield value
    elif inner is not None:
        for key, entry in value.items():
            yield from accounts(key, inner[0])
            yield from accounts(entry, inner[1])
    elif is_record(kind):
        for name, part in types_of(plain(kind)).items():
            yield from accounts(getattr(value, name), part)
    elif get_origin(kind) is tuple:
        for item in value:
            yield from accounts(item, get_args(kind)[0])


@cache
def usual_state() -> State:
    """Return the state right after the deployment of the usual small world, in which nobody holds tokens yet."""
    world = paper_world()
    with concrete():
        bare = replace(world.genesis(), tokens=Map(NO_TOKEN))
    found: State = renamed(bare, State, {account: moved(account) for account in world.names()})
    return found


@cache
def usual_names() -> dict[Address, str]:
    """Return what those are called whom that state mentions: roles, sinks and contracts."""
    names = {moved(account): name for account, name in paper_world().names().items()}
    return {account: names[account] for account in (NOBODY, *accounts(usual_state(), State))}


def moved(account: Address) -> Address:
    """Return the number of somebody from the usual small world; nobody is nobody."""
    return Address(account + FAR) if account != NOBODY else NOBODY


def names_of(before: State, call: Call, action: Action) -> dict[Address, str]:
    """Return what everybody is called whom a step mentions: validators first, then whoever is mentioned."""
    validators = [account for account, entry in before.validators.items() if entry != NO_VALIDATOR]
    parts = ((call, Call), (action, type(action)), (before, State))
    mentioned = [account for part, kind in parts for account in accounts(part, kind)]
    found = dict(usual_names())
    for group, members in (("validator", validators), ("account", mentioned)):
        new = [account for account in dict.fromkeys(members) if account not in found]
        found |= {account: f"{group} {number}" for number, account in enumerate(new, start=1)}
    return found


def told_apart(before: State, call: Call, action: Action) -> dict[Address, Address]:
    """Return a number that is no amount for everybody who is not from the usual small world."""
    strangers = [account for account in names_of(before, call, action) if account not in usual_names()]
    return {account: Address(OTHERS + number) for number, account in enumerate(strangers, start=1)}
