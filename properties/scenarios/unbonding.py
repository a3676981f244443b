"""Stake goes out: requests, buckets, claims, batches."""

from dataclasses import replace
from typing import Final

from properties.scenarios.calls import claim, claim_batch, delegate, deposit, tokens, unbond, unbond_assets
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import Leave, Pause, SetSinks, Unjail, Withdraw
from spec.errors import (
    AssetsAboveStake,
    AssetsBelowMinimum,
    BatchTooLong,
    InsufficientShares,
    NothingToWithdraw,
    NotMatured,
    NotTicketOwner,
    SharesAboveMaximum,
    TooManyBuckets,
    TooManyTickets,
    UnbondTooSmall,
    UnknownTicket,
    WrongStatus,
    ZeroAmount,
)
from spec.parameters import DAY
from spec.units import MAX_BATCH, MAX_BUCKETS, MAX_UNBONDING_EPOCHS, UINT256_MAX, Bps, Offence, Seconds, Wei


@scenario("A claim one second early is refused; at maturity it pays, once, and to its owner only.")
def claim_at_maturity(s: Story) -> None:
    """Probe a maturity from both sides."""
    alice, dora = s.alice, s.dora
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(10))
    ticket = s.unbonds(dora, alice, s.shares(dora, alice) // 2)
    later = s.unbonds_all(dora, alice)
    s.refused(NotMatured, dora, claim(ticket))
    s.waits_until(s.maturity(ticket) - 1)
    s.refused(NotMatured, dora, claim(ticket))
    s.refused(NotTicketOwner, alice, claim(ticket))
    s.does(dora, claim_batch(ticket))
    s.waits(1)
    s.refused(NotTicketOwner, alice, claim(ticket))
    s.does(dora, claim(ticket))
    s.refused(UnknownTicket, dora, claim(ticket))
    s.waits(1)
    s.does(dora, claim(later))


@scenario("An exit by shares is refused for each reason, and admitted at the edges.")
def exit_by_shares(s: Story) -> None:
    """Ask for nothing, too much, too little, and too often."""
    alice, dora, limits = s.alice, s.dora, s.parameters
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(10))
    held = s.shares(dora, alice)
    least = held * limits.min_unbond // tokens(10)
    s.refused(ZeroAmount, dora, unbond(alice, 0))
    s.refused(ZeroAmount, s.fay, unbond(alice, 0))
    s.refused(InsufficientShares, s.fay, unbond(alice, 1))
    s.refused(InsufficientShares, dora, unbond(alice, held + 1))
    s.refused(InsufficientShares, dora, unbond(s.bob, 1))
    s.refused(AssetsBelowMinimum, dora, unbond(alice, held, tokens(10) + 1))
    s.refused(AssetsBelowMinimum, dora, unbond(alice, 1))
    s.refused(UnbondTooSmall, dora, unbond(alice, least - 1))
    s.sets(replace(limits, max_tickets=2))
    s.does(dora, unbond(alice, least, limits.min_unbond))
    s.does(dora, unbond(alice, least))
    s.refused(TooManyTickets, dora, unbond(alice, least))
    s.refused(TooManyTickets, dora, unbond_assets(alice, limits.min_unbond))
    s.sets(replace(limits, max_tickets=3))
    s.unbonds_all(dora, alice)


@scenario("An exit by assets is refused for each reason, and admitted at the edges.")
def exit_by_assets(s: Story) -> None:
    """Ask for nothing, more than there is, more than one has, and at too high a price."""
    alice, dora, least = s.alice, s.dora, s.parameters.min_unbond
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(10))
    s.refused(ZeroAmount, dora, unbond_assets(alice, 0))
    s.refused(AssetsAboveStake, dora, unbond_assets(alice, tokens(50) + 1))
    s.refused(AssetsAboveStake, dora, unbond_assets(alice, UINT256_MAX))
    s.refused(InsufficientShares, dora, unbond_assets(alice, tokens(50)))
    s.refused(InsufficientShares, dora, unbond_assets(alice, tokens(10) + 1))
    s.refused(UnbondTooSmall, dora, unbond_assets(alice, least - 1))
    s.refused(SharesAboveMaximum, dora, unbond_assets(alice, least, s.preview(alice, least) - 1))
    s.does(dora, unbond_assets(alice, least, s.preview(alice, least)))
    s.does(dora, unbond_assets(alice, tokens(10) - least))


