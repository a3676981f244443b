"""The text that another solver is given says what the statements say, and is the same in every run."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import reduce
from itertools import permutations
from typing import Any

import pytest
import z3  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from properties.symbolic.failure import EngineError
from properties.symbolic.formula import EQ, FORALL, GE, NE, TRUE, Formula, compared, every, make, opposite, some
from properties.symbolic.judge import PROOFS, asked
from properties.symbolic.polynomial import ONE, ZERO, Poly, atom, choice, number, of_atom, plus, quotient, times
from properties.symbolic.smtlib import name_of, quoted, script
from properties.symbolic.translation import EXACT, LINEAR

X, Y, Z = VARIABLES = [of_atom(atom(f"text.{name}")) for name in "xyz"]


def applied(a: Poly, b: Poly) -> Poly:
    """Return an unknown function of two numbers."""
    return of_atom(atom("text.f", (a, b)))


def chosen(a: Poly, b: Poly) -> Poly:
    """Return the larger of two numbers."""
    return choice(compared(GE, plus(a, b, -1)), a, b)


OPERATIONS: list[Callable[[Poly, Poly], Poly]] = [plus, times, quotient, applied, chosen]
POLYNOMIALS: st.SearchStrategy[Poly] = st.recursive(
    st.sampled_from(VARIABLES) | st.integers(-3, 3).map(number),
    lambda inner: st.builds(lambda operation, a, b: operation(a, b), st.sampled_from(OPERATIONS), inner, inner),
    max_leaves=5,
)
COMPARISONS = st.builds(compared, st.sampled_from([GE, EQ, NE]), POLYNOMIALS)
STATEMENTS: st.SearchStrategy[Formula] = st.recursive(
    COMPARISONS,
    lambda inner: st.builds(
        lambda join, parts: join(parts), st.sampled_from([every, some]), st.lists(inner, max_size=3)
    ),
    max_leaves=4,
)


def read_by_z3(text: str) -> Any:
    """Return a solver that read a text by itself."""
    solver = z3.SimpleSolver()
    solver.set("timeout", 500)
    solver.from_string(text)
    return solver


def said_by_cvc5(text: str, milliseconds: int = 500) -> str:
    """Return what the other solver says."""
    return asked(text, {"tlimit-per": str(milliseconds)})[1]


def told(facts: list[Formula], exact: bool) -> Any:
    """Return a solver that was told the statements by the engine's own translation."""
    solver = z3.SimpleSolver()
    solver.set("timeout", 500)
    solver.add([(EXACT if exact else LINEAR).formula(f) for f in facts])
    return solver


@settings(max_examples=60, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=3))
def test_with_products_unknown_no_solver_and_no_reading_differs(facts: list[Formula]) -> None:
    text = script(facts, (), False)
    read, own = str(read_by_z3(text).check()), str(told(facts, False).check())
    if own == "unsat":
        assert read == "unsat"
    assert read in (said_by_cvc5(text), "unknown")
    # That the order of factors makes no difference is said in the text only.
    if read != own:
        assert (own, read) == ("sat", "unsat")
        assert str(told(facts, True).check()) != "sat"


@settings(max_examples=40, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=3))
def test_with_products_as_products_no_solver_and_no_reading_contradicts(facts: list[Formula]) -> None:
    text = script(facts, (), True)
    answers = {str(read_by_z3(text).check()), str(told(facts, True).check()), said_by_cvc5(text, 100)[:7]}
    assert not {"sat", "unsat"} <= answers


@settings(max_examples=60, deadline=None)
@given(STATEMENTS)
def test_a_statement_is_read_back_as_itself(f: Formula) -> None:
    """Whatever z3 reads is, under the names of the text, what the translation says."""
    read = z3.And(read_by_z3(script([f], (), True)).assertions())
    names = {"text.x": "text.x/0", "text.y": "text.y/0", "text.z": "text.z/0"}
    here = [(z3.Int(name), z3.Int(written)) for name, written in names.items()]
    integers = [z3.IntSort()] * 3
    pairs = [(z3.Function("text.f", *integers), "text.f/2"), (z3.Function("/", *integers), "//2")]
    own = z3.substitute(EXACT.formula(f), *here)
    arguments = z3.Var(0, z3.IntSort()), z3.Var(1, z3.IntSort())
    own = z3.substitute_funs(own, *[(known, z3.Function(name, *integers)(*arguments)) for known, name in pairs])
    solver = z3.SimpleSolver()
    solver.set("timeout", 500)
    solver.add(read != own)
    assert str(solver.check()) != "sat"


