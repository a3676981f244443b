"""``seqstake mutate spec``: whether the proofs notice mistakes in the specification."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from properties.evaluation import RELATIONS
from properties.mutation.crew import Known, Question, answers
from properties.mutation.generated import MODULES, generated
from properties.mutation.mutant import Mutant
from properties.mutation.mutants import ALL
from properties.mutation.proofs import Fate, users
from properties.mutation.survivors import BadSurvivor, Standing, Survivor, survivors
from properties.symbolic import proving
from properties.symbolic.cache import default_folder
from properties.symbolic.prove import ARITHMETIC, SECONDS
from properties.symbolic.proving import Proving
from seqstake.codes import ExitCode
from seqstake.console import error_console, wide_console
from seqstake.judgements import Judgement, Ledger, Mismatch
from seqstake.trial import tell

SEEN: Final = "killed, with a history"
UNSEEN: Final = "killed by what is unknown"

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
    planted: bool = False
    """Whether the mistakes are those that people have thought of, each with the claims that it is said to break."""
    historical: bool = False
    """Whether they are those of them that repeat a historical bug."""
    json: Path | None = None
    """Where judgements are kept; those that are there already are not made again."""


def named(mutant: Mutant) -> list[Question]:
    """Return a planted mistake with each claim that it is said to break, of those that are to be proved at all.

    What is said to break nothing breaks the arithmetic.
    """
    compared = {entry.id for entry in RELATIONS}
    return [Question(mutant, id) for id in mutant.kills or (ARITHMETIC,) if id not in compared]


def chosen(request: Request) -> list[Question]:
    """Return the mistakes asked for, in the order of the files."""
    planted = request.planted or request.historical
    mutants = list(ALL if planted else generated(request.modules or MODULES))
    modules, functions = request.modules, request.functions
    kept = [m for m in mutants if m.module in (modules or {m.module}) and m.function in (functions or {m.function})]
    if planted:
        kept = [mutant for mutant in kept if named(mutant) and (mutant.bug or not request.historical)]
    if request.sample is not None and request.sample < len(kept):
        numbers = set(Random(request.seed).sample(range(len(kept)), request.sample))
        kept = [mutant for number, mutant in enumerate(kept) if number in numbers]
    return [question for mutant in kept for question in (named(mutant) if planted else [Question(mutant)])]


def run(request: Request) -> ExitCode:
    """Judge, print what became of each mistake, and return the exit code."""
    console, errors = wide_console(), error_console()
    try:
        justified, ledger = survivors(), Ledger(request.json)
    except (BadSurvivor, Mismatch) as error:
        tell(errors, str(error))
        return ExitCode.UNKNOWN
    asked = chosen(request)
    if not asked:
        where = ", ".join(request.functions) or "any function"
        tell(errors, f"there is no mistake in {where} of {', '.join(request.modules) or 'the specification'}")
        return ExitCode.UNKNOWN
    open = [question for question in asked if ledger.found(question) is None]
    console.print(f"{len(asked)} to judge, {len(asked) - len(open)} of them judged before", highlight=False)
    with suppress(KeyboardInterrupt):
        for judged in judgements(open, request, ledger, console) if open else ():
            console.print(line(judged, justified), highlight=False, soft_wrap=True)
    return summed_up(asked, ledger, justified, console)


def judgements(open: list[Question], request: Request, ledger: Ledger, console: Console) -> Iterator[Judgement]:
    """Yield what becomes of mistakes, each as soon as it is kept."""
    console.print("proving what holds without a mistake (kept from an earlier run if nothing changed)")
    folder = default_folder()
    outcome = Proving(proving.Request((), (), SECONDS, request.workers, folder), lambda _: None).run()
    known = Known(folder, outcome.report, users(), request.seconds)
    for answer in answers(open, known, request.workers):
        yield ledger.add(answer)


def line(judged: Judgement, justified: dict[str, Survivor]) -> str:
    """Return what became of a mistake, in a line."""
    harmless = judged.mutant in justified or judged.fate == Fate.REFUSED
    colour = "green" if judged.killed else "cyan" if harmless else "red"
    by = f" by {judged.claim} of {judged.step}" if judged.killed else ""
    seen = f", seen in {judged.witness}" if judged.witness else ""
    known = justified.get(judged.mutant)
    standing = f" ({known.standing})" if known and not judged.killed else ""
    standing = f" ({judged.reason})" if judged.fate == Fate.REFUSED else standing
    said = f"{judged.said}: " if judged.said else ""
    told = escape(f"{by}{seen} in {judged.seconds:.1f} s: {said}{judged.place} {judged.mutant}")
    return f"[{colour}]{judged.fate}[/{colour}]{standing}{told}"


def summed_up(asked: list[Question], ledger: Ledger, justified: dict[str, Survivor], console: Console) -> ExitCode:
    """Print how many were killed, and return the exit code."""
    found = [ledger.found(question) for question in asked]
    judged = [entry for entry in found if entry is not None]
    equivalent = {id for id, known in justified.items() if known.standing is Standing.EQUIVALENT}
    refused = [entry for entry in judged if entry.fate == Fate.REFUSED]
    counted = [e for e in judged if e.killed or (e.mutant not in equivalent and e not in refused)]
    console.print(table(judged, justified))
    for entry in judged:
        if not entry.killed and entry.mutant not in justified:
            console.print(line(entry, justified), highlight=False, soft_wrap=True)
        elif entry.killed and entry.mutant in justified:
            console.print(f"killed all the same: {escape(entry.mutant)}", highlight=False, soft_wrap=True)
    killed = sum(entry.killed for entry in counted)
    score = killed / len(counted) if counted else 0.0
    wrong = [entry for entry in judged if entry.wrong]
    for entry in wrong:
        console.print(f"[red]proved although false:[/red] {escape(entry.wrong)}, with {escape(entry.mutant)}")
    missing = len(asked) - len(judged)
    rest = f"; {len(refused)} refused by the lint" if refused else ""
    rest += f"; {missing} not judged" if missing else ""
    console.print(f"killed {killed} of {len(counted)} ({score:.1%}){rest}", highlight=False)
    if wrong or missing:
        return ExitCode.BROKEN if wrong else ExitCode.UNKNOWN
    return ExitCode.PASSED if score >= THRESHOLD else ExitCode.BELOW_THRESHOLD


def table(judged: list[Judgement], justified: dict[str, Survivor]) -> Table:
    """Return how many mistakes there are in each file, and what became of them."""
    found = Table(header_style="bold", pad_edge=False)
    columns = ("mistakes", SEEN, UNSEEN, *Standing, Fate.REFUSED, Fate.SURVIVED, Fate.UNDECIDED)
    found.add_column("file")
    for column in columns:
        found.add_column(str(column), justify="right")
    counts: dict[str, Counter[str]] = {}
    for entry in judged:
        for row in (entry.place.partition(":")[0], "together"):
            counts.setdefault(row, Counter()).update(("mistakes", end(entry, justified)))
    for row in sorted(counts, key=lambda row: (row == "together", row)):
        found.add_row(row, *(str(counts[row][column]) for column in columns))
    return found


def end(judged: Judgement, justified: dict[str, Survivor]) -> str:
    """Return in a word or a few what became of a mistake."""
    if judged.killed:
        return SEEN if judged.witness else UNSEEN
    known = justified.get(judged.mutant)
    return known.standing if known else judged.fate
