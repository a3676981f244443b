"""Splits: doing something in several parts is never better, and worse by no more than rounding."""

from collections.abc import Iterator

from properties.declaration import Severity, relation
from properties.outcome import Transition
from properties.quantities import entitlement, pool_of, worth
from properties.relations.runs import OUTSIDER, after, endowed, later, now, states
from properties.relations.verdict import Finding, Verdict, differs, exceeds, states_differ, verdict
from properties.world import History
from spec.actions import Claim, ClaimBatch, Delegate, Distribute, Unbond
from spec.state import State
from spec.units import VIRTUAL_SHARES, Address, Shares, Status, TicketId, Wei
from spec.views import is_claimable

SPANS = ((1, 1), (3_600, 86_401), (7, 1_000_000))
"""Spans of time that accrual is split into, in seconds."""


def active(state: State) -> Iterator[Address]:
    """Yield the active validators."""
    return (validator for validator, record in state.validators.items() if record.status == Status.ACTIVE)


def distributed(state: State, validator: Address, *spans: int) -> State | None:
    """Return the state after distributions with so much time before each."""
    for span in spans:
        reached = after(later(state, span), (OUTSIDER, Distribute(validator)))
        if reached is None:
            return None
        state = reached
    return state


def owed(state: State, validator: Address) -> int:
    """Return what a validator and the holders of its pool are owed in total, scaled."""
    pool, earner = pool_of(state, validator), state.earners[validator]
    holders = sum(entitlement(pool, position) for position in pool.positions.values())
    return holders + earner.commission_owed + earner.leftover


def accrued(state: State, validator: Address, first: int, second: int) -> Iterator[Finding]:
    """Compare one distribution with two, over the same time."""
    left = distributed(state, validator, first + second)
    right = distributed(state, validator, first, second)
    if left is None or right is None:
        return
    name = f"{validator} after {first} and {second} seconds"
    yield differs(f"the stream, {name}", left.stream, right.stream)
    yield differs(f"all that is owed, {name}", owed(left, validator), owed(right, validator))
    whole, parts = left.earners[validator].commission_owed, right.earners[validator].commission_owed
    yield exceeds(f"commission, {name}", parts, whole)
    yield exceeds(f"commission less one unit, {name}", whole - 1, parts)


def accruals(start: State, history: History) -> Iterator[Finding]:
    """Compare one accrual with two in every state of a history."""
    for state in states(start, history):
        for validator, _ in state.validators.items():
            for first, second in SPANS:
                yield from accrued(state, validator, first, second)


@relation("F-7", Severity.HIGH, "Calling often enough takes rewards from others, or loses them.")
def accrual_may_be_split(start: State, history: History) -> Verdict:
    """Rewards brought up to date in two steps are those of one step, but for one unit of commission at the most.

    The catalogue allows one unit of index precision. Since remainders are kept, the index is equal to the last unit.
    """
    return verdict(accruals(start, history))


def minted(state: State, validator: Address, *amounts: int) -> tuple[State, int] | None:
    """Return the state after delegations of an outsider, and the shares that it then has."""
    calls = [(OUTSIDER, Delegate(validator, Wei(amount), Shares(0))) for amount in amounts]
    reached = after(state, *calls)
    return None if reached is None else (reached, pool_of(reached, validator).positions[OUTSIDER].shares)


def delegated(state: State, validator: Address) -> Iterator[Finding]:
    """Compare one delegation with two of the same sum, and a round trip with staying away."""
    small = state.parameters.min_deposit
    amounts = (small, 7 * small + 3)
    state = endowed(state, sum(amounts))
    one, two = minted(state, validator, sum(amounts)), minted(state, validator, *amounts)
    if one is None or two is None:
        return
    whole, parts = one[1], two[1]
    supply = pool_of(two[0], validator).shares - parts
    yield exceeds(f"shares of two delegations to {validator}", parts, whole)
    yield exceeds(f"shares of one delegation to {validator}", whole, parts + 3 + parts // (supply + VIRTUAL_SHARES))
    yield from returned(one[0], validator, whole, sum(amounts))


def returned(state: State, validator: Address, shares: int, paid: int) -> Iterator[Finding]:
    """Compare what a delegation cost with what an exit right after it frees, at once and in two parts."""
    whole = freed(state, validator, shares)
    parts = freed(state, validator, shares // 3, shares - shares // 3)
    price = worth(pool_of(state, validator), 1)
    if whole is not None:
        yield exceeds(f"round trip through {validator}", whole, paid)
        yield exceeds(f"round trip through {validator} with its loss", paid, whole + 2 + price)
    if whole is not None and parts is not None:
        yield exceeds(f"two exits from {validator}", parts, whole)
        yield exceeds(f"one exit from {validator}", whole, parts + 2)


def freed(state: State, validator: Address, *parts: int) -> int | None:
    """Return what exits of an outsider free, or nothing if one is rejected."""
    calls = [(OUTSIDER, Unbond(validator, Shares(part), Wei(0))) for part in parts]
    reached = after(state, *calls)
    return None if reached is None else reached.ledger.unbonding - state.ledger.unbonding


def amounts(start: State, history: History) -> Iterator[Finding]:
    """Compare deposits and exits with their parts in every state of a history."""
    for state in states(start, history):
        for validator in active(state):
            yield from delegated(state, validator)


@relation("J-5", Severity.HIGH, "Splitting a deposit or an exit is profitable, or costs more than rounding.")
def deposits_and_exits_may_be_split(start: State, history: History) -> Verdict:
    """Deposits and exits in two parts bring no more than in one, and less by rounding only; nor does returning."""
    return verdict(amounts(start, history))


def batches(start: State, history: History) -> Iterator[Finding]:
    """Compare a batch of all of an owner's tickets with single claims, in every state of a history."""
    for state in states(start, history):
        matured = later(state, 100 * 86_400)
        for owner, _ in state.open_tickets.items():
            yield from claimed(matured, owner)
            yield from claimed(state, owner)


def claimed(state: State, owner: Address) -> Iterator[Finding]:
    """Compare a batch of an owner's tickets with single claims of those that can be paid."""
    tickets = tuple(key for key, ticket in state.tickets.items() if ticket.owner == owner)[:8]
    batch = now(state, owner, ClaimBatch((*tickets, TicketId(0), *tickets)))
    single = after(state, *((owner, Claim(key)) for key in tickets if is_claimable(state, key)))
    if isinstance(batch, Transition) and single is not None:
        yield from states_differ(f"tickets {tickets} of {owner}", batch.after, single)


@relation("C-10.sequence", Severity.CRITICAL, "A batch pays more, or less, than its tickets one by one.")
def batches_are_sequences(start: State, history: History) -> Verdict:
    """Batches lead to the same state as claiming, one by one, those of their tickets that can be paid."""
    return verdict(batches(start, history))
