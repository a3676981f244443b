"""Lock-step's attempts: with histories that are generated alone, and with the directed histories first."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from differential.campaign.corpus import Corpus, Entry
from differential.campaign.hunt import SHARD, Hunt
from differential.campaign.loop import pursue
from differential.campaign.machine import search
from differential.campaign.openings import OPENINGS
from differential.campaign.rehearsal import rehearsed
from differential.campaign.session import Failure, Session, open_session
from differential.campaign.workers import BATCH, LENGTH, directed, knocked
from differential.evm.backend import DeployError
from differential.lockstep import Divergence
from properties.scenarios import ALL
from tests.historical.bench.case import DEPLOYMENT, Case, Try
from tests.historical.counting import counts
from tests.historical.seeds.seed import DOORS

CALLS: Final = 5_000
"""When a search gives up."""

Attempts = Callable[[Session, int], Iterator[tuple[str, Failure | None]]]
"""What is tried one after the other, each with what it is called and what came of it."""


def tried(case: Case, attempts: Attempts, seed: int) -> Try:
    """Return what attempts come to. Raises what `open_session` raises but for what shows the bug."""
    try:
        session = open_session(case.plan)
    except (DeployError, Divergence):
        return Try(DEPLOYMENT, 0, 0.0)
    started = time.process_time()
    how = next((how for how, failure in attempts(session, seed) if failure and counts(failure)), "")
    seconds = time.process_time() - started
    return Try(how, session.tally.steps + bool(how), round(seconds, 2))


def generated(case: Case, seed: int) -> Try:
    """Search as ``fuzz`` does, but without the directed histories; for what no history shows, look at the doors."""
    return tried(case, doors if case.doors else fresh, seed)


def ordered(case: Case, seed: int) -> Try:
    """Go about it as ``verify`` does: directed histories first, and then a search."""
    return tried(case, directed_first, seed)


def doors(session: Session, seed: int) -> Iterator[tuple[str, Failure | None]]:
    """Try what stands for no action."""
    yield DOORS, knocked(session)


def fresh(session: Session, seed: int) -> Iterator[tuple[str, Failure | None]]:
    """Search over a corpus that begins with the openings alone."""
    histories = [session.restricted(opening(session.world)) for opening in OPENINGS]
    with TemporaryDirectory() as folder:
        corpus = Corpus(Path(folder), session.world, session.world.same_token())
        hunt = Hunt(corpus, session.world, seed, session.adapted)
        hunt.take(Entry(known, rehearsed(session.world, known, session.adapted).features) for known in histories)
        while session.tally.steps < CALLS:
            failure, finds = pursue(session, hunt.shard(SHARD))
            yield f"search, seed {seed}", failure
            hunt.take(finds)


def directed_first(session: Session, seed: int) -> Iterator[tuple[str, Failure | None]]:
    """Try the directed histories in their order, the doors, and then the search."""
    for number, scenario in enumerate(ALL):
        yield scenario.name, directed(session, number)
    yield from doors(session, seed)
    while session.tally.steps < CALLS:
        yield f"search, seed {seed}", search(session, seed, BATCH, LENGTH)
        seed += 1
