"""A question to z3 for values of which some things must hold, and for the rest is as wished as far as possible."""

from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any, Final

import z3  # type: ignore[import-untyped]

from properties.symbolic.facts import ranges
from properties.symbolic.formula import TRUE, Formula, atoms_of, every
from properties.symbolic.polynomial import ATOMS, Poly
from properties.symbolic.translation import EXACT, limit

PATIENCE: Final = 0.25
"""Seconds for an answer from one seed while there are wishes that may be given up, as counted in the solver's steps."""

SEEDS: Final = 4
"""From how many seeds an answer is looked for: where one wanders off, another is quick."""

GLANCE: Final = 0.1
"""Seconds for telling whether something more may hold, counted likewise."""


class Question:
    """Statements, and wishes of which the last are given up first where not all can be had."""

    def __init__(self, statements: Iterable[Formula], wishes: Sequence[Sequence[Formula]], deadline: float) -> None:
        """Take what must hold, what is wished, and until when an answer is waited for."""
        self.solver = z3.SimpleSolver()
        self.deadline = deadline
        self.introduced: set[int] = set()
        self.wishes: dict[Any, Formula] = {}
        """Those that are not given up, by the name that z3 knows them under."""
        self.given_up: list[Formula] = []
        self.model: Any = None
        """The latest answer."""
        self.insist(statements)
        for number, wish in enumerate(map(every, wishes)):
            if wish is not TRUE:
                name = z3.Bool(f"wish {number}")
                self.wishes[name] = wish
                self.introduce([wish])
                self.solver.add(z3.Implies(name, EXACT.formula(wish)))

    def introduce(self, statements: Sequence[Formula]) -> None:
        """Tell the ranges of what occurs."""
        new = sorted(atoms_of(statements) - self.introduced)
        self.introduced |= set(new)
        self.solver.add([EXACT.atom(a) >= 0 for a in new if ATOMS[a].nonneg])
        self.solver.add([EXACT.formula(f) for f in ranges(new) if f is not TRUE])

    def insist(self, statements: Iterable[Formula]) -> None:
        """Let more hold."""
        found = list(statements)
        self.introduce(found)
        self.solver.add([EXACT.formula(f) for f in found])

    def check(self, patience: float, seed: int, *more: Any) -> Any:
        """Return what z3 says, given the wishes and something more."""
        self.solver.set("random_seed", seed)
        limit(self.solver, patience, self.deadline)
        return self.solver.check(*self.wishes, *more)

    def said(self) -> Any:
        """Return what z3 says first from any seed, given the wishes."""
        answers = (self.check(PATIENCE, seed) for seed in range(SEEDS) if monotonic() < self.deadline)
        return next((answer for answer in answers if answer != z3.unknown), z3.unknown)

    def answered(self) -> bool:
        """Tell whether there is an answer, with whatever wishes have to be given up for it."""
        while monotonic() < self.deadline:
            said = self.said()
            if said == z3.sat:
                self.model = self.solver.model()
                return True
            if not self.wishes:
                return False
            names = list(self.wishes)
            against = names[len(names) // 2 :]
            if said == z3.unsat:
                core = set(map(str, self.solver.unsat_core()))
                against = [name for name in names if str(name) in core][-1:]
            if not against:
                return False
            self.given_up += [self.wishes.pop(name) for name in against]
        return False

    def regain(self) -> None:
        """Have those wishes again that were given up only because it was not clear whether they could be had."""
        for wish in self.given_up:
            self.allows(wish)

    def value(self, term: Poly) -> int:
        """Return the value of a term in the latest answer."""
        found = self.model.eval(EXACT.poly(term), model_completion=True)
        return int(z3.simplify(found).as_long())

    def allows(self, f: Formula) -> bool:
        """Tell whether something more may hold as well; if so, it does from now on."""
        self.introduce([f])
        if monotonic() > self.deadline or self.check(GLANCE, 0, EXACT.formula(f)) != z3.sat:
            return False
        self.model = self.solver.model()
        self.solver.add(EXACT.formula(f))
        return True
