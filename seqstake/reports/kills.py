"""What became of mistakes planted in the contracts, read from the file that ``seqstake mutate contracts`` wrote."""

from pathlib import Path
from typing import Any

from differential.documents import parsed
from seqstake.reports.run import Kills, Mutant


class NoKills(Exception):
    """A file does not hold what became of mutants; the message is one line and names the file."""


def field(data: Any, name: str, kind: type[Any] | tuple[type[Any], ...], where: str) -> Any:
    """Return a field of a record. Raises `NoKills` unless it is of that kind."""
    if not isinstance(data, dict) or name not in data:
        raise NoKills(f"{where} has no {name!r}")
    value = data[name]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise NoKills(f"{name!r} of {where} is {value!r}")
    return value


def mutant_of(data: Any, where: str) -> Mutant:
    """Return a mutant. Raises `NoKills` if it is none."""
    killed_by = field(data, "killed_by", list, where)
    if not all(isinstance(name, str) for name in killed_by):
        raise NoKills(f"'killed_by' of {where} is {killed_by!r}")
    return Mutant(
        id=field(data, "id", str, where),
        file=field(data, "file", str, where),
        line=field(data, "line", int, where),
        operator=field(data, "operator", str, where),
        diff=field(data, "diff", str, where),
        verdict=field(data, "verdict", str, where),
        killed_by=tuple(sorted(killed_by)),
        step=field(data, "step", (int, type(None)), where),
        why=field({"why": "", **data}, "why", str, where),
    )


def kills_of(data: Any) -> Kills:
    """Return what became of mutants. Raises `NoKills` if nothing is said of any."""
    score = field(data, "score", (int, float), "the report")
    if not 0 <= score <= 1:
        raise NoKills(f"'score' of the report is {score!r}, and no part of a whole")
    mutants = field(data, "mutants", list, "the report")
    read = (mutant_of(entry, f"mutant {number}") for number, entry in enumerate(mutants, start=1))
    return Kills(float(score), tuple(sorted(read, key=lambda mutant: (mutant.file, mutant.line, mutant.id))))


def read_kills(file: Path) -> Kills:
    """Return what a file says. Raises `NoKills`."""
    try:
        return kills_of(parsed(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise NoKills(f"there is no file {file}; `seqstake mutate contracts --json {file}` writes it") from None
    except OSError as error:
        raise NoKills(f"{file} cannot be read: {error.strerror}") from None
    except (NoKills, ValueError) as error:
        raise NoKills(f"{file} is no report of `seqstake mutate contracts`: {error}") from None
