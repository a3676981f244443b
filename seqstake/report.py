"""What a run of ``verify`` came to: one table for a person, one exit code."""

from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from differential.adapter.completeness import Completeness
from differential.campaign.confirm import DISAGREEMENT
from differential.campaign.session import Failure
from differential.campaign.tally import Scope, Tally
from differential.evm.backends import REFERENCE
from differential.trace import Trace, describe, dumps, save
from properties.bounded.record import Record
from properties.catalogue import PROPERTIES
from properties.declaration import Kind, Property
from properties.symbolic.opinions import Opinions
from properties.symbolic.proving import Outcome
from properties.symbolic.report import word_for
from properties.world import World
from seqstake.codes import ExitCode
from seqstake.completeness import print_completeness
from seqstake.proofs import code, print_open, print_summary
from spec.actions import Action
from spec.rejections import REJECTIONS
from spec.units import Address

TITLES = {"pyevm": "py-evm", "revm": "revm", "rpc": "a node"}
"""What the EVMs are called in a report."""


@dataclass(frozen=True, slots=True)
class Found:
    """A failing history, and where it is kept."""

    failure: Failure
    path: Path


def keep(folder: Path, world: World, failure: Failure, number: int) -> Found:
    """Save a failing history, and return what a report says of it."""
    trace = Trace(world.same_token(), world.parameters, failure.history, failure.reason)
    path = folder / "failures" / f"{number}.itf.json"
    save(path, dumps(trace, world.names()))
    return Found(failure, path)


@dataclass(frozen=True, slots=True)
class Result:
    """A run of ``verify``."""

    seed: int
    workers: int
    seconds: float
    tally: Tally
    found: tuple[Found, ...]
    canaries: dict[str, bool]
    """Each planted mistake, and whether the harness noticed it."""
    properties: tuple[str, ...]
    """The ids asked for; none means all."""
    names: dict[Address, str]
    """What the accounts of the histories are called."""
    proofs: Outcome | None = None
    """What the proofs came to, if there were any."""
    bounded: Record | None = None
    """What CrossHair said of the same texts, if that was asked for."""
    second: Opinions | None = None
    """What cvc5 said of the proofs of the same texts, if that was asked for."""
    evm: str = REFERENCE
    """The EVM that the contracts ran on."""
    scope: Scope = field(default_factory=lambda: REJECTIONS)
    """The actions that were asked for, with the rejections that had to be seen of each."""
    seldom: Set[type[Action]] = frozenset()
    """The actions that need not be seen accepted."""
    completeness: Completeness | None = None
    """What was compared, if the contracts were under an adapter."""

    def judged(self) -> list[Property]:
        """Return the properties that were evaluated; under an adapter those that say something of its contracts."""
        wanted = [item for item in PROPERTIES if not self.properties or item.id in self.properties]
        return [item for item in wanted if self.concerns(item)] if self.completeness else wanted

    def concerns(self, item: Property) -> bool:
        """Tell whether a property of the spec is one of contracts too that agree with it as far as an adapter maps.

        What is said of one state, or of every call, is so only if every call is mapped.
        """
        mapped = any(kind in self.scope for kind in item.actions) or len(self.scope) == len(REJECTIONS)
        return mapped and item.kind is not Kind.RELATION and evaluations(item, self.tally) > 0

    def violated(self) -> set[str]:
        """Return the ids of the properties that a history violates."""
        return {name for found in self.found for name in found.failure.properties}

    def searched(self, item: Property) -> str:
        """Return what the search says of a property."""
        if item.id in self.violated():
            return "violated"
        count = evaluations(item, self.tally)
        return f"no counterexample in {count:,}" if count else "unknown"

    def proved(self, item: Property) -> str | None:
        """Return what the proofs say of a property, if they speak of it."""
        findings = self.proofs.report.of_property(item.id) if self.proofs else []
        return word_for(findings) if findings else None

    def verdict(self, item: Property) -> str:
        """Return what the run says of a property: the worse of both, and more than the search only with a proof."""
        words = {self.searched(item), self.proved(item)}
        if words & {"violated", "unknown"}:
            return "violated" if "violated" in words else "unknown"
        return "proved" if "proved" in words else self.searched(item)

    def deciders(self, item: Property) -> str:
        """Return who decided a property."""
        by_proof = self.proved(item) in ("proved", "violated")
        by_search = self.searched(item) != "unknown"
        return " and ".join(["proof"] * by_proof + [f"lock-step on {TITLES[self.evm]}"] * by_search) or "nobody"

    def code(self) -> ExitCode:
        """Return the exit code, the gravest of both. On contracts that diverge anyway, that a canary went unnoticed
        means nothing; when two EVMs do not agree, nothing does.
        """
        proofs = code(self.proofs) if self.proofs else ExitCode.PASSED
        if any(found.failure.kind == DISAGREEMENT for found in self.found):
            return ExitCode.BROKEN
        if self.found or proofs == ExitCode.VIOLATED:
            return ExitCode.VIOLATED
        if not all(self.canaries.values()):
            return ExitCode.BROKEN
        if proofs != ExitCode.PASSED:
            return proofs
        if any(self.verdict(item) == "unknown" for item in self.judged()):
            return ExitCode.UNKNOWN
        return ExitCode.VACUOUS if self.tally.unseen(self.scope, self.seldom) else ExitCode.PASSED


