"""``seqstake witness``: for each action a history in which it is accepted, and the table of its rejections.

Each reason that is declared has a history from deployment that ends with it; that no other is ever given is proved.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from differential.system import chain_world
from differential.trace import Namer, Trace, describe, dumps, save, spoken
from properties.outcome import Rejected
from properties.symbolic import proving
from properties.symbolic.cache import default_folder
from properties.symbolic.prove import DECLARED, SECONDS
from properties.symbolic.steps import by_name
from properties.symbolic.taken import Taken, taken
from properties.witness import End, Witness, directed, ends, witnesses
from properties.world import World
from seqstake.codes import ExitCode
from seqstake.console import error_console, wide_console
from seqstake.prove import Wrong, checked_steps, proofs
from seqstake.trial import tell

SCHEMA: Final = 1
"""The layout of the JSON report; a program that reads it should refuse any other."""

ACCEPTED: Final = "accepted"
"""How a call ends that is not rejected."""

NOT_PROVED: Final = "not proved in this run"
"""What is said of the reasons that are not declared, if nothing was to be proved."""

COLOURS: Final = {"proved": "green", "unknown": "yellow", "violated": "red"}


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    actions: tuple[str, ...] = ()
    """None means all."""
    out: Path | None = None
    """Where to save the histories, if anywhere."""
    file: Path | None = None
    """Where to write a report, if anywhere."""
    paths: bool = False
    proofs: bool = True
    workers: int | None = None


@dataclass(slots=True)
class Result:
    """What was found."""

    wanted: tuple[End, ...]
    found: dict[End, Witness]
    others: dict[str, str] = field(default_factory=dict)
    """By action, the verdict on the claim that no other reason is given; none if nothing was to be proved."""
    paths: dict[str, Taken] = field(default_factory=dict)
    """By action, which of its accepted paths are taken."""

    @property
    def missing(self) -> list[End]:
        """Return the ways to end of which there is no history."""
        return [end for end in self.wanted if end not in self.found]

    def code(self) -> ExitCode:
        """Return the exit code: what is never seen makes vacuous whatever is proved of it."""
        if "violated" in self.others.values():
            return ExitCode.VIOLATED
        if self.missing:
            return ExitCode.VACUOUS
        return ExitCode.PASSED if set(self.others.values()) <= {"proved"} else ExitCode.UNKNOWN


def name_of(end: End) -> str:
    """Return how a call ends in one word."""
    return ACCEPTED if end[1] is None else end[1].__name__


def told(witness: Witness, namer: Namer) -> str:
    """Return in words what the last call of a history came to."""
    outcome = witness.outcome
    if isinstance(outcome, Rejected):
        return spoken(outcome.rejection, namer)
    return spoken(outcome.action, namer)


def verdicts(names: tuple[str, ...], request: Request, console: Console) -> dict[str, str]:
    """Return by action what is known of the claim that no other reason is given, from an earlier run or anew."""
    size = request.workers or os.cpu_count() or 1
    outcome = proofs(proving.Request(names, (DECLARED,), SECONDS, size, default_folder()), console)
    return {finding.step: finding.word for finding in outcome.report.of_property(DECLARED)}


def result_of(request: Request, console: Console) -> Result:
    """Find what was asked for. Raises Wrong."""
    names = checked_steps(request.actions, tuple(by_name())) or tuple(by_name())
    world = chain_world(same_token=True)
    wanted = tuple(ends(by_name()[name] for name in names))
    with console.status("making histories short"):
        result = Result(wanted, witnesses(world, wanted))
    if request.proofs:
        result.others = verdicts(names, request, console)
    if request.paths:
        with console.status("following paths"):
            outcomes = [one.outcome for one in directed(world)]
            result.paths = {name: taken(name, outcomes) for name in names}
    return result


def saved(witness: Witness, folder: Path, world: World) -> Path:
    """Save a history for ``seqstake replay``, and return where."""
    action, end = witness.end[0].__name__, name_of(witness.end)
    path = folder / f"{action}.{end}.itf.json"
    note = f"{action} is accepted" if end == ACCEPTED else f"{action} is rejected: {end}"
    save(path, dumps(Trace(True, world.parameters, witness.history, note), world.names()))
    return path


def rows(result: Result, namer: Namer) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows of the table: action, end, number of steps, and with what."""
    for action, all_ends in groupby(result.wanted, lambda end: end[0].__name__):
        for number, end in enumerate(all_ends):
            found = result.found.get(end)
            steps = "[red]none[/red]" if found is None else str(len(found.history))
            said = "[red]no history is known[/red]" if found is None else escape(told(found, namer))
            yield "" if number else action, name_of(end), steps, said
        yield other_row(action, result)


