"""The witnesses: one for every way in which a call can end, each as short as it gets, and each true."""

import pytest

from properties.mutation.mutant import Mutant, in_place
from properties.outcome import Outcome
from properties.witness import End, Witness, end_of, ends, played, witnesses
from properties.world import paper_world
from spec import actions as a
from spec import errors as e
from spec.rejections import REJECTIONS

WORLD = paper_world()


@pytest.fixture(scope="module")
def found() -> dict[End, Witness]:
    return witnesses(WORLD, ends())


def outcomes(witness: Witness) -> list[Outcome]:
    return list(played(WORLD.genesis(), witness.history))


def test_every_way_to_end_is_reached(found: dict[End, Witness]) -> None:
    declared = {(action, reason) for action, reasons in REJECTIONS.items() for reason in reasons}
    assert set(found) == declared | {(action, None) for action in REJECTIONS}
    assert len(ends()) == len(set(ends())) == len(found) == len(declared) + len(REJECTIONS)


def test_every_witness_ends_as_it_says(found: dict[End, Witness]) -> None:
    for end, witness in found.items():
        assert end_of(outcomes(witness)[-1]) == end == witness.end
        assert outcomes(witness)[-1] == witness.outcome


def test_no_step_that_is_rejected_is_left_but_the_last(found: dict[End, Witness]) -> None:
    assert all(end_of(outcome)[1] is None for one in found.values() for outcome in outcomes(one)[:-1])


def test_witnesses_are_short(found: dict[End, Witness]) -> None:
    lengths = {end: len(witness.history) for end, witness in found.items()}
    # So many requests fill a queue that each of them trims by up to two.
    full = {end for end in lengths if end[1] is e.TooManyBuckets}
    assert max(length for end, length in lengths.items() if end not in full) <= 6
    assert sum(length == 1 for length in lengths.values()) >= 50


def test_a_witness_is_the_same_in_every_run(found: dict[End, Witness]) -> None:
    end = (a.Claim, e.NotMatured)
    assert witnesses(WORLD, [end]) == {end: found[end]}


def test_what_is_never_given_has_no_witness() -> None:
    deaf = Mutant(
        "nobody is told that a ticket is another's", "exits", "claim", "ticket.owner == caller", "True", scenario=""
    )
    with in_place(deaf):
        assert set(witnesses(WORLD, ends([a.Claim]))) == {
            (a.Claim, None),
            (a.Claim, e.UnknownTicket),
            (a.Claim, e.NotMatured),
        }
