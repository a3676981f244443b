"""What a campaign shows while it goes on: a table on a terminal, a line now and then in a log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from seqstake.fuzzing import Campaign

REFRESH: Final = 0.5
"""Seconds between two looks on a terminal."""

LINES: Final = 30.0
"""Seconds between two lines in a log."""


def summary(campaign: Campaign) -> str:
    """Return how far a campaign is, in one line."""
    calls, seconds = campaign.searched, campaign.seconds
    found = f"canaries {sum(campaign.canaries.values())} of {len(campaign.canaries)}"
    if campaign.phase != "searching":
        return f"{campaign.phase}: {campaign.tally.steps:,} calls, {found}"
    hunt = campaign.hunt
    ago = f"the last {seconds - campaign.latest:,.0f} s ago" if campaign.latest else "none new"
    novelty = f"{len(hunt.known):,} features, {ago}, {len(hunt.entries):,} histories kept"
    stopped = ", coming to an end" if campaign.stop.asked else ""
    return f"{seconds:,.0f} s: {calls:,} calls, {calls / max(seconds, 1):,.0f} per second; {novelty}; {found}{stopped}"


def counts(campaign: Campaign, names: list[str]) -> Table:
    """Return how often each of the actions was accepted and rejected."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("action", no_wrap=True)
    table.add_column("accepted", justify="right")
    table.add_column("rejected", justify="right")
    rejected = campaign.tally.rejected
    for name in names:
        refused = sum(count for (action, _), count in rejected.items() if action == name)
        table.add_row(name, f"{campaign.tally.accepted[name]:,}", f"{refused:,}")
    return table


def screen(campaign: Campaign) -> RenderableType:
    """Return what a terminal shows."""
    names = [kind.__name__ for kind in campaign.scope]
    half = -(-len(names) // 2)
    columns = Columns([counts(campaign, names[:half]), counts(campaign, names[half:])], padding=(0, 6))
    return Group(Text(summary(campaign)), columns)


@contextmanager
def shown(console: Console) -> Iterator[Callable[[Campaign], None]]:
    """Return what shows a campaign until the block ends."""
    last, every = 0.0, REFRESH if console.is_terminal else LINES

    def show(campaign: Campaign) -> None:
        nonlocal last
        if time.monotonic() - last < every:
            return
        last = time.monotonic()
        if console.is_terminal:
            live.update(screen(campaign), refresh=True)
        else:
            console.print(summary(campaign), highlight=False, soft_wrap=True)

    if not console.is_terminal:
        last = time.monotonic()
        yield show
        return
    with Live(console=console, transient=True, auto_refresh=False) as live:
        yield show
