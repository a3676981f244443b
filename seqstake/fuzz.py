"""``seqstake fuzz``: a campaign over a corpus of histories, as long as one likes, on as many processes as there are."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from differential.campaign.corpus import Corpus
from differential.campaign.hunt import Hunt
from differential.campaign.workers import ClusterError, Team, crew
from differential.compile import cache_folder
from differential.system import chain_world
from properties.catalogue import UnknownProperty, lookup
from seqstake.codes import ExitCode
from seqstake.fuzz_report import Hunted, print_hunted, write_hunted
from seqstake.fuzzing import Campaign, Request
from seqstake.live import shown
from seqstake.report import Result, keep, wide_console
from seqstake.stopping import stopping
from seqstake.trial import open_session, tell


@contextmanager
def team_of(request: Request) -> Iterator[Team]:
    """Return who does the jobs until the block ends. Raises `ClusterError`."""
    if request.scheduler is None:
        # A node is one chain, which cannot be shared.
        size = 1 if request.plan.rpc else request.workers or os.cpu_count() or 1
        with crew(request.plan, size) as workers:
            yield workers
        return
    from differential.campaign.cluster import cluster

    with cluster(request.scheduler, request.plan) as workers:
        yield workers


def loaded(request: Request, console: Console, errors: Console) -> tuple[Hunt, Corpus, int]:
    """Return the corpus, without what is superfluous, and how much that was."""
    world = chain_world(request.plan.same_token, request.plan.parameters)
    corpus = Corpus(request.corpus or cache_folder() / "corpus", world, request.plan.same_token)
    hunt = Hunt(corpus, world, request.seed)
    with console.status("reading the corpus"):
        superfluous = hunt.load()
    for complaint in corpus.complaints:
        tell(errors, complaint)
    return hunt, corpus, superfluous


def fits(request: Request, errors: Console) -> bool:
    """Tell whether the plan of a request can be carried out, and what is wrong with it if not."""
    try:
        for wanted in request.plan.properties:
            lookup(wanted)
    except UnknownProperty as error:
        tell(errors, str(error))
        return False
    # What cannot be compared is told here once, and not by every worker.
    session = open_session(request.plan, errors)
    if session is None:
        return False
    session.close()
    return True


def carried_out(request: Request, team: Team, hunt: Hunt, corpus: Corpus, console: Console) -> Campaign:
    """Return the campaign when it is over."""
    with stopping() as stop, shown(console) as show:
        campaign = Campaign(request, team, hunt, corpus, stop, show)
        campaign.run()
    return campaign


def hunted(request: Request, campaign: Campaign, seconds: float, superfluous: int) -> Hunted:
    """Save what failed, and return what the report says of a campaign."""
    plan, failures = request.plan, enumerate(campaign.failures.values(), start=1)
    result = Result(
        seed=request.seed,
        workers=campaign.team.size,
        seconds=seconds,
        tally=campaign.tally,
        found=tuple(keep(request.out, plan.same_token, failure, number) for number, failure in failures),
        canaries=campaign.canaries,
        properties=plan.properties,
        same_token=plan.same_token,
        evm=plan.evm,
    )
    return Hunted(
        result=result,
        corpus=campaign.corpus.folder,
        course=tuple(campaign.course),
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
    console, errors = wide_console(), Console(stderr=True)
    with console.status("compiling the contracts"):
        if not fits(request, errors):
            return ExitCode.UNKNOWN
    started = time.monotonic()
    try:
        with team_of(request) as team:
            hunt, corpus, superfluous = loaded(request, console, errors)
            campaign = carried_out(request, team, hunt, corpus, console)
    except ClusterError as error:
        tell(errors, str(error))
        return ExitCode.UNKNOWN
    found = hunted(request, campaign, time.monotonic() - started, superfluous)
    print_hunted(found, console)
    console.print(f"report: {write_hunted(found, request.out)}", highlight=False)
    return found.code()
