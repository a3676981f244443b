"""How a property is declared: by a decorator that turns a documented function into a catalogue entry.

The first paragraph of the docstring is the statement. The rest says what an auditor may wonder about, such as where a
statement departs from the catalogue and why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from spec.actions import Action
from spec.errors import Rejection

CHAPTERS: Final = {
    "A": "Solvency and conservation",
    "B": "Shares and price",
    "C": "Exits",
    "D": "Slashing",
    "F": "Rewards",
    "G": "Governance, pause and access",
    "H": "Validators and keys",
    "I": "Signatures",
    "J": "Metamorphic relations",
    "P": "Joint constraints on parameters",
    "R": "Rejections",
    "S": "Structure of the state",
}
"""The families of the catalogue; R and S are ours."""


class Kind(StrEnum):
    """What a property speaks about."""

    INVARIANT = "invariant"
    """One state."""
    LAW = "law"
    """An accepted call."""
    REJECTION = "rejection law"
    """A rejected call."""
    RELATION = "relation"
    """Several runs compared."""


class Severity(StrEnum):
    """How bad it is if a property fails."""

    CRITICAL = "critical"
    """Funds are lost, stolen or locked."""
    HIGH = "high"
    """Somebody is paid, punished or kept out wrongly."""
    MEDIUM = "medium"
    """A promise breaks without a loss, or a loss is bounded by rounding."""


@dataclass(frozen=True, slots=True)
class Property:
    """Something that must hold."""

    id: str
    """The id of the catalogue, or of ours, with a suffix if several properties make up the entry."""
    kind: Kind
    statement: str
    """One sentence, as an auditor reads it."""
    impact: str
    """What goes wrong if it fails."""
    severity: Severity
    assumptions: tuple[str, ...]
    """What the property takes for granted about the world outside."""
    function: Callable[..., Any]
    engines: tuple[str, ...]
    """Who checks it today."""
    actions: tuple[type[Action], ...] = ()
    """For laws: the calls that it speaks about; none means all."""
    rejections: tuple[type[Rejection], ...] = ()
    """For rejection laws: the reasons that it speaks about; none means all."""

    def holds(self, *subject: Any) -> bool:
        """Tell whether the property holds of a state, or of what became of a call."""
        return bool(self.function(*subject))

    @property
    def catalogue(self) -> str:
        """Return the id of the catalogue entry that this property is, or is part of."""
        return self.id.partition(".")[0]

    @property
    def chapter(self) -> str:
        """Return the title of the family that the entry belongs to."""
        return CHAPTERS[self.id.partition("-")[0][:1]]


Declare = Callable[[Callable[..., Any]], Property]
"""A decorator that makes a property of a function."""


def statement_of(function: Callable[..., Any]) -> str:
    """Return the first paragraph of a docstring on one line."""
    documentation = function.__doc__ or ""
    return " ".join(documentation.partition("\n\n")[0].split())


def invariant(id: str, severity: Severity, impact: str, assumes: tuple[str, ...] = ()) -> Declare:
    """Declare a function of a state to hold of every reachable one."""

    def declare(function: Callable[..., Any]) -> Property:
        statement = statement_of(function)
        return Property(id, Kind.INVARIANT, statement, impact, severity, assumes, function, ("lock-step",))

    return declare


def law(
    id: str, severity: Severity, impact: str, on: tuple[type[Action], ...] = (), assumes: tuple[str, ...] = ()
) -> Declare:
    """Declare a function of a transition to hold of every accepted call, or of every one ``on`` these actions."""

    def declare(function: Callable[..., Any]) -> Property:
        statement = statement_of(function)
        return Property(id, Kind.LAW, statement, impact, severity, assumes, function, ("lock-step",), actions=on)

    return declare


def rejection_law(
    id: str,
    severity: Severity,
    impact: str,
    on: tuple[type[Action], ...] = (),
    reasons: tuple[type[Rejection], ...] = (),
) -> Declare:
    """Declare a function of a rejected call to hold of every one ``on`` these actions for these ``reasons``."""

    def declare(function: Callable[..., Any]) -> Property:
        statement = statement_of(function)
        return Property(id, Kind.REJECTION, statement, impact, severity, (), function, ("lock-step",), on, reasons)

    return declare


def relation(id: str, severity: Severity, impact: str) -> Declare:
    """Declare a function of a history to compare runs that must agree."""

    def declare(function: Callable[..., Any]) -> Property:
        statement = statement_of(function)
        return Property(id, Kind.RELATION, statement, impact, severity, (), function, ("relations",))

    return declare
