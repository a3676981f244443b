"""The contracts are an ordinary Foundry project: `forge build` works on the folder, where forge is at hand."""

import shutil
import subprocess
from pathlib import Path

import pytest

CONTRACTS = Path(__file__).parent.parent / "contracts"


@pytest.mark.skipif(shutil.which("forge") is None, reason="forge is not on the PATH")
def test_forge_builds_the_contracts(tmp_path: Path) -> None:
    folders = ["--out", str(tmp_path / "out"), "--cache-path", str(tmp_path / "cache")]
    command = ["forge", "build", "--root", str(CONTRACTS), *folders]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "out" / "Pools.sol" / "Pools.json").exists()
