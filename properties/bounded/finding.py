"""What came of a check."""

from dataclasses import dataclass, field
from enum import StrEnum


class Word(StrEnum):
    """A verdict. Only the first says that something holds."""

    CONFIRMED = "confirmed"
    """All paths were followed to their ends, for all values of the unknown numbers."""
    OPEN = "no counterexample"
    """Some paths were followed to their ends; more there were no time for, or no means."""
    UNKNOWN = "unknown"
    """None was, or what was found does not hold water."""
    VACUOUS = "vacuous"
    """The call is never accepted, or never refused for a reason that was to be seen."""
    VIOLATED = "violated"
    """Something fails, for the numbers given."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one check on one population."""

    check: str
    accounts: int
    word: Word
    seconds: float
    """How long it took, of the processor's time."""
    seen: dict[str, int]
    """What happened on how many of the paths that were followed to their ends."""
    numbers: dict[str, int] = field(default_factory=dict)
    """If violated: the unknown numbers for which it is."""
    reasons: tuple[str, ...] = ()
    """If not confirmed: why, or what fails."""

    @property
    def id(self) -> str:
        """Return the name of the check with the population."""
        return f"{self.check}/{self.accounts}"
