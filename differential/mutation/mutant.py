"""One mistake in one source of the contracts."""

from dataclasses import dataclass
from difflib import unified_diff


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of a source, in bytes, and what takes its place."""

    start: int
    end: int
    text: str


def edited(source: bytes, edits: tuple[Edit, ...]) -> bytes:
    """Return a source after edits, which do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        source = source[: edit.start] + edit.text.encode() + source[edit.end :]
    return source


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake."""

    file: str
    """The source, relative to the folder of the contracts."""
    function: str
    """The function, modifier or constant that it is in."""
    operator: str
    """The rule that made it."""
    number: int
    """Which one of this rule in what bears this name, in the order in which they are written, from one."""
    line: int
    before: str
    """The source without the mistake."""
    after: str
    """The source with it."""

    @property
    def id(self) -> str:
        """Return what the mistake is known by; it does not tell the line, which any edit moves."""
        return f"{self.file}:{self.function}:{self.operator}:{self.number}"

    def diff(self, context: int = 1) -> str:
        """Return what differs, as a unified diff without the names of files."""
        before, after = (text.splitlines() for text in (self.before, self.after))
        return "\n".join(list(unified_diff(before, after, n=context, lineterm=""))[2:])

    def change(self) -> str:
        """Return the lines that differ and those beside them, but not where they stand."""
        lines = self.diff().splitlines()
        return "\n".join(line for line in lines if not line.startswith("@@"))
