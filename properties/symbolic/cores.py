"""What a refutation needs of all that it was given, and whether z3 says the same whatever its seeds."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Any, Final

import z3  # type: ignore[import-untyped]

from properties.symbolic import digest
from properties.symbolic.decision import Refutation
from properties.symbolic.formula import TRUE, Formula, atoms_of
from properties.symbolic.polynomial import ATOMS
from properties.symbolic.translation import EXACT, LINEAR

PATIENCE: Final = 2000
"""Milliseconds for finding a core."""

GLANCE: Final = 50
"""Milliseconds for telling that one more statement is not needed."""

CHOPPING: Final = 15.0
"""Seconds for leaving out pieces."""

CHOP: Final = 300
"""Milliseconds for telling that a piece is not needed."""

TRIALS: Final = 40
"""Of how many statements of a core it is tried whether it does without."""

Item = Formula | int
"""A statement, or an atom that is not negative."""


@dataclass(frozen=True, slots=True)
class Core:
    """Statements, and atoms that are not negative, which have no model together."""

    items: frozenset[Item]
    exact: bool
    """Whether products are products, or unknown functions."""

    @property
    def facts(self) -> list[Formula]:
        """Return the statements."""
        return [item for item in self.items if isinstance(item, Formula)]

    @property
    def nonneg(self) -> list[int]:
        """Return the atoms that are not negative."""
        return [item for item in self.items if isinstance(item, int)]


def content(item: Item) -> tuple[bool, bytes]:
    """Return what items are ordered by: statements first."""
    return isinstance(item, int), digest.of_formula(item) if isinstance(item, Formula) else digest.of_atom(item)


def items_of(refutation: Refutation) -> list[Item]:
    """Return all that a refutation was given, in an order that is the same in every run."""
    items: set[Item] = {f for f in refutation.facts if f is not TRUE}
    items |= {a for a in refutation.ranges if ATOMS[a].nonneg}
    return sorted(items, key=content)


def whole(refutation: Refutation) -> Core:
    """Return all of a refutation."""
    return Core(frozenset(items_of(refutation)), refutation.exact)


def nearby(core: Core, refutation: Refutation) -> Core:
    """Return a core with all else that a refutation says of the same terms. What is redundant may help to decide."""
    told = atoms_of(core.facts) | set(core.nonneg)
    there = [i for i in items_of(refutation) if (atoms_of((i,)) if isinstance(i, Formula) else {i}) <= told]
    return Core(core.items.union(there), refutation.exact)


def solver(exact: bool, milliseconds: int) -> Any:
    """Return a solver of the kind that decided it."""
    found = z3.SolverFor("QF_UFNIA") if exact else z3.SimpleSolver()
    found.set("timeout", milliseconds)
    return found


def translated(item: Item, exact: bool) -> Any:
    """Return an item as z3 knows it."""
    reading = EXACT if exact else LINEAR
    return reading.formula(item) if isinstance(item, Formula) else reading.atom(item) >= 0


def shrunk(refutation: Refutation, chop: bool = True) -> Core | None:
    """Return as few of the items of a refutation as are found quickly to have no model, if any are.

    What takes longer is to ``chop`` off pieces of one that is refuted only if nobody asks what is needed.
    """
    items = items_of(refutation)
    marks = {z3.Bool(f"!{at}"): item for at, item in enumerate(items)}
    asked = solver(refutation.exact, PATIENCE)
    for mark, item in marks.items():
        asked.add(z3.Implies(mark, translated(item, refutation.exact)))
    if asked.check(*marks) != z3.unsat:
        return chopped(items, refutation.exact) if chop else None
    needed = sorted(asked.unsat_core(), key=lambda mark: content(marks[mark]))
    asked.set("timeout", GLANCE)
    for mark in needed[:TRIALS]:
        rest = [other for other in needed if other is not mark]
        if asked.check(*rest) == z3.unsat:
            needed = rest
    return Core(frozenset(marks[mark] for mark in needed), refutation.exact)


def refuted(items: list[Item], exact: bool, milliseconds: int) -> bool:
    """Tell whether items are quickly found to have no model, if nobody asks which of them are needed."""
    asked = solver(exact, milliseconds)
    asked.add([translated(item, exact) for item in items])
    return bool(asked.check() == z3.unsat)


def chopped(items: list[Item], exact: bool) -> Core | None:
    """Return what is left of items that have no model, if pieces are left out that are not needed, large ones first.

    Some are refuted only if nobody asks which of them are needed.
    """
    if not refuted(items, exact, PATIENCE):
        return None
    deadline, size = monotonic() + CHOPPING, len(items) // 2
    while size and monotonic() < deadline:
        at = 0
        while at < len(items) and monotonic() < deadline:
            rest = items[:at] + items[at + size :]
            if refuted(rest, exact, CHOP):
                items = rest
            else:
                at += size
        size //= 2
    return Core(frozenset(items), exact)


class Cores:
    """The cores found so far. A refutation that contains one of them needs no other.

    What is not shrunk is not among them: nothing was found of it here.
    """

    def __init__(self, shrink: Callable[[Refutation], Core | None] = shrunk) -> None:
        self.shrink = shrink
        self.found: dict[Item, list[Core]] = {}
        """Each under one of its items."""

    def core(self, refutation: Refutation) -> Core:
        """Return a core of a refutation, or all of it if none is found."""
        items = items_of(refutation)
        there = frozenset(items)
        for item in items:
            for known in self.found.get(item, ()):
                # What has no model with products unknown has none with products either.
                if known.exact <= refutation.exact and known.items <= there:
                    return known
        core = self.shrink(refutation)
        if core is None:
            return whole(refutation)
        self.found.setdefault(min(core.items, key=content), []).append(core)
        return core


def swayed(refutation: Refutation, seeds: int, milliseconds: int) -> dict[int, str]:
    """Return z3's other answers, by seed, if it does not always say the same; seeds also shuffle what it is given."""
    answers = {}
    for seed in range(1, seeds + 1):
        items = items_of(refutation)
        Random(seed).shuffle(items)
        asked = solver(refutation.exact, milliseconds)
        asked.set("random_seed", seed)
        z3.set_param("sat.random_seed", seed)
        asked.add([translated(item, refutation.exact) for item in items])
        answer = asked.check()
        if answer != z3.unsat:
            answers[seed] = str(answer)
    z3.set_param("sat.random_seed", 0)
    return answers
