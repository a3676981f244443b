from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from properties.scenarios.calls import delegate, tokens
from properties.scenarios.story import Story
from properties.world import GENESIS_TIME, paper_world
from spec.events import Bonded, Credited, GenerationStarted, Transfer
from spec.pools import assets_sold, checkpoint, credit, self_stake, shares_bought, shares_sold, start_generation
from spec.state import NO_POOL, NO_POSITION, Checkpoint, Ledger, Pool, PoolId, Position, SlotId
from spec.transition import Applied
from spec.units import MAX_SHARES, MAX_SUPPLY, Generation, Index, ProtocolTime, Scaled, Shares, Wei

AMOUNTS = st.integers(1, MAX_SUPPLY)


def pool_of(assets: int, shares: int) -> Pool:
    return replace(NO_POOL, assets=Wei(assets), shares=Shares(shares))


POOLS = st.builds(pool_of, st.integers(0, MAX_SUPPLY), st.integers(0, MAX_SHARES))
"""Any pool there may be, and many that there may not."""


@given(POOLS, AMOUNTS)
def test_nobody_profits_from_rounding(pool: Pool, amount: int) -> None:
    minted = shares_bought(pool, Wei(amount))
    assume(pool.shares + minted <= MAX_SHARES)
    after = replace(pool, assets=Wei(pool.assets + amount), shares=Shares(pool.shares + minted))
    assert assets_sold(after, minted) <= amount
    assert shares_sold(after, Wei(amount)) >= minted


@given(POOLS, AMOUNTS)
def test_an_exit_by_assets_costs_the_fewest_shares_that_are_worth_them(pool: Pool, amount: int) -> None:
    shares = shares_sold(pool, Wei(amount))
    assert assets_sold(pool, shares) >= amount
    assert shares == 0 or assets_sold(pool, Shares(shares - 1)) < amount


@given(st.integers(1, MAX_SUPPLY), st.lists(st.integers(0, MAX_SHARES // 8), min_size=1, max_size=8), st.data())
def test_all_exits_together_never_exceed_the_assets(assets: int, holdings: list[int], data: st.DataObject) -> None:
    pool = pool_of(assets, sum(holdings))
    assert sum(assets_sold(pool, Shares(shares)) for shares in holdings) <= assets
    for shares in data.draw(st.permutations(holdings)):
        paid = assets_sold(pool, Shares(shares))
        pool = replace(pool, assets=Wei(pool.assets - paid), shares=Shares(pool.shares - shares))
        assert pool.assets >= 0


@given(POOLS, AMOUNTS, st.integers(0, MAX_SHARES))
def test_deposits_and_exits_never_lower_the_price(pool: Pool, amount: int, sold: int) -> None:
    assume(sold <= pool.shares and assets_sold(pool, Shares(sold)) <= pool.assets)
    minted, paid = shares_bought(pool, Wei(amount)), assets_sold(pool, Shares(sold))
    price = (pool.assets + 1, pool.shares + 1_000)
    for after in (
        (price[0] + amount, price[1] + minted),
        (price[0] - paid, price[1] - sold),
    ):
        assert after[0] * price[1] >= price[0] * after[1]


def test_the_first_wei_buys_a_thousand_shares() -> None:
    assert shares_bought(NO_POOL, Wei(1)) == 1_000
    assert assets_sold(pool_of(1, 1_000), Shares(1_000)) == 1
    assert shares_sold(pool_of(1, 1_000), Wei(1)) == 1_000


def test_a_deposit_changes_pool_position_ledger_weight_and_checkpoint() -> None:
    s = Story(paper_world())
    alice, dora = s.alice, s.dora
    s.registers(alice, tokens(40))
    before = s.state
    s.waits(7)
    s.delegates(dora, alice, tokens(2))

    pool = s.pool(alice)
    shares = Shares(1_000 * tokens(2))
    positions = before.pools[PoolId(alice, Generation(0))].positions
    assert pool == Pool(
        tokens(42), Shares(21 * shares), Index(0), positions.set(dora, Position(shares, Index(0), Scaled(0)))
    )
    assert s.state.ledger == Ledger(tokens(42), Wei(0), Wei(0), Wei(0))
    assert s.state.stream.total_weight == s.state.earners[alice].weight == tokens(42)
    time = ProtocolTime(GENESIS_TIME + 7)
    assert s.state.checkpoints == before.checkpoints.set(SlotId(alice, 1), Checkpoint(time, tokens(42), Generation(0)))


def test_a_deposit_tells_the_transfer_and_then_the_shares() -> None:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40))
    applied = s.tells(s.dora, delegate(s.alice, tokens(1)), None)
    custody, token = s.deployment.stake_custody, s.deployment.stake_token
    assert isinstance(applied, Applied)
    assert applied.events == (
        Transfer(token, s.dora, custody, tokens(1)),
        Bonded(s.alice, s.dora, Generation(0), tokens(1), Shares(1_000 * tokens(1))),
    )


def test_of_several_checkpoints_in_one_second_the_last_stays() -> None:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40))
    s.delegates(s.dora, s.alice, tokens(1))
    s.delegates(s.dora, s.alice, tokens(1))
    assert s.record(s.alice).checkpoints == 1
    assert list(s.state.checkpoints.values()) == [Checkpoint(s.now, tokens(42), Generation(0))]
    assert checkpoint(s.state, s.alice) == s.state


def test_credits_add_up_and_nothing_is_no_credit() -> None:
    s = Story(paper_world())
    twice = credit(credit(s.state, s.dora, Wei(2)), s.dora, Wei(3))
    assert twice == replace(
        s.state,
        credits=s.state.credits.set(s.dora, Wei(5)),
        ledger=Ledger(Wei(0), Wei(0), Wei(5), Wei(0)),
        log=(Credited(s.dora, Wei(2)), Credited(s.dora, Wei(3))),
    )
    assert credit(twice, s.emil, Wei(0)) == twice


def test_a_new_generation_leaves_the_shares_and_takes_the_assets() -> None:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40))
    before = s.pool(s.alice)
    renewed = start_generation(s.state, s.alice)
    dust = s.state.sinks.dust
    assert renewed.pools[PoolId(s.alice, Generation(0))] == replace(before, assets=Wei(0))
    assert renewed.pools[PoolId(s.alice, Generation(1))] == NO_POOL
    assert renewed.log == (Credited(dust, tokens(40)), GenerationStarted(s.alice, Generation(1)))
    assert renewed.ledger == Ledger(Wei(0), Wei(0), tokens(40), Wei(0))
    assert self_stake(renewed, s.alice) == 0


def test_nobody_has_a_position_by_default() -> None:
    assert NO_POOL.positions[paper_world().cast.whale] == NO_POSITION


@pytest.mark.parametrize("assets", [0, 1, MAX_SUPPLY])
def test_no_share_is_worth_nothing(assets: int) -> None:
    assert assets_sold(pool_of(assets, 5), Shares(0)) == 0
