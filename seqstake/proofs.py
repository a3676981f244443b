"""What proofs came to, in the forms in which a person and other programs want it: table, JSON, JUnit, SARIF."""

import inspect
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from properties.catalogue import BY_ID
from properties.symbolic.canary import CANARIES
from properties.symbolic.decision import Verdict
from properties.symbolic.prove import ARITHMETIC, ASSERTIONS, BESIDE, DECLARED
from properties.symbolic.proving import Outcome
from properties.symbolic.report import Finding, word_for
from properties.symbolic.steps import DEPLOYMENT, TIME
from seqstake.codes import ExitCode
from spec import arithmetic, clock, exits, governance, pools, registry, rewards, slashing, state, tokens, transition

ROOT: Final = Path(__file__).resolve().parents[1]

SCHEMA: Final = 1
"""The layout of the JSON report; a program that reads it should refuse any other."""

BESIDES: Final = {
    ARITHMETIC: "No assertion of the checked arithmetic fails.",
    ASSERTIONS: "No assertion of the specification fails.",
    DECLARED: "No call is refused for a reason that is not declared.",
}
"""What is claimed of every call beside the properties."""

STEPS: Final[dict[str, Callable[..., Any]]] = {
    DEPLOYMENT: state.genesis,
    TIME: clock.observe,
}
"""The functions of the steps that are no calls."""

CHAPTERS: Final = (tokens, clock, governance, registry, pools, exits, slashing, rewards)
"""Where the functions of the calls are, each under the name of its action."""

COLOURS: Final = {"proved": "green", "assumed": "cyan", "unknown": "yellow", "violated": "red"}

SHOWN: Final = 400
"""How much of a reason is shown in the terminal; files have all of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the specification."""

    file: str
    """From the folder of the project."""
    number: int


def statement(property_id: str) -> str:
    """Return what a property says."""
    return BESIDES[property_id] if property_id in BESIDES else BY_ID[property_id].statement


def function_of(step: str) -> Callable[..., Any]:
    """Return the function of the specification that takes a step."""
    if step in STEPS:
        return STEPS[step]
    name = "".join("_" * (c.isupper() and at > 0) + c.lower() for at, c in enumerate(step))
    found: Callable[..., Any] = next((vars(m)[name] for m in CHAPTERS if name in vars(m)), transition.apply)
    return found


def line_of(step: str) -> Line:
    """Return where the function of a step begins."""
    function = function_of(step)
    file = inspect.getsourcefile(function) or arithmetic.__file__
    return Line(Path(file).resolve().relative_to(ROOT).as_posix(), inspect.getsourcelines(function)[1])


def property_ids(outcome: Outcome) -> list[str]:
    """Return the properties of which something was to be proved: those of the catalogue first, in its order."""
    found = {finding.property_id for finding in outcome.report.findings.values()}
    return [id for id in (*BY_ID, *BESIDE) if id in found]


def decider(findings: list[Finding]) -> str:
    """Return who decided a property: nobody, if it is unknown for some step."""
    return {"assumed": "assumption", "unknown": "nobody"}.get(word_for(findings), "proof")


def explained(findings: list[Finding]) -> str:
    """Return in words how the verdict on a property came about."""
    counts = Counter(finding.word for finding in findings)
    return ", ".join(f"{word} for {count} step{'s' * (count > 1)}" for word, count in sorted(counts.items()))


def code(outcome: Outcome) -> ExitCode:
    """Return the exit code: what is unknown is never taken for proved."""
    verdicts = Counter(found.verdict for found in outcome.report.findings.values())
    if verdicts[Verdict.VIOLATED]:
        return ExitCode.VIOLATED
    if not all(outcome.canaries.values()) and not outcome.interrupted:
        return ExitCode.BROKEN
    if verdicts[Verdict.UNKNOWN] or outcome.interrupted:
        return ExitCode.UNKNOWN
    return ExitCode.VACUOUS if outcome.report.vacuous else ExitCode.PASSED


