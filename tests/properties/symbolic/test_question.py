"""Questions to z3 of which the wishes are given up one by one."""

from time import monotonic

from properties.symbolic.formula import Formula, at_least, equals
from properties.symbolic.fresh import leaf
from properties.symbolic.polynomial import number, plus, times
from properties.symbolic.question import Question

X, Y, Z = (leaf(int, f"asked {name}", ()).poly for name in "xyz")


def at(value: object, wanted: int) -> Formula:
    return equals(value, number(wanted))  # type: ignore[arg-type]  # a polynomial, made above


def question(*must: Formula, wishes: tuple[Formula, ...] = (), seconds: float = 10.0) -> Question:
    return Question(must, [[wish] for wish in wishes], monotonic() + seconds)


def test_what_must_hold_holds() -> None:
    asked = question(at_least(X, number(7)), equals(Y, times(X, X)))
    assert asked.answered()
    assert asked.value(X) >= 7
    assert asked.value(Y) == asked.value(X) ** 2
    assert not question(at_least(X, number(7)), at_least(number(6), X)).answered()


def test_numbers_keep_to_their_ranges() -> None:
    assert not question(at_least(number(-1), plus(X, Y))).answered()


def test_the_last_of_the_wishes_in_the_way_is_given_up() -> None:
    asked = question(at(plus(X, Y), 5), wishes=(at(X, 1), at(Y, 1), at(Z, 9)))
    assert asked.answered()
    assert [asked.value(part) for part in (X, Y, Z)] == [1, 4, 9]
    assert asked.given_up == [at(Y, 1)]


def test_what_is_allowed_stays() -> None:
    asked = question(at_least(X, number(3)))
    assert asked.answered()
    assert not asked.allows(at(X, 2))
    assert asked.allows(at(X, 3))
    assert not asked.allows(at(X, 4))
    assert asked.value(X) == 3


def test_wishes_are_had_again_where_they_can_be() -> None:
    asked = question(at_least(X, number(1)), wishes=())
    assert asked.answered()
    asked.given_up = [at(X, 0), at(X, 1)]
    asked.regain()
    assert asked.value(X) == 1


def test_out_of_time_nothing_is_answered_or_allowed() -> None:
    late = question(at_least(X, number(3)), seconds=-1.0)
    assert not late.answered()
    asked = question(at_least(X, number(3)))
    assert asked.answered()
    asked.deadline = 0.0
    assert not asked.allows(at(X, 3))
