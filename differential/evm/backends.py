"""The backends by name; one that is not asked for is not loaded."""

from typing import Final

from differential.evm.backend import Backend

REFERENCE: Final = "pyevm"
"""The backend that is believed: what another one finds is confirmed here before it is reported."""

NAMES: Final = (REFERENCE,)
"""All backends, the reference first."""


def backend(name: str, rpc: str = "") -> Backend:
    """Return a new, empty chain of the backend of that name; ``rpc`` is the address of a node, for those that need one.

    Raises ValueError if there is no such backend.
    """
    if name == "pyevm":
        from differential.evm.pyevm import PyEvm

        return PyEvm()
    raise ValueError(f"there is no EVM called {name!r}; there are: {', '.join(NAMES)}")
