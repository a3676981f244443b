"""Terms as z3 knows them, in two readings.

In the linear reading a product is an unknown function of its factors, so that every query is decidable; whatever has
no model then has none in truth either. In the other, a product is a product. A quotient is an unknown function in
both: what is known of it is stated beside it.

Terms are made by z3's functions in C, since its classes for Python took as long as its solver did. Each is kept alive
for ever as soon as it is made: z3 drops what nobody keeps when the next one is made.
"""

from collections.abc import Container, Iterable
from functools import reduce
from math import isfinite
from time import monotonic
from typing import Any, Final

import z3  # type: ignore[import-untyped]

from properties.symbolic.failure import EngineError
from properties.symbolic.formula import AND, EQ, FALSE, GE, NE, OR, TRUE, Formula
from properties.symbolic.polynomial import ATOMS, ITE, Monomial, Poly

CONTEXT: Final = z3.main_ctx()
C: Final = CONTEXT.ref()
INTEGERS: Final = z3.IntSort()
INT: Final = INTEGERS.ast
BOOL: Final = z3.BoolSort().ast
PRODUCT: Final = z3.Function("*", INTEGERS, INTEGERS, INTEGERS)


def kept(term: Any) -> Any:
    """Keep a term alive that has just been made."""
    z3.Z3_inc_ref(C, term)
    return term


def listed(terms: Iterable[Any]) -> tuple[int, Any]:
    """Return terms as an array, with its length before it."""
    found = list(terms)
    return len(found), (z3.Ast * len(found))(*found)


def numeral(value: int) -> Any:
    """Return z3's term for a number."""
    return kept(z3.Z3_mk_numeral(C, str(value), INT))


def applied(function: Any, *terms: Any) -> Any:
    """Return an unknown function of terms."""
    return kept(z3.Z3_mk_app(C, function.ast, *listed(terms)))


ZERO: Final = numeral(0)

STEPS_PER_SECOND: Final = 4_000_000
"""What z3 counts in a second, roughly, on a machine that does nothing else."""


def linear_solver() -> Any:
    """Return a solver for the linear reading: with the arithmetic that was quicker here by a third, and no models."""
    solver = z3.SimpleSolver()
    solver.set("arith.solver", 2)
    solver.set("model", False)
    return solver


def limit(solver: Any, seconds: float, deadline: float = float("inf")) -> None:
    """Let a solver give up after what takes so many seconds on a quiet machine, or when it is too late.

    Its own steps are counted, so that a busy machine decides the same.
    """
    solver.set("rlimit", int(seconds * STEPS_PER_SECOND))
    if isfinite(deadline):
        solver.set("timeout", max(50, int((deadline - monotonic()) * 1000)))


