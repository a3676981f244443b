"""Functions that stand for no action are shut to outsiders, and an open one is noticed."""

from pathlib import Path

import pytest

from differential.artifact import Artifact
from differential.campaign.openings import ordinary
from differential.campaign.session import Failure, Plan, Session
from differential.doors import knock, refuse_ether
from differential.evm.pyevm import PyEvm
from differential.lockstep import Divergence, Lockstep
from differential.storage import StorageLayout

CONTRACTS = Path(__file__).parents[2] / "contracts"


def session(*patches: tuple[str, str, str]) -> Session:
    """Return a session on our contracts with some changes, after an ordinary opening."""
    texts = {}
    for file, old, new in patches:
        text = (CONTRACTS / file).read_text()
        assert text.count(old) == 1
        texts[file] = text.replace(old, new)
    made = Session(PyEvm(), Plan(CONTRACTS, overrides=tuple(texts.items())))
    made.run(ordinary(made.world))
    return made


def test_all_doors_are_shut() -> None:
    lockstep = session().lockstep
    assert isinstance(lockstep, Lockstep)
    assert knock(lockstep) == 8 * 4 * 3


def test_an_open_door_is_noticed() -> None:
    guarded = "function punish(address validator, Offence offence) external onlyMember(address(SLASHING))"
    opened = session(("src/Registry.sol", guarded, guarded.replace(" onlyMember(address(SLASHING))", "")))
    with pytest.raises(Failure, match=r"Registry\.punish, which stands for no action"):
        opened.knock()


@pytest.mark.parametrize(
    ("file", "old", "new", "action"),
    [
        ("src/Controller.sol", "msg.sender != address(0)", "true", "AcceptGovernor"),
        ("src/Exits.sol", "record.shares > 0 && record.owner == caller", "record.owner == caller", "ClaimBatch"),
    ],
)
def test_nobody_who_is_taken_for_somebody_is_noticed(file: str, old: str, new: str, action: str) -> None:
    mistaken = session((file, old, new))
    with pytest.raises(Failure, match=f"{action} from the zero address"):
        mistaken.knock()


def test_a_function_that_takes_ether_is_noticed() -> None:
    abi = ({"type": "function", "name": "deposit", "inputs": [], "stateMutability": "payable"}, {"type": "constructor"})
    layout = StorageLayout({"storage": [], "types": None})
    with pytest.raises(Divergence, match=r"ether sent to Pools\.deposit"):
        refuse_ether("Pools", Artifact("Pools", "Pools.sol", abi, b"", b"", layout))
