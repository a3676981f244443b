"""A project for forge's invariant runner: our actions on our contracts, and after every call a look at the books.

It is what an engineer without a spec would write, for a comparison of speed and of what is found.
"""

import shutil
import textwrap
from pathlib import Path
from string import Template
from typing import Final

from differential.foundry.regression import Regression
from differential.system import System
from differential.trace import Trace, save

HANDLER: Final = Path(__file__).with_name("handler.sol")

TEST: Final = Path("test") / "Invariant.t.sol"

SETTINGS: Final = """\
[profile.default]
libs = []
remappings = ["@openzeppelin/=node_modules/@openzeppelin/"]
evm_version = "cancun"
optimizer = true
optimizer_runs = 200

[invariant]
fail_on_revert = false
"""
"""The contracts are compiled as lock-step compiles them."""


def filled(system: System, sources: Path) -> str:
    """Return the test, with the deployment as lock-step has it."""
    texts = {path.relative_to(sources.parent).as_posix(): path.read_text() for path in sources.rglob("*.sol")}
    regression = Regression(system, Trace(system.world.same_token(), system.world.parameters, (), ""))
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
    """Write a project that tests the system's contracts, whose sources are in ``contracts``."""
    shutil.copytree(contracts / "src", folder / "src")
    (folder / "node_modules").symlink_to(modules.resolve())
    save(folder / TEST, filled(system, contracts / "src"))
    save(folder / "foundry.toml", SETTINGS)
