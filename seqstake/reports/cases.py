"""A run as test cases: each property is one, and whatever else keeps a run from passing is one too."""

from dataclasses import replace
from typing import Final

from properties.catalogue import BY_ID
from seqstake.reports.junit import Case
from seqstake.reports.run import BAD, Claim, Failing, Judged, Run

REFUTED: Final = "a false claim was not refuted"
NOTICED: Final = "a planted mistake went unnoticed, so that nothing else was found means nothing"
MEANINGLESS: Final = "the contracts differ anyway, so that a planted mistake went unnoticed means nothing"


def canary_cases(canaries: dict[str, bool], missed: str) -> list[Case]:
    """Return a case for each mistake or false claim that has to be noticed."""
    return [Case(id, 0.0, "passed" if noticed else "violated", missed) for id, noticed in canaries.items()]


def planted_cases(run: Run) -> list[Case]:
    """Return the cases of the mistakes planted in a run; where contracts fail anyway, a missed one says nothing."""
    cases = canary_cases(run.canaries, NOTICED)
    if not run.failures:
        return cases
    return [replace(case, verdict="skipped", reason=MEANINGLESS) if case.verdict in BAD else case for case in cases]


def told(failure: Failing) -> str:
    """Return a failing history in lines: why it fails, the steps, and how to run it again."""
    steps = [f"{number:3}. {words}" for number, words in enumerate(failure.history, start=1)]
    return "\n".join([f"{failure.kind}: {failure.reason}", *steps, f"run it again with: {failure.repeat}"])


def open_findings(claim: Claim) -> list[str]:
    """Return in words what proofs leave open of a property."""
    return [f"{found.verdict} for {found.step}: {found.reason}" for found in claim.findings if found.verdict in BAD]


def property_case(item: Judged, claim: Claim | None, failures: tuple[Failing, ...]) -> Case:
    """Return the case of a property, with the histories in which it fails and what proofs leave open."""
    histories = [told(failure) for failure in failures if item.id in failure.properties]
    left = open_findings(claim) if claim else []
    reason = "\n\n".join([f"{item.statement} In lock-step: {item.lock_step}.", *histories, *left])
    seconds = sum(found.seconds for found in claim.findings) if claim else 0.0
    return Case(item.id, seconds, item.verdict, reason)


def beside_cases(claims: list[Claim]) -> list[Case]:
    """Return the cases of what proofs claim beside the catalogue."""
    return [
        Case(c.id, sum(found.seconds for found in c.findings), c.verdict, "\n".join([c.statement, *open_findings(c)]))
        for c in claims
    ]


def whole_case(name: str, complaints: list[str]) -> Case:
    """Return the case of something that a run as a whole has to be."""
    return Case(name, 0.0, "violated" if complaints else "passed", "\n\n".join(complaints))


def run_cases(run: Run) -> list[Case]:
    """Return the cases of the run as a whole."""
    proofs = run.proofs
    never = [f"{step} is never accepted, so nothing was proved of it" for step in proofs.vacuous] if proofs else []
    ends = [run.search.trouble] * bool(run.search.trouble)
    ends += ["the proofs were interrupted"] * bool(proofs and proofs.interrupted)
    return [
        whole_case("spec and contracts agree", [told(failure) for failure in run.failures if not failure.properties]),
        whole_case("all was seen that has to be seen", [*run.vacuous, *never]),
        whole_case("the run came to its end", ends),
    ]


def cases_of(run: Run) -> dict[str, list[Case]]:
    """Return all cases by suite; of those that fail there is one just if the run did not pass."""
    claims = {claim.id: claim for claim in run.proofs.properties} if run.proofs else {}
    suites = {"run": run_cases(run), "canaries": planted_cases(run)}
    if run.proofs:
        suites["false claims"] = canary_cases(run.proofs.canaries, REFUTED)
        suites["Every call"] = beside_cases([claim for claim in claims.values() if claim.id not in BY_ID])
    for item in run.properties:
        suites.setdefault(item.chapter, []).append(property_case(item, claims.get(item.id), run.failures))
    return {title: cases for title, cases in suites.items() if cases}
