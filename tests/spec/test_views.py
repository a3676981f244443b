from properties.scenarios.calls import delegate, deposit_rewards, tokens, unbond, unbond_assets
from properties.scenarios.story import Story
from properties.world import paper_world
from spec.actions import ClaimCommission, Transfer, Unjail
from spec.clock import observe
from spec.state import Ledger, PoolId
from spec.units import Generation, Offence, Shares, TicketId, Timestamp, Wei
from spec.views import (
    commission_earned,
    earned,
    is_claimable,
    preview_deposit,
    preview_unbond,
    preview_unbond_assets,
    reward_liabilities,
    reward_surplus,
    stake_liabilities,
    stake_of,
    stake_surplus,
    ticket_value,
)


def staked() -> Story:
    s = Story(paper_world(same_token=False))
    s.registers(s.alice, tokens(40), commission=700)
    s.delegates(s.dora, s.alice, tokens(60) + 13)
    s.does(s.cast.notifier, deposit_rewards(tokens(70)))
    s.waits(777)
    s.slashes(s.alice, Offence.FAULT, s.now)
    s.waits(s.parameters.jail_duration)
    s.does(s.alice, Unjail())
    return s


def test_previews_are_what_happens() -> None:
    s = staked()
    state, held = s.state, s.shares(s.dora, s.alice)
    assert s.does(s.emil, delegate(s.alice, tokens(3))) == preview_deposit(state, s.alice, tokens(3))
    before = s.state
    part = Shares(held // 7)
    ticket = TicketId(s.does(s.dora, unbond(s.alice, part)))
    assert ticket_value(s.state, ticket) == preview_unbond(before, s.alice, part)
    before = s.state
    cost = preview_unbond_assets(before, s.alice, tokens(1))
    s.does(s.dora, unbond_assets(s.alice, tokens(1), cost))
    assert s.shares(s.dora, s.alice) == held - part - cost


def test_stake_is_worth_what_an_exit_would_pay() -> None:
    s = staked()
    held = s.shares(s.dora, s.alice)
    assert stake_of(s.state, s.alice, s.dora) == preview_unbond(s.state, s.alice, held)
    assert stake_of(s.state, s.alice, s.fay) == 0


def test_tickets_can_be_claimed_from_maturity_on() -> None:
    s = staked()
    ticket = s.unbonds_all(s.dora, s.alice)
    assert not is_claimable(s.state, ticket)
    ripe = observe(s.state, Timestamp(s.state.clock.now + s.maturity(ticket) - s.now))
    assert is_claimable(ripe, ticket)
    assert not is_claimable(ripe, TicketId(99))
    assert ticket_value(ripe, TicketId(99)) == 0


def test_what_is_earned_is_what_a_claim_pays() -> None:
    s = staked()
    assert earned(s.state, s.alice, Generation(0), s.dora) == s.claims_rewards(s.dora, s.alice) > 0
    assert earned(s.state, s.alice, Generation(0), s.dora) == 0
    assert commission_earned(s.state, s.alice) == s.does(s.alice, ClaimCommission()) > 0


def test_liabilities_are_covered_and_gifts_are_surplus() -> None:
    s = staked()
    s.unbonds(s.dora, s.alice, 10**21)
    ledger = s.state.ledger
    assert ledger == Ledger(ledger.bonded, ledger.unbonding, Wei(0), ledger.pot)
    assert stake_liabilities(s.state) == tokens(100) + 13
    assert reward_liabilities(s.state) == tokens(70)
    assert (stake_surplus(s.state), reward_surplus(s.state)) == (0, 0)
    s.does(s.fay, Transfer(s.deployment.stake_token, s.deployment.stake_custody, Wei(5)))
    s.does(s.fay, Transfer(s.deployment.reward_token, s.deployment.reward_custody, Wei(7)))
    assert (stake_surplus(s.state), reward_surplus(s.state)) == (5, 7)
    assert s.state.pools[PoolId(s.alice, Generation(0))] == s.pool(s.alice)
