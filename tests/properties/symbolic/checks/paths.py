"""Checks of paths: each is taken once, what is asserted on it is owed where it stands, and nothing is left out."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

from properties.symbolic import explorer
from properties.symbolic.explorer import Explored, Obligation, explore
from properties.symbolic.feasibility import Feasibility
from properties.symbolic.formula import opposite
from properties.symbolic.ground import Ground
from properties.symbolic.interpretation import symbolic
from properties.symbolic.joining import join
from properties.symbolic.knowledge import STATE
from properties.symbolic.values import formula_of
from spec import arithmetic
from spec.errors import NothingToRoute, Rejection, ZeroAmount, require
from spec.state import State
from spec.units import Address, Offence, ProtocolTime
from tests.properties.symbolic.checks.worlds import Variables, some, state

TRIES = 80
"""How many concrete values each check is made on."""

Run = Callable[[State, tuple[Any, ...]], Any]
"""Something that is run on a state and three numbers."""


def classified(s: State, v: tuple[Any, ...]) -> Any:
    """Ask a few questions."""
    if v[0] > v[1]:
        return "above", s.credits[v[0]]
    if v[0] == v[1] and not v[2] > 2:
        return "equal", v[2]
    return ("below" if v[2] else "zero"), s.credits.set(v[0], v[2])[v[1]]


def refused(s: State, v: tuple[Any, ...]) -> Any:
    """Refuse some."""
    require(v[0] > 0, ZeroAmount())
    require(s.credits[v[0]] >= v[1], NothingToRoute(Address(1), Offence.FAULT, ProtocolTime(2)))
    return s.credits[v[1]]


def joined(s: State, v: tuple[Any, ...]) -> Any:
    """Have branches joined in the midst, of which one refuses, and go on after them."""

    def part() -> Any:
        if v[0] > v[1]:
            return s.credits[v[1]] + 1
        require(v[0] != v[2], ZeroAmount())
        return v[2]

    found = part() if isinstance(v[0], int) else explorer.joined(part, join, Rejection)
    return found if found > v[1] and v[0] > v[1] else found + v[0]


def asserted(s: State, v: tuple[Any, ...]) -> Any:
    """Assert on the way, in branches that are joined and after them."""
    left = arithmetic.sub(s.credits[v[0]], v[1])

    def part() -> Any:
        if v[2] > v[0]:
            return arithmetic.mul_div_down(left, v[2], v[1])
        if v[2] == v[0]:
            return arithmetic.sub(v[1], 1)
        return arithmetic.div_down(left, arithmetic.sub(v[2], 1))

    found = part() if isinstance(v[0], int) else explorer.joined(part, join)
    return arithmetic.add(arithmetic.sub(found, v[2]), arithmetic.mul_div_up(v[0], v[0], v[2]))


def concretely(run: Run, s: State, values: tuple[int, ...]) -> Any:
    """Return what comes of a run, be it what ended it."""
    try:
        return run(s, values)
    except (Rejection, AssertionError) as end:
        return end


def open_at(path: Explored, real: Ground) -> list[Obligation]:
    """Return what is owed on a path and does not hold where it is owed."""
    return [o for o in path.path.obligations if all(map(real.holds, o.conditions)) and not real.holds(o.goal)]


def paths_are_taken_once() -> None:
    """Check that a run takes the one path whose answers hold, to the same end; and no path that cannot be taken."""
    for run in (classified, refused, joined):
        variables, random = Variables("a", "b", "c"), Random(9)
        paths = list(explore(partial(run, STATE, variables.all), Rejection))
        seen = set[int]()
        for _ in range(TRIES):
            s, values = state(random), some(random, 3)
            real, wanted = variables.ground(*values, s=s), concretely(run, s, values)
            (number,) = (n for n, path in enumerate(paths) if all(map(real.holds, path.conditions)))
            seen.add(number)
            found = paths[number].result
            if isinstance(wanted, Rejection):
                assert type(found) is type(wanted), f"{found} is not {wanted}"
            else:
                assert real.is_now(found, wanted), f"{found} is not {wanted}"
        assert len(seen) == len(paths), "a path that is never taken"


def assertions_are_owed_where_they_are() -> None:
    """Check that something owed fails wherever the concrete run fails an assertion, and that nothing else does."""
    variables, random = Variables("a", "b", "c"), Random(10)
    with symbolic():
        paths = list(explore(partial(asserted, STATE, variables.all), Rejection))
    failed = 0
    for _ in range(4 * TRIES):
        s, values = state(random), some(random, 3)
        s = replace(s, credits=s.credits.set(Address(values[0]), s.credits[Address(1)]))
        real, wanted = variables.ground(*values, s=s), concretely(asserted, s, values)
        open_ = [o for path in paths for o in open_at(path, real)]
        assert bool(open_) == isinstance(wanted, AssertionError), f"{wanted} of {values}, but owed and open: {open_}"
        failed += bool(open_)
        if not open_:
            (path,) = (path for path in paths if all(map(real.holds, path.conditions)))
            assert real.is_now(path.result, wanted), f"{path.result} is not {wanted}"
    assert 0 < failed < 4 * TRIES


def what_cannot_be_told_is_possible() -> None:
    """Check that a question is held to be possible both ways where the solver cannot tell."""
    variables = Variables("a", "b", "c")
    a, b, _ = variables.all
    question = formula_of(a * a > b)
    feasibility = Feasibility()
    assert feasibility.allows(question)
    feasibility.learn(formula_of(a > 5))
    assert not feasibility.allows(formula_of(a < 3))  # it can tell
    feasibility.solver.set("rlimit", 1)  # and now it cannot
    assert feasibility.allows(question)
    assert feasibility.allows(opposite(question))
