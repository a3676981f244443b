"""What is said of checks: above all, when nothing is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from properties.bounded.check import ACCEPTED, AMOUNT, CHOICE, CallCheck, Check, Numbers, Unknown, call
from properties.bounded.checks import named
from properties.bounded.examination import examine
from properties.bounded.finding import Finding, Word
from properties.bounded.population import Population, credited
from properties.bounded.workers import Job, work
from properties.declaration import Property
from properties.world import Step
from spec.actions import Withdraw
from spec.arithmetic import sub
from spec.map import Map
from spec.state import State
from spec.units import Address

PATIENCE = 20


@dataclass(frozen=True)
class Toy(Check):
    """A check of a function of one number."""

    make: Callable[[int], bool]
    replayed: tuple[str, ...] = ("it fails",)

    @property
    def properties(self) -> tuple[Property, ...]:
        return ()

    @property
    def expected(self) -> tuple[str, ...]:
        return (ACCEPTED,)

    def judge(self, people: Population, numbers: Numbers) -> tuple[str, bool]:
        return ACCEPTED, self.make(numbers["x"])

    def failures(self, people: Population, numbers: Numbers) -> tuple[str, ...]:
        return self.replayed if not self.make(numbers["x"]) else ()


def toy(make: Callable[[int], bool], bounds: Unknown = AMOUNT, **more: Any) -> Toy:
    return Toy("toy", "Do something.", "", {"x": bounds}, make, **more)


def test_what_holds_for_all_values_is_confirmed() -> None:
    found = examine(named("withdraw"), 1, PATIENCE)
    assert found == Finding("withdraw", 1, Word.CONFIRMED, found.seconds, {"NothingToWithdraw": 6, "accepted": 6})


def test_one_value_in_so_many_is_found() -> None:
    found = examine(toy(lambda x: 3 * x != 70_007 + 2**100), 1, PATIENCE)
    assert (found.word, found.numbers, found.reasons) == (Word.VIOLATED, {"x": (70_007 + 2**100) // 3}, ("it fails",))


def test_an_assertion_of_the_specification_is_a_violation() -> None:
    found = examine(toy(lambda x: sub(x, 1) >= 0), 1, PATIENCE)
    assert (found.word, found.numbers) == (Word.VIOLATED, {"x": 0})
    assert found.reasons == ("AssertionError: below zero",)


@pytest.mark.parametrize("seconds", [0.02, 0.6])
def test_too_little_time_is_no_confirmation(seconds: float) -> None:
    """There is none at all, or enough for some of the paths."""
    found = examine(named("slash"), 3, seconds)
    assert found.word in (Word.OPEN, Word.UNKNOWN)
    assert found.reasons


def test_a_branch_that_the_solver_cannot_decide_is_no_confirmation() -> None:
    """To find a square root modulo a product of large primes is as hard as to find the primes."""
    product = (2**61 - 1) * (2**89 - 1)
    found = examine(toy(lambda x: x * x % product != 3, Unknown(2, product)), 1, 1)
    assert found.word in (Word.OPEN, Word.UNKNOWN)


def test_a_look_at_single_values_is_no_confirmation() -> None:
    """A key of a map is a single value, of which there are too many to try each."""
    nowhere: Map[int, bool] = Map(False)
    marked = nowhere.set(2**100 + 1, True)
    found = examine(toy(lambda x: not marked[x]), 1, 1)
    assert found.word in (Word.OPEN, Word.UNKNOWN)


def test_what_does_not_fail_again_is_not_believed() -> None:
    found = examine(toy(lambda x: x != 5, replayed=()), 1, PATIENCE)
    assert (found.word, found.numbers) == (Word.UNKNOWN, {})


def test_bounds_that_nothing_meets_are_no_confirmation() -> None:
    found = examine(toy(lambda x: True, Unknown(5, 4)), 1, PATIENCE)
    assert (found.word, found.seen) == (Word.UNKNOWN, {})


def test_a_failure_beneath_the_map_is_no_confirmation() -> None:
    @call("panic", Withdraw, "", account=AMOUNT)
    def withdrawing_for_anyone(people: Population, account: int) -> tuple[State, Step]:
        """Let an account be unknown, which no key of a map can be."""
        return people.state, Step(Address(account), 0, Withdraw(Address(account)))

    assert examine(withdrawing_for_anyone, 1, 2).word in (Word.OPEN, Word.UNKNOWN)


def test_a_check_that_does_not_see_what_it_should_is_vacuous() -> None:
    check = named("withdraw")
    assert isinstance(check, CallCheck)

    def nothing(people: Population, credit: int) -> tuple[State, Step]:
        return credited(people.state, people.holders[0], 0), Step(people.holders[0], 0, Withdraw(people.holders[0]))

    found = examine(replace(check, make=nothing, unknowns={"credit": CHOICE}), 1, PATIENCE)
    assert (found.word, found.seen, found.reasons) == (
        Word.VACUOUS,
        {"NothingToWithdraw": 1},
        ("never seen: accepted",),
    )


@pytest.mark.parametrize(
    ("name", "failed"),
    [
        ("claim", "C-1.claim"),
        ("withdraw", "A-1.solvency"),
        ("route", "A-3.surplus"),
        ("slash.later", "D-7.pool"),
        ("eject", "H-5.removed"),
        ("set_parameters.cuts", "P6"),
        ("pause", "G-9"),
        ("J-7", "J-7"),
    ],
)
def test_planted_mistakes_are_noticed(name: str, failed: str) -> None:
    found = work(Job(name, 1, PATIENCE, planted=True))
    assert found.word is Word.VIOLATED
    assert failed in {reason.partition(":")[0] for reason in found.reasons}


def test_a_claim_a_second_early_is_found_at_that_second() -> None:
    found = work(Job("claim", 2, PATIENCE, planted=True))
    assert (found.numbers["seconds"], found.word) == (1_561_595, Word.VIOLATED)
    assert any("1704758400 | 1704758399" in reason for reason in found.reasons)
