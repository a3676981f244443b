"""revm, through pyrevm, at the Cancun fork: the backend for volume.

What it lacks is the end of a transaction. So every account and slot that was touched once stays warm, gas is not a
transaction's, and a contract that was created earlier still counts as just created. Transient storage is ended here
by hand; contracts that destroy themselves are refused, since pyrevm does not carry it out.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache, partial
from typing import Final

import pyrevm

from differential.evm.backend import (
    CHAIN_ID,
    GENESIS_TIME,
    BackendError,
    CallResult,
    DeployError,
    Log,
    SnapshotError,
)
from differential.evm.snapshots import Snapshots

GAS_LIMIT: Final = 30_000_000
"""Gas of one message."""

RENEWAL: Final = 2_000
"""After so many calls, a revert to the oldest snapshot starts afresh: revm forgets no slot that was ever touched."""

MOST_SNAPSHOTS: Final = 256
"""Each snapshot takes one of the 1,024 levels that calls within calls have."""

_ZERO_ADDRESS = bytes(20)
_INVALID = b"\xfe"
_OUTPUT = re.compile(r"output: 0x([0-9a-f]*)")
_CHANGE = " StorageChange { address: 0x"


class Revm:
    """A `Backend` that applies messages to the journal of revm, in which any snapshot can be reverted to."""

    def __init__(self, code_limit: int | None = None) -> None:
        """Start an empty chain; code may be as large as the fork allows, if nothing else is said."""
        self._code_limit = code_limit
        self._snapshots: Snapshots[pyrevm.JournalCheckpoint] = Snapshots()
        self._prelude: list[Callable[[], object]] = []
        """What was done before the first snapshot."""
        self._start()

    def _start(self) -> None:
        self._time, self._block = GENESIS_TIME, _block()
        settings = pyrevm.CfgEnv(chain_id=CHAIN_ID, limit_contract_code_size=self._code_limit)
        environment = pyrevm.Env(cfg=settings, block=self._block)
        self._evm = pyrevm.EVM(environment, gas_limit=GAS_LIMIT, spec_id="CANCUN")
        self._calls = 0
        self._told = self._evm.journal_len

    def deploy(self, sender: bytes, initcode: bytes, timestamp: int = GENESIS_TIME) -> bytes:
        """Create a contract; see `Backend.deploy`."""
        self._note(self.deploy, sender, initcode, timestamp)
        self._begin(timestamp)
        try:
            address = self._evm.deploy(_text(sender), initcode)
        except RuntimeError as error:
            result = self._evm.result
            if result is None:
                self._use_nonce(sender)
                raise DeployError(f"creation failed ({error})") from None
            raise DeployError(f"creation failed ({result.reason})", _output(str(error))) from None
        finally:
            self._evm.reset_transient_storage()
        return bytes.fromhex(address[2:])

    def call(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message; see `Backend.call`. Raises `BackendError` if the sender is a contract, which revm refuses."""
        self._note(self.call, sender, to, data, timestamp)
        return self._send(sender, to, data, timestamp)

    def view(self, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message and undo it; see `Backend.view`."""
        checkpoint = self._evm.snapshot()
        try:
            return self._send(_ZERO_ADDRESS, to, data, timestamp)
        finally:
            self._evm.revert(checkpoint)

    def storage(self, address: bytes, slot: int) -> int:
        """Return the word in a storage slot."""
        word: int = self._evm.storage(_text(address), slot)
        return word

    def writes(self) -> frozenset[tuple[bytes, int]]:
        """Return the slots that the journal has entries of; see `Backend.writes`. It is printed whole for that.

        Raises `BackendError` if a contract destroyed itself.
        """
        count = self._evm.journal_len
        entries = _newest(self._evm.journal_str, count - self._told)
        self._told = count
        if "AccountDestroyed" in entries:
            raise BackendError("a contract destroyed itself, which pyrevm does not carry out")
        return frozenset(_changes(entries))

    def nonce(self, address: bytes) -> int:
        """Return the nonce of the next deployment; calls do not change it."""
        nonce: int = self._evm.basic(_text(address)).nonce
        return nonce

    def snapshot(self) -> object:
        """Return a handle of the present state; see `Backend.snapshot`. Raises `SnapshotError` if none is free."""
        if len(self._snapshots) == MOST_SNAPSHOTS:
            raise SnapshotError(f"revm has room for {MOST_SNAPSHOTS} snapshots: revert to an older one")
        return self._snapshots.push(self._evm.snapshot())

    def revert(self, snapshot: object) -> None:
        """Return to the state of `snapshot`; see `Backend.revert`."""
        handle, checkpoints = self._snapshots.unwind(snapshot)
        if len(self._snapshots) == 1 and self._calls > RENEWAL:
            self._renew()
        else:
            for checkpoint in checkpoints:
                self._evm.revert(checkpoint)
        handle.checkpoint = self._evm.snapshot()
        self._told = self._evm.journal_len

    def release(self, snapshot: object) -> None:
        """Forget `snapshot`; see `Backend.release`."""
        self._snapshots.remove(snapshot)
        self._evm.commit()

    def close(self) -> None:
        """Do nothing: all is in this process."""

    def _note(self, do: Callable[..., object], *arguments: object) -> None:
        """Remember what has to be done again to return to the oldest snapshot."""
        if not self._snapshots:
            self._prelude.append(partial(do, *arguments))

    def _renew(self) -> None:
        """Return to the oldest snapshot on a new chain."""
        self._start()
        for message in self._prelude:
            with suppress(DeployError):
                message()

    def _send(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> CallResult:
        self._begin(timestamp)
        evm, failure = self._evm, ""
        try:
            output = evm.message_call(_text(sender), _text(to), data)
        except RuntimeError as error:
            failure = str(error)
            output = _output(failure)
        evm.reset_transient_storage()
        result = evm.result
        if result is None:
            raise BackendError(f"revm does not take a message from {_text(sender)}: {failure}")
        return CallResult(not failure, output, () if failure else _logs(result.logs), result.gas_used)

    def _begin(self, timestamp: int) -> None:
        self._calls += 1
        if self._time != timestamp:
            self._time = timestamp
            self._block.timestamp = timestamp  # type: ignore[misc]  # the stub has the setter apart from its property
            self._evm.set_block_env(self._block)

    def _use_nonce(self, sender: bytes) -> None:
        """Let a deployment that revm did not even try use up the nonce."""
        try:
            self._evm.deploy(_text(sender), _INVALID)
        except RuntimeError:
            return


def _block() -> pyrevm.BlockEnv:
    return pyrevm.BlockEnv(
        number=1, timestamp=GENESIS_TIME, gas_limit=GAS_LIMIT, basefee=0, prevrandao=bytes(32), excess_blob_gas=0
    )


@lru_cache(maxsize=1 << 12)
def _text(address: bytes) -> str:
    return f"0x{address.hex()}"


@lru_cache(maxsize=1 << 12)
def _address(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def _output(failure: str) -> bytes:
    """Return the revert data, which pyrevm gives in the message of its error only."""
    found = _OUTPUT.search(failure)
    return bytes.fromhex(found[1]) if found else b""


def _logs(logs: list[pyrevm.Log]) -> tuple[Log, ...]:
    found = []
    for log in logs:
        topics, data = log.data
        found.append(Log(_address(log.address), tuple([int.from_bytes(topic, "big") for topic in topics]), data))
    return tuple(found)


def _changes(entries: str) -> Iterator[tuple[bytes, int]]:
    """Yield the slots in entries like ``StorageChange { address: 0x…, key: 5, had_value: Some(0) }``.

    Without a former value an entry is a read. Those of transient storage have a longer name.
    """
    places = set()
    # The first entry of a list stands right behind its bracket.
    for entry in entries.replace("[", " ").split(_CHANGE)[1:]:
        place, _, former = entry.partition(", had_value: ")
        if former.startswith("Some"):
            places.add(place)
    for place in places:
        address, _, slot = place.partition(", key: ")
        yield bytes.fromhex(address), int(slot)


def _newest(journal: str, frames: int) -> str:
    """Return the newest ``frames`` lists of entries of a printed journal."""
    end = journal.rindex("]], spec: ")
    start = end
    for _ in range(frames):
        start = journal.rindex("[", 0, start)
    return journal[start:end]
