"""The command line: what it says to wrong input, and that it says so without loading anything heavy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from differential.campaign.openings import ordinary
from differential.system import chain_world
from differential.trace import Trace, dumps
from seqstake.cli import main
from seqstake.codes import ExitCode
from spec.profiles import BALANCED

HEAVY = ("eth", "web3", "z3", "crosshair", "hypothesis", "eth_keys", "rich.progress")
"""What takes long to load, and what no answer to a wrong argument needs."""


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
