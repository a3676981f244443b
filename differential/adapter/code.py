"""Compiled code, from wherever a contract engineer has it: forge, hardhat, solc, sources, or Vyper."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar

from differential.adapter.declaration import Code
from differential.adapter.reader import nearest
from differential.adapter.shape import Misshapen, interface, layout, within
from differential.adapter.vyper import run_vyper, unchanged
from differential.artifact import Artifact
from differential.compile import CompileError, cache_folder, compile_contracts, load_entry, store_entry
from differential.documents import parsed
from differential.storage import StorageLayout
from differential.vyper_storage import VyperLayout

T = TypeVar("T")

SHIPPED: Final = Path(__file__).resolve().parents[2] / "contracts"
"""The contracts of this project, among them a standard token."""

NO_LAYOUT: Final = StorageLayout({"storage": [], "types": {}})
"""Of code whose compiler told nothing of its storage."""


class CodeError(Exception):
    """A file holds no code that can be deployed; the message is one line."""


def as_bytes(name: str, code: Any) -> bytes:
    """Return hexadecimal code as bytes. Raises `CodeError`."""
    if isinstance(code, Mapping):
        code = code.get("object")
    if not isinstance(code, str):
        raise CodeError(f"{name} has no bytecode in it; have the compiler put it there")
    if "__$" in code or "__" in code:
        raise CodeError(f"{name} calls a library that must be linked; make the library's functions internal")
    try:
        return bytes.fromhex(code.removeprefix("0x"))
    except ValueError:
        raise CodeError(f"the bytecode of {name} is not hexadecimal; compile it again") from None


def made(name: str, source: str, entry: Mapping[str, Any]) -> Artifact:
    """Return an artifact of what any of the compilers and frameworks writes of one contract. Raises `CodeError`."""
    if not isinstance(entry.get("abi"), list):
        raise CodeError(f"{name} has no ABI in it; give the JSON file that forge, hardhat or solc writes")
    described = entry.get("storageLayout")
    try:
        abi, storage = interface(entry["abi"]), StorageLayout(layout(described)) if described else NO_LAYOUT
    except Misshapen as error:
        raise CodeError(f"{name} is damaged: {error}; compile it again") from None
    code = entry.get("evm", entry)
    initcode = as_bytes(name, within(code, "bytecode"))
    if not initcode:
        raise CodeError(f"{name} is abstract or an interface; name a contract that can be deployed")
    runtime = as_bytes(name, code.get("deployedBytecode", ""))
    return Artifact(name=name, source=source, abi=abi, initcode=initcode, runtime=runtime, layout=storage)


def pick(found: Mapping[str, T], wanted: str, place: object) -> T:
    """Return the contract of that name; without a name there has to be one only. Raises `CodeError`."""
    if wanted:
        if wanted not in found:
            raise CodeError(f"{place} has no contract called {wanted!r}; {nearest(wanted, found)}")
        return found[wanted]
    if not found:
        raise CodeError(f"{place} has no contract that can be deployed; have the compiler put bytecode there")
    if len(found) != 1:
        remedy = 'say which with --contract NAME, or in an adapter with contract = "NAME"'
        raise CodeError(f"{place} has {len(found)} contracts: {remedy}; {nearest('', found)}")
    return next(iter(found.values()))


def read_artifact(path: Path, wanted: str = "") -> Artifact:
    """Return a contract from a JSON file that forge, hardhat or solc wrote. Raises `CodeError`."""
    try:
        content = parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CodeError(f"there is no file {path}; compile first, or correct the path") from None
    except OSError as error:
        raise CodeError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise CodeError(f"{path} is no JSON: {error}") from None
    if not isinstance(content, dict):
        raise CodeError(f"{path} is no artifact; give the JSON file that forge, hardhat or solc writes")
    units = content.get("contracts")
    if isinstance(units, dict):
        groups = {unit: group for unit, group in units.items() if isinstance(group, dict)}
        entries = {
            name: (unit, entry)
            for unit, group in groups.items()
            for name, entry in group.items()
            if isinstance(entry, dict)
        }
        if wanted and wanted in entries:
            unit, entry = entries[wanted]
            return made(wanted, unit, entry)
        deployable = {name: (name, unit, entry) for name, (unit, entry) in entries.items() if is_code(entry)}
        return made(*pick(deployable, wanted, path))
    name = str(content.get("contractName") or path.stem)
    return made(name, str(content.get("sourceName") or path), content)


def code_key(path: Path, name: str) -> str:
    """Return where in an artifact that was read a contract's creation code stands, as a JSON path."""
    content, key = parsed(path.read_text(encoding="utf-8")), ""
    for unit, group in (within(content, "contracts") or {}).items():
        if within(group, name):
            content, key = group[name], f'.contracts["{unit}"]["{name}"]'
    if "evm" in content:
        content, key = content["evm"], f"{key}.evm"
    return f"{key}.bytecode.object" if isinstance(content["bytecode"], Mapping) else f"{key}.bytecode"


