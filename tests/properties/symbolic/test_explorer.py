"""Every path is followed once, and what is asserted on it is owed where it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from properties.symbolic import explorer
from properties.symbolic.explorer import CURRENT, LONGEST, Path, aside, current, explore, merged, shown
from properties.symbolic.failure import EngineError, Infeasible
from properties.symbolic.feasibility import Feasibility
from properties.symbolic.formula import TRUE, Formula, implied, opposite
from properties.symbolic.joining import join
from properties.symbolic.knowledge import STATE
from properties.symbolic.values import formula_of, poly_of
from spec.errors import NotPaused, Rejection, ZeroAmount, require
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.paths import (
    assertions_are_owed_where_they_are,
    paths_are_taken_once,
    what_cannot_be_told_is_possible,
)
from tests.properties.symbolic.checks.worlds import Variables

A, B, C = Variables("a", "b", "c").all


def results(thunk: Any, ends: Any = ()) -> list[Any]:
    return [path.result for path in explore(thunk, ends)]


def test_each_path_is_taken_once() -> None:
    assert passes(paths_are_taken_once)


def test_assertions_are_owed_where_they_are() -> None:
    assert passes(assertions_are_owed_where_they_are)


def test_what_cannot_be_told_is_possible() -> None:
    assert passes(what_cannot_be_told_is_possible)


def test_what_contradicts_the_path_is_not_followed() -> None:
    def ask() -> str:
        if A > B:
            return "impossible" if B > A else "above"
        if A * A > 2 * A * A:
            return "impossible"
        return "never" if A >= 1 and A // A < 0 else "below"

    # That a product of a number with itself is larger than itself is not linear, so that it stays to be shown.
    assert "above" in results(ask)
    assert "below" in results(ask)
    assert results(lambda: "yes" if A + 1 > A else "no") == ["yes"]


def test_what_was_answered_at_a_place_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, right = list[Formula](), Feasibility.may_hold

    def may_hold(self: Feasibility, f: Formula) -> bool:
        asked.append(f)
        return right(self, f)

    monkeypatch.setattr(Feasibility, "may_hold", may_hold)

    def ask() -> bool:
        current().learn(formula_of(A + B > 1))
        merged(lambda: 1 if A > 5 else 2, join)
        merged(lambda: 1 if C > 5 else 2, join)  # of which nothing was said, so that it is not asked at all
        return bool(B > 3)

    assert results(ask) == [True, False]
    assert asked == [g for f in (formula_of(A > 5), formula_of(B > 3)) for g in (f, opposite(f))]


def test_what_paths_have_in_common_is_run_once() -> None:
    runs = list[str]()

    def part(name: str) -> Any:
        def run() -> Any:
            runs.append(name)
            explorer.ensure(formula_of(C > 7), name)
            return 1 if B > 3 else 2

        return explorer.joined(run, join)

    def ask() -> Any:
        first = part("first")
        above = bool(A > 1)
        return first, above, part("second"), bool(A > 9)

    found = list(explore(ask, ()))
    # Twice in each run, for the two answers within it; the second part under each of the answers before it.
    assert runs == ["first"] * 2 + ["second"] * 4
    assert [path.result[1::2] for path in found] == [(True, True), (True, False), (False, False)]
    assert len({poly_of(path.result[0]) for path in found}) == 1
    assert [[o.why for o in path.path.obligations] for path in found] == [["first", "first"]] * 3
    assert all(formula_of(C > 7) in path.conditions for path in found)


def test_what_asks_the_path_is_run_on_each() -> None:
    runs = list[bool]()

    def ask() -> str:
        runs.append(bool(A > 1))
        return "above" if runs[-1] else "below"

    found = list(explore(lambda: (explorer.once(ask), bool(B > 1)), ()))
    assert [path.result for path in found] == [("above", True), ("above", False), ("below", True), ("below", False)]
    assert all(len(path.conditions) == 2 for path in found)
    assert runs == [True, True, False, False]


def test_exceptions_end_paths() -> None:
    def refuse() -> str:
        require(A > 0, ZeroAmount())
        if B == 1:
            raise AssertionError("one")
        return "accepted"

    assert list(map(repr, results(refuse, (Rejection, AssertionError)))) == [
        "AssertionError('one')",
        "'accepted'",
        "ZeroAmount()",
    ]
    with pytest.raises(ZeroAmount):
        list(explore(refuse, AssertionError))
    assert CURRENT == []


def test_what_is_owed_is_owed_under_what_holds_there() -> None:
    def owe() -> None:
        if A > 1:
            explorer.ensure(formula_of(B > 2), "first")
            if B > 1:  # which is known by now
                explorer.ensure(formula_of(B > 1), "second")
        explorer.ensure(formula_of(C > 3), "third")

    above, below = explore(owe, ())
    first, second, third = formula_of(A > 1), formula_of(B > 2), formula_of(C > 3)
    assert [(o.why, o.goal, o.conditions) for o in above.path.obligations] == [
        ("first", second, (first,)),
        ("third", third, (first, second, formula_of(B > 1))),
    ]
    assert above.conditions == (first, second, formula_of(B > 1), third)
    assert [(o.why, o.conditions) for o in below.path.obligations] == [("third", (formula_of(A <= 1),))]


def test_what_cannot_hold_stays_owed_though_no_state_takes_the_path_from_there() -> None:
    def owe() -> None:
        if A > 1:
            explorer.ensure(formula_of(A < 1), "cannot hold")
            assert A > 5 or A <= 5  # a question, to which no answer is possible any more

    contrary, other = explore(owe, ())
    assert isinstance(contrary.result, Infeasible)
    assert [(o.why, o.goal, o.conditions) for o in contrary.path.obligations] == [
        ("cannot hold", formula_of(A < 1), (formula_of(A > 1),))
    ]
    assert (other.result, other.path.obligations) == (None, [])


def test_nothing_is_owed_by_properties() -> None:
    def look() -> None:
        with nothing_recorded():
            explorer.ensure(formula_of(A > 1), "nobody's")

    (path,) = explore(look, ())
    assert (path.path.obligations, path.conditions) == ([], ())


@contextmanager
def nothing_recorded() -> Iterator[None]:
    """Evaluate something of which nothing is owed."""
    current().recording = False
    yield
    current().recording = True


def test_branches_are_joined_and_forgotten() -> None:
    def ask() -> Any:
        found = merged(lambda: 1 if A > B else 2, join)
        return found, bool(A > B)

    found = list(explore(ask, ()))
    assert len(found) == 2
    # Both of them have the join; the question is asked again after it.
    assert [len(path.conditions) for path in found] == [1, 1]


def test_what_each_branch_learnt_holds_under_its_answers() -> None:
    def owe() -> None:
        def part() -> int:
            if A > B:
                explorer.ensure(formula_of(C > 1), "above")
                explorer.ensure(formula_of(B > 5), "above too")
                return 1
            explorer.ensure(formula_of(C > 1), "below")
            return 2

        explorer.joined(part, join)

    (path,) = explore(owe, ())
    assert path.conditions == (formula_of(C > 1), implied(formula_of(A > B), formula_of(B > 5)))
    assert [o.why for o in path.path.obligations] == ["above", "above too", "below"]


def test_keys_are_told_apart_before_branches_are_joined() -> None:
    def ask() -> Any:
        def part() -> Any:
            return STATE.credits.set(A, 1).set(B, 2) if C > 1 else STATE.credits.set(A, 3)

        return len(explorer.joined(part, join).written)

    assert sorted(results(ask)) == [1, 2]


def test_a_branch_that_refuses_ends_the_path() -> None:
    def ask() -> Any:
        def part() -> int:
            require(A > 0, NotPaused())
            return 1 if B > 1 else 2

        return explorer.joined(part, join, Rejection)

    assert [type(result).__name__ for result in results(ask, Rejection)] == ["NotPaused", "SymInt"]


def test_what_is_shown_owes_nothing_and_prunes_nothing() -> None:
    def ask() -> Any:
        current().learn(formula_of(A > B))
        before = current().recording, current().pruning, current().goal
        found = shown(lambda: formula_of(merged(lambda: bool(B > A + 5), join)))
        assert (current().recording, current().pruning, current().goal) == before
        return found

    (path,) = explore(ask, ())
    assert path.result is not TRUE


def test_a_path_without_end_is_refused() -> None:
    def endless() -> None:
        number = 0
        while number < A:
            number += 1
            if number > 10 * LONGEST:
                return

    with pytest.raises(EngineError, match="without end"):
        for _ in explore(endless, ()):
            pass


def test_a_function_that_answers_differently_is_refused() -> None:
    calls = iter(range(10))

    def moody() -> Any:
        return merged(lambda: bool(A > B) if next(calls) == 0 else 2, join)

    with pytest.raises(EngineError, match="answers differently"):
        list(explore(moody, ()))


def test_nothing_is_decided_outside_of_an_exploration() -> None:
    with pytest.raises(EngineError, match="outside of an exploration"):
        current()
    with aside():
        assert current().pruning is False
    with pytest.raises(EngineError):
        current()


def test_a_path_that_cannot_be_is_no_branch() -> None:
    path = Path([])
    CURRENT.append(path)
    try:
        path.learn(formula_of(A > 3))
        with pytest.raises(Infeasible):
            merged(impossible, join)
    finally:
        CURRENT.pop()


def impossible() -> None:
    """Come to a place that cannot be reached."""
    raise Infeasible
