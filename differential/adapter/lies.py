"""Mistakes planted beside an implementation under an adapter: a chain that lies about what a contract did.

A run that says that it found nothing has to show, for everything that it compares, that it would have.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from differential.abi import WORD, word, words
from differential.adapter.pair import Pair
from differential.evm.backend import GENESIS_TIME, Backend, CallResult

FLIPPED: Final = 1 << 255
"""What is wrong with every word of a wrong answer."""


@dataclass(frozen=True, slots=True)
class Lie:
    """What a chain says instead of the truth."""

    call: Callable[[CallResult], CallResult] = lambda result: result
    answer: Callable[[bytes], bytes] = lambda output: output
    stored: Callable[[int], int] = lambda found: found


def wrong(output: bytes) -> bytes:
    """Return an answer in which every word is another."""
    return b"".join(word(found ^ FLIPPED) for found in words(output)) + output[len(output) // WORD * WORD :]


REFUSING: Final = Lie(call=lambda result: replace(result, success=False, output=b"", logs=()))
WILLING: Final = Lie(call=lambda result: replace(result, success=True))
SILENT: Final = Lie(call=lambda result: replace(result, logs=()))
WRONG: Final = Lie(answer=wrong, stored=lambda found: found ^ FLIPPED)


class Lying:
    """A chain that lies."""

    def __init__(self, backend: Backend, lie: Lie) -> None:
        """Take an honest chain."""
        self._backend, self._lie = backend, lie

    def deploy(self, sender: bytes, initcode: bytes, timestamp: int = GENESIS_TIME) -> bytes:
        """Create a contract; see `Backend.deploy`."""
        return self._backend.deploy(sender, initcode, timestamp)

    def call(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message, and lie about what it did."""
        return self._lie.call(self._backend.call(sender, to, data, timestamp))

    def view(self, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Ask a view, and lie about its answer."""
        result = self._backend.view(to, data, timestamp)
        return replace(result, output=self._lie.answer(result.output))

    def storage(self, address: bytes, slot: int) -> int:
        """Read a slot, and lie about its word."""
        return self._lie.stored(self._backend.storage(address, slot))

    def writes(self) -> frozenset[tuple[bytes, int]]:
        """Return the slots that were written."""
        return self._backend.writes()

    def nonce(self, address: bytes) -> int:
        """Return the nonce of the next deployment."""
        return self._backend.nonce(address)

    def snapshot(self) -> object:
        """Return a handle of the present state."""
        return self._backend.snapshot()

    def revert(self, snapshot: object) -> None:
        """Return to a snapshot."""
        self._backend.revert(snapshot)

    def release(self, snapshot: object) -> None:
        """Forget a snapshot."""
        self._backend.release(snapshot)

    def close(self) -> None:
        """Give back what the chain holds."""
        self._backend.close()


@contextmanager
def told(pair: Pair, lie: Lie) -> Iterator[None]:
    """Let the chain of a pair lie."""
    honest, pair.backend = pair.backend, Lying(pair.backend, lie)
    try:
        yield
    finally:
        pair.backend = honest
