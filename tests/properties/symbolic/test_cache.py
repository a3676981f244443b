"""What earlier runs decided is believed while nothing has changed that it depended on, and only if it is undamaged."""

from pathlib import Path

import pytest

from properties.symbolic.cache import MOST_ENGINES, Cache, default_folder
from properties.symbolic.decision import Verdict
from properties.symbolic.dependencies import Module, Sources
from properties.symbolic.memory import Memory
from properties.symbolic.report import Explorations, Finding, Report

MEMORY = {
    b"\x01\x02": {frozenset({b"\x0a", b"\x0b"}): 0.5, frozenset({b"\x0b", b"\x0c"}): 1.5},
    b"\x03": {frozenset[bytes](): 0.25},
}


def edited(sources: Sources, name: str, old: bytes, new: bytes) -> Sources:
    """Return the sources after an edit."""
    after = Sources(sources.root)
    text = after.modules[name].text
    assert text.count(old) == 1
    after.modules[name] = Module(text.replace(old, new))
    return after


@pytest.fixture(scope="module")
def sources() -> Sources:
    return Sources()


@pytest.fixture
def cache(tmp_path: Path, sources: Sources) -> Cache:
    return Cache(tmp_path, sources)


@pytest.fixture
def report() -> Report:
    """What a step may come to."""
    findings = [
        Finding("A-1.solvency", "Unbond", obligations=3, seconds=0.5),
        Finding("C-1", "Unbond", Verdict.UNKNOWN, 1, 0.0, "not carried: a fold"),
        Finding("S-1.supply", "Unbond", reason="of the tokens", assumed=True),
    ]
    return Report({(f.property_id, f.step): f for f in findings}, {"Unbond": Explorations(5, 2, 1, 0.75)})


USED = ("spec.exits:", "spec.exits:unbond")


def test_a_report_is_returned_as_it_was(cache: Cache, report: Report, sources: Sources) -> None:
    assert cache.report("Unbond") is None
    cache.keep_report("Unbond", report, USED)
    found = Cache(cache.root, sources).report("Unbond")
    assert found is not None
    assert found.findings == report.findings
    assert found.explorations == {"Unbond": Explorations(5, 2, 1, 0.75, remembered=True)}
    assert cache.ignored == []


@pytest.mark.parametrize(
    ("name", "old", "new", "kept"),
    [
        ("spec.exits", b"def unbond(", b"# a comment\ndef unbond(", True),
        ("spec.exits", b"def unbond(", b"LIMIT = 3\n\n\ndef unbond(", False),
        ("spec.exits", b"def unbond(", b"def unbind(", False),
        ("spec.exits", b"def claim(", b"def claimed(", False),
        ("spec.pools", b"def deposit(", b"def put(", True),
        ("properties.symbolic.facts", b"def ranges(", b"def limits(", False),
        ("spec.units", b"def ", b"def ", True),
    ],
)
def test_a_report_is_believed_while_its_dependencies_stand(
    cache: Cache, report: Report, sources: Sources, name: str, old: bytes, new: bytes, kept: bool
) -> None:
    cache.keep_report("Unbond", report, USED)
    after = edited(sources, name, old, new) if old != new else sources
    assert (Cache(cache.root, after).report("Unbond") is not None) == kept


def test_an_edit_of_a_body_matters_to_whoever_ran_it(cache: Cache, report: Report, sources: Sources) -> None:
    cache.keep_report("Unbond", report, USED)
    cache.keep_report("Claim", report, ("spec.exits:", "spec.exits:claim"))
    name = "spec.exits"
    start = sources.modules[name].text.index(b"def unbond(")
    body = sources.modules[name].text.index(b"\n    return", start)
    after = Sources(sources.root)
    text = sources.modules[name].text
    after.modules[name] = Module(text[:body] + b"\n    more = 1" + text[body:])
    again = Cache(cache.root, after)
    assert again.report("Unbond") is None
    assert again.report("Claim") is not None


def test_what_more_time_might_decide_is_not_kept(cache: Cache, report: Report) -> None:
    report.finding("C-2", "Unbond").add(Verdict.UNKNOWN, 5.0, "not decided")
    cache.keep_report("Unbond", report, USED)
    assert cache.report("Unbond") is None


def test_obligations_that_were_proved_are_kept_and_no_others(cache: Cache, sources: Sources) -> None:
    memory = Memory(MEMORY, [b"\x07"])
    memory.give_up(b"\x09", frozenset(), 5.0)
    cache.keep_memory("Unbond", memory)
    found = Cache(cache.root, sources).memories()["Unbond"]
    assert (found.proved, found.possible, found.opened) == (MEMORY, {b"\x07"}, {})


@pytest.mark.parametrize("damage", ["truncated", "changed", "emptied", "binary", "other layout"])
def test_a_damaged_file_is_named_and_ignored(cache: Cache, report: Report, sources: Sources, damage: str) -> None:
    cache.keep_report("Unbond", report, USED)
    cache.keep_memory("Unbond", Memory(MEMORY))
    cache.keep_durations({"Unbond": 1.0})
    for path in cache.root.rglob("*.json"):
        content = path.read_bytes()
        path.write_bytes(
            {
                "truncated": content[:-9],
                "changed": content.replace(b"0.5", b"0.4").replace(b"1.0", b"1.1"),
                "emptied": b"",
                "binary": b"\xff\xfe" + content,
                "other layout": content.replace(b'"schema": 1', b'"schema": 2'),
            }[damage]
        )
    again = Cache(cache.root, sources)
    assert again.report("Unbond") is None
    assert again.memories()["Unbond"].proved == {}
    assert again.durations() == {}
    named = [line.split(":")[0] for line in again.ignored]
    files = [cache.folder / "Unbond.report.json", cache.folder / "Unbond.obligations.json"]
    assert named == [*map(str, files), str(cache.root / "durations.json")]


def test_durations_are_kept_for_every_engine(cache: Cache, sources: Sources) -> None:
    cache.keep_durations({"Unbond": 12.5})
    other = edited(sources, "properties.symbolic.facts", b"def ranges(", b"def limits(")
    assert Cache(cache.root, other).durations() == {"Unbond": 12.5}


def test_proofs_by_few_engines_are_kept(cache: Cache) -> None:
    for number in range(MOST_ENGINES + 2):
        (cache.root / f"engine{number}").mkdir()
    cache.keep_memory("Unbond", Memory(MEMORY))
    cache.prune()
    folders = [folder for folder in cache.root.iterdir() if folder.is_dir()]
    assert len(folders) == MOST_ENGINES
    assert cache.folder in folders


def test_the_folder_is_that_of_the_project_unless_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SEQSTAKE_CACHE", raising=False)
    assert default_folder() == Path(__file__).resolve().parents[3] / ".cache" / "proofs"
    monkeypatch.setenv("SEQSTAKE_CACHE", str(tmp_path))
    assert default_folder() == tmp_path / "proofs"
