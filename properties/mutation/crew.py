"""Judges on several processes, each of which keeps what is proved without a mistake."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import Final

from properties.leader import follow_leader
from properties.mutation.mutant import Mutant
from properties.mutation.proofs import Judge, Sentence
from properties.symbolic.cache import Cache
from properties.symbolic.dependencies import Sources
from properties.symbolic.memory import Memory
from properties.symbolic.report import Report
from properties.world import paper_world

RENEWED: Final = 25
"""After so many mistakes, processes make room for new ones, since the engine never forgets a term."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a judge has to know."""

    cache: Path
    """Where the proofs without a mistake are."""
    report: Report
    steps: dict[str, list[str]]
    """Who runs what."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Question:
    """A mistake, and a claim that it is said to break."""

    mutant: Mutant
    claim: str = ""
    """None means that any will do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the proofs say of a mistake."""

    question: Question
    sentence: Sentence
    seconds: float


def judge(known: Known) -> Judge:
    """Return a judge."""
    memory = Memory.united(Cache(known.cache, Sources()).memories().values())

    def of_step(step: str) -> Report:
        return Report({key: finding for key, finding in known.report.findings.items() if key[1] == step})

    return Judge(of_step, memory, known.steps, paper_world(), known.seconds)


Task = tuple[Question, Sentence | None]
"""A question, and what was said of it before."""

JUDGES: Final[list[Judge]] = []
"""The judge of this process."""


def begin(known: Known) -> None:
    """Make this process a judge."""
    follow_leader()
    JUDGES.append(judge(known))


def answered(question: Question, before: Sentence | None = None) -> Answer:
    """Return what the judge of this process says: at first only of what histories show, and if it was asked before and
    that did not tell, of all that is claimed.
    """
    started = monotonic()
    (judge,) = JUDGES
    mutant = question.mutant
    try:
        if question.claim:
            sentence = judge.sentence_on(mutant, question.claim)
        elif before is None:
            sentence = judge.quick_sentence(mutant)
        else:
            sentence = judge.thorough_sentence(mutant, before.wrong)
    except Exception as error:
        error.add_note(f"while judging {mutant.id}")
        raise
    return Answer(question, sentence, monotonic() - started)


def batch(tasks: Sequence[Task], known: Known, workers: int) -> Iterator[Answer]:
    """Yield the answers to some tasks, each as soon as it is there, by processes that end with them."""
    with ProcessPoolExecutor(workers, get_context("spawn"), begin, (known,)) as pool:
        try:
            for future in as_completed([pool.submit(answered, *task) for task in tasks]):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def batches(tasks: Sequence[Task], known: Known, workers: int) -> Iterator[Answer]:
    """Yield the answers to all tasks."""
    size = RENEWED * workers
    for start in range(0, len(tasks), size):
        yield from batch(tasks[start : start + size], known, workers)


def answers(questions: Iterable[Question], known: Known, workers: int) -> Iterator[Answer]:
    """Yield the answers, each as soon as it is there; what takes long is left for the end."""
    later: list[Task] = []
    for answer in batches([(question, None) for question in questions], known, workers):
        if answer.question.claim or answer.sentence.killed:
            yield answer
        else:
            later.append((answer.question, answer.sentence))
    yield from batches(later, known, workers)
