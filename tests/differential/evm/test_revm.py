"""What is particular to revm: what pyrevm tells in print only, and that it forgets nothing by itself."""

import pytest

from differential.artifact import Artifact
from differential.evm import revm
from differential.evm.backend import BackendError, DeployError, SnapshotError
from differential.evm.revm import MOST_SNAPSHOTS, Revm
from tests.differential.evm.probe import ALICE, NOW, creation, deployed, message, number, store


@pytest.fixture
def evm() -> Revm:
    return Revm()


@pytest.fixture
def probe(evm: Revm, artifacts: dict[str, Artifact]) -> bytes:
    return deployed(evm, artifacts)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (bytes(49_153), "CreateInitCodeSizeLimit"),
        (b"\xfe", "InvalidFEOpcode"),
        (bytes.fromhex("620060015ff3"), "CreateContractSizeLimit"),  # returns 24,577 zeros
    ],
)
def test_why_code_cannot_be_placed_is_told(evm: Revm, code: bytes, reason: str) -> None:
    with pytest.raises(DeployError, match=reason):
        evm.deploy(ALICE, code)


def test_there_is_room_for_calls_within_calls_under_all_snapshots(evm: Revm, probe: bytes) -> None:
    first = evm.snapshot()
    for _ in range(MOST_SNAPSHOTS - 1):
        evm.snapshot()
    with pytest.raises(SnapshotError, match="room for 256 snapshots"):
        evm.snapshot()
    assert evm.call(ALICE, probe, message("descend(uint256)", 300), NOW).success
    evm.revert(first)
    evm.snapshot()


def test_reverts_take_no_room(evm: Revm, probe: bytes) -> None:
    outer, inner = evm.snapshot(), evm.snapshot()
    for _ in range(2_000):
        evm.revert(inner)
    for _ in range(2_000):
        evm.revert(outer)
    assert number(store(evm, probe, 1)) == 2


def test_a_contract_that_destroys_itself_is_refused(evm: Revm, probe: bytes) -> None:
    evm.call(ALICE, probe, message("spawn(uint256)", 1), NOW)
    with pytest.raises(BackendError, match="destroyed itself"):
        evm.writes()


def test_a_contract_as_sender_is_refused(evm: Revm, probe: bytes) -> None:
    with pytest.raises(BackendError, match="RejectCallerWithCode"):
        evm.call(probe, probe, b"", NOW)


def test_what_is_touched_is_forgotten_in_time(
    evm: Revm, artifacts: dict[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A revert to the oldest snapshot starts a new chain now and then, on which all is as it was."""
    monkeypatch.setattr(revm, "RENEWAL", 10)
    with pytest.raises(DeployError):
        evm.deploy(ALICE, creation(artifacts, refuse=True))
    probe = deployed(evm, artifacts)
    store(evm, probe, 7)
    outer = evm.snapshot()
    chains = [evm._evm]
    for value in range(30):
        store(evm, probe, value)
        inner = evm.snapshot()
        store(evm, probe, 99)
        evm.revert(inner)
        assert (evm.storage(probe, 0), evm.writes()) == (value, frozenset())
        evm.revert(outer)
        assert (evm.storage(probe, 0), evm.nonce(ALICE), evm.writes()) == (7, 2, frozenset())
        if chains[-1] is not evm._evm:
            chains.append(evm._evm)
    assert len(chains) > 2
    assert deployed(evm, artifacts) != probe


def test_the_journal_is_read_to_its_newest_entries(evm: Revm, probe: bytes) -> None:
    """What is written by a later call is told apart from what an earlier one wrote, with snapshots in between."""
    evm.writes()
    for value in range(1, 4):
        store(evm, probe, value)
        evm.snapshot()
        assert evm.writes() == {(probe, 0)}
        evm.view(probe, message("store(uint256)", 9), NOW)
        evm.call(ALICE, probe, message("swapTransient(uint256)", 7), NOW)
        evm.snapshot()
        assert evm.writes() == frozenset()
