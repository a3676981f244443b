"""The record of a run, made of what the run came to."""

from collections import Counter
from functools import cache
from importlib.metadata import version

from differential.adapter.completeness import Completeness
from properties.declaration import Property
from properties.mutation.mutants import ALL
from properties.symbolic.decision import Verdict
from properties.symbolic.opinions import UNASKED
from properties.symbolic.report import word_for
from seqstake.proofs import explained, proofs_of
from seqstake.report import TITLES, Result
from seqstake.reports.course import Search
from seqstake.reports.run import Adapter, Calls, Failing, Folder, Judged, Kills, Part, Proof, Run, Second, Unmapped


@cache
def mistakes() -> Counter[str]:
    """Return how many mistakes are planted in the tests that each property has to notice."""
    return Counter(id for mutant in ALL for id in mutant.kills)


def judged(item: Property, result: Result) -> Judged:
    """Return what is said of a property: the verdict, who decided it, and how."""
    findings = result.proofs.report.of_property(item.id) if result.proofs else []
    return Judged(
        id=item.id,
        kind=item.kind.value,
        chapter=item.chapter,
        severity=item.severity.value,
        statement=item.statement,
        verdict=result.verdict(item),
        decided_by=result.deciders(item),
        proof=Proof(word_for(findings), explained(findings)) if findings else None,
        cvc5=second(item, result),
        lock_step=result.searched(item),
        crosshair=result.bounded.told(item.id) if result.bounded else None,
        mistakes=mistakes()[item.id],
    )


def second(item: Property, result: Result) -> Second | None:
    """Return what cvc5 said of the proofs of a property, if it was asked."""
    findings = result.proofs.report.of_property(item.id) if result.proofs else []
    steps = [finding.step for finding in findings if finding.word == Verdict.PROVED]
    known = result.second
    if known is None or not steps or set(known.words(item.id, steps)) == {UNASKED}:
        return None
    return Second(known.agrees(item.id, steps), known.told(item.id, steps))


def adapter_of(found: Completeness) -> Adapter:
    """Return what is compared and what is not."""
    parts = {part.title: Part(part.mapped, part.missing) for part in found.parts}
    return Adapter(found.title, round(found.score, 1), parts, found.limits)


def actions_of(result: Result) -> dict[str, Calls]:
    """Return how often each action was accepted, and rejected for what."""
    tally = result.tally
    return {
        kind.__name__: Calls(
            tally.accepted[kind.__name__],
            {reason.__name__: tally.rejected[kind.__name__, reason.__name__] for reason in reasons},
        )
        for kind, reasons in result.scope.items()
    }


def run_of(
    result: Result,
    tool: str,
    command: str,
    search: Search,
    failures: tuple[Failing, ...] = (),
    corpus: Folder | None = None,
    kills: Kills | None = None,
) -> Run:
    """Return the whole result, for reports."""
    tally, code = result.tally, result.code()
    return Run(
        tool=tool,
        version=version("seqstake"),
        command=command,
        outcome=code.name.lower(),
        exit_code=code.value,
        evm=TITLES[result.evm],
        seed=result.seed,
        workers=result.workers,
        seconds=round(result.seconds, 1),
        histories=tally.histories,
        calls=tally.steps,
        calls_examined=tally.examined.total(),
        calls_per_second=round(tally.steps / tally.seconds, 1) if tally.seconds else 0.0,
        canaries=result.canaries,
        reserved_calls_refused=tally.refused,
        vacuous=tally.unseen(result.scope, result.seldom),
        adapter=adapter_of(result.completeness) if result.completeness else None,
        unmapped_calls={
            name: Unmapped(tally.disturbed[name, True], tally.disturbed[name, False])
            for name in sorted({name for name, _ in tally.disturbed})
        },
        actions=actions_of(result),
        events=dict(sorted(tally.events.items())),
        properties=tuple(judged(item, result) for item in result.judged()),
        proofs=proofs_of(result.proofs) if result.proofs else None,
        failures=failures,
        search=search,
        corpus=corpus,
        kills=kills,
    )
