"""Lemmas on the way: what holds in the midst of a step, proved there and then used.

Whatever accrues rewards keeps the account of them, and the bounds of both indices. That is shown right after it, of the
state in the midst of the call, so that the arithmetic that follows can rely on it. Likewise a queue is complete after
each trimming, so that what is queued next is all that has to be looked at. A lemma is owed like any assertion: it helps
to prove, and is never taken for granted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from properties.evaluation import INVARIANTS, LAWS_OF
from properties.outcome import Transition
from properties.quantities import ripens, tau
from properties.symbolic.explorer import merged
from properties.symbolic.joining import join
from properties.symbolic.knowledge import CALL, STATE
from properties.symbolic.words import nonneg2_items
from properties.vocabulary import choose, equal, nonneg, total_items
from spec import actions, exits, rewards, slashing
from spec.state import Bucket, BucketId, PoolId, State, Stream
from spec.units import MAX_SUPPLY, SCALE, Address

Lemma = tuple[str, Callable[[tuple[Any, ...], Any], Any]]
"""What it is called, and what it says of the arguments and the result of a function."""

CLAIMS: Final = {p.id: p.function for p in INVARIANTS}


def of_state(id: str) -> Lemma:
    """Return that an invariant holds of the resulting state."""
    return f"{id} in between", lambda _, state: CLAIMS[id](state)


def of_stream(id: str) -> Lemma:
    """Return that an invariant holds of the state before the call with the resulting stream."""

    def claim(_: object, stream: Stream) -> Any:
        return CLAIMS[id](replace(STATE, stream=stream))

    return f"{id} with the stream advanced", claim


def holders_are_owed(args: tuple[State, Address], state: State) -> Any:
    """Tell whether no holder of the pool that was accrued is owed less than nothing."""
    validator = args[1]
    pool = state.pools[PoolId(validator, state.validators[validator].generation)]
    return nonneg(pool.positions, lambda held: held.shares * (pool.reward_index - held.index_paid))


def all_rewards(_: object, amount: int) -> Any:
    """Tell whether an amount is within all rewards that may ever be funded."""
    return amount <= SCALE * MAX_SUPPLY


def lemmas() -> dict[Any, tuple[Lemma, ...]]:
    """Return the lemmas, by the function after which they hold."""
    bounds = ("S-6.stream_index", "S-6.pool_indices")
    return {
        rewards.advance: tuple(map(of_stream, (*bounds, "F-1.validators", "F-1.owed"))),
        rewards.accrue: (*map(of_state, ("F-3", *bounds)), ("F-1.owed of the pool", holders_are_owed)),
        rewards.settle: (of_state("F-3"),),
        rewards.pending: (("within all rewards", all_rewards),),
        rewards.entitlement: (("within all rewards", all_rewards),),
        exits.trim_queue: (of_state("S-3.complete"),),
    }


Carry = tuple[State, slashing.Penalty]
"""What a slash carries from bucket to bucket."""


def of_the_validator(carry: Carry, bucket: BucketId) -> BucketId:
    """Return a bucket in the queue of the validator who is punished."""
    return replace(bucket, validator=carry[1].validator)


def answers(carry: Carry, key: BucketId) -> Any:
    """Tell whether a bucket answers for an offence, wherever it is queued."""
    state, penalty = carry
    same_pool = key.validator == penalty.validator and key.generation == penalty.generation
    return same_pool and key.request >= penalty.since and tau(state) < ripens(state, key)


def counted(carry: Carry, key: BucketId, amount: Any) -> Any:
    """Return an amount of a bucket if it answers, worked out by itself, so that it adds up to what laws add up."""
    return merged(lambda: choose(answers(carry, key), amount, 0), join)


def all_are_covered(before: Carry, after: Carry) -> Any:
    """Tell whether the shares counted are those of all buckets that answer."""
    buckets = total_items(before[0].buckets, lambda key, x: counted(before, key, x.shares))
    return equal(after[1].covered, before[1].covered + buckets)


def none_loses_more_than_it_has(before: Carry, after: Carry) -> Any:
    """Tell whether only those lose something that answer, and no more than they have."""
    return nonneg2_items(
        before[0].buckets, after[0].buckets, lambda key, x, y: counted(before, key, x.assets) - (x.assets - y.assets)
    )


def none_loses_without_shares(before: Carry, after: Carry) -> Any:
    """Tell whether only those lose something that have shares."""
    return nonneg2_items(
        before[0].buckets,
        after[0].buckets,
        lambda key, x, y: MAX_SUPPLY * counted(before, key, x.shares) - (x.assets - y.assets),
    )


def none_loses_more_than_its_part(before: Carry, after: Carry) -> Any:
    """Tell whether each loses its part of the penalty by shares, and less than one wei more."""
    amount, covered = before[1].amount, before[1].covered

    def part(key: BucketId, x: Bucket) -> Any:
        wei = merged(lambda: choose(answers(before, key) and x.assets > 0, 1, 0), join)
        return amount * counted(before, key, x.shares) + covered * wei

    return nonneg2_items(
        before[0].buckets, after[0].buckets, lambda key, x, y: part(key, x) - covered * (x.assets - y.assets)
    )


def all_lose_something(before: Carry, after: Carry) -> Any:
    """Tell whether each that answers and has something loses something, if the penalty is anything at all."""

    def there(key: BucketId, x: Bucket) -> Any:
        return choose(before[1].amount > 0, counted(before, key, x.assets), 0)

    return nonneg2_items(
        before[0].buckets, after[0].buckets, lambda key, x, y: MAX_SUPPLY * (x.assets - y.assets) - there(key, x)
    )


@dataclass(frozen=True, slots=True)
class Repeated:
    """What is known of a step that is repeated."""

    own: Callable[[Any, Any], Any]
    """The key that it comes by, in terms of what is carried and the key."""
    after: tuple[Callable[[Any, Any], Any], ...]
    """What is to be shown of all that is carried before and after."""


def repetitions() -> dict[Any, Repeated]:
    """Return what is known of the steps that are repeated."""
    losses = (
        none_loses_more_than_it_has,
        none_loses_without_shares,
        none_loses_more_than_its_part,
        all_lose_something,
    )
    return {
        slashing.cover_bucket: Repeated(of_the_validator, (all_are_covered,)),
        slashing.slash_bucket: Repeated(of_the_validator, losses),
    }


def of_the_batch(carry: tuple[State, Address, Any], tickets: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield what is claimed of a batch that names these tickets and leaves this state."""
    state, _, total = carry
    after = replace(state, log=())
    step = Transition(STATE, CALL, actions.ClaimBatch(tickets), after, state.log, total)
    for claim in INVARIANTS:
        yield claim.id, partial(claim.function, after)
    for claim in LAWS_OF[actions.ClaimBatch]:
        yield claim.id, partial(claim.function, step)


def kept() -> dict[Any, Callable[[Any, Any], Iterator[tuple[str, Callable[[], Any]]]]]:
    """Return what is claimed of calls that repeat a step over items, as a function of what is carried and the items."""
    return {exits.claim_or_skip: of_the_batch}
