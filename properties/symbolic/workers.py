"""Proofs on several processes. Each step is proved by one of them; whoever is idle at the end helps with a step.

The one who answers for a step decides all its obligations, one after another. Everybody tells the others what was
proved, since much of it is owed in other steps too, and what it begins, so that nobody else does it meanwhile; every
other step is taken from the end, so that two steps that are much alike are not at the same obligation at the same time.
A helper decides the obligations of somebody else's step in an order of its own, and then looks for states that show
what is false. What is believed of a step never hangs on how the work was divided.
"""

import gc
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from traceback import extract_tb
from typing import Any, Final

from properties.symbolic.canary import CANARIES
from properties.symbolic.decision import Verdict
from properties.symbolic.dependencies import ROOT, Sources, watching
from properties.symbolic.interpretation import symbolic
from properties.symbolic.memory import Claim, Memory, Names
from properties.symbolic.model import Witness
from properties.symbolic.prove import Order, Prover, claimed, every_step
from properties.symbolic.report import Report, from_data

NEWS: Final = 0.2
"""Seconds between two messages of a worker."""
PATIENCE: Final = 0.2
"""Seconds to wait for messages before telling how far it is."""


@dataclass(frozen=True, slots=True)
class Task:
    """A step to be proved, or to be helped with."""

    step: str
    order: Order
    canary: bool = False
    """Whether the false claim about the step is to be refuted instead."""
    helper: int = 0
    """The number of the helper; zero is the one who answers for the step."""
    recording: bool = False
    """Whether to find out what the answer depends on."""
    learnt: Memory = field(default_factory=Memory, compare=False)
    """What was proved in it, and in earlier runs."""
    seen: Mapping[tuple[str, str], Witness] = field(default_factory=dict, compare=False)
    """What shows of claims about it that they are false."""

    @property
    def name(self) -> str:
        """Return a name that no other task of a run has, but those who help with it."""
        return f"canary.{self.step}" if self.canary else self.step