@pytest.mark.parametrize("order", list(permutations(VARIABLES)))
def test_the_order_of_factors_makes_no_difference(order: tuple[Poly, ...]) -> None:
    """Replace one factor by what it is equal to, wherever that puts it in the order."""
    a, b, c = order
    for other in VARIABLES:
        replaced = times(times(b, other), c)
        facts = [compared(EQ, plus(a, other, -1)), compared(NE, plus(times(times(a, b), c), replaced, -1))]
        assert said_by_cvc5(script(facts, (), False)) == "unsat"


def test_what_is_unknown_of_products_stays_unknown() -> None:
    negative = compared(GE, plus(number(-1), times(X, X), -1))
    assert said_by_cvc5(script([negative], (), False)) == "sat"
    assert said_by_cvc5(script([negative], (), True), 2000) == "unsat"


def test_what_is_not_negative_is_said() -> None:
    negative = compared(GE, plus(number(-1), X, -1))
    (index,) = (monomial[0] for monomial in X.terms)
    assert said_by_cvc5(script([negative], (), False)) == "sat"
    assert said_by_cvc5(script([negative], (index,), False)) == "unsat"


def test_choices_are_choices() -> None:
    larger = chosen(X, Y)
    facts = [compared(NE, plus(larger, X, -1)), compared(NE, plus(larger, Y, -1))]
    assert said_by_cvc5(script(facts, (), False)) == "unsat"
    assert said_by_cvc5(script(facts[:1], (), False)) == "sat"


def test_the_order_of_statements_makes_no_difference() -> None:
    facts = [compared(GE, times(X, Y)), compared(NE, plus(X, Z)), TRUE]
    texts = {script(some_order, (), False) for some_order in permutations(facts)}
    assert len(texts) == 1
    assert len(name_of(texts.pop())) == 64


def test_different_names_have_different_symbols() -> None:
    names = ["a", "a|b", "a\\b", "a%b", "a%7c;b", "a%", "é", "%e9;", "a\nb"]
    symbols = [quoted(name) for name in names]
    assert len(set(symbols)) == len(names)
    for symbol in symbols:
        assert (
            said_by_cvc5(f"(set-logic QF_UFLIA)(declare-fun {symbol} () Int)(assert (> {symbol} 0))(check-sat)")
            == "sat"
        )


def test_words_of_the_language_are_names_like_any_other() -> None:
    words = [of_atom(atom(word)) for word in ("and", "div", "let", "*", "true")]
    facts = [compared(GE, reduce(plus, words, ONE)), compared(GE, of_atom(atom("div", (X, Y))))]
    assert said_by_cvc5(script(facts, (), False)) == "sat"
    assert str(read_by_z3(script(facts, (), False)).check()) == "sat"


def test_quantified_statements_have_no_text() -> None:
    with pytest.raises(EngineError):
        script([make(FORALL, ZERO, (compared(GE, X),))], (), False)


PROGRAM = """
import sys
from properties.symbolic.polynomial import atom, choice, of_atom, plus, quotient, times
from properties.symbolic.formula import GE, NE, compared, some
from properties.symbolic.smtlib import script
x, y, z = (of_atom(atom("n." + name)) for name in sys.argv[1])
x, y, z = (of_atom(atom("n." + name)) for name in "xyz")
larger = choice(compared(GE, plus(x, y, -1)), x, y)
product = times(times(x, z), of_atom(atom("g", (larger, z))))
turn = 1 if sys.argv[1] == "xyz" else -1
either = some((compared(NE, y), compared(GE, plus(z, x, -1)))[::turn])
facts = [compared(GE, plus(product, quotient(larger, z), -1)), either][::turn]
sys.stdout.write(script(facts, (), False))
"""


def test_the_text_is_the_same_in_every_process() -> None:
    """Atoms are numbered in the order in which they are met, and hashes are salted; the text shows neither."""
    texts = set()
    for seed, order in enumerate(("xyz", "zyx", "yxz")):
        surroundings = {**os.environ, "PYTHONHASHSEED": str(seed)}
        arguments = [sys.executable, "-c", PROGRAM, order]
        texts.add(subprocess.run(arguments, capture_output=True, text=True, check=True, env=surroundings).stdout)
    assert len(texts) == 1
    assert "(check-sat)" in texts.pop()


def test_the_other_solver_reads_the_language_as_it_is() -> None:
    """A text that is wrong is an error, and never an answer."""
    with pytest.raises(RuntimeError, match="not declared"):
        asked("(set-logic QF_UFLIA)(assert (> x 0))(check-sat)", PROOFS)


def test_opposites_are_opposite() -> None:
    f = some((compared(GE, plus(X, times(Y, Z))), compared(EQ, applied(X, Y))))
    assert said_by_cvc5(script([f, opposite(f)], (), False)) == "unsat"
