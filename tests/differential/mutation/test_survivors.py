"""What is said of mistakes that nothing notices."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from differential.mutation.build import Builder, Project
from differential.mutation.generated import generated
from differential.mutation.judgement import Judgement, Verdict, score
from differential.mutation.mutant import Mutant
from differential.mutation.solc import Solc
from differential.mutation.survivors import FILE, BadSurvivor, Standing, Survivor, check, survivors
from tests.differential.mutation.conftest import CONTRACTS

MUTANT = Mutant("src/A.sol", "f", "arithmetic", 1, 2, "one\ntwo\n", "one\n2\n")
ENTRY = '[[{}]]\nmutant = "src/A.sol:f:arithmetic:1"\ndiff = """\n one\n-two\n+2\n"""\nwhy = "Nobody counts."\n'
SAID = Survivor(MUTANT.id, " one\n-two\n+2", Standing.EQUIVALENT, "Nobody counts.")


def test_an_entry_is_read(tmp_path: Path) -> None:
    file = tmp_path / "survivors.toml"
    file.write_text(ENTRY.format("equivalent"))
    assert survivors(file) == {MUTANT.id: SAID}
    file.write_text(ENTRY.format("accepted"))
    assert survivors(file) == {MUTANT.id: replace(SAID, standing=Standing.ACCEPTED)}


def test_without_a_file_nothing_is_said(tmp_path: Path) -> None:
    assert survivors(tmp_path / "survivors.toml") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[same]]\n", r"entries begin with \[\[equivalent\]\] or \[\[accepted\]\], not same"),
        ("equivalent = 3\n", r"entries begin with"),
        ('[[equivalent]]\nmutant = "a"\nwhy = "So."\n', "needs mutant, diff and, in a sentence, why: a"),
        ('[[equivalent]]\nmutant = "a"\ndiff = "d"\nwhy = "so"\n', "needs mutant, diff and, in a sentence, why: a"),
        ("equivalent = [3]\n", "needs mutant, diff and, in a sentence, why: 3"),
        (ENTRY.format("equivalent") + ENTRY.format("accepted"), "more than once: src/A.sol:f:arithmetic:1"),
        ("[[equivalent", "cannot be read"),
    ],
)
def test_a_bad_entry_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "survivors.toml"
    file.write_text(text)
    with pytest.raises(BadSurvivor, match=message):
        survivors(file)


def test_what_is_said_of_another_version_is_refused() -> None:
    file = Path("survivors.toml")
    check(file, [SAID], [MUTANT])
    with pytest.raises(BadSurvivor, match="is no longer made: remove the entry"):
        check(file, [SAID], [])
    with pytest.raises(BadSurvivor, match="is another change now: judge it again"):
        check(file, [SAID], [replace(MUTANT, after="one\n3\n")])


def test_what_is_said_counts_for_survivors_only() -> None:
    survived, killed = Judgement(MUTANT, Verdict.SURVIVED), Judgement(MUTANT, Verdict.KILLED)
    accepted = replace(SAID, standing=Standing.ACCEPTED)
    assert killed.justified(SAID) == killed
    assert survived.justified(None) == survived
    assert survived.justified(SAID) == Judgement(MUTANT, Verdict.EQUIVALENT, why=SAID.why)
    assert survived.justified(accepted) == Judgement(MUTANT, Verdict.ACCEPTED, why=SAID.why)
    assert score([killed, survived.justified(SAID)]) == 1.0
    assert score([killed, survived.justified(accepted)]) == 0.5
    assert score([]) == 1.0


def test_what_is_said_of_ours_is_said_of_mistakes_that_are_made() -> None:
    project = Project.open(CONTRACTS)
    with closing(Solc(project.toolchain)) as solc:
        mutants = list(generated(project.texts, Builder(project, solc).trees()))
    check(CONTRACTS / FILE, survivors(CONTRACTS / FILE).values(), mutants)
