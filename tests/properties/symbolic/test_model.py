"""Concrete steps that show that a property does not hold: found, small, and believed only if they replay."""

import pickle
from dataclasses import replace

import pytest

from properties.catalogue import lookup
from properties.evaluation import INVARIANTS
from properties.mutation.mutant import Mutant, in_place
from properties.outcome import Transition, attempt
from properties.quantities import ripens, tau_of
from properties.symbolic.model import Witness, is_possible, replayed, subject_of
from properties.symbolic.people import usual_state
from properties.symbolic.prove import prove
from properties.symbolic.report import Report
from properties.symbolic.workers import portable
from properties.world import GENESIS_TIME
from spec.actions import Call, Claim, Pause, Unpause
from spec.units import NOBODY, Address, TicketId, Timestamp, Wei

EARLY = Mutant(
    "tickets are released a second early",
    "exits",
    "is_slashable",
    "protocol_time(state) < maturity_time(state, bucket)",
    "add(protocol_time(state), ProtocolTime(1)) < maturity_time(state, bucket)",
)
FALLING = Mutant(
    "a pause ends an age ago",
    "clock",
    "unpause",
    "pause_end=state.clock.now",
    "pause_end=sub(state.clock.now, Timestamp(10**10))",
)
ASKED = ("A-1.solvency", "G-9", "C-5.unknown", "C-2.refused")
STATE = usual_state()
GUARDIAN = STATE.roles.guardian


@pytest.fixture(scope="module")
def early() -> Witness:
    """Return the step that shows what is wrong with releasing tickets a second early."""
    with in_place(EARLY):
        found: Witness = prove(["Claim"], ["C-1.claim"], seconds=1, models=True).witnesses["C-1.claim", "Claim"]
    return found


def test_a_counterexample_replays(early: Witness) -> None:
    assert is_possible(early)
    assert all(invariant.holds(early.before) for invariant in INVARIANTS)
    with in_place(EARLY):
        assert replayed(lookup("C-1.claim"), early)
    assert not replayed(lookup("C-1.claim"), early)  # it is about the mistake, and nothing else


def test_a_counterexample_is_small(early: Witness) -> None:
    before = early.before
    assert isinstance(early.action, Claim)
    ticket = before.tickets[early.action.ticket]
    assert ripens(before, ticket.bucket) - tau_of(before, early.call) == 1
    assert (before.deployment, before.parameters, before.roles) == (STATE.deployment, STATE.parameters, STATE.roles)
    assert (len(before.tickets), ticket.shares, len(before.buckets), len(before.validators)) == (1, 1, 1, 1)
    assert (len(before.cases), len(before.earners), len(before.credits)) == (0, 0, 0)


def test_a_counterexample_reaches_whoever_asked(early: Witness) -> None:
    report = Report(witnesses={("C-1.claim", "Claim"): early})
    there = pickle.loads(pickle.dumps(portable(report)))
    assert there.witnesses == report.witnesses


def at(caller: Address, later: int = 0) -> Call:
    return Call(caller, Timestamp(GENESIS_TIME + later))


def test_what_cannot_be_shows_nothing() -> None:
    possible = Witness(STATE, at(GUARDIAN), Pause())
    assert is_possible(possible)
    broken = replace(STATE, ledger=replace(STATE.ledger, bonded=Wei(1)))
    assert not is_possible(Witness(broken, at(GUARDIAN), Pause()))
    assert not is_possible(Witness(STATE, at(NOBODY), Pause()))
    assert not is_possible(Witness(STATE, at(GUARDIAN, later=-1), Pause()))
    unsound = replace(STATE, deployment=replace(STATE.deployment, dust_floor=Wei(0)))
    assert not is_possible(Witness(unsound, at(GUARDIAN), Pause()))


def test_an_assertion_that_fails_is_shown_by_a_step() -> None:
    with in_place(FALLING):
        found: Witness = prove(["Unpause"], ["arithmetic"], seconds=3, models=True).witnesses["arithmetic", "Unpause"]
        assert replayed(None, found)
        assert not replayed(lookup("G-9"), found)  # of which nothing is said where there is no outcome
    assert not replayed(None, found)
    assert (found.action, found.before.parameters) == (Unpause(), STATE.parameters)


def test_a_property_is_asked_only_of_what_it_speaks_of() -> None:
    refused = attempt(STATE, at(Address(9)), Claim(TicketId(1)))
    accepted = attempt(STATE, at(GUARDIAN), Pause())
    assert isinstance(accepted, Transition)
    asked = {id: (subject_of(lookup(id), accepted), subject_of(lookup(id), refused)) for id in ASKED}
    assert asked == {
        "A-1.solvency": (accepted.after, None),
        "G-9": (accepted, None),
        "C-5.unknown": (None, refused),
        "C-2.refused": (None, None),  # which speaks of another reason
    }
