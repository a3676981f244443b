"""``seqstake properties``: the catalogue."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from properties.bounded.record import Record, latest
from properties.catalogue import PROPERTIES, UnknownProperty, lookup
from properties.declaration import Property
from seqstake.codes import ExitCode
from seqstake.console import error_console, wide_console
from seqstake.trial import tell


def show(item: Property, record: Record, console: Console) -> None:
    """Print one property in full."""
    console.print(f"[bold]{item.id}[/bold] ({item.kind}; {item.chapter}; {item.severity})", highlight=False)
    console.print(f"  {escape(item.statement)}", highlight=False)
    console.print(f"  impact: {escape(item.impact)}", highlight=False)
    for assumption in item.assumptions:
        console.print(f"  assumes: {escape(assumption)}", highlight=False)
    console.print(f"  decided by: {', '.join(item.engines)}", highlight=False)
    console.print(f"  CrossHair: {record.told(item.id)}\n", highlight=False)


def run(ids: tuple[str, ...]) -> ExitCode:
    """List all properties, or show some, and return the exit code."""
    console = wide_console()
    try:
        wanted = [lookup(name) for name in ids]
    except UnknownProperty as error:
        tell(error_console(), str(error))
        return ExitCode.UNKNOWN
    record = latest()
    for item in wanted:
        show(item, record, console)
    if not wanted:
        table = Table(header_style="bold", pad_edge=False)
        for column in ("id", "kind", "statement"):
            table.add_column(column)
        for item in PROPERTIES:
            table.add_row(item.id, item.kind, escape(item.statement))
        console.print(table)
    return ExitCode.PASSED
