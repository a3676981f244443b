"""Validators come and go: registration, leaving, ejection."""

from dataclasses import replace
from typing import Final

from properties.scenarios.calls import (
    claim,
    claim_batch,
    delegate,
    deposit,
    deposit_rewards,
    register,
    set_commission,
    tokens,
    unbond_assets,
)
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import Approve, Eject, Leave, PauseRegistration, ResumeRegistration, Transfer
from spec.errors import (
    AlreadyRegistered,
    CommissionTooHigh,
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    KeyAlreadyUsed,
    NotEjectable,
    RegistrationPaused,
    StakeAboveMaximum,
    StakeBelowMinimum,
    WrongStatus,
    ZeroAddress,
    ZeroKey,
)
from spec.units import NOBODY, UINT256_MAX, Wei


@scenario("A validator registers, leaves, takes all its stake out, and is gone for ever; its key stays taken.")
def from_entry_to_exit(s: Story) -> None:
    """Walk NONE, ACTIVE, LEAVING, EXITED, and try to come back."""
    alice, dora = s.alice, s.dora
    s.refused(WrongStatus, alice, Leave())
    s.refused(WrongStatus, alice, deposit(tokens(1)))
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(5))
    s.waits(10)
    s.does(alice, Leave())
    s.refused(WrongStatus, alice, Leave())
    s.refused(WrongStatus, dora, delegate(alice, tokens(1)))
    s.refused(WrongStatus, alice, deposit(tokens(1)))
    s.waits(10)
    s.unbonds_all(alice, alice)
    s.unbonds_all(dora, alice)
    s.refused(WrongStatus, alice, deposit(tokens(1)))
    s.refused(AlreadyRegistered, alice, register(9, s.cast.withdrawal[0], tokens(40)))
    s.refused(KeyAlreadyUsed, s.bob, register(1, s.cast.withdrawal[1], tokens(40)))
    s.does(s.bob, register(2, s.cast.withdrawal[1], tokens(40)))


@scenario("Each reason to refuse a registration, at the edge of what is admitted.")
def admission(s: Story) -> None:
    """Register wrongly in every way, and then at both ends of what is admitted."""
    home, stranger, limits = s.cast.withdrawal[0], s.cast.stranger, s.parameters
    least, most, highest = limits.min_stake, limits.max_stake, limits.max_commission
    s.refused(ZeroKey, s.alice, register(0, home, least))
    s.refused(ZeroAddress, s.alice, register(1, NOBODY, least))
    s.refused(CommissionTooHigh, s.alice, register(1, home, least, highest + 1))
    s.refused(StakeBelowMinimum, s.alice, register(1, home, 0))
    s.refused(StakeBelowMinimum, s.alice, register(1, home, least - 1))
    s.refused(StakeAboveMaximum, s.cast.whale, register(1, home, most + 1))
    s.refused(StakeAboveMaximum, s.alice, register(1, home, UINT256_MAX))
    s.refused(ERC20InsufficientAllowance, stranger, register(1, home, least))
    s.does(stranger, Approve(s.deployment.stake_token, s.deployment.stake_custody, Wei(UINT256_MAX)))
    s.refused(ERC20InsufficientBalance, stranger, register(1, home, most))
    s.does(s.alice, register(1, home, least, highest))
    s.refused(CommissionTooHigh, s.alice, set_commission(highest + 1))
    s.refused(KeyAlreadyUsed, s.bob, register(1, home, least))
    s.does(s.cast.whale, register(UINT256_MAX, home, most, 0))
    s.refused(AlreadyRegistered, s.alice, register(3, home, least))


@scenario("While registrations are closed, everything else stays open: deposits, exits and claims.")
def registration_closed(s: Story) -> None:
    """Close and reopen the door to new validators."""
    s.registers(s.alice, tokens(40))
    s.delegates(s.dora, s.alice, tokens(5))
    ticket = s.unbonds_all(s.dora, s.alice)
    s.does(s.cast.guardian, PauseRegistration())
    s.refused(RegistrationPaused, s.bob, register(2, s.cast.withdrawal[1], tokens(40)))
    s.delegates(s.dora, s.alice, tokens(1))
    s.does(s.alice, deposit(tokens(1)))
    s.waits_until(s.maturity(ticket))
    s.does(s.dora, claim(ticket))
    s.does(s.cast.governor, ResumeRegistration())
    s.registers(s.bob, tokens(40))


