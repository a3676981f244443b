"""Mistakes made by rule."""

from properties.mutation.generated import MODULES, generated
from properties.mutation.mutant import mutated_code


def test_every_mistake_has_a_name_of_its_own_and_is_one() -> None:
    mutants = list(generated())
    assert len({mutant.id for mutant in mutants}) == len(mutants)
    assert {mutant.module for mutant in mutants} == set(MODULES)
    assert all(mutant.old != mutant.new and mutated_code(mutant) for mutant in mutants)


def test_mistakes_are_the_same_in_every_run() -> None:
    assert [mutant.id for mutant in generated(("tokens",))] == [mutant.id for mutant in generated(("tokens",))]
