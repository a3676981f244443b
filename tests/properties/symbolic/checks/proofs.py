"""Checks of what is decided: nothing false is proved, and what is plainly true is.

Each false goal has values that show it, so that the check is of the prover and not of whoever wrote the goal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Final

from properties.symbolic.decision import Place
from properties.symbolic.explorer import aside, explore, shown
from properties.symbolic.formula import Formula
from properties.symbolic.knowledge import STATE, Knowledge
from properties.symbolic.values import formula_of
from properties.symbolic.words import evaluated
from spec.state import State
from tests.properties.symbolic.checks.known import Symbolically, means
from tests.properties.symbolic.checks.terms import AtWill
from tests.properties.symbolic.checks.worlds import Variables, some, state

SECONDS: Final = 20.0
"""For one goal; what is plain takes far less."""

TRIES: Final = 500
"""How many values are looked at for some that show a goal to be false."""

W: Any = Symbolically()

Say = Callable[[State, tuple[Any, ...]], Any]


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to be shown, and where."""

    says: Say
    where: tuple[Say, ...] = ()


FALSE: dict[str, Goal] = {
    "a product is as large as a factor": Goal(lambda s, v: v[0] * v[1] >= v[0]),
    "a floor times the divisor is all": Goal(lambda s, v: v[0] // v[1] * v[1] >= v[0], (lambda s, v: v[1] > 0,)),
    "a floor is never the quotient": Goal(
        lambda s, v: v[0] // v[1] * v[1] < v[0], (lambda s, v: v[1] > 0, lambda s, v: v[0] > 0)
    ),
    "a quotient by zero is something": Goal(lambda s, v: v[0] // v[1] >= 0),
    "two entries are apart": Goal(lambda s, v: W.total(s.credits, lambda x: x) >= s.credits[v[0]] + s.credits[v[1]]),
    "what is written is what was there": Goal(lambda s, v: s.credits.set(v[0], v[1])[v[2]] == s.credits[v[2]]),
    "a sum stays": Goal(
        lambda s, v: W.total(s.credits.set(v[0], v[1]), lambda x: x) == W.total(s.credits, lambda x: x)
    ),
    "every entry is what one is": Goal(
        lambda s, v: W.forall(s.credits, lambda x: x <= v[0]), (lambda s, v: s.credits[v[1]] <= v[0],)
    ),
    "every entry but one is as it was": Goal(
        lambda s, v: W.unchanged_but(s.credits, s.credits.set(v[0], v[2]).set(v[1], v[2]), v[0])
    ),
    "some entry is large": Goal(lambda s, v: not W.forall(s.credits, lambda x: x <= v[0])),
    "what holds on one side": Goal(lambda s, v: W.choose(v[0] > v[1], v[0], v[2]) >= v[1]),
    "what holds on the other side": Goal(lambda s, v: W.choose(v[0] > v[1], v[2], v[1]) >= v[0]),
    "one of two alternatives": Goal(
        lambda s, v: v[0] >= 2, (lambda s, v: W.one_of(v[0], 1, 2), lambda s, v: v[0] + v[1] >= 1)
    ),
    "keys that may be equal are not": Goal(
        lambda s, v: s.credits[v[0]] == v[2], (lambda s, v: s.credits[v[1]] == v[2], lambda s, v: v[0] <= v[1])
    ),
    "a sum of floors is the floor of the sum": Goal(
        lambda s, v: (
            W.total(s.credits, lambda x: x * v[0] // (v[1] + 1)) * (v[1] + 1) >= W.total(s.credits, lambda x: x) * v[0]
        )
    ),
    "what is counted sometimes is counted always": Goal(
        lambda s, v: W.total(s.credits, lambda x: W.choose(x > v[0], x, 0)) >= W.total(s.credits, lambda x: x)
    ),
}

TRUE: dict[str, Goal] = {
    "a product of what is not zero": Goal(lambda s, v: v[0] * v[1] >= v[0], (lambda s, v: v[1] > 0,)),
    "a floor": Goal(lambda s, v: v[0] // v[1] * v[1] <= v[0], (lambda s, v: v[1] > 0,)),
    "a part of a sum": Goal(lambda s, v: W.total(s.credits, lambda x: x) >= s.credits[v[0]]),
    "two parts of a sum": Goal(
        lambda s, v: W.total(s.credits, lambda x: x) >= s.credits[v[0]] + s.credits[v[1]],
        (lambda s, v: v[0] > v[1],),
    ),
    "what was written": Goal(lambda s, v: s.credits.set(v[0], v[1])[v[0]] == v[1]),
    "a sum with what was written": Goal(
        lambda s, v: (
            W.total(s.credits.set(v[0], v[1]), lambda x: x) + s.credits[v[0]] == W.total(s.credits, lambda x: x) + v[1]
        )
    ),
    "every entry but those written": Goal(
        lambda s, v: W.unchanged_but(s.credits, s.credits.set(v[0], v[2]).set(v[1], v[2]), v[0], v[1])
    ),
    "what is counted sometimes": Goal(
        lambda s, v: W.total(s.credits, lambda x: W.choose(x > v[0], x, 0)) <= W.total(s.credits, lambda x: x)
    ),
    "a sum of floors": Goal(
        lambda s, v: (
            W.total(s.credits, lambda x: x * v[0] // (v[1] + 1)) * (v[1] + 1) <= W.total(s.credits, lambda x: x) * v[0]
        )
    ),
    "some entry, if one is": Goal(
        lambda s, v: not W.forall(s.credits, lambda x: x <= v[0]), (lambda s, v: s.credits[v[1]] > v[0],)
    ),
}


def obligations(goal: Goal, variables: Variables) -> list[tuple[tuple[Formula, ...], Formula]]:
    """Return what is to be shown on each path: what holds there, and the goal."""
    with aside():
        where = [formula_of(say(STATE, variables.all)) for say in goal.where]
    thunk = partial(shown, partial(evaluated, partial(goal.says, STATE, variables.all)))
    return [((*where, *path.conditions), path.result) for path in explore(thunk, ())]


def proved(goal: Goal, variables: Variables) -> bool:
    """Tell whether the goal is proved on all paths."""
    empty = Knowledge(())
    return all(Place(where, empty).proves(f, SECONDS) for where, f in obligations(goal, variables))


def fails_somewhere(goal: Goal, variables: Variables) -> bool:
    """Tell whether there are values of which what is known holds, and the goal does not."""
    random, owed = Random(11), obligations(goal, variables)
    for _ in range(TRIES):
        real = AtWill(**variables.ground(*some(random, 3), s=state(random)).roots)
        if any(all(map(real.holds, where)) and not means(f, real) for where, f in owed):
            return True
    return False


def nothing_false_is_proved() -> None:
    """Check that no false goal is proved, of which values show that it is false."""
    for name, goal in FALSE.items():
        variables = Variables("a", "b", "c")
        assert not proved(goal, variables), f"it is proved that {name}"


def false_goals_are_false() -> None:
    """Check that there are values that show each false goal to be false."""
    for name, goal in FALSE.items():
        assert fails_somewhere(goal, Variables("a", "b", "c")), f"nothing shows that it is false that {name}"


def what_is_plainly_true_is_proved() -> None:
    """Check that the prover proves something."""
    for name, goal in TRUE.items():
        assert proved(goal, Variables("a", "b", "c")), f"not proved: {name}"
