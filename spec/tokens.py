"""The tokens: standard ERC-20 with permit (ERC-2612), as OpenZeppelin implements them."""

from dataclasses import dataclass

from spec.arithmetic import add, sub
from spec.errors import (
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC20InvalidSpender,
    require,
)
from spec.events import Approval, Transfer
from spec.record import replace
from spec.state import AllowanceId, State, Token, emit
from spec.units import NOBODY, UINT256_MAX, Address, Timestamp, Wei


@dataclass(frozen=True, slots=True)
class Permit:
    """A signed allowance for the stake custody."""

    signer: Address
    """Whose key made the signature."""
    amount: Wei
    nonce: int
    """How many permits the signer had used when signing."""
    deadline: Timestamp
    """The last block time at which the permit is good; tokens know no protocol time."""


def put_token(state: State, token: Address, record: Token) -> State:
    """Return the state with ``record`` as that token."""
    return replace(state, tokens=state.tokens.set(token, record))


def move(state: State, token: Address, sender: Address, receiver: Address, amount: Wei) -> State:
    """Move tokens.

    Rejects, in this order: ERC20InvalidReceiver, ERC20InsufficientBalance. Source: ERC-20, errors of ERC-6093.
    """
    record = state.tokens[token]
    balance = record.balances[sender]
    require(receiver != NOBODY, ERC20InvalidReceiver(receiver))
    require(balance >= amount, ERC20InsufficientBalance(sender, balance, amount))

    balances = record.balances.set(sender, sub(balance, amount))
    balances = balances.set(receiver, add(balances[receiver], amount))

    state = put_token(state, token, replace(record, balances=balances))
    return emit(state, Transfer(token, sender, receiver, amount))


def spend_allowance(state: State, token: Address, owner: Address, spender: Address, amount: Wei) -> State:
    """Use up part of an allowance; an unlimited one stays.

    Rejects, in this order: ERC20InsufficientAllowance.
    """
    record = state.tokens[token]
    key = AllowanceId(owner, spender)
    allowed = record.allowances[key]
    require(allowed >= amount, ERC20InsufficientAllowance(spender, allowed, amount))
    if allowed == UINT256_MAX:
        return state
    return put_token(state, token, replace(record, allowances=record.allowances.set(key, sub(allowed, amount))))


def pull(state: State, token: Address, owner: Address, spender: Address, amount: Wei) -> State:
    """Let a custody take tokens that it was allowed.

    Rejects, in this order: ERC20InsufficientAllowance, ERC20InsufficientBalance. Upholds A-7.
    """
    state = spend_allowance(state, token, owner, spender, amount)
    return move(state, token, owner, spender, amount)


def pay(state: State, token: Address, custody: Address, receiver: Address, amount: Wei) -> State:
    """Pay out of a custody; paying nothing moves nothing, since some tokens refuse to."""
    return state if amount == 0 else move(state, token, custody, receiver, amount)


def transfer(state: State, caller: Address, token: Address, receiver: Address, amount: Wei) -> State:
    """Move the caller's own tokens, be it to a custody: that is a donation, and changes no ledger.

    Rejects, in this order: ERC20InvalidReceiver, ERC20InsufficientBalance. Upholds A-6.
    """
    return move(state, token, caller, receiver, amount)


def allow(state: State, token: Address, owner: Address, spender: Address, amount: Wei) -> State:
    """Set an allowance and tell it."""
    record = state.tokens[token]
    allowances = record.allowances.set(AllowanceId(owner, spender), amount)
    state = put_token(state, token, replace(record, allowances=allowances))
    return emit(state, Approval(token, owner, spender, amount))


def approve(state: State, caller: Address, token: Address, spender: Address, amount: Wei) -> State:
    """Set what ``spender`` may take of the caller's tokens.

    Rejects, in this order: ERC20InvalidSpender.
    """
    require(spender != NOBODY, ERC20InvalidSpender(spender))
    return allow(state, token, caller, spender, amount)


def use_permit(state: State, owner: Address, permit: Permit) -> State:
    """Turn a good permit of ``owner`` into an allowance for the stake custody; pass over any other (I-10).

    Source: ERC-2612. Never rejects: whether the allowance suffices shows when it is spent.
    """
    token = state.deployment.stake_token
    record = state.tokens[token]
    good = permit.signer == owner and permit.nonce == record.nonces[owner]
    if not good or state.clock.now > permit.deadline:
        return state
    nonces = record.nonces.set(owner, add(permit.nonce, 1))
    state = put_token(state, token, replace(record, nonces=nonces))
    return allow(state, token, owner, state.deployment.stake_custody, permit.amount)
