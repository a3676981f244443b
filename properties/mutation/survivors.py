"""Mistakes made by rule that the proofs do not notice, each with the reason: ``survivors.toml``.

Those that change nothing, or nothing in any state that can be reached, are *equivalent* and do not count. Those that
are *accepted* change something of which no claim speaks; they count as not noticed.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("survivors.toml")


class Standing(StrEnum):
    """What a mistake that survives is held to be."""

    EQUIVALENT = "equivalent"
    ACCEPTED = "accepted"


class BadSurvivor(Exception):
    """The file is not what it should be; the message is one line for each entry."""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mistake that the proofs do not notice."""

    mutant: str
    standing: Standing
    why: str


def survivor(entry: dict[str, Any], standing: Standing) -> Survivor:
    """Return what an entry says. Raises `BadSurvivor`."""
    match entry:
        case {"mutant": str(mutant), "why": str(why), **rest} if not rest and why.endswith("."):
            return Survivor(mutant, standing, why)
    raise BadSurvivor(f"{FILE.name}: an entry needs a mutant and, in a sentence, why: {entry}")


def survivors(file: Path = FILE) -> dict[str, Survivor]:
    """Return what is known of survivors, by the id of the mistake. Raises `BadSurvivor`."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    if not data.keys() <= {*Standing}:
        raise BadSurvivor(f"{file.name}: there is no {', '.join(sorted(set(data) - set(Standing)))}")
    found = [survivor(entry, standing) for standing in Standing for entry in data.get(standing, ())]
    twice = {s.mutant for s in found if sum(other.mutant == s.mutant for other in found) > 1}
    if twice:
        raise BadSurvivor(f"{file.name}: named more than once: {', '.join(sorted(twice))}")
    return {s.mutant: s for s in found}
