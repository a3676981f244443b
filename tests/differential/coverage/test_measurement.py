"""coverage.py reports on Solidity: its table, LCOV, JSON and pages say what ran, and which action ran it."""

import json
from pathlib import Path
from typing import Any

import pytest

from differential.coverage.build import Build
from differential.coverage.gaps import judge, read_excuses
from differential.coverage.measurement import LOADING, SPEC, Measurement
from differential.coverage.seen import seen, together
from differential.coverage.watched import Chain
from spec.arithmetic import mul_div_up
from tests.differential.coverage.small import deployed
from tests.differential.evm.probe import ALICE, NOW, message

EXCUSE = """
[[uncovered]]
file = "src/Small.sol"
line = "return value / 2;"
reason = "nobody needs halves"

[[uncovered]]
file = "src/Small.sol"
condition = "first"
function = "Small.both"
never = false
reason = "so it is"
"""


@pytest.fixture
def measurement(small: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Measurement:
    """What a few calls of the small contract and of the spec come to."""
    monkeypatch.chdir(small.root)
    chain, measurement = Chain((small,)), Measurement()
    where = deployed(small, chain)
    for heading, data in {
        "One": message("oneSided(uint256)", 11),
        "Both": message("both(bool,bool)", True, True),
        "Refusal": message("checked(uint256)", 2),
        "Two": message("oneSided(uint256)", 12),
    }.items():
        chain.head(heading)
        chain.call(ALICE, where, data, NOW)
    with measurement.spec("Division"):
        mul_div_up(3, 4, 5)
    (tmp_path / "uncovered.toml").write_text(EXCUSE)
    ran = {heading: seen(small, traces) for heading, traces in chain.traced().items()}
    measurement.add(
        small, ran, judge(small.outlines, together(ran.values()), read_excuses(tmp_path / "uncovered.toml"))
    )
    return measurement


def record(text: str, source: str) -> list[str]:
    """Return the record of a source."""
    (found,) = [part for part in text.split("end_of_record\n") if part.startswith(f"SF:{source}\n")]
    return found.splitlines()[1:]


def test_lcov_has_lines_functions_and_both_ways_of_conditions(measurement: Measurement, tmp_path: Path) -> None:
    file = tmp_path / "lcov.info"
    measurement.write_lcov(file)
    lines = record(file.read_text(), "src/Small.sol")
    ran = {22, 30, 43, 46, 47, 51, 55, 63}
    others = {10, 11, 25, 33, 34, 49, 59, 67, 71, 75, 79, 80, 81, 82, 84, 88, 92, 93, 95, 97, 99, 107}
    assert [line for line in lines if line.startswith(("DA", "L"))] == [
        *(f"DA:{number},{int(number in ran)}" for number in sorted(ran | others)),
        "LF:30",
        "LH:8",
    ]
    assert [line for line in lines if line.startswith("BR") and line[5:7] in ("46", "55", "63", "67")] == [
        "BRDA:46,0,value > 10 is true,1",
        "BRDA:46,0,value > 10 is false,0",
        "BRDA:55,0,value >= floor is true,0",
        "BRDA:55,0,value >= floor is false,1",
        "BRDA:67,0,first is true,-",
        "BRDA:67,0,first is false,-",
    ]
    assert [line for line in lines if line.startswith(("BRF", "BRH"))] == ["BRF:24", "BRH:2"]
    assert [line for line in lines if "Small.checked" in line] == ["FN:54,60,Small.checked", "FNDA:1,Small.checked"]
    assert [line for line in lines if "Small.either" in line] == ["FN:66,68,Small.either", "FNDA:0,Small.either"]


def test_the_table_has_the_spec_beside_the_contracts(measurement: Measurement) -> None:
    rows = {row[0]: row[1:] for row in (line.split() for line in measurement.table().splitlines()) if len(row) == 6}
    assert rows["src/Small.sol"] == ["30", "22", "24", "2", "19%"]
    (arithmetic,) = [row for name, row in rows.items() if name.endswith("spec/arithmetic.py")]
    assert 0 < int(arithmetic[1]) < int(arithmetic[0])


def test_json_says_which_action_ran_which_line(measurement: Measurement, tmp_path: Path) -> None:
    file = tmp_path / "coverage.json"
    measurement.write_json(file, {"more": [1]})
    data: dict[str, Any] = json.loads(file.read_text())
    found = data["files"]["src/Small.sol"]
    assert data["more"] == [1]
    assert found["contexts"] == {
        **{str(line): ["deployment"] for line in (22, 30, 43)},
        **{str(line): ["One", "Two"] for line in (46, 47, 51)},
        "55": ["Refusal"],
        "63": ["Both"],
    }
    assert found["executed_lines"] == [22, 30, 43, 46, 47, 51, 55, 63]
    assert found["excluded_lines"] == [16]
    (arithmetic,) = [part for name, part in data["files"].items() if name.endswith("spec/arithmetic.py")]
    assert set(map(tuple, arithmetic["contexts"].values())) == {("Division",)}


def test_pages_note_what_a_condition_never_was(measurement: Measurement, tmp_path: Path) -> None:
    measurement.write_html(tmp_path / "pages")
    (page,) = (tmp_path / "pages").glob("*Small_sol.html")
    text = page.read_text()
    assert "value > 10 was never false" in text
    assert "value >= floor was never true" in text
    assert "exit" not in text.partition("<main")[2]
    assert '"Refusal"' in text
    assert (tmp_path / "pages" / "index.html").exists()


def test_loading_the_spec_counts_what_stands_outside_of_functions() -> None:
    measurement = Measurement()
    measurement.load_spec()
    with measurement.spec("Division"):
        mul_div_up(3, 4, 5)
    data = measurement.data()
    assert data.measured_contexts() == {LOADING, "Division"}
    data.set_query_context(LOADING)
    assert 1 in (data.lines(str(SPEC / "arithmetic.py")) or [])
