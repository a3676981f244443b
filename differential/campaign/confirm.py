"""What any other EVM finds is believed only once the reference has found it too."""

from collections.abc import Iterator
from contextlib import contextmanager

from differential.campaign.session import Failure, Session
from differential.campaign.shrink import attempt
from differential.evm.backend import BackendError
from properties.world import History

DISAGREEMENT = "backends"
"""The kind of a failure of neither spec nor contracts: two EVMs do not do the same."""


@contextmanager
def closely(session: Session) -> Iterator[None]:
    """Let a session compare everything after every call."""
    before, session.lockstep.stride = session.lockstep.stride, 1
    try:
        yield
    finally:
        session.lockstep.stride = before


def answer(session: Session, history: History, kind: str) -> Failure | None:
    """Return what a session finds in a history, looking closely; that its EVM gives up counts as well."""
    try:
        with closely(session):
            return attempt(session, history, kind)
    except BackendError as error:
        return Failure("evm", str(error), history)


def both(session: Session, reference: Session, history: History, kind: str) -> Failure | None:
    """Return what two EVMs find in a history, if anything: the same, or that they do not agree."""
    first, second = (answer(one, history, kind) for one in (session, reference))
    if identity(first) == identity(second):
        return second
    told = "; ".join(f"{one.plan.evm}: {tell(found)}" for one, found in ((session, first), (reference, second)))
    return Failure(DISAGREEMENT, f"the EVMs do not agree: {told}", history)


def identity(found: Failure | None) -> tuple[str, str, History] | None:
    """Return what makes two findings the same: it is found at the same step, for the same reason."""
    return None if found is None else (found.kind, found.reason, found.history)


def tell(found: Failure | None) -> str:
    """Return a finding in words."""
    return f"{found.reason} (step {len(found.history)})" if found else "spec and contracts agree"


def confirm(session: Session, reference: Session, failure: Failure) -> Failure:
    """Return the failure as the reference finds it, or that the EVMs do not agree."""
    found = both(session, reference, failure.history, failure.kind)
    if found is not None:
        return found
    told = f"{session.plan.evm}: {tell(failure)}, and nothing when it ran again"
    return Failure(DISAGREEMENT, f"the EVMs do not agree: {told}", failure.history)
