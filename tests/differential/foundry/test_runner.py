"""forge's invariant runner, with real forge: it makes the calls that it is asked for, and notices a wrong book."""

from pathlib import Path

import pytest

from differential.artifact import Artifact
from differential.compile import compile_contracts
from differential.evm.revm import Revm
from differential.foundry.invariants import put
from differential.foundry.runner import Runner
from differential.system import chain_world, deploy
from differential.toolchain import ToolchainError
from seqstake.rival import tried

CONTRACTS = Path(__file__).parents[3] / "contracts"

BOOKED = "_ledger.bonded += amount;"


def wrong(text: str) -> dict[str, Artifact]:
    """Return the contracts with something else in the place of what is booked."""
    source = (CONTRACTS / "src" / "Bonds.sol").read_text()
    assert source.count(BOOKED) == 1
    return compile_contracts(CONTRACTS, {"src/Bonds.sol": source.replace(BOOKED, text)})


def test_forge_makes_calls_and_notices_a_wrong_book(tmp_path: Path) -> None:
    right = deploy(Revm(), compile_contracts(CONTRACTS), chain_world())
    runner = Runner.build(tmp_path, right, CONTRACTS)
    pace = tried(runner, 4, 25)
    assert (pace.calls, pace.reason) == (100, "")
    assert 0 < pace.reverted < 80

    put(runner.folder, wrong("_ledger.bonded += amount - amount % 2;").values())
    first, again = runner.run(40, 25), runner.run(40, 25)
    assert first.reason.startswith('Differs("what is bonded"')
    assert 0 < first.calls < 1_000
    assert (first.calls, first.reverted, first.reason) == (again.calls, again.reverted, again.reason)
    with pytest.raises(ToolchainError, match=r"forge finds a mistake: Differs"):
        tried(runner, 40, 25)

    put(runner.folder, wrong("_ledger.bonded += amount - 1;").values())
    unset = runner.run(1, 1)
    assert unset.calls == 0
    assert "failed to set up" in unset.reason
