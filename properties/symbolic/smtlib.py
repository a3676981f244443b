"""Statements as SMT-LIB 2 text, for solvers that share no code with this engine or with z3.

The text depends on the content alone: whatever has no order is put in that of its digests, and no name is of this
process. So equal statements have one text in every run, and the hash of the text names them.

Every name carries how many arguments it takes, so that none is a word of the language. Quotients, and products where
they were read so, are unknown functions; what is known of them is among the statements. Of such products the text says
beside that the order of factors makes no difference: the engine orders them by the numbers of their atoms, which are
no part of the content.
"""

from collections.abc import Iterable
from functools import cache, reduce
from hashlib import sha256
from itertools import combinations
from typing import Final

from properties.symbolic import digest
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import AND, EQ, FALSE, GE, NE, OR, TRUE, Formula, atoms_of, inner
from properties.symbolic.polynomial import ATOMS, DIV, ITE, Monomial, Poly

LOGICS: Final = {False: "QF_UFLIA", True: "QF_UFNIA"}
"""By whether products are products."""

PRODUCT: Final = "*"
"""The head of a product as an unknown function; no unknown function of the engine has a name of the language."""

SHARED: Final = {ITE: "choice", DIV: "quotient"}
"""Terms that are defined once, by what they are called: they are large, and within each other."""


def quoted(name: str) -> str:
    """Return a symbol for a name. Different names have different symbols."""
    plain = (c if c.isascii() and c.isprintable() and c not in "|\\%" else f"%{ord(c):x};" for c in name)
    return f"|{''.join(plain)}|"


def symbol(head: str, arity: int) -> str:
    """Return the symbol of an unknown function, or of a variable, which takes no arguments."""
    return quoted(f"{head}/{arity}")


def numeral(value: int) -> str:
    """Return a number; the language has no negative ones."""
    return str(value) if value >= 0 else f"(- {-value})"


def applied(operator: str, *args: str) -> str:
    """Return an operator on its arguments."""
    return f"({operator} {' '.join(args)})"


@cache
def depth(index: int) -> int:
    """Return how deep an atom is, so that whatever is within another is defined before it."""
    found = ATOMS[index]
    within = frozenset[int]().union(*map(inner, found.args))
    within |= inner(found.condition) if found.condition is not None else frozenset()
    return 1 + max(map(depth, within), default=0)


class Script:
    """The text of statements that are to hold together."""

    def __init__(self, facts: Iterable[Formula], nonneg: Iterable[int], exact: bool) -> None:
        """Take statements, and atoms that are not negative."""
        self.exact = exact
        self.facts = sorted(set(facts), key=digest.of_formula)
        self.nonneg = sorted(set(nonneg), key=digest.of_atom)
        self.atoms = atoms_of(self.facts).union(self.nonneg, *(inner(p) for a in self.nonneg for p in ATOMS[a].args))
        conditions = [ATOMS[a].condition for a in self.nonneg if ATOMS[a].condition is not None]
        self.atoms |= atoms_of(conditions)
        shared = [a for a in self.atoms if ATOMS[a].head in SHARED]
        self.shared = sorted(shared, key=lambda a: (depth(a), digest.of_atom(a)))
        self.names = {a: quoted(f"{SHARED[ATOMS[a].head]} {at}") for at, a in enumerate(self.shared)}
        self.products: set[Monomial] = set()
        """The products that were written as unknown functions, their factors in order."""

    def atom(self, index: int) -> str:
        """Return an atom, by its name if it has one."""
        return self.names.get(index) or self.term(index)

    def term(self, index: int) -> str:
        """Return what an atom is."""
        found = ATOMS[index]
        args = tuple(map(self.poly, found.args))
        if found.head is ITE:
            return applied("ite", self.formula(found.condition), *args)
        name = symbol(found.head, len(args))
        return applied(name, *args) if args else name

    def product(self, factors: Monomial) -> str:
        """Return a product of atoms, from left to right."""
        operator = PRODUCT if self.exact else symbol(PRODUCT, 2)
        return reduce(lambda done, factor: applied(operator, done, factor), map(self.atom, factors))

    def monomial(self, monomial: Monomial, coefficient: int) -> str:
        """Return a product of atoms and a number."""
        if not monomial:
            return numeral(coefficient)
        factors = tuple(sorted(monomial, key=digest.of_atom))
        if len(factors) > 1 and not self.exact:
            self.products.add(factors)
        product = self.product(factors)
        return product if coefficient == 1 else applied("*", numeral(coefficient), product)

    def poly(self, value: Poly) -> str:
        """Return a polynomial, with what is only a number at the end."""

        def place(monomial: Monomial) -> tuple[bool, list[bytes]]:
            return not monomial, sorted(map(digest.of_atom, monomial))

        terms = [self.monomial(m, value.terms[m]) for m in sorted(value.terms, key=place)]
        return applied("+", *terms) if len(terms) > 1 else terms[0] if terms else "0"

    def formula(self, f: Formula) -> str:
        """Return a statement."""
        if f.kind in (AND, OR):
            return applied(f.kind, *map(self.formula, sorted(f.parts, key=digest.of_formula)))
        if f is TRUE or f is FALSE:
            return f.kind
        if f.kind not in (GE, EQ, NE):
            raise EngineError(f"a quantified statement within another: {f!r}")
        compared = applied(">=" if f.kind == GE else "=", self.poly(f.poly), "0")
        return applied("not", compared) if f.kind == NE else compared

    def laws(self) -> list[str]:
        """Return that products which are unknown functions do not depend on the order of their factors."""
        parts = {part for m in self.products for size in range(2, len(m) + 1) for part in combinations(m, size)}
        found = []
        for part in sorted(parts, key=lambda part: [*map(digest.of_atom, part)]):
            whole = self.product(part)
            for at, last in enumerate(part):
                pair = self.product(part[:at] + part[at + 1 :]), self.atom(last)
                turned = (applied(symbol(PRODUCT, 2), *sides) for sides in (pair, pair[::-1]))
                found += [applied("=", whole, other) for other in turned if other != whole]
        return list(dict.fromkeys(found))

    def declarations(self) -> list[str]:
        """Return what is unknown: variables and functions."""
        kinds = {(ATOMS[a].head, len(ATOMS[a].args)) for a in self.atoms if ATOMS[a].head is not ITE}
        kinds |= {(PRODUCT, 2)} if self.products else set()
        return [f"(declare-fun {symbol(h, n)} ({' '.join(['Int'] * n)}) Int)" for h, n in sorted(kinds)]

    def text(self) -> str:
        """Return the whole, to be given to a solver."""
        defined = [f"(define-fun {self.names[a]} () Int {self.term(a)})" for a in self.shared]
        held = [f"(>= {self.atom(a)} 0)" for a in self.nonneg] + list(map(self.formula, self.facts))
        asserted = [applied("assert", statement) for statement in (*held, *self.laws())]
        lines = [f"(set-logic {LOGICS[self.exact]})", *self.declarations(), *defined, *asserted, "(check-sat)"]
        return "\n".join(lines) + "\n"


def script(facts: Iterable[Formula], nonneg: Iterable[int], exact: bool) -> str:
    """Return the text of statements and of what is not negative, with products read as such or as unknown."""
    return Script(facts, nonneg, exact).text()


def name_of(text: str) -> str:
    """Return the name of a text: its hash."""
    return sha256(text.encode()).hexdigest()
