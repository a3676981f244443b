"""The search for a history from deployment in which a claim fails."""

from properties.mutation.mutant import Mutant, in_place
from properties.reach import reach, told
from properties.scenarios import ALL
from properties.world import paper_world

WORLD = paper_world()
EARLY = Mutant(
    "tickets are released a second early",
    "exits",
    "is_slashable",
    "protocol_time(state) < maturity_time(state, bucket)",
    "add(protocol_time(state), ProtocolTime(1)) < maturity_time(state, bucket)",
    scenario="pause_shifts_maturity",
)


def test_a_false_claim_is_reached_by_a_short_history() -> None:
    with in_place(EARLY):
        found, _ = reach([("C-1.claim", "Claim")], WORLD, seed=1, seconds=60)
    (reached,) = found
    assert reached.claim == ("C-1.claim", "Claim")
    assert [type(step.action).__name__ for step in reached.history] == ["Register", "Delegate", "Unbond", "Claim"]
    assert reached.reason.startswith("No ticket closes before its maturity.")


def test_a_true_claim_is_not_reached() -> None:
    found, looked = reach([("C-1.claim", "Claim")], WORLD, seed=1, seconds=1)
    assert not found
    assert looked > 0


def test_stories_are_told_as_they_are() -> None:
    assert list(told(WORLD)) == [scenario.script(WORLD) for scenario in ALL]


def test_what_ends_a_specification_that_cannot_be_run_is_a_failure() -> None:
    with in_place(Mutant("too many arguments", "exits", "claim", "is_slashable(state", "is_slashable(state, 1")):
        assert len(list(told(WORLD))) == len(ALL)
        found, _ = reach([("assertions", "Claim")], WORLD, seed=1, seconds=60)
    (reached,) = found
    assert reached.reason == "is_slashable() takes 2 positional arguments but 3 were given"
