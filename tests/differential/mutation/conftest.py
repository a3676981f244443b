"""A small project with one source, and what compiles it."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from differential.mutation.build import Builder, Project
from differential.mutation.generated import generated
from differential.mutation.mutant import Mutant
from differential.mutation.solc import Solc

CONTRACTS = Path(__file__).parents[3] / "contracts"
TOY = Path(__file__).with_name("fixtures") / "Toy.sol"


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    root = tmp_path_factory.mktemp("toy")
    (root / "src").mkdir()
    (root / "node_modules").symlink_to(CONTRACTS / "node_modules")
    shutil.copy(TOY, root / "src")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEQSTAKE_CACHE", str(root / "cache"))
        project = Project.open(root)
        with closing(Solc(project.toolchain)) as solc:
            yield Builder(project, solc)


@pytest.fixture(scope="module")
def mutants(builder: Builder) -> list[Mutant]:
    return list(generated(builder.project.texts, builder.trees()))
