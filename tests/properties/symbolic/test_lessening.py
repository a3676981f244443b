"""States that show something are made as usual as may be, and still show it."""

from dataclasses import replace

import pytest

from properties.catalogue import lookup
from properties.mutation.mutant import in_place
from properties.symbolic.history import seen
from properties.symbolic.lessening import lessened, settled
from properties.symbolic.model import Witness, is_possible, replayed
from properties.symbolic.people import usual_state
from spec.actions import Unbond
from spec.state import Ledger
from spec.units import Wei
from tests.properties.symbolic.test_history import LATE

CLAIM = lookup("C-13.limit")


@pytest.fixture(scope="module")
def found() -> tuple[Witness, Witness]:
    """Return a step of a history, and the same made smaller."""
    with in_place(LATE):
        (shown,) = seen([(CLAIM.id, "Unbond")]).values()
        small = lessened(CLAIM, shown)
        assert replayed(CLAIM, small)
    return shown, small


def test_what_need_not_be_there_is_not(found: tuple[Witness, Witness]) -> None:
    (shown, small), usual = found, usual_state()
    before, token = small.before, usual.deployment.stake_token
    assert isinstance(small.action, Unbond)
    assert len(shown.before.tokens[token].allowances) > 0
    assert before.tokens[token].allowances == usual.tokens[token].allowances
    assert [holder for holder, _ in before.tokens[token].balances.items()] == [usual.deployment.stake_custody]
    assert before.open_tickets[small.call.caller] == before.parameters.max_tickets


def test_it_is_possible_still(found: tuple[Witness, Witness]) -> None:
    assert is_possible(found[1])


def test_parts_are_settled_where_the_whole_cannot_be() -> None:
    usual = Ledger(Wei(0), Wei(0), Wei(0), Wei(0))
    mine = replace(usual, bonded=Wei(7), pot=Wei(8))
    assert settled(mine, usual, Ledger, lambda value: value.pot > 0) == replace(usual, pot=Wei(8))
    assert settled(mine, usual, Ledger, lambda _: True) == usual
    assert settled(mine, usual, Ledger, lambda _: False) == mine
