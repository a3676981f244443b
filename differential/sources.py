"""The Solidity sources that one compilation needs."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

FOLDERS = ("src", "test")
"""Folders of a contracts project whose sources are compiled."""

FOUNDRY = (".t.sol", ".s.sol")
"""Tests and scripts of Foundry, which nothing else needs: they import a library, and contain whole contracts."""

_STRING = r"""(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
_COMMENT = re.compile(rf"//[^\n]*|/\*.*?\*/|({_STRING})", re.DOTALL)
_IMPORT = re.compile(rf"""\bimport\b\s*(?:[^"';]*?\bfrom\b\s*)?["']([^"']+)["']|{_STRING}""")


class SourceError(Exception):
    """A source that is imported or overridden does not exist."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Texts by source unit name, closed under imports."""

    own: Mapping[str, str]
    """Sources of the project, by path relative to its root."""
    packages: Mapping[str, str]
    """Imported sources of packages, by import path."""

    @classmethod
    def collect(cls, root: Path, modules: Path, overrides: Mapping[str, str]) -> Self:
        """Read the project at `root` and all that it imports from `modules`.

        `overrides` gives other texts to files of the project, by relative path. Raises `SourceError`.
        """
        own = dict(_project(root))
        for name in overrides:
            if name not in own:
                raise SourceError(f"{name} is overridden, but is not a source of {root}")
        own.update(overrides)
        return cls(own=own, packages=_imported(own, modules))

    def all(self) -> dict[str, str]:
        """Return every text by source unit name."""
        return {**self.packages, **self.own}

    def closure(self, units: Iterable[str]) -> dict[str, str]:
        """Return the texts that sources depend on, their own among them, by source unit name."""
        texts, found, pending = self.all(), dict[str, str](), list(units)
        while pending:
            unit = pending.pop()
            if unit not in found:
                found[unit] = texts[unit]
                pending.extend(imports(unit, texts[unit]))
        return dict(sorted(found.items()))


def _project(root: Path) -> Iterator[tuple[str, str]]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.sol")):
            if path.name.endswith(FOUNDRY):
                continue
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def _imported(own: Mapping[str, str], modules: Path) -> dict[str, str]:
    """Return the sources of packages that `own` imports, directly or not."""
    found: dict[str, str] = {}
    pending = list(own.items())
    while pending:
        unit, text = pending.pop()
        for target in imports(unit, text):
            if target in own or target in found:
                continue
            try:
                found[target] = (modules / target).read_text(encoding="utf-8")
            except OSError:
                raise SourceError(f"{unit} imports {target}, which does not exist") from None
            pending.append((target, found[target]))
    return found


def imports(unit: str, text: str) -> Iterator[str]:
    """Yield the source unit names that the source `unit` with this `text` imports, in order."""
    code = _COMMENT.sub(lambda match: match[1] or " ", text)
    for match in _IMPORT.finditer(code):
        path = match[1]
        if path is None:  # a string somewhere else
            continue
        if path.startswith("."):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(unit), path))
        yield path
