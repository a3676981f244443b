"""``seqstake mutate contracts``: which mistakes are judged, what is kept of it, and what it comes to."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from differential.mutation.crew import Plan
from differential.mutation.judge import Noticed
from differential.mutation.judgement import SAME, Judgement, Verdict
from differential.mutation.mutant import Mutant
from differential.mutation.survivors import Standing, Survivor
from seqstake import kills
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.kills import BadRequest, Request, Undertaking, chosen, histories, summed_up
from seqstake.verdicts import NoVerdicts, Verdicts, read

CONTRACTS = Path(__file__).parents[2] / "contracts"
REQUEST = Request(CONTRACTS, (), (), None, 1, 0, None, 1, 95.0, None)
PLAN = Plan(CONTRACTS, (), 1, 0)
TEXT = "one\ntwo\n"
FIRST = Mutant("src/A.sol", "f", "arithmetic", 1, 1, TEXT, "1\ntwo\n")
SECOND = Mutant("src/A.sol", "f", "boundary", 1, 2, TEXT, "one\n2\n")
THIRD = Mutant("src/B.sol", "g", "boundary", 1, 2, TEXT, "one\n3\n")
ALL = [FIRST, SECOND, THIRD]
NOTICED = Noticed(("events", "state: Pools._pools.assets"), "coverage", 3)
KILLED = Judgement(FIRST, Verdict.KILLED, NOTICED)
SURVIVED = Judgement(SECOND, Verdict.SURVIVED)
EQUIVALENT = Judgement(THIRD, Verdict.EQUIVALENT, why=SAME)
SAID = Survivor(SECOND.id, SECOND.change(), Standing.ACCEPTED, "Nobody counts.")


class FakeToolchain:
    version = "0"


class FakeSources:
    def all(self) -> dict[str, str]:
        return {"src/A.sol": TEXT}


class FakeProject:
    toolchain, sources = FakeToolchain(), FakeSources()


def verdicts(file: Path | None = None, plan: Plan = PLAN) -> Verdicts:
    project: Any = FakeProject()
    return Verdicts(file, project, plan, ALL)


def outcome(found: list[Judgement], said: dict[str, Survivor], threshold: float = 95.0) -> tuple[ExitCode, str]:
    """Return the exit code of a run over all three, and what it printed."""
    kept, text = verdicts(), StringIO()
    for judgement in found:
        kept.add(judgement, said)
    work = Undertaking(PLAN, ALL, said, kept)
    return summed_up(work, threshold, Console(file=text, width=200)), text.getvalue()


def test_mistakes_are_chosen_by_file_by_name_and_at_random() -> None:
    assert chosen(REQUEST, ALL) == ALL
    assert chosen(replace(REQUEST, files=("src/B.sol",)), ALL) == [THIRD]
    assert chosen(replace(REQUEST, only=(FIRST.id, THIRD.id)), ALL) == [FIRST, THIRD]
    drawn = [chosen(replace(REQUEST, sample=2, seed=seed), ALL) for seed in (1, 1, 2, 3)]
    assert drawn[0] == drawn[1]
    assert {len(some) for some in drawn} == {2}
    assert chosen(replace(REQUEST, sample=9), ALL) == ALL


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(BadRequest, match=r"no mistake in src/C\.sol; there are some in src/A\.sol, src/B\.sol"):
        chosen(replace(REQUEST, files=("src/C.sol",)), ALL)
    with pytest.raises(BadRequest, match="no mistake nonsense"):
        chosen(replace(REQUEST, only=("nonsense",)), ALL)


def test_a_corpus_without_histories_is_refused(tmp_path: Path) -> None:
    assert histories(None) == ()
    with pytest.raises(BadRequest, match="no history of this world"):
        histories(tmp_path)


def test_a_survivor_is_shown_with_what_differs() -> None:
    code, text = outcome([KILLED, SURVIVED, EQUIVALENT], {})
    assert code is ExitCode.BELOW_THRESHOLD
    assert f"survived: {SECOND.id}, line 2\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n" in text
    assert "score 50.0 % (threshold 95 %)" in text


def test_what_is_accepted_counts_and_what_is_equivalent_does_not() -> None:
    assert outcome([KILLED, SURVIVED, EQUIVALENT], {SECOND.id: SAID}, threshold=50)[0] is ExitCode.PASSED
    assert outcome([KILLED, SURVIVED, EQUIVALENT], {SECOND.id: SAID})[0] is ExitCode.BELOW_THRESHOLD
    same = replace(SAID, standing=Standing.EQUIVALENT)
    code, text = outcome([KILLED, SURVIVED, EQUIVALENT], {SECOND.id: same})
    assert code is ExitCode.PASSED
    assert "survived:" not in text


def test_what_is_killed_all_the_same_is_told() -> None:
    said = replace(SAID, mutant=FIRST.id)
    assert f"killed all the same, so that its entry can go: {FIRST.id}" in outcome([KILLED], {FIRST.id: said})[1]


def test_what_is_not_judged_is_told() -> None:
    code, text = outcome([KILLED], {})
    assert code is ExitCode.UNKNOWN
    assert "2 not judged" in text


def test_the_matrix_tells_who_notices_what() -> None:
    text = outcome([KILLED, SURVIVED, EQUIVALENT], {})[1]
    (row,) = [line for line in text.splitlines() if "arithmetic " in line]
    assert [cell.strip() for cell in row.strip("│").split("│")] == ["arithmetic", *"00011000000"]
    (alone,) = [line for line in text.splitlines() if "by nothing else" in line]
    assert set(alone.strip("│").replace("│", "").split()[3:]) == {"0"}


def test_verdicts_have_a_stable_form(tmp_path: Path) -> None:
    file = tmp_path / "verdicts.json"
    kept = verdicts(file)
    for judgement in (SURVIVED, KILLED):
        kept.add(judgement, {SECOND.id: SAID})
    body = json.loads(file.read_text())
    keys = [item.pop("key") for item in body["mutants"]]
    assert len(set(keys)) == 2
    first = {
        "id": "src/A.sol:f:arithmetic:1",
        "file": "src/A.sol",
        "line": 1,
        "operator": "arithmetic",
        "diff": "@@ -1,2 +1,2 @@\n-one\n+1\n two",
        "verdict": "killed",
        "killed_by": ["events", "state: Pools._pools.assets"],
        "history": "coverage",
        "step": 3,
        "why": "",
    }
    second = {
        "id": "src/A.sol:f:boundary:1",
        "file": "src/A.sol",
        "line": 2,
        "operator": "boundary",
        "diff": "@@ -1,2 +1,2 @@\n one\n-two\n+2",
        "verdict": "accepted",
        "killed_by": [],
        "history": "",
        "step": 0,
        "why": "Nobody counts.",
    }
    assert body == {"schema": 1, "seed": 1, "calls": 0, "score": 0.5, "mutants": [first, second]}


def test_a_run_goes_on_where_another_ended_and_says_anew_what_is_said(tmp_path: Path) -> None:
    file = tmp_path / "verdicts.json"
    kept = verdicts(file)
    for judgement in (SURVIVED, KILLED, EQUIVALENT):
        kept.add(judgement, {SECOND.id: SAID})
    again = verdicts(file)
    assert [again.known(mutant) for mutant in ALL] == [KILLED, SURVIVED, EQUIVALENT]
    other = verdicts(file, replace(PLAN, calls=9))
    assert [other.known(mutant) for mutant in ALL] == [None, None, None]


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 0, "mutants": []}', '{"schema": 1, "mutants": [{"id": 1}]}'])
def test_what_holds_no_verdicts_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "verdicts.json"
    file.write_text(text)
    with pytest.raises(NoVerdicts, match="holds no verdicts that this version wrote"):
        read(file)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of our contracts."""
    root = tmp_path / "contracts"
    root.mkdir()
    for name in ("src", "node_modules", "package.json", "test"):
        (root / name).symlink_to(CONTRACTS / name)
    return root


