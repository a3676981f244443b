"""What is kept is believed only if every record is what it says that it is."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from seqstake.kept import records


@dataclass(frozen=True)
class Thing:
    name: str
    size: float
    parts: tuple[str, ...]
    place: int


THING = Thing("a", 1.5, ("b",), 3)


def kept(folder: Path, content: Any) -> list[Thing] | None:
    file = folder / "things.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return records(file, 1, "things", Thing)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    [found] = kept(tmp_path, {"schema": 1, "things": [asdict(THING)]}) or []
    assert asdict(found) == {**asdict(THING), "parts": ["b"]}


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "1" * 5_000, "[" * 3_000, {"schema": 1}, {"things": []}])
def test_another_file_is_not_believed(tmp_path: Path, content: Any) -> None:
    assert kept(tmp_path, content) is None
    assert records(tmp_path, 1, "things", Thing) is None


@pytest.mark.parametrize("name", ["name", "size", "parts", "place"])
@pytest.mark.parametrize("value", [None, [], {}, [1], "x", 1.5])
def test_a_value_of_another_kind_is_not_believed(tmp_path: Path, name: str, value: Any) -> None:
    fits = (name, value) in [("name", "x"), ("size", 1.5), ("parts", [])]
    found = kept(tmp_path, {"schema": 1, "things": [{**asdict(THING), name: value}]})
    assert (found is not None) == fits


def test_more_or_less_than_was_written_is_not_believed(tmp_path: Path) -> None:
    assert kept(tmp_path, {"schema": 1, "things": [{**asdict(THING), "more": 1}]}) is None
    assert kept(tmp_path, {"schema": 1, "things": [{"name": "a"}]}) is None
