"""What every backend must do alike, so that a history means the same on each."""

import subprocess
import sys
from dataclasses import FrozenInstanceError

import pytest
from eth_abi.abi import decode
from eth_account import Account
from eth_hash.auto import keccak

from differential.artifact import Artifact
from differential.evm.backend import CHAIN_ID, Backend, DeployError, Log, SnapshotError, predict_address
from differential.evm.pyevm import PyEvm
from tests.differential.evm.probe import ALICE, BOB, NOW, creation, deployed, message, number, refusal, store


@pytest.fixture
def initcode(artifacts: dict[str, Artifact]) -> bytes:
    return creation(artifacts)


@pytest.fixture
def probe(evm: Backend, artifacts: dict[str, Artifact]) -> bytes:
    return deployed(evm, artifacts)


def test_a_call_returns_its_output_and_events_and_changes_the_state(evm: Backend, probe: bytes) -> None:
    result = store(evm, probe, 5)
    topics = (
        int.from_bytes(keccak(b"Stored(address,uint256,uint256)"), "big"),
        int.from_bytes(ALICE, "big"),
        5,
    )
    assert number(result) == 6
    assert result.logs == (Log(probe, topics, NOW.to_bytes(32, "big")),)
    assert result.gas_used > 0
    assert evm.storage(probe, 0) == 5


def test_a_revert_gives_its_data_and_leaves_nothing_behind(evm: Backend, probe: bytes) -> None:
    store(evm, probe, 5)
    result = evm.call(BOB, probe, message("storeAndRefuse(uint256)", 9), NOW)
    assert not result.success
    assert result.output == refusal(BOB, 9)
    assert result.logs == ()
    assert evm.storage(probe, 0) == 5


def test_running_out_of_gas_fails_without_data(evm: Backend, probe: bytes) -> None:
    result = evm.call(ALICE, probe, message("exhaust()"), NOW)
    assert (result.success, result.output, result.logs) == (False, b"", ())
    assert evm.storage(probe, 0) == 0


def test_slots_that_changed_are_told_once(evm: Backend, probe: bytes) -> None:
    assert evm.writes() >= {(probe, 1)}
    store(evm, probe, 5)
    evm.call(ALICE, probe, message("environment()"), NOW)
    assert evm.writes() == {(probe, 0)}
    assert evm.writes() == frozenset()


def test_clearing_a_slot_changes_it(evm: Backend, probe: bytes) -> None:
    store(evm, probe, 5)
    evm.writes()
    store(evm, probe, 0)
    assert evm.writes() == {(probe, 0)}


def test_slots_are_told_of_inner_calls_and_of_several_contracts(evm: Backend, initcode: bytes) -> None:
    first, second = (evm.deploy(ALICE, initcode, NOW) for _ in range(2))
    evm.writes()
    store(evm, first, 1)
    evm.call(BOB, second, message("descend(uint256)", 3), NOW)
    assert evm.writes() == {(first, 0), (second, 0)}


def test_calls_that_fail_views_and_what_is_reverted_change_nothing(evm: Backend, probe: bytes) -> None:
    evm.writes()
    evm.call(ALICE, probe, message("storeAndRefuse(uint256)", 9), NOW)
    evm.view(probe, message("store(uint256)", 5), NOW)
    assert evm.writes() <= {(probe, 0)}
    snapshot = evm.snapshot()
    store(evm, probe, 5)
    evm.revert(snapshot)
    assert evm.writes() == frozenset()


def test_transient_slots_are_no_storage(evm: Backend, probe: bytes) -> None:
    evm.writes()
    evm.call(ALICE, probe, message("swapTransient(uint256)", 7), NOW)
    assert evm.writes() == frozenset()


def test_an_inner_call_that_is_refused_leaves_nothing_behind(evm: Backend, probe: bytes) -> None:
    result = evm.call(ALICE, probe, message("storeDespiteRefusal(uint256)", 5), NOW)
    assert number(result) == 1
    assert [log.topics[2] for log in result.logs] == [6]
    assert evm.storage(probe, 0) == 6


def test_a_contract_can_call_itself(evm: Backend, probe: bytes) -> None:
    assert evm.call(ALICE, probe, message("descend(uint256)", 60), NOW).success
    assert evm.storage(probe, 0) == 60