def test_a_stale_justification_is_told_before_anything_is_judged(copied: Path) -> None:
    entry = '[[equivalent]]\nmutant = "{}"\ndiff = "-a\\n+b"\nwhy = "So."\n'
    ids = ("src/Exits.sol:fly:boundary:1", "src/Exits.sol:claim:guard-dropped:1")
    (copied / "survivors.toml").write_text("".join(map(entry.format, ids)))
    result = CliRunner().invoke(main, ["mutate", "contracts", "--contracts", str(copied)])
    assert result.exit_code == ExitCode.UNKNOWN
    assert "src/Exits.sol:fly:boundary:1 is no longer made: remove the entry" in result.stderr
    assert "src/Exits.sol:claim:guard-dropped:1 is another change now: judge it again" in result.stderr


def test_a_folder_without_contracts_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["mutate", "contracts", "--contracts", str(tmp_path)])
    assert result.exit_code == ExitCode.UNKNOWN
    assert "error: " in result.stderr


def test_one_mistake_from_the_command_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "verdicts.json"
    wanted = ["--only", "src/Bonds.sol:_mint:event-arguments-swapped:3", "--workers", "1", "--calls", "0"]
    command = ["mutate", "contracts", *wanted, "--json", str(file)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == ExitCode.PASSED, result.output
    (found,) = read(file)
    assert (found.verdict, list(found.killed_by), found.history) == ("killed", ["events"], "from_entry_to_exit")
    assert found.step == 3

    def busy(*_: object) -> Iterator[Judgement]:
        raise AssertionError("it was judged again")

    monkeypatch.setattr(kills, "judgements", busy)
    result = CliRunner().invoke(main, command)
    assert result.exit_code == ExitCode.PASSED, result.output
    assert "1 mistakes, 1 of them judged before" in result.output
