"""What is particular to a node: it may be missing, unfit or stubborn, and it outlives us."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from differential.artifact import Artifact
from differential.evm.backend import BackendError, DeployError
from differential.evm.backends import backend
from differential.evm.rpc import Rpc
from differential.people import keyring
from tests.differential.evm.anvil import anvil
from tests.differential.evm.probe import ALICE, NOW, creation, deployed, message, store

KEYS = keyring("alice")


@pytest.fixture
def evm(node: str) -> Iterator[Rpc]:
    rpc = Rpc(node, KEYS)
    yield rpc
    rpc.close()


class Stub(BaseHTTPRequestHandler):
    """A node that answers every request alike."""

    answer: object = None

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.answer).encode())

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def stub() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Stub)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_node_is_left_as_it_was(node: str, artifacts: dict[str, Artifact]) -> None:
    addresses = []
    for _ in range(2):
        rpc = Rpc(node, KEYS)
        addresses.append(deployed(rpc, artifacts))
        store(rpc, addresses[-1], 5)
        rpc.close()
    assert addresses[0] == addresses[1]


def test_whoever_has_no_key_sends_all_the_same(evm: Rpc, artifacts: dict[str, Artifact]) -> None:
    probe = deployed(evm, artifacts)
    for sender in (bytes(20), b"\7" * 20, probe):
        snapshot = evm.snapshot()
        for _ in range(2):
            output = evm.call(sender, probe, message("environment()"), NOW).output
            assert output.endswith(sender.rjust(32, b"\0") * 2)
            evm.revert(snapshot)


def test_time_that_runs_back_is_refused(evm: Rpc) -> None:
    evm.call(ALICE, ALICE, b"", NOW)
    with pytest.raises(BackendError, match="evm_setNextBlockTimestamp"):
        evm.call(ALICE, ALICE, b"", NOW - 1)


def test_why_a_constructor_fails_is_told(evm: Rpc, artifacts: dict[str, Artifact]) -> None:
    with pytest.raises(DeployError, match="execution reverted"):
        evm.deploy(ALICE, creation(artifacts, refuse=True))
    with pytest.raises(DeployError, match="49,153 bytes"):
        evm.deploy(ALICE, bytes(49_153))


def test_a_snapshot_that_the_node_forgot_is_noticed(evm: Rpc) -> None:
    older, snapshot = evm._node.ask("evm_snapshot"), evm.snapshot()
    evm._node.ask("evm_revert", older)
    with pytest.raises(BackendError, match="forgotten"):
        evm.revert(snapshot)


def test_a_node_of_another_chain_is_refused() -> None:
    with anvil("--chain-id", "1") as url, pytest.raises(BackendError, match="chain id 1, where 31337 is needed"):
        Rpc(url, KEYS)


def test_a_node_that_does_not_mine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("differential.evm.rpc.PATIENCE", 0.2)
    with anvil("--no-mining") as url:
        rpc = Rpc(url, KEYS)
        with pytest.raises(BackendError, match="does not mine"):
            rpc.call(ALICE, ALICE, b"", NOW)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", ""])
def test_a_node_that_is_not_there_is_named(url: str) -> None:
    with pytest.raises(BackendError, match=f"no node answers at {url}"):
        backend("rpc", url)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "Method not found"}}, "refuses eth_chainId"),
        ({"jsonrpc": "2.0", "id": 1, "result": None}, "answers None where a number is due"),
        ([], "is no node: it answers "),
        ("hello", "is no node: it answers 'hello'"),
    ],
    ids=["an error", "nothing", "a list", "a text"],
)
def test_what_is_no_node_is_refused(stub: str, answer: object, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stub, "answer", answer)
    with pytest.raises(BackendError, match=message):
        Rpc(stub, KEYS)


def test_an_unknown_evm_is_named() -> None:
    with pytest.raises(BackendError, match="no EVM called 'geth'; there are: pyevm, revm, rpc"):
        backend("geth")
