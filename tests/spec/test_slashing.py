from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from properties.scenarios.calls import tokens
from properties.scenarios.story import Story
from properties.world import paper_world
from spec.actions import RouteSlash
from spec.errors import WrongCheckpoint
from spec.events import BucketSlashed, Credited, Jailed, PoolSlashed, Slashed, SlashRouted, StatusChanged
from spec.events import ValidatorRemoved as Removed
from spec.slashing import Penalty, checkpoint_at, is_covered, loss, slash_rate
from spec.state import Case, CaseId, Checkpoint, Ledger
from spec.transition import Applied
from spec.units import MAX_SHARES, MAX_SUPPLY, Epoch, Generation, Offence, ProtocolTime, Shares, Status, Wei


def penalty(s: Story, amount: int, covered: int, since: int = 0) -> Penalty:
    return Penalty(s.alice, Generation(0), Epoch(since), Wei(amount), Shares(covered), Wei(0))


@given(st.integers(0, MAX_SUPPLY), st.lists(st.tuples(st.integers(0, MAX_SUPPLY), st.integers(0, MAX_SHARES // 8))))
def test_pieces_lose_in_proportion_within_their_means(amount: int, pieces: list[tuple[int, int]]) -> None:
    covered = sum(shares for _, shares in pieces)
    taken = penalty(Story(paper_world()), amount, covered)
    losses = [loss(taken, Wei(assets), Shares(shares)) for assets, shares in pieces]
    assert all(lost <= assets for lost, (assets, _) in zip(losses, pieces, strict=True))
    assert sum(losses) <= amount + len(pieces)
    if covered and all(lost < assets for lost, (assets, _) in zip(losses, pieces, strict=True)):
        assert sum(losses) >= amount


def test_a_piece_without_shares_loses_nothing() -> None:
    assert loss(penalty(Story(paper_world()), 5, 0), Wei(7), Shares(0)) == 0


def test_every_offence_has_its_rate() -> None:
    limits = paper_world().parameters
    rates = [slash_rate(limits, offence) for offence in Offence]
    assert rates == [limits.liveness_slash, limits.fault_slash, limits.double_sign_slash]


def staked() -> Story:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40))
    s.waits(10)
    s.delegates(s.dora, s.alice, tokens(60))
    s.waits(10)
    s.unbonds(s.dora, s.alice, s.shares(s.dora, s.alice) // 3)
    s.waits(1)
    return s


def test_a_checkpoint_is_in_force_from_its_second_to_that_before_the_next() -> None:
    s = staked()
    start = s.now - 20
    stakes = {0: tokens(40), 1: tokens(100), 2: tokens(80)}
    for index, times in {0: (0, 9), 1: (10, 19), 2: (20, 10**6)}.items():
        expected = Checkpoint(ProtocolTime(start + 10 * index), stakes[index], Generation(0))
        for time in times:
            assert checkpoint_at(s.state, s.alice, index, ProtocolTime(start + time)) == expected
        for time in (times[0] - 1, times[1] + 1) if index < 2 else (times[0] - 1,):
            with pytest.raises(WrongCheckpoint):
                checkpoint_at(s.state, s.alice, index, ProtocolTime(start + time))
    with pytest.raises(WrongCheckpoint):
        checkpoint_at(s.state, s.alice, 3, ProtocolTime(start + 20))
    with pytest.raises(WrongCheckpoint):
        checkpoint_at(s.state, s.bob, 0, ProtocolTime(start))


def test_a_bucket_answers_for_its_epoch_and_those_before() -> None:
    s = staked()
    bucket = next(iter(s.state.buckets.items()))[0]
    covered = {since: is_covered(s.state, bucket, penalty(s, 1, 1, bucket.request + since)) for since in (-1, 0, 1)}
    assert covered == {-1: True, 0: True, 1: False}
    other = replace(penalty(s, 1, 1), generation=Generation(1))
    assert not is_covered(s.state, bucket, other)


def test_a_penalty_takes_its_part_from_pool_and_bucket() -> None:
    s = staked()
    offence = s.now
    outcome = s.tells(s.cast.slasher, s.accusation(s.alice, Offence.FAULT, offence), None)
    assert isinstance(outcome, Applied)
    bucket_id, bucket = next(iter(s.state.buckets.items()))
    taken, part = Wei(8 * 10**17), Wei(16 * 10**16)
    assert outcome.value == taken
    assert outcome.events == (
        PoolSlashed(s.alice, Generation(0), Wei(taken - part)),
        BucketSlashed(s.alice, Generation(0), bucket_id.request, bucket_id.maturity, part),
        Slashed(s.alice, Offence.FAULT, offence, tokens(80), taken, taken),
        Jailed(s.alice, s.record(s.alice).jailed_until),
        StatusChanged(s.alice, Status.ACTIVE, Status.JAILED),
        Removed(s.alice),
    )
    assert s.state.ledger == Ledger(Wei(tokens(80) - taken + part), Wei(tokens(20) - part), Wei(0), taken)
    assert bucket.assets == tokens(20) - part
    case_id = CaseId(s.alice, Offence.FAULT, offence)
    cuts = (s.parameters.reporter_cut, s.parameters.insurance_cut, s.parameters.treasury_cut)
    assert list(s.state.cases.items()) == [(case_id, Case(True, False, *cuts, s.cast.reporter, taken))]
    assert (s.state.stream.total_weight, s.state.earners[s.alice].weight) == (0, 0)


def test_a_routed_penalty_leaves_the_pot_for_four_credits() -> None:
    s = staked()
    offence = s.now
    taken = s.slashes(s.alice, Offence.FAULT, offence)
    outcome = s.tells(s.fay, RouteSlash(s.alice, Offence.FAULT, offence), None)
    assert isinstance(outcome, Applied)
    tenth, cast = taken // 10, s.cast
    assert outcome.events == (
        Credited(cast.reporter, Wei(tenth)),
        Credited(cast.insurance, Wei(2 * tenth)),
        Credited(cast.treasury, Wei(2 * tenth)),
        Credited(cast.burn, Wei(5 * tenth)),
        SlashRouted(
            s.alice, Offence.FAULT, offence, Wei(tenth), Wei(2 * tenth), Wei(2 * tenth), Wei(taken - 5 * tenth)
        ),
    )
    assert (s.state.ledger.pot, s.state.ledger.credited) == (0, taken)
    assert next(s.state.cases.values()).routed
