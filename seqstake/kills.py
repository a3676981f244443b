"""``seqstake mutate contracts``: whether lock-step notices mistakes in the contracts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from differential.campaign.corpus import Corpus
from differential.compile import CompileError, ToolchainError
from differential.evm.backend import BackendError
from differential.mutation.build import Builder, Project
from differential.mutation.crew import Plan, judgements
from differential.mutation.generated import generated
from differential.mutation.judge import CHECKS
from differential.mutation.judgement import Judgement, Verdict, score
from differential.mutation.mutant import Mutant
from differential.mutation.solc import Solc
from differential.mutation.survivors import FILE, BadSurvivor, Survivor, check, survivors
from differential.system import chain_world
from properties.world import History
from seqstake.codes import ExitCode
from seqstake.console import error_console, wide_console
from seqstake.trial import tell
from seqstake.verdicts import NoVerdicts, Verdicts


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    contracts: Path
    files: tuple[str, ...]
    only: tuple[str, ...]
    sample: int | None
    seed: int
    """Of the sample, and of the generated histories."""
    calls: int
    corpus: Path | None
    workers: int
    threshold: float
    """Which part has to be noticed, in percent."""
    json: Path | None


class BadRequest(Exception):
    """Something was asked for that is not there; the message is one line."""


REFUSED = (BadRequest, BadSurvivor, NoVerdicts, CompileError, ToolchainError, BackendError)
"""What is told in a line instead of judging."""


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What there is to judge, and what is known of it."""

    plan: Plan
    asked: list[Mutant]
    said: dict[str, Survivor]
    verdicts: Verdicts

    def known(self) -> list[Judgement]:
        """Return what became of the mistakes so far."""
        found = (self.verdicts.known(mutant) for mutant in self.asked)
        return [item.justified(self.said.get(item.mutant.id)) for item in found if item]


def chosen(request: Request, mutants: Sequence[Mutant]) -> list[Mutant]:
    """Return the mistakes asked for, in the order of files and places. Raises `BadRequest`."""
    files, ids = {mutant.file for mutant in mutants}, {mutant.id for mutant in mutants}
    for name in request.files:
        if name not in files:
            raise BadRequest(f"there is no mistake in {name}; there are some in {', '.join(sorted(files))}")
    for name in request.only:
        if name not in ids:
            raise BadRequest(f"there is no mistake {name}; --json writes down how each is called")
    kept = [
        mutant for mutant in mutants if mutant.file in (request.files or files) and mutant.id in (request.only or ids)
    ]
    if request.sample is not None and request.sample < len(kept):
        numbers = set(Random(request.seed).sample(range(len(kept)), request.sample))
        kept = [mutant for number, mutant in enumerate(kept) if number in numbers]
    return kept


def histories(folder: Path | None) -> tuple[History, ...]:
    """Return the histories of a corpus. Raises `BadRequest` if there are none."""
    if folder is None:
        return ()
    found = tuple(Corpus(folder, chain_world(), same_token=True).histories())
    if not found:
        raise BadRequest(f"there is no history of this world in {folder}; `seqstake fuzz --corpus` puts them there")
    return found


def undertaken(request: Request) -> Undertaking:
    """Return what there is to judge. Raises what is ``REFUSED``."""
    project = Project.open(request.contracts)
    with closing(Solc(project.toolchain)) as solc:
        mutants = list(generated(project.texts, Builder(project, solc).trees()))
    file = request.contracts / FILE
    said = survivors(file)
    check(file, said.values(), mutants)
    plan = Plan(request.contracts, histories(request.corpus), request.seed, request.calls)
    return Undertaking(plan, chosen(request, mutants), said, Verdicts(request.json, project, plan, mutants))


