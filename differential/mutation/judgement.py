"""What became of a mistake in the contracts."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from differential.mutation.judge import Noticed
from differential.mutation.mutant import Mutant
from differential.mutation.survivors import Standing, Survivor

SAME: Final = "The compiler makes the same code of it."
"""Why a mistake is equivalent of which nothing need be said."""


class Verdict(StrEnum):
    """What a mistake is."""

    KILLED = "killed"
    """Something notices it."""
    SURVIVED = "survived"
    """Nothing does, and nothing is said of it."""
    ACCEPTED = "accepted"
    """Nothing does, and it is said why that is accepted."""
    EQUIVALENT = "equivalent"
    """It makes no difference: the compiler makes the same of it, or it is said why."""
    INVALID = "invalid"
    """It does not compile."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a mistake."""

    mutant: Mutant
    verdict: Verdict
    noticed: Noticed | None = None
    """Where it shows, if it is killed."""
    why: str = ""
    """Why it is accepted or equivalent, or what the compiler says against it."""

    def justified(self, said: Survivor | None) -> "Judgement":
        """Return the judgement with what is said of the mistake, if it survived."""
        if said is None or self.verdict is not Verdict.SURVIVED:
            return self
        verdict = Verdict.EQUIVALENT if said.standing is Standing.EQUIVALENT else Verdict.ACCEPTED
        return Judgement(self.mutant, verdict, why=said.why)


def score(judgements: Collection[Judgement]) -> float:
    """Return which part of the mistakes that make a difference is noticed; all of them if there are none."""
    noticed = sum(item.verdict is Verdict.KILLED for item in judgements)
    missed = sum(item.verdict in (Verdict.SURVIVED, Verdict.ACCEPTED) for item in judgements)
    return noticed / (noticed + missed) if noticed + missed else 1.0
