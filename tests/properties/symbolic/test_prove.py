"""What the prover says, and that it does not say too much."""

from collections.abc import Iterable

import pytest

from properties.catalogue import lookup
from properties.mutation.mutant import in_place
from properties.outcome import attempt
from properties.symbolic import interpretation
from properties.symbolic import prove as prove_module
from properties.symbolic.canary import CANARIES
from properties.symbolic.decision import Verdict
from properties.symbolic.formula import FALSE, Formula, at_least
from properties.symbolic.history import seen
from properties.symbolic.knowledge import Knowledge, knowledge
from properties.symbolic.memory import Memory
from properties.symbolic.model import replayed
from properties.symbolic.polynomial import ATOMS, DIV, number, of_atom
from properties.symbolic.prove import Order, Prover, others_last, prove
from properties.symbolic.report import Explorations, Finding
from properties.symbolic.steps import DEPLOYMENT, TIME
from tests.properties.symbolic.test_history import LATE


@pytest.mark.parametrize("step", [TIME, "Approve", "Transfer", "Pause"])
def test_simple_steps_are_proved(step: str) -> None:
    report = prove([step])
    assert [f for f in report.findings.values() if f.verdict is not Verdict.PROVED] == []
    assert report.proved


@pytest.mark.parametrize("step", CANARIES)
def test_false_claims_are_refuted_by_a_replay(step: str) -> None:
    claim = CANARIES[step]
    report = prove([step], [claim.id], seconds=5.0, models=True, more=(claim,))
    assert report.findings[claim.id, step].verdict is Verdict.VIOLATED
    witness = report.witnesses[claim.id, step]
    outcome = attempt(witness.before, witness.call, witness.action)
    assert not claim.holds(outcome if claim.kind == "law" else outcome.after)  # type: ignore[union-attr]
    assert not report.proved


def refuted(step: str) -> bool:
    """Tell whether the canary of a step is refuted."""
    claim = CANARIES[step]
    report = prove([step], [claim.id], seconds=5.0, models=True, more=(claim,))
    return report.finding(claim.id, step).verdict is Verdict.VIOLATED


