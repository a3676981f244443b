"""What the comparison of two runs found, with both sides for whoever has to look into it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from spec.state import State

SHOWN = 300
"""How many characters of a side are shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that should have been the same."""

    where: str
    left: object
    right: object

    def __str__(self) -> str:
        """Show both sides, one beneath the other."""
        return f"{self.where}:\n  left:  {str(self.left)[:SHOWN]}\n  right: {str(self.right)[:SHOWN]}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a relation over a history."""

    checked: int
    """How many comparisons were made; a relation that compared nothing says nothing."""
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Tell whether both sides agree everywhere."""
        return not self.differences

    def __str__(self) -> str:
        """Show all differences."""
        return f"{self.checked} comparisons\n" + "\n".join(map(str, self.differences))


Finding = Difference | None
"""One comparison: what differs, if anything."""


def differs(where: str, left: object, right: object) -> Finding:
    """Compare two sides."""
    return None if left == right else Difference(where, left, right)


def exceeds(where: str, left: int, right: int) -> Finding:
    """Compare two amounts, of which the left may not be the larger."""
    return None if left <= right else Difference(f"{where} (left may not exceed right)", left, right)


def states_differ(where: str, left: State, right: State) -> Iterator[Finding]:
    """Compare two states, part by part."""
    for field in fields(State):
        yield differs(f"{where}, {field.name}", getattr(left, field.name), getattr(right, field.name))


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Sum up."""
    found = tuple(findings)
    return Verdict(len(found), tuple(finding for finding in found if finding is not None))