class Translation:
    """One reading, with its memory."""

    def __init__(self, linear: bool) -> None:
        self.linear = linear
        self.memory: dict[Any, Any] = {}
        self.marks: dict[Formula, tuple[Any, Any]] = {}
        """By fact, what it is marked by, and that the mark implies it."""
        self.facts: dict[int, Formula] = {}
        """What is marked, by the mark's number."""
        self.functions: dict[tuple[str, int], Any] = {}

    def atom(self, index: int) -> Any:
        """Return z3's expression for an atom."""
        return z3.ArithRef(self.of_atom(index), CONTEXT)

    def poly(self, value: Poly) -> Any:
        """Return z3's expression for a polynomial."""
        return z3.ArithRef(self.of_poly(value), CONTEXT)

    def formula(self, f: Formula) -> Any:
        """Return z3's expression for a statement."""
        return z3.BoolRef(self.of_formula(f), CONTEXT)

    def tell(
        self, solver: Any, facts: Iterable[Formula], nonneg: Iterable[int] = (), marked: Container[Formula] = ()
    ) -> None:
        """Tell a solver facts, and that some atoms are not negative.

        Facts that are marked count only where the solver is asked to take their marks for true.
        """
        told = [kept(z3.Z3_mk_ge(C, self.of_atom(a), ZERO)) for a in nonneg]
        told += [self.under_mark(f) if f in marked else self.of_formula(f) for f in facts]
        # All at once, since each call takes its time.
        z3.Z3_solver_assert(C, solver.solver, kept(z3.Z3_mk_and(C, *listed(told))))

    def under_mark(self, f: Formula) -> Any:
        """Return z3's term for a fact that counts only where its mark does."""
        if f not in self.marks:
            mark = kept(z3.Z3_mk_const(C, z3.Z3_mk_string_symbol(C, f"!{len(self.marks)}"), BOOL))
            self.marks[f] = mark, kept(z3.Z3_mk_implies(C, mark, self.of_formula(f)))
            self.facts[z3.Z3_get_ast_id(C, mark)] = f
        return self.marks[f][1]

    def refutes(self, solver: Any, marked: Iterable[Formula]) -> bool:
        """Tell whether a solver finds that what it was told has no model, where marks are taken for true."""
        marks = listed(self.marks[f][0] for f in marked)
        return bool(z3.Z3_solver_check_assumptions(C, solver.solver, *marks) == z3.Z3_L_FALSE)

    def needed(self, solver: Any) -> list[Formula]:
        """Return the facts whose marks a solver needed to find that there is no model."""
        return [self.facts[mark.get_id()] for mark in solver.unsat_core()]

    def of_atom(self, index: int) -> Any:
        """Return z3's term for an atom."""
        found = ATOMS[index]
        if found not in self.memory:
            self.memory[found] = kept(self.fresh_atom(index))
        return self.memory[found]

    def fresh_atom(self, index: int) -> Any:
        """Return z3's term for an atom, made anew."""
        found = ATOMS[index]
        args = [self.of_poly(arg) for arg in found.args]
        if found.head is ITE:
            return z3.Z3_mk_ite(C, self.of_formula(found.condition), *args)
        if not args:
            return z3.Z3_mk_const(C, z3.Z3_mk_string_symbol(C, found.head), INT)
        key = (found.head, len(args))
        if key not in self.functions:
            self.functions[key] = z3.Function(found.head, *([INTEGERS] * (len(args) + 1)))
        return applied(self.functions[key], *args)

    def of_monomial(self, monomial: Monomial, coefficient: int) -> Any:
        """Return z3's term for a product of atoms and a number."""
        if not monomial:
            return numeral(coefficient)
        factors = [self.of_atom(a) for a in monomial]
        if self.linear:
            factors = [reduce(lambda x, y: applied(PRODUCT, x, y), factors)]
        if coefficient != 1:
            factors.append(numeral(coefficient))
        return factors[0] if len(factors) == 1 else kept(z3.Z3_mk_mul(C, *listed(factors)))

    def of_poly(self, value: Poly) -> Any:
        """Return z3's term for a polynomial."""
        if value not in self.memory:
            parts = [self.of_monomial(m, c) for m, c in value.terms.items()]
            self.memory[value] = kept(parts[0] if len(parts) == 1 else z3.Z3_mk_add(C, *listed(parts or [ZERO])))
        return self.memory[value]

    def of_formula(self, f: Formula) -> Any:
        """Return z3's term for a statement."""
        if f not in self.memory:
            self.memory[f] = kept(self.fresh(f))
        return self.memory[f]

    def fresh(self, f: Formula) -> Any:
        """Return z3's term for a statement, made anew."""
        if f.kind in (AND, OR):
            join = z3.Z3_mk_and if f.kind == AND else z3.Z3_mk_or
            return join(C, *listed(self.of_formula(part) for part in f.parts))
        if f is TRUE or f is FALSE:
            return z3.Z3_mk_true(C) if f is TRUE else z3.Z3_mk_false(C)
        if f.kind not in (GE, EQ, NE):
            raise EngineError(f"a quantified statement within another: {f!r}")
        term = self.of_poly(f.poly)
        if f.kind == GE:
            return z3.Z3_mk_ge(C, term, ZERO)
        equal = kept(z3.Z3_mk_eq(C, term, ZERO))
        return equal if f.kind == EQ else z3.Z3_mk_not(C, equal)


LINEAR: Final = Translation(linear=True)
EXACT: Final = Translation(linear=False)
