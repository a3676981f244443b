"""The part of a property that is shown when it fails."""

from properties.clause import LONGEST, clause_outside_of
from properties.vocabulary import equal, forall, notes_on
from spec.map import Map


def test_a_clause_is_the_expression_that_is_evaluated() -> None:
    assert clause_outside_of("nowhere") == 'clause_outside_of("nowhere")'
    told = [
        clause_outside_of(
            "nowhere",
        ),
        "äöü" + clause_outside_of("nowhere"),
    ]
    assert told == ['clause_outside_of( "nowhere", )', 'äöüclause_outside_of("nowhere")']


def test_words_are_passed_over() -> None:
    empty: Map[int, int] = Map(0)
    numbers = empty.set(1, 2)
    (note,) = notes_on(lambda: forall(numbers, lambda value: value == 3))
    assert note.clause == "forall(numbers, lambda value: value == 3)"


def test_a_source_that_cannot_be_read_is_passed_over() -> None:
    space = {"equal": equal}
    (note,) = notes_on(lambda: eval("equal(1, 2)", space))
    assert note.clause == ""
    assert str(note) == "1 | 2"


def test_long_clauses_are_cut() -> None:
    (note,) = notes_on(
        lambda: equal(
            len("Whoever reads of a failure wants to know which part of a property it is that does not hold,"),
            len("and not the whole of it, in which that part would have to be looked for."),
        )
    )
    assert len(note.clause) == LONGEST
