"""Which answers are possible on a path, as far as linear reasoning tells. What it cannot tell is possible.

A function is run again and again, so that the same is asked at the same places. What was answered once is remembered,
and the solver learns what holds along a path only when it is asked something new. Of numbers of which nothing was said
on the path, it is not asked: it would rule out next to nothing, and that took more than half of the time.
"""

from functools import cached_property
from itertools import chain
from typing import Any, Final

import z3  # type: ignore[import-untyped]

from properties.symbolic.facts import divisions, ranges
from properties.symbolic.formula import Formula, atoms_of, surface_of
from properties.symbolic.polynomial import ATOMS
from properties.symbolic.translation import LINEAR, limit

PATIENCE: Final = 0.2
"""Seconds for one question, as counted in the solver's steps."""

Impossible = tuple[tuple[Formula, ...], tuple[int, ...]]
"""Statements that have no model together, and the atoms whose ranges were told."""

NOTES: Final[list[list[Impossible]]] = []
"""Where it is noted what was found impossible, last; for others to decide again. Nowhere, unless somebody asks."""


class Answers:
    """What was answered along the paths of one exploration."""

    def __init__(self) -> None:
        self.places: dict[tuple[int, Formula], int] = {}
        """The number of each place, by that of the place before and what was learnt there."""
        self.possible: dict[tuple[int, Formula], bool] = {}

    def after(self, place: int, f: Formula) -> int:
        """Return the place at which one thing more holds."""
        return self.places.setdefault((place, f), len(self.places) + 1)


class Feasibility:
    """What holds along a path, and a solver that is told."""

    def __init__(self, answers: Answers | None = None) -> None:
        """Begin a path; ``answers`` are those that were given along others."""
        self.answers = answers or Answers()
        self.places = [0]
        self.learnt: list[list[Formula]] = [[]]
        self.heard = [0]
        """How much of what was learnt in each run, as far as it has been pushed, the solver was told."""
        self.seen: list[set[int]] = [set()]
        self.spoken: list[set[int]] = [set()]
        """The atoms that are numbers in what was learnt in each run."""

    @cached_property
    def solver(self) -> Any:
        """Return the solver, which gives up after a while."""
        solver = z3.SimpleSolver()
        limit(solver, PATIENCE)
        return solver

    def push(self) -> None:
        """Remember this place."""
        self.places.append(self.places[-1])
        self.learnt.append([])
        self.spoken.append(set())

    def pop(self) -> None:
        """Forget all that was learnt since that place."""
        self.places.pop()
        self.learnt.pop()
        self.spoken.pop()
        if len(self.heard) > len(self.learnt):
            self.solver.pop()
            self.heard.pop()
            self.seen.pop()

    def learn(self, f: Formula) -> None:
        """Let something hold."""
        self.places[-1] = self.answers.after(self.places[-1], f)
        self.learnt[-1].append(f)
        self.spoken[-1] |= surface_of(f)

    def allows(self, f: Formula) -> bool:
        """Tell whether something may hold."""
        if all(there.isdisjoint(surface_of(f)) for there in self.spoken):
            return True
        asked = self.places[-1], f
        if asked not in self.answers.possible:
            self.answers.possible[asked] = self.may_hold(f)
        possible = self.answers.possible[asked]
        if NOTES and not possible:
            there = [*chain(*self.learnt), f]
            atoms = sorted(atoms_of(there))
            NOTES[-1].append(((*there, *ranges(atoms), *divisions(atoms)), tuple(atoms)))
        return possible

    def may_hold(self, f: Formula) -> bool:
        """Tell whether the solver, told all that was learnt, finds that something may hold."""
        for level, facts in enumerate(self.learnt):
            if level == len(self.heard):
                self.solver.push()
                self.heard.append(0)
                self.seen.append(set())
            for fact in facts[self.heard[level] :]:
                self.introduce(fact)
                LINEAR.tell(self.solver, (fact,))
            self.heard[level] = len(facts)
        self.introduce(f)
        return bool(self.solver.check(LINEAR.formula(f)) != z3.unsat)

    def introduce(self, f: Formula) -> None:
        """Tell the solver about the terms of a statement."""
        new = sorted(a for a in atoms_of((f,)) if not any(a in seen for seen in self.seen))
        self.seen[-1] |= set(new)
        LINEAR.tell(self.solver, (*ranges(new), *divisions(new)), (a for a in new if ATOMS[a].nonneg))
