"""Order: calls about different validators may be made in any."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from properties import scope
from properties.declaration import Severity, relation
from properties.quantities import subject
from properties.relations.runs import after, later, run
from properties.relations.verdict import Finding, Verdict, states_differ, verdict
from properties.world import History, Step
from spec import actions as a
from spec.actions import Action, Call
from spec.state import Earner, Pool, State, Stream
from spec.units import Address, Index, Scaled, Timestamp

# Claims of rewards may pay the last whole wei one call later (see ``without_rewards``).
PAYING = (a.ClaimRewards, a.ClaimCommission)

INDEPENDENT = tuple(kind for kind in (*scope.ACCRUALS, a.RouteSlash) if kind not in PAYING)
"""Calls that concern one validator each."""

PENALTIES = (a.Slash, a.RouteSlash)
"""Those that one account may make about several validators, whatever its tokens."""


def concerned(caller: Address, action: Action) -> Address:
    """Return the validator that a call is about."""
    return subject(Call(caller, Timestamp(0)), action)


def are_independent(first: Step, second: Step) -> bool:
    """Tell whether two steps are about different validators and tokens, and do not both issue a ticket."""
    actions = (first.action, second.action)
    kinds = all(isinstance(action, INDEPENDENT) for action in actions)
    tickets = all(isinstance(action, scope.EXITS) for action in actions)
    own = first.caller != second.caller or all(isinstance(action, PENALTIES) for action in actions)
    apart = concerned(first.caller, first.action) != concerned(second.caller, second.action)
    return kinds and own and apart and not tickets


def without_index(pool: Pool) -> Pool:
    """Return a pool without its rewards."""
    positions = pool.positions
    for holder, position in pool.positions.items():
        positions = positions.set(holder, replace(position, index_paid=Index(0), accrued=Scaled(0)))
    return replace(pool, reward_index=Index(0), positions=positions)


def without_part(earner: Earner) -> Earner:
    """Return a validator's earnings without the amounts."""
    return replace(earner, index_paid=Index(0), commission_owed=Scaled(0), leftover=Scaled(0))


def without_division(stream: Stream) -> Stream:
    """Return a stream without what depends on how the last remainder was divided."""
    return replace(stream, index=Index(0), remainder=Scaled(0))


def without_rewards(state: State) -> State:
    """Return a state without the fractions of a wei that go to others if the weights change in another order.

    The remainder of a division by the total weight joins the next division. When the weight falls in between, some of
    it, less than one unit per unit of weight, is divided among those who are left. All of it is accounted for (F-3).
    """
    pools, earners = state.pools, state.earners
    for key, pool in state.pools.items():
        pools = pools.set(key, without_index(pool))
    for validator, earner in state.earners.items():
        earners = earners.set(validator, without_part(earner))
    return replace(state, pools=pools, earners=earners, stream=without_division(state.stream))


def swapped(state: State, first: Step, second: Step) -> Iterator[Finding]:
    """Compare both orders of two calls at one time; nothing, if one of them is rejected."""
    state = later(state, first.delay)
    left = after(state, (first.caller, first.action), (second.caller, second.action))
    right = after(state, (second.caller, second.action), (first.caller, first.action))
    if left is not None and right is not None:
        names = f"{type(first.action).__name__} and {type(second.action).__name__}"
        yield from states_differ(names, without_rewards(left), without_rewards(right))


def compare(start: State, history: History) -> Iterator[Finding]:
    """Compare both orders of every two neighbours in a history that are about different validators."""
    for (state, first, _), (_, second, _) in pairwise(run(start, history)):
        if are_independent(first, second):
            yield from swapped(state, first, second)


@relation("J-4", Severity.HIGH, "What happens to one validator depends on what happens to another just before.")
def calls_about_different_validators_commute(start: State, history: History) -> Verdict:
    """Two calls about different validators at one time lead to one state, whichever is made first."""
    return verdict(compare(start, history))