def step_table(outcome: Outcome) -> Table:
    """Return what was found of each step."""
    table = Table(title="Steps", title_justify="left", header_style="bold", pad_edge=False)
    table.add_column("step", no_wrap=True)
    for column in ("paths", "accepted", "ruled out", *COLOURS, "seconds"):
        table.add_column(column, justify="right")
    report = outcome.report
    for step in dict.fromkeys(finding.step for finding in report.findings.values()):
        counts = Counter(finding.word for finding in report.of_step(step))
        words = [f"[{c}]{counts[w]}[/{c}]" if counts[w] else "0" for w, c in COLOURS.items()]
        e = report.explorations.get(step)
        if e is None:
            table.add_row(step, "", "", "", *words, "")
            continue
        accepted = str(e.accepted) if e.accepted else "[red]0[/red]"
        seconds = "kept" if e.remembered else f"{e.seconds:.1f}"
        table.add_row(step, str(e.paths), accepted, str(e.impossible), *words, seconds)
    return table


def property_table(outcome: Outcome) -> Table:
    """Return who decided each property, and how."""
    table = Table(title="Properties", title_justify="left", header_style="bold", pad_edge=False)
    for column in ("property", "verdict", "by proof"):
        table.add_column(column)
    for id in property_ids(outcome):
        findings = outcome.report.of_property(id)
        word = word_for(findings)
        table.add_row(id, f"[{COLOURS[word]}]{word}[/{COLOURS[word]}]", explained(findings))
    return table


def open_findings(outcome: Outcome) -> list[Finding]:
    """Return the findings that are neither proved nor assumed."""
    return [finding for finding in outcome.report.findings.values() if finding.verdict is not Verdict.PROVED]


def print_open(outcome: Outcome, console: Console, verbose: bool) -> None:
    """Print what is not proved; reasons that many findings of a step share, once."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for finding in open_findings(outcome):
        groups.setdefault((finding.step, finding.word, finding.reason), []).append(finding.property_id)
    for (step, word, reason), ids in groups.items():
        who = ", ".join(ids) if len(ids) <= 6 or verbose else f"{', '.join(ids[:5])} and {len(ids) - 5} more"
        first = reason.partition("\n")[0]
        told = first if verbose or len(first) <= SHOWN else first[:SHOWN] + " …"
        line = f"[{COLOURS[word]}]{word}[/{COLOURS[word]}] {step}: {who}: {escape(told)}"
        console.print(line, highlight=False, soft_wrap=True)
    for obligation in outcome.report.unproved if verbose else ():
        console.print(f"  {obligation}", highlight=False, markup=False, soft_wrap=True)


def print_summary(outcome: Outcome, console: Console) -> None:
    """Print what was proved in a line or a few."""
    for note in outcome.notes:
        console.print(f"[yellow]note:[/yellow] {escape(note)}", highlight=False, soft_wrap=True)
    for id, refuted in outcome.canaries.items():
        if not refuted:
            console.print(f"[red]the false claim {id} was not refuted[/red]: no proof of this run means anything")
    for step in outcome.report.vacuous:
        console.print(f"[red]vacuous:[/red] {step} is never accepted, so nothing was proved of it", highlight=False)
    counts = Counter(finding.word for finding in outcome.report.findings.values())
    kept = sum(e.remembered for e in outcome.report.explorations.values())
    told = ", ".join(f"{counts[word]:,} {word}" for word in COLOURS if counts[word]) or "nothing"
    console.print(
        f"proofs: {told}; {len(outcome.report.explorations)} steps, {kept} of them as in an earlier run; "
        f"canaries refuted: {sum(outcome.canaries.values())} of {len(outcome.canaries)}; {outcome.seconds:,.1f} s",
        highlight=False,
    )


def print_tables(outcome: Outcome, console: Console) -> None:
    """Print what was found of each step and each property."""
    console.print(step_table(outcome))
    console.print(property_table(outcome))


def print_verdict(outcome: Outcome, console: Console, verbose: bool = False) -> None:
    """Print what is not proved, and what all comes to."""
    print_open(outcome, console, verbose)
    print_summary(outcome, console)
    result = code(outcome)
    colour = "green" if result == ExitCode.PASSED else "red"
    console.print(f"[bold {colour}]{result.name.lower()}[/bold {colour}] (exit code {result.value})")


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return what was found of a property and a step, for a program."""
    return {
        "step": finding.step,
        "verdict": finding.word,
        "obligations": finding.obligations,
        "seconds": round(finding.seconds, 3),
        "reason": finding.reason,
    }


