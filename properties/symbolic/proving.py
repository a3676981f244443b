"""A run of the prover as a whole: what earlier runs decided, what is left for the workers, and the canaries."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Final

from properties.symbolic.cache import Cache
from properties.symbolic.canary import CANARIES
from properties.symbolic.decision import Verdict
from properties.symbolic.dependencies import Sources
from properties.symbolic.history import seen
from properties.symbolic.memory import Memory
from properties.symbolic.prove import BESIDE, SECONDS, Order, claimed, every_step
from properties.symbolic.report import Report
from properties.symbolic.workers import Crew, Done, News, Task, lost
from spec.rejections import REJECTIONS

CHANGED: Final = "the sources changed during the run; what was proved since is not remembered"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    steps: tuple[str, ...] = ()
    """None means all."""
    property_ids: tuple[str, ...] = ()
    """None means all."""
    seconds: float = SECONDS
    workers: int = 1
    cache: Path | None = None
    """Where earlier proofs are; nothing means that there are none, and none are kept."""

    @property
    def whole(self) -> bool:
        """Tell whether all is to be proved."""
        return not self.steps and not self.property_ids


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    request: Request
    report: Report = field(default_factory=Report)
    canaries: dict[str, bool] = field(default_factory=dict)
    """Each false claim, by id, and whether it was refuted by a replay."""
    notes: list[str] = field(default_factory=list)
    """What went wrong on the way, in words."""
    interrupted: bool = False
    seconds: float = 0.0


@dataclass(slots=True)
class Progress:
    """How far a run is."""

    doing: str
    steps: int
    of: int
    obligations: int
    """Proved in this run."""
    open: int
    """Findings that are not proved."""


class Proving:
    """A run while it goes on."""

    def __init__(self, request: Request, show: Callable[[Progress], None]) -> None:
        self.request = request
        self.show = show
        self.order = Order(frozenset(request.property_ids), request.seconds, models=True)
        self.sources = Sources()
        self.cache = Cache(request.cache, self.sources) if request.cache else None
        self.outcome = Outcome(request)
        self.tasks: dict[str, Task] = {}
        self.ended: dict[str, Done] = {}
        self.obligations = 0

    def run(self) -> Outcome:
        """Prove what was asked for. Ctrl-C ends it with what is known by then."""
        begin = monotonic()
        self.plan()
        try:
            if self.tasks:
                with Crew(self.request.workers, Memory.united(self.memories.values())) as crew:
                    self.foresee()
                    for heard in crew.run(self.tasks.values()):
                        self.take(heard)
                        self.tell(crew.now())
        except KeyboardInterrupt:
            self.outcome.interrupted = True
        if self.outcome.interrupted:
            self.leave()
        if self.cache:
            self.cache.prune()
            self.outcome.notes += [f"ignored in the cache: {ignored}" for ignored in dict.fromkeys(self.cache.ignored)]
        self.arrange()
        self.outcome.seconds = monotonic() - begin
        return self.outcome

    def leave(self) -> None:
        """Keep what is known by now, and call the rest unknown."""
        for name, task in self.tasks.items():
            if name not in self.ended:
                self.conclude(task, lost(task, "interrupted"))
            self.keep(task, self.ended.get(name))

    def plan(self) -> None:
        """Take what earlier runs decided, and put the rest in order: what takes longest first."""
        steps = [step for step in self.request.steps or every_step() if claimed(step, self.order)]
        tasks = [Task(step, self.order) for step in steps]
        if self.request.whole:
            tasks += [Task(step, Order(frozenset({claim.id}), models=True), True) for step, claim in CANARIES.items()]
        durations = self.cache.durations() if self.cache else {}
        for task in sorted(tasks, key=lambda task: -durations.get(task.name, expected(task))):
            report = self.remembered(task)
            if report is not None:
                self.conclude(task, report)
                continue
            recording = self.cache is not None and (task.canary or not self.request.property_ids)
            learnt = self.memories.get(task.name, Memory())
            self.tasks[task.name] = replace(task, recording=recording, learnt=learnt)

    def foresee(self) -> None:
        """Tell whoever is to prove a step what of it is seen to be false."""
        steps = {task.step: task for task in self.tasks.values() if not task.canary}
        shown = seen((id, step) for step in steps for id in claimed(step, self.order) if id not in BESIDE)
        for step, task in steps.items():
            self.tasks[step] = replace(task, seen={key: found for key, found in shown.items() if key[1] == step})

    @cached_property
    def memories(self) -> dict[str, Memory]:
        """Return what was proved in each step in earlier runs."""
        return self.cache.memories() if self.cache else {}

    def remembered(self, task: Task) -> Report | None:
        """Return what an earlier run decided of a task."""
        report = self.cache.report(task.name) if self.cache else None
        if report is None or task.canary:
            return report
        wanted = {(id, task.step) for id in claimed(task.step, self.order)}
        if not wanted <= report.findings.keys():
            return None
        return report.restricted(self.request.property_ids) if self.request.property_ids else report

    def take(self, heard: Done | tuple[Task, News] | None) -> None:
        """Take in what the crew says."""
        if isinstance(heard, Done):
            if heard.death:
                self.outcome.notes.append(heard.death)
            if not heard.task.helper:
                self.ended[heard.task.name] = heard
                self.conclude(heard.task, heard.report)
                self.keep(self.tasks[heard.task.name], heard)
        elif heard is not None:
            self.obligations += len(heard[1].memory.proved)

    def conclude(self, task: Task, report: Report) -> None:
        """Add what came of a task."""
        if not task.canary:
            self.outcome.report.add(report)
            return
        claim = CANARIES[task.step].id
        self.outcome.canaries[claim] = report.finding(claim, task.step).verdict is Verdict.VIOLATED

    def tell(self, doing: str) -> None:
        """Tell how far it is."""
        counts = self.outcome.report.counts()
        open = counts[Verdict.UNKNOWN] + counts[Verdict.VIOLATED]
        done, of = len(self.ended), len(self.tasks)
        self.show(Progress(doing, done, of, self.obligations, open))

    def current(self) -> bool:
        """Tell whether the texts are still those that are being proved; otherwise nobody knows what was proved."""
        if self.sources.unchanged():
            return True
        if CHANGED not in self.outcome.notes:
            self.outcome.notes.append(CHANGED)
        return False

    def keep(self, task: Task, done: Done | None) -> None:
        """Keep what was decided of a step: as soon as it is, since a run may end in any way."""
        if self.cache is None or not self.current():
            return
        name = task.name
        if task.learnt.proved:
            self.cache.keep_memory(name, task.learnt)
        if done is None or done.death or not task.recording:
            return
        if not task.canary:
            self.cache.keep_report(name, done.report, done.used)
        elif self.outcome.canaries[CANARIES[task.step].id]:
            self.cache.keep_decided(name, done.report, done.used)
        spent = sum(finding.seconds for finding in done.report.findings.values())
        self.cache.keep_durations({**self.cache.durations(), name: spent})

    def arrange(self) -> None:
        """Put the findings in the order of the steps, whoever was done first."""
        report = self.outcome.report
        order = list(self.request.steps or every_step())
        report.findings = dict(sorted(report.findings.items(), key=lambda item: order.index(item[0][1])))
        report.explorations = dict(sorted(report.explorations.items(), key=lambda item: order.index(item[0])))


def expected(task: Task) -> float:
    """Return how long a step may take if nothing is known of it: more, the more reasons there are to refuse it."""
    return 0.0 if task.canary else float({a.__name__: len(r) for a, r in REJECTIONS.items()}.get(task.step, 5))
