from dataclasses import replace
from pathlib import Path

import pytest

from properties.bounded import record
from properties.bounded.checks import checks_of
from properties.bounded.finding import Finding, Word
from properties.bounded.record import Record, current, latest
from properties.symbolic.dependencies import Sources

CONFIRMED = Finding("D-5", 2, Word.CONFIRMED, 1.5, {"compared": 3})
VIOLATED = Finding("D-5", 3, Word.VIOLATED, 0.5, {}, {"assets": 2**100}, ("D-5: it differs",))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEQSTAKE_CACHE", str(tmp_path))
    return tmp_path / "crosshair"


def test_what_was_said_is_found_again(folder: Path) -> None:
    latest().keep([CONFIRMED, VIOLATED])
    assert current().parent == folder
    assert latest().findings == {"D-5/2": CONFIRMED, "D-5/3": VIOLATED}


def test_what_was_said_of_other_texts_is_not_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    latest().keep([CONFIRMED])
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "units.py").write_text("DAY = 1\n")
    monkeypatch.setattr(record, "Sources", lambda: Sources(tmp_path))
    assert latest().findings == {}


def test_a_damaged_file_says_nothing() -> None:
    latest().keep([CONFIRMED])
    current().write_text(current().read_text().replace("confirmed", "violated"))
    assert latest().findings == {}


def test_too_little_time_takes_nothing_back() -> None:
    opened = replace(CONFIRMED, word=Word.OPEN)
    kept = latest()
    kept.keep([CONFIRMED])
    kept.keep([opened])
    assert latest().findings == {"D-5/2": CONFIRMED}
    kept.keep([replace(CONFIRMED, word=Word.VIOLATED)])
    assert latest().findings["D-5/2"].word is Word.VIOLATED


def test_few_files_are_kept(folder: Path) -> None:
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.json").write_text("")
    latest().keep([CONFIRMED])
    assert len(list(folder.iterdir())) == record.MOST
    assert latest().findings == {"D-5/2": CONFIRMED}


def test_a_property_is_told_for_each_population() -> None:
    kept = Record(Path())
    assert kept.told("D-5") == "not run since the last change for populations of 1, 2, 3 (by D-5)"
    kept.findings = {"D-5/2": CONFIRMED, "D-5/3": VIOLATED}
    said = "not run since the last change for populations of 1; confirmed for populations of 2; "
    assert kept.told("D-5") == said + "violated for populations of 3 (by D-5)"
    assert kept.told("J-5") == "none of its checks says anything of this"


def test_a_property_is_what_the_worst_of_its_checks_says() -> None:
    names = [check.name for check in checks_of("C-2.claim")]
    assert names == ["claim", "claim.pause"]
    claim, pause = (Finding(name, 1, Word.CONFIRMED, 1.0, {}) for name in names)
    assert Record(Path(), {claim.id: claim}).word("C-2.claim", 1) is None
    assert Record(Path(), {claim.id: claim, pause.id: pause}).word("C-2.claim", 1) is Word.CONFIRMED
    opened = replace(pause, word=Word.OPEN)
    assert Record(Path(), {claim.id: claim, pause.id: opened}).word("C-2.claim", 1) is Word.OPEN
