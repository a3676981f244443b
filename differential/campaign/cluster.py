"""The same jobs on a Dask cluster, each of whose workers sees the same sources as this process."""

import hashlib
import logging
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from distributed import Client, KilledWorker
from distributed.comm.registry import backends

from differential.adapter.loading import load
from differential.adapter.reader import AdapterError
from differential.campaign.session import Plan
from differential.campaign.workers import Bench, ClusterError, Done, Job, Plant, WorkersLost, prepare, work
from differential.sources import FOLDERS

PATIENCE: Final = 5
"""Seconds to wait for an answer of the scheduler, and for a first worker."""

DESERTED: Final = 60.0
"""Seconds without any worker after which none is expected to come."""

CONNECT: Final[Any] = Client
"""Dask's client has no types."""

PROJECT: Final = Path(__file__).parents[2]

TURN: Final = Lock()
"""A process has one session, however many threads Dask gives it."""


def fingerprint(plan: Plan) -> str:
    """Return a digest of the project and of the contracts, as this machine has them."""
    own = (path for part in ("spec", "properties", "differential") for path in (PROJECT / part).rglob("*.py"))
    content = sorted((path.name, path.read_bytes()) for path in (*own, *tested(plan)))
    return hashlib.sha256(repr(content).encode()).hexdigest()


def tested(plan: Plan) -> Iterator[Path]:
    """Yield the files of what is under test, as far as this machine has them."""
    if plan.adapter is None:
        yield from solidity(plan.contracts)
        return
    try:
        adapter = load(plan.adapter)
    except AdapterError:
        return
    yield plan.adapter
    for code in adapter.contracts:
        place = PROJECT / "contracts" if code.source == "shipped" else plan.adapter.parent / code.place
        yield from solidity(place) if place.is_dir() else filter(Path.is_file, (place,))


def solidity(project: Path) -> Iterator[Path]:
    """Yield the sources of a project."""
    return (path for folder in FOLDERS for path in (project / folder).rglob("*.sol"))


def ready(plan: Plan, expected: str) -> None:
    """Prepare this process for a plan, unless it is. Raises `ClusterError` if it sees other sources."""
    if (Bench.plan, Bench.sources) != (plan, expected):
        found = fingerprint(plan)
        if found != expected:
            place = f"under {plan.adapter}" if plan.adapter else f"in {plan.contracts}"
            raise ClusterError(f"it has another version of this project, or other contracts {place}")
        prepare(plan)
        Bench.plan, Bench.sources = plan, found


class Dropped:
    """Whose jobs this process is to leave undone."""

    leader = ""


def leave(leader: str) -> None:
    """Leave undone what comes from a leader, from here on."""
    Dropped.leader = leader


def work_on(plan: Plan, expected: str, job: Job, leader: str) -> Done | None:
    """Do one job in this process, which is prepared first if it is new; nothing if it was dropped meanwhile."""
    with TURN:
        if leader == Dropped.leader and not isinstance(job, Plant):
            return None
        ready(plan, expected)
        return work(job)


class Cluster:
    """The workers of a cluster, and the jobs that they are at. What a worker that dies was at is done by another."""

    def __init__(self, client: Any, plan: Plan) -> None:
        """Take the connection. Raises `ClusterError` if a worker is of no use."""
        self._client, self._plan, self._sources = client, plan, fingerprint(plan)
        self._executor: Executor = client.get_executor(pure=False)
        self._running: list[Future[Done | None]] = []
        self._name = str(uuid4())
        self._workers = self._present()
        self._seen = time.monotonic()
        self.size, self.deaths = len(self._workers), 0
        answers = client.run(ready, plan, self._sources, on_error="return")
        for worker, answer in answers.items():
            if answer is not None:
                raise ClusterError(f"the worker {worker} is of no use: {answer}")

    @property
    def busy(self) -> int:
        """Return how many jobs are not done."""
        return len(self._running)

    def give(self, job: Job) -> None:
        """Put a job in the queue."""
        self._running.append(self._executor.submit(work_on, self._plan, self._sources, job, self._name))

    def finished(self, timeout: float) -> list[Done]:
        """Return the jobs done; see `Team.finished`."""
        self._count()
        done, rest = wait(self._running, timeout=timeout, return_when=FIRST_COMPLETED)
        ready = [future for future in self._running if future in done]
        self._running = [future for future in self._running if future in rest]
        return [done for done in map(result, ready) if done]

    def drop(self) -> None:
        """Drop the jobs that nobody has begun; see `Team.drop`. Dask would cancel those that have begun as well, so
        the workers are told; who comes later is told by the next call.
        """
        with reaching():
            self._client.run(leave, self._name, on_error="ignore")

    def abandon(self) -> None:
        """Drop all jobs; see `Team.abandon`."""
        for future in self._running:
            future.cancel()
        self._running = []

    def _count(self) -> None:
        """Notice workers that are gone. Raises `WorkersLost` if there have been none for long."""
        present = self._present()
        self.deaths += len(self._workers - present)
        self._workers, self.size = present, len(present) or 1
        if present:
            self._seen = time.monotonic()
        if time.monotonic() - self._seen > DESERTED:
            raise WorkersLost(f"the cluster has had no workers for {DESERTED:.0f} s")

    def _present(self) -> set[str]:
        """Return the addresses of the workers. Raises `WorkersLost` if the scheduler is gone."""
        with reaching():
            return set(self._client.ncores())


@contextmanager
def reaching() -> Iterator[None]:
    """Ask something of the scheduler. Raises `WorkersLost` if it is gone."""
    try:
        yield
    except (OSError, TimeoutError) as error:
        raise WorkersLost(f"the scheduler is gone: {error}") from None


def result(future: Future[Done | None]) -> Done | None:
    """Return what a job came to, unless it was dropped. Raises `WorkersLost` if the cluster gave it up."""
    try:
        return future.result()
    except (CancelledError, KilledWorker, OSError, ClusterError) as error:
        told = str(error) or "the scheduler may be gone"
        raise WorkersLost(f"the cluster gave a job up: {told}") from None


def checked(address: str) -> str:
    """Return an address with its protocol. Raises `ClusterError` if it is none; Dask would wait and then give up."""
    full = address if "://" in address else f"tcp://{address}"
    try:
        parts = urlsplit(full)
        # What stays within a process leads to no scheduler.
        if parts.scheme in backends and parts.scheme != "inproc" and parts.hostname and parts.port:
            return full
    except ValueError:
        pass
    raise ClusterError(f"{address!r} is no address of a scheduler: one is written like tcp://HOST:8786")


@contextmanager
def cluster(address: str, plan: Plan) -> Iterator[Cluster]:
    """Connect to the scheduler at an address until the block ends. Raises `ClusterError`."""
    # What goes wrong is told by us, once.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = CONNECT(checked(address), timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise ClusterError(f"no scheduler answers at {address}: {error}") from None
    except (TypeError, ValueError, RuntimeError) as error:
        # So Dask tells of a protocol that needs more than an address, such as certificates.
        raise ClusterError(f"{address} is of no use as Dask is set up here: {error}; try tcp://HOST:8786") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise ClusterError(f"the scheduler at {address} has no workers: start some with `dask worker`") from None
    try:
        yield Cluster(client, plan)
    finally:
        client.close()
