"""Checks of what is assumed and of what is to be shown: it says of symbolic states what it says of concrete ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from random import Random
from typing import Any, Final

from properties import vocabulary as plain_words
from properties.symbolic import words
from properties.symbolic.explorer import aside, explore, shown
from properties.symbolic.formula import AND, FORALL, OR, SOME, Formula, atoms_of, equals
from properties.symbolic.ground import Ground
from properties.symbolic.knowledge import STATE, Keys, Knowledge
from properties.symbolic.polynomial import ATOMS, ZERO, number
from properties.symbolic.rules import assumed
from properties.symbolic.sums import SUMS
from properties.symbolic.values import poly_of
from properties.symbolic.words import evaluated
from spec.state import PoolId, State
from spec.units import Generation
from tests.properties.symbolic.checks.maps import sums, symbolically, taken
from tests.properties.symbolic.checks.worlds import LARGEST, Variables, state
from tests.properties.symbolic.checks.worlds import some as numbers

TRIES = 40
"""How many concrete states and values each check is made on."""

ANYBODY: Final = range(LARGEST + 2)
"""What a key may be of which nothing is known: one that occurs, or one that does not."""

Words = Any
"""The vocabulary, as it is or in its symbolic meaning."""

Claim = Callable[[Words, State, tuple[Any, ...]], Any]
"""Something that is said of a state and three numbers."""


class Symbolically:
    """The vocabulary in its symbolic meaning."""

    def __getattr__(self, name: str) -> Any:
        """Return a word."""
        return getattr(words, f"word_{name}")


def keys_at(variables: Variables) -> Keys:
    """Return some keys that are mentioned: variables, which may be equal, and a number."""
    a, b, _ = (poly_of(value) for value in variables.all)
    one = number(1)
    return {
        "s.credits": {(a,): None, (b,): None, (number(2),): None},
        "s.tickets": {(a,): None, (b,): None},
        "s.pools": {(a, one): None, (b, one): None},
        "s.pools.positions": {(a, one, b): None, (a, one, a): None, (b, one, a): None},
    }


def of_entries(s: State, v: tuple[Any, ...]) -> Iterator[Any]:
    """Yield sums that some fact is known of: of what may be negative, of floors, and of what is counted sometimes."""
    held = s.pools[PoolId(v[0], Generation(1))].positions
    yield symbolically(s.credits, lambda key, x: -1 * x // v[1])
    yield symbolically(s.credits, lambda key, x: words.word_choose(x > v[0], x * v[2] // v[1], 0))
    yield symbolically(s.credits, lambda key, x: words.word_choose(x > v[0], x - 3 * x * x, 0))
    yield symbolically(s.credits, lambda key, x: words.word_choose(x > v[0], x * v[1] - v[2] * x, 0))
    yield symbolically(held, lambda key, x: x.shares * v[1] // (v[2] + 1))
    yield symbolically(s.credits, lambda key, x: x * x - x)
    yield symbolically(s.pools, lambda key, x: words.word_total(x.positions, lambda y: y.shares * y.shares - y.shares))


def never_negative() -> list[tuple[str, Formula]]:
    """Return claims that are true of all states, and so of all sums."""
    claims: list[Callable[[], Any]] = [
        lambda: words.word_nonneg(STATE.credits, lambda x: x * x - x),
        lambda: words.word_forall(STATE.pools, lambda p: words.word_nonneg(p.positions, squares)),
    ]
    return [("true", assumed(claim)) for claim in claims]


def squares(held: Any) -> Any:
    """Return a number that is never negative."""
    return held.shares * held.shares - held.shares


def what_is_known_of_sums_is_so() -> None:
    """Check that each fact about sums holds of concrete maps, whatever keys are equal, and whatever is zero."""
    variables, random = Variables("a", "b", "c"), Random(3)
    with aside():
        found = [*of_entries(STATE, variables.all), *sums(symbolically, STATE, variables.all)]
    atoms = sorted(a for x in found for a in atoms_of((equals(poly_of(x), ZERO),)) if ATOMS[a].head in SUMS)
    facts = list(dict.fromkeys(Knowledge(never_negative()).of_sums(atoms, keys_at(variables))))
    assert len(facts) > 30
    for _ in range(TRIES):
        real = variables.ground(*numbers(random, 3), s=state(random))
        for fact in facts:
            assert real.holds(fact), fact


def written(s: State, v: tuple[Any, ...]) -> Any:
    """Return a map that was written twice."""
    once: Any = s.credits.set(v[0], v[2])
    return once.set(v[1], once[v[1]] + 1)


def reissued(s: State, v: tuple[Any, ...]) -> Any:
    """Return a map of records of which one was written."""
    return s.tickets.set(v[0], replace(s.tickets[v[1]], owner=v[2]))


OF_STATES: dict[str, Claim] = {
    "forall": lambda w, s, v: w.forall(s.credits, lambda x: x <= v[0]),
    "forall of records": lambda w, s, v: w.forall(s.tickets, lambda t: t.shares <= v[0] or t.owner == t.recipient),
    "forall_items": lambda w, s, v: w.forall_items(s.tickets, lambda k, t: w.implies(t.shares > 0, k >= v[1])),
    "forall within": lambda w, s, v: w.forall(s.pools, lambda p: w.forall(p.positions, lambda h: h.shares <= v[2])),
    "forall with another map": lambda w, s, v: w.forall(
        s.tickets, lambda t: w.implies(t.shares > 0, s.credits[t.owner] >= v[0])
    ),
    "forall or forall": lambda w, s, v: (
        w.forall(s.credits, lambda x: x <= v[0]) or w.forall(s.tickets, lambda t: t.shares <= v[1])
    ),
    "forall and forall": lambda w, s, v: (
        w.forall(s.credits, lambda x: x <= v[0] + 1) and w.forall(s.tickets, lambda t: t.shares <= v[1] + 1)
    ),
    "forall, if": lambda w, s, v: w.implies(v[0] > v[1], w.forall(s.credits, lambda x: x <= v[0])),
    "nonneg": lambda w, s, v: w.nonneg(s.credits, lambda x: v[0] * x - 2 * x),
    "forall_totals": lambda w, s, v: w.forall_totals(
        s.tickets,
        lambda t: t.owner,
        lambda _, t: t.shares,
        s.open_tickets,
        lambda name, amount, counted: w.at_most(amount, counted + v[0] * name),
    ),
    "not forall": lambda w, s, v: not w.forall(s.credits, lambda x: x <= v[0] + 1),
    "total": lambda w, s, v: w.at_most(w.total(s.credits, lambda x: x), v[0] + v[1]),
    "total_items": lambda w, s, v: w.at_most(w.total_items(s.credits, lambda k, x: k * x), v[0] * v[1]),
}
"""What may be assumed, and be shown."""

OF_CHANGES: dict[str, Claim] = {
    "forall of what was written": lambda w, s, v: w.forall(written(s, v), lambda x: x <= v[2] + 1),
    "forall_items of what was written": lambda w, s, v: w.forall_items(
        written(s, v), lambda k, x: x <= v[2] or k == v[1]
    ),
    "forall2": lambda w, s, v: w.forall2(s.credits, written(s, v), lambda x, y: x <= y + v[1]),
    "forall2_items": lambda w, s, v: w.forall2_items(s.credits, written(s, v), lambda k, x, y: k == v[2] or x <= y),
    "forall_changed": lambda w, s, v: w.forall_changed(s.credits, written(s, v), lambda x, y: y <= x + v[0]),
    "forall_changed_items": lambda w, s, v: w.forall_changed_items(
        s.tickets, reissued(s, v), lambda k, x, y: k == v[1] or x.owner == y.owner
    ),
    "unchanged_but one": lambda w, s, v: w.unchanged_but(s.credits, written(s, v), v[1]),
    "unchanged_but two": lambda w, s, v: w.unchanged_but(s.credits, written(s, v), v[0], v[2]),
    "unchanged_but a record": lambda w, s, v: w.unchanged_but(s.tickets, reissued(s, v), v[2]),
    "same": lambda w, s, v: w.same(s.credits, s.credits.set(v[0], v[2])),
    "same records": lambda w, s, v: w.same(s.tickets[v[0]], s.tickets[v[1]]),
    "nothing but one": lambda w, s, v: w.same(written(s, v).set(v[0], 0), written(s, v).set(v[0], 0).set(v[2], 0)),
    "implies": lambda w, s, v: w.implies(s.credits[v[0]] > v[1], s.credits[v[1]] > v[2]),
    "iff": lambda w, s, v: w.iff(s.credits[v[0]] > v[1], v[0] > v[2]),
    "choose": lambda w, s, v: w.choose(v[0] > v[1], s.credits[v[0]], v[2]) >= 1,
    "lesser": lambda w, s, v: w.lesser(s.credits[v[0]], v[1]) == v[1],
    "greater": lambda w, s, v: w.greater(s.credits[v[0]], v[1]) == v[1],
    "one_of": lambda w, s, v: w.one_of(s.credits[v[0]], v[1], v[2], 1),
    "equal": lambda w, s, v: w.equal(s.credits[v[0]], v[1]),
    "at_most": lambda w, s, v: w.at_most(s.credits[v[0]], v[1]),
    "each": lambda w, s, v: w.each(v, lambda x: x >= 1),
    "size": lambda w, s, v: w.size(v) == 3,
    "among": lambda w, s, v: w.among(s.credits[v[0]], v),
}
"""What may be shown of what became of a state, and plain words."""


class Somewhere(Ground):
    """Values that also say what the keys are of which nothing is known, and what is left open."""

    def __init__(self, real: Ground, free: dict[str, int]) -> None:
        """Add the values of free variables, by their names."""
        super().__init__(**real.roots)
        self.free = free

    def at(self, path: str, value: Any = None) -> Any:
        """Return what stands at a dotted path."""
        return self.free[path] if value is None and path in self.free else super().at(path, value)


def unknowns(f: Formula) -> list[str]:
    """Return the names of the keys in a statement of which nothing is known."""
    return sorted(name for name in f.names if name.startswith("any "))


def cases(names: list[str], values: range) -> Iterator[dict[str, int]]:
    """Yield all that some free variables may be."""
    yield from (dict(zip(names, chosen, strict=True)) for chosen in product(values, repeat=len(names)))


def means(f: Formula, real: Ground) -> bool:
    """Tell whether a statement with quantifiers is true, of every key there may be."""
    if f.kind in (AND, OR):
        return (all if f.kind == AND else any)(means(part, real) for part in f.parts)
    if f.kind in (FORALL, SOME):
        (body,) = f.parts
        new = [name for name in unknowns(body) if not isinstance(real, Somewhere) or name not in real.free]
        known = real.free if isinstance(real, Somewhere) else {}
        everywhere = all(means(body, Somewhere(real, {**known, **case})) for case in cases(new, ANYBODY))
        return everywhere if f.kind == FORALL else not everywhere
    return real.holds(f)


def goals_mean_what_they_say(word: str = "") -> None:
    """Check that what is to be shown of a symbolic state is true exactly where the words say so of a concrete one."""
    for name, claim in (OF_STATES | OF_CHANGES).items():
        if not name.startswith(word):
            continue
        variables, random = Variables("a", "b", "c"), Random(4)
        thunk = partial(shown, partial(evaluated, partial(claim, Symbolically(), STATE, variables.all)))
        paths = list(explore(thunk, ()))
        told = set[bool]()
        for _ in range(TRIES):
            s, values = state(random), numbers(random, 3)
            real = variables.ground(*values, s=s)
            wanted = bool(claim(plain_words, s, values))
            told.add(wanted)
            assert means(taken(paths, real).result, real) == wanted, f"{name} of {values} is {wanted}"
        assert told == {True, False} or name == "size", f"{name} is always {told}"


def what_is_assumed_is_what_is_said() -> None:
    """Check that of each claim every instance holds where it is true, and that one does not where it is false."""
    for name, claim in OF_STATES.items():
        variables, random = Variables("a", "b", "c"), Random(5)
        known = Knowledge([(name, assumed(partial(claim, Symbolically(), STATE, variables.all)))])
        instances = [f for _, f in (*known.ground, *known.instances(all_keys()))]
        for _ in range(TRIES):
            s, values = state(random), numbers(random, 3)
            real = variables.ground(*values, s=s)
            wanted = bool(claim(plain_words, s, values))
            open_ = sorted({name for f in instances for name in f.names if name.startswith("exception ")})
            found = any(all(map(Somewhere(real, case).holds, instances)) for case in cases(open_, range(2)))
            # Less is assumed than is said where it is left open which key is the exception, and of which map one is.
            assert found == wanted or (found and (open_ or " or " in name)), f"{name} of {values} is {wanted}"


def all_keys() -> Keys:
    """Return all keys there may be of some maps."""
    widths = {"s.credits": 1, "s.tickets": 1, "s.open_tickets": 1, "s.pools": 2, "s.pools.positions": 3}
    return {name: {tuple(map(number, key)): None for key in product(ANYBODY, repeat=w)} for name, w in widths.items()}
