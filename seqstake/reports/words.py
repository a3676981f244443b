"""What a run came to, in sentences that need no explanation."""

from properties.declaration import CHAPTERS
from seqstake.reports.run import Judged, Run


def several(count: int, thing: str, things: str = "") -> str:
    """Return a number of things."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def listed(names: list[str], shown: int = 6) -> str:
    """Return names in a row, a few of them if there are many."""
    told = names[:shown] + ([f"{len(names) - shown} more"] if len(names) > shown else [])
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def by_chapter(run: Run) -> dict[str, list[Judged]]:
    """Return the properties by chapter, in the order of the catalogue."""
    found = {chapter: [item for item in run.properties if item.chapter == chapter] for chapter in CHAPTERS.values()}
    return {chapter: items for chapter, items in found.items() if items}


def with_verdict(run: Run, verdict: str) -> list[str]:
    """Return the ids of the properties with a verdict."""
    return [item.id for item in run.properties if item.verdict == verdict]


def sentences(run: Run) -> list[str]:
    """Return what a run came to, the verdict first."""
    match run.outcome:
        case "passed":
            return passed(run)
        case "violated":
            return violated(run)
        case "vacuous":
            return [
                "Nothing failed, but the run did not see all that it has to see, so its silence means little.",
                f"Not seen: {listed(run.vacuous or (run.proofs.vacuous if run.proofs else []))}.",
            ]
        case "broken":
            return broken(run)
        case _:
            return undecided(run)


def passed(run: Run) -> list[str]:
    """Return what a run came to that is as required."""
    proved = len(with_verdict(run, "proved"))
    count = several(len(run.properties), "property", "properties")
    lines = [f"Specification and contracts did the same on all {several(run.calls, 'call')}, and no property failed."]
    if proved:
        lines.append(
            f"{proved:,} of {count} are proved, for any number of accounts and any history; for the others there is no "
            "counterexample, which is no proof."
        )
    else:
        lines.append(f"Nothing was proved in this run: for {count} there is no counterexample, which is no proof.")
    return lines


def violated(run: Run) -> list[str]:
    """Return what a run came to that found something wrong."""
    lines = []
    apart = [failure for failure in run.failures if not failure.properties]
    ids = with_verdict(run, "violated")
    if apart:
        lines.append(f"Specification and contracts do not agree: {several(len(apart), 'history', 'histories')} below.")
    if ids:
        lines.append(f"Violated: {listed(ids)}.")
    beside = [claim.id for claim in run.proofs.properties if claim.verdict == "violated"] if run.proofs else []
    if new := [id for id in beside if id not in ids]:
        lines.append(f"Refuted by proof: {listed(new)}.")
    return lines


def broken(run: Run) -> list[str]:
    """Return why a run says nothing."""
    missed = [name for name, noticed in run.canaries.items() if not noticed]
    missed += [id for id, refuted in run.proofs.canaries.items() if not refuted] if run.proofs else []
    lines = ["The harness does not work, so nothing that it says counts."]
    if missed:
        lines.append(f"Planted mistakes that went unnoticed: {listed(missed)}.")
    lines += [failure.reason for failure in run.failures if failure.kind == "backends"]
    return lines + ([f"The run ended before its time: {run.search.trouble}."] if run.search.trouble else [])


def undecided(run: Run) -> list[str]:
    """Return what a run left open."""
    ids = with_verdict(run, "unknown")
    beside = [claim.id for claim in run.proofs.properties if claim.verdict == "unknown"] if run.proofs else []
    open = list(dict.fromkeys([*ids, *beside]))
    lines = ["Nothing failed, but something was left undecided."]
    if open:
        lines.append(f"Not decided: {listed(open)}.")
    if run.proofs and run.proofs.interrupted:
        lines.append("The proofs were interrupted.")
    return lines
