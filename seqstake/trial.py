"""Bring a system to life in this process, or say in one line why it cannot be."""

from collections.abc import Callable

from rich.console import Console

from differential.adapter.reader import AdapterError
from differential.campaign import session
from differential.campaign.session import INTERFACE, Plan, Session
from differential.compile import CompileError, ToolchainError
from differential.evm.backend import BackendError, DeployError
from differential.lockstep import Divergence
from properties.catalogue import UnknownProperty, lookup


def tell(console: Console, message: str) -> None:
    """Print an error as it is, whatever its characters."""
    console.print(f"error: {message}", highlight=False, markup=False, soft_wrap=True)


def sensible(plan: Plan, errors: Console) -> bool:
    """Tell whether what is asked for makes sense, after telling what does not."""
    if plan.adapter and not plan.same_token:
        tell(errors, "the adapter says how many tokens there are: drop --two-tokens")
        return False
    try:
        for wanted in plan.properties:
            lookup(wanted)
    except UnknownProperty as error:
        tell(errors, str(error))
        return False
    return True


def checked(plan: Plan, errors: Console) -> Session | None:
    """Return a session of what is asked for, closed again, or nothing after telling what is wrong with it."""
    if not sensible(plan, errors):
        return None
    # What cannot be compared is told here once, and not by every worker.
    opened = open_session(plan, errors)
    if opened:
        opened.close()
    return opened


def open_session(
    plan: Plan, errors: Console, opening: Callable[[Plan], Session] = session.open_session
) -> Session | None:
    """Return a session for ``plan``, or nothing after telling why there is none and what to do about it."""
    try:
        return opening(plan)
    except (ToolchainError, CompileError, BackendError) as error:
        tell(errors, str(error))
    except INTERFACE as error:
        tell(errors, f"{error}; the contracts have to offer what the spec names, under the same names")
    except AdapterError as error:
        tell(errors, str(error))
    except DeployError as error:
        tell(errors, f"the contracts do not deploy: {error}")
    except Divergence as error:
        tell(errors, f"the contracts differ from the spec before the first call: {error}")
    return None
