"""Mistakes planted on purpose, one for each way in which a run can notice something.

Before a run says that it found nothing, it has to show that it would have: a spec that is wrong by one second must
diverge from the contracts, and a property that is false must be violated.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

from differential.adapter.lies import REFUSING, SILENT, WILLING, WRONG, Lie, told
from differential.adapter.pair import Pair
from differential.adapter.restrict import usual
from differential.campaign.openings import ordinary
from differential.campaign.session import Failure, Session
from properties.declaration import Kind, Property, Severity
from properties.mutation.mutant import Mutant, in_place
from properties.scenarios import ALL
from properties.world import History, Step, World, call_at
from spec.actions import Claim
from spec.clock import protocol_time
from spec.exits import maturity_time
from spec.state import State
from spec.transition import apply
from spec.units import TicketId

EARLY: Final = Mutant(
    "a ticket can be claimed one second early",
    "exits",
    "is_slashable",
    "protocol_time(state) < maturity_time",
    "protocol_time(state) + 1 < maturity_time",
)
"""A mistake of the spec that only the contracts can show."""


def nobody_leaves(state: State) -> bool:
    """Tell whether no exit was ever requested."""
    return state.last_ticket == 0


FALSE: Final = Property(
    id="CANARY",
    kind=Kind.INVARIANT,
    statement="Nobody ever asks for an exit.",
    impact="None: it is false on purpose.",
    severity=Severity.MEDIUM,
    assumptions=(),
    function=nobody_leaves,
    engines=("lock-step",),
)
"""A property that any ordinary history violates."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A planted mistake."""

    name: str
    expected: str
    """The kind of failure that it must lead to."""
    mutant: Mutant | None = None
    property: Property | None = None
    lie: Lie | None = None
    """What the chain says instead of the truth, for contracts under an adapter."""

    def planted(self, session: Session) -> AbstractContextManager[None]:
        """Return a context in which the mistake is there."""
        if self.lie and isinstance(session.lockstep, Pair):
            return told(session.lockstep, self.lie)
        return in_place(self.mutant) if self.mutant else believed(session, self.property)


@contextmanager
def believed(session: Session, item: Property | None) -> Iterator[None]:
    """Let a session judge by one more property."""
    before, session.extra = session.extra, (item,) if item else ()
    try:
        yield
    finally:
        session.extra = before


CANARIES: Final = (
    Canary("a spec that is wrong by one second", "divergence", mutant=EARLY),
    Canary("a property that is false", "property", property=FALSE),
)
"""The canaries of every run."""


ADAPTED: Final = (
    Canary("a contract that refuses everything", "divergence", lie=REFUSING),
    Canary("a contract that refuses nothing", "divergence", lie=WILLING),
    Canary("a contract that answers wrongly", "divergence", lie=WRONG),
    Canary("a contract that tells nothing", "divergence", lie=SILENT),
)
"""The canaries of a run under an adapter, whatever it maps; the last only if it maps events."""


def canaries_of(session: Session) -> tuple[Canary, ...]:
    """Return the canaries of a session."""
    if not isinstance(session.lockstep, Pair):
        return CANARIES
    return ADAPTED if session.lockstep.system.hears() else ADAPTED[:-1]


def early_claim(world: World) -> History:
    """Return an ordinary history that ends with a claim one second before the maturity."""
    history, state = ordinary(world), world.genesis()
    for step in history:
        state = apply(state, call_at(state, step), step.action).state
    ticket = state.tickets[TicketId(1)]
    wait = maturity_time(state, ticket.bucket) - 1 - protocol_time(state)
    return (*history, Step(ticket.owner, wait, Claim(TicketId(1))))


def noticed(session: Session, canary: Canary) -> Failure | None:
    """Return the failure that a canary leads to, if it is of the expected kind."""
    for history in histories(session):
        try:
            with canary.planted(session):
                session.run(history)
        except Failure as failure:
            return failure if failure.kind == canary.expected else None
    return None


def histories(session: Session) -> Iterator[History]:
    """Yield histories in which a canary shows; an adapter may leave little of any one of them."""
    if not isinstance(session.lockstep, Pair):
        yield early_claim(session.world)
        return
    yield session.restricted(ordinary(session.world))
    for scenario in ALL:
        yield session.restricted(scenario.history(usual(session.world)))
