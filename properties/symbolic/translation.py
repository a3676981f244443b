"""Terms as z3 knows them, in two readings.

In the linear reading a product is an unknown function of its factors, so that every query is decidable; whatever has
no model then has none in truth either. In the other, a product is a product. A quotient is an unknown function in
both: what is known of it is stated beside it. Translations are remembered, which also keeps z3's terms alive.
"""

from functools import reduce
from typing import Any, Final

import z3  # type: ignore[import-untyped]

from properties.symbolic.failure import EngineError
from properties.symbolic.formula import AND, EQ, FALSE, GE, NE, OR, TRUE, Formula
from properties.symbolic.polynomial import ATOMS, ITE, Monomial, Poly

PRODUCT: Final = z3.Function("*", z3.IntSort(), z3.IntSort(), z3.IntSort())


class Translation:
    """One reading, with its memory."""

    def __init__(self, linear: bool) -> None:
        self.linear = linear
        self.memory: dict[Any, Any] = {}

    def atom(self, index: int) -> Any:
        """Return z3's term for an atom."""
        found = ATOMS[index]
        if found not in self.memory:
            args = [self.poly(arg) for arg in found.args]
            if found.head is ITE:
                term = z3.If(self.formula(found.condition), *args)
            elif not args:
                term = z3.Int(found.head)
            else:
                sorts = [z3.IntSort()] * (len(args) + 1)
                term = z3.Function(found.head, *sorts)(*args)
            self.memory[found] = term
        return self.memory[found]

    def monomial(self, monomial: Monomial) -> Any:
        """Return z3's term for a product of atoms."""
        if not monomial:
            return z3.IntVal(1)
        factors = [self.atom(a) for a in monomial]
        return reduce(PRODUCT, factors) if self.linear else z3.Product(factors)

    def poly(self, value: Poly) -> Any:
        """Return z3's term for a polynomial."""
        if value not in self.memory:
            parts = [self.monomial(m) * c if m else z3.IntVal(c) for m, c in value.terms.items()]
            self.memory[value] = z3.Sum(parts) if parts else z3.IntVal(0)
        return self.memory[value]

    def formula(self, f: Formula) -> Any:
        """Return z3's formula."""
        if f not in self.memory:
            self.memory[f] = self.fresh(f)
        return self.memory[f]

    def fresh(self, f: Formula) -> Any:
        """Return z3's formula, made anew."""
        if f.kind in (AND, OR):
            return (z3.And if f.kind == AND else z3.Or)([self.formula(part) for part in f.parts])
        if f is TRUE or f is FALSE:
            return z3.BoolVal(f is TRUE)
        if f.kind not in (GE, EQ, NE):
            raise EngineError(f"a quantified statement within another: {f!r}")
        term = self.poly(f.poly)
        return term >= 0 if f.kind == GE else term == 0 if f.kind == EQ else term != 0


LINEAR: Final = Translation(linear=True)
EXACT: Final = Translation(linear=False)
