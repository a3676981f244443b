from inspect import signature
from random import Random

import pytest

from properties.bounded.check import CallCheck, Check, RunCheck, Unknown, pick
from properties.bounded.checks import CHECKS, UnknownCheck, checks_of, named, subjects
from properties.bounded.population import SIZES, population
from properties.catalogue import PROPERTIES, UnknownProperty
from properties.declaration import Kind
from properties.evaluation import check_invariants
from properties.mutation.mutants import ALL
from spec.rejections import REJECTIONS

SAMPLES = 4

each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)


def sampled(check: Check, random: Random) -> dict[str, int]:
    """Return unknown numbers at random, often at a bound, or next to it."""

    def draw(bounds: Unknown) -> int:
        near = (bounds.lowest, min(bounds.lowest + 1, bounds.highest), bounds.highest)
        return random.choice((*near, random.randint(bounds.lowest, bounds.highest)))

    return {name: draw(bounds) for name, bounds in check.unknowns.items()}


@each_check
@pytest.mark.parametrize("size", SIZES)
def test_every_state_that_a_check_begins_in_is_lawful(check: Check, size: int) -> None:
    people, random = population(size), Random(size)
    states = [check.make(people, **sampled(check, random))[0] for _ in range(SAMPLES)]
    assert [check_invariants(state) for state in states] == [[] for _ in states]


@each_check
def test_a_check_takes_its_unknown_numbers_and_makes_its_call(check: Check) -> None:
    assert list(signature(check.make).parameters) == ["people", *check.unknowns]
    assert all(unknown.lowest < unknown.highest for unknown in check.unknowns.values())
    if isinstance(check, CallCheck):
        _, step = check.make(population(1), **sampled(check, Random(1)))
        assert type(step.action) is check.action
        assert set(check.refusals) <= set(REJECTIONS[check.action])


def test_names_are_unique_and_mistakes_exist() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert {check.mutant for check in CHECKS} <= {mutant.id for mutant in ALL}


def test_every_action_has_a_check() -> None:
    assert {check.action for check in CHECKS if isinstance(check, CallCheck)} == set(REJECTIONS)


def test_what_no_check_speaks_of_is_known() -> None:
    assert [entry.id for entry in PROPERTIES if not checks_of(entry.id)] == ["C-9.exit", "J-5"]


def test_invariants_are_said_of_every_call_and_laws_of_theirs() -> None:
    calls = tuple(check for check in CHECKS if isinstance(check, CallCheck))
    assert checks_of("A-1.solvency") == calls
    assert [check.name for check in checks_of("C-2.claim")] == ["claim", "claim.pause"]
    assert [check.name for check in checks_of("C-2.refused")] == ["claim", "claim.pause"]
    assert [check.name for check in checks_of("D-5")] == ["D-5"]


@each_check
def test_relations_are_said_of_runs_only(check: Check) -> None:
    kinds = {entry.kind for entry in check.properties}
    assert kinds == {Kind.RELATION} if isinstance(check, RunCheck) else Kind.RELATION not in kinds
    assert len(subjects(check.name)) == len(check.properties)


def test_an_unknown_name_is_told_with_its_neighbours() -> None:
    with pytest.raises(UnknownCheck, match=r"no check has the name 'claims'; the nearest are: claim, "):
        named("claims")
    with pytest.raises(UnknownProperty):
        checks_of("A-111")


def test_numbers_beyond_the_options_mean_the_last() -> None:
    assert [pick("abc", number) for number in range(5)] == ["a", "b", "c", "c", "c"]
