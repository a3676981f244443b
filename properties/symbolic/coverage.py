"""Which invariants, assumptions, guards and lemma schemes the proofs need, and which of them none needs.

Each refutation is shrunk to a core, and whatever stands in some core is needed (see ``needs``). That an invariant is
needed to show itself of the next state says nothing, so what counts is whether another claim needs it. An equality may
be used up before a solver is asked, and then stands in no core. So what stands in no core of another claim is left out
of the assumptions, all of it at once, and everything is proved again. Where a proof fails then, as little as it takes
is put back, and is needed after all. What is still left out in the end, no other proof needs: it is a goal and nothing
else. A guard cannot be left out so: what it asks would be another question. That is for mutants of the specification.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any, Final

from properties.evaluation import INVARIANTS
from properties.symbolic.apart import apart
from properties.symbolic.cores import Core, Cores, shrunk
from properties.symbolic.decision import Refutation
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import Formula
from properties.symbolic.guards import guards
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import Knowledge
from properties.symbolic.needs import (
    SCHEMES,
    Explainer,
    Kind,
    Name,
    Notes,
    assumptions,
    calls_without,
    knowledge_without,
    noted,
    of_calls,
    scheme,
)
from properties.symbolic.owed import Owed, Spot
from properties.symbolic.prove import Order, Prover
from properties.symbolic.steps import DEPLOYMENT

PATHS: Final = "impossible paths"
"""What needs something, beside the claims: that a path is impossible."""

PUTTING_BACK: Final = 5.0
"""Seconds for one obligation, while it is found out what it needs."""


Claim = tuple[str, str]
"""What needs something: a property, or what is owed on the way, and the step."""


def is_about(name: Name, claim: str) -> bool:
    """Tell whether a claim says of another state what an invariant says of the first."""
    return name[0] is Kind.INVARIANT and claim.partition(" ")[0] == name[1]


@dataclass(slots=True)
class Needs:
    """What the proofs of some steps need."""

    used: dict[Name, set[Claim]] = field(default_factory=dict)
    """By name, the claims that need it."""
    owed: set[Name] = field(default_factory=set)
    """What was shown on the way."""
    cores: int = 0
    coarse: int = 0
    """Refutations that could not be shrunk, so that nothing is concluded from them."""
    unexplained: int = 0
    """Statements of cores of which no name is known."""
    open: set[Claim] = field(default_factory=set)
    """What is not proved, so that nobody can say what it needs."""
    lost: dict[str, str] = field(default_factory=dict)
    """The steps of which nothing is known, and why."""

    def need(self, name: Name, claim: Claim) -> None:
        """Note that something is needed."""
        self.used.setdefault(name, set()).add(claim)

    def add(self, other: "Needs") -> None:
        """Take in what other proofs need."""
        for name, claims in other.used.items():
            self.used.setdefault(name, set()).update(claims)
        self.owed |= other.owed
        self.cores += other.cores
        self.coarse += other.coarse
        self.unexplained += other.unexplained
        self.open |= other.open
        self.lost |= other.lost

    def others(self, name: Name) -> list[Claim]:
        """Return the claims that need something, but for those that say the same of another state."""
        return sorted(claim for claim in self.used.get(name, ()) if not is_about(name, claim[0]))

    def unused(self, names: Iterable[Name]) -> list[Name]:
        """Return those of some names that no other claim needs."""
        return [name for name in names if not self.others(name)]


def everything() -> list[Name]:
    """Return all that proofs may need, but for what they show on the way."""
    with symbolic():
        return [
            *((Kind.INVARIANT, p.id) for p in INVARIANTS),
            *sorted(assumptions(), key=lambda name: name[1]),
            *map(scheme, SCHEMES),
            *((Kind.GUARD, guard.name) for guard in guards()),
        ]


class Coverer(Prover):
    """Proves, and finds out what each proof needs."""

    def __init__(self, order: Order, notes: Notes) -> None:
        """Remember nothing of earlier runs, since what is remembered leaves no core."""
        super().__init__(order)
        self.notes = notes
        self.needs = Needs()
        self.cores = Cores(self.shrink)
        self.shrinks = True
        self.known_names: dict[Core, set[Name]] = {}
        self.explainer = Explainer(notes, self.knowledge)

    def begin(self, name: str) -> float:
        """Prepare for a step."""
        begin = super().begin(name)
        self.knowledge = knowledge_without(frozenset(), name == DEPLOYMENT)
        self.explainer = Explainer(self.notes, self.knowledge)
        return begin

    def step(self, name: str) -> None:
        """Prove what is wanted of one step."""
        super().step(name)
        self.needs.owed |= {name for names in self.notes.owed.values() for name in names if name[0] is Kind.OWED}
        self.needs.cores += len(self.known_names)
        self.needs.unexplained += len(self.explainer.unexplained)

    def ruled_out(self, spot: Spot) -> bool:
        """Tell whether a place is impossible, and note what that needs."""
        found = super().ruled_out(spot)
        self.credit((PATHS, self.current), spot.conditions, found)
        return found

    def record(self, name: str, owed: Owed) -> None:
        """Decide one obligation, and note what its proof needs."""
        opened = len(self.report.unproved)
        super().record(name, owed)
        self.report.finding(owed.id, name).refutations.clear()
        proved, claim = len(self.report.unproved) == opened, (owed.why or owed.id, name)
        if not proved:
            self.needs.open.add(claim)
        self.credit(claim, owed.spot.conditions, proved)

    @property
    def current(self) -> str:
        """Return the step that is being proved."""
        return next(reversed(self.report.explorations))

    def credit(self, claim: Claim, conditions: tuple[Formula, ...], proved: bool) -> None:
        """Note what the queries since the last time needed, if they came to a proof. No patience is used up by that."""
        begin = monotonic()
        for trace in self.notes.traces if proved else ():
            self.shrinks = True
            core = self.cores.core(trace.refutation)
            if not self.shrinks:
                self.needs.coarse += 1
                continue
            if core not in self.known_names:
                self.known_names[core] = self.explainer.names(trace, conditions, core)
            for name in self.known_names[core]:
                self.needs.need(name, claim)
        self.notes.forget()
        self.deadline += monotonic() - begin

    def shrink(self, refutation: Refutation) -> Core | None:
        """Return a core of a refutation if one is found quickly, and remember whether it is."""
        found = shrunk(refutation, chop=False)
        self.shrinks = found is not None
        return found


class Dropper(Prover):
    """Proves without some assumptions, and puts back what it takes."""

    def __init__(self, order: Order, dropped: frozenset[Name]) -> None:
        """Take what is to be left out."""
        super().__init__(order)
        self.dropped = dropped
        self.untold = dropped & of_calls().keys()
        """What the paths were explored without."""
        self.deployment = False
        self.needs = Needs()

    def begin(self, name: str) -> float:
        """Prepare for a step."""
        self.deployment = name == DEPLOYMENT
        begin = super().begin(name)
        self.knowledge = self.left(self.dropped)
        return begin

    def left(self, dropped: frozenset[Name]) -> Knowledge:
        """Return what is known when some assumptions are left out."""
        return knowledge_without(dropped, self.deployment)

    def holds(self, name: str, owed: Owed) -> tuple[bool, float, str]:
        """Tell whether an obligation is met, and put back what that takes."""
        claim = owed.why or owed.id
        # An invariant may be needed to show itself; and what was put back for another obligation helps here too.
        dropped = frozenset(left_out for left_out in self.dropped if not is_about(left_out, claim))
        found = super().holds(name, Owed(owed.id, self.without(dropped, owed), owed.goal, owed.claim, owed.why))
        if not found[0] and self.met(frozenset(), owed):
            for left_out in self.taken(dropped, owed):
                self.needs.need(left_out, (claim, name))
                self.dropped -= {left_out}
        return found

    def without(self, dropped: frozenset[Name], owed: Owed) -> Spot:
        """Return where an obligation is owed, when some assumptions are left out, and no others."""
        put_back = (part for name, part in of_calls().items() if name in self.untold - dropped)
        return Spot((*owed.spot.conditions, *put_back), self.left(dropped), b"")

    def met(self, dropped: frozenset[Name], owed: Owed) -> bool:
        """Tell whether an obligation is met without some assumptions."""
        try:
            return self.without(dropped, owed).place.proves(owed.goal, PUTTING_BACK)
        except EngineError:
            return False

    def taken(self, dropped: frozenset[Name], owed: Owed) -> frozenset[Name]:
        """Return which of the assumptions left out an obligation takes."""
        spared: frozenset[Name] = frozenset()
        for name in sorted(dropped):
            if self.met(spared | {name}, owed):
                spared |= {name}
        return dropped - spared


def needs_of(step: str, order: Order) -> Needs:
    """Prove a step, and return what that needs."""
    with symbolic(), noted() as notes:
        coverer = Coverer(order, notes)
        coverer.step(step)
    return coverer.needs


def confirmed_of(step: str, order: Order, dropped: frozenset[Name]) -> Needs:
    """Return which assumptions the proofs of a step need of those that stand in no core."""
    with symbolic(), calls_without(dropped):
        dropper = Dropper(order, dropped)
        dropper.step(step)
    return dropper.needs


def answer(work: Callable[[], Needs], step: str, line: "Connection[Any, Any]") -> None:
    """Answer with what came of a step, or with what went wrong."""
    with suppress(BrokenPipeError):  # nobody is there to listen
        try:
            line.send(work())
        except Exception as error:
            line.send(Needs(lost={step: f"{type(error).__name__}: {error}"}))


def measured_apart(step: str, work: Callable[..., Needs]) -> Needs:
    """Work on a step in a process of its own."""
    return apart(answer, partial(work, step), step, lost=lambda end: Needs(lost={step: end}))


def cover(
    steps: Iterable[str], order: Order, workers: int = 1, show: Callable[[str, str], None] = lambda *_: None
) -> Needs:
    """Return what the proofs of steps need; ``show`` is told of each step that was proved, and how."""
    names, needs = list(steps), Needs()

    def taken(found: Iterable[Needs], how: str) -> None:
        for step, of_step in zip(names, found, strict=True):
            needs.add(of_step)
            show(step, how)

    with ThreadPoolExecutor(workers) as pool:
        taken(pool.map(partial(measured_apart, work=partial(needs_of, order=order)), names), "with all that is known")
        dropped = droppable(needs)

        def left_out(step: str) -> Needs:
            # What another step was seen to need by now is needed whatever this one says.
            still = frozenset(needs.unused(dropped))
            return measured_apart(step, partial(confirmed_of, order=order, dropped=still))

        taken(pool.map(left_out, names), "without what stands in no core")
    return needs


def droppable(needs: Needs) -> frozenset[Name]:
    """Return what stands in no core of another claim and can be left out of what is assumed."""
    return frozenset(name for name in needs.unused(everything()) if name[0] in (Kind.INVARIANT, Kind.ASSUMPTION))
