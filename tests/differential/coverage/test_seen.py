"""What runs is what the source says runs: each line and each condition of a small contract, counted by hand."""

import pytest

from differential.coverage.build import Build
from differential.coverage.seen import Seen, seen, together
from differential.coverage.watched import DEPLOYMENT, VIEWS, Chain
from differential.evm.backend import DeployError
from tests.differential.coverage.small import UNIT, Call, after, deployed, optimised, ran, told
from tests.differential.evm.probe import ALICE, BOB, NOW, message

CASES: dict[str, tuple[list[Call], set[int], set[str]]] = {
    "an if, one side": ([("oneSided(uint256)", (11,))], {46, 47, 51}, {"value > 10 is true"}),
    "an if, the other side": ([("oneSided(uint256)", (10,))], {46, 49, 51}, {"value > 10 is false"}),
    "a require that holds": ([("checked(uint256)", (3,))], {55, 59}, {"value >= floor is true"}),
    "a require that fails": ([("checked(uint256)", (2,))], {55}, {"value >= floor is false"}),
    "a require that holds before an overflow": (
        [("raise(uint256)", (2**256 - 1,))],
        {25, 33, 34},
        {"caller == OWNER is true"},
    ),
    "an and that stops": ([("both(bool,bool)", (False, True))], {63}, {"first is false"}),
    "an and that goes on": ([("both(bool,bool)", (True, False))], {63}, {"first is true"}),
    "an or that stops": ([("either(bool,bool)", (True, False))], {67}, {"first is true"}),
    "an or that goes on": ([("either(bool,bool)", (False, False))], {67}, {"first is false"}),
    "a choice": ([("picked(bool)", (True,))], {71}, {"first is true"}),
    "the other choice": ([("picked(bool)", (False,))], {71}, {"first is false"}),
    "a loop of a library, not entered": ([("summed(uint256)", (0,))], {10, 75}, {"i <= last is false"}),
    "a loop of a library": ([("summed(uint256)", (2,))], {10, 11, 75}, {"i <= last is true", "i <= last is false"}),
    "loops, not repeated": (
        [("looped(uint256)", (5,))],
        {79, 80, 81, 82, 84},
        {"count < times is true", "count < times is false", "count == 5 is false", "count < 4 is false",
         "count > 1 is true"},
    ),
    "loops, repeated and continued": (
        [("looped(uint256)", (1,)), ("looped(uint256)", (3,))],
        {79, 80, 81, 82, 84},
        {"count < times is true", "count < times is false", "count == 5 is false", "count == 5 is true",
         "count < 4 is true", "count < 4 is false", "count > 1 is true"},
    ),
    "an if with nothing in it": ([("empty(bool)", (True,))], {88}, {"value is true"}),
    "an if with nothing in it, passed over": ([("empty(bool)", (False,))], {88}, {"value is false"}),
    "a try that succeeds": (
        [("tried(address,uint256)", ("itself", 9))],
        {55, 59, 92, 93, 99},
        {"value >= floor is true", "other.checked(value) is true"},
    ),
    "a try that fails": (
        [("tried(address,uint256)", ("itself", 0))],
        {55, 92, 97, 99},
        {"value >= floor is false", "other.checked(value) is false"},
    ),
    "the view of a variable, which is its line": ([("floor()", ())], {22}, set()),
    "nothing that there is": ([("nothing()", ())], set(), set()),
}  # fmt: skip


@pytest.mark.parametrize(("calls", "lines", "ways"), CASES.values(), ids=CASES)
def test_calls_run_just_these_lines_and_branches(
    small: Build, calls: list[Call], lines: set[int], ways: set[str]
) -> None:
    assert told(small, after(small, *calls)) == (lines, ways)


def test_a_deployment_runs_first_values_arguments_of_bases_and_constructors(small: Build) -> None:
    chain = Chain((small,))
    deployed(small, chain)
    assert told(small, ran(small, chain, DEPLOYMENT)) == ({22, 30, 43}, set())


def test_a_contract_that_a_contract_makes_counts_as_well(small: Build) -> None:
    chain = Chain((small,))
    maker = chain.deploy(ALICE, optimised(small, "Maker"), NOW)
    chain.head("calls")
    made = chain.call(ALICE, maker, message("make(address)", BOB), NOW).output[12:]
    chain.call(BOB, made, message("raise(uint256)", 1), NOW)
    assert told(small, ran(small, chain, "calls")) == ({22, 25, 30, 33, 34, 43, 107}, {"caller == OWNER is true"})


def test_what_runs_is_noted_under_its_heading(small: Build) -> None:
    chain = Chain((small,))
    where = deployed(small, chain)
    chain.head("Raise")
    chain.call(BOB, where, message("raise(uint256)", 1), NOW)
    chain.view(where, message("picked(bool)", True), NOW)
    chain.call(ALICE, where, message("raise(uint256)", 1), NOW)
    found = {heading: seen(small, traces) for heading, traces in chain.traced().items()}
    assert found["Raise"] == {UNIT: Seen({25, 33, 34}, {(1, True), (1, False)})}
    assert found[VIEWS] == {UNIT: Seen({71}, {(6, True)})}
    assert together(found.values()) == {
        UNIT: Seen({22, 25, 30, 33, 34, 43, 71}, {(1, True), (1, False), (6, True)}),
    }


def test_a_deployment_without_its_arguments_counts_as_far_as_it_came(small: Build) -> None:
    chain = Chain((small,))
    with pytest.raises(DeployError):
        chain.deploy(ALICE, optimised(small, "Small"), NOW)
    assert told(small, ran(small, chain, DEPLOYMENT)) == ({22}, set())


def test_foreign_code_counts_for_nothing(small: Build) -> None:
    chain = Chain(())
    where = deployed(small, chain)
    chain.head("calls")
    chain.call(ALICE, where, message("picked(bool)", True), NOW)
    assert seen(small, chain.traced()["calls"]) == {}


def test_every_line_and_condition_that_can_run_has_code(small: Build) -> None:
    outline = small.outlines[UNIT]
    lines = {line for code in small.codes for _, line in code.lines.values()}
    numbers = {condition.number for code in small.codes for _, condition in code.tests.values()}
    unused = next(line.number for line in outline.lines.values() if line.function == "Sums.unused")
    assert lines == set(outline.lines) - {unused}
    assert numbers == set(range(len(outline.conditions)))
