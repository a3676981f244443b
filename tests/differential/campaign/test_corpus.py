"""The corpus: merged by putting files together, minimised by features, and nothing in it is ever lost."""

import json
from pathlib import Path

import pytest

from differential.campaign import hunt as hunts
from differential.campaign.chooser import RandomChooser
from differential.campaign.corpus import BRANCHES, CORRUPT, FAILURES, Corpus, Entry, digest, smallest
from differential.campaign.hunt import Hunt
from differential.campaign.novelty import feature
from differential.campaign.openings import harsh, nothing, ordinary
from differential.campaign.rehearsal import rehearsed
from differential.system import chain_world
from differential.trace import FORMAT
from properties.world import Step, World
from spec.actions import Pause

WORLD = chain_world()


def corpus(folder: Path, same_token: bool = True) -> Corpus:
    return Corpus(folder, chain_world(same_token), same_token)


def entry(world: World, length: int) -> Entry:
    """Return the first steps of a history."""
    history = harsh(world)[:length]
    return Entry(history, rehearsed(world, history).features)


def test_histories_come_back_and_are_kept_once(tmp_path: Path) -> None:
    kept = corpus(tmp_path)
    assert kept.add(ordinary(WORLD)) == kept.add(ordinary(WORLD))
    kept.add(harsh(WORLD))
    kept.add(harsh(WORLD), FAILURES)
    again = corpus(tmp_path)
    assert set(again.histories()) == {ordinary(WORLD), harsh(WORLD)}
    assert again.histories(FAILURES) == [harsh(WORLD)]
    again.drop(ordinary(WORLD))
    assert again.histories() == [harsh(WORLD)]
    assert again.complaints == []


