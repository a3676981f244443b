"""How a scenario is written: one call after the other, each with what is expected of it.

A story runs the specification while it is told, so that later calls can refer to what earlier ones led to, and a story
that is not true cannot be told. What remains is data: a history, and the expected outcome of each step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from properties.scenarios.calls import delegate, register, unbond, unbond_assets
from properties.world import History, Step, World, call_at
from spec.actions import Action, ClaimRewards, SetParameters, Slash
from spec.clock import observe, protocol_time
from spec.errors import Rejection
from spec.exits import maturity_time
from spec.parameters import Parameters
from spec.pools import current_pool
from spec.state import Pool, SlotId, State, Validator
from spec.transition import Applied, apply
from spec.units import Address, Generation, Offence, ProtocolTime, Shares, TicketId, Wei
from spec.views import preview_deposit


class FalseStory(Exception):
    """A call of a story did not end as the story says."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a story, and why it is refused, if it is."""

    step: Step
    refusal: type[Rejection] | None


Script = tuple[Line, ...]


def outcome_of(state: State, step: Step) -> Applied | Rejection:
    """Return what comes of ``step``."""
    try:
        return apply(state, call_at(state, step), step.action)
    except Rejection as rejection:
        return rejection


def state_after(state: State, step: Step, outcome: Applied | Rejection) -> State:
    """Return the state after ``step``; a rejection leaves nothing behind, but time passes all the same."""
    if isinstance(outcome, Applied):
        return outcome.state
    return observe(state, call_at(state, step).timestamp)


class Story:
    """A story while it is told. Alice, Bob and Carol are validators; Dora, Emil and Fay delegate."""

    def __init__(self, world: World) -> None:
        """Begin right after deployment."""
        self.cast = world.cast
        self.deployment = world.deployment
        self.state = world.genesis()
        self.script: Script = ()
        self.alice, self.bob, self.carol = world.cast.validators
        self.dora, self.emil, self.fay = world.cast.delegators
        self.pause_before_next = 0

    # What has come of it so far.

    @property
    def now(self) -> ProtocolTime:
        """Return the protocol time."""
        return protocol_time(self.state)

    @property
    def parameters(self) -> Parameters:
        """Return the parameters in force."""
        return self.state.parameters

    def record(self, validator: Address) -> Validator:
        """Return a validator's record."""
        return self.state.validators[validator]

    def pool(self, validator: Address) -> Pool:
        """Return a validator's current pool."""
        return self.state.pools[current_pool(self.state, validator)]

    def shares(self, holder: Address, validator: Address) -> Shares:
        """Return a holder's shares in a validator's current pool."""
        return self.pool(validator).positions[holder].shares

    def preview(self, validator: Address, amount: int) -> Shares:
        """Return the shares that a deposit of ``amount`` wei would mint."""
        return preview_deposit(self.state, validator, Wei(amount))

    def maturity(self, ticket: TicketId) -> ProtocolTime:
        """Return from when on a ticket can be claimed."""
        return maturity_time(self.state, self.state.tickets[ticket].bucket)

    def checkpoint_at(self, validator: Address, time: int) -> int:
        """Return the index of the checkpoint in force at ``time``, or the first if there was none yet."""
        found = 0
        for index in range(self.record(validator).checkpoints):
            if self.state.checkpoints[SlotId(validator, index)].time <= time:
                found = index
        return found

    # How it goes on.

    def waits(self, seconds: int) -> None:
        """Let block time pass before the next call."""
        self.pause_before_next += seconds

    def waits_until(self, time: int) -> None:
        """Let time pass so that the next call is at protocol time ``time``; no pause may be running."""
        self.pause_before_next = time - self.now

    def tells(self, caller: Address, action: Action, refusal: type[Rejection] | None) -> Applied | Rejection:
        """Make a call, see that it ends as expected, and write it down."""
        step = Step(caller, self.pause_before_next, action)
        outcome = outcome_of(self.state, step)
        if (type(outcome) if isinstance(outcome, Rejection) else None) is not refusal:
            raise FalseStory(f"step {len(self.script)}: {action} ended with {outcome!r}")
        self.script = (*self.script, Line(step, refusal))
        self.state = state_after(self.state, step, outcome)
        self.pause_before_next = 0
        return outcome

    def does(self, caller: Address, action: Action) -> int:
        """Make a call that is accepted, and return its value; zero if it has none."""
        applied = self.tells(caller, action, None)
        return (applied.value or 0) if isinstance(applied, Applied) else 0

    def pays(self, amount: int, caller: Address, action: Action) -> None:
        """Make a call that is accepted and returns ``amount``."""
        paid = self.does(caller, action)
        if paid != amount:
            raise FalseStory(f"step {len(self.script) - 1}: {action} returned {paid}")

    def refused(self, rejection: type[Rejection], caller: Address, action: Action) -> None:
        """Make a call that is rejected."""
        self.tells(caller, action, rejection)

    # Phrases that most stories need.

    def sets(self, parameters: Parameters) -> None:
        """Let the governor replace the parameters."""
        self.does(self.cast.governor, SetParameters(parameters))

    def registers(self, validator: Address, amount: int, commission: int = 0) -> None:
        """Let a validator register, with a key and a withdrawal address of its own."""
        number = self.cast.validators.index(validator)
        self.does(validator, register(number + 1, self.cast.withdrawal[number], amount, commission))

    def delegates(self, holder: Address, validator: Address, amount: int) -> None:
        """Let a holder delegate ``amount`` wei."""
        self.does(holder, delegate(validator, amount))

    def unbonds(self, holder: Address, validator: Address, shares: int) -> TicketId:
        """Let a holder unbond so many shares, and return the ticket."""
        return TicketId(self.does(holder, unbond(validator, shares)))

    def unbonds_all(self, holder: Address, validator: Address) -> TicketId:
        """Let a holder unbond all that it has in the current pool, and return the ticket."""
        return self.unbonds(holder, validator, self.shares(holder, validator))

    def unbonds_exactly(self, holder: Address, validator: Address, assets: int) -> TicketId:
        """Let a holder unbond so many wei, and return the ticket."""
        return TicketId(self.does(holder, unbond_assets(validator, assets)))

    def accusation(self, validator: Address, offence: Offence, time: int) -> Slash:
        """Return the call that punishes an offence at protocol time ``time``."""
        index = self.checkpoint_at(validator, time)
        return Slash(validator, offence, ProtocolTime(time), index, self.cast.reporter)

    def slashes(self, validator: Address, offence: Offence, time: int) -> int:
        """Let the slasher punish an offence, and return what it took."""
        return self.does(self.cast.slasher, self.accusation(validator, offence, time))

    def claims_rewards(self, holder: Address, validator: Address, generation: int = 0) -> int:
        """Let a holder claim its rewards, and return them."""
        return self.does(holder, ClaimRewards(validator, Generation(generation)))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A directed history."""

    name: str
    story: str
    """What happens and how it ends, in a sentence."""
    tell: Callable[[Story], None]

    def script(self, world: World) -> Script:
        """Return the steps in ``world``, each with its expected outcome."""
        return script(self, world)

    def history(self, world: World) -> History:
        """Return the steps in ``world``."""
        return tuple(line.step for line in self.script(world))


@cache
def script(told: Scenario, world: World) -> Script:
    """Tell a scenario in ``world``."""
    story = Story(world)
    told.tell(story)
    return story.script


def scenario(story: str) -> Callable[[Callable[[Story], None]], Scenario]:
    """Make a scenario of a function, by whose name it is known."""

    def make(tell: Callable[[Story], None]) -> Scenario:
        return Scenario(tell.__name__, story, tell)

    return make
