"""What lock-step runs need of an EVM."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import rlp
from eth_hash.auto import keccak

CHAIN_ID = 31_337
"""Chain id of every backend."""
GENESIS_TIME = 1
"""Block time of a deployment that states none, in seconds."""
INITCODE_LIMIT = 49_152
"""Largest creation code, in bytes (EIP-3860)."""


class DeployError(Exception):
    """A constructor reverted or its code cannot be placed."""

    def __init__(self, reason: str, data: bytes = b"") -> None:
        """Take the reason in words and the revert data, empty when nothing was reverted explicitly."""
        super().__init__(f"{reason}: 0x{data.hex()}" if data else reason)
        self.data = data


class SnapshotError(Exception):
    """A snapshot belongs to another backend, or an older one has been reverted to since it was taken; or there are
    more than the backend has room for.
    """


class BackendError(Exception):
    """An EVM cannot do what is asked of it; what it would have answered is not known."""


Branch = tuple[bytes, int, int]
"""A turn of a contract: its address, the place after a conditional jump in its code, and where it went on."""


@dataclass(frozen=True, slots=True)
class Log:
    """One event as the EVM emits it."""

    address: bytes
    """Contract that emitted it."""
    topics: tuple[int, ...]
    """Up to four words; the first is the hash of the event's signature unless it is anonymous."""
    data: bytes
    """Arguments that are not indexed, ABI-encoded."""


@dataclass(frozen=True, slots=True)
class CallResult:
    """The outcome of one message."""

    success: bool
    """Whether the message ran to its end; otherwise it left nothing behind."""
    output: bytes
    """Return data or revert data; empty when the EVM itself stopped the message."""
    logs: tuple[Log, ...]
    """Events in the order of emission, none without success."""
    gas_used: int
    """Gas as the backend counts it; differs between backends."""


class Backend(Protocol):
    """A chain without blocks: every message is executed at once, for free, as a transaction of its own.

    Addresses are 20 bytes, timestamps seconds. Senders need no balance and no code.
    """

    def deploy(self, sender: bytes, initcode: bytes, timestamp: int = GENESIS_TIME) -> bytes:
        """Create a contract from `initcode`, arguments included, and return its address.

        The address is `predict_address(sender, nonce(sender))`; the nonce grows by one even on failure.
        Raises `DeployError`.
        """

    def call(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message and keep what it does; on failure the state is as before."""

    def view(self, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message from the zero address and undo all that it does; its events may be left out."""

    def storage(self, address: bytes, slot: int) -> int:
        """Return the word in a storage slot."""

    def writes(self) -> frozenset[tuple[bytes, int]]:
        """Return the contract and number of every storage slot that was changed since this was last asked.

        A slot that was written and holds what it held before may be among them. A revert forgets what was written,
        and views write nothing.
        """

    def nonce(self, address: bytes) -> int:
        """Return the nonce that the next deployment by `address` uses."""

    def snapshot(self) -> object:
        """Return a handle of the present state, good for any number of reverts.

        A handle has a cost until it is released or an older one is reverted to: use one for many histories, not one
        for each.
        """

    def revert(self, snapshot: object) -> None:
        """Return to the state of `snapshot`, and forget the snapshots taken after it.

        Raises `SnapshotError`.
        """

    def release(self, snapshot: object) -> None:
        """Forget `snapshot`, and leave the state as it is.

        Raises `SnapshotError`.
        """

    def close(self) -> None:
        """Give back what the chain holds outside of this process; it cannot be used any more."""


class Hold(Protocol):
    """A state of a chain outside of this process, to return to whatever becomes of those who use it."""

    def back(self) -> None:
        """Return to it. Raises `BackendError`."""

    def close(self) -> None:
        """Return to it for the last time, if that can be done."""


@runtime_checkable
class Branching(Protocol):
    """A backend that tells which way contracts go."""

    def branches(self) -> frozenset[Branch]:
        """Return the turns that contracts took at conditional jumps since this was last asked."""


def predict_address(sender: bytes, nonce: int) -> bytes:
    """Return the address of the contract that `sender` creates with `nonce`."""
    return keccak(rlp.encode([sender, nonce]))[12:]
