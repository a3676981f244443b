"""All properties hold of the specification, say so quickly, and say what failed if one does not."""

from dataclasses import replace
from typing import Any

import pytest

from properties.declaration import Kind, Property, Severity
from properties.evaluation import (
    INVARIANTS,
    LAWS,
    LAWS_OF,
    REJECTION_LAWS,
    Violation,
    check,
    check_invariants,
    check_outcome,
    check_rejection,
    check_transition,
    rejection_laws_of,
)
from properties.outcome import Outcome, Rejected, Transition
from properties.world import paper_world
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.state import State
from spec.units import Wei


def test_every_property_holds_at_genesis() -> None:
    assert check_invariants(paper_world().genesis()) == []


def test_every_property_holds_of_every_history(outcomes: tuple[Outcome, ...]) -> None:
    violations = [str(violation) for outcome in outcomes for violation in check_outcome(outcome)]
    assert violations == []


def test_every_law_is_tried(outcomes: tuple[Outcome, ...]) -> None:
    laws = {law.id for outcome in outcomes if isinstance(outcome, Transition) for law in LAWS_OF[type(outcome.action)]}
    assert {law.id for law in LAWS} - laws == set()


def test_every_rejection_law_is_tried(outcomes: tuple[Outcome, ...]) -> None:
    refused = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    kinds = {(type(outcome.action), type(outcome.rejection)) for outcome in refused}
    tried = {law.id for action, reason in kinds for law in rejection_laws_of(action, reason)}
    assert {law.id for law in REJECTION_LAWS} - tried == set()


def test_rejection_laws_cover_every_declared_reason() -> None:
    lax = {"R-0", "D-1.poor", "G-8.exit"}
    pairs = [(action, reason) for action, reasons in REJECTIONS.items() for reason in reasons]
    bare = [pair for pair in pairs if not {law.id for law in rejection_laws_of(*pair)} - lax]
    assert bare == []


def shaken(state: State) -> State:
    """Return a state that is wrong in one place."""
    return replace(state, ledger=replace(state.ledger, bonded=Wei(state.ledger.bonded + 1)))


def test_a_wrong_state_is_told_with_both_sides() -> None:
    violations = check_invariants(shaken(paper_world().genesis()))
    found = {violation.property_id: violation.message for violation in violations}
    assert set(found) == {"A-1.solvency", "A-1.bonded"}
    assert "1 | 0" in found["A-1.bonded"]
    assert "Bonded stake, in total" in found["A-1.bonded"]


def test_a_wrong_transition_is_told(outcomes: tuple[Outcome, ...]) -> None:
    step = next(outcome for outcome in outcomes if isinstance(outcome, Transition))
    wrong = replace(step, after=replace(step.after, deployment=replace(step.after.deployment, dust_floor=Wei(7))))
    assert "G-1.deployment" in {violation.property_id for violation in check_transition(wrong)}


def test_a_wrong_rejection_is_told(outcomes: tuple[Outcome, ...]) -> None:
    refused = next(outcome for outcome in outcomes if isinstance(outcome, Rejected))
    strange = replace(refused, rejection=Rejection())
    assert "R-0" in {violation.property_id for violation in check_rejection(strange)}


def raising(_: State) -> bool:
    raise AssertionError("outside uint256")


def test_a_property_that_raises_is_violated() -> None:
    entry = Property("X-1", Kind.INVARIANT, "It holds.", "", Severity.HIGH, (), raising, ())
    (violation,) = check((entry,), paper_world().genesis())
    assert violation.message == "It holds. Raised AssertionError: outside uint256"


@pytest.mark.benchmark(group="properties")
def test_evaluation_is_quick(benchmark: Any, outcomes: tuple[Outcome, ...]) -> None:
    def evaluate() -> list[Violation]:
        return [violation for outcome in outcomes[-100:] for violation in check_outcome(outcome)]

    assert benchmark(evaluate) == []


def test_invariants_have_no_scope() -> None:
    assert not [entry.id for entry in INVARIANTS if entry.actions or entry.rejections]
