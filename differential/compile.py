"""Compile a contracts project with solc's npm package, once per content."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from differential.artifact import Artifact
from differential.evm.backend import INITCODE_LIMIT
from differential.sources import SourceError, Sources
from differential.storage import StorageLayout
from differential.toolchain import Toolchain, ToolchainError

__all__ = ["Artifact", "CompileError", "ToolchainError", "cache_folder", "compile_contracts"]

RUNTIME_LIMIT = 24_576
"""Largest deployed code, in bytes (EIP-170)."""

SETTINGS: Mapping[str, Any] = {
    "optimizer": {"enabled": True, "runs": 200},
    "evmVersion": "cancun",
    "viaIR": False,
    "metadata": {"bytecodeHash": "none"},
}
OUTPUTS = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "storageLayout"]

_PROJECT = Path(__file__).resolve().parent.parent


class CompileError(Exception):
    """The sources do not compile, or what comes out cannot be deployed."""


def cache_folder() -> Path:
    """Return the folder of everything cached: `SEQSTAKE_CACHE`, or `.cache` in the project."""
    configured = os.environ.get("SEQSTAKE_CACHE")
    return Path(configured) if configured else _PROJECT / ".cache"


def compile_contracts(
    root: Path,
    overrides: Mapping[str, str] | None = None,
    *,
    solc_version: str | None = None,
    spare: Path | None = None,
) -> dict[str, Artifact]:
    """Compile every source in `src` and `test` of the contracts project at `root`.

    `overrides` replaces the texts of files of the project, by path relative to `root`: the way to seed a
    bug. `solc_version` pins the compiler; without it the version in the project's `package.json` counts. A project
    without packages of its own takes those of the project `spare`.
    Returns the project's own contracts by name; what packages define is left out. What comes
    of a source is cached by its content and that of all it imports, the settings and the compiler's version, so that
    a change recompiles what depends on it and no more.

    Raises `ToolchainError` when the compiler cannot be run, and `CompileError` when a source does not
    exist or does not compile, two contracts share a name, or code is too large to be deployed.
    """
    toolchain = Toolchain.locate(root, solc_version, spare)
    try:
        sources = Sources.collect(root, toolchain.modules, overrides or {})
    except SourceError as error:
        raise CompileError(str(error)) from None
    entries = {unit: _entry(toolchain.version, unit, sources.closure([unit])) for unit in sorted(sources.own)}
    known = {unit: load_entry(entry) for unit, entry in entries.items()}
    missing = [unit for unit, output in known.items() if output is None]
    if missing:
        compiled = _compile(toolchain, _request(sources.closure(missing), missing), missing)
        for unit, output in compiled.items():
            store_entry(entries[unit], output)
        known.update(compiled)
    outputs = {unit: output for unit, output in known.items() if output is not None}
    _check(outputs)
    return {artifact.name: artifact for artifact in _artifacts(outputs)}


def _request(texts: Mapping[str, str], units: Iterable[str]) -> str:
    """Return the question for the compiler: what comes of ``units``, which need no more than these texts."""
    sources = {name: {"content": text} for name, text in texts.items()}
    settings = {**SETTINGS, "outputSelection": {unit: {"*": OUTPUTS} for unit in units}}
    return json.dumps({"language": "Solidity", "sources": sources, "settings": settings}, sort_keys=True)


def _compile(toolchain: Toolchain, request: str, units: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the compiler's output for ``units``, each with its contracts by name."""
    answer = ask(toolchain, request)
    return {unit: answer.get("contracts", {}).get(unit, {}) for unit in units}


def ask(toolchain: Toolchain, request: str) -> dict[str, Any]:
    """Return the compiler's answer. Raises `ToolchainError`, and `CompileError` if the sources do not compile."""
    answer = toolchain.run(request)
    messages = [
        error.get("formattedMessage", error["message"]).strip()
        for error in answer.get("errors", ())
        if error["severity"] == "error"
    ]
    if messages:
        raise CompileError("\n\n".join(messages))
    return answer


def _check(output: Mapping[str, Mapping[str, Any]]) -> None:
    origin: dict[str, str] = {}
    for source, name, contract in _contracts(output):
        if name in origin:
            raise CompileError(f"{name} is defined twice, in {origin[name]} and in {source}")
        origin[name] = source
        _check_code(name, "runtime", contract["evm"]["deployedBytecode"]["object"], RUNTIME_LIMIT)
        _check_code(name, "creation", contract["evm"]["bytecode"]["object"], INITCODE_LIMIT)


def _check_code(name: str, kind: str, code: str, limit: int) -> None:
    if "__$" in code:
        raise CompileError(f"{name} calls a library that must be linked: make the library's functions internal")
    if len(code) // 2 > limit:
        raise CompileError(f"{name} has {len(code) // 2:,} bytes of {kind} code, the limit is {limit:,}")


def _contracts(output: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield (source, name, contract) in the order of the output."""
    for source, contracts in output.items():
        for name, contract in contracts.items():
            yield source, name, contract


def _artifacts(output: Mapping[str, Mapping[str, Any]]) -> Iterator[Artifact]:
    for source, name, contract in _contracts(output):
        yield Artifact(
            name=name,
            source=source,
            abi=tuple(contract["abi"]),
            initcode=bytes.fromhex(contract["evm"]["bytecode"]["object"]),
            runtime=bytes.fromhex(contract["evm"]["deployedBytecode"]["object"]),
            layout=StorageLayout(contract["storageLayout"]),
        )


def _entry(version: str, unit: str, texts: Mapping[str, str]) -> Path:
    """Return the cache entry of a source: a file of a digest, a line break, and the output it is the digest of."""
    content = json.dumps([version, SETTINGS, OUTPUTS, unit, texts], sort_keys=True)
    key = hashlib.sha256(content.encode()).hexdigest()
    return cache_folder() / "solc" / f"{key}.json"


def load_entry(entry: Path) -> dict[str, Any] | None:
    """Return what is cached, or nothing if it is not there or damaged."""
    try:
        digest, _, body = entry.read_bytes().partition(b"\n")
    except OSError:
        return None
    if digest != hashlib.sha256(body).hexdigest().encode():
        return None
    output: dict[str, Any] = json.loads(body)
    return output


def store_entry(entry: Path, output: Mapping[str, Any]) -> None:
    """Write the entry so that a reader sees all of it or nothing, whatever other processes do."""
    body = json.dumps(output).encode()
    entry.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=entry.parent, delete=False) as file:
        file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    os.replace(file.name, entry)
