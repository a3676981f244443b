"""All that z3 decided, decided again: by another solver that proves what it says, and by z3 with other seeds.

Whatever z3 found to have no model is shrunk to a core, written as a text that is named by its hash, and given to cvc5
(see ``smtlib``, ``judge``). That is what obligations rest on, and also the paths and branches that were not followed,
since it was z3 that found them impossible. Obligations that the normal form alone decides are counted apart: nothing
of them is left to ask a solver.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any, Final

from properties.symbolic import judge
from properties.symbolic.apart import apart
from properties.symbolic.cores import Core, Cores, nearby, swayed, whole
from properties.symbolic.decision import Refutation, Verdict
from properties.symbolic.feasibility import NOTES, Impossible
from properties.symbolic.interpretation import symbolic
from properties.symbolic.judge import Judge, Judgement, Opinion
from properties.symbolic.opinions import PLAIN
from properties.symbolic.owed import Owed, Spot
from properties.symbolic.prove import Order, Prover
from properties.symbolic.report import Report
from properties.symbolic.smtlib import name_of, script

PATHS: Final = "impossible paths"
BRANCHES: Final = "impossible branches"
"""What refutations are of, beside the properties."""
RULED_OUT: Final = {PATHS, BRANCHES}

INDEX: Final = "index.json"
"""The file that says of each text what it is needed for and what came of it."""

Claimed = tuple[str, Refutation]
"""What a refutation is needed for, and the refutation."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done."""

    folder: Path | None = None
    """Where texts and proofs are written, if anywhere."""
    seeds: int = 0
    """How many more seeds z3 is asked with."""
    seconds: float = judge.SECONDS
    """For one attempt of one solver at one text."""


@dataclass(slots=True)
class Query:
    """One text, and what came of it."""

    name: str
    exact: bool
    """Whether products are products, or unknown functions."""
    statements: int
    opinion: Opinion
    answer: str
    seconds: float
    proof_steps: int = 0
    proof_bytes: int = 0
    trusted: dict[str, int] = field(default_factory=dict)
    """How often which rule was used that has to be believed."""
    needed_for: dict[str, list[str]] = field(default_factory=dict)
    """By step, the ids of what rests on it."""

    def need(self, step: str, id: str) -> None:
        """Note that something rests on it."""
        ids = self.needed_for.setdefault(step, [])
        if id not in ids:
            ids.append(id)

    @property
    def purpose(self) -> str:
        """Return what rests on it, in words."""
        return "; ".join(f"{step}: {', '.join(ids)}" for step, ids in self.needed_for.items())


@dataclass(slots=True)
class Of:
    """What was decided again of one step."""

    refutations: int = 0
    plain: int = 0
    """Obligations proved without a solver."""
    queries: set[str] = field(default_factory=set)
    seconds: float = 0.0
    unproved: int = 0
    """Obligations of which there is no proof that could be checked."""
    said: dict[str, str] = field(default_factory=dict)
    """What it comes to for each property that is proved of the step."""


@dataclass(slots=True)
class Rechecked:
    """What came of all texts."""

    queries: dict[str, Query] = field(default_factory=dict)
    steps: dict[str, Of] = field(default_factory=dict)
    swayed: list[str] = field(default_factory=list)
    """Where z3 says something else with another seed."""
    lost: dict[str, str] = field(default_factory=dict)
    """The steps of which nothing is known, and why."""
    seeds: int = 0

    def of(self, step: str) -> Of:
        """Return what is known of a step."""
        return self.steps.setdefault(step, Of())

    def having(self, opinion: Opinion) -> list[Query]:
        """Return the texts of which the other solver has an opinion."""
        return [query for query in self.queries.values() if query.opinion is opinion]

    def counts(self, step: str | None = None) -> Counter[Opinion]:
        """Return how many texts met with which opinion, of all steps or of one."""
        names = self.queries if step is None else self.steps[step].queries
        return Counter(self.queries[name].opinion for name in names)

    @property
    def share(self) -> float:
        """Return the share of the texts on which the solvers agree; of none, that is nothing."""
        return self.counts()[Opinion.AGREES] / len(self.queries) if self.queries else 0.0

    @property
    def trusted(self) -> Counter[str]:
        """Return how often which rule was used that has to be believed."""
        return sum((Counter(query.trusted) for query in self.queries.values()), Counter[str]())

    @property
    def uncertified(self) -> list[Query]:
        """Return the texts that the other solver decided without a proof, or with one that has to be believed."""
        agreed = self.having(Opinion.AGREES)
        return [query for query in agreed if query.trusted or not query.proof_bytes]

    def add(self, other: "Rechecked") -> None:
        """Take in what came of other steps."""
        for name, query in other.queries.items():
            known = self.queries.setdefault(name, query)
            for step, ids in query.needed_for.items():
                for id in ids:
                    known.need(step, id)
        self.steps |= other.steps
        self.swayed += other.swayed
        self.lost |= other.lost
        self.seeds = max(self.seeds, other.seeds)

    def as_data(self) -> dict[str, Any]:
        """Return it for a program."""
        steps = {name: {**asdict(of), "queries": len(of.queries)} for name, of in self.steps.items()}
        queries = [asdict(self.queries[name]) for name in sorted(self.queries)]
        return {"steps": steps, "swayed": self.swayed, "seeds": self.seeds, "lost": self.lost, "queries": queries}


