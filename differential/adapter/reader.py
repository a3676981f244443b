"""Reading an adapter's tables: whatever is wrong is told in one line with file, key and remedy."""

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


class AdapterError(Exception):
    """An adapter cannot be used; the message is one line that says where, what and what to do about it."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the names that somebody who wrote ``name`` may have meant, in words."""
    choices = sorted(set(known))
    if not choices:
        return "there is none to choose from"
    close = get_close_matches(name, choices, n=4, cutoff=0.4)
    return f"the nearest are: {', '.join(close)}" if close else f"known are: {', '.join(choices)}"


class Table:
    """A table of an adapter, and where it stands."""

    def __init__(self, file: Path, where: str, content: Mapping[str, Any]) -> None:
        """Take the file, the key of the table, and what stands there."""
        self.file, self.where, self.content = file, where, content

    def fault(self, key: str, problem: str) -> AdapterError:
        """Return the error that says what is wrong at ``key``."""
        place = ".".join(part for part in (self.where, key) if part)
        return AdapterError(f"{self.file}: {place}: {' '.join(problem.split())}")

    def knows(self, *keys: str) -> None:
        """Refuse keys that mean nothing here."""
        for key in self.content:
            if key not in keys:
                raise self.fault(key, f"this key means nothing here; {nearest(key, keys)}")

    def has(self, key: str) -> bool:
        """Tell whether there is something at ``key``."""
        return key in self.content

    def get(self, key: str, kind: type[T], word: str, default: T | None = None) -> T:
        """Return what stands at ``key``, which has to be of a kind; without a default it has to be there."""
        if key not in self.content:
            if default is None:
                raise self.fault(key, f"this key is missing; add {word}")
            return default
        found = self.content[key]
        if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
            raise self.fault(key, f"{found!r} is not {word}")
        return found

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text."""
        return self.get(key, str, "a text in quotes", default)

    def number(self, key: str, default: int | None = None) -> int:
        """Return a number of at least zero."""
        found = self.get(key, int, "a whole number", default)
        if not 0 <= found < 2**256:
            raise self.fault(key, f"{found} is outside uint256; give a number from 0 to 2^256 - 1")
        return found

    def values(self, key: str) -> tuple[Any, ...]:
        """Return a list of values; nothing there means none."""
        return tuple(self.get(key, list, "a list in square brackets", []))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; nothing there means none."""
        found = self.values(key)
        for item in found:
            if not isinstance(item, str):
                raise self.fault(key, f"{item!r} is not a text in quotes")
        return found

    def table(self, key: str) -> "Table":
        """Return the table at ``key``; nothing there means an empty one."""
        return self._under(key, self.get(key, dict, "a table", {}))

    def rows(self, key: str) -> list["Table"]:
        """Return the tables of a list of tables; nothing there means none."""
        found = self.get(key, list, "a list of tables", [])
        return [self._row(key, number, item) for number, item in enumerate(found, start=1)]

    def tables(self) -> dict[str, "Table"]:
        """Return every table within this one, by key."""
        return {key: self.table(key) for key in self.content}

    def _row(self, key: str, number: int, content: Any) -> "Table":
        if not isinstance(content, dict):
            raise self.fault(f"{key}[{number}]", f"{content!r} is not a table")
        return self._under(f"{key}[{number}]", content)

    def _under(self, key: str, content: Mapping[str, Any]) -> "Table":
        return Table(self.file, ".".join(part for part in (self.where, key) if part), content)


def read(file: Path) -> Table:
    """Return the outermost table of a file. Raises `AdapterError`."""
    try:
        return Table(file, "", tomllib.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise AdapterError(f"{file}: there is no such file; name the TOML file of an adapter") from None
    except OSError as error:
        raise AdapterError(f"{file}: it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise AdapterError(f"{file}: it is no text: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise AdapterError(f"{file}: it is no TOML: {error}") from None
