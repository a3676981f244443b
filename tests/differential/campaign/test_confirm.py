"""What one EVM finds alone is a disagreement of EVMs; what the reference finds too is a failure of the contracts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from differential.campaign.confirm import DISAGREEMENT, both, confirm
from differential.campaign.openings import ordinary
from differential.campaign.session import Failure, Plan, Session, open_session
from differential.campaign.workers import Bench, Directed, Shrink, confirmed, work
from differential.evm.backend import BackendError, CallResult
from differential.evm.revm import Revm
from differential.system import raw
from properties.mutation.mutant import Mutant, in_place
from properties.world import Step
from spec.actions import Transfer
from spec.units import Wei

CONTRACTS = Path(__file__).parents[3] / "contracts"
PLAN = Plan(CONTRACTS, evm="revm")

STINGY = Mutant("deposits mint one share less", "pools", "shares_bought", "return Shares(", "return Shares(-1 + ")
"""A mistake of the spec that any deposit shows, on whatever EVM."""


class Liar(Revm):
    """A chain that can be told to answer wrongly, to write where nobody asked it to, or to give up."""

    lie = spoil = give_up = False

    def call(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> CallResult:
        result = super().call(sender, to, data, timestamp)
        if self.give_up:
            raise BackendError("no more of this")
        if self.spoil:
            self._evm.insert_account_storage(f"0x{to.hex()}", 12_345, 3)
        return replace(result, output=b"?") if self.lie else result


@pytest.fixture(scope="module")
def reference() -> Session:
    return open_session(Plan(CONTRACTS))


@pytest.fixture
def liar() -> Liar:
    return Liar()


@pytest.fixture
def session(liar: Liar) -> Session:
    return Session(liar, PLAN)


@pytest.fixture
def bench(session: Session, reference: Session) -> Iterator[None]:
    """Let this process be a worker that runs the session."""
    Bench.session, Bench.reference = session, reference
    yield
    Bench.session = Bench.reference = None


def failure(session: Session) -> Failure:
    """Return the failure that an ordinary history comes to."""
    with pytest.raises(Failure) as found:
        session.run(ordinary(session.world))
    return found.value


def test_what_both_find_is_what_the_reference_finds(session: Session, reference: Session) -> None:
    with in_place(STINGY):
        found = failure(session)
        believed = confirm(session, reference, found)
    assert believed is not found
    assert (believed.kind, believed.reason, believed.history) == (found.kind, found.reason, found.history)
    assert believed.kind == "divergence"


def test_what_one_finds_alone_names_both_answers(session: Session, reference: Session, liar: Liar) -> None:
    liar.lie = True
    disagreement = confirm(session, reference, failure(session))
    assert disagreement.kind == DISAGREEMENT
    assert "revm: return value: the spec says " in disagreement.reason
    assert disagreement.reason.endswith("(step 1); pyevm: spec and contracts agree")


def test_what_is_found_once_only_is_no_finding(session: Session, reference: Session, liar: Liar) -> None:
    liar.lie = True
    found = failure(session)
    liar.lie = False
    disagreement = confirm(session, reference, found)
    assert disagreement.kind == DISAGREEMENT
    assert disagreement.reason.endswith("(step 1), and nothing when it ran again")


def test_an_evm_that_gives_up_does_not_agree(session: Session, reference: Session, liar: Liar) -> None:
    history = ordinary(session.world)
    assert both(session, reference, history, "divergence") is None
    liar.give_up = True
    disagreement = both(session, reference, history, "divergence")
    assert disagreement is not None
    assert "revm: no more of this (step 7); pyevm: spec and contracts agree" in disagreement.reason


def test_the_reference_needs_no_confirmation(reference: Session) -> None:
    found = Failure("divergence", "something", ())
    assert confirmed(reference, found) is found
    assert confirmed(reference, None) is None


def test_a_stray_write_is_found_at_the_end_and_then_at_its_step(reference: Session, liar: Liar) -> None:
    session = Session(liar, replace(PLAN, stride=1_000))
    liar.spoil = True
    late = failure(session)
    assert len(late.history) == len(ordinary(session.world))
    assert "slot 0x" in late.reason
    assert "the spec says 0; the contract says 3" in late.reason
    told = confirm(session, reference, late).reason
    assert "the contract says 3 (step 1); pyevm: spec and contracts agree" in told
    assert session.lockstep.stride == 1_000


def test_a_history_that_is_left_is_looked_at_before_the_next(liar: Liar) -> None:
    session = Session(liar, replace(PLAN, stride=1_000))
    step = ordinary(session.world)[0]
    session.begin()
    liar.spoil = True
    session.step(step)
    with pytest.raises(Failure, match="the contract says 3") as found:
        session.begin()
    assert found.value.history == (step,)
    liar.spoil = False
    session.begin()
    session.step(step)
    session.look()


def test_after_a_failure_there_is_nothing_more_to_look_at(liar: Liar) -> None:
    session = Session(liar, replace(PLAN, stride=1_000))
    steps = ordinary(session.world)
    session.begin()
    session.step(steps[0])
    liar.lie = True
    with pytest.raises(Failure, match="return value"):
        session.step(steps[2])
    session.look()


def test_every_so_many_calls_is_looked(liar: Liar) -> None:
    session = Session(liar, replace(PLAN, stride=3))
    cast, token = session.world.cast, session.world.deployment.stake_token
    pay = Step(cast.delegators[0], 1, Transfer(token, cast.delegators[1], Wei(1)))
    session.begin()
    session.step(pay)
    liar._evm.insert_account_storage(f"0x{raw(token).hex()}", 12_345, 3)
    session.step(pay)
    with pytest.raises(Failure, match="the contract says 3"):
        session.step(pay)


@pytest.mark.usefixtures("bench")
def test_a_worker_reports_what_is_confirmed(liar: Liar) -> None:
    done = work(Directed(0))
    assert done.failure is None
    calls = done.tally.steps
    liar.lie = True
    done = work(Directed(0))
    assert done.failure is not None
    assert done.failure.kind == DISAGREEMENT
    assert done.tally.steps < calls
    rest: Shrink | None = Shrink(done.failure, 5.0)
    while rest:
        done = work(rest)
        rest = done.rest
    small = done.failure
    assert small is not None
    assert (small.kind, len(small.history)) == (DISAGREEMENT, 1)
