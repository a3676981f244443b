"""Rewards: who earns how much, from when to when, and that nothing is lost."""

from dataclasses import replace
from typing import Final

from properties.scenarios.calls import deposit_rewards, set_commission, tokens, unbond_assets
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import Approve, ClaimCommission, ClaimRewards, Distribute, Leave, Pause, Transfer, Unjail
from spec.errors import (
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    NotAuthorised,
    ProtocolPaused,
    RewardCapExceeded,
    UnknownGeneration,
    UnknownValidator,
    ZeroAmount,
)
from spec.units import MAX_SUPPLY, Generation, Offence, Seconds, Wei


@scenario("Each reason to refuse a deposit of rewards, and to refuse a claim.")
def reward_refusals(s: Story) -> None:
    """Deposit and claim wrongly in every way."""
    notifier, token, custody = s.cast.notifier, s.deployment.reward_token, s.deployment.reward_custody
    held = s.state.tokens[token].balances[notifier]
    s.refused(UnknownValidator, s.fay, Distribute(s.alice))
    s.refused(UnknownValidator, s.fay, ClaimRewards(s.alice, Generation(0)))
    s.refused(UnknownValidator, s.alice, ClaimCommission())
    s.refused(NotAuthorised, s.cast.governor, deposit_rewards(1))
    s.refused(ZeroAmount, notifier, deposit_rewards(0))
    s.refused(ERC20InsufficientBalance, notifier, deposit_rewards(held + 1))
    s.refused(RewardCapExceeded, notifier, deposit_rewards(MAX_SUPPLY + 1))
    s.does(notifier, deposit_rewards(1))
    s.refused(RewardCapExceeded, notifier, deposit_rewards(MAX_SUPPLY))
    s.does(notifier, Approve(token, custody, Wei(101)))
    s.refused(ERC20InsufficientAllowance, notifier, deposit_rewards(102))
    s.does(notifier, deposit_rewards(100))
    s.registers(s.alice, tokens(40))
    s.refused(UnknownGeneration, s.alice, ClaimRewards(s.alice, Generation(1)))
    s.does(s.cast.guardian, Pause())
    s.refused(ProtocolPaused, notifier, deposit_rewards(1))
    s.claims_rewards(s.alice, s.alice)


@scenario("The whole supply can be deposited as rewards over time, and not one wei more.")
def reward_cap(s: Story) -> None:
    """Exhaust the cap with the largest deposit there can be."""
    notifier, token = s.cast.notifier, s.deployment.reward_token
    s.registers(s.alice, tokens(40))
    rest = s.state.tokens[token].balances[s.cast.whale]
    s.does(s.cast.whale, Transfer(token, notifier, rest))
    s.does(notifier, deposit_rewards(rest))
    s.refused(RewardCapExceeded, notifier, deposit_rewards(MAX_SUPPLY - rest + 1))
    s.waits(s.parameters.reward_duration)
    s.claims_rewards(s.alice, s.alice)
    missing = MAX_SUPPLY - rest - s.state.tokens[token].balances[notifier]
    s.does(s.cast.withdrawal[0], Transfer(token, notifier, Wei(missing + 1)))
    s.does(notifier, deposit_rewards(MAX_SUPPLY - rest))
    s.refused(RewardCapExceeded, notifier, deposit_rewards(1))
    s.waits(1_000)
    s.does(s.fay, Distribute(s.alice))


@scenario("A stream is shared by stake: two validators, their delegators and their commission, to its last second.")
def shared_stream(s: Story) -> None:
    """Claim at the beginning, in the middle, and around the end of a stream."""
    alice, bob, dora, emil = s.alice, s.bob, s.dora, s.emil
    s.registers(alice, tokens(40), commission=1_000)
    s.registers(bob, tokens(50), commission=333)
    s.delegates(dora, alice, tokens(60))
    s.delegates(emil, bob, tokens(7) + 1)
    s.does(s.cast.notifier, deposit_rewards(tokens(1_000) + 1))
    end = s.state.stream.end
    s.claims_rewards(dora, alice)
    s.waits(3_333)
    s.claims_rewards(dora, alice)
    s.claims_rewards(dora, alice)
    s.does(alice, ClaimCommission())
    s.does(s.fay, Distribute(bob))
    s.does(bob, set_commission(100))
    s.waits_until(end - 1)
    s.does(bob, ClaimCommission())
    s.waits_until(end)
    s.claims_rewards(alice, alice)
    s.claims_rewards(emil, bob)
    s.waits_until(end + 1)
    s.claims_rewards(emil, bob)
    s.claims_rewards(dora, alice)
    s.claims_rewards(s.fay, alice)


@scenario("Rewards that stream while nobody has weight are carried, and stream again with the next deposit.")
def nobody_on_duty(s: Story) -> None:
    """Leave gaps before the first validator, between two, and after the last."""
    alice, bob, notifier = s.alice, s.bob, s.cast.notifier
    s.does(notifier, deposit_rewards(tokens(70)))
    s.waits(1_000)
    s.registers(alice, tokens(40))
    s.waits(1_000)
    s.does(alice, Leave())
    s.waits(1_000)
    s.does(s.fay, Distribute(alice))
    s.does(notifier, deposit_rewards(tokens(7)))
    s.waits(500)
    s.registers(bob, tokens(40))
    s.waits(s.parameters.reward_duration)
    s.does(notifier, deposit_rewards(1))
    s.waits(s.parameters.reward_duration + 5)
    s.claims_rewards(alice, alice)
    s.claims_rewards(bob, bob)
    s.does(bob, Leave())
    s.does(notifier, deposit_rewards(3))


