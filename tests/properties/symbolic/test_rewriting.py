"""What is put for a term is equal to it, wherever what is known holds."""

from properties.symbolic.explorer import aside
from properties.symbolic.formula import FALSE, GE, OR, TRUE, Formula, Resting, some
from properties.symbolic.knowledge import STATE
from properties.symbolic.polynomial import ATOMS, number
from properties.symbolic.rewriting import Rewriter, learnt, solved
from properties.symbolic.values import formula_of, poly_of
from properties.symbolic.words import word_choose, word_total
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.terms import what_is_put_for_terms_is_equal, what_it_rests_on_is_enough
from tests.properties.symbolic.checks.worlds import Variables

A, B, C = Variables("a", "b", "c").all


def known(*facts: Formula) -> tuple[Rewriter, Resting]:
    """Return what comes of knowing some facts."""
    return learnt(dict.fromkeys(facts, 0))


def test_what_is_put_for_terms_is_equal() -> None:
    assert passes(what_is_put_for_terms_is_equal)


def test_what_a_rewriting_rests_on_is_enough() -> None:
    assert passes(what_it_rests_on_is_enough)


def test_a_rewriting_rests_on_no_more_than_it_used() -> None:
    by, left = learnt({formula_of(A == B + 1): 1, formula_of(C > 3): 2, formula_of(C <= 9): 4})
    claims = [formula_of(A > B), formula_of(C > 3), formula_of(C > 5)]
    assert [by.traced(by.formula, claim) for claim in claims] == [(TRUE, 1), (TRUE, 2), (formula_of(C > 5), 0)]
    assert left[formula_of(C > 3)] == 2


def test_what_is_left_of_a_statement_stays_until_something_new_bears_on_it() -> None:
    first, _ = learnt({formula_of(A == B + 1): 1})
    by, left = learnt({formula_of(A > C + 1): 2}, (first, {}))
    claims = [formula_of(A > B), formula_of(B > 8), formula_of(B > C)]
    assert [first.traced(first.formula, claim) for claim in claims] == [
        (TRUE, 1),
        (formula_of(A > 9), 1),
        (formula_of(A > C + 1), 1),
    ]
    assert [by.traced(by.formula, claim) for claim in claims] == [(TRUE, 1), (formula_of(A > 9), 1), (TRUE, 3)]
    assert left == {formula_of(A > C + 1): 2}


def test_equals_are_put_for_equals() -> None:
    by, left = known(formula_of(A == B + 1), formula_of(C == 2 * A))
    assert by.poly(poly_of(A + C)) is by.poly(poly_of(3 * B + 3))
    assert by.formula(formula_of(C == 2 * B + 2)) is TRUE
    assert by.formula(formula_of(A == B)) is FALSE
    assert {f.kind for f in left} == {GE}  # only ranges


def test_what_was_replaced_keeps_its_range() -> None:
    by, left = known(formula_of(A == 5 - B))
    assert by.poly(poly_of(A)) is by.poly(poly_of(5 - B))
    assert {formula_of(A <= 5), formula_of(B <= 5)} & set(left)  # whichever of them is left


def test_statements_are_known_to_be_so_or_not() -> None:
    by, left = known(formula_of(A > B), some((formula_of(A > 7), formula_of(C == 1))))
    assert by.formula(formula_of(A > B)) is TRUE
    assert by.formula(formula_of(A <= B)) is FALSE
    assert by.formula(formula_of(C == 1)) is formula_of(C == 1)
    assert [f.kind for f in left] == [GE, OR]


def test_an_alternative_that_is_ruled_out_is_dropped() -> None:
    _, left = known(some((formula_of(A > 7), formula_of(C > 1))), formula_of(A <= 7))
    assert formula_of(C > 1) in left
    assert all(f.kind != OR for f in left)


def test_entries_are_replaced_where_their_keys_become_equal() -> None:
    with aside():
        here, there = STATE.credits[A], STATE.credits[B]
        by, _ = known(formula_of(here == 3), formula_of(A == B))
    assert by.poly(poly_of(there)) is number(3)


def test_choices_are_made_where_their_condition_is_known() -> None:
    with aside():
        chosen = word_choose(A > B, A, C)
    by, _ = known(formula_of(B > A))
    knowing = Rewriter({}, {formula_of(A > B): True})
    assert by.poly(poly_of(chosen)) is poly_of(chosen)  # that one rules out the other is for the solver to tell
    assert knowing.poly(poly_of(chosen)) is poly_of(A)


def test_contradictions_are_seen() -> None:
    assert FALSE in known(formula_of(A == B + 1), formula_of(B == A))[1]
    assert FALSE not in known(formula_of(A == B + 1), formula_of(B == C))[1]


def test_only_equalities_are_solved() -> None:
    assert solved(formula_of(A >= B)) is None
    assert solved(formula_of(A != B)) is None
    assert solved(formula_of(2 * A == 4 * B + 2)) is not None
    assert solved(formula_of(2 * A == 3 * B)) is None
    (name,) = A.poly.names
    with aside():
        total = formula_of(word_total(STATE.credits, lambda x: x) == A)
        within = formula_of(STATE.credits[A] == A)
    assert [ATOMS[found[0]].head for found in map(solved, (total, within)) if found] == [name, "s.credits"]
