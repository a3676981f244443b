"""Run many checks at a time, in processes of their own.

They are spawned and not forked: CrossHair watches every function of the process that it runs in.
"""

import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context

from properties.bounded.checks import named
from properties.bounded.finding import Finding
from properties.bounded.population import population
from properties.leader import follow_leader
from properties.mutation.mutant import Mutant, in_place
from properties.mutation.mutants import ALL


@dataclass(frozen=True, slots=True)
class Job:
    """One check on one population."""

    check: str
    accounts: int
    seconds: float
    planted: bool = False
    """Whether the mistake is made that the check has to notice."""


def mutant_of(name: str) -> Mutant:
    """Return the mistake that a check has to notice."""
    return next(mutant for mutant in ALL if mutant.id == named(name).mutant)


def work(job: Job) -> Finding:
    """Do a job in this process."""
    from properties.bounded.examination import examine  # CrossHair is loaded where it runs, and nowhere else

    population(job.accounts)  # the past is told before any mistake is made
    with ExitStack() as stack:
        if job.planted:
            stack.enter_context(in_place(mutant_of(job.check)))
        return examine(named(job.check), job.accounts, job.seconds)


def begin() -> None:
    """Make ready for work: an interruption ends this process as it ends its leader, and without a word."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    follow_leader()


def finished(jobs: list[Job], size: int) -> Iterator[Finding]:
    """Do jobs in so many processes, and yield what comes of each as it comes."""
    largest_first = sorted(jobs, key=lambda job: -job.accounts)
    with ProcessPoolExecutor(min(size, len(jobs)), get_context("spawn"), begin) as pool:
        tasks = [pool.submit(work, job) for job in largest_first]
        try:
            for task in as_completed(tasks):
                yield task.result()
        finally:
            pool.shutdown(cancel_futures=True)
