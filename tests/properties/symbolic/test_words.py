"""Each word of the vocabulary means of symbolic states what it means of concrete ones."""

from collections.abc import Iterator
from functools import partial
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from properties import vocabulary
from properties.symbolic import words
from properties.symbolic.decision import Place
from properties.symbolic.explorer import aside, explore, shown
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import FORALL, TRUE
from properties.symbolic.fresh import arbitrary
from properties.symbolic.ground import Ground
from properties.symbolic.joining import Guarded
from properties.symbolic.knowledge import STATE, Knowledge
from properties.symbolic.values import formula_of
from properties.symbolic.words import evaluated
from spec.actions import ClaimBatch
from spec.events import Event, Paused, Unpaused
from spec.map import Map
from spec.units import Timestamp
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.known import OF_CHANGES, OF_STATES, goals_mean_what_they_say, means
from tests.properties.symbolic.checks.worlds import LARGEST, Variables, some

NUMBERS: Map[int, int] = Map(0)
ITEMS = ("each", "size", "among")
"""The words about what a call names."""


def test_goals_mean_what_they_say() -> None:
    assert passes(goals_mean_what_they_say)


def test_every_word_is_tested() -> None:
    spoken = {name.removeprefix("word_") for name in dir(words) if name.startswith("word_")}
    tested = {name.split()[0].removesuffix(",") for name in (*OF_STATES, *OF_CHANGES)}
    assert spoken - tested == {"told"}
    assert all(hasattr(vocabulary, word) for word in spoken)


NOTHING = -1
"""What stands beyond the last item."""


class Listed(Map[int, int]):
    """Items as they are looked up: by their number."""

    __slots__ = ("size",)

    def __init__(self, items: tuple[int, ...]) -> None:
        filled: Map[int, int] = Map(NOTHING)
        for number, item in enumerate(items):
            filled = filled.set(number, item)
        super().__init__(NOTHING, filled._entries)
        self.size = len(items)


def claims(w: Any, items: Any, v: tuple[Any, ...]) -> Iterator[Any]:
    """Yield claims about the items of a call."""
    yield w.each(items, lambda item: item <= v[0])
    yield w.implies(w.size(items) > 1, w.each(items, lambda item: item >= v[1]))
    yield w.size(items) <= v[2]
    yield w.among(v[0], items)


@pytest.mark.parametrize("number", range(4))
def test_items_of_any_number_are_items(number: int) -> None:
    variables, random = Variables("a", "b", "c"), Random(number)
    batch = arbitrary(ClaimBatch, "arg").tickets
    symbolically = SimpleNamespace(**{name: getattr(words, f"word_{name}") for name in (*ITEMS, "implies")})
    thunk = partial(shown, partial(evaluated, lambda: list(claims(symbolically, batch, variables.all))[number]))
    (path,) = explore(thunk, ())
    told = set()
    for _ in range(60):
        items, values = some(random, random.randint(0, 3)), some(random, 3)
        real = variables.ground(*values, arg=SimpleNamespace(tickets=Listed(items)))
        wanted = bool(list(claims(vocabulary, items, values))[number])
        told.add(wanted)
        assert means(path.result, real) == wanted
    assert told == {True, False}


def test_an_event_is_told_under_its_condition() -> None:
    variables = Variables("a", "b")
    a, b = variables.all
    log = (Paused(Timestamp(1)), Guarded(formula_of(a > b), Unpaused(Timestamp(2))))
    assert words.word_told(log, Paused) is True
    assert words.word_told(log, Guarded) is False
    for x in range(LARGEST):
        for y in range(LARGEST):
            plain: tuple[Event, ...] = (Paused(Timestamp(1)), *([Unpaused(Timestamp(2))] if x > y else []))
            found = variables.ground(x, y).is_now(words.word_told(log, Unpaused), vocabulary.told(plain, Unpaused))
            assert found


def test_what_is_written_is_no_assumption() -> None:
    with pytest.raises(EngineError, match="not the first"), aside():
        words.word_forall(STATE.credits.set(1, 2), lambda x: x <= 5)


def test_a_goal_about_all_keys_is_shown_of_one_that_is_unknown() -> None:
    (path,) = explore(partial(shown, partial(evaluated, lambda: words.word_forall(STATE.credits, small))), ())
    assert path.result.kind == FORALL
    opened = Place((), Knowledge(())).opened(path.result)
    assert any(name.startswith("any s.credits") for name in opened.names)
    real = Ground(s=SimpleNamespace(credits=NUMBERS.set(3, 9)))
    real.roots["any s"] = SimpleNamespace(credits=SimpleNamespace(**{"0": 3}))
    assert not real.holds(opened)


def small(amount: Any) -> Any:
    """Tell whether an amount is small."""
    return amount <= 5


def test_versions_of_different_maps_are_not_compared() -> None:
    with pytest.raises(EngineError, match="versions of different maps"), aside():
        words.word_forall2(STATE.credits, STATE.open_tickets, lambda x, y: x == y)
    with pytest.raises(EngineError, match="a concrete map"), aside():
        words.word_forall(Map(0), lambda x: x == 0)


def test_a_map_is_nothing_if_all_entries_are_nothing() -> None:
    with aside():
        nothing = words.word_same(STATE.credits, Map(0))
        assert formula_of(nothing) is not TRUE
        assert words.word_same(STATE.credits, STATE.credits) is True
        with pytest.raises(EngineError, match="compared with a concrete one"):
            words.word_same(STATE.credits, NUMBERS.set(1, 2))