@scenario("A validator that unbonds to exactly its minimum stays; one wei less and it leaves in the same call.")
def own_exit_below_minimum(s: Story) -> None:
    """Cross the minimum of self-stake from both sides."""
    alice, bob, least = s.alice, s.bob, s.parameters.min_self_stake
    s.registers(alice, tokens(40))
    s.registers(bob, tokens(40))
    s.delegates(s.dora, alice, tokens(100))
    s.delegates(s.dora, bob, tokens(100))
    s.does(alice, unbond_assets(alice, tokens(40) - least))
    s.does(bob, unbond_assets(bob, tokens(40) - least + 1))
    s.refused(WrongStatus, s.dora, delegate(bob, tokens(1)))
    s.refused(WrongStatus, bob, Leave())
    s.does(s.dora, delegate(alice, tokens(1)))


@scenario("A delegator's exit takes a pool below the minimum, which ends the validator's activity.")
def delegator_exit_below_minimum(s: Story) -> None:
    """Let the pool as a whole come below what an active validator needs."""
    alice, dora, least = s.alice, s.dora, s.parameters.min_stake
    s.registers(alice, least)
    s.delegates(dora, alice, tokens(30))
    s.does(alice, unbond_assets(alice, least - s.parameters.min_self_stake))
    room = s.pool(alice).assets - least
    s.does(dora, unbond_assets(alice, room))
    s.waits(1)
    s.does(dora, unbond_assets(alice, s.parameters.min_unbond))
    s.refused(WrongStatus, s.emil, delegate(alice, tokens(1)))


@scenario("Governance raises the minimum stake; whoever falls below it is ejected by anyone, whoever meets it is not.")
def ejection_by_stake(s: Story) -> None:
    """Eject at one wei below the new minimum, while rewards stream, and not at it."""
    s.refused(WrongStatus, s.fay, Eject(s.alice))
    s.registers(s.alice, tokens(40))
    s.registers(s.bob, tokens(41))
    s.does(s.cast.notifier, deposit_rewards(tokens(100)))
    s.refused(NotEjectable, s.fay, Eject(s.alice))
    s.waits(5)
    s.sets(replace(s.parameters, min_stake=tokens(41)))
    s.does(s.fay, Eject(s.alice))
    s.refused(WrongStatus, s.fay, Eject(s.alice))
    s.refused(NotEjectable, s.fay, Eject(s.bob))


@scenario("Governance raises the minimum of self-stake; a validator that lives on delegations is ejected.")
def ejection_by_self_stake(s: Story) -> None:
    """Eject for too little of one's own."""
    s.registers(s.alice, tokens(32))
    s.registers(s.bob, tokens(33))
    s.delegates(s.dora, s.alice, tokens(500))
    s.waits(5)
    s.sets(replace(s.parameters, min_stake=tokens(33), min_self_stake=tokens(33)))
    s.does(s.dora, Eject(s.alice))
    s.refused(NotEjectable, s.dora, Eject(s.bob))
    s.waits(5)
    s.unbonds_all(s.dora, s.alice)
    s.unbonds_all(s.alice, s.alice)
    s.refused(WrongStatus, s.dora, Eject(s.alice))


@scenario("A validator that is also a delegator elsewhere has its key's funds paid to its withdrawal address.")
def withdrawal_address(s: Story) -> None:
    """Fix the recipient at the request: before and after registering, at home and elsewhere."""
    alice, bob = s.alice, s.bob
    s.registers(alice, tokens(40))
    s.delegates(bob, alice, tokens(10))
    before = s.unbonds(bob, alice, s.shares(bob, alice) // 2)
    s.registers(bob, tokens(40), commission=100)
    after = s.unbonds_all(bob, alice)
    own = s.unbonds(bob, bob, s.shares(bob, bob) // 10)
    s.waits_until(s.maturity(own))
    s.does(bob, claim(before))
    s.does(bob, claim_batch(after, own))
    s.does(s.cast.withdrawal[1], Transfer(s.deployment.stake_token, bob, tokens(1)))


@scenario("An exited validator may still change its commission and be asked about; nobody else has one to change.")
def after_exit(s: Story) -> None:
    """Touch what is left of a validator that is gone."""
    s.registers(s.alice, tokens(40), commission=500)
    s.waits(7)
    s.unbonds_all(s.alice, s.alice)
    s.does(s.alice, set_commission(0))
    s.refused(WrongStatus, s.dora, delegate(s.alice, tokens(1)))


SCENARIOS: Final[tuple[Scenario, ...]] = (
    from_entry_to_exit,
    admission,
    registration_closed,
    own_exit_below_minimum,
    delegator_exit_below_minimum,
    ejection_by_stake,
    ejection_by_self_stake,
    withdrawal_address,
    after_exit,
)
