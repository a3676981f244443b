"""The catalogue is complete, orderly, and readable by an auditor."""

import re
from collections import Counter

import pytest

from properties.catalogue import BY_ID, PROPERTIES, UnknownProperty, lookup
from properties.declaration import CHAPTERS, Kind, Property

REQUIRED = """
A-1 A-2 A-3 A-4 A-5 A-6 A-7 A-9
B-1 B-2 B-3 B-4 B-5 B-6 B-7 B-8 B-9 B-10 B-11
C-1 C-2 C-3 C-4 C-5 C-6 C-9 C-10 C-13 C-14 C-15 C-16 C-19
D-1 D-2 D-4 D-5 D-6 D-7 D-8 D-9 D-10 D-12 D-13 D-19
F-1 F-2 F-3 F-4 F-5 F-6 F-7 F-8 F-10 F-11 F-12 F-14
G-1 G-6 G-7 G-8 G-9 G-10 G-13 G-14
H-1 H-4 H-5 H-8 H-10 I-10 J-4 J-5 J-6 J-7
P1 P3 P6 P7 P8
"""
"""What this part of the system can state of the catalogue."""


def test_ids_are_unique() -> None:
    assert [id for id, count in Counter(entry.id for entry in PROPERTIES).items() if count > 1] == []
    assert len(BY_ID) == len(PROPERTIES)


def test_functions_are_stated_once() -> None:
    counts = Counter(entry.function.__qualname__ for entry in PROPERTIES)
    assert [name for name, count in counts.items() if count > 1] == []


def test_the_catalogue_is_covered() -> None:
    assert set(REQUIRED.split()) - {entry.catalogue for entry in PROPERTIES} == set()


@pytest.mark.parametrize("entry", PROPERTIES, ids=lambda entry: entry.id)
def test_entries_are_well_formed(entry: Property) -> None:
    assert re.fullmatch(r"([A-JRS]-\d+|P\d)(\.[a-z_]+)?", entry.id)
    assert entry.chapter in CHAPTERS.values()
    assert entry.engines
    for sentence in (entry.statement, entry.impact, *entry.assumptions):
        assert re.match(r"[A-Z].+\.$", sentence), sentence
    assert entry.kind in (Kind.LAW, Kind.REJECTION) or not (entry.actions or entry.rejections)


def test_look_up_finds_an_entry() -> None:
    assert lookup("C-3").statement.startswith("No change of parameters")


def test_look_up_names_the_nearest_ids() -> None:
    with pytest.raises(UnknownProperty, match=r"'C-33'; the nearest are: .*C-3"):
        lookup("C-33")


def test_kinds_come_in_order() -> None:
    kinds = [list(Kind).index(entry.kind) for entry in PROPERTIES]
    assert kinds == sorted(kinds)
