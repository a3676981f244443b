"""Every check passes on the engine as it is, and fails of the mistakes that it has to notice."""

import pytest

from properties.symbolic.failure import EngineError
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.mistakes import MISTAKES, Mistake, made


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_a_mistake_is_noticed(mistake: Mistake) -> None:
    assert passes(mistake.check, *mistake.arguments)
    with made(mistake), pytest.raises((AssertionError, ValueError, EngineError)):
        mistake.check(*mistake.arguments)
