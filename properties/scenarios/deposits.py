"""Stake comes in: deposits, delegations, permits, and donations that change nothing."""

from dataclasses import replace
from typing import Final

from properties.scenarios.calls import (
    delegate,
    delegate_with_permit,
    deposit,
    deposit_rewards,
    tokens,
    unbond,
    unbond_assets,
)
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import Action, Approve, Pause, SetParameters, Transfer, Unjail
from spec.errors import (
    DepositTooSmall,
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC20InvalidSpender,
    ProtocolPaused,
    SharesBelowMinimum,
    ShareSupplyExceeded,
    StakeAboveMaximum,
    WrongStatus,
)
from spec.tokens import Permit
from spec.units import (
    BPS,
    MAX_SHARES,
    MAX_SUPPLY,
    NOBODY,
    UINT256_MAX,
    VIRTUAL_SHARES,
    Address,
    Bps,
    Offence,
    Timestamp,
    Wei,
)


def permit(s: Story, owner: Address, amount: int, late: int = 0) -> Permit:
    """Return a good permit of ``owner``; its deadline is now, or ``late`` seconds before the next call."""
    nonce = s.state.tokens[s.deployment.stake_token].nonces[owner]
    return Permit(owner, Wei(amount), nonce, Timestamp(s.state.clock.now + s.pause_before_next - late))


def allow(s: Story, owner: Address, amount: int) -> None:
    """Let ``owner`` set its allowance for the stake custody."""
    s.does(owner, Approve(s.deployment.stake_token, s.deployment.stake_custody, Wei(amount)))


@scenario("A validator's own deposit is refused for each reason, and admitted at the edges.")
def own_deposit(s: Story) -> None:
    """Deposit wrongly in every way but one."""
    alice, limits = s.alice, s.parameters
    s.registers(alice, tokens(40))
    exact = s.preview(alice, limits.min_deposit)
    s.refused(DepositTooSmall, alice, deposit(0))
    s.refused(DepositTooSmall, alice, deposit(limits.min_deposit - 1))
    s.refused(SharesBelowMinimum, alice, deposit(limits.min_deposit, exact + 1))
    s.does(alice, deposit(limits.min_deposit, exact))
    room = limits.max_stake - s.pool(alice).assets
    s.refused(StakeAboveMaximum, alice, deposit(room + 1))
    s.refused(StakeAboveMaximum, alice, deposit(UINT256_MAX))
    s.refused(ERC20InsufficientBalance, alice, deposit(room))
    allow(s, alice, tokens(1))
    s.refused(ERC20InsufficientAllowance, alice, deposit(tokens(1) + 1))
    s.does(alice, deposit(tokens(1)))
    s.refused(ERC20InsufficientAllowance, alice, deposit(limits.min_deposit))


@scenario("A delegation is refused for each reason, and admitted at the edges, up to the last wei of the maximum.")
def delegation(s: Story) -> None:
    """Delegate wrongly in every way but one."""
    alice, whale, stranger, limits = s.alice, s.cast.whale, s.cast.stranger, s.parameters
    s.refused(WrongStatus, whale, delegate(alice, tokens(1)))
    s.registers(alice, tokens(40))
    exact = s.preview(alice, limits.min_deposit)
    s.refused(DepositTooSmall, whale, delegate(alice, limits.min_deposit - 1))
    s.refused(SharesBelowMinimum, whale, delegate(alice, limits.min_deposit, exact + 1))
    s.does(whale, delegate(alice, limits.min_deposit, exact))
    s.refused(ERC20InsufficientAllowance, stranger, delegate(alice, tokens(1)))
    allow(s, stranger, tokens(2_000_000))
    s.refused(ERC20InsufficientBalance, stranger, delegate(alice, tokens(1_000_000) + 1))
    s.does(stranger, delegate(alice, tokens(1_000_000)))
    room = limits.max_stake - s.pool(alice).assets
    s.refused(StakeAboveMaximum, whale, delegate(alice, room + 1))
    s.does(whale, delegate(alice, room))
    s.refused(StakeAboveMaximum, whale, delegate(alice, limits.min_deposit))


