"""Checks of maps and of sums over them: what is written and looked up, and added up, is what it is of concrete maps."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

from properties import vocabulary as plain_words
from properties.symbolic import words
from properties.symbolic.explorer import Explored, explore
from properties.symbolic.ground import Ground
from properties.symbolic.knowledge import STATE
from properties.symbolic.sums import total
from properties.symbolic.values import SymInt
from spec.map import Map
from spec.state import PoolId, Position, State
from spec.units import Generation
from tests.properties.symbolic.checks.worlds import Variables, some, state

TRIES = 40
"""How many concrete states and values each check is made on."""

Change = Callable[[State, tuple[Any, ...]], Any]
"""Something that is done to a state with three numbers, be they symbolic or not."""


def taken(paths: list[Explored], real: Ground) -> Explored:
    """Return the one path that is taken with these values."""
    (found,) = (path for path in paths if all(map(real.holds, path.conditions)))
    return found


def same_as_concrete(change: Change, tries: int = TRIES) -> None:
    """Check that something done symbolically comes to what it comes to concretely."""
    variables = Variables("a", "b", "c")
    paths = list(explore(lambda: change(STATE, variables.all), ()))
    random = Random(1)
    for _ in range(tries):
        before, values = state(random), some(random, 3)
        real = variables.ground(*values, s=before)
        found, wanted = taken(paths, real).result, change(before, values)
        assert real.is_now(found, wanted), f"{found} is not {wanted}"


def write_numbers(s: State, v: tuple[Any, ...]) -> Any:
    """Write a number twice and look up another."""
    written = s.credits.set(v[0], v[2]).set(v[1], v[0] + 1)
    return written, written[v[2]], s.credits[v[0]]


def write_again(s: State, v: tuple[Any, ...]) -> Any:
    """Write what was read, changed."""
    first = s.credits.set(v[0], s.credits[v[0]] + v[1])
    second = first.set(v[1], first[v[1]] + v[2])
    return second, second[v[0]], second[v[1]]


def write_records(s: State, v: tuple[Any, ...]) -> Any:
    """Write a field of a record."""
    tickets = s.tickets.set(v[0], replace(s.tickets[v[1]], shares=v[2]))
    return tickets, tickets[v[0]].shares, tickets[v[1]].owner, tickets[v[2]].bucket


def write_nested(s: State, v: tuple[Any, ...]) -> Any:
    """Write an entry of a map within a record within a map."""
    key, other = PoolId(v[0], v[1]), PoolId(v[0], v[2])
    pool = s.pools[key]
    held = pool.positions.set(v[2], Position(v[0], v[1], v[2]))
    pools = s.pools.set(key, replace(pool, positions=held, assets=v[2]))
    return pools[key].positions[v[0]], pools[other].positions[v[2]].shares, pools[other].assets, pools[key].positions


CHANGES: dict[str, Change] = {
    "numbers": write_numbers,
    "numbers that were read": write_again,
    "records": write_records,
    "maps within maps": write_nested,
}


def maps_are_maps() -> None:
    """Check that writing and looking up means what it means of concrete maps, whatever keys are equal."""
    for change in CHANGES.values():
        same_as_concrete(change)


Total = Callable[[Map[Any, Any], Callable[[Any, Any], Any]], Any]


def symbolically(m: Any, f: Callable[[Any, Any], Any]) -> Any:
    """Add up."""
    return SymInt(total(m, f))


def concretely(m: Any, f: Callable[[Any, Any], Any]) -> int:
    """Add up what is stored."""
    return sum(int(f(key, value)) for key, value in m.items())


def chosen(condition: Any, then: Any, otherwise: Any) -> Any:
    """Choose, symbolically or not."""
    choose = plain_words.choose if isinstance(condition, bool) else words.word_choose
    return choose(condition, then, otherwise)


def sums(add: Total, s: State, v: tuple[Any, ...]) -> Iterator[Any]:
    """Yield sums of all shapes, over maps that were written."""
    credits = s.credits.set(v[0], v[2]).set(v[1], v[2] + 1)
    yield add(credits, lambda key, x: x)
    yield add(credits, lambda key, x: 3 * x * v[1] - x)
    yield add(credits, lambda key, x: chosen(x > v[0], x, 0))
    yield add(credits, lambda key, x: chosen(v[0] > v[1], 2 * x, x))
    yield add(credits, lambda key, x: chosen(key == v[2], x, 0))
    yield add(credits, lambda key, x: x * v[0] // (v[1] + 1))
    yield add(credits, lambda key, x: chosen(x > 1, x * v[0] // (v[2] + 2), 0))
    yield add(credits, lambda key, x: key * x)
    tickets = s.tickets.set(v[0], replace(s.tickets[v[1]], shares=v[2]))
    yield add(tickets, lambda key, x: x.shares)
    yield add(tickets, lambda key, x: chosen(x.owner == v[1], x.shares, 0))
    yield add(tickets, lambda key, x: chosen(x.owner == v[1], chosen(x.shares > v[2], 1, 0), 0))
    yield add(tickets, lambda key, x: s.credits[v[0]] * x.shares)
    pool = s.pools[PoolId(v[0], Generation(1))]
    held = pool.positions.set(v[1], Position(v[2], v[0], v[1]))
    yield add(held, lambda key, x: x.shares)
    yield add(held, lambda key, x: x.shares * (v[2] - x.index_paid))
    # A default that is not zero is not stored, and does not count.
    yield add(credits, lambda key, x: x + 1)


def within(s: State, v: tuple[Any, ...]) -> Any:
    """Add up sums over maps within the entries of a map."""
    return words.word_total(s.pools, lambda pool: words.word_total(pool.positions, lambda held: held.shares * v[0]))


def concretely_within(s: State, v: tuple[Any, ...]) -> int:
    """Add up the same of a concrete state."""
    return sum(held.shares * v[0] for pool in s.pools.values() for held in pool.positions.values())


def sums_are_sums() -> None:
    """Check that sums, with what was written, are those of the concrete maps, whatever keys are equal."""
    variables, random = Variables("a", "b", "c"), Random(2)
    paths = list(explore(lambda: tuple(sums(symbolically, STATE, variables.all)), ()))
    nested = list(explore(lambda: within(STATE, variables.all), ()))
    for _ in range(TRIES):
        before, values = state(random), some(random, 3)
        real = variables.ground(*values, s=before)
        found, wanted = taken(paths, real).result, tuple(sums(concretely, before, values))
        assert len(found) == len(wanted)
        for number, (x, y) in enumerate(zip(found, wanted, strict=True)):
            assert real.is_now(x, y), f"sum {number}: {x} is not {y}"
        assert real.is_now(taken(nested, real).result, concretely_within(before, values))
