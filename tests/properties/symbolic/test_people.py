"""Who is who in a counterexample."""

from dataclasses import replace

from properties.outcome import Outcome
from properties.symbolic.people import FAR, OTHERS, accounts, names_of, renamed, told_apart, usual_names, usual_state
from properties.world import GENESIS_TIME
from spec.actions import Call, ClaimBatch, Delegate
from spec.state import NO_VALIDATOR, State
from spec.units import NOBODY, Address, Shares, TicketId, Wei


def test_accounts_are_renamed_wherever_they_stand(outcomes: tuple[Outcome, ...]) -> None:
    before = max((outcome.before for outcome in outcomes), key=lambda state: len(state.tickets))
    people = set(accounts(before, State))
    there = {account: Address(account + 5_000) for account in people}
    back = {new: old for old, new in there.items()}
    moved = renamed(before, State, there)
    assert set(accounts(moved, State)) == set(back)
    assert len(moved.tickets) == len(before.tickets) > 1
    assert renamed(moved, State, back) == before


def test_numbers_that_are_no_accounts_stay() -> None:
    action = Delegate(Address(7), Wei(7), Shares(7))
    assert renamed(action, Delegate, {Address(7): Address(8)}) == Delegate(Address(8), Wei(7), Shares(7))
    batch = ClaimBatch((TicketId(7),))
    assert renamed(batch, ClaimBatch, {Address(7): Address(8)}) == batch


def test_the_usual_state_is_a_deployment_without_tokens() -> None:
    state = usual_state()
    assert (len(state.tokens), len(state.validators), state.clock.now) == (0, 0, GENESIS_TIME)
    assert usual_names()[state.roles.governor] == "governor"
    assert usual_names()[state.deployment.stake_custody] == "stake custody"
    assert all(account >= FAR for account in usual_names() if account != NOBODY)


def test_strangers_get_names_and_numbers_of_their_own() -> None:
    validator, holder = Address(1), Address(2)
    validators = usual_state().validators.set(validator, replace(NO_VALIDATOR, checkpoints=1))
    state = replace(usual_state(), validators=validators)
    call, action = Call(holder, GENESIS_TIME), Delegate(validator, Wei(1), Shares(0))
    names = names_of(state, call, action)
    assert (names[validator], names[holder], names[state.sinks.burn]) == ("validator 1", "account 1", "burn sink")
    assert told_apart(state, call, action) == {validator: Address(OTHERS + 1), holder: Address(OTHERS + 2)}
