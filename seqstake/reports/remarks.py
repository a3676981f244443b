"""What of a run, or of proofs alone, is to be seen at lines of the specification and of the contracts."""

from typing import Final

from properties.symbolic.canary import CANARIES
from seqstake.reports.cases import REFUTED
from seqstake.reports.places import line_of, statement
from seqstake.reports.remark import Remark
from seqstake.reports.run import BAD, Failing, Proofs, Run

AGREEMENT: Final = "agreement"
"""The rule of what is no property of the catalogue."""

AGREE: Final = "Specification and contracts do the same."

STEP_OF: Final = {claim.id: step for step, claim in CANARIES.items()}
"""Of which step the false claims are made."""


def remarks_on(proofs: Proofs) -> list[Remark]:
    """Return what proofs leave open, and the false claims that they did not refute, at the functions of the steps."""
    found = [
        Remark(
            rule=claim.id,
            statement=claim.statement,
            level="error" if finding.verdict == "violated" else "warning",
            message=f"{claim.id} after {finding.step}: {finding.verdict}: {finding.reason}",
            place=line_of(finding.step),
            subject=finding.step,
        )
        for claim in proofs.properties
        for finding in claim.findings
        if finding.verdict in BAD
    ]
    missed = [id for id, refuted in proofs.canaries.items() if not refuted]
    return found + [
        Remark(id, statement(id), "error", f"{id} after {step}: {REFUTED}", line_of(step), step)
        for id in missed
        for step in [STEP_OF[id]]
    ]


def remarks_on_failure(failure: Failing) -> list[Remark]:
    """Return what is to be seen of a failing history: at the contract if it differs from the spec, else at the spec."""
    sources = [failure.contract, failure.spec] if not failure.properties else [failure.spec, failure.contract]
    places = [source.function.place for source in sources if source]
    message = f"{failure.reason} ({len(failure.history)} calls; run it again with: {failure.repeat})"
    subject = failure.spec.function.title if failure.spec else failure.kind
    if not places:
        return []
    return [
        Remark(id, statement(id) if id != AGREEMENT else AGREE, "error", message, places[0], subject, tuple(places[1:]))
        for id in failure.properties or (AGREEMENT,)
    ]


def remarks_of(run: Run) -> list[Remark]:
    """Return all that is to be seen at lines."""
    found = [remark for failure in run.failures for remark in remarks_on_failure(failure)]
    return found + (remarks_on(run.proofs) if run.proofs else [])


def notes_of(run: Run) -> list[str]:
    """Return what is wrong with the run itself; what a run did not see that stopped at a failure means nothing."""
    trouble = [run.search.trouble] if run.search.trouble else []
    if run.failures:
        return trouble
    missed = [f"the planted mistake {name!r} went unnoticed" for name, noticed in run.canaries.items() if not noticed]
    return [*missed, *(f"vacuous: {line}" for line in run.vacuous), *trouble]
