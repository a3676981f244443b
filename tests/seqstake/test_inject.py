"""The command that puts the contracts into the state that refutes a proof."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from differential.situation import dumps, loads, seated
from properties.mutation.mutant import Mutant, in_place
from properties.symbolic.model import Witness
from properties.symbolic.prove import prove
from properties.symbolic.proving import Outcome, Request
from properties.symbolic.report import Report
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.inject import MARK, run
from seqstake.prove import keep_states

CONTRACTS = Path(__file__).parents[2] / "contracts"
EARLY = Mutant(
    "tickets are released a second early",
    "exits",
    "is_slashable",
    "protocol_time(state) < maturity_time(state, bucket)",
    "add(protocol_time(state), ProtocolTime(1)) < maturity_time(state, bucket)",
)
CLAIM = "C-1.claim"


@pytest.fixture(scope="module")
def refuted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a state that refutes a proof."""
    with in_place(EARLY):
        report = prove(["Claim"], [CLAIM], models=True)
    found = report.witnesses[CLAIM, "Claim"]
    path = tmp_path_factory.mktemp("refuted") / "early.state.json"
    path.write_text(dumps(seated(CLAIM, found.before, found.call, found.action)))
    return path


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.strip() for line in capsys.readouterr().out.splitlines()]


def test_contracts_that_do_otherwise_diverge(refuted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with in_place(EARLY):
        assert run(refuted, CONTRACTS) == ExitCode.VIOLATED
    printed = lines(capsys)
    assert printed[:2] == [MARK, "every invariant holds there"]
    assert printed[-2].startswith(
        "divergence: outcome: the spec says accepted; the contract says rejected, NotMatured("
    )
    assert printed[-1] == MARK


def test_contracts_that_do_the_same_fail_alike(
    refuted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    early = tmp_path / "contracts"
    shutil.copytree(CONTRACTS, early, ignore=shutil.ignore_patterns("node_modules", "examples"))
    (early / "node_modules").symlink_to((CONTRACTS / "node_modules").resolve())
    book = early / "src" / "PoolBook.sol"
    book.write_text(book.read_text().replace("time < _maturityTime(id)", "time + 1 < _maturityTime(id)"))
    with in_place(EARLY):
        assert run(refuted, early) == ExitCode.VIOLATED
    printed = lines(capsys)
    assert "spec and contracts agree: accepted" in printed
    assert printed[-2:] == [f"{CLAIM} fails on both sides: No ticket closes before its maturity.", MARK]


def test_where_nothing_is_wrong_any_more_it_is_said(refuted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(refuted, CONTRACTS) == ExitCode.PASSED
    assert lines(capsys)[-1] == f"{CLAIM} holds after it: No ticket closes before its maturity."


def test_what_is_no_such_file_is_told(tmp_path: Path, refuted: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(refuted.read_text().replace(f'"claim": "{CLAIM}"', '"claim": "X-1"'))
    for path, said in (
        (tmp_path / "none.json", "there is no file"),
        (other, "it is about 'X-1', which is no property"),
    ):
        result = CliRunner().invoke(main, ["inject", str(path)])
        assert (result.exit_code, said in result.stderr) == (ExitCode.UNKNOWN, True)


def test_where_the_spec_itself_fails_it_is_said(
    refuted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = tmp_path / "arithmetic.state.json"
    beside.write_text(refuted.read_text().replace(f'"claim": "{CLAIM}"', '"claim": "arithmetic"'))
    assert run(beside, CONTRACTS) == ExitCode.PASSED
    assert lines(capsys)[-1].startswith("arithmetic holds after it: ")
    old = "    return redeem(state, ticket_id)"
    failing = Mutant("claims fail", "exits", "claim", old, f'    assert state is None, "no state"\n{old}')
    with in_place(EARLY), in_place(failing):
        assert run(beside, CONTRACTS) == ExitCode.VIOLATED
    said = "the spec itself fails there, and says nothing of what the contracts should do: no state"
    assert lines(capsys)[-2:] == [said, MARK]


def test_a_folder_that_takes_no_states_is_named(
    refuted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = loads(refuted.read_text())
    witness = Witness(found.before, found.call, found.step.action)
    (tmp_path / "taken").write_text("")
    keep_states(Outcome(Request(), Report(witnesses={(CLAIM, "Claim"): witness})), tmp_path / "taken", Console())
    said = capsys.readouterr()
    assert (said.out, said.err.startswith("error: "), "name a folder with --states" in said.err) == ("", True, True)


def test_a_state_survives_the_file(refuted: Path) -> None:
    assert dumps(loads(refuted.read_text())) == refuted.read_text()
