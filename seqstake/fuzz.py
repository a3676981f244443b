"""``seqstake fuzz``: a campaign over a corpus of histories, as long as one likes, on as many processes as there are."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from differential.campaign.canaries import canaries_of
from differential.campaign.corpus import Corpus, digest
from differential.campaign.hunt import Hunt
from differential.campaign.session import Session
from differential.campaign.workers import ClusterError, Team, crew
from differential.compile import cache_folder
from differential.evm.backend import BackendError
from seqstake.codes import ExitCode
from seqstake.completeness import completeness
from seqstake.console import error_console, wide_console
from seqstake.fuzz_report import Hunted, hunted_run, print_hunted
from seqstake.fuzzing import Campaign, Request
from seqstake.live import shown
from seqstake.report import Result, keep
from seqstake.reports.course import Course
from seqstake.reports.failing import failing
from seqstake.reports.files import Unwritable
from seqstake.reports.kills import NoKills
from seqstake.reports.writing import write_reports
from seqstake.stopping import stopping
from seqstake.trial import checked, tell


@contextmanager
def team_of(request: Request) -> Iterator[Team]:
    """Return who does the jobs until the block ends. Raises `ClusterError` or `BackendError`."""
    if request.scheduler is None:
        # A node is one chain, which cannot be shared.
        size = 1 if request.plan.rpc else request.workers or os.cpu_count() or 1
        with crew(request.plan, size) as workers:
            yield workers
        return
    from differential.campaign.cluster import cluster

    with cluster(request.scheduler, request.plan) as workers:
        yield workers


def folder_of(corpus: Path | None, session: Session) -> Path:
    """Return where histories are kept; those of an adapter by themselves, since they mean something else elsewhere."""
    folder = corpus or cache_folder() / "corpus"
    if session.adapted is None:
        return folder
    asked = (session.world, [kind.__name__ for kind in session.scope])
    return folder / "adapters" / digest(repr(asked).encode())


def loaded(request: Request, session: Session, console: Console, errors: Console) -> tuple[Hunt, Corpus, int]:
    """Return the corpus, without what is superfluous, and how much that was."""
    world = session.world
    corpus = Corpus(folder_of(request.corpus, session), world, world.same_token())
    hunt = Hunt(corpus, world, request.seed, session.adapted)
    with console.status("reading the corpus"):
        superfluous = hunt.load()
    for complaint in corpus.complaints:
        tell(errors, complaint)
    return hunt, corpus, superfluous


def carried_out(
    request: Request, session: Session, team: Team, hunt: Hunt, corpus: Corpus, console: Console
) -> Campaign:
    """Return the campaign when it is over."""
    planted = tuple(canary.name for canary in canaries_of(session))
    with stopping() as stop, shown(console) as show:
        scope = session.scope
        course = Course(scope)
        campaign = Campaign(request, team, hunt, corpus, stop, show, planted=planted, scope=scope, course=course)
        campaign.run()
    return campaign


def hunted(request: Request, session: Session, campaign: Campaign, seconds: float, superfluous: int) -> Hunted:
    """Save what failed, and return what the report says of a campaign."""
    plan, failures = request.plan, enumerate(campaign.failures.values(), start=1)
    result = Result(
        seed=request.seed,
        workers=campaign.team.size,
        seconds=seconds,
        tally=campaign.tally,
        found=tuple(keep(request.out, session.world, failure, number) for number, failure in failures),
        canaries=campaign.canaries,
        properties=plan.properties,
        names=session.world.names(),
        evm=plan.evm,
        scope=session.scope,
        seldom=session.seldom,
        completeness=completeness(session),
    )
    return Hunted(
        result=result,
        corpus=campaign.corpus.folder,
        course=campaign.course,
        latest=campaign.latest,
        superfluous=superfluous + campaign.hunt.minimise(),
        elsewhere=campaign.corpus.elsewhere,
        complaints=tuple(campaign.corpus.complaints),
        deaths=campaign.team.deaths,
        interrupted=campaign.stop.asked,
        trouble=campaign.trouble,
    )


def run(request: Request) -> ExitCode:
    """Fuzz, print and write the report, and return the exit code."""
    console, errors = wide_console(), error_console()
    file = request.out / "fuzz.json"
    try:
        kills = request.asked.check([file])
    except (Unwritable, NoKills) as error:
        tell(errors, str(error))
        return ExitCode.UNKNOWN
    with console.status("compiling the contracts"):
        session = checked(request.plan, errors)
    if session is None:
        return ExitCode.UNKNOWN
    started = time.monotonic()
    try:
        with team_of(request) as team:
            hunt, corpus, superfluous = loaded(request, session, console, errors)
            campaign = carried_out(request, session, team, hunt, corpus, console)
    except (ClusterError, BackendError) as error:
        tell(errors, str(error))
        return ExitCode.UNKNOWN
    found = hunted(request, session, campaign, time.monotonic() - started, superfluous)
    print_hunted(found, console)
    failures = tuple(failing(one, session) for one in found.result.found)
    return write_reports(hunted_run(found, request.asked, failures, kills), request.asked, file, console)
