"""Every view of the contracts, asked for what the state holds, with the answer that the spec gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from differential.abi import encode, flatten, word
from spec import views
from spec.clock import is_paused, paused_time, protocol_time
from spec.rewards import payee
from spec.state import Clock, PoolId, State, Ticket, Validator
from spec.units import Address, Shares, TicketId, Wei


@dataclass(frozen=True, slots=True)
class Question:
    """A view, its arguments, and what it must return."""

    contract: str
    function: str
    arguments: tuple[object, ...]
    answer: bytes

    def data(self) -> bytes:
        """Return the encoded arguments."""
        return encode(self.arguments)


def ask(contract: str, function: str, *arguments: object, answer: Any) -> Question:
    """Return a question; the answer is a number, a record, or bytes already encoded."""
    return Question(contract, function, arguments, answer if isinstance(answer, bytes) else flatten(answer))


def of_clock(clock: Clock) -> bytes:
    """Return the pauses, without the block time, which the chain keeps itself."""
    return encode([clock.paused_total, clock.pause_start, clock.pause_end, clock.registration_paused])


def of_validator(record: Validator) -> bytes:
    """Return the registry's part of a validator."""
    return encode(
        [
            record.status,
            record.key,
            record.withdrawal_address,
            record.commission,
            record.next_commission,
            record.commission_effective,
            record.jailed_until,
        ]
    )


def of_book(record: Validator) -> bytes:
    """Return the pools' part of a validator."""
    return encode([record.generation, record.checkpoints, record.queue_head, record.queue_tail])


def controller_questions(state: State) -> Iterator[Question]:
    """Yield what the controller is asked."""
    yield ask("Controller", "protocolTime", answer=protocol_time(state))
    yield ask("Controller", "pausedTime", answer=paused_time(state.clock))
    yield ask("Controller", "isPaused", answer=is_paused(state.clock))
    yield ask("Controller", "clock", answer=of_clock(state.clock))
    for name in ("parameters", "roles", "sinks"):
        yield ask("Controller", name, answer=getattr(state, name))


