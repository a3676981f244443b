"""What proofs need: that it is found in cores, that what is used up before is found too, and nothing else."""

from multiprocessing import Pipe

import pytest

from properties.symbolic import decision, explorer, steps
from properties.symbolic.assumptions import call_is_possible
from properties.symbolic.coverage import (
    Needs,
    answer,
    confirmed_of,
    cover,
    droppable,
    everything,
    is_about,
    measured_apart,
    needs_of,
)
from properties.symbolic.interpretation import symbolic
from properties.symbolic.keeping import Keeping
from properties.symbolic.needs import SCHEMES, Kind, Name, assumptions, noted
from properties.symbolic.prove import Order

SUPPLY: Name = (Kind.INVARIANT, "S-1.supply")
CREDITED: Name = (Kind.INVARIANT, "A-1.credited")
KEYS: Name = (Kind.INVARIANT, "H-1.key")
WITHDRAW = Order(frozenset({"arithmetic", "A-1.credited", "A-1.solvency", "A-2.solvency"}))


@pytest.fixture(scope="module")
def needs() -> Needs:
    return needs_of("Withdraw", WITHDRAW)


def test_every_statement_of_every_core_has_a_name(needs: Needs) -> None:
    assert needs.cores > 0
    assert (needs.unexplained, needs.open, needs.lost) == (0, set(), {})


def test_cores_tell_what_is_needed(needs: Needs) -> None:
    assert ("above uint256", "Withdraw") in needs.others(SUPPLY)
    different = next(n for n in assumptions_now() if "stake_custody + -1*s.deployment.reward_custody != 0" in n[1])
    assert needs.others(different) == [("A-2.solvency", "Withdraw")]
    assert {name[1] for name in needs.used if name[0] is Kind.SCHEME} <= set(SCHEMES)
    assert KEYS in needs.unused(everything())


def assumptions_now() -> frozenset[Name]:
    with symbolic():
        return assumptions()


def test_what_is_used_up_before_a_solver_is_asked_is_found_by_leaving_it_out(needs: Needs) -> None:
    assert CREDITED not in needs.used or not needs.others(CREDITED)
    dropped = frozenset({CREDITED, KEYS})
    assert dropped <= droppable(needs)
    found = confirmed_of("Withdraw", WITHDRAW, dropped)
    assert found.used == {CREDITED: {("below zero", "Withdraw")}}


def test_what_is_assumed_of_calls_can_be_left_out_too() -> None:
    order = Order(frozenset({"A-2.solvency", "G-9.order"}))
    dropped = frozenset(name for name in assumptions_now() if "call.caller" in name[1] and "custody" in name[1])
    assert len(dropped) == 2
    (reward,) = (name for name in dropped if "reward_custody" in name[1])
    found = confirmed_of("Transfer", order, dropped)
    assert found.used == {reward: {("A-2.solvency", "Transfer")}}
    assert vars(steps)["call_is_possible"] is call_is_possible


def test_that_a_claim_needs_itself_counts_for_nothing() -> None:
    found = Needs({CREDITED: {("A-1.credited", "Withdraw"), ("A-1.credited in between", "Slash")}})
    assert found.others(CREDITED) == []
    assert found.unused([CREDITED]) == [CREDITED]
    assert not is_about(CREDITED, "A-1.credited.more")
    assert not is_about((Kind.OWED, "A-1.credited"), "A-1.credited")


def test_the_engine_is_as_it_was_afterwards() -> None:
    before = decision.Query, explorer.ensure, Keeping.learn
    with symbolic(), noted():
        assert decision.Query is not before[0]
    assert (decision.Query, explorer.ensure, Keeping.learn) == before


def test_what_stands_in_cores_and_what_is_left_out_are_put_together() -> None:
    seen: list[tuple[str, str]] = []
    order = Order(frozenset({"G-9.order"}))
    found = cover(["Pause"], order, 1, lambda step, how: seen.append((step, how.split()[0])))
    assert seen == [("Pause", "with"), ("Pause", "without")]
    assert {step for claims in found.used.values() for _, step in claims} == {"Pause"}


def failing(step: str) -> Needs:
    raise ValueError("out of luck")


def test_a_step_of_which_nothing_is_known_is_told() -> None:
    assert measured_apart("Pause", failing).lost == {"Pause": "ValueError: out of luck"}


def test_who_is_gone_is_told_nothing() -> None:
    ours, theirs = Pipe()
    ours.close()
    answer(Needs, "Pause", theirs)  # and nothing is raised
