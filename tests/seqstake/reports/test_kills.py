"""What became of mistakes in the contracts, as another command wrote it."""

import json
from pathlib import Path
from typing import Any

import pytest

from seqstake.reports.kills import NoKills, kills_of, read_kills
from seqstake.reports.run import Kills, Mutant
from tests.seqstake.reports.runs import KILLS


def test_mutants_are_read_and_put_in_order() -> None:
    assert kills_of(KILLS) == Kills(
        0.5,
        (
            Mutant("m1", "src/A.sol", 9, "guard", "-c", "killed", ("events", "state: Pools.x"), 12, ""),
            Mutant("m2", "src/B.sol", 4, "rounding", "-a\n+<b>", "survived", (), None, "nobody counts"),
        ),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is no report of `seqstake mutate contracts`: Expecting property name"),
        ("[]", "is no report of `seqstake mutate contracts`: the report has no 'score'"),
        ({"score": 50, "mutants": []}, "'score' of the report is 50, and no part of a whole"),
        ({"score": True, "mutants": []}, "'score' of the report is True"),
        ({"score": 1}, "the report has no 'mutants'"),
        ({"score": 1, "mutants": [{"killed_by": "x"}]}, "'killed_by' of mutant 1 is 'x'"),
        ({"score": 1, "mutants": [{"killed_by": [3]}]}, "'killed_by' of mutant 1 is [3]"),
        ({"score": 1, "mutants": [KILLS["mutants"][0], {"killed_by": []}]}, "mutant 2 has no 'id'"),  # type: ignore[index]  # a list
    ],
)
def test_a_file_that_is_none_is_one_clear_line(tmp_path: Path, content: Any, message: str) -> None:
    file = tmp_path / "kills.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(NoKills) as caught:
        read_kills(file)
    assert str(caught.value).startswith(str(file))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_is_named_with_what_writes_it(tmp_path: Path) -> None:
    with pytest.raises(NoKills, match=r"there is no file .*kills.json; `seqstake mutate contracts --json "):
        read_kills(tmp_path / "kills.json")
