"""The bugs that are seeded into the contracts are mistakes in the specification too, wherever that can make them."""

from typing import Final

from properties.mutation.mutants import ALL
from tests.historical.seeds import SEEDS
from tests.historical.seeds.corpus import CORPUS

OF_CODE_ONLY: Final = {
    "BUG-164": "Whether a permit is signed rightly is given to the specification; how it is encoded is for the code.",
}
"""The bugs that are seeded into the contracts and have nothing to live in in the specification, with the reason."""


def test_every_seeded_bug_is_a_mistake_in_the_specification_or_of_code_only() -> None:
    expressed = {mutant.bug for mutant in ALL if mutant.bug}
    assert expressed <= CORPUS
    assert {seed.bug for seed in SEEDS} - expressed == set(OF_CODE_ONLY)
