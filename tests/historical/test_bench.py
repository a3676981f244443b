"""The benchmark of the historical bugs: what it prints, what it keeps, and one bug found for real in each way."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from properties.scenarios import ALL
from seqstake.codes import ExitCode
from tests.historical.bench import ours
from tests.historical.bench.__main__ import FORGE, GENERATED, ORDERED, SEEDS, open_attempts, run, verdict
from tests.historical.bench.case import CONTRACTS, DEPLOYMENT, SOLIDITY, Case, Try, cases
from tests.historical.bench.ledger import Ledger, NoLedger
from tests.historical.bench.rival import INVARIANT, SETUP, Rival
from tests.historical.bench.table import cell, summary, table
from tests.historical.seeds.seed import DOORS, Patch, Seed, patched

MISSED = Try("", 5_000, 4.0)
FOUND = Try("search", 1_200, 0.5)


def case(bug: str, name: str = "") -> Case:
    """Return a case that is seeded."""
    return next(case for case in cases() if case.bug == bug and name in case.name)


@pytest.mark.parametrize(
    ("tries", "text"),
    [
        ([], "not tried"),
        ([FOUND], "1,200, 0.5 s"),
        ([FOUND, replace(FOUND, calls=9, seconds=0.1), replace(FOUND, calls=2_000, seconds=0.9)], "1,200, 0.5 s"),
        ([MISSED, FOUND, FOUND], "1,200, 0.5 s (2 of 3)"),
        ([MISSED, FOUND, MISSED], "not found in 4.0 s (1 of 3)"),
        ([MISSED], "not found in 4.0 s"),
        ([Try(DEPLOYMENT, 0, 0.0)], "deployment"),
        ([Try(DOORS, 96, 0.1)], "doors, 0.1 s"),
    ],
)
def test_a_cell_says_how_much_it_took(tries: list[Try], text: str) -> None:
    assert cell(tries) == text


def test_the_table_leaves_nothing_out() -> None:
    bugs = [case("BUG-036"), case("")]
    rows = [
        (bugs[0], {GENERATED: [FOUND], ORDERED: [Try("mixed_batch", 210, 0.1)], FORGE: [MISSED]}),
        (bugs[1], {GENERATED: [MISSED], ORDERED: [MISSED], FORGE: [MISSED]}),
    ]
    console = Console(width=140)
    with console.capture() as captured:
        console.print(table(SOLIDITY, tuple(SEEDS), rows))
    lines = [[part.strip() for part in line.split("│")[1:-1]] for line in captured.get().splitlines() if "│" in line]
    assert lines == [
        ["BUG-036", "a batch reads all tickets before it pay…", "1,200, 0.5 s", "210, 0.1 s", "not found in 4.0 s"],
        ["none", "nothing is wrong", "not found in 4.0 s", "not found in 4.0 s", "not found in 4.0 s"],
    ]
    assert [summary(way, rows) for way in (GENERATED, FORGE)] == [
        "generated alone: finds 1 of 1; of these the median takes 1,200 calls and 0.5 s, the longest 0.5 s",
        "forge, conservation: finds none of 1",
    ]


def test_attempts_are_kept_and_not_made_again(tmp_path: Path) -> None:
    file, bugs = tmp_path / "bugs.json", [case("BUG-020"), case("")]
    ledger = Ledger(file, bugs)
    assert open_attempts(bugs, ledger)[:4] == [
        (bugs[0], GENERATED, 1),
        (bugs[0], ORDERED, 1),
        (bugs[0], FORGE, 1),
        (bugs[1], GENERATED, 1),
    ]
    ledger.add(bugs[0], GENERATED, FOUND)
    again = Ledger(file, bugs)
    assert again.tries(bugs[0], GENERATED) == [FOUND]
    assert len(open_attempts(bugs, again)) == 2 * sum(SEEDS.values()) - 1
    other = replace(bugs[0], plan=replace(bugs[0].plan, overrides=()))
    assert Ledger(file, [other]).tries(other, GENERATED) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1, "bugs": [{"bug": 3}]}', '{"schema": 0, "bugs": []}'])
def test_another_file_is_told(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "other.json"
    file.write_text(text)
    with pytest.raises(NoLedger, match="holds no attempts that this version wrote; name another file, or remove it"):
        Ledger(file, [])
    assert run(("BUG-020",), file) is ExitCode.UNKNOWN
    assert "holds no attempts" in capsys.readouterr().err
    assert file.read_text() == text


def test_a_bug_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(("BUG-192",), None) is ExitCode.UNKNOWN
    assert "none of BUG-192 is seeded" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("found", "wrong", "code"),
    [
        (FOUND, MISSED, ExitCode.PASSED),
        (MISSED, MISSED, ExitCode.BELOW_THRESHOLD),
        (FOUND, FOUND, ExitCode.BROKEN),
    ],
)
def test_verify_has_to_find_everything_and_nothing_where_nothing_is_wrong(
    found: Try, wrong: Try, code: ExitCode
) -> None:
    bugs = [case("BUG-020"), case("")]
    ledger = Ledger(None, bugs)
    assert verdict(bugs, ledger) is ExitCode.UNKNOWN
    for bug, way, _ in open_attempts(bugs, ledger):
        ledger.add(bug, way, (found if bug.bug else wrong) if way == ORDERED else MISSED)
    assert verdict(bugs, ledger) is code


def test_lock_step_finds_a_bug_from_a_seed_and_finds_it_again() -> None:
    bug = case("BUG-020")
    first, again = ours.generated(bug, 1), ours.generated(bug, 1)
    assert first.how == "search, seed 1"
    assert 0 < first.calls < ours.CALLS
    assert (first.how, first.calls) == (again.how, again.calls)


def test_directed_histories_come_first_and_the_doors_after_them() -> None:
    bug = case("BUG-020")
    assert ours.ordered(bug, 1).how in {scenario.name for scenario in ALL}
    closed = next(case for case in cases() if case.doors)
    one, all_before = ours.generated(closed, 1), ours.ordered(closed, 1)
    assert (one.how, all_before.how) == (DOORS, DOORS)
    assert one.calls < all_before.calls


def planted(file: str, old: str, new: str) -> Case:
    """Return a case of a mistake of our own."""
    patch = patched(Seed("BUG-000", "planted", (Patch(f"src/{file}.sol", old, new),)), CONTRACTS)
    return Case(SOLIDITY, "BUG-000", "planted", replace(case("").plan, overrides=patch))


def test_what_does_not_deploy_needs_no_call() -> None:
    bug = planted(
        "Pools",
        "PoolBook(protocol, stakeToken_) {}",
        "PoolBook(protocol, stakeToken_) { require(block.timestamp == 0); }",
    )
    assert ours.generated(bug, 1) == Try(DEPLOYMENT, 0, 0.0)


def test_forge_finds_a_wrong_book_and_nothing_where_nothing_is_wrong(tmp_path: Path) -> None:
    forge, booked = Rival(tmp_path, runs=10), "_ledger.bonded += amount;"
    right = forge.tried(case(""), 1)
    assert (right.how, right.calls) == ("", 600)
    wrong = forge.tried(planted("Bonds", booked, f"{booked} if (amount % 5 > 0) _ledger.bonded -= 1;"), 1)
    assert wrong.how == INVARIANT
    assert 0 < wrong.calls < 600
    assert forge.tried(planted("Bonds", booked, "_ledger.bonded += amount - 1;"), 1).how == SETUP