def run(request: Request) -> ExitCode:
    """Judge, print what nothing notices and what notices the rest, and return the exit code."""
    console, errors = wide_console(), error_console()
    try:
        work = undertaken(request)
    except REFUSED as error:
        for line in str(error).splitlines():
            tell(errors, line)
        return ExitCode.UNKNOWN
    open = [mutant for mutant in work.asked if work.verdicts.known(mutant) is None]
    # In no order of places, so that what a run has judged when it is interrupted is a sample of all.
    Random(request.seed).shuffle(open)
    judged = len(work.asked) - len(open)
    console.print(f"{len(work.asked)} mistakes, {judged} of them judged before; seed {request.seed}", highlight=False)
    with suppress(KeyboardInterrupt):
        for found in shown(judgements(open, work.plan, request.workers), len(open), console) if open else ():
            work.verdicts.add(found, work.said)
    return summed_up(work, request.threshold, console)


def shown(found: Iterator[Judgement], total: int, console: Console) -> Iterator[Judgement]:
    """Yield judgements, and show how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    counts = Counter[Verdict]()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("judging", total=total)
        for judgement in found:
            counts[judgement.verdict] += 1
            told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
            progress.update(task, advance=1, description=told)
            yield judgement


def summed_up(work: Undertaking, threshold: float, console: Console) -> ExitCode:
    """Print what became of the mistakes, and return the exit code."""
    found = work.known()
    for item in found:
        if item.verdict is Verdict.SURVIVED:
            console.print(
                f"survived: {item.mutant.id}, line {item.mutant.line}", style="red", highlight=False, markup=False
            )
            console.print(item.mutant.diff(context=3), highlight=False, markup=False, soft_wrap=True)
        elif item.verdict is Verdict.KILLED and item.mutant.id in work.said:
            console.print(f"killed all the same, so that its entry can go: {item.mutant.id}", markup=False)
    console.print(matrix(found))
    console.print(table(found))
    part, missing = 100 * score(found), len(work.asked) - len(found)
    rest = f"; {missing} not judged" if missing else ""
    console.print(f"score {part:.1f} % (threshold {threshold:g} %){rest}", highlight=False)
    if missing:
        return ExitCode.UNKNOWN
    return ExitCode.PASSED if part >= threshold else ExitCode.BELOW_THRESHOLD


def table(found: Sequence[Judgement]) -> Table:
    """Return how many mistakes there are in each source, and what became of them."""
    drawn = Table(header_style="bold", pad_edge=False)
    for column in ("source", "mistakes", *Verdict, "score"):
        drawn.add_column(str(column), justify="left" if column == "source" else "right")
    rows = {file: [item for item in found if item.mutant.file == file] for file in files_of(found)}
    for name, row in {**rows, "together": list(found)}.items():
        counts = Counter(item.verdict for item in row)
        drawn.add_row(name, str(len(row)), *(str(counts[verdict]) for verdict in Verdict), f"{100 * score(row):.1f} %")
    return drawn


def files_of(found: Sequence[Judgement]) -> list[str]:
    """Return the sources that mistakes are in, in order."""
    return list(dict.fromkeys(item.mutant.file for item in found))


def matrix(found: Sequence[Judgement]) -> Table:
    """Return how many mistakes of each rule each check notices, and how many no other check does."""
    killed = [item for item in found if item.noticed]
    drawn = Table(header_style="bold", pad_edge=False, title="noticed by", title_justify="left")
    drawn.add_column("rule")
    for heading in CHECKS:
        drawn.add_column(str(heading), justify="right")
    rules = {rule: [kinds(item) for item in killed if item.mutant.operator == rule] for rule in rules_of(killed)}
    for name, row in {**rules, "together": [kinds(item) for item in killed]}.items():
        drawn.add_row(name, *(str(sum(kind in seen for seen in row)) for kind in CHECKS))
    alone = [kinds(item) for item in killed if len(kinds(item)) == 1]
    drawn.add_row("by nothing else", *(str(sum(kind in seen for seen in alone)) for kind in CHECKS))
    return drawn


def rules_of(found: Sequence[Judgement]) -> list[str]:
    """Return the rules that made mistakes, by name."""
    return sorted({item.mutant.operator for item in found})


def kinds(item: Judgement) -> frozenset[str]:
    """Return the kinds of checks that notice a mistake."""
    assert item.noticed, "it is killed"
    return frozenset(sign.partition(":")[0] for sign in item.noticed.checks)