def test_two_folders_are_merged_by_putting_their_files_together(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    corpus(one).add(ordinary(WORLD))
    for history in (ordinary(WORLD), harsh(WORLD)):
        path = corpus(other).add(history)
        path.replace(one / path.name)
    assert set(corpus(one).histories()) == {ordinary(WORLD), harsh(WORLD)}


@pytest.mark.parametrize("change", ["cut", "other name", "no text"])
def test_a_damaged_file_is_set_aside_and_named(tmp_path: Path, change: str) -> None:
    corpus(tmp_path).add(ordinary(WORLD))
    path = corpus(tmp_path).add(harsh(WORLD))
    content = path.read_bytes()
    if change == "cut":
        path.write_bytes(content[:-9])
    elif change == "other name":
        path = path.rename(path.with_name("0" * 32 + ".itf.json"))
    else:
        content = b"\xff"
        path = path.rename(path.with_name(digest(content) + ".itf.json"))
        path.write_bytes(content)
    kept = corpus(tmp_path)
    assert kept.histories() == [ordinary(WORLD)]
    assert len(kept.complaints) == 1
    assert str(path) in kept.complaints[0]
    assert (tmp_path / CORRUPT / path.name).exists()
    assert not path.exists()


def rewritten(path: Path, old: str, new: str) -> Path:
    """Put a file with another text, and the name of that, in the place of a file."""
    text = path.read_text()
    assert old in text
    text = text.replace(old, new)
    path.unlink()
    path = path.with_name(digest(text.encode()) + ".itf.json")
    path.write_text(text)
    return path


def test_a_history_of_another_version_of_the_spec_is_skipped_and_named(tmp_path: Path) -> None:
    path = corpus(tmp_path).add(ordinary(WORLD))
    vocabulary = json.loads(path.read_text())["#meta"]["vocabulary"]
    path = rewritten(rewritten(path, '"Delegate"', '"Entrust"'), vocabulary, "another")
    kept = corpus(tmp_path)
    assert kept.histories() == []
    told = f"{path} is skipped: it is of another version of the spec: step 3 asks for 'Entrust', which is no action"
    assert [complaint.partition(";")[0] for complaint in kept.complaints] == [told]
    assert path.exists()


def test_a_history_that_only_a_damage_explains_is_set_aside(tmp_path: Path) -> None:
    path = rewritten(corpus(tmp_path).add(ordinary(WORLD)), FORMAT, "a song")
    kept = corpus(tmp_path)
    assert kept.histories() == []
    assert "does not say that it is" in kept.complaints[0]
    assert (tmp_path / CORRUPT / path.name).exists()


def test_histories_of_another_world_are_left_alone(tmp_path: Path) -> None:
    two = chain_world(same_token=False)
    corpus(tmp_path, same_token=False).add(ordinary(two))
    kept = corpus(tmp_path)
    assert (kept.histories(), kept.complaints, kept.elsewhere) == ([], [], 1)
    assert corpus(tmp_path, same_token=False).histories() == [ordinary(two)]


def test_the_smallest_history_for_each_feature_is_kept() -> None:
    def made(length: int, *features: int) -> Entry:
        return Entry(ordinary(WORLD)[:length], frozenset(features))

    one, two, three, four = made(1, 1), made(2, 1, 2), made(3, 2, 3), made(4, 1, 2, 3)
    assert smallest([four, three, two, one]) == [one, two, three]


def test_a_hunt_keeps_what_is_new_and_forgets_what_is_superfluous(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hunts, "seeds", lambda world: [nothing(world), ordinary(world)[:2]])
    pause, again = Step(WORLD.cast.guardian, 0, Pause()), Step(WORLD.cast.guardian, 1, Pause())
    folder = corpus(tmp_path)
    folder.add((*ordinary(WORLD)[:2], pause, again))
    hunt = Hunt(folder, WORLD, 1)
    assert hunt.load() == 0
    assert hunt.take([entry(WORLD, 2)]) == 0
    assert hunt.take([Entry((pause,), rehearsed(WORLD, (pause,)).features)]) > 0
    assert len(folder.histories()) == 2

    folder.add((*ordinary(WORLD)[:2], pause, again, again))
    other = Hunt(corpus(tmp_path), WORLD, 1)
    assert other.load() == 1
    assert len(folder.histories()) == 2
    assert other.known >= hunt.known


def test_what_comes_next_depends_on_the_seed_and_the_corpus(tmp_path: Path) -> None:
    one, same, other = (Hunt(corpus(tmp_path), WORLD, seed) for seed in (1, 1, 2))
    for hunt in (one, same, other):
        hunt.load()
    shard = one.shard(7)
    assert shard == same.shard(7)
    assert shard != other.shard(7)
    assert shard != one.shard(7)


def test_what_is_rare_is_begun_with_as_often_as_what_is_common() -> None:
    index, common = hunts.Index(), [feature("size", number) for number in range(500)]
    rare = feature("pile", "queue", 6)
    index.add(Entry(harsh(WORLD), frozenset([*common, rare])))
    index.add(Entry(ordinary(WORLD), frozenset(common)))
    picked = [index.pick(RandomChooser(seed)) for seed in range(100)]
    assert 25 < picked.count(harsh(WORLD)) < 75
    assert set(picked) == {harsh(WORLD), ordinary(WORLD)}


def test_what_was_kept_for_the_turns_of_contracts_has_to_show_some_again(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    one, two = ordinary(WORLD)[:3], ordinary(WORLD)[:4]
    for history in (one, two):
        folder.add(history, BRANCHES)
    hunt = Hunt(folder, WORLD, 1)
    assert hunt.load() == 0
    assert set(hunt.branching()) == {one, two}
    turns = frozenset([feature("branch", 1)])
    hunt.saw((one,), frozenset())  # the EVM told nothing
    hunt.saw((one,), turns)
    hunt.saw((two,), turns)
    assert folder.histories(BRANCHES) == [one]
    assert turns <= hunt.known
    assert hunt.minimise() == 0
    assert hunt.take([Entry(two, turns, BRANCHES)]) == 0
    assert hunt.take([Entry(two, frozenset([feature("branch", 2)]), BRANCHES)]) == 1
    assert set(folder.histories(BRANCHES)) == {one, two}
