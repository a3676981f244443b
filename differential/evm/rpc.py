"""A node behind JSON-RPC, through web3: every message is a signed transaction in a block of its own.

The node has to be a local one for development: it has to mine at once, take the time of the next block, snapshots and
balances as it is told, and trace transactions. What it answers is checked like everything else. When the backend is
given up, the node is as it was before.
"""

import time
import weakref
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final, cast

import requests
from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import HTTPProvider
from web3.types import RPCEndpoint

from differential.evm.backend import (
    CHAIN_ID,
    GENESIS_TIME,
    INITCODE_LIMIT,
    BackendError,
    CallResult,
    DeployError,
    Log,
)
from differential.evm.snapshots import Snapshots

GAS_LIMIT: Final = 1 << 24
"""Gas of one transaction: the most that any fork allows (EIP-7825)."""

FEE: Final = 10**12
"""The most that a transaction pays for a unit of gas, in wei; what a node asks for is far below."""

PATIENCE: Final = 10.0
"""Seconds to wait for an answer, and for a transaction to be mined."""

_FUNDS = hex(10**30)
_INVALID = b"\xfe"
_CALL = {"tracer": "callTracer"}
"""What is asked about a message to learn what it returned."""
_FRAME = ("type", "gasUsed")
_DIFFERENCE = {"tracer": "prestateTracer", "tracerConfig": {"diffMode": True}}
"""What is asked about a transaction to learn what it wrote."""


