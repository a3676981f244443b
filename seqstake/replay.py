"""``seqstake replay``: a saved history, step by step, on the spec and on the contracts."""

from dataclasses import replace
from pathlib import Path

from rich.console import Console

from differential.campaign.confirm import DISAGREEMENT, confirm
from differential.campaign.relate import relate
from differential.campaign.session import Failure, Plan, Session
from differential.campaign.session import open_session as session_of
from differential.evm.backend import BackendError
from differential.evm.backends import REFERENCE
from differential.lockstep import Compared
from differential.system import chain_world
from differential.trace import Trace, TraceError, describe, has_same_token, loads, read_text
from properties.world import Step
from seqstake.codes import ExitCode
from seqstake.trial import open_session
from seqstake.trial import tell as tell_error
from spec.errors import Rejection
from spec.parameters import check_parameters


def load(file: Path) -> Trace:
    """Return the trace in a file. Raises `TraceError`."""
    text = read_text(file)
    # The names of contracts depend on how many tokens there are, which only the trace says.
    trace = loads(text, chain_world(has_same_token(text)).names())
    try:
        check_parameters(trace.parameters, chain_world(trace.same_token).deployment)
    except Rejection as rejection:
        raise TraceError(f"its parameters cannot be deployed: {rejection!r}") from None
    return trace


def outcome(compared: Compared) -> str:
    """Return in words what both sides say to a step."""
    if isinstance(compared.outcome, Rejection):
        return f"[yellow]rejected[/yellow] {compared.outcome!r}"
    value = compared.outcome.value
    return "[green]accepted[/green]" + (f", returns {value:_}" if value is not None else "")


def believed(session: Session, failure: Failure) -> Failure:
    """Return a failure as the reference has it."""
    if session.plan.evm == REFERENCE:
        return failure
    return confirm(session, session_of(replace(session.plan, evm=REFERENCE)), failure)


def report(failure: Failure, console: Console) -> ExitCode:
    """Print what is wrong, and return the exit code."""
    console.print(f"[bold red]{failure.kind}[/bold red]:", end=" ")
    console.print(failure.reason, highlight=False, markup=False, soft_wrap=True)
    return ExitCode.BROKEN if failure.kind == DISAGREEMENT else ExitCode.VIOLATED


def run(file: Path, contracts: Path, evm: str = REFERENCE, rpc: str = "") -> ExitCode:
    """Replay, print each step, and return the exit code."""
    console, errors = Console(), Console(stderr=True)
    try:
        trace = load(file)
    except TraceError as error:
        tell_error(errors, f"{file}: {error}")
        return ExitCode.UNKNOWN
    plan = Plan(contracts, trace.same_token, trace.parameters, evm=evm, rpc=rpc, stride=1)
    session = open_session(plan, errors)
    if session is None:
        return ExitCode.UNKNOWN
    names = session.world.names()
    if trace.note:
        console.print(f"the file says: {trace.note}\n", highlight=False, markup=False, soft_wrap=True)

    def tell(step: Step, compared: Compared) -> None:
        number = len(session.history)
        console.print(f"{number:4}. {describe(step, names)}", highlight=False, markup=False, soft_wrap=True)
        console.print(f"      {outcome(compared)}", highlight=False, soft_wrap=True)

    try:
        session.run(trace.history, tell)
    except Failure as failure:
        number = len(failure.history)
        step = describe(failure.history[-1], names)
        console.print(f"{number:4}. {step}", highlight=False, markup=False, soft_wrap=True)
        return report(believed(session, failure), console)
    except BackendError as error:
        tell_error(errors, str(error))
        return ExitCode.BROKEN
    related = relate(session, trace.history)
    if related:
        return report(related, console)
    console.print(f"[bold green]spec and contracts agree[/bold green] on all {len(trace.history)} steps")
    return ExitCode.PASSED
