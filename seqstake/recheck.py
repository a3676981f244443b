"""``seqstake prove --recheck``: what z3 decided, decided again by cvc5 with proofs, and by z3 with other seeds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from properties.symbolic.judge import Opinion
from properties.symbolic.opinions import latest
from properties.symbolic.prove import Order, claimed, every_step
from properties.symbolic.proving import Request
from properties.symbolic.recheck import Of, Query, Rechecked, Wanted, recheck_steps
from seqstake.codes import ExitCode

THRESHOLD: Final = 0.99
"""On what share of the texts the solvers have to agree."""

SHOWN: Final = 20
"""How many texts that are not agreed on are listed; the index has all of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one step, or of all."""

    name: str
    refutations: int
    plain: int
    queries: list[Query]
    seconds: float

    def cells(self) -> list[str]:
        """Return the row as it is printed."""
        opinions = [query.opinion for query in self.queries]
        opened, against = opinions.count(Opinion.OPEN), opinions.count(Opinion.DISAGREES)
        numbers = [self.refutations, self.plain, len(opinions), opinions.count(Opinion.AGREES)]
        steps = sum(query.proof_steps for query in self.queries)
        trusted = sum(sum(query.trusted.values()) for query in self.queries)
        size = sum(query.proof_bytes for query in self.queries) / 1e6
        return [
            self.name,
            *(f"{number:,}" for number in numbers),
            f"[yellow]{opened}[/yellow]" if opened else "0",
            f"[red]{against}[/red]" if against else "0",
            f"{steps:,}",
            f"[yellow]{trusted:,}[/yellow]" if trusted else "0",
            f"{size:.1f}",
            f"{self.seconds:.1f}",
        ]


def rows(found: Rechecked) -> list[Row]:
    """Return what came of each step, and at the end what came of all; a text of several steps counts once there."""

    def row(name: str, of: Of) -> Row:
        return Row(name, of.refutations, of.plain, [found.queries[query] for query in of.queries], of.seconds)

    ofs = list(found.steps.values())
    sums = sum(of.refutations for of in ofs), sum(of.plain for of in ofs)
    total = Row("all", *sums, list(found.queries.values()), sum(of.seconds for of in ofs))
    return [*(row(name, of) for name, of in found.steps.items()), total]


def table(found: Rechecked) -> Table:
    """Return what came of each step."""
    made = Table(title="Decided again", title_justify="left", header_style="bold", pad_edge=False)
    made.add_column("step", no_wrap=True)
    columns = ("refuted", "plain", "texts", "agrees", "open", "disagrees", "proof steps", "trusted", "MB", "seconds")
    for column in columns:
        made.add_column(column, justify="right")
    for row in rows(found):
        made.add_row(*row.cells())
    return made


def listed(found: Rechecked) -> list[str]:
    """Return in words what is not agreed on, not certified, or not the same for every seed."""
    against, opened = found.having(Opinion.DISAGREES), found.having(Opinion.OPEN)
    lines = [f"disagrees: {query.name} ({query.answer}), for {query.purpose}" for query in against[:SHOWN]]
    lines += [f"open: {query.name} ({query.answer}), for {query.purpose}" for query in opened[:SHOWN]]
    lines += [f"without a full proof: {query.name}, for {query.purpose}" for query in found.uncertified[:SHOWN]]
    lines += [f"z3 does not always say so: {where}" for where in found.swayed[:SHOWN]]
    lines += [f"nothing is known of {step}: {why}" for step, why in found.lost.items()]
    return lines


def code(found: Rechecked) -> ExitCode:
    """Return the exit code: no proof means anything while two solvers contradict each other."""
    if found.having(Opinion.DISAGREES):
        return ExitCode.BROKEN
    if found.lost or found.swayed:
        return ExitCode.UNKNOWN
    if not found.queries:
        return ExitCode.PASSED if any(of.plain for of in found.steps.values()) else ExitCode.VACUOUS
    return ExitCode.BELOW_THRESHOLD if found.share < THRESHOLD or found.uncertified else ExitCode.PASSED


def summary(found: Rechecked) -> str:
    """Return what came of it in a line."""
    counts = found.counts()
    share = f" ({100 * found.share:.2f} %)" if found.queries else ""
    agreed = f"cvc5 agrees on {counts[Opinion.AGREES]:,} of {len(found.queries):,} texts{share}"
    others = f"leaves {counts[Opinion.OPEN]} open and disagrees on {counts[Opinion.DISAGREES]}"
    believed = f"steps of its proofs to be believed: {found.trusted.total():,}"
    seeds = f"; z3 with {found.seeds} more seeds: {len(found.swayed)} other answers" if found.seeds else ""
    return f"decided again: {agreed}, {others}; {believed}{seeds}"


def print_rechecked(found: Rechecked, console: Console) -> None:
    """Print all that a person wants to know."""
    console.print(table(found))
    for line in listed(found):
        console.print(escape(line), highlight=False, soft_wrap=True)
    console.print(summary(found), highlight=False, soft_wrap=True)
    result = code(found)
    colour = "green" if result == ExitCode.PASSED else "red"
    console.print(f"[bold {colour}]{result.name.lower()}[/bold {colour}] (exit code {result.value})")


def rechecked(request: Request, folder: Path | None, seeds: int, console: Console) -> ExitCode:
    """Prove anew what was asked for, have it decided again, and tell what came of it."""
    order = Order(frozenset(request.property_ids), request.seconds)
    steps = [step for step in request.steps or every_step() if claimed(step, order)]
    kept = latest()
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("deciding again", total=len(steps))

        def show(step: str, so_far: Rechecked) -> None:
            text = f"{len(so_far.steps)}/{len(steps)} steps, {len(so_far.queries):,} texts decided again: {step}"
            progress.update(bar, description=text, advance=1)

        found = recheck_steps(steps, order, Wanted(folder, seeds), request.workers, show)
    kept.keep({step: of.said for step, of in found.steps.items()})
    print_rechecked(found, console)
    if folder is not None:
        console.print(f"texts and proofs: {folder}", highlight=False, soft_wrap=True)
    return code(found)
