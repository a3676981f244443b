"""A campaign of ``seqstake fuzz`` while it goes on: who is given what to do, and what came of it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from differential.campaign.canaries import CANARIES
from differential.campaign.corpus import FAILURES, Corpus
from differential.campaign.hunt import SHARD, Hunt
from differential.campaign.loop import Shard
from differential.campaign.session import Failure, Plan
from differential.campaign.tally import Scope, Tally
from differential.campaign.workers import Done, Job, Knock, Plant, Replay, Shrink, Team, WorkersLost
from differential.evm.backend import BackendError
from properties.world import History
from seqstake.reports.asked import Asked
from seqstake.reports.course import Course, Moment
from seqstake.stopping import Stopping
from spec.rejections import REJECTIONS

SHRINKING: Final = 30.0
"""Seconds to spend on making one failure small."""

AHEAD: Final = 2
"""Jobs given for each worker, so that none has to wait."""

LONGEST: Final = 5.0
"""Seconds after which a shard begins no further history: calls may be slow, and an interruption waits for it."""

GROUP: Final = 60
"""Calls of kept histories in one job."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    plan: Plan
    seconds: float
    steps: int | None
    seed: int
    workers: int | None
    corpus: Path | None
    scheduler: str | None
    out: Path
    asked: Asked = field(default_factory=Asked)


@dataclass(slots=True)
class Campaign:
    """A run while it goes on."""

    request: Request
    team: Team
    hunt: Hunt
    corpus: Corpus
    stop: Stopping
    show: Callable[["Campaign"], None] = lambda _: None
    planted: tuple[str, ...] = tuple(canary.name for canary in CANARIES)
    """The names of the canaries."""
    scope: Scope = field(default_factory=lambda: REJECTIONS)
    """The actions that are asked for."""
    phase: str = "starting"
    trouble: str = ""
    """What ended the run before its time."""
    tally: Tally = field(default_factory=Tally)
    failures: dict[str, Failure] = field(default_factory=dict)
    canaries: dict[str, bool] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    """When the run began."""
    begun: float = field(default_factory=time.monotonic)
    """When the search began."""
    given: int = 0
    """Calls that the search was given to make."""
    searched: int = 0
    """Calls that the search made."""
    latest: float = 0.0
    """When something new was shown, in seconds of the search."""
    course: Course = field(default_factory=Course)

    @property
    def seconds(self) -> float:
        """Return how long the search has gone on."""
        return time.monotonic() - self.begun

    def run(self) -> None:
        """Do all that there is to do; what goes wrong ends it, and is told with all that was found until then."""
        try:
            self.begin()
            if not self.failures:
                self.search()
            self.shrink()
        except (WorkersLost, BackendError) as error:
            self.trouble = str(error)
        except Exception as error:  # a mistake of ours in a job must not cost the night's findings
            self.trouble = f"a job failed: {type(error).__name__}: {error}"
            self.team.abandon()
        except KeyboardInterrupt:
            self.trouble = "interrupted twice"
            self.team.abandon()
        finally:
            for failure in self.failures.values():
                self.corpus.add(failure.history, FAILURES)

    def begin(self) -> None:
        """Look for the canaries, and run what failed before and all that is kept."""
        self.phase = "replaying the corpus"
        self._note()
        jobs: list[Job] = [Plant(number) for number in range(len(self.planted))]
        jobs.append(Knock())
        jobs += [Replay((history,)) for history in self.corpus.histories(FAILURES)]
        jobs += [Replay(tuple(group)) for group in grouped(self.hunt.histories())]
        jobs += [Replay((history,)) for history in self.hunt.branching()]
        for job in jobs:
            self.team.give(job)
        self._drain()

    def search(self) -> None:
        """Search until the time or the calls are used up, something fails, or an interruption."""
        self.phase, self.begun = "searching", time.monotonic()
        self.course.search = self._note()
        for _ in range(self.team.size * AHEAD):
            self._next()
        while self.team.busy:
            for done in self.team.finished(0.5):
                self._take(done)
                self._next()
            self._hurry()
            self.show(self)
        self._note()

    def shrink(self) -> None:
        """Make the failures small, unless nobody wants to wait for that."""
        if self.stop.asked:
            return
        self.phase = "making failures small"
        for failure in list(self.failures.values()):
            self.team.give(Shrink(failure, SHRINKING))
        self._drain()

    def over(self) -> bool:
        """Tell whether no further shard is to begin."""
        if self.failures or self.stop.asked:
            return True
        if self.request.steps is not None:
            return self.given >= self.request.steps
        return self.seconds >= self.request.seconds

    def _next(self) -> None:
        """Give one more shard, if there is to be one."""
        if not self.over():
            left = SHARD if self.request.steps is None else self.request.steps - self.given
            calls = min(SHARD, left)
            self.given += calls
            self.team.give(self.hunt.shard(calls, self._patience()))

    def _patience(self) -> float | None:
        """Return how long the next shard may take, so that it ends in time though others wait before it; a run of so
        many calls is to repeat whatever the clock says.
        """
        if self.request.steps is not None:
            return None
        return min(LONGEST, (self.request.seconds - self.seconds) / AHEAD)

    def _drain(self) -> None:
        """Wait for all jobs given."""
        while self.team.busy:
            for done in self.team.finished(0.5):
                self._take(done)
            self._hurry()
            self.show(self)

    def _hurry(self) -> None:
        """After an interruption, leave undone what nobody has begun."""
        if self.stop.asked:
            self.team.drop()

    def _take(self, done: Done) -> None:
        """Count what a job came to."""
        match done.job:
            case Plant(number):
                self.canaries[self.planted[number]] = done.failure is not None
                self._note()
                return
            case Shrink(failure):
                self.failures[failure.subject] = done.failure or failure
                if done.rest and not self.stop.asked:
                    self.team.give(done.rest)
                return
            case Replay(histories):
                self.hunt.saw(histories, done.shown)
            case Shard():
                self.searched += done.tally.steps
                if self.hunt.take(done.finds):
                    self.latest = self.seconds
        self.tally.add(done.tally)
        self._note()
        if done.failure:
            self.failures.setdefault(done.failure.subject, done.failure)

    def _note(self) -> Moment:
        """Note how far the run is."""
        seconds, hunt = time.monotonic() - self.started, self.hunt
        return self.course.note(seconds, self.searched, self.tally, self.canaries, len(hunt.known), len(hunt.entries))


def grouped(histories: list[History]) -> Iterator[list[History]]:
    """Yield the histories in groups of about so many calls that nobody has to wait for long."""
    group: list[History] = []
    for history in histories:
        group.append(history)
        if sum(map(len, group)) >= GROUP:
            yield group
            group = []
    if group:
        yield group