class Rechecker:
    """Decides again, each core once."""

    def __init__(self, wanted: Wanted, judging: Callable[..., Judgement]) -> None:
        self.wanted = wanted
        self.judging = judging
        self.cores = Cores()
        self.names: dict[Core, str] = {}
        self.seen: dict[Any, str] = {}
        self.result = Rechecked(seeds=wanted.seeds)

    def take(self, step: str, claims: Iterable[Claimed]) -> None:
        """Decide again what a step rests on."""
        begin, of = monotonic(), self.result.of(step)
        for id, refutation in claims:
            name = self.decided(step, id, refutation)
            self.result.queries[name].need(step, id)
            of.refutations += 1
            of.queries.add(name)
        of.seconds += monotonic() - begin

    def decided(self, step: str, id: str, refutation: Refutation) -> str:
        """Return the name of the text of a refutation, which is decided by then."""
        key = (frozenset(refutation.facts), frozenset(refutation.ranges), refutation.exact)
        if key not in self.seen:
            core = self.cores.core(refutation)
            if core not in self.names:
                self.names[core] = self.settled(core, refutation)
            self.seen[key] = self.names[core]
            other = swayed(refutation, self.wanted.seeds, int(self.wanted.seconds * 1000))
            self.result.swayed += [f"{id} {step}: {answer} with seed {seed}" for seed, answer in other.items()]
        return self.seen[key]

    def settled(self, core: Core, refutation: Refutation) -> str:
        """Return the name of the text that settles it, or else of the shortest one."""
        tried: list[Query] = []
        for items, options in attempts(core, refutation):
            text = script(items.facts, items.nonneg, items.exact)
            if name_of(text) in self.result.queries:
                return name_of(text)
            found = self.judging(text, self.wanted.seconds, options)
            tried.append(query_of(text, items, found))
            if found.opinion is not Opinion.OPEN or items.exact is False:
                return self.keep(tried[-1], text, found.proof)
        return self.keep(tried[0], script(core.facts, core.nonneg, core.exact), "")

    def keep(self, query: Query, text: str, proof: str) -> str:
        """Keep what came of a text, and return its name."""
        self.result.queries[query.name] = query
        if self.wanted.folder is not None:
            self.wanted.folder.mkdir(parents=True, exist_ok=True)
            (self.wanted.folder / f"{query.name}.smt2").write_text(text)
            if proof:
                (self.wanted.folder / f"{query.name}.cpc").write_text(proof)
        return query.name


def attempts(core: Core, refutation: Refutation) -> Iterator[tuple[Core, Mapping[str, str]]]:
    """Yield what to try one after another. Only products may take more than one attempt."""
    yield core, judge.DEFAULT
    if core.exact:
        yield nearby(core, refutation), judge.DEFAULT
        yield whole(refutation), judge.DEFAULT
        yield core, judge.COVERINGS


def query_of(text: str, items: Core, found: Judgement) -> Query:
    """Return what came of a text."""
    size, trusted = len(found.proof.encode()), dict(found.trusted)
    said = (found.opinion, found.said, found.seconds, found.steps)
    return Query(name_of(text), items.exact, len(items.items), *said, size, trusted)


def of_report(report: Report) -> Iterator[tuple[str, Claimed]]:
    """Yield the step, the property and the refutation of all that a report has."""
    for finding in report.findings.values():
        for refutation in finding.refutations:
            yield finding.step, (finding.property_id, refutation)


