"""Symbolic maps are maps: what is written and looked up is what it is of concrete maps, whatever keys are equal."""

from typing import Any

import pytest

from properties.symbolic.explorer import aside, explore
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import FORALL
from properties.symbolic.fresh import blank
from properties.symbolic.knowledge import STATE
from properties.symbolic.table import Items, Source, SymMap
from properties.symbolic.values import formula_of
from spec.map import Map
from spec.state import AllowanceId
from spec.units import Address, Wei
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.maps import maps_are_maps
from tests.properties.symbolic.checks.worlds import Variables


def test_writing_and_looking_up_is_that_of_concrete_maps() -> None:
    assert passes(maps_are_maps)


def test_a_look_up_tells_keys_apart_that_may_be_equal() -> None:
    a, b, c = Variables("a", "b", "c").all
    written = STATE.credits.set(a, Wei(1))
    assert [path.result for path in explore(lambda: written[a], ())] == [1]
    found = [path.result for path in explore(lambda: written[b], ())]
    assert found[0] == 1
    assert [repr(value) for value in found[1:]] == [f"<s.credits({b.poly!r})>"]
    two = list(explore(lambda: written.set(b, Wei(2))[c], ()))
    # Either b is a, or not; and c is one of them, or neither.
    assert len(two) == 5


def test_keys_that_are_known_apart_ask_nothing() -> None:
    (path,) = explore(lambda: STATE.credits.set(Address(1), Wei(1)).set(Address(2), Wei(2)).set(Address(1), Wei(3)), ())
    assert path.conditions == ()
    assert [(entry.key, entry.value) for entry in path.result.written] == [(1, 3), (2, 2)]


def test_keys_of_several_numbers_are_equal_if_all_are() -> None:
    a, b, _ = Variables("a", "b", "c").all
    id: Any = AllowanceId
    written = STATE.tokens[Address(1)].allowances.set(id(a, b), Wei(5))
    paths = list(explore(lambda: written[id(b, a)], ()))
    assert [path.result for path in paths][:1] == [5]
    assert [formula_of(a == b)] == list(paths[0].conditions)
    assert len(paths) == 2


def test_an_empty_map_holds_nothing() -> None:
    empty = blank(Map[Address, Wei])
    a, _, _ = Variables("a", "b", "c").all
    assert isinstance(empty, SymMap)
    assert empty[a] == 0
    assert [path.result for path in explore(lambda: empty.set(a, 7)[Address(1)], ())] == [7, 0]


def test_maps_are_equal_at_every_key() -> None:
    with aside():
        assert STATE.credits == STATE.credits
        empty = Map[Address, Wei](Wei(0))
        assert formula_of(STATE.credits == empty).kind == FORALL
    with pytest.raises(EngineError, match="versions of different maps"), aside():
        assert STATE.credits == STATE.open_tickets
    assert (STATE.credits == 3) is False


@pytest.mark.parametrize("use", ["items", "values", "__len__", "__iter__", "__hash__"])
def test_nothing_goes_through_all_entries(use: str) -> None:
    with pytest.raises(EngineError):
        getattr(STATE.credits, use)()


def test_maps_of_one_name_are_one_domain() -> None:
    here, there = Source("s.credits", Address, Wei), Source("s.credits", Address, Wei, empty=True)
    assert here == Source("s.credits", Address, Wei)
    assert here.domain != there.domain
    assert STATE.credits.source == here


def test_items_may_be_cut() -> None:
    size, end = Variables("size", "end").all
    items = Items(SymMap(Source("arg.tickets", int, int)), size)
    cut = items.first(end.poly)
    assert (cut.at, cut.size.poly) == (items.at, end.poly)
