"""What came of two branches is joined into one, or refused."""

from typing import Any

import pytest

from properties.symbolic.explorer import aside
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import FALSE, TRUE, every, opposite
from properties.symbolic.joining import Guarded, join
from properties.symbolic.knowledge import STATE
from properties.symbolic.values import formula_of, poly_of
from spec.events import Paused, Unpaused
from spec.state import NO_POSITION, NO_TICKET
from spec.units import Timestamp
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.terms import what_is_joined_is_either
from tests.properties.symbolic.checks.worlds import Variables

VARIABLES = Variables("a", "b", "c")
A, B, C = VARIABLES.all
CONDITION = formula_of(A > B)
PAUSED, UNPAUSED = Paused(Timestamp(1)), Unpaused(Timestamp(2))


def test_what_is_joined_is_the_one_or_the_other() -> None:
    assert passes(what_is_joined_is_either)


def test_what_is_alike_stays_as_it_is() -> None:
    assert join(CONDITION, STATE.credits, STATE.credits) is STATE.credits
    assert join(CONDITION, 3, 3) == 3
    assert poly_of(join(CONDITION, A + 1, 1 + A)) is poly_of(A + 1)
    assert join(CONDITION, True, True) is True
    assert formula_of(join(CONDITION, True, False)) is CONDITION


def test_what_is_known_is_chosen() -> None:
    assert join(TRUE, 1, 2) == 1
    assert join(FALSE, 1, 2) == 2
    # Where a is b, both come to the same.
    assert poly_of(join(formula_of(A == B), A * C, B * C)) is poly_of(B * C)


def test_maps_are_joined_key_by_key() -> None:
    with aside():
        then, otherwise = STATE.credits.set(1, A), STATE.credits.set(1, B).set(2, C)
        found = join(CONDITION, then, otherwise)
        assert [entry.key for entry in found.written] == [1, 2]
        assert poly_of(found[2]) is poly_of(join(CONDITION, STATE.credits[2], C))
    nothing = join(CONDITION, STATE.credits, then)
    assert [entry.key for entry in nothing.written] == [1]


def test_a_log_goes_on_under_conditions() -> None:
    more = formula_of(B > C)
    found = join(CONDITION, (PAUSED, Guarded(more, UNPAUSED)), (PAUSED, PAUSED))
    assert found == (PAUSED, Guarded(every((CONDITION, more)), UNPAUSED), Guarded(opposite(CONDITION), PAUSED))


@pytest.mark.parametrize(
    ("then", "otherwise"),
    [
        (STATE.credits.set(1, 2), STATE.credits.set(2, 3)),
        (STATE.credits, STATE.open_tickets),
        (STATE.credits, None),
        ((1, 2), (1, 2, 3)),
        (NO_TICKET, NO_POSITION),
        ("text", "other"),
        (None, 1),
        (1, None),
    ],
)
def test_what_cannot_be_joined_is_refused(then: Any, otherwise: Any) -> None:
    with pytest.raises(EngineError):
        join(CONDITION, then, otherwise)
