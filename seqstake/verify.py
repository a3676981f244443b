"""``seqstake verify``: the proofs, then directed histories and a search, both in lock-step; then the verdicts.

The clock decides how long the search goes on, but not what it does: batch by batch, each from the seed after the one
before, so that whatever is found is found again from its seed.
"""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from differential.campaign.canaries import canaries_of
from differential.campaign.session import Failure, Plan
from differential.campaign.tally import Tally
from differential.campaign.workers import Crew, Directed, Done, Job, Knock, Plant, Search, Shrink, WorkersLost, crew
from differential.evm.backend import BackendError
from differential.evm.backends import REFERENCE
from properties.bounded.record import latest
from properties.catalogue import lookup
from properties.declaration import Kind
from properties.scenarios import ALL
from properties.symbolic import opinions, proving
from properties.symbolic.cache import default_folder
from properties.symbolic.prove import SECONDS
from properties.symbolic.proving import Outcome
from seqstake.codes import ExitCode
from seqstake.completeness import completeness
from seqstake.console import error_console, wide_console
from seqstake.lint import carried
from seqstake.prove import proofs
from seqstake.report import Result, keep, print_result
from seqstake.reports.asked import Asked
from seqstake.reports.course import Course, Moment
from seqstake.reports.failing import failing
from seqstake.reports.files import Unwritable
from seqstake.reports.kills import NoKills
from seqstake.reports.telling import run_of
from seqstake.reports.writing import write_reports
from seqstake.trial import checked, tell

SHRINKING = 20.0
"""Seconds to spend on making one failure small."""