def as_data(outcome: Outcome) -> dict[str, Any]:
    """Return the whole outcome for a program."""
    report, result = outcome.report, code(outcome)
    return {
        "schema": SCHEMA,
        "version": version("seqstake"),
        "outcome": result.name.lower(),
        "exit_code": result.value,
        "seconds": round(outcome.seconds, 1),
        "seconds_per_obligation": outcome.request.seconds,
        "interrupted": outcome.interrupted,
        "canaries": outcome.canaries,
        "vacuous": report.vacuous,
        "notes": outcome.notes,
        "steps": report.as_data()["explorations"],
        "properties": [
            {
                "id": id,
                "statement": statement(id),
                "verdict": word_for(report.of_property(id)),
                "decided_by": decider(report.of_property(id)),
                "how": explained(report.of_property(id)),
                "findings": [finding_data(finding) for finding in report.of_property(id)],
            }
            for id in property_ids(outcome)
        ],
    }


def as_junit(outcome: Outcome) -> str:
    """Return a test report: each property and step is a test case, each canary is one, and what is open fails."""
    root = ElementTree.Element("testsuites", name="seqstake prove", time=f"{outcome.seconds:.3f}")
    for step in dict.fromkeys(finding.step for finding in outcome.report.findings.values()):
        found = outcome.report.of_step(step)
        bad = Counter(finding.word for finding in found)
        suite = add_suite(root, step, len(found), bad["violated"], bad["unknown"])
        for finding in found:
            add_case(suite, step, finding.property_id, finding.seconds, finding.word, finding.reason)
    if outcome.canaries:
        missed = sum(not refuted for refuted in outcome.canaries.values())
        counts = {"tests": len(outcome.canaries), "failures": missed, "errors": 0, "skipped": 0}
        suite = ElementTree.SubElement(
            root, "testsuite", {"name": "canaries", **{k: str(v) for k, v in counts.items()}}
        )
        for id, refuted in outcome.canaries.items():
            add_case(suite, "canaries", id, 0.0, "proved" if refuted else "violated", "a false claim was not refuted")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def add_suite(root: ElementTree.Element, name: str, tests: int, failures: int, errors: int) -> ElementTree.Element:
    """Add a test suite to a report."""
    counts = {"tests": str(tests), "failures": str(failures), "errors": str(errors), "skipped": "0"}
    return ElementTree.SubElement(root, "testsuite", {"name": name, **counts})


def add_case(suite: ElementTree.Element, step: str, id: str, seconds: float, word: str, reason: str) -> None:
    """Add a test case to a suite."""
    case = ElementTree.SubElement(suite, "testcase", classname=step, name=id, time=f"{seconds:.3f}")
    if word in ("violated", "unknown"):
        kind = "failure" if word == "violated" else "error"
        ElementTree.SubElement(case, kind, type=word, message=printable(reason[:SHOWN])).text = printable(reason)


def printable(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def as_sarif(outcome: Outcome) -> dict[str, Any]:
    """Return what is not proved as results that point at lines of the specification (SARIF 2.1.0)."""
    findings = open_findings(outcome)
    missed = [id for id, refuted in outcome.canaries.items() if not refuted]
    ids = dict.fromkeys([*(finding.property_id for finding in findings), *missed])
    said = {claim.id: claim.statement for claim in CANARIES.values()}
    rules = [{"id": id, "shortDescription": {"text": said.get(id) or statement(id)}} for id in ids]
    step_of = {claim.id: step for step, claim in CANARIES.items()}
    results = [
        result(f.property_id, f.step, "error" if f.verdict is Verdict.VIOLATED else "warning", f"{f.word}: {f.reason}")
        for f in findings
    ]
    results += [result(id, step_of[id], "error", "a false claim was not refuted") for id in missed]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "seqstake prove", "version": version("seqstake"), "rules": rules}},
                "originalUriBaseIds": {"PROJECT": {"uri": ROOT.as_uri() + "/"}},
                "results": results,
            }
        ],
    }


def result(id: str, step: str, level: str, message: str) -> dict[str, Any]:
    """Return one result of a SARIF report."""
    line = line_of(step)
    place = {
        "artifactLocation": {"uri": line.file, "uriBaseId": "PROJECT"},
        "region": {"startLine": line.number},
    }
    return {
        "ruleId": id,
        "level": level,
        "message": {"text": f"{id} after {step}: {message}"},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"propertyAndStep/v1": f"{id}/{step}"},
    }


def texts(outcome: Outcome) -> dict[str, Callable[[], str]]:
    """Return how to write each kind of file."""
    return {
        "json": lambda: json.dumps(as_data(outcome), indent=1, ensure_ascii=False) + "\n",
        "junit": lambda: as_junit(outcome),
        "sarif": lambda: json.dumps(as_sarif(outcome), indent=1, ensure_ascii=False) + "\n",
    }
