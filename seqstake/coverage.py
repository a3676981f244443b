"""``seqstake prove --coverage``: which invariants, assumptions and lemmas the proofs need, and which of them none."""

import json
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from differential.trace import save
from properties.symbolic.coverage import Needs, cover, everything
from properties.symbolic.needs import Kind, Name
from properties.symbolic.prove import Order, claimed, every_step
from properties.symbolic.proving import Request
from seqstake.codes import ExitCode

SCHEMA: Final = 1
"""The layout of the JSON report; a program that reads it should refuse any other."""

SEVERAL: Final = {
    Kind.INVARIANT: "invariants",
    Kind.ASSUMPTION: "assumptions",
    Kind.OWED: "assertions and lemmas on the way",
    Kind.SCHEME: "lemma schemes",
    Kind.GUARD: "guards",
}
"""What several of a kind are called."""

SHOWN: Final = 3
"""How many of the claims that need something are shown."""


def names_of(needs: Needs, kind: Kind) -> list[Name]:
    """Return all of a kind that proofs may need."""
    return sorted(needs.owed) if kind is Kind.OWED else [name for name in everything() if name[0] is kind]


def code(needs: Needs) -> ExitCode:
    """Return the exit code. What no proof needs is told, and no failure: it may be a goal and nothing else."""
    if needs.open or needs.lost:
        return ExitCode.UNKNOWN
    return ExitCode.PASSED if needs.cores else ExitCode.VACUOUS


def needed_by(needs: Needs, name: Name) -> str:
    """Return in words what needs something, beside what says the same of the next state."""
    claims = list(dict.fromkeys(claim for claim, _ in needs.others(name)))
    more = f" and {len(claims) - SHOWN} more" if len(claims) > SHOWN else ""
    return ", ".join(claims[:SHOWN]) + more


def table(needs: Needs, kind: Kind) -> Table:
    """Return what needs each thing of a kind."""
    made = Table(title=SEVERAL[kind].capitalize(), title_justify="left", header_style="bold", pad_edge=False)
    made.add_column("name")
    made.add_column("proofs", justify="right")
    made.add_column("among them those of")
    for name in names_of(needs, kind):
        count = len(needs.others(name))
        made.add_row(escape(name[1]), str(count) if count else "[yellow]0[/yellow]", escape(needed_by(needs, name)))
    return made


def summary(needs: Needs, kind: Kind) -> str:
    """Return how much of a kind is needed, and what is not."""
    names = names_of(needs, kind)
    unused = [name[1] for name in needs.unused(names)]
    told = f"{SEVERAL[kind]} that a proof of another claim needs: {len(names) - len(unused)} of {len(names)}"
    return f"{told}; not: {', '.join(unused)}" if unused else told


def as_data(needs: Needs) -> dict[str, Any]:
    """Return it for a program."""
    entries = [
        {"kind": kind.value, "name": name[1], "needed_by": [list(claim) for claim in needs.others(name)]}
        for kind in Kind
        for name in names_of(needs, kind)
    ]
    return {
        "schema": SCHEMA,
        "exit_code": code(needs).value,
        "cores": needs.cores,
        "coarse": needs.coarse,
        "unexplained": needs.unexplained,
        "open": sorted(map(list, needs.open)),
        "lost": needs.lost,
        "needs": entries,
    }


def print_needs(needs: Needs, console: Console) -> None:
    """Print all that a person wants to know."""
    for kind in Kind:
        console.print(table(needs, kind))
    for step, why in needs.lost.items():
        console.print(f"nothing is known of {step}: {escape(why)}", highlight=False, soft_wrap=True)
    for claim, step in sorted(needs.open):
        console.print(f"not proved, so that it is not known what it needs: {claim} {step}", highlight=False)
    for kind in Kind:
        console.print(escape(summary(needs, kind)), highlight=False, soft_wrap=True)
    if needs.coarse:
        console.print(f"refutations of which no core was found: {needs.coarse}", highlight=False)
    if needs.unexplained:
        console.print(f"statements of cores without a name: {needs.unexplained}", highlight=False)
    result = code(needs)
    colour = "green" if result == ExitCode.PASSED else "red"
    console.print(f"[bold {colour}]{result.name.lower()}[/bold {colour}] (exit code {result.value})")


def covered(request: Request, file: Path | None, console: Console) -> ExitCode:
    """Prove anew what was asked for, find out what that needs, and tell."""
    order = Order(frozenset(request.property_ids), request.seconds)
    steps = [step for step in request.steps or every_step() if claimed(step, order)]
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("finding out what is needed", total=2 * len(steps))

        def show(step: str, how: str) -> None:
            progress.update(bar, description=f"{step} proved {how}", advance=1)
            if not console.is_terminal:
                console.print(f"{step} proved {how}", highlight=False)

        needs = cover(steps, order, request.workers, show)
    print_needs(needs, console)
    if file is not None:
        save(file, json.dumps(as_data(needs), indent=1, ensure_ascii=False) + "\n")
        console.print(f"what is needed: {file}", highlight=False, soft_wrap=True)
    return code(needs)
