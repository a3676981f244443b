"""What symbolic values refuse, and what no class of Python's lets them refuse, for which there is the lint."""

from collections.abc import Callable
from typing import Any

import pytest

from properties.symbolic.failure import EngineError
from properties.symbolic.fresh import arbitrary
from properties.symbolic.knowledge import STATE
from spec.units import TicketId, Wei

AMOUNT: Any = arbitrary(Wei, "values.amount")
PAUSED: Any = STATE.clock.registration_paused
ITEMS: Any = arbitrary(tuple[TicketId, ...], "values.tickets")


@pytest.mark.parametrize(
    "guess",
    [
        lambda: AMOUNT == True,  # noqa: E712  # that is the mistake
        lambda: AMOUNT == PAUSED,
        lambda: AMOUNT == 1.0,
        lambda: AMOUNT < 0.5,
        lambda: PAUSED == 1,
        lambda: PAUSED == AMOUNT,
        lambda: f"{AMOUNT}",
        lambda: str(PAUSED),
        lambda: hash(AMOUNT),
        lambda: int(AMOUNT),
        lambda: AMOUNT % 2,
        lambda: bool(ITEMS),
        lambda: ITEMS == (),
        lambda: ITEMS[0],
        lambda: len(ITEMS),
        lambda: 1 in ITEMS,
        lambda: list(STATE.credits),
        lambda: bool(STATE.credits),
    ],
)
def test_nothing_is_guessed(guess: Callable[[], object]) -> None:
    with pytest.raises(EngineError):
        guess()


def test_some_questions_cannot_be_refused() -> None:
    assert not isinstance(AMOUNT, int)
    assert not isinstance(PAUSED, bool)
    assert not isinstance(ITEMS, tuple)
    assert AMOUNT is not AMOUNT + 0  # which is the same number
