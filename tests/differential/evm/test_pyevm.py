"""What the reference does that other backends cannot: it ends transactions."""

import pytest
from eth_abi.abi import decode

from differential.artifact import Artifact
from differential.evm.backend import CallResult, DeployError
from differential.evm.pyevm import PyEvm
from tests.differential.evm.probe import ALICE, NOW, deployed, message, number

COLD_READ, WARM_READ = 2_100, 100


@pytest.fixture
def evm() -> PyEvm:
    return PyEvm()


@pytest.fixture
def probe(evm: PyEvm, artifacts: dict[str, Artifact]) -> bytes:
    return deployed(evm, artifacts)


def test_gas_is_that_of_the_execution_alone(evm: PyEvm, probe: bytes) -> None:
    assert evm.call(ALICE, b"\xb0" * 20, b"", NOW).gas_used == 0
    assert evm.call(ALICE, probe, message("store(uint256)", 5), NOW).gas_used > 20_000


def test_writes_of_inner_calls_that_fail_are_told_too(evm: PyEvm, probe: bytes) -> None:
    evm.writes()
    assert not evm.call(ALICE, probe, message("storeAndRefuse(uint256)", 9), NOW).success
    assert evm.writes() == {(probe, 0)}


def test_the_turns_of_contracts_are_told_until_they_are_asked_for(evm: PyEvm) -> None:
    # Jumps from 3 to 5 if there are arguments, and ends in either case.
    code = bytes.fromhex("36600557005b00")
    fork = evm.deploy(ALICE, b"\x66" + code + bytes.fromhex("5f5260076019f3"))
    assert evm.branches() == frozenset()
    evm.call(ALICE, fork, b"", NOW)
    assert evm.branches() == {(fork, 4, 4)}
    evm.call(ALICE, fork, b"x", NOW)
    evm.call(ALICE, fork, b"", NOW)
    assert evm.branches() == {(fork, 4, 4), (fork, 4, 5)}
    assert evm.branches() == frozenset()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (bytes(49_153), "49,153 bytes of creation code"),
        (b"\xfe", "InvalidInstruction"),
        (bytes.fromhex("620060015ff3"), "OutOfGas"),  # returns 24,577 zeros
    ],
)
def test_why_code_cannot_be_placed_is_told(evm: PyEvm, code: bytes, reason: str) -> None:
    with pytest.raises(DeployError, match=reason):
        evm.deploy(ALICE, code)


def test_a_slot_is_cold_at_the_start_of_every_call(evm: PyEvm, probe: bytes) -> None:
    def is_cold(result: CallResult) -> bool:
        cost: int = decode(["uint256", "uint256"], result.output)[0]
        return COLD_READ <= cost < COLD_READ + WARM_READ

    cost = message("readCost()")
    snapshot = evm.snapshot()
    for _ in range(2):
        assert is_cold(evm.call(ALICE, probe, cost, NOW))
        assert is_cold(evm.view(probe, cost, NOW))
    evm.revert(snapshot)
    assert is_cold(evm.call(ALICE, probe, cost, NOW))


@pytest.mark.filterwarnings("ignore:SELFDESTRUCT opcode present:DeprecationWarning")
def test_a_self_destruct_is_done_at_the_end_of_its_call(evm: PyEvm, probe: bytes) -> None:
    def spawn_and_check() -> None:
        child = evm.call(ALICE, probe, message("spawn(uint256)", 1), NOW).output[12:]
        assert len(child) == 20
        assert number(evm.view(probe, message("sizeOf(address)", child), NOW)) == 0
        assert evm.storage(child, 0) == 0

    outer = evm.snapshot()
    for _ in range(3):
        spawn_and_check()
        inner = evm.snapshot()
        spawn_and_check()
        spawn_and_check()
        evm.revert(inner)
        spawn_and_check()
        evm.revert(outer)
