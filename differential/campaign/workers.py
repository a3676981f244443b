"""Campaigns on several processes: each has a chain of its own, and takes one job after another."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import active_children, get_context
from typing import Protocol

from differential.adapter.restrict import usual
from differential.campaign.canaries import canaries_of, noticed
from differential.campaign.confirm import DISAGREEMENT, both, confirm
from differential.campaign.corpus import Entry
from differential.campaign.loop import Shard, pursue, replay
from differential.campaign.machine import search
from differential.campaign.novelty import Features
from differential.campaign.openings import ordinary
from differential.campaign.relate import relate
from differential.campaign.session import Failure, Plan, Session, open_session
from differential.campaign.shrink import Shrinking, shrink
from differential.campaign.tally import Tally
from differential.evm.backends import REFERENCE, hold
from properties.leader import follow_leader
from properties.scenarios import ALL
from properties.world import History

BATCH = 10
"""Histories in one search job."""

LENGTH = 40
"""The most steps that a search adds to an opening."""

SLICE = 1.0
"""Seconds that a failure is made small in one go: an interruption waits for it."""

PATIENCE = 2
"""How often in a row a worker may die before anything is done."""


@dataclass(frozen=True, slots=True)
class Search:
    """Search a batch of histories from a seed."""

    seed: int


@dataclass(frozen=True, slots=True)
class Directed:
    """Run the directed history of that number."""

    number: int


@dataclass(frozen=True, slots=True)
class Knock:
    """Try, after an opening, what stands for no action."""


@dataclass(frozen=True, slots=True)
class Shrink:
    """Make a failing history small, a little of it at a time: what is left is told, and is a job again."""

    failure: Failure
    seconds: float
    tried: int = 0
    """How many smaller histories of it were tried in vain."""


@dataclass(frozen=True, slots=True)
class Plant:
    """Plant the canary of that number."""

    number: int


@dataclass(frozen=True, slots=True)
class Replay:
    """Run kept histories."""

    histories: tuple[History, ...]


Job = Search | Directed | Knock | Shrink | Plant | Replay | Shard


@dataclass(slots=True)
class Done:
    """What a job came to."""

    job: Job
    tally: Tally = field(default_factory=Tally)
    failure: Failure | None = None
    finds: tuple[Entry, ...] = ()
    """Histories that show something new."""
    shown: Features = frozenset()
    """The turns of contracts that kept histories took."""
    rest: Shrink | None = None
    """What is left of the job; whoever gave it may give that too."""


class Bench:
    """The sessions of a worker process: that of its plan, and one on the reference as soon as it is needed."""

    session: Session | None = None
    reference: Session | None = None
    plan: Plan | None = None
    """What it was prepared for, where plans may change."""
    sources: str = ""
    """The digest of the sources that it was prepared with, where those may change."""


def prepare(plan: Plan) -> None:
    """Give this process its session."""
    Bench.session, Bench.reference = open_session(plan), None


def reference(session: Session) -> Session:
    """Return the session on the reference, for what another EVM found."""
    if Bench.reference is None:
        Bench.reference = open_session(replace(session.plan, evm=REFERENCE))
    return Bench.reference


def confirmed(session: Session, failure: Failure | None) -> Failure | None:
    """Return a failure as the reference has it; what is found on the reference needs no confirmation."""
    if failure is None or session.plan.evm == REFERENCE:
        return failure
    return confirm(session, reference(session), failure)


def shrunk(session: Session, job: Shrink) -> Shrinking:
    """Return a smaller failure; if it is that two EVMs do not agree, they have to go on not agreeing."""
    begun, seconds = Shrinking(job.failure, job.tried), min(job.seconds, SLICE)
    if job.failure.kind != DISAGREEMENT:
        return shrink(session, begun, seconds)
    other = reference(session)
    return shrink(session, begun, seconds, lambda one, history, kind: both(one, other, history, kind))


def left(job: Shrink, found: Shrinking) -> Shrink | None:
    """Return what is left of making a failure small, if anything."""
    seconds = job.seconds - SLICE
    return None if found.over or seconds <= 0 else Shrink(found.failure, seconds, found.tried)


def enlist(plan: Plan) -> None:
    """Prepare a process of a pool, which leaves it to its leader to answer an interruption."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    follow_leader()
    prepare(plan)


def directed(session: Session, number: int) -> Failure | None:
    """Run a directed history in the world of a session."""
    try:
        session.run(session.restricted(ALL[number].history(usual(session.world))))
    except Failure as failure:
        return failure
    return None


def knocked(session: Session) -> Failure | None:
    """Try, after an ordinary opening, what stands for no action."""
    try:
        session.run(session.restricted(ordinary(session.world)))
        session.knock()
    except Failure as failure:
        return failure
    return None