@scenario("Whoever has less than the minimum exit may still take all of it.")
def small_remainder(s: Story) -> None:
    """Raise the minimum above what a holder has."""
    alice, dora = s.alice, s.dora
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(1))
    s.delegates(s.emil, alice, tokens(1))
    s.sets(replace(s.parameters, min_unbond=tokens(2)))
    s.refused(UnbondTooSmall, dora, unbond(alice, s.shares(dora, alice) - 1))
    s.refused(UnbondTooSmall, dora, unbond_assets(alice, tokens(1) - 1))
    s.unbonds_all(dora, alice)
    s.does(s.emil, unbond_assets(alice, tokens(1)))


@scenario("A batch pays what it can: it skips tickets unknown, foreign, unripe and named twice.")
def mixed_batch(s: Story) -> None:
    """Claim everything at once, good and bad."""
    alice, dora, emil = s.alice, s.dora, s.emil
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(10))
    s.delegates(emil, alice, tokens(10))
    first = s.unbonds(dora, alice, s.shares(dora, alice) // 3)
    second = s.unbonds(dora, alice, s.shares(dora, alice) // 2)
    foreign = s.unbonds_all(emil, alice)
    s.waits(2 * DAY)
    unripe = s.unbonds_all(dora, alice)
    s.waits_until(s.maturity(second))
    s.does(dora, claim_batch(0, first, 99, foreign, unripe, first, second))
    s.refused(BatchTooLong, dora, claim_batch(*[unripe] * (MAX_BATCH + 1)))
    s.waits_until(s.maturity(unripe))
    s.does(dora, claim_batch(*[unripe] * MAX_BATCH))
    s.does(dora, claim_batch())
    s.does(emil, claim_batch(foreign))


@scenario("Requests in one epoch share a bucket, except on its first second, when maturity needs no rounding.")
def epoch_boundary(s: Story) -> None:
    """Request one second before, at and after the beginning of an epoch."""
    alice, dora = s.alice, s.dora
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(40))
    boundary = (s.now // s.deployment.epoch + 2) * s.deployment.epoch
    quarter = s.shares(dora, alice) // 5
    tickets = []
    for time in (boundary - 1, boundary, boundary + 1, boundary + 2):
        s.waits_until(time)
        tickets.append(s.unbonds(dora, alice, quarter))
    s.waits(1)
    s.slashes(alice, Offence.LIVENESS, boundary)
    for ticket in tickets[1:3]:
        s.waits_until(s.maturity(ticket) - 1)
        s.refused(NotMatured, dora, claim(ticket))
        s.waits(1)
        s.does(dora, claim(ticket))
    s.does(dora, claim_batch(*tickets))


@scenario("The unbonding period changes between two requests of one epoch and changes back: two buckets, each once.")
def period_there_and_back(s: Story) -> None:
    """Queue the same bucket in three requests, with another between them."""
    alice, dora, usual = s.alice, s.dora, s.parameters
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(40))
    part = s.shares(dora, alice) // 6
    s.waits(1)
    first = s.unbonds(dora, alice, part)
    s.sets(replace(usual, unbonding_period=Seconds(25 * DAY), commission_notice=Seconds(26 * DAY)))
    longer = s.unbonds(dora, alice, 2 * part)
    s.sets(usual)
    again = s.unbonds(dora, alice, part)
    s.waits(1)
    s.slashes(alice, Offence.FAULT, s.now)
    s.waits_until(s.maturity(again))
    s.does(dora, claim_batch(first, longer, again))
    s.does(dora, unbond(alice, part))
    s.waits_until(s.maturity(longer))
    s.does(dora, claim(longer))


@scenario("A validator has at most so many buckets waiting; the next has to wait until the oldest is past slashing.")
def many_buckets(s: Story) -> None:
    """Fill the queue by changing the period between requests, and see it drain, also where a request needs no room."""
    alice, dora = s.alice, s.dora
    s.sets(replace(s.parameters, max_tickets=MAX_BUCKETS + 2, commission_notice=Seconds(60 * DAY)))
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(MAX_BUCKETS + 2))
    s.waits(1)
    first = s.unbonds_exactly(dora, alice, tokens(1))
    longest, up = MAX_UNBONDING_EPOCHS, True
    while s.record(alice).queue_tail < MAX_BUCKETS:
        days = s.parameters.unbonding_period // DAY
        if days == (longest if up else 21):
            s.waits(DAY)
            up = not up
        else:
            s.sets(replace(s.parameters, unbonding_period=Seconds((days + (1 if up else -1)) * DAY)))
        s.unbonds_exactly(dora, alice, tokens(1))
    s.waits(DAY)
    s.refused(TooManyBuckets, dora, unbond_assets(alice, tokens(1)))
    s.refused(TooManyBuckets, alice, unbond(alice, s.shares(alice, alice)))
    s.slashes(alice, Offence.LIVENESS, s.now - 1)
    s.waits_until(s.maturity(first))
    last = s.unbonds_exactly(dora, alice, tokens(1))
    s.waits_until(s.maturity(last))
    for _ in range(2):
        s.unbonds_exactly(alice, alice, tokens(1))


