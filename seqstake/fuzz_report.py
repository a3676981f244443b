"""What a run of ``fuzz`` came to: as of ``verify``, and what the search itself was worth."""

from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from differential.campaign.loop import EVERY
from seqstake.codes import ExitCode
from seqstake.completeness import print_completeness
from seqstake.report import TITLES, Result, action_table, print_doors, print_found, property_table, with_adapter
from seqstake.reports.asked import Asked
from seqstake.reports.course import Course, Search
from seqstake.reports.run import Failing, Folder, Kills, Run
from seqstake.reports.telling import run_of


@dataclass(frozen=True, slots=True)
class Hunted:
    """A run of ``fuzz``."""

    result: Result
    corpus: Path
    course: Course
    """How far the run was at some times."""
    latest: float
    """When something new was shown for the last time, in seconds of the search."""
    superfluous: int
    """Histories removed from the corpus, since smaller ones show the same."""
    elsewhere: int
    """Histories of another world in the corpus, which were left alone."""
    complaints: tuple[str, ...]
    """What in the corpus could not be read, and what became of it."""
    deaths: int
    """Workers that died and were replaced."""
    interrupted: bool
    trouble: str
    """What ended the run before its time, if anything did."""

    def code(self) -> ExitCode:
        """Return the exit code: a run that could not go on is no result, unless it found something."""
        code = self.result.code()
        return ExitCode.BROKEN if self.trouble and code != ExitCode.VIOLATED else code

    @property
    def search(self) -> Search:
        """Return what the search was."""
        return self.course.searched(self.latest, self.interrupted, self.trouble, self.deaths)


def lines(hunted: Hunted) -> list[str]:
    """Return in words what the search did."""
    result, search, end = hunted.result, hunted.search, hunted.course.end
    rate = search.calls / search.seconds if search.seconds else 0
    found = search.features - hunted.course.search.features if hunted.course.search else 0
    told = [
        f"canaries noticed: {sum(result.canaries.values())} of {len(result.canaries)}",
        f"{TITLES[result.evm]}: {result.tally.steps:,} calls in {result.tally.histories:,} histories, {search.calls:,} "
        f"of them by the search, {rate:,.0f} per second, {result.workers} processes, {result.seconds:,.0f} s, "
        f"seed {result.seed}",
        f"properties evaluated after {result.tally.examined.total():,} of the calls: those of histories that showed "
        f"something new or are kept, and of the others one in {EVERY} and the last",
        f"novelty: {search.features:,} features, {found:,} of them new, the last after {hunted.latest:,.0f} s",
        f"corpus: {end.histories:,} histories with those that come with the project, {hunted.superfluous} dropped as "
        f"superfluous; {hunted.corpus}",
    ]
    if hunted.elsewhere:
        told.append(f"left alone in the corpus: {hunted.elsewhere} histories of other parameters or tokens")
    if hunted.deaths:
        told.append(f"workers that died and were replaced: {hunted.deaths}")
    if hunted.interrupted:
        told.append("interrupted: all that was found until then is kept")
    return told


def print_hunted(hunted: Hunted, console: Console) -> None:
    """Print the whole result for a person."""
    result = hunted.result
    console.print(action_table(result.tally, result.scope))
    if result.completeness:
        print_completeness(result.completeness, console)
    console.print(property_table(result))
    for found in result.found:
        print_found(found, result.names, with_adapter(result), console)
    print_doors(result, console)
    for line in lines(hunted):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    for line in [] if result.found else result.tally.unseen(result.scope, result.seldom):
        console.print(f"[red]vacuous:[/red] {line}", highlight=False)
    if hunted.trouble:
        console.print(f"[red]ended before its time:[/red] {escape(hunted.trouble)}", highlight=False, soft_wrap=True)
    code = hunted.code()
    colour = "green" if code == ExitCode.PASSED else "red"
    console.print(f"[bold {colour}]{code.name.lower().replace('_', ' ')}[/bold {colour}] (exit code {code.value})")


def hunted_run(hunted: Hunted, asked: Asked, failures: tuple[Failing, ...], kills: Kills | None) -> Run:
    """Return the whole result for reports, as ``docs/fuzz.schema.json`` describes it."""
    folder = Folder(
        folder=str(hunted.corpus),
        histories=hunted.course.end.histories,
        superfluous=hunted.superfluous,
        elsewhere=hunted.elsewhere,
        complaints=hunted.complaints,
    )
    run = run_of(hunted.result, "seqstake fuzz", asked.command, hunted.search, failures, folder, kills)
    return replace(run, outcome=hunted.code().name.lower(), exit_code=hunted.code().value)
