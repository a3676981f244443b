"""The page: all that is known of a run in one file, for a screen of any size and for paper."""

from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from seqstake.reports import charts
from seqstake.reports.heat import heat_of
from seqstake.reports.run import BAD, Function, Judged, Mutant, Run
from seqstake.reports.words import by_chapter, sentences, several

TITLES: Final = {
    "passed": "Passed",
    "violated": "Violated",
    "unknown": "Undecided",
    "vacuous": "Vacuous",
    "broken": "Broken harness",
}

MEANINGLESS: Final = ("equivalent", "invalid")
"""What is said of mistakes that nothing could notice."""


def grade(verdict: str) -> str:
    """Return the class of a verdict, which decides its colour."""
    return "searched" if verdict.startswith("no counterexample") else verdict.replace(" ", "-")


def counted(items: list[Judged]) -> dict[str, int]:
    """Return how many of some properties have which verdict, by grade."""
    counts = Counter(grade(item.verdict) for item in items)
    return {name: counts[name] for name in ("proved", "assumed", "searched", "unknown", "violated")}


def numbered(text: str, first: int) -> Markup:
    """Return a text with the numbers of its lines, which are not copied with it."""
    lines = (
        Markup('<span class="line" data-line="{}">{}</span>').format(number, line)
        for number, line in enumerate(text.splitlines(), start=first)
    )
    return Markup("").join(lines)


def campaign(run: Run) -> list[tuple[str, str]]:
    """Return the curves of a run, each with what it tells."""
    if not run.search.course:
        return []
    ends = sum(1 + len(calls.rejected) for calls in run.actions.values())
    first, second = charts.FIRST, charts.SECOND
    told = [
        (
            "Calls, by what became of them",
            charts.curves(run, "Calls over time", "calls", [
                ("accepted", lambda moment: moment.accepted, first),
                ("rejected", lambda moment: moment.rejected, second),
            ]),
        ),
        (
            "Ends of calls seen, of all that are declared: each action accepted, and rejected for each reason",
            charts.curves(run, "Ends of calls seen over time", "ends of calls", [
                ("", lambda moment: moment.outcomes, first)
            ], ends),
        ),
    ]  # fmt: skip
    if run.corpus:
        told.insert(0, (
            "Novelty: features of calls seen so far. When the curve is flat, more time shows little",
            charts.curves(run, "Features seen over time", "features", [("", lambda moment: moment.features, first)]),
        ))  # fmt: skip
        told.append((
            "Histories worth keeping",
            charts.curves(run, "Histories in the corpus over time", "histories", [
                ("", lambda moment: moment.histories, first)
            ]),
        ))  # fmt: skip
    if run.canaries:
        told.append((
            "Planted mistakes noticed",
            charts.curves(run, "Planted mistakes noticed over time", "mistakes", [
                ("", lambda moment: moment.canaries, first)
            ], len(run.canaries)),
        ))  # fmt: skip
    return [(caption, Markup(drawing)) for caption, drawing in told]


def proving(run: Run) -> list[tuple[str, str]]:
    """Return the drawings of how long proofs took, each with what it tells."""
    if run.proofs is None or not run.proofs.steps:
        return []
    return [
        ("Steps that took longest, with all that is claimed of them", Markup(charts.slowest_steps(run.proofs))),
        ("Properties that took longest, each for one step", Markup(charts.slowest_claims(run.proofs))),
    ]


def family(check: str) -> str:
    """Return what kind of comparison noticed a mistake, without the place in the state."""
    return check.partition(":")[0]


def checks_of(mutants: tuple[Mutant, ...]) -> list[str]:
    """Return what kinds of comparisons noticed mistakes in the contracts, the most useful first."""
    counts = Counter(name for mutant in mutants for name in set(map(family, mutant.killed_by)))
    return sorted(counts, key=lambda name: (-counts[name], name))


def by_file(mutants: tuple[Mutant, ...]) -> dict[str, list[Mutant]]:
    """Return mistakes by the file that they are made in."""
    found: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        found.setdefault(mutant.file, []).append(mutant)
    return found


@cache
def environment() -> Environment:
    """Return what fills in the page."""
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"family": family, "grade": grade, "numbered": numbered, "several": several}
    return made


def read(name: str) -> str:
    """Return a file that stands beside this one."""
    return files("seqstake.reports").joinpath(name).read_text(encoding="utf-8")


def findings(run: Run) -> Counter[str]:
    """Return how many findings of the proofs have which verdict."""
    claims = run.proofs.properties if run.proofs else ()
    return Counter(found.verdict for claim in claims for found in claim.findings)


def end_of(function: Function) -> int:
    """Return the number of the last line of a function."""
    return function.place.number + function.text.count("\n")


def page(run: Run) -> str:
    """Return the page of a run."""
    # A run that stopped at a failure leaves much unevaluated, which is no news.
    loud = ("violated",) if run.outcome == "violated" else BAD
    chapters = [
        (chapter, items, counted(items), any(item.verdict in loud for item in items))
        for chapter, items in by_chapter(run).items()
    ]
    mutants = run.kills.mutants if run.kills else ()
    kills = Markup(charts.kill_curve(run.kills)) if run.kills and run.kills.mutants else None
    filled: dict[str, Any] = {
        "run": run,
        "title": TITLES[run.outcome],
        "sentences": sentences(run),
        "chapters": chapters,
        "totals": counted(list(run.properties)),
        "findings": findings(run),
        "proving": proving(run),
        "campaign": campaign(run),
        "heat": heat_of(run),
        "checks": checks_of(mutants),
        "by_file": by_file(mutants),
        "cvc5": any(item.cvc5 for item in run.properties),
        "crosshair": any(item.crosshair for item in run.properties),
        "fates": Counter(mutant.verdict for mutant in mutants),
        "survivors": [mutant for mutant in mutants if not mutant.killed_by and mutant.verdict not in MEANINGLESS],
        "kill_curve": kills,
        "style": Markup(read("page.css")),
        "script": Markup(read("page.js")),
        "end_of": end_of,
    }
    return environment().from_string(read("page.html")).render(filled)