def evaluations(item: Property, tally: Tally) -> int:
    """Return how often a property was evaluated: on every new state, or every call that it speaks of."""
    actions = {kind.__name__ for kind in item.actions} or {kind.__name__ for kind in REJECTIONS}
    reasons = {kind.__name__ for kind in item.rejections}
    match item.kind:
        case Kind.INVARIANT:
            return sum(count for (_, reason), count in tally.examined.items() if not reason)
        case Kind.LAW:
            return sum(tally.examined[name, ""] for name in actions)
        case Kind.REJECTION:
            refused = ((name, reason, count) for (name, reason), count in tally.examined.items() if reason)
            return sum(count for name, reason, count in refused if name in actions and reason in (reasons or {reason}))
        case Kind.RELATION:
            return tally.relations[item.id]


def action_table(tally: Tally, scope: Scope) -> Table:
    """Return how often each action was accepted, and rejected for what."""
    table = Table(title="Calls", title_justify="left", header_style="bold", pad_edge=False)
    table.add_column("action", no_wrap=True)
    table.add_column("accepted", justify="right")
    table.add_column("rejected", justify="right")
    table.add_column("for what")
    for kind, reasons in scope.items():
        name = kind.__name__
        counts = {reason.__name__: tally.rejected[name, reason.__name__] for reason in reasons}
        shown = ", ".join(
            f"{reason} {count:,}" if count else f"[red]{reason} 0[/red]" for reason, count in counts.items()
        )
        accepted = tally.accepted[name]
        table.add_row(name, f"{accepted:,}" if accepted else "[red]0[/red]", f"{sum(counts.values()):,}", shown)
    return table


def chapters(result: Result) -> dict[str, list[Property]]:
    """Return the properties judged by chapter, in the order of the catalogue."""
    found: dict[str, list[Property]] = {}
    for item in result.judged():
        found.setdefault(item.chapter, []).append(item)
    return dict(sorted(found.items(), key=lambda pair: pair[1][0].id))


