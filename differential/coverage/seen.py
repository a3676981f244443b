"""What of the sources ran, told by what of the code ran."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from differential.coverage.build import Build
from differential.evm.tracing import Traces

Way = tuple[int, bool]
"""A condition of a source, by its number, and what it was."""


@dataclass(slots=True)
class Seen:
    """What of one source ran."""

    lines: set[int] = field(default_factory=set)
    ways: set[Way] = field(default_factory=set)

    def add(self, other: "Seen") -> None:
        """Count what else ran."""
        self.lines |= other.lines
        self.ways |= other.ways


def seen(build: Build, traces: Traces) -> dict[str, Seen]:
    """Return what ran of each source of a build, by path relative to its root."""
    found: dict[str, Seen] = {}
    for ran, trace in traces.items():
        code = build.find(ran)
        if code is None:
            continue
        for unit, line in (code.lines[at] for at in trace.places if at in code.lines):
            found.setdefault(unit, Seen()).lines.add(line)
        for at, taken in trace.turns:
            if at in code.tests:
                unit, condition = code.tests[at]
                found.setdefault(unit, Seen()).ways.add((condition.number, taken == condition.jumps_when))
    return found


def together(parts: Iterable[Mapping[str, Seen]]) -> dict[str, Seen]:
    """Return what ran of each source in any of several parts of a run."""
    whole: dict[str, Seen] = {}
    for part in parts:
        for unit, ran in part.items():
            whole.setdefault(unit, Seen()).add(ran)
    return whole