def recheck(report: Report, wanted: Wanted) -> Rechecked:
    """Decide again what a report of this process rests on, as far as the report says."""
    with Judge() as judging:
        rechecker = Rechecker(wanted, judging)
        for step, claimed in of_report(report):
            rechecker.take(step, [claimed])
    keep_index(rechecker.result, wanted.folder)
    return rechecker.result


class Recorder(Prover):
    """Proves, and also keeps why paths are impossible, and how much is plain without a solver."""

    def __init__(self, order: Order) -> None:
        """Remember nothing of earlier runs, since what is remembered need not be decided."""
        super().__init__(order)
        self.impossible_paths: list[Refutation] = []
        self.plain = 0
        self.open = 0

    def ruled_out(self, spot: Spot) -> bool:
        """Tell whether a place is impossible, and keep why."""
        found = super().ruled_out(spot)
        if found:
            self.impossible_paths += spot.place.refutations
        return found

    def record(self, name: str, owed: Owed) -> None:
        """Decide one obligation, and count it if that took no solver."""
        finding = self.report.finding(owed.id, name)
        before, verdict = len(finding.refutations), finding.verdict
        opened = len(self.report.unproved)
        super().record(name, owed)
        self.open += len(self.report.unproved) - opened
        self.plain += len(finding.refutations) == before and finding.verdict is verdict is Verdict.PROVED


@contextmanager
def noted() -> Iterator[list[Impossible]]:
    """Note which branches are found impossible."""
    NOTES.append([])
    try:
        yield NOTES[-1]
    finally:
        NOTES.pop()


def recheck_step(step: str, order: Order, wanted: Wanted) -> Rechecked:
    """Prove a step, and decide again all that this rests on."""
    with symbolic(), noted() as branches:
        prover = Recorder(order)
        prover.step(step)
    with Judge() as judging:
        rechecker = Rechecker(wanted, judging)
        rechecker.take(step, (claimed for _, claimed in of_report(prover.report)))
        rechecker.take(step, ((PATHS, refutation) for refutation in prover.impossible_paths))
        rechecker.take(step, ((BRANCHES, Refutation(facts, atoms, False)) for facts, atoms in branches))
    of = rechecker.result.of(step)
    of.plain, of.unproved = prover.plain, prover.open
    of.said = said(step, prover.report, rechecker.result)
    return rechecker.result


def said(step: str, report: Report, found: Rechecked) -> dict[str, str]:
    """Return what it comes to for each property that is proved of a step: the worst that is said of what z3 refuted for
    it, and of what z3 ruled out there.
    """
    words: dict[str, str] = {}
    for finding in report.findings.values():
        if finding.word == Verdict.PROVED:
            own = {query.opinion for query in found.queries.values() if finding.property_id in query.needed_for[step]}
            ruled_out = {query.opinion for query in found.queries.values() if RULED_OUT & set(query.needed_for[step])}
            worst = max(own | ruled_out, key=list(Opinion).index, default=Opinion.AGREES)
            words[finding.property_id] = worst if own or worst is not Opinion.AGREES else PLAIN
    return words


def answer(step: str, order: Order, wanted: Wanted, line: "Connection[Any, Any]") -> None:
    """Answer with what came of a step, or with what went wrong."""
    try:
        line.send(recheck_step(step, order, wanted))
    except Exception as error:
        line.send(Rechecked(lost={step: f"{type(error).__name__}: {error}"}))


def decided_apart(step: str, order: Order, wanted: Wanted) -> Rechecked:
    """Work on a step in a process of its own."""
    return apart(answer, step, order, wanted, lost=lambda end: Rechecked(lost={step: end}))


def recheck_steps(
    steps: Iterable[str],
    order: Order,
    wanted: Wanted,
    workers: int = 1,
    show: Callable[[str, Rechecked], None] = lambda *_: None,
) -> Rechecked:
    """Prove steps anew, and decide again all that this rests on; ``show`` is told of each step."""
    result, names = Rechecked(seeds=wanted.seeds), list(steps)
    with ThreadPoolExecutor(workers) as pool:
        for step, found in zip(names, pool.map(partial(decided_apart, order=order, wanted=wanted), names), strict=True):
            result.add(found)
            show(step, result)
    keep_index(result, wanted.folder)
    return result


def keep_index(result: Rechecked, folder: Path | None) -> None:
    """Write what came of each text."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / INDEX).write_text(json.dumps(result.as_data(), indent=1, sort_keys=True) + "\n")