@dataclass(frozen=True, slots=True)
class News:
    """What a worker tells of its work."""

    doing: str
    """The property it is at."""
    memory: Memory
    """What is new in its memory."""
    begun: bytes | Claim | None = None
    """What it begins now."""

    @property
    def matters(self) -> bool:
        """Tell whether others should hear of it."""
        return bool(self.begun or self.memory.proved or self.memory.opened or self.memory.shown)


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker ends with, or what is said in its place if it died."""

    task: Task
    report: Report
    used: frozenset[str] = frozenset()
    """What the answer depends on."""
    death: str = ""


class Leave(Exception):
    """Another task is waiting, or none is left."""


class Shared(Memory):
    """A memory that is shared with other processes as it grows."""

    def __init__(self, line: "Connection[Any, Any]") -> None:
        """Begin with nothing."""
        super().__init__()
        self.line = line
        self.inbox: SimpleQueue[Any] = SimpleQueue()
        """What was heard. Somebody listens all the time, or else the one who tells would wait for the solver, and for
        ever if what is told then is more than the line holds.
        """
        Thread(target=self.listen, daemon=True).start()
        self.fresh = Memory()
        self.doing = ""
        self.told = 0.0

    def listen(self) -> None:
        """Hear all that is said, until nobody is there any more."""
        with suppress(EOFError, OSError):
            while True:
                self.inbox.put(self.line.recv())
        self.inbox.put(None)

    def keep(self, goal: bytes, enough: Names, seconds: float) -> None:
        """Remember that a goal follows from some conditions, and tell."""
        super().keep(goal, enough, seconds)
        self.fresh.keep(goal, enough, seconds)

    def give_up(self, goal: bytes, here: Names, seconds: float) -> None:
        """Remember that a goal could not be shown at a place, and tell."""
        super().give_up(goal, here, seconds)
        self.fresh.give_up(goal, here, seconds)

    def keep_possible(self, place: bytes) -> None:
        """Remember that a path could not be ruled out, and tell."""
        super().keep_possible(place)
        self.fresh.keep_possible(place)

    def keep_shown(self, claim: Claim, found: Witness | None) -> None:
        """Remember what was found of a claim, and tell."""
        super().keep_shown(claim, found)
        self.fresh.keep_shown(claim, found)

    def mention(self, property_id: str) -> None:
        """Tell what is being proved, and listen to what others proved. Raises Leave when the work is to be left."""
        self.doing = property_id
        while not self.inbox.empty():
            news = self.inbox.get()
            if not isinstance(news, News):
                raise Leave
            self.hear(news)
        if monotonic() - self.told > NEWS:
            self.tell()

    def hear(self, news: News) -> None:
        """Take in what another tells."""
        self.learn(news.memory)
        if news.begun is not None:
            self.elsewhere[news.begun] = news.doing

    def begin(self, work: bytes | Claim) -> None:
        """Tell at once what is begun, so that nobody else begins it."""
        self.tell(work)

    def tell(self, begun: bytes | Claim | None = None) -> None:
        """Tell what is new."""
        new, self.fresh, self.told = self.fresh, Memory(), monotonic()
        self.line.send(News(self.doing, new, begun))


def work(task: Task, memory: Shared) -> Done:
    """Do a task in this process."""
    order = replace(task.order, backwards=every_step().index(task.step) % 2 == 1)
    if task.canary:
        order = replace(order, more=(CANARIES[task.step],))
    gc.freeze()  # terms are kept for ever, so that looking through those of earlier tasks again frees nothing
    report, used = Report(), set[str]()
    with watching(Sources()) if task.recording else nullcontext(used) as used, symbolic():
        try:
            prover = Prover(order, memory, task.seen)
            if task.helper:
                prover.help(task.step, task.helper)
            else:
                prover.step(task.step)
                report = prover.report
        except Leave:
            pass
        except Exception as error:  # whatever it is: of a specification that cannot be run, nothing is known
            report = lost(task, failed(error))
    memory.tell()
    return Done(task, portable(report), frozenset(used))


def portable(report: Report) -> Report:
    """Return a report without what is of use in this process only."""
    bare = from_data(report.as_data())
    bare.unproved, bare.witnesses = report.unproved, report.witnesses
    return bare


def serve(line: "Connection[Any, Any]") -> None:
    """Do one task after another, until there are no more."""
    # Whoever presses Ctrl-C means the command as a whole, which ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    memory = Shared(line)
    try:
        while (message := memory.inbox.get()) is not None:
            if isinstance(message, Task):
                line.send(work(message, memory))
            elif isinstance(message, News):
                memory.hear(message)
    except BrokenPipeError:
        return  # nobody is there to listen


class Worker:
    """A process, seen from outside."""

    def __init__(self, number: int) -> None:
        """Start it."""
        context = get_context("spawn")
        self.number = number
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), daemon=True, name=f"prover {number}")
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.doing = ""

    def give(self, task: Task) -> None:
        """Let it work on a task."""
        self.task, self.doing = task, ""
        self.send(replace(task, learnt=Memory()))

    def send(self, message: object) -> None:
        """Send it a message; that it is dead is noticed when it should answer."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self.line.send(message)

    def answer(self) -> News | Done:
        """Return its next message, or what is to be said if it died."""
        assert self.task is not None, "only who has a task answers"
        try:
            message: News | Done = self.line.recv()
        except (EOFError, ConnectionResetError):
            self.process.join()
            death = f"worker {self.number} died ({ending(self.process.exitcode)}) while proving {self.task.name}"
            return Done(self.task, lost(self.task, death), death=death)
        return message

    def end(self) -> None:
        """End it, whatever it is at."""
        self.process.terminate()
        self.process.join()
        self.line.close()


def ending(code: int | None) -> str:
    """Return in words how a process ended."""
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"


def failed(error: Exception) -> str:
    """Return in words what ended a step, neither a rejection nor an assertion, and where in the specification."""
    places = [(Path(frame.filename), frame.lineno) for frame in extract_tb(error.__traceback__)]
    file, line = ([place for place in places if place[0].is_relative_to(ROOT / "spec")] or places)[-1]
    at = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    return f"{type(error).__name__}: {error}, in {at}:{line}"