def validator_questions(state: State, validator: Address) -> Iterator[Question]:
    """Yield what is asked about one validator."""
    record, amount = state.validators[validator], Wei(10**18)
    pool = state.pools[PoolId(validator, record.generation)]
    yield ask("Registry", "validatorOf", validator, answer=of_validator(record))
    yield ask("Registry", "statusOf", validator, answer=record.status)
    yield ask("Registry", "commissionOf", validator, answer=record.commission)
    yield ask("Registry", "keyOwner", record.key, answer=validator)
    yield ask("Pools", "bookOf", validator, answer=of_book(record))
    yield ask("Pools", "generationOf", validator, answer=record.generation)
    yield ask("Pools", "previewDeposit", validator, amount, answer=views.preview_deposit(state, validator, amount))
    half = Shares(pool.shares // 2)
    yield ask("Pools", "previewUnbond", validator, half, answer=views.preview_unbond(state, validator, half))
    third = Wei(pool.assets // 3)
    burned = views.preview_unbond_assets(state, validator, third)
    yield ask("Pools", "previewUnbondAssets", validator, third, answer=burned)
    yield ask("Rewards", "earnerOf", validator, answer=state.earners[validator])
    yield ask("Rewards", "commissionEarned", validator, answer=views.commission_earned(state, validator))


def pool_questions(state: State, pool_id: PoolId) -> Iterator[Question]:
    """Yield what is asked about one pool and its holders."""
    validator, generation = pool_id.validator, pool_id.generation
    pool = state.pools[pool_id]
    yield ask("Pools", "poolOf", validator, generation, answer=encode([pool.assets, pool.shares]))
    yield ask("Rewards", "rewardIndexOf", validator, generation, answer=pool.reward_index)
    for holder, position in pool.positions.items():
        path = (validator, generation, holder)
        paid = encode([position.index_paid, position.accrued])
        yield ask("Pools", "sharesOf", *path, answer=position.shares)
        yield ask("Pools", "stakeOf", validator, holder, answer=views.stake_of(state, validator, holder))
        yield ask("Rewards", "rewardPositionOf", *path, answer=paid)
        yield ask("Rewards", "earned", *path, answer=views.earned(state, *path))


def of_ticket(ticket: Ticket) -> bytes:
    """Return a ticket as the contract orders it."""
    return encode([ticket.owner, ticket.recipient, ticket.bucket, ticket.shares])


def ticket_questions(state: State, ticket_id: TicketId) -> Iterator[Question]:
    """Yield what is asked about one ticket."""
    yield ask("Pools", "ticketOf", ticket_id, answer=of_ticket(state.tickets[ticket_id]))
    yield ask("Pools", "isClaimable", ticket_id, answer=views.is_claimable(state, ticket_id))
    yield ask("Pools", "ticketValue", ticket_id, answer=views.ticket_value(state, ticket_id))


def exit_questions(state: State) -> Iterator[Question]:
    """Yield what is asked about exits."""
    for ticket_id, _ in state.tickets.items():
        yield from ticket_questions(state, ticket_id)
    for bucket_id, bucket in state.buckets.items():
        yield ask("Pools", "bucketOf", bucket_id, answer=bucket)
    for slot, queued in state.queue.items():
        yield ask("Pools", "queuedBucket", slot.validator, slot.index, answer=queued)
    for slot, taken in state.checkpoints.items():
        yield ask("Pools", "checkpointOf", slot.validator, slot.index, answer=taken)
    for owner, count in state.open_tickets.items():
        yield ask("Pools", "openTicketsOf", owner, answer=count)
    for account, amount in state.credits.items():
        yield ask("Pools", "creditOf", account, answer=amount)


def total_questions(state: State) -> Iterator[Question]:
    """Yield what is asked about the whole."""
    yield ask("Pools", "lastTicket", answer=state.last_ticket)
    yield ask("Pools", "ledger", answer=state.ledger)
    yield ask("Pools", "stakeLiabilities", answer=views.stake_liabilities(state))
    yield ask("Pools", "stakeSurplus", answer=views.stake_surplus(state))
    yield ask("Rewards", "rewardStream", answer=state.stream)
    yield ask("Rewards", "rewardLiabilities", answer=views.reward_liabilities(state))
    yield ask("Rewards", "rewardSurplus", answer=views.reward_surplus(state))


def token_questions(state: State) -> Iterator[Question]:
    """Yield what the stake token is asked."""
    token = state.tokens[state.deployment.stake_token]
    for owner, balance in token.balances.items():
        yield ask("StakeToken", "balanceOf", owner, answer=balance)
    for allowance, amount in token.allowances.items():
        yield ask("StakeToken", "allowance", allowance.owner, allowance.spender, answer=amount)
    for owner, nonce in token.nonces.items():
        yield ask("StakeToken", "nonces", owner, answer=word(nonce))


def questions(state: State) -> Iterator[Question]:
    """Yield every question about a state."""
    yield from controller_questions(state)
    for validator, _ in state.validators.items():
        yield from validator_questions(state, validator)
        yield ask("Registry", "payee", validator, answer=payee(state, validator))
    for pool_id, _ in state.pools.items():
        yield from pool_questions(state, pool_id)
    yield from exit_questions(state)
    for case_id, case in state.cases.items():
        path = (case_id.validator, case_id.offence, case_id.offence_time)
        yield ask("Slashing", "caseOf", *path, answer=case)
    yield from total_questions(state)
    yield from token_questions(state)


def further_questions(state: State, members: Mapping[str, Address]) -> Iterator[Question]:
    """Yield questions about what never changes, and about a ticket that nobody was issued.

    ``members`` are the contracts of the protocol, in their order.
    """
    fixed = state.deployment
    yield ask("Controller", "epoch", answer=fixed.epoch)
    yield ask("Controller", "dustFloor", answer=fixed.dust_floor)
    yield ask("Pools", "stakeToken", answer=fixed.stake_token)
    yield ask("Rewards", "rewardToken", answer=fixed.reward_token)
    for contract in members:
        yield ask(contract, "addresses", answer=encode(list(members.values())))
    yield from ticket_questions(state, TicketId(state.last_ticket + 1))
