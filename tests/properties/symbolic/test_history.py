"""What directed histories show to be false: nothing of the specification, and of a mistake what it breaks."""

from properties.catalogue import lookup
from properties.mutation.mutant import Mutant, in_place
from properties.symbolic.history import seen
from properties.symbolic.model import replayed
from properties.symbolic.people import usual_state

LATE = Mutant(
    "the limit of open tickets is passed by one",
    "exits",
    "request_exit",
    "state.open_tickets[owner] < limits.max_tickets",
    "state.open_tickets[owner] <= limits.max_tickets",
)
CLAIMS = [("C-13.limit", "Unbond"), ("C-13.count", "Unbond"), ("C-13.limit", "Claim")]


def test_a_mistake_is_seen_in_a_history() -> None:
    with in_place(LATE):
        found = seen(CLAIMS)
        assert [*found] == [("C-13.limit", "Unbond")]
        (shown,) = found.values()
        assert replayed(lookup("C-13.limit"), shown)
    assert not replayed(lookup("C-13.limit"), shown)
    usual = usual_state()
    assert (shown.before.roles, shown.before.deployment, shown.before.sinks) == (
        usual.roles,
        usual.deployment,
        usual.sinks,
    )


def test_nothing_is_seen_where_nothing_is_wrong() -> None:
    assert seen(CLAIMS) == {}
