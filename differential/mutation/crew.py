"""Judges on several processes, each with a compiler and a chain of its own."""

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from differential.mutation.build import Builder, Invalid, Project
from differential.mutation.judge import Judge
from differential.mutation.judgement import SAME, Judgement, Verdict
from differential.mutation.mutant import Mutant
from differential.mutation.ordeal import directed, fresh, kept
from differential.mutation.solc import Solc
from differential.system import chain_world
from properties.leader import follow_leader
from properties.world import History


@dataclass(frozen=True, slots=True)
class Plan:
    """How to judge."""

    contracts: Path
    corpus: tuple[History, ...]
    """Histories to run after the directed ones."""
    seed: int
    """Of the generated histories, which come last."""
    calls: int
    """How many calls to generate."""


class Bench:
    """What a process needs to judge."""

    def __init__(self, plan: Plan) -> None:
        """Make ready for judging."""
        world, project = chain_world(), Project.open(plan.contracts)
        self.solc = Solc(project.toolchain)
        self._builder = Builder(project, self.solc)
        early, late = (*directed(world), *kept(plan.corpus)), fresh(world, plan.seed, plan.calls)
        self._judge = Judge(early, late)

    def judged(self, mutant: Mutant) -> Judgement:
        """Return what becomes of a mistake."""
        try:
            noticed = self._judge.judged(self._builder.artifacts(self._builder.plain(mutant)))
        except Invalid as error:
            return Judgement(mutant, Verdict.INVALID, why=str(error))
        if noticed:
            return Judgement(mutant, Verdict.KILLED, noticed)
        if self._builder.codes(mutant) == self._builder.right(mutant.file):
            return Judgement(mutant, Verdict.EQUIVALENT, why=SAME)
        return Judgement(mutant, Verdict.SURVIVED)


BENCHES: list[Bench] = []
"""That of this process."""


def begin(plan: Plan) -> None:
    """Make this process a judge, which leaves it to its leader to answer an interruption."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    follow_leader()
    BENCHES.append(Bench(plan))


def judged(mutant: Mutant) -> Judgement:
    """Return what becomes of a mistake, judged by this process."""
    (bench,) = BENCHES
    return bench.judged(mutant)


def judgements(mutants: Sequence[Mutant], plan: Plan, workers: int) -> Iterator[Judgement]:
    """Yield what becomes of mistakes, each as soon as it is known."""
    with ProcessPoolExecutor(min(workers, len(mutants)), get_context("spawn"), begin, (plan,)) as pool:
        futures = [pool.submit(judged, mutant) for mutant in mutants]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)
