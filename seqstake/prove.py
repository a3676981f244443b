"""``seqstake prove``: every property of every step, for any number of accounts and any history."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from differential.situation import dumps, seated
from differential.trace import save
from properties.catalogue import UnknownProperty, lookup
from properties.declaration import Kind
from properties.symbolic import proving
from properties.symbolic.cache import default_folder
from properties.symbolic.prove import BESIDE, Order, claimed, every_step
from properties.symbolic.proving import Outcome, Proving
from seqstake.codes import ExitCode
from seqstake.console import error_console, wide_console
from seqstake.counterexample import explain, print_counterexamples
from seqstake.coverage import covered
from seqstake.lint import carried
from seqstake.proofs import code, print_tables, print_verdict, texts
from seqstake.reach import print_search, search
from seqstake.recheck import rechecked
from seqstake.reports.files import Files, Unwritable, check_files, write_files
from seqstake.trial import tell


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    actions: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    seconds: float = 60.0
    workers: int | None = None
    use_cache: bool = True
    cache: Path | None = None
    verbose: bool = False
    files: Files = ()
    """What else to write, and where: json, junit, sarif."""
    recheck: bool = False
    """Whether to have all decided again."""
    texts: Path | None = None
    """Where to write what is decided again, and the proofs."""
    seeds: int = 0
    """With how many more seeds."""
    reach: Path | None = None
    """Where to keep histories that show what is left open, if they are to be searched for."""
    seed: int = 1
    """Of that search."""
    states: Path = Path("reports/refuted")
    """Where to keep the states that show what is false."""
    coverage: bool = False
    """Whether to find out what the proofs need."""
    needs: Path | None = None
    """Where to write it, if anywhere."""


class Wrong(Exception):
    """The input makes no sense, and the message says what to do about it."""


def checked_steps(actions: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """Return actions or steps that are known. Raises Wrong."""
    for action in actions:
        if action not in known:
            near = ", ".join(get_close_matches(action, known, n=3, cutoff=0.3)) or "none"
            raise Wrong(f"no action or step has the name {action!r}; the nearest are: {near}")
    return actions


def checked(request: Request) -> proving.Request:
    """Return what to prove. Raises Wrong."""
    known = every_step()
    checked_steps(request.actions, known)
    for id in request.properties:
        try:
            provable = id in BESIDE or lookup(id).kind is not Kind.RELATION
        except UnknownProperty as error:
            raise Wrong(f"{error}; beside the catalogue there are: {', '.join(BESIDE)}") from None
        if not provable:
            raise Wrong(f"{id} compares several runs, which is not proved; seqstake verify --property {id} searches")
    for id in request.properties:
        speaks = [step for step in known if claimed(step, Order(frozenset({id})))]
        if not set(speaks) & set(request.actions or known):
            raise Wrong(f"{id} says nothing of {', '.join(request.actions)}; it is claimed of: {', '.join(speaks)}")
    folder = (request.cache or default_folder()) if request.use_cache else None
    size = request.workers or os.cpu_count() or 1
    return proving.Request(request.actions, request.properties, request.seconds, size, folder)


@contextmanager
def shown(console: Console) -> Iterator[Progress]:
    """Show how far it is, if somebody is watching."""
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


def proofs(request: proving.Request, console: Console) -> Outcome:
    """Prove, and tell how far it is."""
    with shown(console) as display:
        bar = display.add_task("starting", total=None)

        def show(now: proving.Progress) -> None:
            open = f", {now.open} open" if now.open else ""
            text = f"{now.steps}/{now.of} steps, {now.obligations:,} proved{open}: {now.doing}"
            display.update(bar, description=text[: max(20, console.width - 12)], completed=now.steps, total=now.of)

        outcome = Proving(request, show).run()
    explain(outcome)
    return outcome


def keep_states(outcome: Outcome, folder: Path, console: Console) -> None:
    """Save the states that show what is false, for the contracts to be put into."""
    kept = []
    for (id, step), found in outcome.report.witnesses.items():
        kept.append(folder / f"{id}-{step}.state.json")
        try:
            save(kept[-1], dumps(seated(id, found.before, found.call, found.action)))
        except OSError as error:
            tell(error_console(), f"{kept[-1]} cannot be written: {error.strerror}; name a folder with --states")
            return
    if kept:
        console.print(f"\nput the contracts into such a state with: seqstake inject {kept[0]}", soft_wrap=True)


def run(request: Request) -> ExitCode:
    """Prove, print and write what came of it, and return the exit code."""
    console = wide_console()
    try:
        wanted = checked(request)
        check_files(file for _, file in request.files)
    except (Wrong, Unwritable) as error:
        tell(error_console(), str(error))
        return ExitCode.UNKNOWN
    if not carried(console):
        return ExitCode.UNKNOWN
    outcome = proofs(wanted, console)
    reached = search(outcome, request.seed, request.reach) if request.reach and not outcome.interrupted else None
    print_tables(outcome, console)
    print_counterexamples(outcome, console, request.verbose)
    keep_states(outcome, request.states, console)
    if reached:
        print_search(reached, console)
    print_verdict(outcome, console, request.verbose)
    written = write_files(request.files, texts(outcome), console)
    again = ExitCode.PASSED
    if request.recheck and not outcome.interrupted:
        again = rechecked(wanted, request.texts, request.seeds, console)
    needed = ExitCode.PASSED
    if request.coverage and not outcome.interrupted:
        needed = covered(wanted, request.needs, console)
    return code(outcome) or written or again or needed
