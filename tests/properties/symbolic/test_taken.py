"""Which paths are taken: by which calls, and that the others are told apart."""

from properties.outcome import Outcome
from properties.symbolic.taken import taken


def test_paths_are_taken_by_calls(outcomes: tuple[Outcome, ...]) -> None:
    found = taken("AssignRole", outcomes)
    assert (found.taken, found.impossible, found.open, found.possible) == (4, 0, (), 4)


def test_paths_that_no_call_takes_are_told(outcomes: tuple[Outcome, ...]) -> None:
    all_of_them = taken("Withdraw", outcomes)
    assert (all_of_them.taken, all_of_them.possible) == (1, 2)
    assert "s.deployment.stake_custody + -1*arg.account == 0" in all_of_them.open[0]
    none = taken("Withdraw", ())
    assert (none.taken, none.possible, len(none.open)) == (0, 2, 2)


def test_a_step_with_one_accepted_path_needs_one_call(outcomes: tuple[Outcome, ...]) -> None:
    assert taken("Approve", outcomes).taken == 1
    assert taken("Approve", ()).taken == 0
