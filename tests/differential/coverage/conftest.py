"""A small source of which every line and condition can be counted by hand, compiled for coverage."""

import shutil
from pathlib import Path

import pytest

from differential.coverage.build import Build

FIXTURES = Path(__file__).parent / "fixtures"
CONTRACTS = Path(__file__).parents[3] / "contracts"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of the project in `fixtures`."""
    root = tmp_path_factory.mktemp("fixtures") / "project"
    shutil.copytree(FIXTURES, root)
    (root / "node_modules").symlink_to(CONTRACTS / "node_modules")
    return Build.of(root)