@scenario("A signed allowance is enough for a stranger's first delegation; replayed, it is worth nothing.")
def permit_good_and_replayed(s: Story) -> None:
    """Use a permit at its last second, and again."""
    alice, stranger = s.alice, s.cast.stranger
    s.registers(alice, tokens(40))
    s.waits(12)
    signed = permit(s, stranger, tokens(10))
    s.does(stranger, delegate_with_permit(alice, tokens(10), signed))
    s.refused(ERC20InsufficientAllowance, stranger, delegate_with_permit(alice, tokens(10), signed))
    small = permit(s, stranger, tokens(3))
    s.refused(ERC20InsufficientAllowance, stranger, delegate_with_permit(alice, tokens(3) + 1, small))
    s.does(stranger, delegate_with_permit(alice, tokens(3), small))
    endless = permit(s, stranger, UINT256_MAX)
    s.refused(ERC20InsufficientBalance, stranger, delegate_with_permit(alice, tokens(1_000_000), endless))
    s.does(stranger, delegate_with_permit(alice, tokens(1), endless))
    s.delegates(stranger, alice, tokens(1))


@scenario("An expired, a forged and a replayed permit stop nobody whose allowance suffices, and help nobody else.")
def permit_bad(s: Story) -> None:
    """Bring bad permits with and without an allowance."""
    alice, dora, stranger = s.alice, s.dora, s.cast.stranger
    s.registers(alice, tokens(40))
    s.waits(12)
    expired = permit(s, stranger, tokens(10), late=1)
    forged = replace(permit(s, stranger, tokens(10)), signer=s.emil)
    early = replace(permit(s, stranger, tokens(10)), nonce=1)
    for bad in (expired, forged, early):
        s.refused(ERC20InsufficientAllowance, stranger, delegate_with_permit(alice, tokens(10), bad))
    for bad in (expired, forged, replace(forged, signer=dora, nonce=1), replace(expired, signer=dora)):
        s.does(dora, delegate_with_permit(alice, tokens(10), bad))


@scenario("A delegation with a permit is refused for the same reasons as any other.")
def permit_refusals(s: Story) -> None:
    """Meet every other reason with a good permit in hand."""
    alice, dora, limits = s.alice, s.dora, s.parameters
    good = permit(s, dora, UINT256_MAX)
    s.refused(WrongStatus, dora, delegate_with_permit(alice, tokens(1), good))
    s.registers(alice, tokens(40))
    exact = s.preview(alice, tokens(1))
    s.refused(DepositTooSmall, dora, delegate_with_permit(alice, limits.min_deposit - 1, good))
    s.refused(StakeAboveMaximum, dora, delegate_with_permit(alice, limits.max_stake, good))
    s.refused(SharesBelowMinimum, dora, delegate_with_permit(alice, tokens(1), good, exact + 1))
    s.does(dora, delegate_with_permit(alice, tokens(1), good, exact))
    s.does(s.cast.guardian, Pause())
    s.refused(ProtocolPaused, dora, delegate_with_permit(alice, tokens(1), good))


@scenario("Penalties make shares so cheap that a huge deposit would mint more than the arithmetic is proved for.")
def share_supply(s: Story) -> None:
    """Collapse the price, then buy up to the last share that is allowed, and that one too."""
    alice, whale, limits = s.alice, s.cast.whale, s.parameters
    nearly_all = Bps(BPS - 1)
    s.sets(replace(limits, max_stake=Wei(MAX_SUPPLY), fault_slash=nearly_all, double_sign_slash=nearly_all))
    s.registers(alice, tokens(900_000))
    s.waits(1)
    s.slashes(alice, Offence.FAULT, s.now)
    pool = s.pool(alice)
    room = (MAX_SHARES - pool.shares) * (pool.assets + 1) // (pool.shares + VIRTUAL_SHARES) + 1
    s.refused(ShareSupplyExceeded, alice, deposit(room + 1))
    s.waits(limits.jail_duration)
    s.does(alice, Unjail())
    good = permit(s, whale, UINT256_MAX)
    s.refused(ShareSupplyExceeded, whale, delegate(alice, room + 1))
    s.refused(ShareSupplyExceeded, whale, delegate_with_permit(alice, room + 1, good))
    s.does(whale, delegate(alice, room - 1))
    s.refused(ShareSupplyExceeded, alice, deposit(tokens(100)))
    s.waits(1)
    s.does(whale, unbond_assets(alice, tokens(5)))
    s.sets(replace(s.parameters, min_unbond=Wei(1)))
    # What is left of room for shares is made as large as what so many wei buy.
    amount = tokens(5) + 10
    s.unbonds(whale, alice, s.preview(alice, amount) - (MAX_SHARES - s.pool(alice).shares))
    s.pays(MAX_SHARES - s.pool(alice).shares, whale, delegate(alice, amount))