@pytest.mark.parametrize("step", CANARIES)
def test_a_contradiction_among_the_invariants_silences_every_canary(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with interpretation.symbolic():
        contradiction = Knowledge([("planted", FALSE)], knowledge())
    monkeypatch.setattr("properties.symbolic.prove.knowledge", lambda: contradiction)
    assert not refuted(step)


@pytest.mark.parametrize("step", CANARIES)
def test_a_contradiction_among_quotients_silences_every_canary(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(atoms: Iterable[int]) -> list[Formula]:
        return [at_least(number(-1), of_atom(ATOMS[a])) for a in atoms if ATOMS[a].head is DIV]

    for user in ("decision", "population"):
        monkeypatch.setattr(f"properties.symbolic.{user}.divisions", wrong)
    assert not refuted(step)


@pytest.mark.parametrize(("step", "hint"), [("Slash", "repetitions"), ("ClaimBatch", "kept")])
def test_nothing_is_proved_of_what_is_not_carried(step: str, hint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpretation, hint, dict)
    report = prove([step], ["A-1.solvency"])
    finding = report.findings["A-1.solvency", step]
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.reason.startswith("not carried")
    assert not report.proved


def test_what_is_out_of_time_is_unknown() -> None:
    report = prove(["Transfer"], ["A-1.solvency"], budget=-1.0)
    assert report.findings["A-1.solvency", "Transfer"].verdict is Verdict.UNKNOWN


def test_the_first_claim_that_is_not_proved_may_be_enough() -> None:
    claim = CANARIES["Transfer"]
    report = prove(["Transfer", "Pause"], [claim.id, "G-9"], seconds=0.3, more=(claim,), stop=True)
    verdicts = {key: finding.verdict for key, finding in report.findings.items()}
    assert verdicts[claim.id, "Transfer"] is Verdict.UNKNOWN
    assert set(verdicts.values()) == {Verdict.UNKNOWN}
    assert set(report.explorations) == {"Transfer"}
    assert len(report.unproved) == 1


def test_what_is_seen_to_be_false_is_not_tried() -> None:
    claim = "C-13.limit"
    with in_place(LATE):
        shown = seen([(claim, "Unbond")])
        memory = Memory()
        with interpretation.symbolic():
            prover = Prover(Order(frozenset({claim}), models=True), memory, shown)
            prover.step("Unbond")
            Prover(Order(frozenset({claim})), memory, shown).help("Unbond", 1)
        small = prover.report.witnesses[claim, "Unbond"]
        assert replayed(lookup(claim), small)
    finding = prover.report.findings[claim, "Unbond"]
    assert (finding.verdict, memory.opened, memory.proved) == (Verdict.VIOLATED, {}, {})
    assert small.before.tokens != shown[claim, "Unbond"].before.tokens


def test_what_another_tried_in_vain_is_looked_at_first() -> None:
    claim, shared = "C-13.limit", Memory()
    with in_place(LATE), interpretation.symbolic():
        Prover(Order(frozenset({claim})), shared).help("Unbond", 1)
        (tried, *_) = shared.opened.items()
        prover = Prover(Order(frozenset({claim}), seconds=1e-9, models=True), shared)
        prover.step("Unbond")
        assert len(prover.owed[claim]) > 1
    assert prover.report.findings[claim, "Unbond"].verdict is Verdict.UNKNOWN
    assert next(iter(shared.opened.items())) == tried
    assert len(prover.report.unproved) == 1


def test_a_helper_looks_for_what_shows_that_a_claim_is_false(monkeypatch: pytest.MonkeyPatch) -> None:
    claim, shared = ("C-13.limit", "Unbond"), Memory()
    order = Order(frozenset(claim[:1]), models=True)
    with in_place(LATE):
        (found,) = seen([claim]).values()
        # Whether the solver finds one hangs on how busy the machine is.
        monkeypatch.setattr(prove_module, "witness", lambda *_: found)
        with interpretation.symbolic():
            Prover(order, shared).help("Unbond", 1)
            assert shared.shown == {claim: found}
            monkeypatch.delattr(prove_module, "witness")  # which nobody needs any more
            prover = Prover(order, shared)
            prover.step("Unbond")
    assert prover.report.witnesses == {claim: found}
    assert prover.report.findings[claim].verdict is Verdict.VIOLATED


def test_where_no_state_is_looked_for_all_is_tried() -> None:
    claim = "C-13.limit"
    with in_place(LATE), interpretation.symbolic():
        prover = Prover(Order(frozenset({claim}), seconds=1e-9))
        prover.step("Unbond")
    assert len(prover.report.unproved) == len(prover.owed[claim]) > 1


def test_what_others_are_at_is_done_last() -> None:
    begun = {2, 3}

    def is_elsewhere(item: int) -> bool:
        return item in begun

    done = []
    for item in others_last(range(5), is_elsewhere):
        done.append(item)
        begun.discard(item + 2)  # which is over by then
    assert done == [0, 1, 2, 3, 4]
    begun = {2, 3}
    assert list(others_last(range(5), is_elsewhere)) == [0, 1, 4, 2, 3]


def test_a_helper_leaves_what_others_are_at() -> None:
    id, shared = "A-1.solvency", Memory()
    with interpretation.symbolic():
        prover = Prover(Order(frozenset({id})))
        prover.step("Approve")
        begun = {owed.spot.name(part) for owed in prover.owed[id] for part in owed.parts}
        shared.elsewhere.update(dict.fromkeys(begun, id))
        Prover(Order(frozenset({id})), shared).help("Approve", 1)
        assert (bool(begun), shared.proved) == (True, {})
        Prover(Order(frozenset({id})), shared).step("Approve")
    assert shared.proved.keys() == begun


def test_what_is_remembered_is_not_decided_again() -> None:
    memory = Memory()
    first = prove(["Pause"], memory=memory)
    assert memory.proved
    assert not memory.opened
    known = dict(memory.proved)
    again = prove(["Pause"], memory=memory)
    assert memory.proved == known
    assert list(again.findings) == list(first.findings)
    assert all(finding.verdict is Verdict.PROVED for finding in again.findings.values())
    assert [f.refutations for f in again.findings.values() if f.refutations] == []
    assert [f.refutations for f in first.findings.values() if f.refutations] != []


def test_what_is_remembered_is_asked_for_by_name_only() -> None:
    memory = Memory()
    prove(["Pause"], ["A-1.solvency"], memory=memory)
    memory.proved = {key[::-1]: seconds for key, seconds in memory.proved.items()}
    report = prove(["Pause"], ["A-1.solvency"], seconds=1e-9, memory=memory)
    assert report.findings["A-1.solvency", "Pause"].verdict is Verdict.UNKNOWN


def test_what_is_assumed_of_a_step_is_not_called_proved() -> None:
    report = prove([DEPLOYMENT], ["S-1.supply", "P-1"])
    finding = report.findings["S-1.supply", DEPLOYMENT]
    reason = "of the tokens, as they are at deployment"
    assert finding == Finding("S-1.supply", DEPLOYMENT, reason=reason, assumed=True)
    assert finding.word == "assumed"
    assert report.explorations == {
        DEPLOYMENT: Explorations(
            paths=report.explorations[DEPLOYMENT].paths,
            accepted=1,
            impossible=report.explorations[DEPLOYMENT].impossible,
            seconds=report.explorations[DEPLOYMENT].seconds,
        ),
    }


def test_the_base_of_the_induction_is_proved() -> None:
    report = prove([DEPLOYMENT])
    # A deployment with an epoch beyond all measure fails an assertion, and is not rejected.
    open_findings = [f.property_id for f in report.findings.values() if f.verdict is not Verdict.PROVED]
    assert open_findings in ([], ["arithmetic"])
