"""Prove properties: ``python -m properties.symbolic.prove [--action A] [--property ID] [--seconds S]``.

An invariant is proved by induction: if all invariants hold before a step, it holds after it. A law is proved of every
accepted or rejected call in a state in which all invariants hold. Beside the properties, three claims are proved of
every call: ``arithmetic`` (no assertion of the checked arithmetic fails), ``assertions`` (no other fails) and
``declared`` (no reason is given that the list of rejections does not name).
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final

from properties.declaration import Kind, Property
from properties.evaluation import INVARIANTS, LAWS_OF, rejection_laws_of
from properties.outcome import Rejected, Transition
from properties.symbolic.decision import Place, Verdict
from properties.symbolic.explorer import CURRENT, Obligation
from properties.symbolic.failure import EngineError, Infeasible
from properties.symbolic.formula import FALSE, Formula
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import Knowledge, at_deployment, knowledge
from properties.symbolic.model import witness
from properties.symbolic.report import Explorations, Report
from properties.symbolic.steps import DEPLOYMENT, FOLDS, TIME, Case, by_name, cases
from properties.symbolic.words import evaluated
from spec.rejections import REJECTIONS

ARITHMETIC: Final = "arithmetic"
ASSERTIONS: Final = "assertions"
DECLARED: Final = "declared"
UNSUPPORTED: Final = ("Slash", "ClaimBatch")
"""Calls that repeat a step as often as the state or the caller asks; not carried yet, so nothing of them is proved."""

SECONDS: Final = 5.0
"""For one obligation."""

BUDGET: Final = 600.0
"""For one step; what is not decided by then is unknown."""


@contextmanager
def afterwards(case: Case) -> Iterator[None]:
    """Evaluate properties of what came of a path: nothing is owed, and no solver asked."""
    path = case.explored.path
    path.recording = path.pruning = False
    path.goal = True
    CURRENT.append(path)
    try:
        yield
    finally:
        CURRENT.pop()


class Prover:
    """Proves properties of steps, and keeps the report."""

    def __init__(
        self, wanted: frozenset[str], seconds: float, budget: float, models: bool, more: tuple[Property, ...]
    ) -> None:
        self.more = more
        self.wanted = wanted
        self.models = models
        self.seconds = seconds
        self.budget = budget
        self.deadline = 0.0
        self.knowledge: Knowledge = knowledge()
        self.report = Report()

    def wants(self, id: str) -> bool:
        """Tell whether a property was asked for."""
        return not self.wanted or id in self.wanted

    def step(self, name: str) -> None:
        """Prove what is wanted of one step."""
        begin = monotonic()
        self.deadline = begin + self.budget
        exploration = self.report.explorations.setdefault(name, Explorations())
        for id in self.claimed(name):
            self.report.finding(id, name)
        try:
            owed: list[Obligation] = []
            for case in cases(name):
                exploration.paths += 1
                self.case(name, case, exploration)
                owed += case.explored.path.obligations
            if self.wants(ARITHMETIC):
                self.operations(name, owed)
        except EngineError as error:
            for id in self.claimed(name):
                self.report.finding(id, name).add(Verdict.UNKNOWN, 0.0, f"not carried: {error}")
        exploration.seconds = monotonic() - begin

    def claimed(self, name: str) -> list[str]:
        """Return the ids of all that is claimed of a step."""
        claims = [p.id for p in INVARIANTS]
        if name in FOLDS:
            claims.append(ARITHMETIC)
        if name in by_name():
            action = by_name()[name]
            refusals = {p.id for r in REJECTIONS[action] for p in rejection_laws_of(action, r)}
            claims += [ARITHMETIC, ASSERTIONS, DECLARED, *(p.id for p in LAWS_OF[action]), *sorted(refusals)]
        return list(filter(self.wants, claims))

    def case(self, name: str, case: Case, exploration: Explorations) -> None:
        """Prove what is wanted of one path."""
        self.knowledge = at_deployment() if name == DEPLOYMENT else knowledge()
        place = Place(case.explored.conditions, self.knowledge)
        if place.proves(FALSE, 1.0):
            exploration.impossible += 1
            return
        result = case.explored.result
        if isinstance(result, AssertionError):
            self.record(ASSERTIONS, name, place, FALSE)
        elif case.subject is None and case.after is None:
            return  # refused, in a step of which no law speaks
        elif isinstance(case.subject, Rejected):
            action, reason = type(case.subject.action), type(result)
            if reason not in REJECTIONS[action]:
                self.record(DECLARED, name, place, FALSE)
            self.properties(name, case, place, rejection_laws_of(action, reason), case.subject)
        else:
            exploration.accepted += 1
            self.properties(name, case, place, INVARIANTS, case.after)
            self.properties(name, case, place, [p for p in self.more if p.kind == Kind.INVARIANT], case.after)
            if isinstance(case.subject, Transition):
                self.properties(name, case, place, LAWS_OF[type(case.subject.action)], case.subject)
                self.properties(name, case, place, [p for p in self.more if p.kind == Kind.LAW], case.subject)

    def operations(self, name: str, obligations: list[Obligation]) -> None:
        """Prove what the specification asserts along the paths, each once for all paths that begin alike."""
        for owed in dict.fromkeys(obligations):
            if monotonic() > self.deadline:
                self.report.finding(ARITHMETIC, name).add(Verdict.UNKNOWN, 0.0, "out of time")
                return
            self.record(ARITHMETIC, name, Place(owed.conditions, self.knowledge), owed.goal)

    def properties(self, name: str, case: Case, place: Place, claims: Iterable[Property], subject: Any) -> None:
        """Prove properties of what came of a path."""
        for claim in claims:
            if not self.wants(claim.id):
                continue
            try:
                with afterwards(case):
                    goal = evaluated(lambda claim=claim: claim.function(subject))  # type: ignore[misc]
            except (EngineError, Infeasible, TypeError, AttributeError) as error:
                finding = self.report.finding(claim.id, name)
                finding.add(Verdict.UNKNOWN, 0.0, f"not carried: {type(error).__name__}: {error}")
                continue
            self.record(claim.id, name, place, goal, claim)

    def record(self, id: str, name: str, place: Place, goal: Formula, claim: Property | None = None) -> None:
        """Decide one obligation."""
        begin = monotonic()
        verdict, reason = Verdict.UNKNOWN, "not decided"
        try:
            if begin > self.deadline:
                reason = "out of time"
            elif place.proves(goal, self.seconds):
                verdict, reason = Verdict.PROVED, ""
            elif claim is not None and self.models and name in by_name():
                found = witness(claim, place, goal, by_name()[name], self.seconds)
                if found is not None:
                    verdict, reason = Verdict.VIOLATED, f"{found.call} {found.action} in {found.before}"
                    self.report.witnesses[id, name] = found
        except EngineError as error:
            reason = f"not carried: {error}"
        finding = self.report.finding(id, name)
        finding.add(verdict, monotonic() - begin, reason)
        finding.refutations += place.refutations
        place.refutations.clear()
        if verdict is not Verdict.PROVED:
            self.report.unproved.append(f"{id} {name}: {place.by.formula(goal)!r}")


def prove(
    actions: Iterable[str],
    property_ids: Iterable[str] = (),
    seconds: float = SECONDS,
    budget: float = BUDGET,
    models: bool = False,
    more: tuple[Property, ...] = (),
) -> Report:
    """Prove properties of steps: all of them, unless some are named. Each obligation gets so many seconds,
    and each step has a budget of them.

    With ``models``, a state that shows the contrary is looked for wherever there is no proof. ``more`` are claims that
    are to be proved too, and never assumed.
    """
    with symbolic():
        prover = Prover(frozenset(property_ids), seconds, budget, models, more)
        for name in actions:
            prover.step(name)
    return prover.report


def table(report: Report) -> Iterator[str]:
    """Yield the lines of a table."""
    heads = f"{'proved':>6} {'unknown':>7} {'violated':>8} {'s':>7}"
    yield f"{'step':20} {'paths':>5} {'taken':>5} {'ruled out':>9} {heads}"
    for name, e in report.explorations.items():
        c = report.counts(name)
        numbers = f"{c[Verdict.PROVED]:6} {c[Verdict.UNKNOWN]:7} {c[Verdict.VIOLATED]:8} {e.seconds:7.1f}"
        yield f"{name:20} {e.paths:5} {e.accepted:5} {e.impossible:9} {numbers}"
    for finding in report.findings.values():
        if finding.verdict is not Verdict.PROVED:
            yield f"{finding.verdict}: {finding.step} {finding.property_id}: {finding.reason}"


def main(arguments: list[str]) -> int:
    """Prove what the command line asks for, and print a table."""
    parser = argparse.ArgumentParser(description="Prove properties of the specification.")
    parser.add_argument("--action", action="append", help="a step; may be repeated; all if none is named")
    parser.add_argument("--property", action="append", help="the id of a property; may be repeated")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for one obligation")
    parser.add_argument("--budget", type=float, default=BUDGET, help="seconds for one step")
    parser.add_argument("--models", action="store_true", help="look for states that show the contrary")
    parser.add_argument("--verbose", action="store_true", help="print each obligation that is not proved")
    options = parser.parse_args(arguments)
    report = prove(
        options.action or (DEPLOYMENT, TIME, *by_name(), *FOLDS),
        options.property or (),
        options.seconds,
        options.budget,
        options.models,
    )
    for line in (*table(report), *(report.unproved if options.verbose else ())):
        print(line)
    return 0 if report.proved else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