def lost(task: Task, reason: str) -> Report:
    """Return the report of a step of which nothing was found out."""
    report = Report()
    more = [CANARIES[task.step].id] if task.canary else []
    for id in (*claimed(task.step, task.order), *more):
        report.finding(id, task.step).add(Verdict.UNKNOWN, 0.0, reason)
    return report


class Crew:
    """Workers, and what they are at."""

    def __init__(self, size: int, known: Memory | None = None) -> None:
        """Be ready to start so many, who are told what is known."""
        self.size = size
        self.known = known or Memory()
        self.workers: list[Worker] = []
        self.started = 0

    def __enter__(self) -> "Crew":
        """Begin: who is started now is ready when there is something to do."""
        while len(self.workers) < self.size:
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.end()
        self.workers.clear()

    def run(self, tasks: Iterable[Task]) -> Iterator[Done | tuple[Task, News] | None]:
        """Do tasks in this order; yield what comes of each, the news on the way, and nothing now and then."""
        queue = deque(tasks)
        while queue or self.answering():
            self.engage(queue)
            busy = {worker.line: worker for worker in self.workers if worker.task}
            for line in wait(list(busy), PATIENCE):
                yield from self.heard(busy[line])  # type: ignore[index]  # only lines were waited for
            yield None

    def answering(self) -> list[Worker]:
        """Return the workers who answer for a step."""
        return [worker for worker in self.workers if worker.task and not worker.task.helper]

    def engage(self, queue: deque[Task]) -> None:
        """Give everybody something to do."""
        idle = [worker for worker in self.workers if worker.task is None]
        while queue and (idle or len(self.workers) < self.size):
            (idle.pop(0) if idle else self.start()).give(queue.popleft())
        while not queue and self.answering() and (idle or len(self.workers) < self.size):
            task = self.most_in_need()
            if task is None:
                return
            (idle.pop(0) if idle else self.start()).give(task)

    def start(self) -> Worker:
        """Start one more worker."""
        self.started += 1
        self.workers.append(Worker(self.started))
        self.workers[-1].send(News("", self.known))
        return self.workers[-1]

    def most_in_need(self) -> Task | None:
        """Return the task of helping with the step that has the fewest helpers."""
        counts = {worker.task.name: 0 for worker in self.answering() if worker.task and not worker.task.canary}
        for worker in self.workers:
            if worker.task and worker.task.helper:
                counts[worker.task.name] = counts.get(worker.task.name, 0) + 1
        step = min(counts, key=lambda name: counts[name], default=None)
        main = next((w.task for w in self.answering() if w.task and w.task.name == step), None)
        return None if main is None else replace(main, helper=counts[main.name] + 1, recording=False)

    def heard(self, worker: Worker) -> Iterator[Done | tuple[Task, News]]:
        """Take in what a worker says, and tell it to the others."""
        task, message = worker.task, worker.answer()
        assert task is not None, "only who has a task answers"
        if isinstance(message, News):
            worker.doing = message.doing
            task.learnt.learn(message.memory)
            self.known.learn(message.memory)
            for other in self.workers:
                if other is not worker and message.matters:
                    other.send(message)
            yield task, message
            return
        worker.task = None
        if message.death:
            self.workers.remove(worker)
            worker.line.close()
            # It may have been for want of memory, so that fewer may get further.
            self.size = max(1, self.size - 1)
        if not task.helper:
            for other in self.at(task.name):
                other.send("leave")
        yield message

    def at(self, name: str) -> list[Worker]:
        """Return the workers at a task."""
        return [worker for worker in self.workers if worker.task and worker.task.name == name]

    def now(self) -> str:
        """Return what is being proved."""
        at = (f"{worker.task.name} {worker.doing}".strip() for worker in self.workers if worker.task)
        return ", ".join(dict.fromkeys(at))