@scenario("The last holder to leave leaves what rounding kept to dust, and the pool is empty.")
def last_holder(s: Story) -> None:
    """Empty a pool to the last share, in odd parts."""
    alice = s.alice
    s.sets(replace(s.parameters, min_deposit=Wei(1), min_unbond=Wei(1)))
    s.registers(alice, tokens(40) + 1)
    s.delegates(s.dora, alice, 10_000_019)
    s.waits(1)
    s.does(s.dora, unbond(alice, 4_999_999_993))
    s.unbonds_all(alice, alice)
    s.unbonds_all(s.dora, alice)
    s.does(s.fay, Withdraw(s.cast.dust))
    s.refused(NothingToWithdraw, s.fay, Withdraw(s.cast.dust))


@scenario("A jailed validator takes everything out, puts new stake into its empty pool, and returns to duty.")
def empty_and_back(s: Story) -> None:
    """Empty a jailed validator's pool; it is not gone."""
    alice = s.alice
    s.registers(alice, tokens(40))
    s.waits(1)
    s.slashes(alice, Offence.LIVENESS, s.now)
    s.unbonds_all(alice, alice)
    s.waits(5)
    s.slashes(alice, Offence.FAULT, s.now - 1)
    s.waits(5)
    s.does(alice, deposit(tokens(40)))
    s.waits(s.parameters.jail_duration)
    s.does(alice, Unjail())
    s.delegates(s.dora, alice, tokens(1))


