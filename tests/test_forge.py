"""The contracts are an ordinary Foundry project: `forge build` works on the folder as it stands."""

from pathlib import Path

from differential.foundry.forge import Forge
from differential.toolchain import Toolchain

CONTRACTS = Path(__file__).parent.parent / "contracts"


def test_forge_builds_the_contracts(tmp_path: Path) -> None:
    forge = Forge.locate(Toolchain.locate(CONTRACTS), tmp_path)
    folders = ["--out", str(tmp_path / "out"), "--cache-path", str(tmp_path / "cache")]
    run = forge.run(CONTRACTS, "build", *folders)
    assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "out" / "Pools.sol" / "Pools.json").exists()
