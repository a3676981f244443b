"""A chain that lies about one thing: what a contract would do whose only mistake is there."""

from collections.abc import Callable
from dataclasses import dataclass

from differential.evm.backend import CallResult
from differential.evm.revm import Revm

Slot = tuple[bytes, int]
"""A contract and the number of a slot."""


@dataclass(frozen=True, slots=True)
class Lie:
    """What a chain says instead of the truth."""

    call: Callable[[bytes, bytes, CallResult], CallResult] = lambda to, data, result: result
    """Of a call: from where it went, what was asked, and what came of it."""
    answer: Callable[[bytes, bytes, bytes], bytes] = lambda to, data, output: output
    """Of a view, in the same way."""
    stored: Callable[[Slot, int], int] = lambda slot, word: word
    written: frozenset[Slot] = frozenset()
    """Slots that are said to be written besides."""


TRUTH = Lie()


class Liar(Revm):
    """A chain that says what it is told to."""

    lie: Lie = TRUTH

    def call(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message, and lie about what it did."""
        return self.lie.call(to, data, super().call(sender, to, data, timestamp))

    def view(self, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Ask a view, and lie about its answer."""
        found = super().view(to, data, timestamp)
        output = self.lie.answer(to, data, found.output)
        return CallResult(found.success, output, found.logs, found.gas_used)

    def storage(self, address: bytes, slot: int) -> int:
        """Read a slot, and lie about its word."""
        return self.lie.stored((address, slot), super().storage(address, slot))

    def writes(self) -> frozenset[Slot]:
        """Return the slots that were written, and perhaps others."""
        return super().writes() | self.lie.written
