"""Looks for a history from deployment that shows what a proof left open, and saves it for ``seqstake replay``."""

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape

from differential.system import chain_world
from differential.trace import Trace, describe, dumps, save
from properties.reach import Claim, Reached, reach
from properties.symbolic.decision import Verdict
from properties.symbolic.proving import Outcome
from spec.rejections import REJECTIONS

SECONDS: Final = 30.0
"""How long is searched."""

CALLS: Final = frozenset(action.__name__ for action in REJECTIONS)


def open_claims(outcome: Outcome) -> list[Claim]:
    """Return the claims about calls that are not proved, but for those that the proofs leave out."""
    findings = outcome.report.findings.values()
    unproved = [f for f in findings if f.verdict is not Verdict.PROVED]
    return [(f.property_id, f.step) for f in unproved if f.step in CALLS]


def search(outcome: Outcome, seed: int, folder: Path, console: Console) -> None:
    """Search for what the proofs left open, and print what was found. What fails after a history is violated."""
    claims, world = open_claims(outcome), chain_world(same_token=True)
    if not claims:
        return
    found, looked = reach(claims, world, seed, SECONDS)
    for entry in found:
        path = folder / f"{entry.claim[0]}-{entry.claim[1]}.itf.json"
        save(path, dumps(Trace(True, world.parameters, entry.history, entry.reason), world.names()))
        finding = outcome.report.findings[entry.claim]
        finding.verdict, finding.reason = Verdict.VIOLATED, f"reached from deployment: {path}"
        print_reached(entry, path, console)
    for id, action in sorted(set(claims) - {entry.claim for entry in found}):
        told = f"{id} of {action}: not reached in {looked:,} histories, seed {seed}"
        console.print(f"{told}; what was left open may be of states that are never reached", highlight=False)


def print_reached(found: Reached, path: Path, console: Console) -> None:
    """Print a history for a person."""
    names = chain_world(same_token=True).names()
    console.print(f"\n[bold red]{found.claim[0]} fails after {found.claim[1]}[/bold red]: {escape(found.reason)}")
    for number, step in enumerate(found.history, start=1):
        console.print(f"  {number:3}. {escape(describe(step, names))}", highlight=False, soft_wrap=True)
    console.print(f"  replay it with: seqstake replay {path}", highlight=False, soft_wrap=True)
