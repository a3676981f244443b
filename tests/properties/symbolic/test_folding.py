"""Repetition over a queue comes to what the loop comes to, or is refused."""

import pytest

from properties.symbolic import interpretation
from properties.symbolic.failure import EngineError
from properties.symbolic.interpretation import known_of, symbolic
from properties.symbolic.lemmas import kept, repetitions
from spec import exits, fold, slashing
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.repetition import folds_are_loops, folds_of_other_shapes_are_refused


def test_folds_are_loops_wherever_what_is_owed_holds() -> None:
    assert passes(folds_are_loops)


def test_folds_of_other_shapes_are_refused() -> None:
    assert passes(folds_of_other_shapes_are_refused)


def test_a_fold_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(EngineError, match=r"a fold of claim, of which lemmas\.py says nothing"):
        known_of(exits.claim, repetitions())


def test_all_folds_of_the_specification_are_known() -> None:
    assert set(repetitions()) == {slashing.cover_bucket, slashing.slash_bucket}
    assert set(kept()) == {exits.claim_or_skip}


def test_a_fold_over_plain_items_is_a_loop() -> None:
    with symbolic():
        assert vars(slashing)["fold_range"] is interpretation.repeated
        assert vars(exits)["fold"](lambda total, item: total + item, 0, (1, 2, 3)) == 6
    assert vars(slashing)["fold_range"] is fold.fold_range