def other_row(action: str, result: Result) -> tuple[str, str, str, str]:
    """Return the row for every reason that is not declared."""
    word = result.others.get(action)
    said = {"proved": "proved unreachable", None: NOT_PROVED}.get(word, f"{word} whether it is unreachable")
    colour = COLOURS.get(word or "", "yellow")
    return "", "every other reason", "", f"[{colour}]{said}[/{colour}]"


def table(result: Result, namer: Namer) -> Table:
    """Return how each action can end, with the number of steps that lead there."""
    made = Table(title="How calls end", title_justify="left", header_style="bold", pad_edge=False)
    for column in ("action", "ends", "steps", "with"):
        made.add_column(column, justify="right" if column == "steps" else "left", no_wrap=column != "with")
    for row in rows(result, namer):
        made.add_row(*row)
    return made


def path_table(result: Result) -> Table:
    """Return how many accepted paths of each action are taken."""
    made = Table(title="Accepted paths", title_justify="left", header_style="bold", pad_edge=False)
    made.add_column("action")
    for column in ("taken", "not taken", "ruled out"):
        made.add_column(column, justify="right")
    for name, found in result.paths.items():
        made.add_row(name, str(found.taken), str(len(found.open)), str(found.impossible))
    counts = result.paths.values()
    sums = (sum(p.taken for p in counts), sum(len(p.open) for p in counts), sum(p.impossible for p in counts))
    made.add_row("all", *map(str, sums))
    return made


def as_data(result: Result, namer: Namer, names: dict[Any, str]) -> dict[str, Any]:
    """Return the whole result for a program."""
    entries = []
    for end in result.wanted:
        entry: dict[str, Any] = {"action": end[0].__name__, "ends": name_of(end)}
        found = result.found.get(end)
        if found is not None:
            steps = [describe(step, names) for step in found.history]
            entry |= {"scenario": found.scenario, "with": told(found, namer), "steps": steps}
        entries.append({**entry, "reached": found is not None})
    paths = {
        name: {"taken": p.taken, "impossible": p.impossible, "not_taken": list(p.open)}
        for name, p in result.paths.items()
    }
    others = {name: result.others.get(name, NOT_PROVED) for name in dict.fromkeys(e[0].__name__ for e in result.wanted)}
    code = result.code()
    return {
        "schema": SCHEMA,
        "outcome": code.name.lower(),
        "exit_code": code.value,
        "witnesses": entries,
        "every_other_reason": others,
        "paths": paths,
    }


def print_result(result: Result, namer: Namer, console: Console) -> None:
    """Print all that a person wants to know."""
    console.print(table(result, namer))
    if result.paths:
        console.print(path_table(result))
    reasons = [end for end in result.wanted if end[1] is not None]
    reached = sum(end in result.found for end in reasons)
    accepted = sum(end[1] is None for end in result.found)
    proved = sum(word == "proved" for word in result.others.values())
    console.print(
        f"accepted: {accepted} of {len(result.wanted) - len(reasons)} actions; rejections reached: {reached} of "
        f"{len(reasons)}; no other reason is proved of {proved} actions",
        highlight=False,
        soft_wrap=True,
    )
    code = result.code()
    colour = "green" if code == ExitCode.PASSED else "red"
    console.print(f"[bold {colour}]{code.name.lower()}[/bold {colour}] (exit code {code.value})")


def run(request: Request) -> ExitCode:
    """Find, print, save and write, and return the exit code."""
    console = wide_console()
    try:
        result = result_of(request, console)
    except Wrong as error:
        tell(error_console(), str(error))
        return ExitCode.UNKNOWN
    world = chain_world(same_token=True)
    names = world.names()
    print_result(result, Namer(names), console)
    if request.out is not None:
        for found in result.found.values():
            saved(found, request.out, world)
        console.print(f"histories: {request.out}", highlight=False, soft_wrap=True)
    if request.file is not None:
        text = json.dumps(as_data(result, Namer(names), dict(names)), indent=1, ensure_ascii=False) + "\n"
        save(request.file, text)
        console.print(f"json: {request.file}", highlight=False, soft_wrap=True)
    return result.code()
