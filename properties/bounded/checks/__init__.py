"""The checks, chapter by chapter."""

from difflib import get_close_matches
from functools import cache
from typing import Final

from properties.bounded.check import Check
from properties.bounded.checks import exits, governance, pauses, registry, relations, rewards, slashing, stake, tokens
from properties.catalogue import lookup

CHECKS: Final[tuple[Check, ...]] = (
    *tokens.CHECKS,
    *stake.CHECKS,
    *exits.CHECKS,
    *slashing.CHECKS,
    *rewards.CHECKS,
    *registry.CHECKS,
    *pauses.CHECKS,
    *governance.CHECKS,
    *relations.CHECKS,
)
"""All of them."""

BY_NAME: Final = {entry.name: entry for entry in CHECKS}
"""The same, by name."""


class UnknownCheck(LookupError):
    """There is no check of that name."""

    def __init__(self, name: str) -> None:
        """Name the nearest."""
        near = ", ".join(get_close_matches(name, BY_NAME, n=3, cutoff=0.3)) or "none"
        super().__init__(f"no check has the name {name!r}; the nearest are: {near}")


def named(name: str) -> Check:
    """Return the check of that name. Raises UnknownCheck, which names the nearest."""
    if name not in BY_NAME:
        raise UnknownCheck(name)
    return BY_NAME[name]


@cache
def subjects(name: str) -> frozenset[str]:
    """Return the ids of the properties that a check says something of."""
    return frozenset(entry.id for entry in named(name).properties)


def checks_of(id: str) -> tuple[Check, ...]:
    """Return the checks that say something of a property. Raises UnknownProperty."""
    lookup(id)
    return tuple(check for check in CHECKS if id in subjects(check.name))
