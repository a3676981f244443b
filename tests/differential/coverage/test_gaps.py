"""What did not run is named, unless an excuse says why it cannot; an excuse that is out of date is named as well."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from differential.adapter.reader import AdapterError
from differential.coverage.build import Build
from differential.coverage.gaps import Gap, Judgement, judge, read_excuses
from differential.coverage.seen import Seen, Way
from tests.differential.coverage.small import UNIT

CONTRACTS = Path(__file__).parents[3] / "contracts"

CHOICE = 'file = "src/Small.sol"\ncondition = "first"\nfunction = "Small.picked"\nnever = false\nreason = "so it is"\n'
HALVING = 'file = "src/Small.sol"\nline = "return value / 2;"\nreason = "nobody needs halves"\n'


def everything(small: Build) -> Seen:
    """Return that all of the small source ran."""
    outline = small.outlines[UNIT]
    conditions = outline.conditions.values()
    return Seen(set(outline.lines), {(one.number, holds) for one in conditions for holds in (True, False)})


def judged(small: Build, folder: Path, *excuses: str, lines: Iterable[int] = (), ways: Iterable[Way] = ()) -> Judgement:
    """Return the judgement when all ran but some lines and ways."""
    ran = everything(small)
    ran.lines.difference_update(lines)
    ran.ways.difference_update(ways)
    file = folder / "uncovered.toml"
    file.write_text("".join(f"[[uncovered]]\n{excuse}" for excuse in excuses))
    return judge(small.outlines, {UNIT: ran}, read_excuses(file))


def excused(judgement: Judgement) -> list[tuple[Gap, str]]:
    """Return what is excused, with the reasons."""
    return [(gap, excuse.reason) for gap, excuse in judgement.excused]


PICKED_FALSE = Gap(UNIT, 71, "Small.picked", "first", (6, False))
HALVES = Gap(UNIT, 16, "Sums.unused", "return value / 2;")


def test_when_all_ran_there_is_nothing_to_say(small: Build, tmp_path: Path) -> None:
    assert judged(small, tmp_path) == Judgement((), (), ())


def test_nothing_ran_of_a_source_that_nothing_is_known_of(small: Build) -> None:
    judgement = judge(small.outlines, {}, ())
    assert [gap.line for gap in judgement.open] == list(small.outlines[UNIT].lines)
    assert all(gap.way is None for gap in judgement.open)


def test_what_did_not_run_is_named(small: Build, tmp_path: Path) -> None:
    judgement = judged(small, tmp_path, lines={16, 46}, ways={(2, True), (2, False), (6, False)})
    line = Gap(UNIT, 46, "Small.oneSided", "if (value > 10) {")
    assert judgement == Judgement((HALVES, line, PICKED_FALSE), (), ())
    assert [str(gap) for gap in judgement.open] == [
        "src/Small.sol:16: Sums.unused: never run: return value / 2;",
        "src/Small.sol:46: Small.oneSided: never run: if (value > 10) {",
        "src/Small.sol:71: Small.picked: never false: first",
    ]


def test_excuses_are_accepted(small: Build, tmp_path: Path) -> None:
    judgement = judged(small, tmp_path, CHOICE, HALVING, lines={16}, ways={(6, False)})
    assert (judgement.open, judgement.stale) == ((), ())
    assert excused(judgement) == [(HALVES, "nobody needs halves"), (PICKED_FALSE, "so it is")]
    assert (judgement.excused_lines(UNIT), judgement.excused_ways(UNIT)) == ({16}, {(6, False)})


def test_an_excuse_is_for_one_way_and_one_function(small: Build, tmp_path: Path) -> None:
    judgement = judged(small, tmp_path, CHOICE, ways={(6, False), (6, True), (5, False)})
    either = Gap(UNIT, 67, "Small.either", "first", (5, False))
    assert judgement.open == (either, Gap(UNIT, 71, "Small.picked", "first", (6, True)))
    assert excused(judgement) == [(PICKED_FALSE, "so it is")]


def test_an_excuse_for_what_ran_is_out_of_date(small: Build, tmp_path: Path) -> None:
    (fault,) = judged(small, tmp_path, CHOICE).stale
    assert fault.endswith("uncovered[1]: src/Small.sol:71 in Small.picked is covered; take the excuse out")


def test_an_excuse_that_several_places_fit_must_be_right_for_all(small: Build, tmp_path: Path) -> None:
    wide = CHOICE.replace('function = "Small.picked"\n', "")
    stale = judged(small, tmp_path, wide, ways={(6, False)}).stale
    assert [fault.partition("src/")[2] for fault in stale] == [
        f"Small.sol:{place} is covered; take the excuse out, or say with function which of the places is meant"
        for place in ("63 in Small.both", "67 in Small.either")
    ]


def test_an_excuse_for_a_condition_on_a_line_that_did_not_run_is_not_out_of_date(small: Build, tmp_path: Path) -> None:
    judgement = judged(small, tmp_path, CHOICE, lines={71}, ways={(6, False), (6, True)})
    assert judgement == Judgement((Gap(UNIT, 71, "Small.picked", "return first ? 1 : 2;"),), (), ())


def test_an_excuse_for_what_is_not_there_is_out_of_date(small: Build, tmp_path: Path) -> None:
    (fault,) = judged(small, tmp_path, HALVING.replace("value / 2", "value / 3")).stale
    assert "there is no 'return value / 3;' in src/Small.sol; the nearest are: return value / 2;" in fault


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[uncovered]]\n" + HALVING.replace("reason", "because"), "because: this key means nothing here"),
        ('[[uncovered]]\nfile = "a.sol"\nreason = "x"\n', "give the text of either a line or a condition"),
        ("[[uncovered]]\n" + CHOICE + 'line = "x"\n', "give the text of either a line or a condition"),
        ("[[uncovered]]\n" + CHOICE.replace("never = false\n", ""), "never: of a condition, and of nothing else, say"),
        ("[[uncovered]]\n" + HALVING + "never = true\n", "never: of a condition, and of nothing else, say"),
        ("[[uncovered]]\n" + CHOICE.replace("false", '"no"'), "never: 'no' is not true or false"),
        ("[[uncovered]]\n" + HALVING.replace("nobody needs halves", " "), "reason: say why it cannot be reached"),
        ("[[uncovered]]\n" + HALVING.replace("reason", "# reason"), "reason: this key is missing"),
        ("[[covered]]\n", "covered: this key means nothing here"),
        ("[[uncovered]\n", "it is no TOML"),
    ],
)
def test_an_unreadable_excuse_is_one_clear_line(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "uncovered.toml"
    file.write_text(text)
    with pytest.raises(AdapterError) as caught:
        read_excuses(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert problem in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_without_a_file_there_is_no_excuse(tmp_path: Path) -> None:
    assert read_excuses(tmp_path / "uncovered.toml") == ()


@pytest.mark.parametrize("folder", [CONTRACTS, CONTRACTS / "examples" / "rewards"], ids=lambda folder: folder.name)
def test_the_excuses_that_are_shipped_name_what_is_there(folder: Path) -> None:
    build = Build.of(folder, spare=CONTRACTS)
    excuses = read_excuses(folder / "uncovered.toml")
    excused = {excuse.text for excuse in excuses if excuse.never is None}
    lines = {
        unit: {line.number for line in outline.lines.values() if line.text not in excused}
        for unit, outline in build.outlines.items()
    }
    judgement = judge(build.outlines, {unit: Seen(numbers) for unit, numbers in lines.items()}, excuses)
    assert judgement.stale == ()
    assert len(judgement.excused) == len(excuses)