@scenario("Gifts to both custodies change neither the price of a share nor what anyone is owed.")
def donations(s: Story) -> None:
    """Donate before the first deposit, and between deposits, exits and rewards."""
    alice, dora, stranger = s.alice, s.dora, s.cast.stranger
    stake, reward = s.deployment.stake_token, s.deployment.reward_token
    gifts: tuple[Action, ...] = (
        Transfer(stake, s.deployment.stake_custody, tokens(1_000)),
        Transfer(reward, s.deployment.reward_custody, tokens(1_000)),
    )
    for gift in gifts:
        s.does(stranger, gift)
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(1) + 1)
    s.does(s.cast.notifier, deposit_rewards(tokens(10)))
    s.waits(1_000)
    for gift in gifts:
        s.does(dora, gift)
    s.delegates(s.emil, alice, tokens(3))
    s.does(dora, unbond_assets(alice, tokens(1)))
    s.claims_rewards(dora, alice)


@scenario("After a penalty shares do not divide evenly: deposits and exits of odd amounts leave the rest in the pool.")
def odd_amounts(s: Story) -> None:
    """Deposit and exit at a price that always rounds."""
    alice, bob, dora = s.alice, s.bob, s.dora
    s.sets(replace(s.parameters, min_deposit=Wei(1), min_unbond=Wei(1)))
    s.registers(alice, tokens(40) + 7)
    s.registers(bob, tokens(40))
    s.waits(1)
    s.slashes(alice, Offence.LIVENESS, s.now)
    s.waits(s.parameters.jail_duration)
    s.does(alice, Unjail())
    for amount in (1, 2, 3, 999, 1_000_000_007):
        s.delegates(dora, alice, amount)
    s.waits(1)
    s.does(dora, unbond(alice, 2_003))
    s.does(dora, unbond_assets(alice, 1))
    s.does(dora, unbond_assets(alice, 333))
    s.unbonds_all(dora, alice)


@scenario("Tokens move and are approved as with any token: within the balance, and never to nobody.")
def plain_tokens(s: Story) -> None:
    """Use the token as such."""
    dora, stake = s.dora, s.deployment.stake_token
    held = s.state.tokens[stake].balances[dora]
    s.refused(ERC20InvalidReceiver, dora, Transfer(stake, NOBODY, Wei(1)))
    s.refused(ERC20InsufficientBalance, dora, Transfer(stake, s.emil, Wei(held + 1)))
    s.refused(ERC20InvalidSpender, dora, Approve(stake, NOBODY, Wei(1)))
    s.does(dora, Transfer(stake, dora, held))
    s.does(dora, Transfer(stake, s.emil, Wei(0)))
    s.does(dora, Transfer(stake, s.emil, held))
    s.does(dora, Approve(stake, s.emil, Wei(5)))
    s.does(dora, Approve(stake, s.emil, Wei(0)))
    s.refused(ERC20InsufficientBalance, dora, Transfer(stake, dora, Wei(1)))


@scenario("A lowered maximum stops further stake but takes nothing from who is above it.")
def lowered_maximum(s: Story) -> None:
    """Lower the maximum beneath a validator."""
    s.registers(s.alice, tokens(100))
    s.does(s.cast.governor, SetParameters(replace(s.parameters, max_stake=tokens(50))))
    s.refused(StakeAboveMaximum, s.dora, delegate(s.alice, s.parameters.min_deposit))
    s.refused(StakeAboveMaximum, s.dora, delegate(s.alice, tokens(50) + 1))
    s.waits(1)
    s.does(s.alice, unbond_assets(s.alice, tokens(51)))
    s.delegates(s.dora, s.alice, tokens(1))
    s.refused(StakeAboveMaximum, s.dora, delegate(s.alice, s.parameters.min_deposit))


@scenario("A permit that was used before stops nobody whose allowance is left.")
def used_permit(s: Story) -> None:
    """Bring the same permit twice."""
    s.registers(s.alice, tokens(40))
    good = permit(s, s.dora, UINT256_MAX)
    for _ in range(2):
        s.does(s.dora, delegate_with_permit(s.alice, tokens(1), good))


SCENARIOS: Final[tuple[Scenario, ...]] = (
    own_deposit,
    delegation,
    permit_good_and_replayed,
    permit_bad,
    permit_refusals,
    share_supply,
    donations,
    odd_amounts,
    plain_tokens,
    lowered_maximum,
    used_permit,
)
