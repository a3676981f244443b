"""What is said of mistakes that the proofs do not notice."""

from pathlib import Path

import pytest

from properties.mutation.generated import generated
from properties.mutation.survivors import BadSurvivor, Standing, Survivor, survivors


def test_every_entry_names_a_mistake_that_is_made() -> None:
    assert set(survivors()) <= {mutant.id for mutant in generated()}


def test_an_entry_is_read(tmp_path: Path) -> None:
    file = tmp_path / "survivors.toml"
    file.write_text(
        '[[equivalent]]\nmutant = "a"\nwhy = "It is the same."\n[[accepted]]\nmutant = "b"\nwhy = "Why not."\n'
    )
    assert survivors(file) == {
        "a": Survivor("a", Standing.EQUIVALENT, "It is the same."),
        "b": Survivor("b", Standing.ACCEPTED, "Why not."),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[same]]\nmutant = "a"\nwhy = "Why."', "there is no same"),
        ('[[equivalent]]\nmutant = "a"', "an entry needs a mutant"),
        ('[[equivalent]]\nmutant = "a"\nwhy = ""', "an entry needs a mutant"),
        ('[[equivalent]]\nmutant = "a"\nwhy = "So."\nline = 3', "an entry needs a mutant"),
        ('[[equivalent]]\nmutant = "a"\nwhy = "So."\n[[accepted]]\nmutant = "a"\nwhy = "So."', "more than once: a"),
    ],
)
def test_a_bad_entry_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "survivors.toml"
    file.write_text(text)
    with pytest.raises(BadSurvivor, match=message):
        survivors(file)
