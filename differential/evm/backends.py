"""The backends by name; one that is not asked for is not loaded."""

from typing import Final

from differential.evm.backend import Backend, BackendError, Hold
from differential.people import keyring

REFERENCE: Final = "pyevm"
"""The backend that is believed: what another one finds is confirmed here before it is reported."""

NAMES: Final = (REFERENCE, "revm", "rpc")
"""All backends, the reference first."""

STRIDES: Final = {"revm": 64}
"""After how many calls it pays to ask a backend what they wrote, where that takes longer than a call."""


def backend(name: str, rpc: str = "") -> Backend:
    """Return a new, empty chain of the backend of that name; ``rpc`` is the address of a node, for those that need one.

    Raises `BackendError` if there is no such backend, or no node that will do.
    """
    match name:
        case "pyevm":
            from differential.evm.pyevm import PyEvm

            return PyEvm()
        case "revm":
            from differential.evm.revm import Revm

            return Revm()
        case "rpc":
            from differential.evm.rpc import Rpc

            return Rpc(rpc, keyring("deployer"))
    raise BackendError(f"there is no EVM called {name!r}; there are: {', '.join(NAMES)}")


def hold(name: str, rpc: str = "") -> Hold | None:
    """Return what brings a node back to its present state; a chain that is in a process ends with it.

    Raises `BackendError` if there is no node.
    """
    if name != "rpc":
        return None
    from differential.evm import rpc as node

    return node.Hold(rpc)