@scenario("Whoever is jailed, leaving or gone earns nothing from that call on; the others get it all.")
def off_duty_earns_nothing(s: Story) -> None:
    """Jail one validator and let it return, let another leave."""
    alice, bob, carol = s.alice, s.bob, s.carol
    for validator in (alice, bob, carol):
        s.registers(validator, tokens(40), commission=500)
    s.does(s.cast.notifier, deposit_rewards(tokens(7_000)))
    s.waits(1_000)
    s.slashes(alice, Offence.LIVENESS, s.now)
    s.does(bob, Leave())
    s.waits(1_000)
    s.does(s.fay, Distribute(alice))
    s.claims_rewards(alice, alice)
    s.claims_rewards(bob, bob)
    s.claims_rewards(carol, carol)
    s.waits(s.parameters.jail_duration)
    s.does(alice, Unjail())
    s.waits(1_000)
    s.unbonds_all(bob, bob)
    s.slashes(carol, Offence.DOUBLE_SIGN, s.now - 1)
    s.waits(1_000)
    for validator in (alice, bob, carol):
        s.claims_rewards(validator, validator)
        s.does(validator, ClaimCommission())


@scenario("Stake earns from the deposit to the exit request, and no second more.")
def late_and_early(s: Story) -> None:
    """Join late, leave early, return, and top up in between."""
    alice, dora, emil = s.alice, s.dora, s.emil
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(40))
    s.does(s.cast.notifier, deposit_rewards(tokens(7_000)))
    s.waits(1_000)
    s.delegates(emil, alice, tokens(80))
    s.claims_rewards(emil, alice)
    s.waits(1_000)
    s.delegates(dora, alice, tokens(10))
    s.unbonds_all(emil, alice)
    s.waits(1_000)
    s.claims_rewards(emil, alice)
    s.does(dora, unbond_assets(alice, tokens(25)))
    s.delegates(emil, alice, tokens(1))
    s.waits(1_000)
    s.claims_rewards(emil, alice)
    s.claims_rewards(dora, alice)
    s.claims_rewards(alice, alice)


@scenario("A penalty takes no reward: claiming before it and after it pays the same.")
def slash_spares_rewards(s: Story) -> None:
    """Claim one holder's rewards before a penalty, the other's after it."""
    alice, dora, emil = s.alice, s.dora, s.emil
    s.registers(alice, tokens(40), commission=2_000)
    s.registers(s.bob, tokens(40))
    s.delegates(dora, alice, tokens(30))
    s.delegates(emil, alice, tokens(30))
    s.does(s.cast.notifier, deposit_rewards(tokens(700)))
    s.waits(5_000)
    s.claims_rewards(dora, alice)
    s.waits(100)
    s.slashes(alice, Offence.FAULT, s.now - 1)
    s.claims_rewards(emil, alice)
    s.claims_rewards(dora, alice)
    s.does(alice, ClaimCommission())
    s.waits(5_000)
    s.does(s.fay, Distribute(s.bob))


@scenario("A deposit while a stream runs adds what is left of it, over the new duration.")
def overlapping_streams(s: Story) -> None:
    """Deposit three times, with a changed duration, and at the very end of a stream."""
    alice, notifier, usual = s.alice, s.cast.notifier, s.parameters
    s.registers(alice, tokens(40))
    s.does(notifier, deposit_rewards(tokens(10) + 3))
    s.waits(1_000)
    s.does(notifier, deposit_rewards(tokens(10) + 4))
    s.does(notifier, deposit_rewards(1))
    s.sets(replace(usual, reward_duration=Seconds(7)))
    s.waits(1_000)
    s.does(notifier, deposit_rewards(tokens(1)))
    s.waits(7)
    s.does(notifier, deposit_rewards(5))
    s.waits(6)
    s.claims_rewards(alice, alice)
    s.waits(1)
    s.claims_rewards(alice, alice)


@scenario("Amounts too small to divide are kept as remainders until they make a whole wei.")
def remainders(s: Story) -> None:
    """Stream one wei over a week to an odd stake, and poke often."""
    alice, bob, dora = s.alice, s.bob, s.dora
    s.registers(alice, tokens(900_001) + 7, commission=777)
    s.registers(bob, tokens(40) + 13)
    s.delegates(dora, alice, tokens(3) + 1)
    s.does(s.cast.notifier, deposit_rewards(1))
    for seconds in (1, 2, 3):
        s.waits(seconds)
        s.does(s.fay, Distribute(alice))
    s.does(s.cast.notifier, deposit_rewards(999))
    s.waits(77_777)
    s.does(s.fay, Distribute(bob))
    s.waits(s.parameters.reward_duration)
    s.claims_rewards(dora, alice)
    s.claims_rewards(alice, alice)
    s.claims_rewards(bob, bob)
    s.does(alice, ClaimCommission())


@scenario("A pause stops the stream with the clock; claims stay open.")
def stream_through_pause(s: Story) -> None:
    """Claim in the middle of a pause and after it."""
    alice = s.alice
    s.registers(alice, tokens(40), commission=1_000)
    s.does(s.cast.notifier, deposit_rewards(tokens(70)))
    s.waits(1_000)
    s.does(s.cast.guardian, Pause())
    s.waits(1_000)
    s.claims_rewards(alice, alice)
    s.does(alice, ClaimCommission())
    s.waits(s.parameters.max_pause)
    s.claims_rewards(alice, alice)


SCENARIOS: Final[tuple[Scenario, ...]] = (
    reward_refusals,
    reward_cap,
    shared_stream,
    nobody_on_duty,
    off_duty_earns_nothing,
    late_and_early,
    slash_spares_rewards,
    overlapping_streams,
    remainders,
    stream_through_pause,
)
