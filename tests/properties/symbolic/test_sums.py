"""Sums over symbolic maps are unknown numbers that follow what is written."""

from typing import Any

import pytest

from properties.symbolic.explorer import aside, explore
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import GE, TRUE, atoms_of, equals
from properties.symbolic.fresh import blank
from properties.symbolic.knowledge import STATE
from properties.symbolic.polynomial import ATOMS, ONE, ZERO, Poly, number
from properties.symbolic.sums import SUMS, generic, instance, slack, summed, total
from properties.symbolic.values import poly_of
from properties.symbolic.words import word_choose
from spec.map import Map
from spec.units import Address, Wei
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.maps import sums_are_sums, symbolically
from tests.properties.symbolic.checks.worlds import Variables


def unknown_sums(value: Poly) -> list[int]:
    """Return the unknown sums in a term."""
    return sorted(a for a in atoms_of((equals(value, ZERO),)) if ATOMS[a].head in SUMS)


def test_sums_are_those_of_concrete_maps() -> None:
    assert passes(sums_are_sums)


def test_equal_sums_are_equal_terms() -> None:
    a, b, _ = Variables("a", "b", "c").all
    with aside():
        assert total(STATE.credits, lambda key, x: x) is total(STATE.credits, lambda key, x: 3 * x - 2 * x)
        doubled = total(STATE.credits, lambda key, x: 2 * x * a)
        assert doubled is (2 * a * symbolically(STATE.credits, lambda key, x: x)).poly
        counted = total(STATE.credits, lambda key, x: word_choose(x > a, x, 0))
        assert counted is not total(STATE.credits, lambda key, x: word_choose(x > b, x, 0))


def test_writing_changes_a_sum_by_the_difference() -> None:
    a, b, _ = Variables("a", "b", "c").all
    credits: Any = STATE.credits
    with aside():
        before, written = symbolically(credits, lambda key, x: x), credits.set(a, b)
        after, back = (symbolically(m, lambda key, x: x) for m in (written, written.set(a, credits[a])))
        assert poly_of(after - before) is poly_of(b - credits[a])
        assert back.poly is before.poly


def test_nothing_adds_up_to_nothing() -> None:
    assert total(blank(Map[Address, Wei]), lambda key, x: x) is ZERO
    (path,) = explore(lambda: total(blank(Map[Address, Wei]).set(Address(1), 4), lambda key, x: x), ())
    assert path.result is number(4)


def test_an_unknown_sum_knows_what_it_adds_up() -> None:
    a, b, _ = Variables("a", "b", "c").all
    with aside():
        value = total(STATE.credits, lambda key, x: word_choose(key == a, x, 0))
    (found,) = unknown_sums(value)
    summand = SUMS[ATOMS[found].head]
    with aside():
        wanted = word_choose(b == a, STATE.credits[b], 0)
    assert instance(summand, ATOMS[found].args, (b.poly,)) is poly_of(wanted)
    assert ATOMS[found].nonneg


def test_what_may_be_negative_is_not_held_for_more() -> None:
    a, _, _ = Variables("a", "b", "c").all
    with aside():
        value = total(STATE.credits, lambda key, x: (x - 5 * x * x) // (a + 1))
    assert [ATOMS[found].nonneg for found in unknown_sums(value)] == [False]


def test_a_sum_of_what_is_no_entry_s_is_refused() -> None:
    with pytest.raises(EngineError, match="what is no entry's"):
        summed(STATE.credits.source, generic(STATE.credits.source)[1], ONE)


def test_a_slack_has_its_premise() -> None:
    a, b, _ = Variables("a", "b", "c").all
    with aside():
        value = total(STATE.credits, lambda key, x: x * a // b)
        plain = total(STATE.credits, lambda key, x: word_choose(x > a, x, 0))
    (found,) = unknown_sums(value)
    ((premise, _),) = slack(SUMS[ATOMS[found].head].term, frozenset(SUMS[ATOMS[found].head].generics))
    assert premise.kind == GE
    (found,) = unknown_sums(plain)
    assert [p for p, _ in slack(SUMS[ATOMS[found].head].term, frozenset(SUMS[ATOMS[found].head].generics))] == [TRUE]
