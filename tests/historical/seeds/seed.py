"""One bug, planted in the contracts by changing their text."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

DOORS: Final = "reserved functions and ether"
"""What shows a bug that no history can show."""


class StaleSeed(Exception):
    """The contracts have changed beneath a seed."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A change to one source."""

    file: str
    """Relative to the folder of the contracts."""
    old: str
    """Occurs exactly once in the file."""
    new: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A bug, planted."""

    bug: str
    """Its number in the corpus."""
    name: str
    """What is wrong, in our words; unique."""
    patches: tuple[Patch, ...]
    hint: str = ""
    """The directed history that is likely to show it, or ``DOORS``."""


def patched(seed: Seed, contracts: Path) -> tuple[tuple[str, str], ...]:
    """Return the sources that a seed changes, each with its new text. Raises `StaleSeed`."""
    texts: dict[str, str] = {}
    for patch in seed.patches:
        text = texts.get(patch.file) or (contracts / patch.file).read_text(encoding="utf-8")
        count = text.count(patch.old)
        if count != 1:
            raise StaleSeed(f"{seed.bug}, {seed.name}: found {count} times in {patch.file}, not once:\n{patch.old}")
        texts[patch.file] = text.replace(patch.old, patch.new)
    return tuple(texts.items())


def bug(number: int, name: str, hint: str, file: str, *changes: tuple[str, str]) -> Seed:
    """Return the seed of a bug that lives in one contract or library, given by its name."""
    patches = tuple(Patch(f"src/{file}.sol", old, new) for old, new in changes)
    return Seed(f"BUG-{number:03}", name, patches, hint)
