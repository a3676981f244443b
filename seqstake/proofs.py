"""What proofs came to, in the forms in which a person and other programs want it: table, JSON, JUnit, SARIF."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from properties.catalogue import BY_ID
from properties.symbolic.decision import Verdict
from properties.symbolic.prove import BESIDE
from properties.symbolic.proving import Outcome
from properties.symbolic.report import Finding, word_for
from seqstake.codes import ExitCode
from seqstake.reports import run
from seqstake.reports.cases import REFUTED, canary_cases
from seqstake.reports.junit import Case, junit
from seqstake.reports.places import statement
from seqstake.reports.remarks import remarks_on
from seqstake.reports.sarif import sarif

SCHEMA: Final = 1
"""The layout of the JSON report; a program that reads it should refuse any other."""

COLOURS: Final = {"proved": "green", "assumed": "cyan", "unknown": "yellow", "violated": "red"}

SHOWN: Final = 400
"""How much of a reason is shown in the terminal; files have all of it."""


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


def finding_of(finding: Finding) -> run.Finding:
    """Return what was found of a property and a step, for a report."""
    return run.Finding(finding.step, finding.word, finding.obligations, round(finding.seconds, 3), finding.reason)


def claim_of(id: str, findings: list[Finding]) -> run.Claim:
    """Return what was found of a property, for a report."""
    told = tuple(map(finding_of, findings))
    return run.Claim(id, statement(id), word_for(findings), decider(findings), explained(findings), told)


def proofs_of(outcome: Outcome) -> run.Proofs:
    """Return the whole outcome, for a report."""
    report, result = outcome.report, code(outcome)
    return run.Proofs(
        schema=SCHEMA,
        version=version("seqstake"),
        outcome=result.name.lower(),
        exit_code=result.value,
        seconds=round(outcome.seconds, 1),
        seconds_per_obligation=outcome.request.seconds,
        interrupted=outcome.interrupted,
        canaries=outcome.canaries,
        vacuous=report.vacuous,
        notes=outcome.notes,
        steps=report.explorations,
        properties=tuple(claim_of(id, report.of_property(id)) for id in property_ids(outcome)),
    )


def as_data(outcome: Outcome) -> dict[str, Any]:
    """Return the whole outcome for a program."""
    return asdict(proofs_of(outcome))


def as_junit(outcome: Outcome) -> str:
    """Return a test report: each property and step is a test case, each canary is one, and what is open fails."""
    suites: dict[str, list[Case]] = {}
    for found in outcome.report.findings.values():
        case = Case(found.property_id, found.seconds, found.word, found.reason)
        suites.setdefault(found.step, []).append(case)
    if outcome.canaries:
        suites["canaries"] = canary_cases(outcome.canaries, REFUTED)
    return junit("seqstake prove", outcome.seconds, suites)


def as_sarif(outcome: Outcome) -> dict[str, Any]:
    """Return what is not proved as results that point at lines of the specification (SARIF 2.1.0)."""
    return sarif("seqstake prove", remarks_on(proofs_of(outcome)), code(outcome).value)


def texts(outcome: Outcome) -> dict[str, Callable[[], str]]:
    """Return how to write each kind of file."""
    return {
        "json": lambda: json.dumps(as_data(outcome), indent=1, ensure_ascii=False) + "\n",
        "junit": lambda: as_junit(outcome),
        "sarif": lambda: json.dumps(as_sarif(outcome), indent=1, ensure_ascii=False) + "\n",
    }
