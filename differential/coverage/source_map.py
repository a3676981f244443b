"""Instructions of compiled code, and the place of the source that each was made for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

JUMPI: Final = 0x57
"""Opcode of the conditional jump."""

_PUSH1: Final = 0x60
_PUSH32: Final = 0x7F


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a source."""

    start: int
    """Offset of its first byte."""
    end: int
    """Offset after its last byte."""
    file: int
    """The compiler's number of the source; a number of no source for what the compiler adds of its own."""

    def encloses(self, other: "Place") -> bool:
        """Tell whether another place lies in this one."""
        return self.file == other.file and self.start <= other.start and other.end <= self.end

    @staticmethod
    def of(text: str) -> "Place":
        """Return the place that a syntax tree names: offset, length and file."""
        start, length, file = map(int, text.split(":"))
        return Place(start, start + length, file)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction."""

    at: int
    """Where it stands in the code."""
    opcode: int
    place: Place


def opcodes(code: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each instruction stands, and its opcode."""
    at = 0
    while at < len(code):
        opcode = code[at]
        yield at, opcode
        at += opcode - _PUSH1 + 2 if _PUSH1 <= opcode <= _PUSH32 else 1


def places(source_map: str) -> Iterator[Place]:
    """Yield the places of a source map, which leaves out what is as before."""
    fields = ["0", "0", "-1"]
    for entry in source_map.split(";"):
        for number, text in enumerate(entry.split(":")[:3]):
            fields[number] = text or fields[number]
        start, length, file = map(int, fields)
        yield Place(start, start + length, file)


def instructions(code: bytes, source_map: str) -> Iterator[Instruction]:
    """Yield the instructions of compiled code; what follows them, such as its description, has no place."""
    if source_map:
        for (at, opcode), place in zip(opcodes(code), places(source_map), strict=False):
            yield Instruction(at, opcode, place)
