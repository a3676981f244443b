"""What an adapter compares and what it does not, for a person."""

from rich.console import Console
from rich.table import Table

from differential.adapter.completeness import Completeness, measured
from differential.adapter.target import Target
from differential.campaign.session import Session

SHOWN = 6
"""So many things that are not mapped are named; the report has all."""


def completeness(session: Session) -> Completeness | None:
    """Return how much of the spec an adapter reaches, if there is one."""
    return measured(session.adapted) if isinstance(session.adapted, Target) else None


def completeness_table(found: Completeness, shown: int) -> Table:
    """Return how much of each kind of thing is mapped."""
    table = Table(title=f"Adapter: {found.title}", title_justify="left", header_style="bold", pad_edge=False)
    table.add_column("what can be mapped")
    table.add_column("mapped", justify="right", no_wrap=True)
    table.add_column("not mapped")
    for part in found.parts:
        missing = list(part.missing[:shown])
        if len(part.missing) > shown:
            missing.append(f"and {len(part.missing) - shown} more")
        table.add_row(part.title, f"{len(part.mapped)} of {part.total}", ", ".join(missing))
    return table


def print_completeness(found: Completeness, console: Console, shown: int = SHOWN) -> None:
    """Print what is compared, and what is not."""
    console.print(completeness_table(found, shown))
    console.print("not compared, or less strictly:", highlight=False)
    for line in found.limits:
        console.print(f"  - {line}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"adapter completeness: {found.score:.0f} %\n", highlight=False)
