"""``seqstake witness``: what it shows, saves and writes, and what its exit code says."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from differential.system import chain_world
from properties.symbolic.taken import Taken
from properties.witness import End, Witness, end_of, ends, played, witnesses
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.replay import load
from seqstake.witness import Result as Found
from spec import actions as a
from spec import errors as e

LIGHT = ["--action", "Transfer", "--action", "Claim"]


def seqstake(*arguments: object) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_histories_are_shown_saved_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEQSTAKE_CACHE", str(tmp_path / "cache"))
    folder, report = tmp_path / "histories", tmp_path / "witness.json"
    run = seqstake("witness", *LIGHT, "--workers", 1, "--out", folder, "--json", report, "--paths")
    assert run.exit_code == ExitCode.PASSED, run.output
    assert "accepted: 2 of 2 actions; rejections reached: 5 of 5; no other reason is proved of 2 actions" in run.output
    assert "NotTicketOwner(ticket=1, caller=" in run.output
    assert run.output.count("proved unreachable") == 2
    data = json.loads(report.read_text())
    assert (data["schema"], data["exit_code"]) == (1, 0)
    assert data["every_other_reason"] == {"Transfer": "proved", "Claim": "proved"}
    assert [(w["action"], w["ends"], w["reached"]) for w in data["witnesses"]] == [
        ("Transfer", "accepted", True),
        ("Transfer", "ERC20InvalidReceiver", True),
        ("Transfer", "ERC20InsufficientBalance", True),
        ("Claim", "accepted", True),
        ("Claim", "UnknownTicket", True),
        ("Claim", "NotTicketOwner", True),
        ("Claim", "NotMatured", True),
    ]
    assert data["paths"]["Claim"]["taken"] == 2
    world = chain_world()
    for action, end in ((w["action"], w["ends"]) for w in data["witnesses"]):
        trace = load(folder / f"{action}.{end}.itf.json", None)
        last = end_of(list(played(world.genesis(), trace.history))[-1])
        assert (last[0].__name__, "accepted" if last[1] is None else last[1].__name__) == (action, end)


def test_what_is_not_proved_is_not_said_to_be() -> None:
    run = seqstake("witness", "--action", "Transfer", "--no-proofs")
    assert "not proved in this run" in run.output
    assert "proved unreachable" not in run.output
    assert "no other reason is proved of 0 actions" in run.output


def test_an_unknown_action_is_one_clear_line() -> None:
    run = seqstake("witness", "--action", "Clam")
    assert run.exit_code == ExitCode.UNKNOWN
    assert (
        run.output == "error: no action or step has the name 'Clam'; the nearest are: Claim, ClaimBatch, ClaimRewards\n"
    )


@pytest.fixture(scope="module")
def found() -> dict[End, Witness]:
    return witnesses(chain_world(), ends([a.Claim]))


def test_the_exit_code_is_the_gravest(found: dict[End, Witness]) -> None:
    wanted = tuple(ends([a.Claim]))
    assert Found(wanted, found).code() == ExitCode.PASSED
    assert Found(wanted, found, {"Claim": "proved"}).code() == ExitCode.PASSED
    assert Found(wanted, found, {"Claim": "unknown"}).code() == ExitCode.UNKNOWN
    assert Found(wanted, found, {"Claim": "violated"}).code() == ExitCode.VIOLATED
    less = {end: one for end, one in found.items() if end[1] is not e.NotMatured}
    vacuous = Found(wanted, less, {"Claim": "proved"}, {"Claim": Taken("Claim", 1, 0, ())})
    assert (vacuous.code(), vacuous.missing) == (ExitCode.VACUOUS, [(a.Claim, e.NotMatured)])