def test_the_size_of_code_is_that_of_the_compiler(evm: Backend, probe: bytes, artifacts: dict[str, Artifact]) -> None:
    def size(account: bytes) -> int:
        return number(evm.view(probe, message("sizeOf(address)", account), NOW))

    assert size(probe) == len(artifacts["Probe"].runtime)
    assert size(ALICE) == size(BOB) == size(bytes(20)) == 0


def test_ether_is_not_needed_and_not_moved(evm: Backend, probe: bytes) -> None:
    store(evm, probe, 1)
    balance = message("balanceOf(address)", probe)
    assert number(evm.view(probe, balance, NOW)) == 0


def test_a_call_to_an_account_without_code_succeeds_with_nothing(evm: Backend) -> None:
    result = evm.call(ALICE, BOB, b"", NOW)
    assert (result.success, result.output, result.logs) == (True, b"", ())


def test_time_is_that_of_the_call_in_any_order(evm: Backend, probe: bytes) -> None:
    for time in (NOW, NOW + 1, NOW - 1, 0, 2**64 - 1):
        output = evm.view(probe, message("environment()"), time).output
        assert decode(["uint256", "uint256"], output)[0] == time


def test_the_chain_and_the_sender_are_seen_by_the_contract(evm: Backend, probe: bytes) -> None:
    output = evm.call(ALICE, probe, message("environment()"), NOW).output
    sender = "0x" + ALICE.hex()
    assert decode(["uint256", "uint256", "address", "address"], output) == (NOW, CHAIN_ID, sender, sender)


def test_a_view_is_undone_whether_it_succeeds_or_not(evm: Backend, probe: bytes) -> None:
    store(evm, probe, 5)
    assert number(evm.view(probe, message("store(uint256)", 8), NOW)) == 9
    assert evm.view(probe, message("storeAndRefuse(uint256)", 8), NOW).output == refusal(bytes(20), 8)
    assert evm.storage(probe, 0) == 5


def test_storage_agrees_with_a_view(evm: Backend, probe: bytes) -> None:
    store(evm, probe, 2**256 - 2)
    assert evm.storage(probe, 0) == number(evm.view(probe, message("value()"), NOW)) == 2**256 - 2
    assert evm.storage(probe, 99) == 0
    assert evm.storage(BOB, 0) == 0


def test_a_deployment_is_where_it_was_predicted(evm: Backend, initcode: bytes) -> None:
    for nonce in range(3):
        assert evm.nonce(ALICE) == nonce
        assert evm.deploy(ALICE, initcode) == predict_address(ALICE, nonce)
    assert evm.deploy(BOB, initcode) == predict_address(BOB, 0)


def test_prediction_agrees_with_the_known_example() -> None:
    sender = bytes.fromhex("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0")
    assert predict_address(sender, 0).hex() == "cd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"
    assert predict_address(sender, 1).hex() == "343c43a37d37dff08ae8c4a11544c718abb4fcf8"


def test_a_constructor_sees_its_time(evm: Backend, initcode: bytes) -> None:
    address = evm.deploy(ALICE, initcode, NOW)
    assert evm.storage(address, 1) == NOW


def test_a_constructor_that_reverts_gives_its_data_and_uses_the_nonce(
    evm: Backend, initcode: bytes, artifacts: dict[str, Artifact]
) -> None:
    with pytest.raises(DeployError) as caught:
        evm.deploy(ALICE, creation(artifacts, refuse=True))
    assert caught.value.data == refusal(ALICE, 1)
    address = evm.deploy(ALICE, initcode)
    assert address == predict_address(ALICE, 1)
    assert evm.storage(predict_address(ALICE, 0), 1) == 0


@pytest.mark.parametrize(
    "code",
    [bytes(49_153), b"\xfe", bytes.fromhex("620060015ff3")],  # the last one returns 24,577 zeros
    ids=["too much creation code", "an invalid instruction", "too much code"],
)
def test_code_that_cannot_be_placed_is_an_error_and_uses_the_nonce(evm: Backend, code: bytes) -> None:
    with pytest.raises(DeployError) as caught:
        evm.deploy(ALICE, code)
    assert caught.value.data == b""
    assert evm.nonce(ALICE) == 1


def test_a_snapshot_can_be_reverted_to_many_times(evm: Backend, probe: bytes) -> None:
    store(evm, probe, 1)
    snapshot = evm.snapshot()
    for value in range(2, 20):
        store(evm, probe, value)
        store(evm, probe, value + 1)
        evm.revert(snapshot)
        assert evm.storage(probe, 0) == 1
    evm.revert(snapshot)
    assert evm.storage(probe, 0) == 1


