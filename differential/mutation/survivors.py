"""Mistakes that nothing notices, each with the reason: ``survivors.toml`` in the folder of the contracts.

Those that are *equivalent* change nothing that any caller could see, and do not count. Those that are *accepted* count
as not noticed. Each is written down with the lines that it changes, so that what was said of one version of the
contracts is not believed of another.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from differential.mutation.mutant import Mutant
from properties.mutation.survivors import BadSurvivor as BadSurvivor
from properties.mutation.survivors import Standing as Standing

FILE: Final = "survivors.toml"


@dataclass(frozen=True, slots=True)
class Survivor:
    """What is said of a mistake that nothing notices."""

    mutant: str
    """The id of the mistake."""
    diff: str
    """The lines that it takes away and puts there, and those beside them."""
    standing: Standing
    why: str


def survivor(file: Path, entry: object, standing: Standing) -> Survivor:
    """Return what an entry says. Raises `BadSurvivor`."""
    match entry:
        case {"mutant": str(mutant), "diff": str(diff), "why": str(why), **rest} if not rest and why.endswith("."):
            return Survivor(mutant, diff.strip("\n"), standing, why)
    named = entry.get("mutant", entry) if isinstance(entry, dict) else entry
    raise BadSurvivor(f"{file}: an entry needs mutant, diff and, in a sentence, why: {named}")


def survivors(file: Path) -> dict[str, Survivor]:
    """Return what is said of survivors, by the id of the mistake. Raises `BadSurvivor`."""
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        raise BadSurvivor(f"{file} cannot be read: {error}") from None
    unknown = set(data) - set(Standing)
    if unknown or not all(isinstance(entries, list) for entries in data.values()):
        raise BadSurvivor(f"{file}: entries begin with [[equivalent]] or [[accepted]], not {', '.join(sorted(data))}")
    found = [survivor(file, entry, standing) for standing in Standing for entry in data.get(standing, ())]
    known = {entry.mutant: entry for entry in found}
    if len(known) < len(found):
        twice = sorted({one.mutant for one in found if sum(other.mutant == one.mutant for other in found) > 1})
        raise BadSurvivor(f"{file}: named more than once: {', '.join(twice)}")
    return known


def check(file: Path, said: Iterable[Survivor], mutants: Iterable[Mutant]) -> None:
    """See that all that is said is said of mistakes as they are now made. Raises `BadSurvivor`."""
    changes = {mutant.id: mutant.change() for mutant in mutants}
    stale = []
    for entry in said:
        if entry.mutant not in changes:
            stale.append(f"{file}: {entry.mutant} is no longer made: remove the entry")
        elif entry.diff != changes[entry.mutant]:
            stale.append(f"{file}: {entry.mutant} is another change now: judge it again, and replace its diff")
    if stale:
        raise BadSurvivor("\n".join(stale))