@scenario("An exit that takes the last wei but not the last share starts a new generation.")
def assets_without_last_shares(s: Story) -> None:
    """After a penalty, ask for all assets by amount; a later penalty of the same epoch spares them."""
    alice, dora = s.alice, s.dora
    s.waits_until((s.now // DAY + 1) * DAY + 600)
    s.registers(alice, tokens(40))
    s.waits(1)
    s.slashes(alice, Offence.FAULT, s.now)
    s.waits(1)
    ticket = s.unbonds_exactly(alice, alice, s.pool(alice).assets)
    s.refused(InsufficientShares, alice, unbond(alice, 1))
    s.does(alice, deposit(tokens(40)))
    s.waits(s.parameters.jail_duration)
    s.does(alice, Unjail())
    s.delegates(dora, alice, tokens(10))
    s.waits(1)
    s.slashes(alice, Offence.LIVENESS, s.now)
    s.unbonds_exactly(dora, alice, s.pool(alice).assets // 6)
    s.waits_until(s.maturity(ticket))
    s.does(alice, claim(ticket))


@scenario("A leaving validator whose last holder takes the last wei by amount is gone, though shares are left.")
def exit_by_last_wei(s: Story) -> None:
    """Reach the exited state through a new generation."""
    alice, dora = s.alice, s.dora
    s.sets(replace(s.parameters, fault_slash=Bps(5_000), double_sign_slash=Bps(5_000)))
    s.registers(alice, tokens(100))
    s.delegates(dora, alice, tokens(100))
    s.waits(1)
    s.does(alice, Leave())
    s.slashes(alice, Offence.FAULT, s.now - 1)
    s.unbonds_all(alice, alice)
    s.unbonds_exactly(dora, alice, s.pool(alice).assets)
    s.refused(WrongStatus, dora, delegate(alice, tokens(1)))
    s.refused(InsufficientShares, dora, unbond(alice, 1))


@scenario("Tickets are requested and claimed in the middle of a pause; they mature later by its length.")
def pause_shifts_maturity(s: Story) -> None:
    """Request before and during a pause, and claim in another one."""
    alice, dora, pause = s.alice, s.dora, s.parameters.max_pause
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(10))
    before = s.unbonds(dora, alice, s.shares(dora, alice) // 2)
    ripe = s.maturity(before) - s.now
    s.waits(100)
    s.does(s.cast.guardian, Pause())
    s.waits(100)
    during = s.unbonds_all(dora, alice)
    s.waits(ripe - 200)
    s.refused(NotMatured, dora, claim(before))
    s.waits(pause - 1)
    s.refused(NotMatured, dora, claim(before))
    s.waits(1)
    s.does(s.cast.guardian, Pause())
    s.does(dora, claim(before))
    s.waits(5)
    s.does(dora, claim_batch(during))


@scenario("Credits are paid out by anyone's call, once; dust after a change of sinks goes to the new one.")
def credits_withdrawn(s: Story) -> None:
    """Leave dust twice, with other sinks in between."""
    alice, bob = s.alice, s.bob
    s.refused(NothingToWithdraw, s.fay, Withdraw(s.cast.dust))
    for validator in (alice, bob):
        s.registers(validator, tokens(40) + 1)
        s.delegates(s.dora, validator, tokens(1) + 7)
        s.unbonds(s.dora, validator, s.shares(s.dora, validator) // 3)
        s.unbonds_all(s.dora, validator)
        s.unbonds_all(validator, validator)
        s.does(s.cast.governor, SetSinks(replace(s.state.sinks, dust=s.emil)))
    s.does(s.fay, Withdraw(s.cast.dust))
    s.does(s.fay, Withdraw(s.emil))
    s.refused(NothingToWithdraw, s.emil, Withdraw(s.emil))


@scenario("A bucket slashed to nothing keeps its place in the queue, and a request of the same day joins it there.")
def one_wei_bucket(s: Story) -> None:
    """Unbond one wei, lose it, and unbond more."""
    alice, dora = s.alice, s.dora
    s.sets(replace(s.parameters, min_unbond=Wei(1)))
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(10))
    s.waits(1)
    s.unbonds_exactly(dora, alice, 1)
    s.slashes(alice, Offence.LIVENESS, s.now - 1)
    s.unbonds_all(dora, alice)
    s.waits(1)
    s.slashes(alice, Offence.FAULT, s.now - 1)


@scenario("So does the bucket of a last wei, which needs no minimum that governance has lowered.")
def last_wei_bucket(s: Story) -> None:
    """Unbond all but one wei and then that, lose it, and let another holder unbond on that day."""
    alice, dora = s.alice, s.dora
    s.registers(alice, tokens(50))
    s.delegates(dora, alice, tokens(10))
    s.unbonds_exactly(dora, alice, tokens(10) - 1)
    s.waits(DAY)
    s.unbonds_all(dora, alice)
    s.slashes(alice, Offence.LIVENESS, s.now - 1)
    s.unbonds_exactly(alice, alice, tokens(1))


SCENARIOS: Final[tuple[Scenario, ...]] = (
    claim_at_maturity,
    exit_by_shares,
    exit_by_assets,
    small_remainder,
    mixed_batch,
    epoch_boundary,
    period_there_and_back,
    many_buckets,
    last_holder,
    empty_and_back,
    assets_without_last_shares,
    exit_by_last_wei,
    pause_shifts_maturity,
    credits_withdrawn,
    one_wei_bucket,
    last_wei_bucket,
)