def test_released_snapshots_make_room_and_leave_the_state_alone(evm: Backend, probe: bytes) -> None:
    store(evm, probe, 1)
    outer = evm.snapshot()
    for value in range(2, 300):
        inner = evm.snapshot()
        store(evm, probe, value)
        if value % 3 == 0:
            evm.revert(inner)
        evm.release(inner)
        assert evm.storage(probe, 0) == (value - 1 if value % 3 == 0 else value)
        with pytest.raises(SnapshotError):
            evm.revert(inner)
    assert (probe, 0) in evm.writes()
    evm.revert(outer)
    assert evm.storage(probe, 0) == 1


def test_snapshots_nest(evm: Backend, probe: bytes) -> None:
    handles = []
    for value in range(1, 5):
        store(evm, probe, value)
        handles.append(evm.snapshot())
    for value in (4, 2, 1):
        store(evm, probe, 99)
        evm.revert(handles[value - 1])
        assert evm.storage(probe, 0) == value
    with pytest.raises(SnapshotError):
        evm.revert(handles[2])
    assert evm.storage(probe, 0) == 1


def test_an_outer_snapshot_survives_reverts_to_an_inner_one(evm: Backend, probe: bytes) -> None:
    outer = evm.snapshot()
    store(evm, probe, 1)
    inner = evm.snapshot()
    for _ in range(3):
        store(evm, probe, 2)
        evm.revert(inner)
    assert evm.storage(probe, 0) == 1
    evm.revert(outer)
    assert evm.storage(probe, 0) == 0


def test_a_snapshot_holds_across_failures_and_views(evm: Backend, probe: bytes) -> None:
    store(evm, probe, 1)
    snapshot = evm.snapshot()
    evm.call(ALICE, probe, message("storeAndRefuse(uint256)", 2), NOW)
    evm.view(probe, message("store(uint256)", 3), NOW)
    store(evm, probe, 4)
    evm.call(ALICE, probe, message("exhaust()"), NOW)
    assert evm.storage(probe, 0) == 4
    evm.revert(snapshot)
    assert evm.storage(probe, 0) == 1
    assert number(store(evm, probe, 6)) == 7


def test_a_revert_undoes_deployments_and_nonces(evm: Backend, initcode: bytes) -> None:
    snapshot = evm.snapshot()
    first = evm.deploy(ALICE, initcode)
    store(evm, first, 1)
    evm.revert(snapshot)
    assert evm.nonce(ALICE) == 0
    assert not evm.view(first, message("value()"), NOW).output
    assert evm.deploy(ALICE, initcode) == first
    assert evm.storage(first, 0) == 0


@pytest.mark.parametrize("stranger", [None, 3, object()])
def test_a_foreign_snapshot_is_refused(evm: Backend, stranger: object) -> None:
    with pytest.raises(SnapshotError):
        evm.revert(stranger)


def test_a_snapshot_of_another_backend_is_refused(evm: Backend) -> None:
    with pytest.raises(SnapshotError):
        evm.revert(PyEvm().snapshot())


def test_transient_storage_ends_with_the_call(evm: Backend, probe: bytes) -> None:
    swap = message("swapTransient(uint256)", 7)
    snapshot = evm.snapshot()
    for _ in range(2):
        assert number(evm.call(ALICE, probe, swap, NOW)) == 0
        assert number(evm.view(probe, swap, NOW)) == 0
    evm.revert(snapshot)
    assert number(evm.call(ALICE, probe, swap, NOW)) == 0


def test_signatures_are_recovered(evm: Backend, probe: bytes) -> None:
    account = Account.from_key(b"\x01" * 32)
    digest = keccak(b"message")
    signed = account.unsafe_sign_hash(digest)
    data = message(
        "recover(bytes32,uint8,bytes32,bytes32)",
        digest,
        signed.v,
        signed.r.to_bytes(32, "big"),
        signed.s.to_bytes(32, "big"),
    )
    assert evm.view(probe, data, NOW).output[12:] == bytes.fromhex(account.address[2:])


def test_results_are_immutable(evm: Backend) -> None:
    result = evm.call(ALICE, BOB, b"", NOW)
    with pytest.raises(FrozenInstanceError):
        result.success = False  # type: ignore[misc]  # the point of the test


def test_the_protocol_is_imported_without_an_evm() -> None:
    program = (
        "import sys, differential.evm.backends, differential.compile\n"
        "sys.exit(bool({'eth', 'pyrevm', 'web3'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
