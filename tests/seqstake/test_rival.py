"""forge's invariant runner, with real forge: it makes the calls that it is asked for, and notices a wrong book."""

from pathlib import Path

import pytest

from differential.compile import compile_contracts
from differential.evm.revm import Revm
from differential.foundry.forge import Forge
from differential.foundry.invariants import project
from differential.system import chain_world, deploy
from differential.toolchain import Toolchain, ToolchainError
from seqstake.rival import tried

CONTRACTS = Path(__file__).parents[2] / "contracts"

RIGHT, WRONG = "_ledger.bonded += amount;", "_ledger.bonded += amount - 1;"


def test_forge_makes_calls_and_notices_a_wrong_book(tmp_path: Path) -> None:
    toolchain = Toolchain.locate(CONTRACTS)
    forge, folder = Forge.locate(toolchain, tmp_path), tmp_path / "project"
    project(folder, deploy(Revm(), compile_contracts(CONTRACTS), chain_world()), CONTRACTS, toolchain.modules)
    pace = tried(forge, folder, 4, 25)
    assert pace.calls == 100
    assert 0 < pace.reverted < 80

    source = folder / "src" / "Bonds.sol"
    text = source.read_text()
    assert text.count(RIGHT) == 1
    source.write_text(text.replace(RIGHT, WRONG))
    with pytest.raises(ToolchainError, match="Differs"):
        tried(forge, folder, 4, 25)
