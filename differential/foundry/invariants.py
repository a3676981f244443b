"""A project for forge's invariant runner: our actions on our contracts, and after every call a look at the books.

It is what an engineer without a spec would write, for a comparison of speed and of what is found. The contracts' code
comes from files, so that contracts with a mistake in them need no other test, and forge compiles once.
"""

import json
import shutil
import textwrap
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Final

from differential.artifact import Artifact
from differential.foundry.expressions import quoted
from differential.foundry.regression import Regression
from differential.system import CODE, System
from differential.trace import Trace, save

HANDLER: Final = Path(__file__).with_name("handler.sol")

TEST: Final = Path("test") / "Invariant.t.sol"

FOLDER: Final = "code"
"""Where the code of the contracts is."""

SETTINGS: Final = """\
[profile.default]
libs = []
fs_permissions = [{ access = "read", path = "./code" }]
remappings = ["@openzeppelin/=node_modules/@openzeppelin/"]
evm_version = "cancun"
optimizer = true
optimizer_runs = 200

[invariant]
fail_on_revert = false
"""
"""The contracts are compiled as lock-step compiles them."""


class Deployment(Regression):
    """The statements that deploy, with the code from files."""

    def creation(self, contract: str) -> str:
        """Return the statement that creates a contract."""
        kind = CODE.get(contract, contract)
        arguments = ", ".join(self.given(contract))
        return f"{self._variables[contract]} = {kind}(create({quoted(kind)}, abi.encode({arguments})));"


def filled(system: System, sources: Path) -> str:
    """Return the test, with the deployment as lock-step has it."""
    texts = {path.relative_to(sources.parent).as_posix(): path.read_text() for path in sources.rglob("*.sol")}
    regression = Deployment(system, Trace(system.world.same_token(), system.world.parameters, (), ""))
    handler, deployment = Template(HANDLER.read_text(encoding="utf-8")), "\n".join(regression.set_up())
    rewards = "stakeToken" if system.world.same_token() else "rewardToken"
    body = handler.safe_substitute(deployment=deployment, rewards=rewards)
    return handler.substitute(
        imports="\n".join(regression.imports(body, "..", texts)),
        variables=textwrap.indent("\n".join(regression.variables(body)), " " * 4),
        deployment=textwrap.indent(deployment, " " * 8),
        rewards=rewards,
    )


def project(folder: Path, system: System, contracts: Path, modules: Path) -> None:
    """Write a project that tests the system's contracts, whose interfaces are those of the sources in ``contracts``."""
    shutil.copytree(contracts / "src", folder / "src")
    (folder / "node_modules").symlink_to(modules.resolve())
    save(folder / TEST, filled(system, contracts / "src"))
    save(folder / "foundry.toml", SETTINGS)
    put(folder, system.artifacts.values())


def put(folder: Path, artifacts: Iterable[Artifact]) -> None:
    """Let a project test this code."""
    for artifact in artifacts:
        if artifact.initcode:
            code = {"abi": artifact.abi, "bytecode": {"object": f"0x{artifact.initcode.hex()}"}}
            save(folder / FOLDER / f"{artifact.name}.json", json.dumps(code))
