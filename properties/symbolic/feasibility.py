"""Which answers are possible on a path, as far as linear reasoning tells. What it cannot tell is possible."""

from itertools import chain
from typing import Final

import z3  # type: ignore[import-untyped]

from properties.symbolic.facts import divisions, ranges
from properties.symbolic.formula import Formula, atoms_of
from properties.symbolic.polynomial import ATOMS
from properties.symbolic.translation import LINEAR, limit

PATIENCE: Final = 0.2
"""Seconds for one question, as counted in the solver's steps."""

Impossible = tuple[tuple[Formula, ...], tuple[int, ...]]
"""Statements that have no model together, and the atoms whose ranges were told."""

NOTES: Final[list[list[Impossible]]] = []
"""Where it is noted what was found impossible, last; for others to decide again. Nowhere, unless somebody asks."""


class Feasibility:
    """A solver that learns what holds along a path."""

    def __init__(self) -> None:
        self.solver = z3.SimpleSolver()
        limit(self.solver, PATIENCE)
        self.seen: list[set[int]] = [set()]
        self.told: list[list[Formula]] = [[]]

    def push(self) -> None:
        """Remember this place."""
        self.solver.push()
        self.seen.append(set())
        self.told.append([])

    def pop(self) -> None:
        """Forget all that was learnt since that place."""
        self.solver.pop()
        self.seen.pop()
        self.told.pop()

    def introduce(self, f: Formula) -> None:
        """Tell the solver about the terms of a statement."""
        new = {a for a in atoms_of((f,)) if not any(a in seen for seen in self.seen)}
        self.seen[-1] |= new
        for fact in (*ranges(sorted(new)), *divisions(sorted(new))):
            self.tell(fact)
        LINEAR.tell(self.solver, (), (a for a in new if ATOMS[a].nonneg))

    def tell(self, f: Formula) -> None:
        """Tell the solver a fact."""
        self.told[-1].append(f)
        LINEAR.tell(self.solver, (f,))

    def learn(self, f: Formula) -> None:
        """Let something hold."""
        self.introduce(f)
        self.tell(f)

    def allows(self, f: Formula) -> bool:
        """Tell whether something may hold."""
        self.introduce(f)
        possible = bool(self.solver.check(LINEAR.formula(f)) != z3.unsat)
        if NOTES and not possible:
            NOTES[-1].append(((*chain(*self.told), f), tuple(set[int]().union(*self.seen))))
        return possible
