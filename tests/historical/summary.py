"""One table of all historical bugs at the end of a run, also where several processes share the tests."""

from collections.abc import Iterator

import pytest

PROPERTY = "historical bug"
"""Under which name a test tells how it found its bug."""

COLUMNS = ("bug", "in", "found by", "calls", "seconds", "what differed", "name")


def findings(reporter: pytest.TerminalReporter) -> Iterator[dict[str, object]]:
    """Yield how each bug was found; what a test tells travels with its report."""
    for reports in reporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport) and report.when == "call":
                for name, value in report.user_properties:
                    if name == PROPERTY and isinstance(value, dict):
                        yield value


def row(finding: dict[str, object]) -> tuple[str, ...]:
    """Return the cells of a line."""
    subject = str(finding["subject"])
    short = subject if len(subject) <= 40 else f"{subject[:37]}..."
    where, how, calls, seconds = (finding[key] for key in ("language", "how", "calls", "seconds"))
    return tuple(map(str, (finding["bug"], where, how, calls, seconds, short, finding["name"])))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run take every bug that is planted in the Vyper implementation, each of which is compiled for seconds."""
    parser.addoption(
        "--every-vyper-seed", action="store_true", help="look for all that is planted in Vyper, not a part"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, if there is anything to tell."""
    told = list(findings(terminalreporter))
    if not told:
        return
    rows = (COLUMNS, *sorted(map(row, told)))
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    terminalreporter.section("historical bugs")
    for cells in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        terminalreporter.write_line(line.rstrip())
    found = sum(finding["found"] is True for finding in told)
    terminalreporter.write_line(f"{found} of {len(told)} found")
