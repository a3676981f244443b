"""Penalties: who is hit, for which time, by how much, and where it goes."""

from dataclasses import replace
from typing import Final

from properties.scenarios.calls import claim, delegate, deposit, tokens, unbond_assets
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import Leave, Pause, RouteSlash, Slash, Unjail, Withdraw
from spec.errors import (
    AlreadySlashed,
    NotAuthorised,
    NothingToRoute,
    OffenceNotPast,
    OffenceTooOld,
    SelfStakeBelowMinimum,
    StakeBelowMinimum,
    StillJailed,
    UnknownValidator,
    WrongCheckpoint,
    WrongStatus,
    ZeroAddress,
)
from spec.parameters import DAY
from spec.units import NOBODY, UINT256_MAX, Address, Bps, Offence, ProtocolTime, Seconds, Wei
from spec.views import stake_of

LIVENESS, FAULT, DOUBLE_SIGN = Offence.LIVENESS, Offence.FAULT, Offence.DOUBLE_SIGN


def begin(s: Story, validator: Address, own: int = 40, delegated: int = 60) -> ProtocolTime:
    """Let a validator register and be delegated to, both in whole tokens, and return a second later."""
    s.registers(validator, tokens(own))
    s.delegates(s.dora, validator, tokens(delegated))
    s.waits(1)
    return s.now


@scenario("Absence costs the small penalty and jail; the penalty is routed once, and every sink withdraws its part.")
def liveness(s: Story) -> None:
    """Punish, route, pay out, and return from jail to the second."""
    alice = s.alice
    offence = begin(s, alice)
    s.refused(NothingToRoute, s.fay, RouteSlash(alice, LIVENESS, offence))
    s.slashes(alice, LIVENESS, offence)
    s.refused(WrongStatus, s.dora, delegate(alice, tokens(1)))
    s.refused(WrongStatus, alice, Leave())
    s.does(s.fay, RouteSlash(alice, LIVENESS, offence))
    s.refused(NothingToRoute, s.fay, RouteSlash(alice, LIVENESS, offence))
    for sink in (s.cast.reporter, s.cast.insurance, s.cast.treasury, s.cast.burn):
        s.does(s.fay, Withdraw(sink))
    s.waits(s.parameters.jail_duration - 1)
    s.refused(StillJailed, alice, Unjail())
    s.waits(1)
    s.does(alice, Unjail())
    s.refused(WrongStatus, alice, Unjail())
    s.delegates(s.dora, alice, tokens(1))


@scenario("Signing twice ends an identity: no unjail, no stake, no return; its holders still get out.")
def double_signing(s: Story) -> None:
    """Tombstone a validator that is in jail, and punish it again."""
    alice, dora = s.alice, s.dora
    offence = begin(s, alice)
    s.slashes(alice, LIVENESS, offence)
    s.slashes(alice, DOUBLE_SIGN, offence)
    s.refused(WrongStatus, alice, Unjail())
    s.waits(s.parameters.jail_duration)
    s.refused(WrongStatus, alice, Unjail())
    s.refused(WrongStatus, alice, deposit(tokens(50)))
    s.refused(WrongStatus, dora, delegate(alice, tokens(1)))
    s.waits(5)
    s.slashes(alice, FAULT, s.now)
    s.refused(WrongStatus, alice, Unjail())
    s.does(s.fay, RouteSlash(alice, DOUBLE_SIGN, offence))
    ticket = s.unbonds_all(dora, alice)
    s.unbonds_all(alice, alice)
    s.waits(5)
    s.slashes(alice, LIVENESS, s.now)
    s.waits_until(s.maturity(ticket))
    s.does(dora, claim(ticket))


