"""The histories that a campaign keeps: a folder of files named after their content.

Two corpora are merged by putting the files of both into one folder. A history is only what is done; what it leads to is
worked out anew, so that it serves any version of the spec that knows its actions, and any contract. What cannot be read
is never lost: a damaged file is moved to ``corrupt``, one of another version of the spec stays, and both are named.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from differential.campaign.novelty import Feature, Features
from differential.trace import OtherVersion, Trace, TraceError, dumps, has_same_token, loads, save
from properties.world import History, World

SUFFIX: Final = ".itf.json"

FAILURES: Final = "failures"
"""The folder of histories that failed once: they are run first, and never dropped."""

BRANCHES: Final = "branches"
"""The folder of histories that are kept for the way that contracts went, which not every EVM tells."""

CORRUPT: Final = "corrupt"
"""The folder of what is no history."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A history and what it shows."""

    history: History
    features: Features
    part: str = ""
    """The part of the folder that it belongs to."""


def smallest(entries: Iterable[Entry]) -> list[Entry]:
    """Return, for each feature, the smallest of the entries that show it, all in the order of their size."""
    kept: list[Entry] = []
    shown: set[Feature] = set()
    for entry in sorted(entries, key=lambda entry: len(entry.history)):
        if not entry.features <= shown:
            kept.append(entry)
            shown |= entry.features
    return kept


class Corpus:
    """A folder of histories of one world."""

    def __init__(self, folder: Path, world: World, same_token: bool) -> None:
        """Take the folder, which need not exist."""
        self.folder = folder
        self._world, self._same_token, self._names = world, same_token, world.names()
        self.complaints: list[str] = []
        """What could not be read, and what became of it."""
        self.elsewhere = 0
        """How many readable histories are of another world."""

    def histories(self, part: str = "") -> list[History]:
        """Return the histories of the folder, or of a part of it, in the order of their names."""
        found = (self._read(path) for path in sorted((self.folder / part).glob(f"*{SUFFIX}")))
        return [history for history in found if history is not None]

    def add(self, history: History, part: str = "") -> Path:
        """Write a history, unless it is there already, and return where."""
        path = self._path(history, part)
        if not path.exists():
            save(path, self._text(history))
        return path

    def drop(self, history: History, part: str = "") -> None:
        """Remove a history that another one makes superfluous."""
        self._path(history, part).unlink(missing_ok=True)

    def _text(self, history: History) -> str:
        return dumps(Trace(self._same_token, self._world.parameters, history), self._names)

    def _path(self, history: History, part: str = "") -> Path:
        return self.folder / part / f"{digest(self._text(history).encode())}{SUFFIX}"

    def _read(self, path: Path) -> History | None:
        """Return the history in a file; if there is none, say so and set aside what is damaged."""
        try:
            content = path.read_bytes()
            if digest(content) != path.name.removesuffix(SUFFIX):
                raise TraceError("its content is not what its name says")
            text = content.decode()
            if has_same_token(text) != self._same_token:
                self.elsewhere += 1
                return None
            trace = loads(text, self._names)
        except OtherVersion as error:
            self.complaints.append(f"{path} is skipped: {error}")
            return None
        except (OSError, UnicodeDecodeError, TraceError) as error:
            self._set_aside(path, error)
            return None
        if trace.parameters != self._world.parameters:
            self.elsewhere += 1
            return None
        return trace.history

    def _set_aside(self, path: Path, error: Exception) -> None:
        """Move a damaged file out of the way, and say so."""
        place = self.folder / CORRUPT / path.name
        try:
            place.parent.mkdir(exist_ok=True)
            path.replace(place)
        except OSError:
            self.complaints.append(f"{path} is skipped: {error}")
        else:
            self.complaints.append(f"{path} is damaged and now in {place.parent}: {error}")


def digest(content: bytes) -> str:
    """Return the name of a content."""
    return hashlib.sha256(content).hexdigest()[:32]
