"""Pools emptied by penalties, and what comes after them."""

from dataclasses import replace
from typing import Final

from properties.scenarios.calls import claim, claim_batch, deposit, deposit_rewards, tokens, unbond
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import ClaimRewards, Distribute, Leave, RouteSlash, Unjail, Withdraw
from spec.errors import AssetsBelowMinimum, InsufficientShares, NothingToWithdraw, UnknownGeneration
from spec.parameters import DAY
from spec.units import BPS, Address, Bps, Generation, Offence, ProtocolTime, Wei

LIVENESS, FAULT, DOUBLE_SIGN = Offence.LIVENESS, Offence.FAULT, Offence.DOUBLE_SIGN


def make_faults_severe(s: Story) -> None:
    """Let two faults take everything."""
    s.sets(replace(s.parameters, fault_slash=Bps(6_000), double_sign_slash=Bps(6_000)))


def make_faults_extreme(s: Story) -> None:
    """Let absence cost next to nothing and a fault next to everything, and admit the smallest deposits."""
    most = Bps(BPS - 1)
    s.sets(replace(s.parameters, min_deposit=Wei(1), liveness_slash=Bps(1), fault_slash=most, double_sign_slash=most))


def wipe_out(s: Story, validator: Address) -> None:
    """Punish faults of two neighbouring seconds, each for three fifths of the same stake."""
    offence = s.now
    s.waits(1)
    s.slashes(validator, FAULT, offence)
    s.slashes(validator, FAULT, offence - 1)


@scenario("A pool is wiped out twice; new stake owes nothing to old shares, and every generation's rewards stay owed.")
def wiped_out_twice(s: Story) -> None:
    """Empty two generations by penalties and start a third."""
    alice, dora = s.alice, s.dora
    make_faults_severe(s)
    s.registers(alice, tokens(40), commission=1_000)
    s.does(s.cast.notifier, deposit_rewards(tokens(7_000)))
    for generation in range(2):
        s.delegates(dora, alice, tokens(60))
        s.waits(1_000)
        s.refused(UnknownGeneration, dora, ClaimRewards(alice, Generation(generation + 1)))
        s.does(s.fay, Distribute(alice))
        wipe_out(s, alice)
        s.refused(InsufficientShares, dora, unbond(alice, 1))
        s.does(alice, deposit(tokens(40)))
        s.waits(s.parameters.jail_duration)
        s.does(alice, Unjail())
    s.delegates(s.emil, alice, tokens(10))
    s.waits(1_000)
    for generation in range(3):
        s.claims_rewards(dora, alice, generation)
    s.claims_rewards(s.emil, alice, 2)
    s.refused(UnknownGeneration, dora, ClaimRewards(alice, Generation(3)))
    s.unbonds_all(s.emil, alice)


@scenario("An offence of an older generation costs its unbonding tickets, and not the stake that came later.")
def offence_of_an_older_generation(s: Story) -> None:
    """Empty a pool for offences of one epoch, and punish another of the epoch before."""
    alice, dora = s.alice, s.dora
    make_faults_severe(s)
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(60))
    offence = s.now
    old = s.unbonds(dora, alice, s.shares(dora, alice) // 2)
    s.waits(DAY)
    s.does(s.fay, Distribute(alice))
    wipe_out(s, alice)
    s.does(alice, deposit(tokens(50)))
    s.waits(s.parameters.jail_duration)
    s.does(alice, Unjail())
    s.waits(1)
    young = s.unbonds(alice, alice, s.shares(alice, alice) // 10)
    s.waits(1)
    s.slashes(alice, LIVENESS, offence)
    s.slashes(alice, LIVENESS, s.now - 1)
    s.waits_until(s.maturity(young))
    s.does(dora, claim(old))
    s.does(alice, claim(young))


@scenario("Tickets slashed to nothing are closed by a claim that pays nothing, alone and in a batch.")
def worthless_tickets(s: Story) -> None:
    """Wipe out a bucket together with the pool."""
    alice, dora = s.alice, s.dora
    make_faults_severe(s)
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(60))
    s.delegates(s.emil, alice, tokens(10))
    s.waits(2)
    tickets = [s.unbonds(dora, alice, s.shares(dora, alice) // 4) for _ in range(3)]
    wipe_out(s, alice)
    s.waits_until(s.maturity(tickets[0]))
    s.pays(0, dora, claim(tickets[0]))
    s.pays(0, dora, claim_batch(*tickets))


@scenario("A penalty that leaves less than the dust floor empties the pool; the residue is dust.")
def below_the_dust_floor(s: Story) -> None:
    """Leave a hundred thousand wei: nearly all of a stake, and the last basis point of a slightly smaller one."""
    alice = s.alice
    rest = 10**9
    make_faults_extreme(s)
    s.registers(alice, tokens(40))
    s.waits(1)
    smaller = s.now
    s.delegates(s.dora, alice, rest)
    s.waits(1)
    s.slashes(alice, LIVENESS, smaller)
    s.slashes(alice, FAULT, s.now - 1)
    s.does(s.fay, Withdraw(s.cast.dust))
    s.refused(NothingToWithdraw, s.fay, Withdraw(s.cast.dust))
    s.does(s.fay, RouteSlash(alice, FAULT, ProtocolTime(s.now - 1)))


@scenario("A penalty that leaves exactly the dust floor leaves the pool as it is.")
def at_the_dust_floor(s: Story) -> None:
    """Leave the floor to the wei; who has nearly all shares takes it, and leaves worthless ones behind."""
    alice, floor = s.alice, s.deployment.dust_floor
    make_faults_extreme(s)
    s.registers(alice, tokens(40))
    s.waits(1)
    smaller = s.now
    s.delegates(s.dora, alice, floor * BPS)
    s.waits(1)
    s.slashes(alice, LIVENESS, smaller)
    s.slashes(alice, FAULT, s.now - 1)
    s.waits(1)
    s.refused(AssetsBelowMinimum, s.dora, unbond(alice, s.shares(s.dora, alice)))
    s.unbonds_all(alice, alice)
    s.refused(InsufficientShares, s.dora, unbond(alice, 1))


@scenario("A penalty of an older generation leaves the pool of the present one alone, however little is in it.")
def dust_of_another_generation(s: Story) -> None:
    """Wipe out a pool, put less than the dust floor into the next one, and punish an offence of the first again."""
    alice = s.alice
    make_faults_severe(s)
    s.sets(replace(s.parameters, min_deposit=Wei(1)))
    s.registers(alice, tokens(40))
    offence = s.now
    s.waits(2)
    s.does(s.fay, Distribute(alice))
    wipe_out(s, alice)
    s.does(alice, deposit(s.deployment.dust_floor - 1))
    s.waits(1)
    s.slashes(alice, LIVENESS, offence)
    s.unbonds_all(alice, alice)


@scenario("A leaving validator that is wiped out is gone at once.")
def wiped_out_while_leaving(s: Story) -> None:
    """Empty the pool of a validator on its way out."""
    alice = s.alice
    make_faults_severe(s)
    s.registers(alice, tokens(40))
    s.delegates(s.dora, alice, tokens(60))
    s.waits(1)
    s.does(alice, Leave())
    wipe_out(s, alice)
    s.waits(1)
    s.slashes(alice, DOUBLE_SIGN, s.now)


SCENARIOS: Final[tuple[Scenario, ...]] = (
    wiped_out_twice,
    dust_of_another_generation,
    offence_of_an_older_generation,
    worthless_tickets,
    below_the_dust_floor,
    at_the_dust_floor,
    wiped_out_while_leaving,
)
