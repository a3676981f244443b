"""Looking for a planted bug: in the directed histories first, then in generated ones."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from differential.campaign.machine import search
from differential.campaign.session import Failure, Session
from differential.campaign.workers import BATCH, LENGTH, directed, knocked
from properties.scenarios import ALL
from tests.historical.counting import counts
from tests.historical.seeds.seed import DOORS

SEARCH = 160.0
"""Seconds of search that the default of ``seqstake verify`` comes to: eighty on each of two processes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a bug was found."""

    bug: str
    name: str
    language: str
    """What the contracts are written in that it was planted in."""
    found: bool = False
    how: str = "nothing"
    """The name of the directed history, or the seed of the search."""
    calls: int = 0
    """On how many calls both sides agreed before."""
    subject: str = ""
    """What they did not agree on."""
    seconds: float = 0.0
    """Without compiling."""


def attempts(session: Session, hint: str) -> Iterator[tuple[str, Failure | None]]:
    """Try what is likely to find it, the other directed histories, and then the search, as long as it may take."""
    if hint == DOORS:
        yield DOORS, knocked(session)
    for number in sorted(range(len(ALL)), key=lambda number: ALL[number].name != hint):
        yield ALL[number].name, directed(session, number)
    end, number = time.monotonic() + SEARCH, 1
    while time.monotonic() < end:
        yield f"search, seed {number}", search(session, number, BATCH, LENGTH)
        number += 1


def hunt(session: Session, hint: str, finding: Finding) -> tuple[Finding, Failure | None]:
    """Return how what was planted is found, if it is, and the failure that shows it."""
    started = time.perf_counter()
    for how, failure in attempts(session, hint):
        if failure and counts(failure):
            seconds, calls = round(time.perf_counter() - started, 1), session.tally.steps
            shown = replace(finding, found=True, how=how, calls=calls, subject=failure.subject, seconds=seconds)
            return shown, failure
    return finding, None
