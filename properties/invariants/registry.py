"""Validators, their keys and their commission."""

from properties.declaration import Severity, invariant
from properties.vocabulary import at_most, forall, forall_items, implies, same
from spec.state import NO_POOL, NO_VALIDATOR, PoolId, State, Validator
from spec.units import BPS, NOBODY, Address, SigningKey, Status

SIGNED = "Nobody can make a call as the zero address."


@invariant("H-1.owner", Severity.CRITICAL, "Two validators answer for one key, so an offence has two culprits.")
def keys_belong_to_their_validator(state: State) -> bool:
    """Every signing key that is taken is the key of the validator that took it."""
    return forall_items(
        state.keys,
        lambda key, owner: implies(owner != NOBODY, key != 0 and state.validators[owner].key == key),
    )


@invariant("H-1.key", Severity.CRITICAL, "A validator has no key, or one that is somebody else's.")
def validators_own_their_key(state: State) -> bool:
    """Every validator has a signing key, and is on record as its owner."""

    def owns(validator: Address, key: SigningKey) -> bool:
        return key != 0 and state.keys[key] == validator

    return forall_items(
        state.validators,
        lambda validator, record: record.status == Status.NONE or owns(validator, record.key),
    )


@invariant("H-10.address", Severity.CRITICAL, "A validator is paid to nobody.")
def validators_have_a_withdrawal_address(state: State) -> bool:
    """Every validator has a withdrawal address."""
    return forall(
        state.validators,
        lambda record: record.status == Status.NONE or record.withdrawal_address != NOBODY,
    )


@invariant("F-10.bounds", Severity.HIGH, "A commission takes more than all, and accrual fails.")
def commissions_are_fractions(state: State) -> bool:
    """No commission in force or announced exceeds the whole, and none is announced without a time.

    The maximum in force may be lower, since a change of parameters touches no commission.
    """

    def fraction(record: Validator) -> bool:
        announced = implies(record.commission_effective == 0, record.next_commission == 0)
        return at_most(record.commission, BPS) and at_most(record.next_commission, BPS) and announced

    return forall(state.validators, fraction)


@invariant("S-7.blank", Severity.MEDIUM, "A record exists that belongs to nobody, and outlives its purpose.")
def unregistered_records_are_blank(state: State) -> bool:
    """Whoever is not a validator has a blank record."""
    return forall(state.validators, lambda record: record.status != Status.NONE or same(record, NO_VALIDATOR))


@invariant("S-7.pools", Severity.HIGH, "Stake is held for a validator that does not exist.")
def only_validators_have_pools(state: State) -> bool:
    """Whoever is not a validator has no pool."""

    def registered(key: PoolId) -> bool:
        return state.validators[key.validator].status != Status.NONE

    return forall_items(state.pools, lambda key, pool: registered(key) or same(pool, NO_POOL))


@invariant("S-8.nobody", Severity.HIGH, "Funds belong to nobody, and are lost.", (SIGNED,))
def nobody_has_nothing(state: State) -> bool:
    """Nobody's address, zero, is no validator, holds no ticket and has no credit."""
    validator = state.validators[NOBODY].status == Status.NONE
    return validator and state.open_tickets[NOBODY] == 0 and state.credits[NOBODY] == 0


@invariant("S-8.tokens", Severity.HIGH, "Tokens are destroyed.", (SIGNED,))
def nobody_holds_no_tokens(state: State) -> bool:
    """Nobody's address, zero, holds no tokens."""
    return forall(state.tokens, lambda token: token.balances[NOBODY] == 0)


@invariant("S-8.positions", Severity.HIGH, "Stake belongs to nobody, and is lost.", (SIGNED,))
def nobody_holds_no_shares(state: State) -> bool:
    """Nobody's address, zero, holds no shares of any pool."""
    return forall(state.pools, lambda pool: pool.positions[NOBODY].shares == 0)