@scenario("Each reason to refuse an accusation, at the edge of the time in which it counts.")
def accusations(s: Story) -> None:
    """Accuse wrongly in every way, and at the last second."""
    alice, slasher, reporter = s.alice, s.cast.slasher, s.cast.reporter
    s.waits(50)
    offence = begin(s, alice)
    good = s.accusation(alice, LIVENESS, offence)
    window = s.parameters.evidence_window + s.parameters.case_window
    s.refused(NotAuthorised, s.cast.governor, good)
    s.refused(UnknownValidator, slasher, replace(good, validator=s.bob))
    s.refused(OffenceNotPast, slasher, s.accusation(alice, LIVENESS, offence + 1))
    s.refused(OffenceNotPast, slasher, s.accusation(alice, LIVENESS, offence + 2))
    s.refused(ZeroAddress, slasher, replace(good, reporter=NOBODY))
    s.refused(WrongCheckpoint, slasher, replace(good, checkpoint=UINT256_MAX))
    s.refused(WrongCheckpoint, slasher, s.accusation(alice, LIVENESS, offence - 1))
    s.does(slasher, good)
    s.refused(AlreadySlashed, slasher, replace(good, reporter=s.fay))
    s.waits(DAY)
    s.refused(AlreadySlashed, slasher, replace(good, checkpoint=1))
    s.waits_until(offence + window)
    s.does(slasher, Slash(alice, FAULT, offence, 0, reporter))
    s.waits(1)
    s.refused(OffenceTooOld, slasher, Slash(alice, DOUBLE_SIGN, offence, 0, reporter))
    s.does(slasher, s.accusation(alice, DOUBLE_SIGN, offence + 1))


@scenario("A pause stops the clock of evidence: what was punishable before it still is at its end.")
def evidence_through_pause(s: Story) -> None:
    """Let the window run through a whole pause."""
    alice, slasher, limits = s.alice, s.cast.slasher, s.parameters
    offence = begin(s, alice)
    accusations = [s.accusation(alice, kind, offence) for kind in (LIVENESS, FAULT)]
    s.does(s.cast.guardian, Pause())
    s.waits(1)
    s.does(slasher, accusations[0])
    s.waits(limits.max_pause - 1 + limits.evidence_window + limits.case_window - 1)
    s.does(slasher, accusations[1])
    s.waits(1)
    s.refused(OffenceTooOld, slasher, s.accusation(alice, DOUBLE_SIGN, offence))


@scenario("A jail term ends later by the length of a pause, and two terms run together to the later end.")
def jail_terms(s: Story) -> None:
    """Jail twice, the second time for less, through a pause."""
    alice, usual = s.alice, s.parameters
    offence = begin(s, alice)
    s.slashes(alice, LIVENESS, offence)
    s.sets(replace(usual, jail_duration=Seconds(60)))
    s.waits(10)
    s.slashes(alice, FAULT, offence)
    s.does(s.cast.guardian, Pause())
    s.waits(usual.max_pause + usual.jail_duration - 11)
    s.refused(StillJailed, alice, Unjail())
    s.waits(1)
    s.does(alice, Unjail())
    s.slashes(alice, LIVENESS, s.now - 1)
    s.waits(60)
    s.does(alice, Unjail())


@scenario("A penalty takes a validator below its minima; topping up is the only way back to duty.")
def way_out_of_jail(s: Story) -> None:
    """Miss one minimum after the other by one wei."""
    alice, bob, limits = s.alice, s.bob, s.parameters
    s.registers(alice, limits.min_stake)
    s.registers(bob, limits.min_stake)
    s.delegates(s.dora, bob, tokens(100))
    s.does(bob, unbond_assets(bob, limits.min_stake - limits.min_self_stake))
    s.waits(1)
    for validator in (alice, bob):
        s.slashes(validator, FAULT, s.now - (validator == bob))
    s.waits(limits.jail_duration)
    s.refused(StakeBelowMinimum, alice, Unjail())
    s.refused(SelfStakeBelowMinimum, bob, Unjail())
    s.does(alice, deposit(limits.min_stake - s.pool(alice).assets - 1))
    s.refused(StakeBelowMinimum, alice, Unjail())
    s.does(alice, deposit(limits.min_deposit))
    s.does(alice, Unjail())
    s.refused(WrongStatus, s.dora, delegate(bob, tokens(1)))
    s.does(bob, deposit(tokens(1)))
    s.does(bob, Unjail())


