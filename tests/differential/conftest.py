"""Contracts projects for the tests of the EVM side."""

import shutil
from pathlib import Path

import pytest

from differential.artifact import Artifact
from differential.compile import compile_contracts

FIXTURES = Path(__file__).parent / "fixtures"
CONTRACTS = Path(__file__).parents[2] / "contracts"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small contracts project of its own, with a cache of its own."""
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    (root / "node_modules").symlink_to(CONTRACTS / "node_modules")
    monkeypatch.setenv("SEQSTAKE_CACHE", str(tmp_path / "cache"))
    return root


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Artifact]:
    """The contracts in `fixtures`, compiled."""
    root = tmp_path_factory.mktemp("fixtures") / "project"
    shutil.copytree(FIXTURES, root)
    (root / "node_modules").symlink_to(CONTRACTS / "node_modules")
    return compile_contracts(root)
