"""Of a repetition over items only that is kept which is so before the first and after each further one."""

import pytest

from properties.symbolic.failure import EngineError
from properties.symbolic.fresh import arbitrary
from properties.symbolic.keeping import differences, same_term, version
from properties.symbolic.knowledge import STATE
from properties.symbolic.table import Mapped
from properties.symbolic.values import poly_of
from spec.exits import claim_or_skip
from spec.map import Map
from spec.state import Ledger, State
from spec.units import Address, Wei
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.repetition import (
    BATCHES,
    batches_keep_only_what_is_kept,
    never,
    owed_of,
    steps_that_are_refused_are_owed,
    untouched,
)
from tests.properties.symbolic.checks.worlds import Variables


def test_batches_keep_only_what_is_kept() -> None:
    assert passes(batches_keep_only_what_is_kept)


def test_steps_that_are_refused_are_owed() -> None:
    assert passes(steps_that_are_refused_are_owed)


def test_each_claim_is_owed_before_and_after() -> None:
    told = {claims: {owed.why for owed in owed_of(claim_or_skip, claims)} for claims in BATCHES}
    assert "untouched after one more item" in told[untouched]
    assert "untouched before any item" not in told[untouched]  # which is plain
    assert "never before any item" in told[never]


def test_what_changes_is_told_by_its_name() -> None:
    a, _ = Variables("a", "b").all
    ledger = arbitrary(Ledger, "s.ledger")
    changed = Ledger(ledger.bonded, a, ledger.credited, ledger.pot)  # type: ignore[arg-type]  # a symbolic amount
    assert list(differences(Ledger, "s.ledger", ledger, changed)) == ["s.ledger.unbonding"]
    assert list(differences(State, "s", STATE, STATE)) == []
    assert same_term(a + 1, 1 + a)
    assert not same_term(a > 1, a > 2)


def test_only_what_changes_is_arbitrary_in_the_midst() -> None:
    later = version(State, STATE, "s", (), {"s.ledger.unbonding", "s.tickets.shares"})
    assert later.credits is STATE.credits
    assert later.ledger.bonded is STATE.ledger.bonded
    assert poly_of(later.ledger.unbonding) is not poly_of(STATE.ledger.unbonding)
    assert isinstance(later.tickets.source, Mapped)
    before, after = STATE.tickets.source.at((poly_of(7),)), later.tickets.source.at((poly_of(7),))
    assert poly_of(before.owner) is poly_of(after.owner)
    assert poly_of(before.shares) is not poly_of(after.shares)


def test_a_map_that_was_written_before_is_refused() -> None:
    written = STATE.credits.set(1, Wei(2))
    with pytest.raises(EngineError, match="written before"):
        list(differences(Map[Address, Wei], "s.credits", written, written.set(1, Wei(3))))
