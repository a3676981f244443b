"""Campaigns on several processes: each has a chain of its own, and takes one job after another."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

from differential.adapter.pair import Pair
from differential.adapter.restrict import usual
from differential.campaign.canaries import canaries_of, noticed
from differential.campaign.confirm import DISAGREEMENT, both, confirm
from differential.campaign.machine import search
from differential.campaign.openings import ordinary
from differential.campaign.relate import relate
from differential.campaign.session import Failure, Plan, Session, open_session
from differential.campaign.shrink import shrink
from differential.campaign.tally import Tally
from differential.evm.backends import REFERENCE
from properties.scenarios import ALL

BATCH = 10
"""Histories in one search job."""

LENGTH = 40
"""The most steps that a search adds to an opening."""


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
    """Make a failing history small."""

    failure: Failure
    seconds: float


@dataclass(frozen=True, slots=True)
class Plant:
    """Plant the canary of that number."""

    number: int


Job = Search | Directed | Knock | Shrink | Plant


@dataclass(slots=True)
class Done:
    """What a job came to."""

    job: Job
    tally: Tally = field(default_factory=Tally)
    failure: Failure | None = None


class Bench:
    """The sessions of a worker process: that of its plan, and one on the reference as soon as it is needed."""

    session: Session | None = None
    reference: Session | None = None


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


def shrunk(session: Session, failure: Failure, seconds: float) -> Failure:
    """Return a smaller failure; if it is that two EVMs do not agree, they have to go on not agreeing."""
    if failure.kind != DISAGREEMENT:
        return shrink(session, failure, seconds)
    other = reference(session)
    return shrink(session, failure, seconds, lambda one, history, kind: both(one, other, history, kind))


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
    match job:
        case Search(seed):
            failure = search(session, seed, BATCH, LENGTH) or relate(session, session.history)
        case Directed(number):
            failure = directed(session, number) or relate(session, session.history)
        case Plant(number):
            failure = noticed(session, canaries_of(session)[number])
        case Knock():
            failure = knocked(session)
        case Shrink(found, seconds):
            failure = shrunk(session, found, seconds)
    if isinstance(session.lockstep, Pair):
        session.tally.unlooked = frozenset(session.lockstep.system.unlooked())
    done = Done(job, session.tally)
    session.tally = Tally()
    done.failure = failure if isinstance(job, Plant) else confirmed(session, failure)
    return done


class Crew:
    """Worker processes, and the jobs that they are at."""

    def __init__(self, pool: ProcessPoolExecutor, size: int) -> None:
        """Take the prepared pool."""
        self._pool, self.size = pool, size
        self._running: set[Future[Done]] = set()

    def give(self, job: Job) -> None:
        """Put a job in the queue."""
        self._running.add(self._pool.submit(work, job))

    @property
    def busy(self) -> int:
        """Return how many jobs are not done."""
        return len(self._running)

    def finished(self, timeout: float) -> list[Done]:
        """Return the jobs done since the last call, waiting up to ``timeout`` seconds for the first.

        Raises `BrokenProcessPool` if a worker died.
        """
        done, self._running = wait(self._running, timeout=timeout, return_when=FIRST_COMPLETED)
        return [future.result() for future in done]


@contextmanager
def crew(plan: Plan, size: int) -> Iterator[Crew]:
    """Start ``size`` workers; they end with the block, and jobs not yet begun are dropped."""
    pool = ProcessPoolExecutor(size, mp_context=get_context("spawn"), initializer=prepare, initargs=(plan,))
    try:
        yield Crew(pool, size)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
