from dataclasses import replace
from itertools import product

import pytest

from properties.scenarios.calls import register, set_commission, tokens
from properties.scenarios.story import Story
from properties.world import paper_world
from spec.actions import ApplyCommission, Leave
from spec.events import (
    Bonded,
    CommissionChanged,
    StatusChanged,
    Transfer,
    ValidatorAdded,
    ValidatorRegistered,
    ValidatorRemoved,
)
from spec.registry import below_minimum, punish, punished_status, retire, set_status
from spec.state import NO_VALIDATOR, Validator
from spec.transition import Applied
from spec.units import Bps, Generation, Offence, ProtocolTime, Seconds, Shares, SigningKey, Status, Wei


def test_a_registration_is_a_record_a_key_a_pool_and_a_weight() -> None:
    s = Story(paper_world())
    alice, home = s.alice, s.cast.withdrawal[0]
    outcome = s.tells(alice, register(77, home, tokens(40), 250), None)
    assert isinstance(outcome, Applied)
    assert outcome.events == (
        ValidatorRegistered(alice, SigningKey(77), home, Bps(250)),
        Transfer(s.deployment.stake_token, alice, s.deployment.stake_custody, tokens(40)),
        Bonded(alice, alice, Generation(0), tokens(40), Shares(1_000 * tokens(40))),
        StatusChanged(alice, Status.NONE, Status.ACTIVE),
        ValidatorAdded(alice),
    )
    assert s.record(alice) == Validator(
        status=Status.ACTIVE,
        key=SigningKey(77),
        withdrawal_address=home,
        commission=Bps(250),
        next_commission=Bps(0),
        commission_effective=ProtocolTime(0),
        jailed_until=ProtocolTime(0),
        generation=Generation(0),
        checkpoints=1,
        queue_head=0,
        queue_tail=0,
    )
    assert s.state.keys[SigningKey(77)] == alice
    assert s.state.stream.total_weight == tokens(40)


def test_leaving_ends_weight_and_activity_and_nothing_else() -> None:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40))
    before = s.state
    outcome = s.tells(s.alice, Leave(), None)
    assert isinstance(outcome, Applied)
    assert outcome.events == (
        StatusChanged(s.alice, Status.ACTIVE, Status.LEAVING),
        ValidatorRemoved(s.alice),
    )
    record = replace(before.validators[s.alice], status=Status.LEAVING)
    assert s.state == replace(
        before,
        validators=before.validators.set(s.alice, record),
        stream=replace(before.stream, total_weight=Wei(0)),
        earners=before.earners.set(s.alice, replace(before.earners[s.alice], weight=Wei(0))),
    )


def test_the_same_status_is_no_change() -> None:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40))
    assert set_status(s.state, s.alice, Status.ACTIVE) == s.state


def test_penalties_never_bring_anyone_back() -> None:
    jail, tomb = Status.JAILED, Status.TOMBSTONED
    expected = {
        (Status.ACTIVE, False): jail,
        (Status.ACTIVE, True): tomb,
        (Status.LEAVING, False): Status.LEAVING,
        (Status.LEAVING, True): tomb,
        (jail, False): jail,
        (jail, True): tomb,
        (tomb, False): tomb,
        (tomb, True): tomb,
        (Status.EXITED, False): Status.EXITED,
        (Status.EXITED, True): tomb,
    }
    met = {
        (status, offence == Offence.DOUBLE_SIGN): punished_status(status, offence)
        for status, offence in product(set(Status) - {Status.NONE}, Offence)
    }
    assert met == expected


@pytest.mark.parametrize(("first", "second"), [(100, 50), (50, 100)])
def test_terms_of_jail_run_to_the_later_end(first: int, second: int) -> None:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40))
    state = s.state
    for term in (first, second):
        state = replace(state, parameters=replace(state.parameters, jail_duration=Seconds(term)))
        state = punish(state, s.alice, Offence.LIVENESS)
    assert state.validators[s.alice].jailed_until == s.now + 100


@pytest.mark.parametrize(
    ("own", "delegated", "below"), [(32, 0, False), (16, 16, False), (16, 15, True), (15, 85, True)]
)
def test_both_minima_count(own: int, delegated: int, below: bool) -> None:
    s = Story(paper_world())
    s.registers(s.alice, tokens(100))
    s.delegates(s.dora, s.alice, tokens(100))
    s.unbonds_exactly(s.dora, s.alice, tokens(100 - delegated) if delegated < 100 else 1)
    state = replace(s.state, parameters=replace(s.parameters, min_self_stake=tokens(16)))
    part = s.shares(s.alice, s.alice) * own // 100
    pool_id = next(iter(state.pools.items()))[0]
    pool = s.pool(s.alice)
    positions = pool.positions.set(s.alice, replace(pool.positions[s.alice], shares=Shares(part)))
    gone = s.shares(s.alice, s.alice) - part
    pool = replace(
        pool, positions=positions, shares=Shares(pool.shares - gone), assets=Wei(pool.assets - gone // 1_000)
    )
    state = replace(state, pools=state.pools.set(pool_id, pool))
    assert below_minimum(state, s.alice) == below
    assert retire(state, s.alice).validators[s.alice].status == (Status.LEAVING if below else Status.ACTIVE)


def test_an_announced_raise_takes_effect_when_applied() -> None:
    s = Story(paper_world())
    s.registers(s.alice, tokens(40), commission=100)
    s.does(s.alice, set_commission(300))
    due = ProtocolTime(s.now + s.parameters.commission_notice)
    announced = s.record(s.alice)
    assert (announced.commission, announced.next_commission, announced.commission_effective) == (100, 300, due)
    s.waits_until(due)
    outcome = s.tells(s.fay, ApplyCommission(s.alice), None)
    assert isinstance(outcome, Applied)
    assert outcome.events == (CommissionChanged(s.alice, Bps(300)),)
    changed = replace(announced, commission=Bps(300), next_commission=Bps(0), commission_effective=ProtocolTime(0))
    assert s.record(s.alice) == changed


def test_nobody_is_a_validator_by_default() -> None:
    s = Story(paper_world())
    assert s.record(s.dora) == NO_VALIDATOR
