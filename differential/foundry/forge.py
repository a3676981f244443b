"""forge from its npm package, with the npm package of solc as its compiler: no native compiler is needed."""

import os
import platform
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from differential.toolchain import REMEDY, Toolchain, ToolchainError

SHIM: Final = Path(__file__).with_name("solc_shim.js")

SYSTEMS: Final = {"Windows": "win32"}
MACHINES: Final = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True, slots=True)
class Forge:
    """The program, and what it compiles with."""

    program: Path
    solc: Path
    """A script that calls the npm package of solc as forge calls a compiler."""

    @classmethod
    def locate(cls, toolchain: Toolchain, folder: Path) -> Self:
        """Find forge beside the compiler of a contracts project, or on the PATH; ``folder`` is for the script.

        Raises `ToolchainError`.
        """
        system = SYSTEMS.get(platform.system(), platform.system().lower())
        machine = MACHINES.get(platform.machine(), platform.machine())
        home = toolchain.modules / "@foundry-rs" / f"forge-{system}-{machine}" / "bin"
        found = shutil.which("forge", path=str(home)) or shutil.which("forge")
        if found is None:
            raise ToolchainError(f"forge is missing from {home}: {REMEDY}")
        return cls(Path(found), script(toolchain, folder / "solc"))

    def run(
        self, root: Path, *arguments: str, patience: float | None = None, **settings: object
    ) -> subprocess.CompletedProcess[str]:
        """Run forge in a project, without a network; ``settings`` are variables of its environment.

        Raises `subprocess.TimeoutExpired` if that takes longer than ``patience`` in seconds.
        """
        command = [str(self.program), *arguments, "--root", str(root), "--use", str(self.solc), "--offline"]
        environment = os.environ | {name: str(value) for name, value in settings.items()}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=patience)


def script(toolchain: Toolchain, path: Path) -> Path:
    """Write a script that calls the npm package of solc as forge calls a compiler, and return where."""
    words = (toolchain.node, "--stack-size=8000", SHIM, toolchain.solc.resolve())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, words))} "$@"\n')
    path.chmod(0o755)
    return path
