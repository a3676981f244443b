"""``seqstake prove --recheck``: what it says, what it writes, and what its exit code says."""

import json
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from properties.symbolic.judge import Opinion
from properties.symbolic.opinions import latest
from properties.symbolic.recheck import INDEX, Of, Query, Rechecked
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.recheck import code, print_rechecked


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is said apart from what is known of this machine."""
    monkeypatch.setenv("SEQSTAKE_CACHE", str(tmp_path / "kept"))


AGREED = Query("aa", False, 3, Opinion.AGREES, "unsat", 0.25, 40, 2_000_000, {}, {"Pause": ["G-9"], "Claim": ["C-3"]})
OPEN = Query("bb", True, 5, Opinion.OPEN, "late", 9.0, needed_for={"Claim": ["C-3", "arithmetic"]})
AGAINST = Query("cc", False, 2, Opinion.DISAGREES, "sat", 0.5, needed_for={"Pause": ["G-9"]})
BELIEVED = Query("dd", True, 5, Opinion.AGREES, "unsat", 0.5, 7, 100, {"TRUST": 3}, {"Claim": ["arithmetic"]})


def seqstake(*arguments: object) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["prove", "--workers", "1", *map(str, arguments)])


def found(*queries: Query, **more: object) -> Rechecked:
    """Return a result with these texts."""
    result = Rechecked({query.name: query for query in queries}, **more)  # type: ignore[arg-type]
    for query in queries:
        for step in query.needed_for:
            result.of(step).queries.add(query.name)
            result.of(step).refutations += 1
    return result


def printed(result: Rechecked) -> str:
    """Return what is printed."""
    console = Console(width=200, file=StringIO())
    with console.capture() as captured:
        print_rechecked(result, console)
    return captured.get()


def test_all_is_decided_again_and_written(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    arguments = ("--action", "Pause", "--property", "A-1.solvency", "--cache", tmp_path / "cache", "--seeds", 1)
    run = seqstake(*arguments, "--recheck", folder)
    assert run.exit_code == ExitCode.PASSED, run.output
    assert "(100.00 %), leaves 0 open and disagrees on 0" in run.output
    assert "z3 with 1 more seeds: 0 other answers" in run.output
    names = {query["name"] for query in json.loads((folder / INDEX).read_text())["queries"]}
    assert names
    assert {path.stem for path in folder.glob("*.smt2")} == {path.stem for path in folder.glob("*.cpc")} == names
    assert latest().told("A-1.solvency", ["Pause"]) == "agrees for 1 step"


def test_nothing_is_written_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    run = seqstake("--action", "Pause", "--property", "G-9", "--no-cache", "--recheck")
    assert run.exit_code == ExitCode.PASSED, run.output
    assert "cvc5 agrees on 0 of 0 texts, leaves 0 open" in run.output
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (found(AGREED), ExitCode.PASSED),
        (found(AGREED, AGAINST), ExitCode.BROKEN),
        (found(AGREED, OPEN), ExitCode.BELOW_THRESHOLD),
        (found(AGREED, BELIEVED), ExitCode.BELOW_THRESHOLD),
        (found(AGREED, swayed=["G-9 Pause: unknown with seed 1"]), ExitCode.UNKNOWN),
        (found(AGREED, lost={"Claim": "its process ended with -9"}), ExitCode.UNKNOWN),
        (found(), ExitCode.VACUOUS),
        (Rechecked(steps={"Pause": Of(plain=3)}), ExitCode.PASSED),
    ],
)
def test_the_exit_code_says_what_came_of_it(result: Rechecked, expected: ExitCode) -> None:
    assert code(result) == expected
    assert f"(exit code {expected.value})" in printed(result)


def test_one_open_text_in_a_hundred_is_let_pass() -> None:
    others = [Query(f"{at}", False, 1, Opinion.AGREES, "unsat", 0.1, 1, 1, {}, {"Claim": ["C-3"]}) for at in range(99)]
    assert code(found(OPEN, *others)) == ExitCode.PASSED
    assert code(found(OPEN, *others[1:])) == ExitCode.BELOW_THRESHOLD


def test_what_is_not_agreed_on_is_listed() -> None:
    text = printed(found(AGREED, OPEN, AGAINST, BELIEVED, swayed=["here"], lost={"Slash": "fell"}))
    assert "disagrees: cc (sat), for Pause: G-9" in text
    assert "open: bb (late), for Claim: C-3, arithmetic" in text
    assert "without a full proof: dd, for Claim: arithmetic" in text
    assert "z3 does not always say so: here" in text
    assert "nothing is known of Slash: fell" in text
    assert "cvc5 agrees on 2 of 4 texts (50.00 %), leaves 1 open and disagrees on 1" in text
    rows = {line.split("│")[1].strip(): line.split("│")[2:-1] for line in text.splitlines() if line.startswith("│")}
    assert [cell.strip() for cell in rows["all"]] == ["5", "0", "4", "2", "1", "1", "47", "3", "2.0", "0.0"]
    assert [cell.strip() for cell in rows["Pause"]] == ["2", "0", "2", "1", "0", "1", "40", "0", "2.0", "0.0"]
