"""What the compiler makes of one contract."""

from dataclasses import dataclass
from typing import Any

from differential.storage import Layout


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract, library or interface."""

    name: str
    """Name of the contract."""
    source: str
    """Path of its source, relative to the contracts project."""
    abi: tuple[dict[str, Any], ...]
    """Contract ABI, in the compiler's JSON form."""
    initcode: bytes
    """Creation code without constructor arguments; empty for interfaces and abstract contracts."""
    runtime: bytes
    """Deployed code, with zeros in the place of immutables; empty like `initcode`."""
    layout: Layout
    """Where the state variables are."""
