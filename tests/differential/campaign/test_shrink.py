"""Making a failure small: what is tried in which order, and going on where it was left."""

from typing import Any

from differential.campaign.openings import ordinary
from differential.campaign.session import Failure, Session
from differential.campaign.shrink import Shrinking, shrink, without
from properties.world import History, Step, paper_world
from spec.actions import Pause

WORLD = paper_world()


def test_a_step_is_dropped_with_its_time_and_without() -> None:
    guardian = WORLD.cast.guardian
    history = tuple(Step(guardian, delay, Pause()) for delay in (5, 7))
    assert list(without(history)) == [history[:1], history[1:], (Step(guardian, 12, Pause()),)]


def test_long_runs_are_dropped_first() -> None:
    history = ordinary(WORLD)
    sizes = [len(shorter) for shorter in without(history)]
    assert sizes == sorted(sizes)
    assert sizes[0] == len(history) - len(history) // 2


class Still:
    """Stands for a session that leaves histories as they are."""

    @staticmethod
    def restricted(history: History) -> History:
        return history


def long(_: Session, history: History, kind: str) -> Failure | None:
    """Fail with every history of at least three steps."""
    return Failure(kind, "it is long", history) if len(history) >= 3 else None


def test_what_is_left_and_gone_on_with_ends_as_what_is_done_at_once() -> None:
    session: Any = Still()
    begun = Shrinking(Failure("divergence", "it is long", ordinary(WORLD)))
    at_once = shrink(session, begun, 600.0, long)
    assert at_once.over
    assert len(at_once.failure.history) == 3
    steps = 0
    while not begun.over:
        begun, steps = shrink(session, begun, 0.0, long), steps + 1
    assert begun.failure.history == at_once.failure.history
    assert steps > 1
