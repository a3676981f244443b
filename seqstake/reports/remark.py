"""What is wrong, and at which line it is to be looked for."""

from dataclasses import dataclass

from seqstake.reports.places import Place


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a reader of the sources should see at a line."""

    rule: str
    """The id of the property, or what else is not as it should be."""
    statement: str
    """What should hold."""
    level: str
    """``error`` or ``warning``."""
    message: str
    place: Place
    subject: str
    """What tells it from other remarks of the same rule, from run to run."""
    related: tuple[Place, ...] = ()
    """Where else to look."""
