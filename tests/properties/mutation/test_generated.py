"""Mistakes made by rule."""

import ast
from textwrap import dedent

from properties.mutation.generated import MODULES, generated, postpone_guard
from properties.mutation.mutant import mutated_code


def postponed(place: int, source: str) -> tuple[str | None, str]:
    """Return what is said of a guard put behind the next, and the function then."""
    (function,) = ast.parse(dedent(source)).body
    told = postpone_guard(place, function)
    return told, ast.unparse(function)


def test_every_mistake_has_a_name_of_its_own_and_is_one() -> None:
    mutants = list(generated())
    assert len({mutant.id for mutant in mutants}) == len(mutants)
    assert {mutant.module for mutant in mutants} == set(MODULES)
    assert all(mutant.old != mutant.new and mutated_code(mutant) for mutant in mutants)


def test_mistakes_are_the_same_in_every_run() -> None:
    assert [mutant.id for mutant in generated(("tokens",))] == [mutant.id for mutant in generated(("tokens",))]


def test_no_name_tells_a_line_and_every_place_does() -> None:
    mutants = list(generated(("tokens",)))
    assert {mutant.id.partition(":")[0] for mutant in mutants} == {f"tokens.{mutant.function}" for mutant in mutants}
    assert all(mutant.place.startswith("spec/tokens.py:") for mutant in mutants)


def test_a_guard_comes_after_the_next_one_and_what_is_worked_out_between() -> None:
    source = """
    def f(a):
        require(a > 0, Zero())
        b = a + 1
        require(b < 9, Large())
        return b
    """
    told, after = postponed(0, source)
    assert told == "require(a > 0, Zero()) comes after require(b < 9, Large())"
    assert after == dedent(source).strip().replace(
        "    require(a > 0, Zero())\n    b = a + 1\n    require(b < 9, Large())",
        "    b = a + 1\n    require(b < 9, Large())\n    require(a > 0, Zero())",
    )


def test_a_guard_does_not_come_after_a_change_or_the_end() -> None:
    source = "def f(a):\n    require(a)\n    change(a)\n    require(a)\n    return a"
    assert [postponed(place, source)[0] for place in (0, 3)] == [None, None]
