"""Compiled code is read from whatever the tools write, and what is no code is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from differential.adapter.code import CodeError, compile_vyper, read_artifact
from differential.artifact import Artifact

ABI = [{"type": "function", "name": "f", "inputs": [], "outputs": [], "stateMutability": "view"}]
CODE, RUNTIME = "6001", "6002"
LAYOUT: dict[str, Any] = {"storage": [], "types": None}

FORGE = {"abi": ABI, "bytecode": {"object": f"0x{CODE}"}, "deployedBytecode": {"object": f"0x{RUNTIME}"}}
HARDHAT = {"contractName": "Thing", "sourceName": "a/Thing.sol", "abi": ABI, "bytecode": f"0x{CODE}",
           "deployedBytecode": f"0x{RUNTIME}"}  # fmt: skip
EVM = {"bytecode": {"object": CODE}, "deployedBytecode": {"object": RUNTIME}}
SOLC = {"contracts": {"a/Thing.sol": {"Thing": {"abi": ABI, "evm": EVM, "storageLayout": LAYOUT}}}}
NOTHING: dict[str, Any] = {"abi": ABI, "evm": {"bytecode": {"object": ""}, "deployedBytecode": {"object": ""}}}


def written(folder: Path, content: Any) -> Path:
    """Return a file named after the contract."""
    file = folder / "Thing.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


@pytest.mark.parametrize("content", [FORGE, HARDHAT, SOLC], ids=["forge", "hardhat", "solc"])
def test_every_tool_is_understood(tmp_path: Path, content: Any) -> None:
    found = read_artifact(written(tmp_path, content))
    assert (found.name, found.initcode.hex(), found.runtime.hex()) == ("Thing", CODE, RUNTIME)
    assert [entry["name"] for entry in found.abi] == ["f"]


def test_of_several_contracts_one_is_named(tmp_path: Path) -> None:
    entry = SOLC["contracts"]["a/Thing.sol"]["Thing"]
    several = {"contracts": {"a.sol": {"Thing": entry, "Other": entry, "IThing": NOTHING}}}
    assert read_artifact(written(tmp_path, several), "Other").name == "Other"
    with pytest.raises(CodeError, match=r"has 2 contracts: say which with --contract .*; known are: Other, Thing"):
        read_artifact(written(tmp_path, several))
    with pytest.raises(CodeError, match="no contract called 'Thin'; the nearest are: Thing"):
        read_artifact(written(tmp_path, several), "Thin")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is no JSON"),
        ("[]", "is no artifact; give the JSON file"),
        ({}, "has no ABI in it; give the JSON file that forge"),
        ({"abi": [1]}, "Thing is damaged: abi[0] is no table; compile it again"),
        ({"abi": ABI}, "has no bytecode in it; have the compiler put it there"),
        ({"abi": ABI, "bytecode": "0x60__$library$__"}, "calls a library that must be linked"),
        ({"abi": ABI, "bytecode": "0xzz"}, "is not hexadecimal; compile it again"),
        ({"abi": ABI, "bytecode": "0x", "deployedBytecode": "0x"}, "is abstract or an interface"),
        ({"contracts": {}}, "has no contract that can be deployed; have the compiler put bytecode there"),
    ],
)
def test_what_is_no_code_is_named(tmp_path: Path, content: Any, message: str) -> None:
    with pytest.raises(CodeError) as told:
        read_artifact(written(tmp_path, content))
    assert message in str(told.value)
    assert "\n" not in str(told.value)


def test_vyper_is_compiled(tmp_path: Path) -> None:
    file = tmp_path / "thing.vy"
    file.write_text("count: public(uint256)\n@external\ndef add(by: uint256):\n    self.count += by\n")
    found: Artifact = compile_vyper(file)
    assert found.name == "thing"
    assert {entry["name"] for entry in found.abi} == {"add", "count"}
    assert found.initcode


def test_vyper_is_compiled_anew_when_a_module_beside_it_changes(tmp_path: Path) -> None:
    file, module = tmp_path / "thing.vy", tmp_path / "steps.vy"
    file.write_text("import steps\n@external\ndef f() -> uint256:\n    return steps.size()\n")
    made = []
    for size in (3, 5, 3):
        module.write_text(f"@internal\ndef size() -> uint256:\n    return {size}\n")
        made.append(compile_vyper(file))
    assert made[0] == made[2] != made[1]
    module.unlink()
    with pytest.raises(CodeError, match="does not compile"):
        compile_vyper(file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no file"),
        ("@external\ndef f():\n    x = 1\n", "does not compile"),
        ("\0", "does not compile"),
    ],
)
def test_vyper_that_does_not_compile_is_named(tmp_path: Path, text: str | None, message: str) -> None:
    file = tmp_path / "thing.vy"
    if text:
        file.write_text(text)
    with pytest.raises(CodeError) as told:
        compile_vyper(file)
    assert message in str(told.value)
    assert "\n" not in str(told.value)
