"""A chain of each kind, empty."""

from collections.abc import Iterator

import pytest

from differential.evm.backend import Backend
from differential.evm.backends import NAMES
from differential.evm.pyevm import PyEvm
from differential.evm.revm import Revm
from differential.evm.rpc import Rpc
from differential.people import keyring
from tests.differential.evm.anvil import anvil


@pytest.fixture(scope="session")
def node() -> Iterator[str]:
    """The address of a node at the fork that the contracts are compiled for."""
    with anvil("--hardfork", "cancun") as url:
        yield url


def chain(name: str, request: pytest.FixtureRequest) -> Backend:
    """Return an empty chain of the backend of that name."""
    match name:
        case "pyevm":
            return PyEvm()
        case "revm":
            return Revm()
    return Rpc(request.getfixturevalue("node"), keyring("deployer", "alice", "bob"))


@pytest.fixture(params=NAMES)
def evm(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """An empty chain of each backend in turn."""
    backend = chain(request.param, request)
    yield backend
    backend.close()
