"""``seqstake init``: propose an adapter for somebody's contract, try it, and tell what is missing."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from differential.adapter.code import CodeError, compile_vyper, read_artifact
from differential.adapter.completeness import measured
from differential.adapter.draft import text_of
from differential.adapter.pair import Pair
from differential.adapter.proposal import Proposal, propose
from differential.adapter.reader import AdapterError
from differential.adapter.settings import settings
from differential.adapter.target import Target
from differential.campaign.canaries import canaries_of, noticed
from differential.campaign.machine import search
from differential.campaign.session import Failure, Plan, Session
from differential.campaign.tally import Tally
from differential.campaign.workers import knocked
from differential.compile import ToolchainError
from differential.evm.backends import REFERENCE, backend
from differential.trace import describe, save
from seqstake.codes import ExitCode
from seqstake.completeness import print_completeness
from seqstake.console import error_console, wide_console
from seqstake.report import action_table
from seqstake.trial import open_session, tell

SMOKE = 5
"""Histories of the smoke campaign."""

SMOKE_LENGTH = 25
"""The most steps that it adds to an opening."""

EVERYTHING = 200
"""More than there is to be named."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    artifact: Path
    contract: str
    out: Path
    force: bool


def recognised(request: Request, errors: Console) -> Proposal | None:
    """Return what is recognised of the contract, or nothing after telling why there is nothing."""
    is_vyper = request.artifact.suffix == ".vy"
    try:
        artifact = compile_vyper(request.artifact) if is_vyper else read_artifact(request.artifact, request.contract)
    except CodeError as error:
        tell(errors, str(error))
        return None
    proposal = propose(artifact.name, artifact)
    if not proposal.functions:
        changing = ", ".join(entry.name for entry in proposal.others) or "none"
        tell(errors, f"{artifact.name} has no function that looks like an action of the spec (it has: {changing}); "
                     "write the adapter by hand as docs/adapters.md describes")  # fmt: skip
        return None
    return proposal


def write(request: Request, proposal: Proposal) -> None:
    """Write the adapter, and once more with how the contract says that it is set, if it deploys."""
    source = "vyper" if request.artifact.suffix == ".vy" else "artifact"
    given = (proposal, source, request.artifact, request.contract, request.out)
    save(request.out, text_of(*given))
    if not proposal.settings:
        return
    # Whatever is wrong is told when the adapter is tried.
    with suppress(AdapterError, ToolchainError):
        proposal.parameters = settings(proposal, request.out, backend(REFERENCE))
        save(request.out, text_of(*given))


def smoke(session: Session) -> tuple[Failure | None, list[str]]:
    """Run a short campaign; return the first failure, and the canaries that went unnoticed."""
    unnoticed = [canary.name for canary in canaries_of(session) if noticed(session, canary) is None]
    session.tally = Tally()
    return knocked(session) or search(session, 1, SMOKE, SMOKE_LENGTH), unnoticed


def print_smoke(session: Session, failure: Failure | None, unnoticed: list[str], console: Console) -> None:
    """Print what the short campaign came to."""
    console.print(action_table(session.tally, session.scope))
    if failure:
        console.print(f"[bold red]{failure.kind}[/bold red]:", end=" ")
        console.print(failure.reason, highlight=False, markup=False, soft_wrap=True)
        for number, step in enumerate(failure.history, start=1):
            words = describe(step, session.world.names())
            console.print(f"  {number:3}. {words}", highlight=False, markup=False, soft_wrap=True)
    elif unnoticed:
        console.print(f"[red]unnoticed canaries:[/red] {', '.join(unnoticed)}", highlight=False)
    else:
        console.print(f"smoke campaign: {session.tally.steps} calls, [green]no divergence[/green]", highlight=False)


def run(request: Request) -> ExitCode:
    """Propose, write, try and tell; return the exit code."""
    console, errors = wide_console(), error_console()
    if request.out.exists() and not request.force:
        tell(errors, f"{request.out} exists already; name another file with --out, or replace it with --force")
        return ExitCode.UNKNOWN
    proposal = recognised(request, errors)
    if proposal is None:
        return ExitCode.UNKNOWN
    write(request, proposal)
    console.print(f"written: {request.out}", highlight=False, soft_wrap=True)
    session = open_session(Plan(request.out.parent, adapter=request.out), errors)
    if session is None:
        console.print("the proposal does not run as it stands: correct what the error names, then seqstake verify")
        return ExitCode.UNKNOWN
    failure, unnoticed = smoke(session)
    pair = session.lockstep
    if isinstance(pair, Pair) and isinstance(pair.system, Target):
        print_completeness(measured(pair.system), console, shown=EVERYTHING)
    print_smoke(session, failure, unnoticed, console)
    console.print(
        f"next: look for FILL IN, then: seqstake verify --adapter {request.out}", highlight=False, soft_wrap=True
    )
    if failure:
        return ExitCode.VIOLATED
    return ExitCode.BROKEN if unnoticed else ExitCode.PASSED
