"""``seqstake export``: a saved history as a test for those who have the contracts and not this project."""

import os
import re
from pathlib import Path

from rich.console import Console

from differential.campaign.session import Failure, Plan, Session
from differential.foundry.regression import Regression
from differential.lockstep import Lockstep
from differential.trace import Trace, TraceError, save
from seqstake.codes import ExitCode
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
        session.run(trace.history)
    except Failure as failure:
        if failure.kind in ("property", "spec"):
            return f"it passes, since spec and contracts agree; but {failure.reason}"
        return f"it fails at step {len(failure.history)}: {failure.reason}"
    return "it passes, since spec and contracts agree"


def run(file: Path, contracts: Path, out: Path | None) -> ExitCode:
    """Export, say what the test does on the contracts, and return the exit code."""
    console, errors = Console(), Console(stderr=True)
    path = out or contracts / DEFAULT
    try:
        trace = load(file, None)
    except TraceError as error:
        tell(errors, f"{file}: {error}")
        return ExitCode.UNKNOWN
    if path.exists():
        tell(errors, f"{path} exists already; name another file with --out")
        return ExitCode.UNKNOWN
    session = open_session(Plan(contracts, trace.same_token, trace.parameters), errors)
    if session is None:
        return ExitCode.UNKNOWN
    texts = {source.relative_to(contracts).as_posix(): source.read_text() for source in contracts.rglob("src/**/*.sol")}
    folder = Path(os.path.relpath(contracts.resolve(), path.resolve().parent)).as_posix()
    assert isinstance(session.lockstep, Lockstep), "only our own contracts are exported for"
    save(path, Regression(session.lockstep.system, trace).text(contract_name(path), folder, texts))
    console.print(f"written: {path}", highlight=False, markup=False, soft_wrap=True)
    told = f"on the contracts in {contracts} {forecast(session, trace)}"
    console.print(told, highlight=False, markup=False, soft_wrap=True)
    return ExitCode.PASSED
