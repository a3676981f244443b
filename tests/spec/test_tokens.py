from dataclasses import replace

import pytest

from properties.world import FUNDS, paper_world
from spec.errors import ERC20InsufficientAllowance, ERC20InsufficientBalance
from spec.events import Approval, Transfer
from spec.state import AllowanceId, State, Token
from spec.tokens import Permit, allow, move, pay, spend_allowance, use_permit
from spec.units import NOBODY, UINT256_MAX, Timestamp, Wei

WORLD = paper_world()
TOKEN = WORLD.deployment.stake_token
CUSTODY = WORLD.deployment.stake_custody
DORA, EMIL = WORLD.cast.delegators[:2]
STRANGER = WORLD.cast.stranger


def token_after(state: State) -> Token:
    return state.tokens[TOKEN]


def test_a_transfer_moves_from_one_to_the_other() -> None:
    before = WORLD.genesis()
    after = move(before, TOKEN, DORA, EMIL, Wei(5))
    balances = token_after(before).balances.set(DORA, Wei(FUNDS - 5)).set(EMIL, Wei(FUNDS + 5))
    assert token_after(after) == replace(token_after(before), balances=balances)
    assert after.log == (Transfer(TOKEN, DORA, EMIL, Wei(5)),)


def test_a_transfer_to_oneself_changes_nothing() -> None:
    before = WORLD.genesis()
    assert token_after(move(before, TOKEN, DORA, DORA, FUNDS)) == token_after(before)
    with pytest.raises(ERC20InsufficientBalance) as refused:
        move(before, TOKEN, DORA, DORA, Wei(FUNDS + 1))
    assert refused.value == ERC20InsufficientBalance(DORA, FUNDS, Wei(FUNDS + 1))


def test_paying_nothing_moves_nothing() -> None:
    state = WORLD.genesis()
    assert pay(state, TOKEN, CUSTODY, NOBODY, Wei(0)) == state


def test_an_unlimited_allowance_stays_and_another_is_used_up() -> None:
    state = WORLD.genesis()
    assert spend_allowance(state, TOKEN, DORA, CUSTODY, Wei(5)) == state
    limited = allow(state, TOKEN, DORA, CUSTODY, Wei(5))
    assert limited.log == (Approval(TOKEN, DORA, CUSTODY, Wei(5)),)
    spent = spend_allowance(limited, TOKEN, DORA, CUSTODY, Wei(3))
    assert token_after(spent).allowances[AllowanceId(DORA, CUSTODY)] == 2
    with pytest.raises(ERC20InsufficientAllowance) as refused:
        spend_allowance(spent, TOKEN, DORA, CUSTODY, Wei(3))
    assert refused.value == ERC20InsufficientAllowance(CUSTODY, Wei(2), Wei(3))


GOOD = Permit(STRANGER, Wei(9), 0, Timestamp(WORLD.genesis().clock.now))


def test_a_good_permit_is_an_allowance_and_a_used_nonce() -> None:
    before = WORLD.genesis()
    after = use_permit(before, STRANGER, GOOD)
    token = token_after(before)
    assert token_after(after) == replace(
        token,
        allowances=token.allowances.set(AllowanceId(STRANGER, CUSTODY), Wei(9)),
        nonces=token.nonces.set(STRANGER, 1),
    )
    assert use_permit(after, STRANGER, GOOD) == after


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, signer=DORA),
        replace(GOOD, nonce=1),
        replace(GOOD, nonce=UINT256_MAX),
        replace(GOOD, deadline=Timestamp(GOOD.deadline - 1)),
    ],
    ids=["forged", "early", "absurd", "expired"],
)
def test_a_bad_permit_does_nothing(bad: Permit) -> None:
    state = WORLD.genesis()
    assert use_permit(state, STRANGER, bad) == state
