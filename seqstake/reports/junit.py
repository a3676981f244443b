"""Test reports as continuous integration reads them: what does not hold fails, what is undecided is an error."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from seqstake.reports.run import BAD

SHOWN: Final = 400
"""How much of a reason stands in the line that is always shown; all of it stands below."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test case."""

    name: str
    seconds: float
    verdict: str
    """``skipped`` if it means nothing in this run."""
    reason: str = ""
    """Why it does not hold, is unknown, or means nothing."""


def printable(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def junit(name: str, seconds: float, suites: Mapping[str, Sequence[Case]]) -> str:
    """Return a test report."""
    root = ElementTree.Element("testsuites", name=name, time=f"{seconds:.3f}")
    for title, cases in suites.items():
        bad = Counter(case.verdict for case in cases)
        counts = {"tests": len(cases), "failures": bad["violated"], "errors": bad["unknown"], "skipped": bad["skipped"]}
        told = {key: str(count) for key, count in counts.items()}
        suite = ElementTree.SubElement(root, "testsuite", {"name": title, **told})
        for case in cases:
            add(suite, title, case)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def add(suite: ElementTree.Element, title: str, case: Case) -> None:
    """Add a test case to a suite."""
    element = ElementTree.SubElement(suite, "testcase", classname=title, name=case.name, time=f"{case.seconds:.3f}")
    if case.verdict in BAD:
        kind = "failure" if case.verdict == "violated" else "error"
        message = printable(case.reason[:SHOWN])
        ElementTree.SubElement(element, kind, type=case.verdict, message=message).text = printable(case.reason)
    if case.verdict == "skipped":
        ElementTree.SubElement(element, "skipped", message=printable(case.reason[:SHOWN]))
