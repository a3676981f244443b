"""What cvc5 said is kept with the texts that it was said of, and told for the steps that are asked about."""

from pathlib import Path

import pytest

from properties.symbolic import opinions
from properties.symbolic.dependencies import Sources
from properties.symbolic.opinions import Opinions, current, latest

SAID = {"Pause": {"A-1.solvency": "agrees", "G-9": "nothing to ask"}, "Claim": {"A-1.solvency": "open"}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEQSTAKE_CACHE", str(tmp_path))
    return tmp_path / "cvc5"


def test_what_was_said_is_found_again(folder: Path) -> None:
    latest().keep(SAID)
    assert current().parent == folder
    assert latest().said == SAID


def test_what_was_said_of_other_texts_is_not_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = latest()
    before.keep(SAID)
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "units.py").write_text("DAY = 1\n")
    monkeypatch.setattr(opinions, "Sources", lambda: Sources(tmp_path))
    assert latest().said == {}
    # The texts changed while it was asked.
    before.keep(SAID)
    assert latest().said == {}


def test_a_damaged_file_says_nothing() -> None:
    latest().keep(SAID)
    current().write_text(current().read_text().replace("open", "agrees"))
    assert latest().said == {}


def test_too_little_time_takes_nothing_back() -> None:
    latest().keep(SAID)
    latest().keep({"Pause": {"A-1.solvency": "open"}, "Claim": {"A-1.solvency": "disagrees"}})
    assert latest().said["Pause"]["A-1.solvency"] == "agrees"
    assert latest().said["Claim"]["A-1.solvency"] == "disagrees"


def test_few_files_are_kept(folder: Path) -> None:
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.json").write_text("")
    latest().keep(SAID)
    assert len(list(folder.iterdir())) == opinions.MOST
    assert latest().said == SAID


@pytest.mark.parametrize(
    ("id", "steps", "told", "agrees"),
    [
        ("A-1.solvency", ["Pause"], "agrees for 1 step", True),
        ("A-1.solvency", ["Pause", "Claim"], "agrees for 1 step, open for 1 step", False),
        ("A-1.solvency", ["Pause", "Slash"], "agrees for 1 step, not asked since the last change for 1 step", False),
        ("G-9", ["Pause"], "nothing to ask for 1 step", False),
        ("G-1", ["Pause", "Claim"], "not asked since the last change for 2 steps", False),
    ],
)
def test_a_property_is_told_for_its_steps(id: str, steps: list[str], told: str, agrees: bool) -> None:
    kept = Opinions(Path(), SAID)
    assert (kept.told(id, steps), kept.agrees(id, steps)) == (told, agrees)
