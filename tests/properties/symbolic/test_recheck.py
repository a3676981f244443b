"""Deciding again: that it agrees where it should, and that it can disagree."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from properties.symbolic import judge
from properties.symbolic.cores import Core, Cores, chopped, items_of, nearby, shrunk, swayed
from properties.symbolic.decision import Refutation
from properties.symbolic.feasibility import NOTES, Feasibility
from properties.symbolic.formula import GE, Formula, at_least, compared, equals
from properties.symbolic.judge import COVERINGS, TRUSTED, Judge, Judgement, Opinion
from properties.symbolic.polynomial import ONE, Poly, atom, number, of_atom, plus, times
from properties.symbolic.prove import Order, prove
from properties.symbolic.recheck import INDEX, Rechecker, Wanted, noted, recheck, recheck_steps
from properties.symbolic.report import Report
from properties.symbolic.smtlib import name_of, script

X, Y, Z = (of_atom(atom(f"recheck.{name}")) for name in "xyz")
SECONDS = 2.0


def above(a: Poly, b: Poly) -> Formula:
    """Return that one number is above another."""
    return at_least(a, plus(b, ONE))


CIRCLE = (above(X, Y), above(Y, Z), above(Z, X))
"""They have no model together, but any two of them have."""
HARMLESS = (above(X, number(-7)), above(number(70), Z))
SQUARES = (compared(GE, plus(number(-1), plus(times(X, X), times(Y, Y)), -1)),)
"""Without a model, if products are products."""


def refutation(*facts: Formula, exact: bool = False) -> Refutation:
    """Return a refutation that was told no ranges."""
    return Refutation(facts, (), exact)


@pytest.fixture(scope="module")
def judging() -> Iterator[Judge]:
    """Return the other solver."""
    with Judge() as found:
        yield found


def core_of(one: Refutation) -> Core:
    """Return the core of a refutation that has one."""
    found = shrunk(one)
    assert found is not None
    return found


def rechecked(judging: Judge, *refutations: Refutation, seeds: int = 0) -> Rechecker:
    """Decide refutations again."""
    rechecker = Rechecker(Wanted(seeds=seeds, seconds=SECONDS), judging)
    rechecker.take("Step", (("X-1", one) for one in refutations))
    return rechecker


def test_all_of_a_step_is_decided_again_with_proofs(tmp_path: Path) -> None:
    report = prove(["Pause"], ["G-9", "A-1.solvency", "arithmetic"])
    found = recheck(report, Wanted(tmp_path, seeds=1))
    assert found.counts() == {Opinion.AGREES: len(found.queries)}
    assert found.steps["Pause"].refutations == sum(len(f.refutations) for f in report.findings.values()) > 0
    assert (found.share, found.uncertified, found.trusted, found.swayed) == (1.0, [], {}, [])
    for name in found.queries:
        text, proof = (tmp_path / f"{name}.smt2").read_text(), (tmp_path / f"{name}.cpc").read_text()
        assert name_of(text) == name
        assert len(proof.encode()) == found.queries[name].proof_bytes
        assert ":rule trust" not in proof
    index = json.loads((tmp_path / INDEX).read_text())
    assert [query["name"] for query in index["queries"]] == sorted(found.queries)
    assert {id for query in index["queries"] for id in query["needed_for"]["Pause"]} >= {"A-1.solvency"}


def test_steps_are_decided_again_in_processes_of_their_own() -> None:
    told = []
    order = Order(frozenset({"A-1.solvency"}))
    found = recheck_steps(["Pause", "Time"], order, Wanted(), 2, lambda step, _: told.append(step))
    assert told == ["Pause", "Time"]
    assert not found.lost
    assert found.share == 1.0
    assert found.steps["Pause"].refutations > 0
    assert found.steps["Pause"].unproved == 0
    assert not NOTES


def test_a_step_that_cannot_be_proved_is_lost_and_said_to_be() -> None:
    found = recheck_steps(["No such step"], Order(), Wanted())
    assert found.lost == {"No such step": "KeyError: 'No such step'"}
    assert found.share == 0.0


def test_what_is_not_proved_is_counted() -> None:
    found = recheck_steps(["Transfer"], Order(frozenset({"A-1.solvency"}), budget=-1.0), Wanted())
    assert found.steps["Transfer"].unproved > 0


@pytest.mark.parametrize("exact", [False, True])
def test_statements_that_have_a_model_are_a_disagreement(judging: Judge, exact: bool) -> None:
    found = rechecked(judging, refutation(*CIRCLE), refutation(*CIRCLE[:2], *HARMLESS, exact=exact)).result
    assert found.counts() == {Opinion.AGREES: 1, Opinion.DISAGREES: 1}
    (wrong,) = found.having(Opinion.DISAGREES)
    assert (wrong.answer, wrong.purpose, wrong.proof_bytes) == ("sat", "Step: X-1", 0)
    assert found.share == 0.5


def test_products_that_are_unknown_are_not_taken_for_products(judging: Judge) -> None:
    found = rechecked(judging, refutation(*SQUARES), refutation(*SQUARES, exact=True)).result
    assert {query.exact: query.opinion for query in found.queries.values()} == {
        False: Opinion.DISAGREES,
        True: Opinion.AGREES,
    }


def test_what_cannot_be_decided_in_time_is_open(judging: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    cubes = plus(plus(times(X, times(X, X)), times(Y, times(Y, Y))), times(Z, times(Z, Z)), -1)
    monkeypatch.setattr(judge, "GRACE", 0.1)
    facts = (equals(cubes, number(0)), *(above(v, number(0)) for v in (X, Y, Z)))
    rechecker = Rechecker(Wanted(seconds=0.05), judging)
    rechecker.take("Step", [("X-1", refutation(*facts, exact=True))])
    (query,) = rechecker.result.having(Opinion.OPEN)
    assert query.name == name_of(script(facts, (), True))
    assert rechecker.result.uncertified == []


def test_a_solver_that_does_not_answer_is_given_up_and_another_one_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "GRACE", -0.2)
    text = script(CIRCLE, (), False)
    with Judge() as judging:
        assert judging(text, 0.2).said == "late"
        monkeypatch.undo()
        assert judging(text, SECONDS).said == "unsat"
        judging.process.kill()
        assert judging(text, SECONDS).said == "fell"
        assert judging(text, SECONDS).opinion is Opinion.AGREES


def test_what_a_proof_asks_to_believe_is_counted(judging: Judge) -> None:
    facts = (*SQUARES, above(times(X, Z), number(3)))
    plain, covered = judging(script(facts, (), True)), judging(script(facts, (), True), SECONDS, COVERINGS)
    assert not plain.trusted
    assert plain.proof
    assert covered.opinion is Opinion.AGREES
    assert covered.trusted
    assert set(covered.trusted) <= TRUSTED
    assert covered.proof.count(":rule trust") > 0


def test_a_proof_with_something_to_believe_is_no_certificate() -> None:
    def believed(*_: object) -> Judgement:
        return Judgement(Opinion.AGREES, 0.0, "unsat", "proof", 3, Counter({"TRUST": 2}))

    rechecker = Rechecker(Wanted(), believed)
    rechecker.take("Step", [("X-1", refutation(*CIRCLE))])
    assert rechecker.result.trusted == {"TRUST": 2}
    assert len(rechecker.result.uncertified) == 1


def test_cores_leave_out_what_is_not_needed() -> None:
    assert set(core_of(refutation(*CIRCLE, *HARMLESS)).facts) == set(CIRCLE)


def test_a_core_keeps_that_something_is_not_negative_only_if_it_is_needed() -> None:
    a, b = atom("recheck.a"), atom("recheck.b")
    a.nonneg = b.nonneg = True
    negative = above(X, of_atom(a)), above(number(0), X)
    core = core_of(Refutation((*negative, above(of_atom(b), Z)), (a.number, b.number), False))
    assert core.nonneg == [a.number]
    assert set(core.facts) == set(negative)


def test_pieces_that_are_not_needed_are_left_out() -> None:
    items = items_of(refutation(*CIRCLE, *HARMLESS))
    core = chopped(items, False)
    assert core is not None
    assert core.items == {*CIRCLE}
    assert chopped(items_of(refutation(*CIRCLE[:2], *HARMLESS)), False) is None


def test_what_contains_a_known_core_is_not_shrunk_again() -> None:
    shrinking = []

    def shrink(one: Refutation) -> Core | None:
        shrinking.append(one)
        return shrunk(one)

    cores = Cores(shrink)
    first = cores.core(refutation(*CIRCLE, HARMLESS[0]))
    assert cores.core(refutation(*CIRCLE, HARMLESS[1])) == first
    assert cores.core(refutation(*CIRCLE, exact=True)) == first
    assert len(shrinking) == 1


def test_a_core_about_products_says_nothing_where_they_are_unknown() -> None:
    cores = Cores()
    exact = cores.core(refutation(*SQUARES, exact=True))
    assert exact.exact
    assert cores.core(refutation(*SQUARES)) != exact


def test_what_z3_does_not_refute_again_is_no_core() -> None:
    cores = Cores()
    assert shrunk(refutation(*SQUARES)) is None
    assert not cores.core(refutation(*SQUARES)).exact
    assert cores.core(refutation(*SQUARES, exact=True)).exact


def test_near_a_core_is_what_speaks_of_its_terms() -> None:
    whole = refutation(*CIRCLE, *HARMLESS, above(of_atom(atom("recheck.other")), X))
    assert nearby(core_of(whole), whole).items == {*CIRCLE, *HARMLESS}


def test_the_items_of_a_refutation_have_an_order_of_their_own() -> None:
    assert items_of(refutation(*CIRCLE, *HARMLESS)) == items_of(refutation(*HARMLESS, *reversed(CIRCLE)))


def test_other_answers_with_other_seeds_are_told() -> None:
    assert swayed(refutation(*CIRCLE), 3, 1000) == {}
    assert swayed(refutation(*CIRCLE[:2]), 2, 1000) == {1: "sat", 2: "sat"}


def test_a_disagreement_of_the_seeds_is_in_the_result(judging: Judge) -> None:
    found = rechecked(judging, refutation(*CIRCLE), refutation(*CIRCLE[:2]), seeds=2).result
    assert found.swayed == ["X-1 Step: sat with seed 1", "X-1 Step: sat with seed 2"]


def test_branches_that_are_not_followed_are_noted() -> None:
    with noted() as branches:
        asked = Feasibility()
        asked.learn(CIRCLE[0])
        asked.push()
        asked.learn(HARMLESS[0])
        asked.pop()
        asked.learn(CIRCLE[1])
        assert asked.allows(HARMLESS[1])
        assert not asked.allows(CIRCLE[2])
    ((facts, atoms),) = branches
    assert [f for f in facts if f in (*CIRCLE, *HARMLESS)] == [*CIRCLE]
    assert set(core_of(Refutation(facts, atoms, False)).facts) == set(CIRCLE)
    assert not NOTES


def test_nothing_to_decide_is_nothing_agreed_on() -> None:
    found = recheck(Report(), Wanted())
    assert found.share == 0.0
    assert not found.queries
