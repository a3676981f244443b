"""Nothing false is proved, and something is."""

from typing import Any

import pytest

from properties.symbolic.decision import Place, Query
from properties.symbolic.explorer import aside
from properties.symbolic.formula import FALSE, TRUE, every, opposite
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import STATE, Knowledge
from properties.symbolic.prove import Order, Prover
from properties.symbolic.rules import unknown_truth
from properties.symbolic.values import formula_of
from properties.symbolic.words import word_forall, word_total
from properties.vocabulary import choose
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.proofs import (
    SECONDS,
    false_goals_are_false,
    nothing_false_is_proved,
    what_is_plainly_true_is_proved,
)
from tests.properties.symbolic.checks.worlds import Variables

A, B, C = Variables("a", "b", "c").all
EMPTY = Knowledge(())


def test_nothing_false_is_proved() -> None:
    assert passes(nothing_false_is_proved)


def test_what_should_not_be_proved_is_false() -> None:
    assert passes(false_goals_are_false)


def test_what_is_plainly_true_is_proved() -> None:
    assert passes(what_is_plainly_true_is_proved)


def test_of_an_impossible_place_everything_is_proved() -> None:
    place = Place([formula_of(A > B), formula_of(B > C), formula_of(C > A)], EMPTY)
    assert place.proves(FALSE, SECONDS)
    assert place.proves(formula_of(A == 17), SECONDS)
    assert not Place([formula_of(A > B)], EMPTY).proves(FALSE, SECONDS)


def test_nothing_is_proved_without_time() -> None:
    goal = formula_of(A * B >= A)
    assert Place([formula_of(B > 0)], EMPTY).proves(goal, SECONDS)
    assert not Place([formula_of(B > 0)], EMPTY).proves(goal, -1.0)


def test_what_is_open_is_not_proved() -> None:
    assert not Place([], EMPTY).proves(unknown_truth(), SECONDS)
    assert not Place([], EMPTY).proves(opposite(unknown_truth()), SECONDS)
    assert Place([], EMPTY).proves(TRUE, SECONDS)


def test_a_conjunction_is_proved_if_all_of_it_is() -> None:
    place = Place([formula_of(A > B)], EMPTY)
    assert place.proves(every((formula_of(A >= B), formula_of(A > 0))), SECONDS)
    assert not place.proves(every((formula_of(A >= B), formula_of(A > C))), SECONDS)


def test_what_holds_of_all_keys_is_brought_in_at_those_mentioned() -> None:
    with aside():
        rule = formula_of(word_forall(STATE.credits, lambda credit: credit <= A))
        goal = formula_of(STATE.credits[B] <= A + 1)
    assert Place([rule], EMPTY).proves(goal, SECONDS)
    assert not Place([], EMPTY).proves(goal, SECONDS)


def test_what_was_refuted_is_kept_for_others() -> None:
    place = Place([formula_of(A * B > C)], EMPTY)
    assert place.proves(formula_of(A * B >= C), SECONDS)
    assert not place.under(formula_of(A > 0)).proves(formula_of(A > B), SECONDS)
    assert place.proves(formula_of(A * B + A > C), SECONDS)
    assert all(refuted.facts for refuted in place.refutations)


def test_a_proof_tells_what_it_rested_on() -> None:
    conditions = [formula_of(A > B), formula_of(B > C), formula_of(C > 3), formula_of(A < 90)]
    place = Place(conditions, EMPTY)
    assert place.proves(formula_of(A > C), SECONDS)
    assert place.rested_on == tuple(conditions[:2])
    assert place.proves(formula_of(C * 2 > 7), SECONDS)
    assert place.rested_on == (conditions[2],)
    assert place.proves(formula_of(A >= 0), SECONDS)
    assert not place.rested_on


def test_what_was_replaced_counts_as_rested_on() -> None:
    conditions = [formula_of(A == B + 1), formula_of(C == 2 * A), formula_of(B > 5)]
    place = Place(conditions, EMPTY)
    assert place.proves(formula_of(C == 2 * B + 2), SECONDS)
    assert place.rested_on == tuple(conditions[:2])


def test_a_contradiction_rests_on_what_contradicts() -> None:
    conditions = [formula_of(A > B), formula_of(B > C), formula_of(C > A), formula_of(B < 80)]
    place = Place(conditions, EMPTY)
    assert place.proves(FALSE, SECONDS)
    assert set(place.rested_on) == set(conditions[:3])


@pytest.mark.parametrize("step", ["Withdraw", "Claim"])
def test_what_a_proof_rested_on_is_enough_for_it(step: str) -> None:
    with symbolic():
        prover = Prover(Order())
        prover.begin(step)
        for owed in prover.all_owed(step)[::7]:
            for part in owed.parts:
                assert owed.spot.place.proves(part, SECONDS)
                alone = Place(owed.spot.place.rested_on, owed.spot.knowledge)
                assert alone.proves(part, SECONDS), f"{owed.id}: {part}"


def test_sums_that_were_compared_in_vain_are_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def sums_above(limit: int) -> Any:
        return word_total(STATE.credits, lambda amount: choose(amount > limit, amount, 0))

    with symbolic(), aside():
        goal = formula_of(sums_above(5) <= sums_above(6))
        same = formula_of(sums_above(5) <= sums_above(5))
    compared: list[object] = []
    right = Query.difference

    def difference(self: Query, *asked: Any) -> Any:
        compared.append(asked)
        return right(self, *asked)

    monkeypatch.setattr(Query, "difference", difference)
    place = Place([], EMPTY)
    assert not place.proves(goal, SECONDS)
    assert len(place.unlike) == len(compared) > 0
    known = len(compared)
    assert not place.proves(goal, SECONDS)
    assert len(compared) == known
    assert place.proves(same, SECONDS)