MOST_FAILURES = 5
"""A run stops at so many failures about different things."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    contracts: Path
    seconds: float
    batches: int | None
    seed: int
    workers: int | None
    properties: tuple[str, ...]
    same_token: bool
    out: Path
    proofs: bool = True
    evm: str = REFERENCE
    rpc: str = ""
    adapter: Path | None = None
    asked: Asked = field(default_factory=Asked)


@dataclass(slots=True)
class Campaign:
    """A run while it goes on."""

    request: Request
    crew: Crew
    progress: Progress
    planted: tuple[str, ...]
    """The names of the canaries."""
    tally: Tally = field(default_factory=Tally)
    failures: dict[str, Failure] = field(default_factory=dict)
    canaries: dict[str, bool] = field(default_factory=dict)
    searched: int = 0
    """Calls that the search made."""
    started: float = field(default_factory=time.monotonic)
    course: Course = field(default_factory=Course)

    def take(self, done: list[Done]) -> None:
        """Count what jobs came to."""
        for result in done:
            if isinstance(result.job, Plant):
                self.canaries[self.planted[result.job.number]] = result.failure is not None
            elif isinstance(result.job, Shrink):
                shrunk = result.failure or result.job.failure
                self.failures[shrunk.subject] = shrunk
                if result.rest:
                    self.crew.give(result.rest)
                continue
            else:
                self.count(result)
            self.note()

    def count(self, result: Done) -> None:
        """Count what histories came to."""
        self.tally.add(result.tally)
        self.searched += result.tally.steps if isinstance(result.job, Search) else 0
        if result.failure:
            self.failures.setdefault(result.failure.subject, result.failure)

    def note(self) -> Moment:
        """Note how far the run is."""
        return self.course.note(time.monotonic() - self.started, self.searched, self.tally, self.canaries)

    def drain(self, label: str) -> None:
        """Wait for all jobs given."""
        while self.crew.busy:
            self.take(self.crew.finished(0.5))
            self.show(label)

    def show(self, label: str) -> None:
        """Tell how far it is."""
        found = f", {len(self.failures)} failing" if self.failures else ""
        text = f"{label}: {self.tally.histories:,} histories, {self.tally.steps:,} calls{found}"
        self.progress.update(self.progress.task_ids[0], description=text)

    def direct(self) -> None:
        """Run the canaries and the directed histories."""
        jobs: list[Job] = [Plant(number) for number in range(len(self.planted))]
        jobs.append(Knock())
        jobs += [Directed(number) for number in range(len(ALL))]
        for job in jobs:
            self.crew.give(job)
        self.drain("directed histories")

    def search(self) -> None:
        """Search until the time, the batches or the patience is used up."""
        begun, seed = time.monotonic(), self.request.seed
        self.course.search = self.note()
        while not self.over(begun, seed):
            while self.crew.busy < self.crew.size + 1 and not self.over(begun, seed):
                self.crew.give(Search(seed))
                seed += 1
            self.take(self.crew.finished(0.5))
            self.show("search")
        self.drain("search, last batches")

    def over(self, begun: float, seed: int) -> bool:
        """Tell whether no further batch is to begin."""
        if len(self.failures) >= MOST_FAILURES:
            return True
        if self.request.batches is not None:
            return seed - self.request.seed >= self.request.batches
        return time.monotonic() - begun >= self.request.seconds

    def shrink(self) -> None:
        """Make the failures small."""
        for failure in self.failures.values():
            self.crew.give(Shrink(failure, SHRINKING))
        self.drain("making failures small")


def plan_of(request: Request) -> Plan:
    """Return what is to be put under test."""
    return Plan(
        request.contracts,
        request.same_token,
        properties=request.properties,
        evm=request.evm,
        rpc=request.rpc,
        adapter=request.adapter,
    )


def proofs_of(request: Request, size: int, console: Console) -> Outcome | None:
    """Prove what is asked for and can be proved; relations between several runs cannot."""
    ids = tuple(id for id in request.properties if lookup(id).kind is not Kind.RELATION)
    if not request.proofs or request.adapter or (request.properties and not ids):
        return None
    return proofs(proving.Request((), ids, SECONDS, size, default_folder()), console)


def run(request: Request) -> ExitCode:
    """Verify, print and write the report, and return the exit code."""
    console, errors = wide_console(), error_console()
    file = request.out / "verify.json"
    try:
        kills = request.asked.check([file])
    except (Unwritable, NoKills) as error:
        tell(errors, str(error))
        return ExitCode.UNKNOWN
    if request.proofs and not carried(console):
        return ExitCode.UNKNOWN
    with console.status("compiling the contracts"):
        session = checked(plan_of(request), errors)
    if session is None:
        return ExitCode.UNKNOWN
    size = request.workers or os.cpu_count() or 1
    started = time.monotonic()
    proved = proofs_of(request, size, console)
    # A node is one chain, which cannot be shared.
    size = 1 if request.rpc else size
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as progress, crew(session.plan, size) as workers:
            progress.add_task("starting", total=None)
            planted = tuple(canary.name for canary in canaries_of(session))
            campaign = Campaign(request, workers, progress, planted, course=Course(session.scope))
            campaign.direct()
            if not campaign.failures:
                campaign.search()
            campaign.shrink()
    except WorkersLost as error:
        tell(errors, str(error))
        return ExitCode.BROKEN
    except BackendError as error:
        tell(errors, str(error))
        return ExitCode.BROKEN
    numbered = enumerate(campaign.failures.values(), start=1)
    found = tuple(keep(request.out, session.world, failure, number) for number, failure in numbered)
    result = Result(
        seed=request.seed,
        workers=size,
        seconds=time.monotonic() - started,
        tally=campaign.tally,
        found=found,
        canaries=campaign.canaries,
        properties=request.properties,
        proofs=proved,
        bounded=latest(),
        second=opinions.latest(),
        evm=request.evm,
        names=session.world.names(),
        scope=session.scope,
        seldom=session.seldom,
        completeness=completeness(session),
    )
    print_result(result, console)
    failures = tuple(failing(one, session) for one in found)
    search = campaign.course.searched(campaign.course.newest)
    record = run_of(result, "seqstake verify", request.asked.command, search, failures, kills=kills)
    return write_reports(record, request.asked, file, console)
