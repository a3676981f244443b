"""``seqstake mutate spec``: whether the proofs notice mistakes made by rule all over the specification."""

from collections import Counter
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Final

from rich.console import Console
from rich.markup import escape

from properties.mutation.generated import MODULES, generated
from properties.mutation.mutant import Mutant
from properties.mutation.proofs import Judge, Sentence, users
from properties.symbolic import proving
from properties.symbolic.cache import Cache, default_folder
from properties.symbolic.dependencies import Sources
from properties.symbolic.memory import Memory
from properties.symbolic.prove import SECONDS
from properties.symbolic.report import Report
from seqstake.codes import ExitCode
from seqstake.report import wide_console
from seqstake.trial import tell

THRESHOLD: Final = 0.95
"""Which part of the mistakes has to be noticed."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    modules: tuple[str, ...]
    functions: tuple[str, ...]
    sample: int | None
    seed: int
    seconds: float
    workers: int


def chosen(request: Request) -> list[Mutant]:
    """Return the mistakes asked for, in the order of the files."""
    found = [
        m for m in generated(request.modules or MODULES) if not request.functions or m.function in request.functions
    ]
    if request.sample is None or request.sample >= len(found):
        return found
    kept = set(Random(request.seed).sample(range(len(found)), request.sample))
    return [mutant for number, mutant in enumerate(found) if number in kept]


def run(request: Request) -> ExitCode:
    """Judge, print what became of each mistake, and return the exit code."""
    console = wide_console()
    mutants = chosen(request)
    if not mutants:
        tell(
            Console(stderr=True),
            f"no function {', '.join(request.functions)} in {', '.join(request.modules or MODULES)}",
        )
        return ExitCode.UNKNOWN
    console.print("proving what holds without a mistake (kept from an earlier run if nothing changed)")
    folder = default_folder()
    outcome = proving.Proving(proving.Request((), (), SECONDS, request.workers, folder), lambda _: None).run()
    cache = Cache(folder, Sources())

    def known(step: str) -> tuple[Report, Memory]:
        return Report({key: f for key, f in outcome.report.findings.items() if key[1] == step}), cache.memory(step)

    judge = Judge(request.seconds, known, users())
    console.print(f"{len(mutants)} mistakes, seed {request.seed}", highlight=False)
    sentences = [judged(judge, mutant, console) for mutant in mutants]
    return summed_up(sentences, console)


def judged(judge: Judge, mutant: Mutant, console: Console) -> Sentence:
    """Judge one mistake and print what became of it."""
    begin = monotonic()
    sentence = judge.sentence(mutant)
    word = "[green]killed[/green]" if sentence.killed else "[red]survived[/red]"
    by = f" by {sentence.claim} of {sentence.step}" if sentence.killed else ""
    line = f"{word}{by} in {monotonic() - begin:.1f} s: {escape(mutant.id)}"
    console.print(line, highlight=False, soft_wrap=True)
    return sentence


def summed_up(sentences: list[Sentence], console: Console) -> ExitCode:
    """Print how many were killed, and return the exit code."""
    killed = sum(sentence.killed for sentence in sentences)
    score = killed / len(sentences)
    most = Counter(s.claim for s in sentences if s.killed).most_common(5)
    console.print(f"killed {killed} of {len(sentences)} ({score:.1%}); mostly by {', '.join(id for id, _ in most)}")
    console.print("what survived is either no mistake, or a claim is missing", highlight=False)
    return ExitCode.PASSED if score >= THRESHOLD else ExitCode.BELOW_THRESHOLD
