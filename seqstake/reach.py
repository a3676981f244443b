"""Looks for a history from deployment that shows what a proof left open, and saves it for ``seqstake replay``."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape

from differential.system import chain_world
from differential.trace import Trace, describe, dumps, save
from properties.outcome import attempt, successor
from properties.reach import Claim, Reached, reach
from properties.symbolic.decision import Verdict
from properties.symbolic.proving import Outcome
from properties.world import History, World, call_at
from seqstake.counterexample import last_step, what_fails
from seqstake.reports.places import statement
from spec.rejections import REJECTIONS
from spec.state import State

SECONDS: Final = 30.0
"""How long is searched."""

CALLS: Final = frozenset(action.__name__ for action in REJECTIONS)


def open_claims(outcome: Outcome) -> list[Claim]:
    """Return the claims about calls that are not proved, but for those that the proofs leave out."""
    findings = outcome.report.findings.values()
    unproved = [f for f in findings if f.verdict is not Verdict.PROVED]
    return [(f.property_id, f.step) for f in unproved if f.step in CALLS]


@dataclass(slots=True)
class Search:
    """What a search came to."""

    seed: int
    looked: int = 0
    """How many histories were looked at."""
    found: dict[Claim, tuple[Reached, Path]] = field(default_factory=dict)
    """What was reached, and where it is kept."""
    missed: list[Claim] = field(default_factory=list)


def search(outcome: Outcome, seed: int, folder: Path) -> Search:
    """Search for what the proofs left open. What fails after a history is violated; no other state need show it."""
    result, claims, world = Search(seed), open_claims(outcome), chain_world(same_token=True)
    if not claims:
        return result
    found, result.looked = reach(claims, world, seed, SECONDS)
    for entry in found:
        path = folder / f"{entry.claim[0]}-{entry.claim[1]}.itf.json"
        save(path, dumps(Trace(True, world.parameters, entry.history, note(entry, world)), world.names()))
        finding = outcome.report.findings[entry.claim]
        finding.verdict, finding.reason = Verdict.VIOLATED, f"reached from deployment: {path}"
        outcome.report.witnesses.pop(entry.claim, None)
        result.found[entry.claim] = (entry, path)
    result.missed = sorted(set(claims) - result.found.keys())
    return result


def note(found: Reached, world: World) -> str:
    """Return what a history shows."""
    fails = what_fails(found.claim[0], state_after(world, found.history[:-1]), found.history[-1], world.names())
    return f"{statement(found.claim[0])} It fails: {fails}"


def print_search(result: Search, console: Console) -> None:
    """Print what was reached, and what was not."""
    for entry, path in result.found.values():
        print_reached(entry, path, console)
    if result.missed:
        console.print()
    for id, action in result.missed:
        told = f"{id} of {action}: not reached in {result.looked:,} histories, seed {result.seed}"
        console.print(f"{told}; what was left open may be of states that are never reached", highlight=False)


def print_reached(found: Reached, path: Path, console: Console) -> None:
    """Print a history for a person."""
    world = chain_world(same_token=True)
    id, action = found.claim
    console.print(f"\n[bold red]{id} fails after {action}[/bold red]: {escape(statement(id))}", highlight=False)
    lines = [f"  {number:3}. {describe(step, world.names())}" for number, step in enumerate(found.history, start=1)]
    lines += last_step(id, state_after(world, found.history[:-1]), found.history[-1], world.names())
    console.print("\n".join(lines), highlight=False, markup=False, soft_wrap=True)
    console.print(f"  replay it with: seqstake replay {path}", highlight=False, soft_wrap=True)


def state_after(world: World, history: History) -> State:
    """Return the state that a history leads to."""
    state = world.genesis()
    for step in history:
        state = successor(attempt(state, call_at(state, step), step.action))
    return state
