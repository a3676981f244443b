"""What is run to see what it covers: all that is directed, what a corpus keeps, and a bounded search."""

from collections.abc import Callable, Iterator

from differential.campaign.hunt import SHARD, seeds
from differential.campaign.loop import Shard, pursue
from differential.campaign.session import Failure, Session
from differential.campaign.workers import knocked
from properties.world import History

Show = Callable[[str], None]
"""Tells what is run next."""


def shards(seed: int, steps: int, parents: tuple[History, ...]) -> Iterator[Shard]:
    """Yield shards of a search of so many calls. Nothing is learnt from one for the next: it is a fixed set."""
    for number, begun in enumerate(range(0, steps, SHARD)):
        yield Shard(seed + number, min(SHARD, steps - begun), parents, frozenset())


def run_all(session: Session, kept: tuple[History, ...], steps: int, seed: int, show: Show) -> Failure | None:
    """Run everything on a session, and return the first failure."""
    show("calls and deployments from outside")
    failure = knocked(session)
    histories = (*(session.restricted(history) for history in seeds(session.world)), *kept)
    try:
        for number, history in enumerate(histories, start=1):
            show(f"history {number} of {len(histories)}")
            if failure is None:
                session.run(history)
    except Failure as found:
        failure = found
    for shard in shards(seed, steps, histories):
        show(f"search, {session.tally.steps:,} calls")
        failure = failure or pursue(session, shard)[0]
    return failure
