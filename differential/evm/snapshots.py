"""The snapshots of a chain that can be reverted to: one on top of the other, each for any number of reverts."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from differential.evm.backend import SnapshotError

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Snapshot(Generic[T]):
    """A handle that outlives its checkpoint, which a revert uses up."""

    checkpoint: T


class Snapshots(Generic[T]):
    """The stack of handles of one chain, whose checkpoints are of type ``T``."""

    def __init__(self) -> None:
        """Start without any."""
        self._stack: list[Snapshot[T]] = []

    def __len__(self) -> int:
        """Return how many can be reverted to."""
        return len(self._stack)

    def push(self, checkpoint: T) -> Snapshot[T]:
        """Return a handle of a checkpoint that was just made."""
        snapshot = Snapshot(checkpoint)
        self._stack.append(snapshot)
        return snapshot

    def remove(self, handle: object) -> None:
        """Forget one snapshot. Raises `SnapshotError`."""
        self._stack.pop(self._place(handle))

    def unwind(self, handle: object) -> tuple[Snapshot[T], list[T]]:
        """Forget the snapshots taken after `handle`; return it, and the checkpoints from the newest down to its own.

        Its own is used up by the revert that follows, and has to be replaced. Raises `SnapshotError`.
        """
        at = self._place(handle)
        checkpoints = [each.checkpoint for each in reversed(self._stack[at:])]
        del self._stack[at + 1 :]
        return self._stack[at], checkpoints

    def _place(self, handle: object) -> int:
        """Return where a snapshot stands."""
        for at, snapshot in enumerate(self._stack):
            if snapshot is handle:
                return at
        raise SnapshotError("this snapshot is not one of the present state")
