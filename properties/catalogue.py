"""All properties, in a stable order: invariants, laws, rejection laws and relations, each chapter by chapter."""

from collections.abc import Iterator
from difflib import get_close_matches
from types import ModuleType
from typing import Final

from properties import invariants, laws, relations
from properties.declaration import Property

MODULES: Final = (*invariants.MODULES, *laws.MODULES, *laws.REFUSALS, *relations.MODULES)
"""Where properties are declared."""


def declared(module: ModuleType) -> Iterator[Property]:
    """Yield what a module declares, in the order of its text."""
    for value in vars(module).values():
        if isinstance(value, Property):
            yield value


PROPERTIES: Final[tuple[Property, ...]] = tuple(entry for module in MODULES for entry in declared(module))
"""Everything that must hold."""

BY_ID: Final = {entry.id: entry for entry in PROPERTIES}
"""The same, by id."""


class UnknownProperty(LookupError):
    """There is no property of that id."""

    def __init__(self, id: str) -> None:
        """Name the nearest ids."""
        near = ", ".join(get_close_matches(id, BY_ID, n=3, cutoff=0.3)) or "none"
        super().__init__(f"no property has the id {id!r}; the nearest are: {near}")


def lookup(id: str) -> Property:
    """Return the property of that id. Raises UnknownProperty, which names the nearest ids."""
    if id not in BY_ID:
        raise UnknownProperty(id)
    return BY_ID[id]
