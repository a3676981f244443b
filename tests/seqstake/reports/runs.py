"""Records of runs, for tests of what is made of them."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from differential.campaign.session import Failure
from differential.campaign.tally import Tally
from properties.evaluation import RELATIONS
from properties.symbolic.decision import Verdict
from properties.symbolic.proving import Outcome
from properties.symbolic.proving import Request as ProofRequest
from properties.symbolic.report import Explorations, Finding, Report
from seqstake.report import Found, Result
from seqstake.reports.course import Course
from seqstake.reports.kills import kills_of
from seqstake.reports.places import HERE, Place
from seqstake.reports.run import Change, Failing, Folder, Function, Kills, Run, Second, Source, Stepped
from seqstake.reports.telling import run_of
from spec.rejections import REJECTIONS

PROVED = Finding("A-1.solvency", "Pause", obligations=2, seconds=0.25)
UNKNOWN = Finding("A-1.solvency", "Unbond", Verdict.UNKNOWN, 3, 5.0, "not decided")
REFUTED = Finding("A-1.solvency", "Claim", Verdict.VIOLATED, 1, 1.0, "a state <b>&\x07")


def tally() -> Tally:
    """Return the counts of a campaign that saw all that it has to see."""
    names = [(kind.__name__, reason.__name__) for kind, reasons in REJECTIONS.items() for reason in reasons]
    accepted, rejected = Counter({kind.__name__: 7 for kind in REJECTIONS}), Counter(dict.fromkeys(names, 3))
    return Tally(
        accepted=accepted,
        rejected=rejected,
        examined=Counter({(name, ""): count for name, count in accepted.items()}) + rejected,
        events=Counter({"Paused": 7}),
        relations=Counter({item.id: 5 for item in RELATIONS}),
        refused=9,
        histories=4,
        seconds=2.0,
    )


def proofs(*findings: Finding, canaries: dict[str, bool] | None = None) -> Outcome:
    """Return proofs that found this."""
    steps = {found.step: Explorations(2, 1, 0, 1.5, remembered=found.step == "Pause") for found in findings}
    report = Report({(f.property_id, f.step): f for f in findings}, steps)
    return Outcome(ProofRequest(), report, canaries or {"S-99.pause": True}, seconds=12.5)


def result(**changes: Any) -> Result:
    """Return a result that is as required, but for some changes."""
    noticed = {"a canary": True, "another canary": True}
    return replace(Result(1, 2, 12.5, tally(), (), noticed, (), {}, proofs(PROVED)), **changes)


def course() -> Course:
    """Return the course of a short run."""
    made, counted = Course(), Tally()
    made.note(0.0, 0, counted, {})
    made.note(1.0, 0, counted, {"a canary": True}, 40, 3)
    made.search = made.note(2.0, 0, tally(), {"a canary": True, "another canary": True}, 50, 4)
    made.note(9.0, 240, tally(), {"a canary": True, "another canary": True}, 80, 6)
    return made


FAILING = Failing(
    kind="divergence",
    reason="outcome: the spec says accepted; the contract says rejected, <Nothing>(0)",
    properties=(),
    trace="reports/failures/1.itf.json",
    history=("validator 1: Register(key=1)", "after 5 s, delegator 1: Claim(ticket=1)"),
    repeat="seqstake replay reports/failures/1.itf.json --contracts mine",
    spec_says="outcome: accepted",
    contract_says="outcome: rejected, <Nothing>(0)",
    broken={},
    steps=(
        Stepped("validator 1: Register(key=1)", "accepted", (Change("keys[1]", "nobody", "validator 1"),),
                ("keys[1]: validator 1",)),
        Stepped("after 5 s, delegator 1: Claim(ticket=1)", "rejected: UnknownTicket()", (), ()),
    ),
    spec=Source("python", Function("claim", Place("spec/exits.py", 12), "def claim(a):\n    return a < 1"), ()),
    contract=Source(
        "solidity",
        Function("claim", Place("mine/src/Exits.sol", 34, HERE), "function claim() {\n}"),
        (Function("ripe", Place("mine/src/Pools.sol", 5, HERE), "function ripe() {}"),),
    ),
)  # fmt: skip

BROKEN = replace(
    FAILING,
    kind="property",
    reason="A-1.solvency: Stake custody holds what it owes. Failed: a == b: 1 | 2",
    properties=("A-1.solvency",),
    spec_says="",
    contract_says="",
    broken={"A-1.solvency": ("a == b: 1 | 2",)},
    contract=None,
)

KILLS = {
    "score": 0.5,
    "mutants": [
        {"id": "m2", "file": "src/B.sol", "line": 4, "operator": "rounding", "diff": "-a\n+<b>", "verdict": "survived",
         "killed_by": [], "step": None, "why": "nobody counts"},
        {"id": "m1", "file": "src/A.sol", "line": 9, "operator": "guard", "diff": "-c", "verdict": "killed",
         "killed_by": ["state: Pools.x", "events"], "step": 12},
    ],
}  # fmt: skip


def kills() -> Kills:
    """Return what became of two mutants."""
    return kills_of(KILLS)


def found(failure: Failing) -> Found:
    """Return what a campaign found that a failing history was made of."""
    return Found(Failure(failure.kind, failure.reason, (), failure.properties), Path(failure.trace))


def run(*failures: Failing, **changes: Any) -> Run:
    """Return the record of a run of ``verify`` with these failures, as required but for some changes."""
    made = result(**{"found": tuple(map(found, failures)), **changes})
    return run_of(made, "seqstake verify", "seqstake verify --seed 1", course().searched(3.0), failures, kills=kills())


def hunted() -> Run:
    """Return the record of a run of ``fuzz``."""
    folder = Folder("corpus", 6, 1, 0, ())
    return run_of(result(proofs=None), "seqstake fuzz", "seqstake fuzz --seed 1", course().searched(3.0), (), folder)


def seconded(second: Second) -> Run:
    """Return a run of which cvc5 said this of the one property that is proved."""
    made = run()
    return replace(made, properties=tuple(replace(p, cvc5=second) if p.proof else p for p in made.properties))
