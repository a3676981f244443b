"""``seqstake coverage``: which lines and branches of the contracts the histories run, and which action runs which."""

import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from differential.adapter.code import SHIPPED
from differential.adapter.loading import load as load_adapter
from differential.adapter.reader import AdapterError
from differential.campaign.corpus import BRANCHES, FAILURES, Corpus
from differential.campaign.session import Failure, Plan, Session
from differential.compile import CompileError, ToolchainError
from differential.coverage.build import Build
from differential.coverage.campaign import run_all
from differential.coverage.gaps import NAME, Excuse, judge, read_excuses
from differential.coverage.measurement import Measurement
from differential.coverage.seen import seen, together
from differential.coverage.watched import Chain, WatchedSession
from properties.world import History
from seqstake.codes import ExitCode
from seqstake.console import error_console, wide_console
from seqstake.fuzz import folder_of
from seqstake.report import keep, print_found
from seqstake.solidity_report import Covered, as_data, code_of, print_covered
from seqstake.trial import open_session, sensible, tell


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    plan: Plan
    steps: int
    seed: int
    corpus: Path | None
    lcov: Path | None
    html: Path | None
    json: Path | None
    out: Path


@dataclass(frozen=True, slots=True)
class Project:
    """What is measured: a build, and what of it is known not to run."""

    build: Build
    excuses: tuple[Excuse, ...]


def roots(plan: Plan) -> list[Path]:
    """Return the contracts projects that are compiled here. Raises `AdapterError` if an adapter has none."""
    if plan.adapter is None:
        return [plan.contracts]
    adapter = load_adapter(plan.adapter)
    found = [code.at.file.parent / code.place for code in adapter.contracts if code.source == "sources"]
    if not found:
        problem = "none is compiled from Solidity here, so nobody knows its lines; name the folder with sources"
        raise adapter.at.fault("contracts", problem)
    return list(dict.fromkeys(found))


def projects(plan: Plan, errors: Console) -> list[Project]:
    """Return what is to be measured, or nothing after telling why that cannot be."""
    if not sensible(plan, errors):
        return []
    try:
        spare = SHIPPED if plan.adapter else None
        return [Project(Build.of(root, spare), read_excuses(root / NAME)) for root in roots(plan)]
    except (AdapterError, CompileError, ToolchainError) as error:
        tell(errors, str(error))
        return []


def kept(request: Request, session: Session, errors: Console) -> tuple[History, ...]:
    """Return the histories of the corpus, after telling which cannot be read."""
    if request.corpus is None:
        return ()
    world = session.world
    corpus = Corpus(folder_of(request.corpus, session), world, world.same_token())
    histories = [history for part in (FAILURES, "", BRANCHES) for history in corpus.histories(part)]
    for complaint in corpus.complaints:
        tell(errors, complaint)
    return tuple(session.restricted(history) for history in histories)


def carried_out(request: Request, session: Session, errors: Console, console: Console) -> Failure | None:
    """Run everything, and return the first failure."""
    histories = kept(request, session, errors)
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=None)
        return run_all(
            session, histories, request.steps, request.seed, lambda what: progress.update(task, description=what)
        )


def covered(project: Project, chain: Chain) -> Covered:
    """Return what of a project ran on a chain."""
    ran = {heading: seen(project.build, traces) for heading, traces in chain.traced().items()}
    return Covered(project.build, ran, judge(project.build.outlines, together(ran.values()), project.excuses))


def run(request: Request) -> ExitCode:
    """Run, print and write what was covered, and return the exit code."""
    console, errors = wide_console(), error_console()
    with console.status("compiling the contracts"):
        measured = projects(request.plan, errors)
    if not measured:
        return ExitCode.UNKNOWN
    measurement, chain = Measurement(), Chain(tuple(project.build for project in measured))
    session = open_session(request.plan, errors, lambda plan: WatchedSession(chain, plan, measurement))
    if session is None:
        return ExitCode.UNKNOWN
    started = time.monotonic()
    measurement.load_spec()
    failure = carried_out(request, session, errors, console)
    parts = [covered(project, chain) for project in measured]
    code = code_of(parts, failure)
    for part in parts:
        measurement.add(part.build, part.ran, part.judgement)
    console.print(measurement.table(), highlight=False, markup=False, soft_wrap=True)
    for part in parts:
        print_covered(part, console)
    if failure:
        again = f" --adapter {request.plan.adapter}" if request.plan.adapter else ""
        print_found(keep(request.out, session.world, failure, 1), session.world.names(), again, console)
    write(request, measurement, as_data(parts, session.tally.steps, request.seed, code), console)
    seconds = time.monotonic() - started
    console.print(f"{session.tally.steps:,} calls in {seconds:.0f} s, seed {request.seed}", highlight=False)
    colour = "green" if code == ExitCode.PASSED else "red"
    console.print(f"[bold {colour}]{code.name.lower()}[/bold {colour}] (exit code {code.value})")
    return code


def write(request: Request, measurement: Measurement, data: dict[str, object], console: Console) -> None:
    """Write the reports that were asked for."""
    if request.lcov:
        measurement.write_lcov(request.lcov)
    if request.html:
        measurement.write_html(request.html)
    if request.json:
        measurement.write_json(request.json, {"solidity": data})
    for kind, path in (("LCOV", request.lcov), ("pages", request.html), ("JSON", request.json)):
        if path:
            console.print(f"{kind}: {path}", highlight=False, soft_wrap=True)
