"""``seqstake crosshair``: the same functions and properties in the hands of another executor, for few accounts."""

import json
import os
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from differential.trace import save
from properties.bounded.checks import CHECKS, UnknownCheck, checks_of, named, subjects
from properties.bounded.finding import Finding, Word
from properties.bounded.population import SIZES
from properties.bounded.record import Record, latest
from properties.bounded.workers import Job, finished
from properties.catalogue import PROPERTIES, UnknownProperty
from seqstake.codes import ExitCode
from seqstake.console import error_console, wide_console
from seqstake.trial import tell

COLOURS: Final = {
    Word.CONFIRMED: "green",
    Word.OPEN: "yellow",
    Word.UNKNOWN: "yellow",
    Word.VACUOUS: "red",
    Word.VIOLATED: "red",
}

SHOWN: Final = 600
"""How much of a reason is shown in the terminal; the file has all of it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    properties: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    accounts: tuple[int, ...] = ()
    seconds: float = 60
    workers: int | None = None
    json: Path | None = None
    mutants: bool = False


@dataclass
class Run:
    """What came of it."""

    request: Request
    workers: int
    findings: dict[str, Finding] = field(default_factory=dict)
    """By check and population."""
    seconds: float = 0
    interrupted: bool = False

    @property
    def wanted(self) -> Word:
        """Return the verdict that each check should come to."""
        return Word.VIOLATED if self.request.mutants else Word.CONFIRMED

    @property
    def code(self) -> ExitCode:
        """Return the exit code. A check that does not notice its mistake is none."""
        words = {finding.word for finding in self.findings.values()} - {self.wanted}
        if self.request.mutants and words:
            return ExitCode.BROKEN
        if Word.VIOLATED in words:
            return ExitCode.VIOLATED
        if words & {Word.OPEN, Word.UNKNOWN} or self.interrupted:
            return ExitCode.UNKNOWN
        return ExitCode.VACUOUS if Word.VACUOUS in words else ExitCode.PASSED


def chosen(request: Request) -> list[Job]:
    """Return what is to be run. Raises UnknownCheck, UnknownProperty."""
    names = {check.name for check in map(named, request.checks)} or {check.name for check in CHECKS}
    if request.properties:
        names &= {check.name for id in request.properties for check in checks_of(id)}
    sizes = request.accounts or SIZES
    kept = [check.name for check in CHECKS if check.name in names]
    return [Job(name, size, request.seconds, request.mutants) for size in sizes for name in kept]


def carried_out(jobs: list[Job], run: Run, console: Console) -> None:
    """Run all jobs, and tell how far it is."""
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    begin = monotonic()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("starting", total=len(jobs))
        try:
            for finding in finished(jobs, run.workers):
                run.findings[finding.id] = finding
                progress.update(bar, advance=1, description=f"{finding.word}: {finding.id}")
        except KeyboardInterrupt:
            run.interrupted = True
    run.seconds = monotonic() - begin


def cell(run: Run, name: str, size: int) -> str:
    """Return what is printed of one check and population."""
    finding = run.findings.get(f"{name}/{size}")
    if finding is None:
        return ""
    word, colour = str(finding.word), COLOURS[finding.word]
    if run.request.mutants:
        noticed = finding.word is Word.VIOLATED
        word, colour = ("noticed", "green") if noticed else ("not noticed", "red")
    return f"[{colour}]{word}[/{colour}] {finding.seconds:.1f}"


def table(run: Run) -> Table:
    """Return the verdicts, a row a check."""
    planted = run.request.mutants
    made = Table(title="Mistakes" if planted else "Checks", title_justify="left", header_style="bold", pad_edge=False)
    made.add_column("check", no_wrap=True)
    made.add_column("what is planted" if planted else "what is unknown, and what is not")
    sizes = [size for size in SIZES if any(finding.accounts == size for finding in run.findings.values())]
    for size in sizes:
        made.add_column("1 account, s" if size == 1 else f"{size} accounts, s", no_wrap=True)
    for check in CHECKS:
        cells = [cell(run, check.name, size) for size in sizes]
        if any(cells):
            made.add_row(check.name, escape(check.mutant if planted else check.statement), *cells)
    return made


def explained(finding: Finding) -> list[str]:
    """Return in lines why a finding is not as it should be."""
    numbers = ", ".join(f"{name}={number:_}" for name, number in finding.numbers.items())
    first = f"{finding.word}: {finding.id}" + (f" for {numbers}" if numbers else "")
    return [first, *(f"  {reason[:SHOWN]}" for reason in finding.reasons)]


def summary(run: Run) -> str:
    """Return what came of it in a line."""
    findings = list(run.findings.values())
    count = sum(finding.word is run.wanted for finding in findings)
    verb = "mistakes noticed" if run.request.mutants else "checks confirmed over all paths"
    said = frozenset[str]().union(*(subjects(finding.check) for finding in findings))
    slowest = max((finding.seconds for finding in findings), default=0)
    cut = ", interrupted" if run.interrupted else ""
    return (
        f"{count} of {len(findings)} {verb}; they speak of {len(said)} of {len(PROPERTIES)} properties; "
        f"CrossHair {version('crosshair-tool')}, {run.workers} processes, {run.seconds:.0f} s{cut}, "
        f"the longest {slowest:.1f} s of the processor's time"
    )


def print_run(run: Run, console: Console) -> None:
    """Print all for a person."""
    console.print(table(run))
    for finding in run.findings.values():
        for line in explained(finding) if finding.word is not run.wanted else ():
            console.print(escape(line), highlight=False, soft_wrap=True)
    console.print(summary(run), highlight=False, soft_wrap=True)
    colour = "green" if run.code == ExitCode.PASSED else "red"
    console.print(f"[bold {colour}]{run.code.name.lower()}[/bold {colour}] (exit code {run.code.value})")


def as_data(run: Run, record: Record) -> dict[str, Any]:
    """Return all for a program."""
    ran = [check for check in CHECKS if any(f.check == check.name for f in run.findings.values())]
    return {
        "version": version("seqstake"),
        "crosshair": version("crosshair-tool"),
        "outcome": run.code.name.lower(),
        "exit_code": run.code.value,
        "seconds": round(run.seconds, 1),
        "workers": run.workers,
        "planted": run.request.mutants,
        "checks": [
            {
                "name": check.name,
                "statement": check.statement,
                "unknown": {name: [bounds.lowest, bounds.highest] for name, bounds in check.unknowns.items()},
                "mutant": check.mutant,
                "properties": [entry.id for entry in check.properties],
                "findings": [asdict(f) for f in run.findings.values() if f.check == check.name],
            }
            for check in ran
        ],
        "properties": {} if run.request.mutants else {entry.id: record.told(entry.id) for entry in PROPERTIES},
    }


def run(request: Request) -> ExitCode:
    """Run the checks, print and write what came of it, and return the exit code."""
    console, errors = wide_console(), error_console()
    try:
        jobs = chosen(request)
    except (UnknownCheck, UnknownProperty) as error:
        tell(errors, str(error))
        return ExitCode.UNKNOWN
    if not jobs:
        tell(errors, f"no check asked for says anything of {', '.join(request.properties)}; seqstake prove may")
        return ExitCode.UNKNOWN
    record, done = latest(), Run(request, request.workers or os.cpu_count() or 1)
    try:
        carried_out(jobs, done, console)
    except BrokenProcessPool:
        tell(errors, "a worker died, perhaps for want of memory; try again with --workers 1")
        return ExitCode.BROKEN
    if not request.mutants:
        record.keep(list(done.findings.values()))
    print_run(done, console)
    if request.json:
        save(request.json, json.dumps(as_data(done, record), indent=1, ensure_ascii=False) + "\n")
        console.print(f"json: {request.json}", highlight=False, soft_wrap=True)
    return done.code