class Rpc:
    """A `Backend` that is a node. Whoever has a key signs; for all others the node has to send by itself."""

    def __init__(self, url: str, keys: Iterable[bytes]) -> None:
        """Take a node and the keys that there are. Raises `BackendError` if it will not do."""
        self._node = _Node(url)
        accounts: list[LocalAccount] = [Account.from_key(key) for key in keys]
        self._accounts = {bytes.fromhex(account.address[2:]): account for account in accounts}
        self._nonces: dict[bytes, int] = {}
        self._unread: list[str] = []
        """Transactions whose writes were not asked for."""
        self._snapshots: Snapshots[str] = Snapshots()
        self._prepare()

    def deploy(self, sender: bytes, initcode: bytes, timestamp: int = GENESIS_TIME) -> bytes:
        """Create a contract; see `Backend.deploy`."""
        if len(initcode) > INITCODE_LIMIT:
            self._transact(sender, None, _INVALID, timestamp)
            raise DeployError(f"{len(initcode):,} bytes of creation code, the limit is {INITCODE_LIMIT:,}")
        receipt = self._transact(sender, None, initcode, timestamp)
        if not _number(receipt["status"]):
            trace = self._replay(receipt)
            raise DeployError(f"creation failed ({trace.get('error')})", _output(trace))
        return _bytes(receipt["contractAddress"])

    def call(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a transaction; see `Backend.call`. Raises `BackendError` if time runs back, or the node will not."""
        receipt = self._transact(sender, to, data, timestamp)
        logs = tuple(
            Log(_bytes(log["address"]), tuple(_number(topic) for topic in log["topics"]), _bytes(log["data"]))
            for log in receipt["logs"]
        )
        output = _output(self._replay(receipt))
        return CallResult(bool(_number(receipt["status"])), output, logs, _number(receipt["gasUsed"]))

    def view(self, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Ask the node what a message would do; see `Backend.view`."""
        message = {"from": _text(bytes(20)), "to": _text(to), "data": _text(data), "gas": hex(GAS_LIMIT)}
        trace = self._trace("debug_traceCall", message, {**_CALL, "blockOverrides": {"time": hex(timestamp)}}, *_FRAME)
        return CallResult("error" not in trace, _output(trace), (), _number(trace["gasUsed"]))

    def storage(self, address: bytes, slot: int) -> int:
        """Return the word in a storage slot."""
        return _number(self._node.ask("eth_getStorageAt", _text(address), hex(slot), "latest"))

    def writes(self) -> frozenset[tuple[bytes, int]]:
        """Return the slots that differ before and after a transaction; see `Backend.writes`."""
        found: set[tuple[bytes, int]] = set()
        for transaction in self._unread:
            trace = self._trace("debug_traceTransaction", transaction, _DIFFERENCE, "pre", "post")
            for accounts in (trace["pre"], trace["post"]):
                for address, account in accounts.items():
                    found |= {(_bytes(address), _number(slot)) for slot in account.get("storage", ())}
        self._unread = []
        return frozenset(found)

    def nonce(self, address: bytes) -> int:
        """Return the nonce of the next transaction, whether it creates a contract or not."""
        if address not in self._nonces:
            self._nonces[address] = _number(self._node.ask("eth_getTransactionCount", _text(address), "latest"))
        return self._nonces[address]

    def snapshot(self) -> object:
        """Return a handle of the present state; see `Backend.snapshot`."""
        return self._snapshots.push(self._node.ask("evm_snapshot"))

    def revert(self, snapshot: object) -> None:
        """Return to the state of `snapshot`; see `Backend.revert`."""
        handle, checkpoints = self._snapshots.unwind(snapshot)
        if self._node.ask("evm_revert", checkpoints[-1]) is not True:
            raise BackendError("the node has forgotten a snapshot; does somebody else use it?")
        handle.checkpoint = self._node.ask("evm_snapshot")
        self._nonces, self._unread = {}, []

    def release(self, snapshot: object) -> None:
        """Forget `snapshot`; see `Backend.release`."""
        self._snapshots.remove(snapshot)

    def close(self) -> None:
        """Leave the node as it was; it is done at the latest when the process ends."""
        self._finalize()

    def _prepare(self) -> None:
        """Check that the node will do, and give everyone the ether to pay for gas."""
        chain = _number(self._node.ask("eth_chainId"))
        if chain != CHAIN_ID:
            raise BackendError(f"the node has chain id {chain}, where {CHAIN_ID} is needed")
        self._finalize = weakref.finalize(self, _give_back, self._node, self._node.ask("evm_snapshot"))
        for address in self._accounts:
            self._node.ask("hardhat_setBalance", _text(address), _FUNDS)

    def _transact(self, sender: bytes, to: bytes | None, data: bytes, timestamp: int) -> Mapping[str, Any]:
        """Have one transaction mined in a block of that time, and return its receipt."""
        self._set_time(timestamp)
        account = self._accounts.get(sender)
        sent = self._sign(account, to, data) if account else self._impersonate(sender, to, data)
        self._nonces[sender] = self.nonce(sender) + 1
        self._unread.append(sent)
        return self._node.receipt(sent)

    def _set_time(self, timestamp: int) -> None:
        try:
            self._node.ask("evm_setNextBlockTimestamp", timestamp)
        except BackendError as error:
            remedy = "time must not run back, so the node has to begin early: anvil with --timestamp 0"
            raise BackendError(f"{error} ({remedy})") from None

    def _sign(self, account: LocalAccount, to: bytes | None, data: bytes) -> str:
        """Send a signed transaction, and return its hash."""
        transaction: dict[str, Any] = {
            "type": 2,
            "chainId": CHAIN_ID,
            "nonce": self.nonce(_bytes(account.address)),
            "gas": GAS_LIMIT,
            "maxFeePerGas": FEE,
            "maxPriorityFeePerGas": 0,
            "to": to or b"",
            "value": 0,
            "data": data,
        }
        signed = account.sign_transaction(transaction)
        return str(self._node.ask("eth_sendRawTransaction", _text(signed.raw_transaction)))

    def _impersonate(self, sender: bytes, to: bytes | None, data: bytes) -> str:
        """Have the node send a transaction of somebody without a key, and return its hash."""
        who = _text(sender)
        fees = {"gas": hex(GAS_LIMIT), "maxFeePerGas": hex(FEE), "maxPriorityFeePerGas": "0x0"}
        transaction = {"from": who, "data": _text(data), "nonce": hex(self.nonce(sender)), **fees}
        self._node.ask("hardhat_setBalance", who, _FUNDS)
        self._node.ask("hardhat_impersonateAccount", who)
        return str(self._node.ask("eth_sendTransaction", transaction | ({"to": _text(to)} if to else {})))

    def _replay(self, receipt: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a transaction did, which its receipt does not tell: what it returned."""
        return self._trace("debug_traceTransaction", receipt["transactionHash"], _CALL, *_FRAME)

    def _trace(self, method: str, subject: object, options: Mapping[str, Any], *parts: str) -> Mapping[str, Any]:
        """Return a trace, which has to have these parts."""
        place = ("latest",) if method == "debug_traceCall" else ()
        traced = self._node.ask(method, subject, *place, options)
        if not isinstance(traced, Mapping) or not set(parts) <= traced.keys():
            raise BackendError(f"the node does not trace as asked: it has no {options['tracer']}")
        return cast(Mapping[str, Any], traced)


class Hold:
    """A state of a node to return to, whatever became of those who used it since: who is killed gives nothing back."""

    def __init__(self, url: str) -> None:
        """Take the present state of a node. Raises `BackendError`."""
        self._node = _Node(url)
        self._snapshot = self._node.ask("evm_snapshot")

    def back(self) -> None:
        """Return to it. Raises `BackendError`."""
        if self._node.ask("evm_revert", self._snapshot) is not True:
            raise BackendError("the node has forgotten how it was in the beginning: start it anew")
        self._snapshot = self._node.ask("evm_snapshot")

    def close(self) -> None:
        """Return to it for the last time, if the node is still there."""
        _give_back(self._node, self._snapshot)


class _Node:
    """What is at the other end of a URL."""

    def __init__(self, url: str) -> None:
        session = requests.Session()
        # A local node is not to be sought behind a proxy.
        session.trust_env = False
        self._url = url
        self._provider = HTTPProvider(
            url, request_kwargs={"timeout": PATIENCE}, session=session, exception_retry_configuration=None
        )

    def ask(self, method: str, *parameters: object) -> Any:
        """Return the answer to a request. Raises `BackendError`."""
        try:
            response: Any = self._provider.make_request(RPCEndpoint(method), list(parameters))
        except (OSError, ValueError) as error:
            raise BackendError(f"no node answers at {self._url}: {error}") from None
        if not isinstance(response, Mapping) or not response.keys() & {"error", "result"}:
            raise BackendError(f"what is at {self._url} is no node: it answers {response!r}")
        if "error" in response:
            raise BackendError(f"the node at {self._url} refuses {method}: {_reason(response['error'])}")
        return response["result"]

    def receipt(self, transaction: str) -> Mapping[str, Any]:
        """Return the receipt of a transaction. Raises `BackendError` if it is not mined in time."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            receipt: Mapping[str, Any] | None = self.ask("eth_getTransactionReceipt", transaction)
            if receipt is not None:
                return receipt
            time.sleep(0.001)
        raise BackendError(f"the node at {self._url} does not mine what it is sent within {PATIENCE:.0f} s")


def _give_back(node: _Node, snapshot: str) -> None:
    """Leave the node as it was, if it is still there."""
    with suppress(BackendError):
        node.ask("evm_revert", snapshot)


def _reason(error: object) -> str:
    return str(error.get("message", error)) if isinstance(error, Mapping) else str(error)


def _text(content: bytes) -> str:
    return f"0x{content.hex()}"


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def _number(text: object) -> int:
    if not isinstance(text, str) or not text.startswith("0x"):
        raise BackendError(f"the node answers {text!r} where a number is due")
    return int(text, 16)


def _output(trace: Mapping[str, Any]) -> bytes:
    """Return what a traced message returned or reverted with."""
    return _bytes(trace.get("output") or "0x")