def property_table(result: Result) -> Table:
    """Return the verdicts: a row a chapter, and one for each property that is not as it should be."""
    title = "Properties of the spec where the contracts agree with it" if result.completeness else "Properties"
    table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False)
    table.add_column("chapter")
    for column in ("properties", "proved"):
        table.add_column(column, justify="right")
    table.add_column("in lock-step")
    table.add_column("examined least")
    for chapter, items in chapters(result).items():
        counts = {item.id: evaluations(item, result.tally) for item in items}
        least = min(counts, key=lambda name: counts[name])
        bad = [item for item in items if result.verdict(item) in ("violated", "unknown")]
        unsound = sum(result.searched(item) in ("violated", "unknown") for item in items)
        searched = (
            f"[red]{unsound} not as required[/red]"
            if unsound
            else f"[green]no counterexample in {counts[least]:,}[/green]"
        )
        table.add_row(chapter, str(len(items)), proved_of(result, items), searched, least)
        for item in bad:
            words = coloured(result.proved(item) or "none"), coloured(result.searched(item))
            table.add_row(f"  {item.id}", "", *words, escape(item.statement))
    return table


def coloured(word: str) -> str:
    """Return a verdict, in red if it is none that is required."""
    return f"[red]{word}[/red]" if word in ("violated", "unknown") else word


def proved_of(result: Result, items: list[Property]) -> str:
    """Return how many of some properties are proved, of those that proofs speak of."""
    words = [word for item in items if (word := result.proved(item))]
    if not words:
        return "none"
    proved = sum(word in ("proved", "assumed") for word in words)
    return f"[green]{proved}[/green]" if proved == len(words) else f"[red]{proved} of {len(words)}[/red]"


def print_found(found: Found, names: dict[Address, str], replayed: str, console: Console) -> None:
    """Print a failing history for a person."""
    failure = found.failure
    console.print(f"\n[bold red]{failure.kind}[/bold red]: {escape(failure.reason)}")
    for number, step in enumerate(failure.history, start=1):
        console.print(f"  {number:3}. {escape(describe(step, names))}", highlight=False, soft_wrap=True)
    console.print(f"  replay it with: seqstake replay {found.path}{replayed}", highlight=False, soft_wrap=True)


def with_adapter(result: Result) -> str:
    """Return what a replay has to be told besides the history."""
    return f" --adapter {result.completeness.file}" if result.completeness else ""


def print_doors(result: Result, console: Console) -> None:
    """Print what came of calls that stand for no action."""
    if result.completeness is None:
        console.print(f"\nreserved functions: {result.tally.refused} calls from outside, all refused", highlight=False)
        return
    calls = result.tally.disturbed.total()
    names = {name for name, _ in result.tally.disturbed}
    told = f"{calls} calls of {len(names)} changed nothing observed" if names else "none was called"
    console.print(f"\nunmapped functions: {told}", highlight=False)


def print_result(result: Result, console: Console) -> None:
    """Print the whole result for a person."""
    tally = result.tally
    console.print(action_table(tally, result.scope))
    if result.completeness:
        print_completeness(result.completeness, console)
    console.print(property_table(result))
    if result.proofs:
        print_open(result.proofs, console, verbose=False)
    console.print("[dim]seqstake properties ID tells what a property says; the report has the verdict on each.[/dim]")
    for found in result.found:
        print_found(found, result.names, with_adapter(result), console)
    print_doors(result, console)
    noticed = sum(result.canaries.values())
    rate = tally.steps / tally.seconds if tally.seconds else 0
    console.print(f"canaries noticed: {noticed} of {len(result.canaries)}", highlight=False)
    if result.proofs:
        print_summary(result.proofs, console)
    calls = f"{tally.steps:,} calls in {tally.histories:,} histories, {rate:,.0f} calls per second and process"
    console.print(
        f"{TITLES[result.evm]}: {calls}, {result.workers} processes, {result.seconds:,.0f} s, seed {result.seed}",
        highlight=False,
    )
    for line in [] if result.found else tally.unseen(result.scope, result.seldom):
        console.print(f"[red]vacuous:[/red] {line}", highlight=False)
    code = result.code()
    colour = "green" if code == ExitCode.PASSED else "red"
    console.print(f"[bold {colour}]{code.name.lower().replace('_', ' ')}[/bold {colour}] (exit code {code.value})")
