"""What a campaign counts, and what it says it has not seen."""

from collections import Counter

from differential.campaign.tally import Tally
from properties.world import Step, call_at, paper_world
from spec import actions as a
from spec.errors import NotAuthorised
from spec.rejections import REJECTIONS
from spec.transition import apply
from spec.units import Address, Role

WORLD = paper_world()


def counted() -> Tally:
    """Return a tally of one pause accepted and one rejected."""
    tally, state = Tally(), WORLD.genesis()
    step = Step(WORLD.cast.guardian, 10 * 86_400, a.Pause())
    tally.count(step.action, apply(state, call_at(state, step), step.action))
    tally.count(a.Pause(), NotAuthorised(Address(1), Role.GUARDIAN))
    return tally


def test_calls_and_events_are_counted() -> None:
    examined = Counter({("Pause", ""): 1, ("Pause", "NotAuthorised"): 1})
    rejected = Counter({("Pause", "NotAuthorised"): 1})
    assert counted() == Tally(Counter(Pause=1), rejected, Counter(Paused=1), examined=examined)
    assert counted().steps == 2


def test_what_was_not_examined_does_not_count_as_such() -> None:
    tally = counted()
    tally.count(a.Pause(), NotAuthorised(Address(1), Role.GUARDIAN), examined=False)
    assert tally.rejected["Pause", "NotAuthorised"] == 2
    assert tally.examined == counted().examined


def test_tallies_add_up() -> None:
    total, other = counted(), counted()
    other.histories, other.seconds = 3, 1.5
    total.add(other)
    assert (total.steps, total.histories, total.seconds) == (4, 3, 1.5)
    assert total.events == Counter(Paused=2)
    assert total.examined == Counter({("Pause", ""): 2, ("Pause", "NotAuthorised"): 2})


def test_what_was_not_seen_is_named_until_everything_was() -> None:
    missing = counted().unseen()
    assert "Claim was never accepted" in missing
    assert "Pause was never rejected with PauseTooSoon" in missing
    assert "Pause was never accepted" not in missing
    everything = Tally(
        Counter(kind.__name__ for kind in REJECTIONS),
        Counter((kind.__name__, reason.__name__) for kind, reasons in REJECTIONS.items() for reason in reasons),
    )
    assert everything.unseen() == []
