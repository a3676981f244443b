"""``seqstake export``: a saved history as a test for those who have the contracts and not this project."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from differential.adapter.code import load_codes
from differential.adapter.loading import load as load_adapter
from differential.adapter.reader import AdapterError
from differential.adapter.target import Target
from differential.adapter.world import world_of
from differential.campaign.session import Failure, Plan, Session
from differential.foundry.adapted import AdaptedRegression, ExportError
from differential.foundry.regression import Regression
from differential.lockstep import Divergence, Lockstep
from differential.trace import Trace, TraceError, save
from seqstake.codes import ExitCode
from seqstake.console import error_console, plain_console
from seqstake.replay import load
from seqstake.trial import open_session, tell

DEFAULT = Path("test") / "Regression.t.sol"
"""Where a test goes in the contracts' folder."""


def contract_name(path: Path) -> str:
    """Return what the test contract in a file is called."""
    stem = re.sub(r"\W", "_", path.name.partition(".")[0])
    return f"{stem if stem[:1].isalpha() else f'History{stem}'}Test"


def forecast(session: Session, trace: Trace) -> str:
    """Return in words what the test is going to do on the contracts as they are."""
    try:
        session.run(session.restricted(trace.history))
    except Failure as failure:
        if failure.kind in ("property", "spec"):
            return f"it passes, since spec and contracts agree; but {failure.reason}"
        return f"it fails at step {len(failure.history)}: {failure.reason}"
    return "it passes, since spec and contracts agree"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    file: Path
    contracts: Path
    """The folder of the project that the test is for."""
    adapter: Path | None
    out: Path | None


def loaded(request: Request, errors: Console) -> Trace | None:
    """Return the history, or nothing after telling why it cannot be exported."""
    try:
        return load(request.file, world_of(load_adapter(request.adapter)) if request.adapter else None)
    except AdapterError as error:
        tell(errors, str(error))
    except TraceError as error:
        tell(errors, f"{request.file}: {error}")
    return None


def text_of(session: Session, trace: Trace, request: Request, path: Path) -> str:
    """Return the test. Raises `ExportError`, `AdapterError` and `Divergence`."""
    root, name = request.contracts, contract_name(path)
    if isinstance(session.lockstep, Lockstep):
        texts = {source.relative_to(root).as_posix(): source.read_text() for source in root.rglob("src/**/*.sol")}
        folder = Path(os.path.relpath(root.resolve(), path.resolve().parent)).as_posix()
        return Regression(session.lockstep.system, trace).text(name, folder, texts)
    target = session.adapted
    assert isinstance(target, Target), "whatever an adapter names inherits from it"
    artifacts = load_codes(target.adapter.contracts, {})
    asked = replace(trace, history=session.restricted(trace.history))
    return AdaptedRegression(target, artifacts, asked, root).text(name)


def run(request: Request) -> ExitCode:
    """Export, say what the test does on the contracts, and return the exit code."""
    console, errors = plain_console(), error_console()
    path = request.out or request.contracts / DEFAULT
    trace = loaded(request, errors)
    if trace is None:
        return ExitCode.UNKNOWN
    if path.exists():
        tell(errors, f"{path} exists already; name another file with --out")
        return ExitCode.UNKNOWN
    plan = Plan(request.contracts, trace.same_token, trace.parameters, adapter=request.adapter)
    session = open_session(plan, errors)
    if session is None:
        return ExitCode.UNKNOWN
    try:
        save(path, text_of(session, trace, request, path))
    except (ExportError, AdapterError, Divergence) as error:
        tell(errors, f"{request.file}: {error}")
        return ExitCode.UNKNOWN
    console.print(f"written: {path}", highlight=False, markup=False, soft_wrap=True)
    place = f"of {request.adapter}" if request.adapter else f"in {request.contracts}"
    told = f"on the contracts {place} {forecast(session, trace)}"
    console.print(told, highlight=False, markup=False, soft_wrap=True)
    return ExitCode.PASSED