def work(job: Job) -> Done:
    """Do one job in this process."""
    session = Bench.session
    assert session is not None, "a worker is prepared before its first job"
    session.tally = Tally()
    finds: tuple[Entry, ...] = ()
    shown: Features = frozenset()
    rest: Shrink | None = None
    match job:
        case Search(seed):
            failure = search(session, seed, BATCH, LENGTH) or relate(session, session.history)
        case Directed(number):
            failure = directed(session, number) or relate(session, session.history)
        case Plant(number):
            failure = noticed(session, canaries_of(session)[number])
        case Knock():
            failure = knocked(session)
        case Shrink():
            small = shrunk(session, job)
            failure, rest = small.failure, left(job, small)
        case Replay(histories):
            failure, shown = replay(session, histories)
        case Shard():
            failure, finds = pursue(session, job)
    if session.adapted:
        session.tally.unlooked = frozenset(session.adapted.unlooked())
    done = Done(job, session.tally, finds=finds, shown=shown)
    session.tally = Tally()
    done.failure = failure if isinstance(job, Plant) else confirmed(session, failure)
    if rest and done.failure and done.failure.kind == rest.failure.kind:
        done.rest = rest  # where two EVMs do not agree, that is what there is to tell
    return done


class WorkersLost(Exception):
    """Those who do the jobs are gone, and cannot be replaced."""


class ClusterError(Exception):
    """A cluster cannot be used; the message is one line."""


class Team(Protocol):
    """Who does jobs; what a job comes to does not depend on who does it."""

    size: int
    """How many jobs are done at a time."""
    deaths: int
    """How many workers died."""

    @property
    def busy(self) -> int:
        """Return how many jobs are not done."""

    def give(self, job: Job) -> None:
        """Put a job in the queue."""

    def finished(self, timeout: float) -> list[Done]:
        """Return the jobs done since the last call in the order in which they were given, waiting up to ``timeout``
        seconds for the first. Raises `WorkersLost`.
        """

    def drop(self) -> None:
        """Drop the jobs that nobody has begun, as far as that can be told, but for the canaries."""

    def abandon(self) -> None:
        """Drop all jobs, also those under way."""


class Crew:
    """Worker processes, and the jobs that they are at. Who dies is replaced, and what was not done is done again."""

    def __init__(self, start: Callable[[], ProcessPoolExecutor], size: int) -> None:
        """Take how to start the pool, and how many work in it."""
        self._start, self._pool, self.size = start, start(), size
        self._running: dict[Future[Done], Job] = {}
        self.deaths = 0
        self._in_a_row = 0

    def give(self, job: Job) -> None:
        """Put a job in the queue."""
        try:
            self._running[self._pool.submit(work, job)] = job
        except BrokenProcessPool:
            self._replace()
            self.give(job)

    @property
    def busy(self) -> int:
        """Return how many jobs are not done."""
        return len(self._running)

    def finished(self, timeout: float) -> list[Done]:
        """Return the jobs done since the last call in the order in which they were given, waiting up to ``timeout``
        seconds for the first. Raises `WorkersLost` if workers keep dying.
        """
        done, _ = wait(self._running, timeout=timeout, return_when=FIRST_COMPLETED)
        results, broken = [], False
        for future in [future for future in self._running if future in done]:
            if isinstance(future.exception(), BrokenProcessPool):
                broken = True
                continue
            del self._running[future]
            results.append(future.result())
            self._in_a_row = 0
        if broken:
            self._replace()
        return results

    def drop(self) -> None:
        """Drop the jobs that nobody has begun; see `Team.drop`."""
        jobs = self._running.items()
        self._running = {future: job for future, job in jobs if isinstance(job, Plant) or not future.cancel()}

    def abandon(self) -> None:
        """Drop all jobs, and end those who are at them."""
        self._running = {}
        for process in active_children():
            process.terminate()

    def close(self) -> None:
        """End the workers when what they are at is done; jobs not yet begun are dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _replace(self) -> None:
        """Start a new pool, in which all that is not done is begun again; a death ends the whole pool."""
        self.deaths, self._in_a_row = self.deaths + 1, self._in_a_row + 1
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self._in_a_row > PATIENCE:
            raise WorkersLost("workers keep dying, perhaps for want of memory; try again with --workers 1")
        self._pool, jobs, self._running = self._start(), list(self._running.values()), {}
        for job in jobs:
            self.give(job)


@contextmanager
def crew(plan: Plan, size: int) -> Iterator[Crew]:
    """Start ``size`` workers; they end with the block, at once if it is interrupted.

    Raises `BackendError` if there is no node where there has to be one.
    """
    node = hold(plan.evm, plan.rpc)

    def start() -> ProcessPoolExecutor:
        if node:
            node.back()
        return ProcessPoolExecutor(size, mp_context=get_context("spawn"), initializer=enlist, initargs=(plan,))

    workers = Crew(start, size)
    try:
        yield workers
    except KeyboardInterrupt:
        workers.abandon()
        raise
    finally:
        workers.close()
        if node:
            node.close()