def is_code(entry: Any) -> bool:
    """Tell whether something in solc's output can be deployed."""
    return bool(within(entry, "evm", "bytecode", "object"))


def compile_vyper(path: Path, text: str | None = None) -> Artifact:
    """Return what Vyper makes of a source, or of another text in its place, once per content. Raises `CodeError`."""
    text = read_source(path) if text is None else text
    # Entries without imports, of an earlier version of this, are not taken for such with them.
    key = hashlib.sha256(json.dumps([version("vyper"), "imports", text]).encode()).hexdigest()
    entry = cache_folder() / "vyper" / f"{key}.json"
    output = load_entry(entry)
    if output is None or not unchanged(output["imports"], path.parent):
        try:
            output = run_vyper(path, text)
        except CompileError as error:
            raise CodeError(str(error)) from None
        store_entry(entry, output)
    return replace(made(path.stem, str(path), output), layout=VyperLayout(output["layout"]))


def read_source(path: Path) -> str:
    """Return the text of a source. Raises `CodeError`."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CodeError(f"there is no file {path}; correct the path") from None
    except OSError as error:
        raise CodeError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CodeError(f"{path} is no text: {error}") from None


@cache
def shipped() -> dict[str, Artifact]:
    """Return the contracts of this project."""
    return compile_contracts(SHIPPED)


def load_code(code: Code, overrides: Mapping[str, str], known: dict[Path, dict[str, Artifact]]) -> Artifact:
    """Return the compiled code of a contract of an adapter.

    `overrides` replaces texts of sources that are compiled here; folders in `known` are not compiled again.
    Raises `AdapterError` and `ToolchainError`.
    """
    path = code.at.file.parent / code.place
    try:
        match code.source:
            case "shipped":
                return pick(shipped(), code.place, "the project")
            case "sources":
                if not any(path.glob("src/**/*.sol")):
                    raise CodeError(f"there is no Solidity source in {path / 'src'}; name the folder of a project")
                if path not in known:
                    known[path] = compile_contracts(path, overrides, spare=SHIPPED)
                return pick(known[path], code.contract or code.name, path)
            case "vyper":
                return compile_vyper(path, overrides.get(code.place))
        return read_artifact(path, code.contract)
    except (CodeError, CompileError) as error:
        raise code.at.fault(code.source, str(error)) from None


def load_codes(codes: tuple[Code, ...], overrides: Mapping[str, str]) -> dict[str, Artifact]:
    """Return the code of every contract, by its name in the adapter. Raises `AdapterError` and `ToolchainError`."""
    found: dict[str, Artifact] = {}
    known: dict[Path, dict[str, Artifact]] = {}
    for code in codes:
        if code.name in found:
            raise code.at.fault("name", f"there are two contracts called {code.name!r}; give them different names")
        found[code.name] = load_code(code, overrides, known)
    return found
