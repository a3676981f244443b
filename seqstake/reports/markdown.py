"""A short summary of a run in Markdown, for a job in continuous integration or a comment on a change."""

from collections import Counter
from typing import Final

from seqstake.reports.run import BAD, Failing, Run
from seqstake.reports.words import by_chapter, sentences, several

MARKS: Final = {"passed": "✅", "violated": "❌", "unknown": "⚠️", "vacuous": "⚠️", "broken": "❌"}

SHOWN: Final = 40
"""How many steps of a history, and how many properties, are listed; the other reports have all."""


def cell(text: str) -> str:
    """Return a text that stands in a table as it is."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def row(*cells: object) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(cell(str(part)) for part in cells)} |"


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[str]:
    """Return a table, and the empty line after it."""
    return [row(*head), row(*("---" for _ in head)), *(row(*cells) for cells in rows), ""]


def facts(run: Run) -> list[str]:
    """Return what was run."""
    canaries = f"{sum(run.canaries.values())} of {len(run.canaries)}"
    rows: list[tuple[object, ...]] = [
        ("calls", f"{run.calls:,} in {several(run.histories, 'history', 'histories')}, on {run.evm}"),
        ("planted mistakes noticed", canaries),
        ("processes", run.workers),
        ("seconds", f"{run.seconds:,.0f}"),
        ("seed", run.seed),
    ]
    if run.proofs:
        findings = Counter(found.verdict for claim in run.proofs.properties for found in claim.findings)
        told = ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(findings.items()))
        rows.insert(0, ("proofs", f"{told}; {run.proofs.seconds:,.0f} s"))
    if any(item.cvc5 for item in run.properties):
        agreed = sum(item.cvc5.agrees for item in run.properties if item.cvc5)
        rows.insert(1, ("properties of which cvc5 agrees on all proofs, in an earlier run", agreed))
    if run.kills:
        rows.append(("mistakes in the contracts noticed", f"{100 * run.kills.score:.1f} %"))
    return table(("", ""), rows)


def chapters(run: Run) -> list[str]:
    """Return how the properties stand, by chapter."""
    rows: list[tuple[object, ...]] = []
    for chapter, items in by_chapter(run).items():
        counts = Counter(item.verdict for item in items)
        searched = sum(item.verdict.startswith("no counterexample") for item in items)
        rows.append((chapter, len(items), counts["proved"], searched, counts["unknown"], counts["violated"]))
    return table(("chapter", "properties", "proved", "no counterexample", "unknown", "violated"), rows)


def open_properties(run: Run) -> list[str]:
    """Return the properties that are not as required; of a run that stopped at a failure, those that failed."""
    loud = ("violated",) if run.outcome == "violated" else BAD
    bad = [item for item in run.properties if item.verdict in loud]
    rows: list[tuple[object, ...]] = [(item.id, item.verdict, item.statement) for item in bad[:SHOWN]]
    more = [f"… and {len(bad) - SHOWN} more.", ""] if len(bad) > SHOWN else []
    return [*table(("property", "verdict", "what it says"), rows), *more] if bad else []


def fenced(lines: list[str]) -> list[str]:
    """Return lines as they are, whatever they contain."""
    longest = max((len(part) for line in lines for part in line.split() if set(part) == {"`"}), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, *lines, fence, ""]


def failure(number: int, found: Failing) -> list[str]:
    """Return a failing history."""
    steps = [f"{at:3}. {words}" for at, words in enumerate(found.history, start=1)]
    shown = steps if len(steps) <= SHOWN else [f"… {len(steps) - SHOWN} steps before", *steps[-SHOWN:]]
    return [f"### {number}. {found.kind}", "", *fenced([found.reason, "", *shown]), *fenced([found.repeat])]


def markdown(run: Run) -> str:
    """Return the summary."""
    lines = [f"## {MARKS[run.outcome]} {run.tool}: {run.outcome}", "", *(f"{line}\n" for line in sentences(run))]
    for number, found in enumerate(run.failures, start=1):
        lines += failure(number, found)
    lines += [*facts(run), *open_properties(run), *chapters(run), "Run it again:", "", *fenced([run.command])]
    return "\n".join(lines).rstrip() + "\n"