@scenario("Exactly the least stake, and of it exactly the least of one's own, opens the jail.")
def just_enough(s: Story) -> None:
    """Ask for one wei more of each than there is."""
    alice, limits = s.alice, s.parameters
    s.slashes(alice, FAULT, begin(s, alice))
    stake, own = s.pool(alice).assets, stake_of(s.state, alice, alice)
    s.sets(replace(limits, min_stake=Wei(stake + 1), min_self_stake=Wei(own + 1)))
    s.refused(StillJailed, alice, Unjail())
    s.waits(limits.jail_duration)
    s.refused(StakeBelowMinimum, alice, Unjail())
    s.sets(replace(limits, min_stake=stake, min_self_stake=Wei(own + 1)))
    s.refused(SelfStakeBelowMinimum, alice, Unjail())
    s.sets(replace(limits, min_stake=stake, min_self_stake=own))
    s.does(alice, Unjail())


@scenario("Stake answers for an offence wherever it is: in the pool and in what was requested since, not before.")
def coverage(s: Story) -> None:
    """Slash with one bucket requested before the offence's epoch, one in it and one after it."""
    alice, dora = s.alice, s.dora
    begin(s, alice, own=40, delegated=80)
    part = s.shares(dora, alice) // 8
    uncovered = s.unbonds(dora, alice, part)
    s.waits_until((s.now // DAY + 1) * DAY + 600)
    covered = s.unbonds(dora, alice, part)
    s.waits(600)
    s.delegates(s.emil, alice, tokens(30))
    offence = s.now
    s.waits(1_200)
    s.delegates(s.emil, alice, tokens(50))
    s.waits(DAY)
    later = s.unbonds(dora, alice, part)
    s.waits(DAY)
    s.slashes(alice, FAULT, offence)
    s.does(s.fay, RouteSlash(alice, FAULT, offence))
    s.waits_until(s.maturity(later))
    for ticket in (uncovered, covered, later):
        s.does(dora, claim(ticket))


@scenario("A ticket past its maturity is spared, claimed or not, even while the offence is still punishable.")
def matured_tickets_spared(s: Story) -> None:
    """Lengthen the windows, so that an offence outlives the maturity of older tickets."""
    alice, dora, usual = s.alice, s.dora, s.parameters
    offence = begin(s, alice, own=40, delegated=80)
    part = s.shares(dora, alice) // 8
    ripe = s.unbonds(dora, alice, part)
    s.sets(
        replace(
            usual,
            unbonding_period=Seconds(28 * DAY),
            evidence_window=Seconds(17 * DAY),
            commission_notice=Seconds(30 * DAY),
        )
    )
    unripe = s.unbonds(dora, alice, part)
    s.waits_until(s.maturity(ripe) - 1)
    s.slashes(alice, LIVENESS, offence)
    s.waits(1)
    s.slashes(alice, FAULT, offence)
    s.does(dora, claim(ripe))
    s.waits_until(offence + 28 * DAY)
    s.slashes(alice, DOUBLE_SIGN, offence)
    s.waits_until(s.maturity(unripe))
    s.does(dora, claim(unripe))


def two_cases(s: Story, kinds: tuple[Offence, Offence]) -> None:
    """Punish two offences, with a deposit and an exit between them, in the given order."""
    alice, dora = s.alice, s.dora
    s.sets(replace(s.parameters, fault_slash=Bps(6_000), double_sign_slash=Bps(7_000)))
    first = begin(s, alice, own=40, delegated=60)
    s.waits(50)
    ticket = s.unbonds(dora, alice, s.shares(dora, alice) // 3)
    s.delegates(s.emil, alice, tokens(33))
    second = s.now
    s.waits(DAY)
    times = {FAULT: first, DOUBLE_SIGN: second}
    for kind in kinds:
        s.slashes(alice, kind, times[kind])
        s.waits(5)
    for kind in kinds:
        s.does(s.fay, RouteSlash(alice, kind, times[kind]))
    s.waits_until(s.maturity(ticket))
    s.does(dora, claim(ticket))


@scenario("So is one asked for as an epoch begins, which is ripe while an offence of that day is still punishable.")
def ripe_before_evidence_is_old(s: Story) -> None:
    """Wait for a maturity, and accuse of what happened after the request in its epoch."""
    alice, dora = s.alice, s.dora
    begin(s, alice)
    s.waits_until((s.now // s.deployment.epoch + 1) * s.deployment.epoch)
    ripe = s.unbonds(dora, alice, s.shares(dora, alice) // 8)
    offence = s.now + 1
    s.waits_until(s.maturity(ripe))
    s.slashes(alice, FAULT, offence)
    s.does(dora, claim(ripe))


@scenario("Two cases with a deposit and an exit between the offences, in the order of the offences.")
def two_cases_in_order(s: Story) -> None:
    """Punish the earlier offence first."""
    two_cases(s, (FAULT, DOUBLE_SIGN))


@scenario("The same two cases in the other order come to the same.")
def two_cases_reversed(s: Story) -> None:
    """Punish the later offence first."""
    two_cases(s, (DOUBLE_SIGN, FAULT))


@scenario("What came after an offence neither raises its penalty nor pays more than its share of it.")
def base_is_of_the_offence(s: Story) -> None:
    """Deposit and exit after the offence, and name the right checkpoint among several."""
    alice, slasher = s.alice, s.cast.slasher
    offence = begin(s, alice)
    s.waits(10)
    s.delegates(s.emil, alice, tokens(900))
    s.waits(10)
    s.unbonds(s.dora, alice, s.shares(s.dora, alice) // 2)
    s.does(s.dora, unbond_assets(alice, tokens(3)))
    good = s.accusation(alice, FAULT, s.now)
    s.waits(10)
    s.refused(WrongCheckpoint, slasher, replace(good, checkpoint=good.checkpoint - 1))
    s.refused(WrongCheckpoint, slasher, replace(good, checkpoint=good.checkpoint + 1))
    s.does(slasher, good)
    s.slashes(alice, FAULT, s.now - 11)
    s.waits(1)
    s.slashes(alice, FAULT, s.now)
    s.slashes(alice, FAULT, offence)
    s.slashes(alice, LIVENESS, offence)


@scenario("A validator that is leaving or gone still answers with what is unbonding, and does not come back.")
def leaving_and_gone(s: Story) -> None:
    """Punish in LEAVING and in EXITED, for either kind of offence."""
    alice, bob = s.alice, s.bob
    offence = begin(s, alice)
    s.registers(bob, tokens(40))
    on_duty = s.now
    s.waits(5)
    s.does(alice, Leave())
    s.slashes(alice, LIVENESS, offence)
    s.refused(WrongStatus, alice, Unjail())
    s.unbonds_all(s.dora, alice)
    tickets = [s.unbonds_all(alice, alice), s.unbonds_all(bob, bob)]
    s.waits(5)
    s.slashes(alice, FAULT, offence)
    s.slashes(alice, DOUBLE_SIGN, offence)
    s.slashes(bob, DOUBLE_SIGN, on_duty)
    s.refused(WrongStatus, alice, Unjail())
    s.waits_until(s.maturity(tickets[1]))
    s.does(alice, claim(tickets[0]))
    s.does(bob, claim(tickets[1]))
    s.slashes(bob, FAULT, s.now - 1)


@scenario("A leaving validator that signs twice is tombstoned, not gone.")
def tombstone_on_the_way_out(s: Story) -> None:
    """Punish double signing while leaving, then empty the pool."""
    alice = s.alice
    offence = begin(s, alice)
    s.does(alice, Leave())
    s.slashes(alice, DOUBLE_SIGN, offence)
    s.unbonds_all(s.dora, alice)
    s.unbonds_all(alice, alice)
    s.waits(1)
    s.slashes(alice, LIVENESS, offence)


@scenario("The smallest penalty of the smallest stake is one wei, never nothing.")
def smallest_penalty(s: Story) -> None:
    """Take one basis point of less than that many wei."""
    alice = s.alice
    small = replace(
        s.parameters,
        min_stake=Wei(1_040_000),
        min_self_stake=Wei(1),
        min_deposit=Wei(1),
        min_unbond=Wei(1),
        liveness_slash=Bps(1),
    )
    s.sets(small)
    s.registers(alice, 1_040_001)
    s.waits(1)
    s.slashes(alice, LIVENESS, s.now)
    s.does(s.fay, RouteSlash(alice, LIVENESS, ProtocolTime(s.now - 1)))
    s.unbonds_exactly(alice, alice, s.pool(alice).assets - 7)
    s.waits(1)
    s.slashes(alice, LIVENESS, s.now)
    s.slashes(alice, FAULT, s.now - 1)


@scenario("Who takes part in a penalty is fixed when it is executed: a new reporter's cut, sinks and rates come later.")
def cuts_at_routing(s: Story) -> None:
    """Route odd amounts under extreme cuts."""
    alice, usual = s.alice, s.parameters
    s.registers(alice, tokens(40) + 1)
    s.waits(1)
    offence = s.now
    s.slashes(alice, LIVENESS, offence)
    s.does(s.cast.slasher, replace(s.accusation(alice, FAULT, offence), reporter=alice))
    s.sets(replace(usual, reporter_cut=Bps(4_000), insurance_cut=Bps(6_000), treasury_cut=Bps(0), burn_cut=Bps(0)))
    s.does(s.fay, RouteSlash(alice, LIVENESS, offence))
    s.sets(replace(usual, reporter_cut=Bps(0), insurance_cut=Bps(0), treasury_cut=Bps(0), burn_cut=Bps(10_000)))
    s.does(s.fay, RouteSlash(alice, FAULT, offence))
    s.slashes(alice, DOUBLE_SIGN, offence)
    s.sets(replace(usual, reporter_cut=Bps(3_333), insurance_cut=Bps(3_333), treasury_cut=Bps(3_333), burn_cut=Bps(1)))
    s.does(s.fay, RouteSlash(alice, DOUBLE_SIGN, offence))
    s.does(s.fay, Withdraw(s.cast.burn))


@scenario("Cases that different stake answers for are shared by shares, not by value, and each is routed once.")
def differently_covered(s: Story) -> None:
    """Punish for a day that only the pool answers for, then for one before that a bucket answers for as well."""
    alice, dora = s.alice, s.dora
    earlier = begin(s, alice)
    s.waits(50)
    s.unbonds(dora, alice, s.shares(dora, alice) // 2)
    later = s.now + DAY
    s.waits(DAY + 5)
    s.slashes(alice, FAULT, later)
    s.slashes(alice, LIVENESS, earlier)
    s.does(s.fay, RouteSlash(alice, LIVENESS, earlier))
    s.refused(NothingToRoute, s.fay, RouteSlash(alice, LIVENESS, earlier))


SCENARIOS: Final[tuple[Scenario, ...]] = (
    liveness,
    double_signing,
    accusations,
    evidence_through_pause,
    jail_terms,
    way_out_of_jail,
    just_enough,
    coverage,
    matured_tickets_spared,
    ripe_before_evidence_is_old,
    two_cases_in_order,
    two_cases_reversed,
    base_is_of_the_offence,
    leaving_and_gone,
    tombstone_on_the_way_out,
    smallest_penalty,
    cuts_at_routing,
    differently_covered,
)
