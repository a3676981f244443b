"""Functions as they stand in the sources: of the specification, and of contracts in Solidity or Vyper."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from differential.abi import camel
from differential.adapter.target import Target
from differential.campaign.session import Session
from seqstake.reports.places import function_of, place_in
from seqstake.reports.run import Function, Source
from spec.actions import Action

SOLIDITY: Final = "solidity"
PYTHON: Final = "python"
VYPER: Final = "vyper"

LANGUAGES: Final = {".sol": SOLIDITY, ".py": PYTHON, ".vy": VYPER}

TOOLS: Final = ("arithmetic", "map")
"""Modules of the specification whose functions say nothing of staking."""

PASSIVE: Final = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
"""What of Solidity is no code."""

SOLIDITY_HEAD: Final = re.compile(r"^[ \t]*function\s+(\w+)\s*\(", re.MULTILINE)
VYPER_HEAD: Final = re.compile(r"^def\s+(\w+)\s*\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A function in a file."""

    name: str
    line: int
    text: str


Files = dict[Path, dict[str, Piece]]
"""The functions of several files by name."""


def masked(text: str) -> str:
    """Return a Solidity text with blanks for all that is no code, so that braces can be counted."""
    return PASSIVE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def solidity_pieces(text: str) -> Iterator[Piece]:
    """Yield the functions of a Solidity text that have a body."""
    code = masked(text)
    for head in SOLIDITY_HEAD.finditer(code):
        opening = re.compile(r"[{;]").search(code, head.end())
        if opening is None or opening[0] == ";":
            continue
        depth, end = 1, opening.end()
        while depth and end < len(code):
            depth += {"{": 1, "}": -1}.get(code[end], 0)
            end += 1
        yield Piece(head[1], code.count("\n", 0, head.start()) + 1, text[head.start() : end])


def vyper_pieces(text: str) -> Iterator[Piece]:
    """Yield the functions of a Vyper text; one ends where the next line without indentation begins."""
    for head in VYPER_HEAD.finditer(text):
        end = re.compile(r"\n(?=[^\s)])").search(text, head.end())
        body = text[head.start() : end.start() if end else len(text)]
        yield Piece(head[1], text.count("\n", 0, head.start()) + 1, body.rstrip())


def python_pieces(text: str) -> Iterator[Piece]:
    """Yield the functions of a Python text."""
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            yield Piece(node.name, node.lineno, "\n".join(lines[node.lineno - 1 : node.end_lineno]))


PIECES: Final = {SOLIDITY: solidity_pieces, VYPER: vyper_pieces, PYTHON: python_pieces}


def unindented(text: str) -> str:
    """Return a text moved to the left as far as its first line allows."""
    margin = len(text) - len(text.lstrip(" "))
    return re.sub(rf"^ {{1,{margin}}}", "", text, flags=re.MULTILINE) if margin else text


def pieces_of(file: Path) -> dict[str, Piece]:
    """Return the functions of a file by name; none of a file that went away, or is no text."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return {piece.name: piece for piece in PIECES[LANGUAGES[file.suffix]](text)}


def home_of(name: str, caller: Path, files: Files) -> Path | None:
    """Return the file with the function that a call in another file means: that file, or the first that has one."""
    return next((file for file in (caller, *files) if name in files[file]), None)


def reached(start: Path, name: str, files: Files) -> list[Function]:
    """Return a function, and those that it calls, also by way of others, in the order in which they are met."""
    found, pending = [(start, name)], [(start, name)]
    while pending:
        file, caller = pending.pop(0)
        for word in dict.fromkeys(re.findall(r"\b(\w+)\(", files[file][caller].text)):
            home = home_of(word, file, files)
            if home and (home, word) not in found:
                found.append((home, word))
                pending.append((home, word))
    return [function_in(file, files[file][name]) for file, name in found]


def function_in(file: Path, piece: Piece) -> Function:
    """Return a function of a file, moved to the left."""
    return Function(piece.name, place_in(file, piece.line), unindented(piece.text))


def source_in(paths: Iterable[Path], name: str) -> Source | None:
    """Return a function of the first file that has it, if there is one."""
    files = {path: pieces_of(path) for path in paths}
    start = next((path for path, pieces in files.items() if name in pieces), None)
    if start is None:
        return None
    function, *called = reached(start, name, files)
    return Source(LANGUAGES[start.suffix], function, tuple(called))


def spec_source(action: Action) -> Source | None:
    """Return the function of the specification that takes an action."""
    function = function_of(type(action).__name__)
    home = Path(inspect.getsourcefile(function) or __file__)
    chapters = sorted(path for path in home.parent.glob("*.py") if path.stem not in TOOLS)
    return source_in([home, *chapters], function.__name__)


def readable(files: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are sources, in a fixed order; interfaces have no bodies."""
    yield from sorted(file for file in files if file.suffix in (".sol", ".vy") and file.is_file())


def adapter_files(target: Target) -> Iterator[Path]:
    """Yield the source files of the contracts under an adapter that are compiled from sources."""
    folder = target.adapter.at.file.parent
    for code in target.adapter.contracts:
        place = folder / code.place
        if code.source in ("sources", "vyper"):
            yield from readable(place.rglob("*") if place.is_dir() else [place])


def contract_source(session: Session, action: Action) -> Source | None:
    """Return the function of the contracts that takes an action, if its source is at hand."""
    if session.adapted is None:
        files, name = readable((session.plan.contracts / "src").rglob("*")), camel(type(action).__name__)
    elif isinstance(session.adapted, Target) and type(action) in session.adapted.mapped:
        files, name = adapter_files(session.adapted), session.adapted.mapped[type(action)].asking.entry.name
    else:
        return None
    return source_in(files, name)
