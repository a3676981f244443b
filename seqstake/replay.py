"""``seqstake replay``: a saved history, step by step, on the spec and on the contracts."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from rich.console import Console

from differential.adapter.loading import load as load_adapter
from differential.adapter.noise import Disturb
from differential.adapter.reader import AdapterError
from differential.adapter.world import world_of
from differential.campaign.confirm import DISAGREEMENT, confirm
from differential.campaign.relate import relate
from differential.campaign.session import Failure, Plan, Session
from differential.campaign.session import open_session as session_of
from differential.evm.backend import BackendError
from differential.evm.backends import REFERENCE
from differential.lockstep import Compared
from differential.system import chain_world
from differential.trace import Trace, TraceError, describe, has_same_token, loads, read_text
from properties.world import Step, World
from seqstake.codes import ExitCode
from seqstake.console import error_console, plain_console
from seqstake.trial import open_session
from seqstake.trial import tell as tell_error
from spec.errors import Rejection
from spec.parameters import check_parameters

WORD: Final = 32
"""Bytes of a number."""


def load(file: Path, world: World | None) -> Trace:
    """Return the trace in a file; ``world`` is that of an adapter, if it is to happen there. Raises `TraceError`."""
    text = read_text(file)
    if world:
        return load_into(text, world)
    # The names of contracts depend on how many tokens there are, which only the trace says.
    trace = loads(text, chain_world(has_same_token(text)).names())
    if any(isinstance(step.action, Disturb) for step in trace.history):
        raise TraceError("it has calls that only the contracts of an adapter know; name it with --adapter")
    try:
        check_parameters(trace.parameters, chain_world(trace.same_token).deployment)
    except Rejection as rejection:
        raise TraceError(f"its parameters cannot be deployed: {rejection!r}") from None
    return trace


def load_into(text: str, world: World) -> Trace:
    """Return the trace in a text, which has to belong into a world. Raises `TraceError`."""
    trace = loads(text, world.names())
    if trace.parameters != world.parameters:
        raise TraceError("its parameters are not those of the adapter, so that the same calls mean something else")
    if trace.same_token != world.same_token():
        raise TraceError("it has another number of tokens than the adapter")
    return trace


def outcome(compared: Compared) -> str:
    """Return in words what both sides say to a step."""
    if isinstance(compared.outcome, Rejection):
        return f"[yellow]rejected[/yellow] {compared.outcome!r}"
    return f"[green]accepted[/green]{returned(compared, compared.outcome.value)}"


def returned(compared: Compared, value: int | None) -> str:
    """Return in words what the contract returned: what the spec does, or under an adapter whatever it was."""
    answer = compared.returned
    if answer is None:
        return "" if value is None else f", returns {value:_}"
    if len(answer) > WORD:
        return f", returns {len(answer)} bytes"
    return f", returns {int.from_bytes(answer):_}" if answer else ""


def left_out(trace: Trace, session: Session) -> str:
    """Return in words how many steps an adapter does not map."""
    missing = len(trace.history) - len(session.history)
    return f"; {missing} others are not mapped by the adapter" if missing else ""


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


def run(file: Path, contracts: Path, evm: str = REFERENCE, rpc: str = "", adapter: Path | None = None) -> ExitCode:
    """Replay, print each step, and return the exit code."""
    console, errors = plain_console(), error_console()
    try:
        trace = load(file, world_of(load_adapter(adapter)) if adapter else None)
    except AdapterError as error:
        tell_error(errors, str(error))
        return ExitCode.UNKNOWN
    except TraceError as error:
        tell_error(errors, f"{file}: {error}")
        return ExitCode.UNKNOWN
    plan = Plan(contracts, trace.same_token, trace.parameters, evm=evm, rpc=rpc, stride=1, adapter=adapter)
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
        session.run(session.restricted(trace.history), tell)
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
    steps = f"{len(session.history)} steps{left_out(trace, session)}"
    console.print(f"[bold green]spec and contracts agree[/bold green] on all {steps}")
    return ExitCode.PASSED
