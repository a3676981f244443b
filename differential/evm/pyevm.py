"""py-evm as published, at the Cancun fork: the reference backend."""

from collections.abc import Sequence
from typing import Any, cast

from eth.abc import ComputationAPI, OpcodeAPI
from eth.constants import BLANK_ROOT_HASH, CREATE_CONTRACT_ADDRESS
from eth.db.account import AccountDB
from eth.db.atomic import AtomicDB
from eth.typing import JournalDBCheckpoint
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.cancun.computation import CancunComputation
from eth.vm.forks.cancun.state import CancunState
from eth.vm.forks.cancun.transaction_context import CancunTransactionContext
from eth.vm.message import Message
from eth.vm.opcode_values import JUMPI
from eth_typing import Address, BlockNumber, Hash32

from differential.evm.backend import (
    CHAIN_ID,
    GENESIS_TIME,
    INITCODE_LIMIT,
    Branch,
    CallResult,
    DeployError,
    Log,
    predict_address,
)
from differential.evm.snapshots import Snapshots

GAS_LIMIT = 30_000_000
"""Gas of one message."""

_ZERO_ADDRESS = bytes(20)
_ZERO_HASH = Hash32(bytes(32))


class _State(CancunState):
    """The state of py-evm, which notes the slots that are written; what it does is unchanged."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.writes: set[tuple[bytes, int]] = set()
        self.branches: set[Branch] = set()

    def set_storage(self, address: Address, slot: int, value: int) -> None:
        self.writes.add((address, slot))
        super().set_storage(address, slot, value)


def _branch(computation: Any) -> None:
    """Do a conditional jump, and note where it leads."""
    code = computation.code
    place = code.program_counter
    CancunComputation.opcodes[JUMPI](computation)
    computation.state.branches.add((computation.msg.code_address, place, code.program_counter))


class NotingComputation(CancunComputation):
    """A computation of py-evm, which notes the turns that are taken; what it does is unchanged."""

    opcodes = dict(CancunComputation.opcodes)  # noqa: RUF012  # py-evm declares it for instances
    opcodes[JUMPI] = cast(OpcodeAPI, _branch)


class PyEvm:
    """A `Backend` that applies messages to the state of py-evm: no signatures, no blocks, no trie.

    All changes stay in the journals of the state, so that any earlier snapshot can be reverted to; the memory
    they take is given back by a revert. A price of it: `SSTORE` is charged as if every slot had been
    zero at the start of the message, so `gas_used` is not a transaction's. Accounts that are touched and empty are
    not deleted (EIP-161).
    """

    computation: type[NotingComputation] = NotingComputation
    """What runs a message."""
    initcode_limit = INITCODE_LIMIT
    """Largest creation code, in bytes."""

    def __init__(self) -> None:
        """Start an empty chain."""
        self._state = _State(AtomicDB(), _context(GENESIS_TIME), BLANK_ROOT_HASH)
        self._accounts = cast(AccountDB, self._state._account_db)
        self._snapshots: Snapshots[tuple[Hash32, JournalDBCheckpoint]] = Snapshots()

    def deploy(self, sender: bytes, initcode: bytes, timestamp: int = GENESIS_TIME) -> bytes:
        """Create a contract; see `Backend.deploy`."""
        nonce = self.nonce(sender)
        self._state.increment_nonce(Address(sender))
        address = Address(predict_address(sender, nonce))
        if len(initcode) > self.initcode_limit:
            raise DeployError(f"{len(initcode):,} bytes of creation code, the limit is {self.initcode_limit:,}")
        if self._state.has_code_or_nonce(address):
            raise DeployError(f"there is a contract at 0x{address.hex()} already")
        message = Message(
            gas=GAS_LIMIT,
            to=CREATE_CONTRACT_ADDRESS,
            sender=Address(sender),
            value=0,
            data=b"",
            code=initcode,
            create_address=address,
        )
        self._begin(message, timestamp)
        computation = self.computation.apply_create_message(self._state, message, _transaction(sender))
        self._end(computation)
        if computation.is_error:
            raise DeployError(f"creation failed ({type(computation.error).__name__})", computation.output)
        return address

    def call(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message; see `Backend.call`."""
        computation = self._apply(sender, to, data, timestamp)
        self._end(computation)
        return _result(computation)

    def view(self, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message and undo it; see `Backend.view`."""
        checkpoint, noted = self._state.snapshot(), self._state.writes.copy()
        try:
            return _result(self._apply(_ZERO_ADDRESS, to, data, timestamp))
        finally:
            self._state.revert(checkpoint)
            self._state.writes = noted

    def storage(self, address: bytes, slot: int) -> int:
        """Return the word in a storage slot."""
        return self._state.get_storage(Address(address), slot)

    def plant(self, address: bytes, slot: int, word: int) -> None:
        """Write a word into a storage slot, past all code."""
        self._state.set_storage(Address(address), slot, word)

    def writes(self) -> frozenset[tuple[bytes, int]]:
        """Return the slots that were written, also by frames that reverted; see `Backend.writes`."""
        written, self._state.writes = frozenset(self._state.writes), set()
        return written

    def branches(self) -> frozenset[Branch]:
        """Return the turns that contracts took, by calls and views; see `Branching.branches`."""
        taken, self._state.branches = frozenset(self._state.branches), set()
        return taken

    def nonce(self, address: bytes) -> int:
        """Return the nonce of the next deployment; calls do not change it."""
        return self._state.get_nonce(Address(address))

    def snapshot(self) -> object:
        """Return a handle of the present state; see `Backend.snapshot`."""
        return self._snapshots.push(self._state.snapshot())

    def revert(self, snapshot: object) -> None:
        """Return to the state of `snapshot`; see `Backend.revert`."""
        handle, checkpoints = self._snapshots.unwind(snapshot)
        for checkpoint in checkpoints:
            self._state.revert(checkpoint)
        handle.checkpoint = self._state.snapshot()
        self._state.writes = set()

    def release(self, snapshot: object) -> None:
        """Forget `snapshot`; see `Backend.release`. Its checkpoint goes with that of an older one."""
        self._snapshots.remove(snapshot)

    def close(self) -> None:
        """Do nothing: all is in this process."""

    def _apply(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> ComputationAPI:
        message = Message(
            gas=GAS_LIMIT,
            to=Address(to),
            sender=Address(sender),
            value=0,
            data=data,
            code=self._state.get_code(Address(to)),
        )
        self._begin(message, timestamp)
        return self.computation.apply_message(self._state, message, _transaction(sender))

    def _begin(self, message: Message, timestamp: int) -> None:
        """Set the block time, and what EIP-2929 has warm when a transaction starts."""
        if self._state.timestamp != timestamp:
            self._state.execution_context = _context(timestamp)
        self._state.mark_address_warm(message.sender)
        self._state.mark_address_warm(message.storage_address)

    def _end(self, computation: ComputationAPI) -> None:
        """Do what ends a transaction: self-destructs, and transient storage and accesses forgotten."""
        self._destroy(computation.get_accounts_for_deletion())
        self._state.clear_transient_storage()
        # py-evm forgets accesses by replacing their journal, which takes the checkpoints of snapshots with it.
        self._accounts._journal_accessed_state.clear()

    def _destroy(self, accounts: Sequence[Address]) -> None:
        """Delete accounts between two snapshots: py-evm cannot revert past two deletions of one account at once."""
        if accounts:
            self.snapshot()
            for address in accounts:
                self._state.delete_account(address)
            self.snapshot()


def _context(timestamp: int) -> ExecutionContext:
    return ExecutionContext(
        coinbase=Address(_ZERO_ADDRESS),
        timestamp=timestamp,
        block_number=BlockNumber(1),
        difficulty=0,
        mix_hash=_ZERO_HASH,
        gas_limit=GAS_LIMIT,
        prev_hashes=(),
        chain_id=CHAIN_ID,
        base_fee_per_gas=0,
        excess_blob_gas=0,
    )


def _transaction(origin: bytes) -> CancunTransactionContext:
    return CancunTransactionContext(gas_price=0, origin=Address(origin))


def _result(computation: ComputationAPI) -> CallResult:
    return CallResult(
        success=computation.is_success,
        output=computation.output,
        logs=tuple(Log(*entry) for entry in computation.get_log_entries()),
        gas_used=computation.get_gas_used(),
    )
