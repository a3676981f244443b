"""Bring a system to life in this process, or say in one line why it cannot be."""

from rich.console import Console

from differential.campaign import session
from differential.campaign.session import INTERFACE, Plan, Session
from differential.compile import CompileError, ToolchainError
from differential.evm.backend import BackendError, DeployError
from differential.lockstep import Divergence


def tell(console: Console, message: str) -> None:
    """Print an error as it is, whatever its characters."""
    console.print(f"error: {message}", highlight=False, markup=False, soft_wrap=True)


def open_session(plan: Plan, errors: Console) -> Session | None:
    """Return a session for ``plan``, or nothing after telling why there is none and what to do about it."""
    try:
        return session.open_session(plan)
    except (ToolchainError, CompileError, BackendError) as error:
        tell(errors, str(error))
    except INTERFACE as error:
        tell(errors, f"{error}; the contracts have to offer what the spec names, under the same names")
    except DeployError as error:
        tell(errors, f"the contracts do not deploy: {error}")
    except Divergence as error:
        tell(errors, f"the contracts differ from the spec before the first call: {error}")
    return None
