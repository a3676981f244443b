"""The command line: what it says to wrong input, and that it says so without loading anything heavy."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from differential.campaign.openings import ordinary
from differential.evm.backends import NAMES
from differential.evm.revm import Revm
from differential.system import chain_world
from differential.trace import Trace, dumps
from seqstake.cli import EVMS, main
from seqstake.codes import ExitCode
from spec.profiles import BALANCED
from tests.differential.evm.anvil import anvil

HEAVY = ("eth", "pyrevm", "web3", "z3", "crosshair", "hypothesis", "eth_keys", "rich.progress", "matplotlib", "jinja2")
"""What takes long to load, and what no answer to a wrong argument needs."""

RPC = ("--evm", "rpc", "--rpc")


def seqstake(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["verify", "--help"],
        ["verify", "--seed", "x"],
        ["verify", "--fly"],
        ["verify", "--evm", "geth"],
        ["replay", "x.itf.json", "--evm", "rpc"],
        ["prove", "--help"],
        ["prove", "--seconds", "0"],
        ["crosshair", "--help"],
        ["crosshair", "--accounts", "4"],
        ["replay"],
        ["fly"],
    ],
    ids=" ".join,
)
def test_help_and_argument_errors_load_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from seqstake.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as end:\n    code = end.code\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "LOADED []"


@pytest.fixture
def trace() -> str:
    """An ordinary opening as the text of a file."""
    world = chain_world()
    return dumps(Trace(True, BALANCED, ordinary(world), "a test"), world.names())


def test_a_history_on_which_both_sides_agree_replays(tmp_path: Path, trace: str) -> None:
    file = tmp_path / "history.itf.json"
    file.write_text(trace)
    result = seqstake("replay", str(file))
    assert result.exit_code == ExitCode.PASSED, result.output
    assert "validator 1: Register" in result.output
    assert "spec and contracts agree on all 7 steps" in result.output


def test_the_evms_of_the_command_line_are_those_there_are() -> None:
    assert EVMS == NAMES


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verify", "--evm", "geth"], "'geth' is not one of 'pyevm', 'revm', 'rpc'"),
        (["verify", "--evm", "rpc"], "--evm rpc needs the address of a node: --rpc URL"),
        (["replay", "x", "--evm", "rpc"], "--evm rpc needs the address of a node: --rpc URL"),
        (["replay", "x", "--rpc", "http://127.0.0.1:1"], "--rpc is for --evm rpc, not for --evm pyevm"),
        (["verify", "--evm", "rpc", "--rpc", "http://127.0.0.1:1", "--workers", "2"], "a node is one chain"),
    ],
    ids=" ".join,
)
def test_an_evm_that_cannot_be_is_named(arguments: list[str], message: str) -> None:
    result = seqstake(*arguments)
    assert result.exit_code == ExitCode.UNKNOWN
    assert message in result.output


@pytest.mark.parametrize("command", ["verify", "replay"])
def test_a_node_that_does_not_answer_is_named(tmp_path: Path, trace: str, command: str) -> None:
    file = tmp_path / "history.itf.json"
    file.write_text(trace)
    what = ["--out", str(tmp_path)] if command == "verify" else [str(file)]
    result = seqstake(command, *what, "--evm", "rpc", "--rpc", "http://127.0.0.1:1")
    assert result.exit_code == ExitCode.UNKNOWN
    assert result.output.startswith("error: no node answers at http://127.0.0.1:1: ")


def test_a_node_that_is_ahead_in_time_is_told_how_to_begin(tmp_path: Path, trace: str) -> None:
    file = tmp_path / "history.itf.json"
    file.write_text(trace)
    with anvil(timestamp=1_800_000_000) as url:
        result = seqstake("replay", str(file), *RPC, url)
    assert result.exit_code == ExitCode.UNKNOWN
    assert len(result.output.splitlines()) == 1
    assert "evm_setNextBlockTimestamp" in result.output
    assert "anvil with --timestamp 0" in result.output


def test_a_history_replays_on_every_evm(tmp_path: Path, trace: str) -> None:
    file = tmp_path / "history.itf.json"
    file.write_text(trace)
    with anvil("--hardfork", "cancun") as url:
        results = [seqstake("replay", str(file), "--evm", "revm"), seqstake("replay", str(file), *RPC, url)]
    reference = seqstake("replay", str(file))
    assert [result.exit_code for result in (reference, *results)] == [ExitCode.PASSED] * 3, results
    assert [result.output for result in results] == [reference.output] * 2


def test_evms_that_do_not_agree_break_a_replay(tmp_path: Path, trace: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "history.itf.json"
    file.write_text(trace)
    honest = Revm.call
    monkeypatch.setattr(Revm, "call", lambda evm, *message: replace(honest(evm, *message), logs=()))
    result = seqstake("replay", str(file), "--evm", "revm")
    assert result.exit_code == ExitCode.BROKEN
    assert "backends: the EVMs do not agree: revm: " in result.output
    assert "pyevm: spec and contracts agree" in result.output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no file"),
        ("{", "it is no JSON"),
        ("[]", "does not say that it is"),
        ('"unbonding_period": 1', "its parameters cannot be deployed: ParameterOutOfBounds"),
    ],
)
def test_a_file_that_is_no_history_is_one_clear_line(
    tmp_path: Path, trace: str, content: str | None, message: str
) -> None:
    file = tmp_path / "history.itf.json"
    if content and content.startswith('"unbonding'):
        data = json.loads(trace)
        data["#meta"]["parameters"]["unbonding_period"] = 1
        content = json.dumps(data)
    if content is not None:
        file.write_text(content)
    result = seqstake("replay", str(file))
    assert result.exit_code == ExitCode.UNKNOWN
    assert message in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["init", "--from-abi", "x.json", "--out", "file/x"],
        ["export", "x.itf.json", "--foundry", "--out", "file/x"],
        ["prove", "--states", "file/x"],
        ["prove", "--reach", "--out", "file"],
        ["prove", "--recheck", "file/x"],
        ["prove", "--coverage", "file/x"],
        ["prove", "--json", "file/x"],
        ["witness", "--out", "file/x"],
        ["lint", "--json", "file/x"],
        ["crosshair", "--json", "file/x"],
        ["fuzz", "--corpus", "file/x"],
        ["mutate", "spec", "--json", "file/x"],
        ["mutate", "contracts", "--json", "folder"],
        ["init", "--from-abi", "x.json", "--out", "folder"],
    ],
    ids=" ".join,
)
def test_where_nothing_can_be_written_is_told_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    result = seqstake(*arguments)
    assert result.exit_code == ExitCode.UNKNOWN
    assert result.output.splitlines()[-1].startswith("Error: Invalid value")
    assert arguments[-1] in result.output.splitlines()[-1]


def test_an_unknown_property_is_named_with_its_neighbours(tmp_path: Path) -> None:
    result = seqstake("verify", "--property", "A-111", "--out", str(tmp_path))
    assert result.exit_code == ExitCode.UNKNOWN
    assert "no property has the id 'A-111'; the nearest are: " in result.output


def test_a_folder_without_contracts_is_named(tmp_path: Path) -> None:
    result = seqstake("verify", "--contracts", str(tmp_path / "nothing"), "--out", str(tmp_path))
    assert result.exit_code == ExitCode.UNKNOWN
    assert result.output.startswith("error: ")
    assert "nothing" in result.output


def test_a_contract_that_does_not_compile_is_named(tmp_path: Path) -> None:
    ours = Path(__file__).parents[2] / "contracts"
    for name in ("package.json", "node_modules"):
        (tmp_path / name).symlink_to(ours / name)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "Broken.sol").write_text("pragma solidity ^0.8.28;\ncontract Broken {\n  uint256 x = ;\n}\n")
    result = seqstake("verify", "--contracts", str(tmp_path), "--out", str(tmp_path))
    assert result.exit_code == ExitCode.UNKNOWN
    assert "Broken.sol:3" in result.output


def test_the_wrong_compiler_is_named(tmp_path: Path) -> None:
    ours = Path(__file__).parents[2] / "contracts"
    (tmp_path / "node_modules").symlink_to(ours / "node_modules")
    (tmp_path / "src").symlink_to(ours / "src")
    package = json.loads((ours / "package.json").read_text())
    package["devDependencies"]["solc"] = "0.8.1"
    (tmp_path / "package.json").write_text(json.dumps(package))
    result = seqstake("verify", "--contracts", str(tmp_path), "--out", str(tmp_path))
    assert result.exit_code == ExitCode.UNKNOWN
    assert "0.8.1" in result.output


def test_contracts_of_another_kind_are_named(tmp_path: Path) -> None:
    ours = Path(__file__).parents[2] / "contracts"
    for name in ("package.json", "node_modules"):
        (tmp_path / name).symlink_to(ours / name)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "StakeToken.sol").write_text((ours / "src" / "StakeToken.sol").read_text())
    result = seqstake("verify", "--contracts", str(tmp_path), "--out", str(tmp_path))
    assert result.exit_code == ExitCode.UNKNOWN
    assert "there is no contract Controller" in result.output
