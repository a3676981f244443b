"""Checks of repetition: what a fold comes to is what the concrete loop comes to, wherever what is owed holds."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any, Final

from properties.symbolic.decision import Place
from properties.symbolic.explorer import Explored, Obligation, explore
from properties.symbolic.failure import EngineError
from properties.symbolic.folding import Loop
from properties.symbolic.formula import Formula
from properties.symbolic.fresh import arbitrary
from properties.symbolic.ground import Ground
from properties.symbolic.interpretation import symbolic
from properties.symbolic.keeping import Keeping
from properties.symbolic.knowledge import STATE, knowledge
from properties.symbolic.lemmas import Repeated, repetitions
from properties.symbolic.people import usual_state
from properties.vocabulary import equal, same
from spec import fold
from spec.actions import ClaimBatch
from spec.errors import ZeroAmount, require
from spec.exits import claim_or_skip
from spec.slashing import Penalty
from spec.state import Bucket, BucketId, SlotId, State
from spec.units import Address, Epoch, Generation, Seconds, Shares, Timestamp, Wei
from tests.properties.symbolic.checks.known import Somewhere, cases, unknowns
from tests.properties.symbolic.checks.worlds import ROUNDS, randomly

SECONDS: Final = 20.0
"""For showing one thing that is owed."""

TRIES: Final = 30
"""How many concrete queues each fold is run on."""

SOMEBODY, OTHER = Address(1), Address(2)
ELSEWHERE = BucketId(Address(9), Generation(0), Epoch(0), Epoch(1))
"""A bucket that nobody has."""

NAMED_BY = ("validator", "generation", "request", "maturity")


def queued(random: Random) -> State:
    """Return a state with a short queue, in which a bucket may stand twice, and may be another validator's."""
    plain = usual_state()
    record = replace(plain.validators[SOMEBODY], queue_head=random.randint(0, 1), queue_tail=random.randint(0, 3))
    there = [
        BucketId(owner, Generation(random.randint(0, 1)), Epoch(random.randint(0, 2)), Epoch(random.randint(1, 2)))
        for owner in (SOMEBODY, SOMEBODY, random.choice((SOMEBODY, OTHER)))
    ]
    queue, buckets = plain.queue, plain.buckets
    for index in range(3):
        queue = queue.set(SlotId(SOMEBODY, index), random.choice(there))
    for bucket in there:
        buckets = buckets.set(bucket, randomly(Bucket, random))
    return replace(
        plain,
        deployment=replace(plain.deployment, epoch=Seconds(1)),
        clock=replace(plain.clock, now=Timestamp(1)),
        ledger=replace(plain.ledger, unbonding=Wei(random.choice((3, 20)))),
        validators=plain.validators.set(SOMEBODY, record),
        queue=queue,
        buckets=buckets,
    )


def penalised(random: Random) -> Penalty:
    """Return a penalty for the first generation, or for another."""
    generation, since = Generation(random.randint(0, 1)), Epoch(random.randint(0, 1))
    return Penalty(SOMEBODY, generation, since, Wei(random.randint(0, 9)), Shares(random.randint(0, 12)), Wei(0))


def run(step: Any, known: Repeated, penalty: Any) -> list[Explored]:
    """Return what a repetition over a queue comes to."""

    def whole() -> Any:
        record = STATE.validators[penalty.validator]
        return Loop(step, (STATE, penalty), record.queue_head, record.queue_tail, known).run()

    return list(explore(whole, AssertionError))


def holds(owed: Obligation, real: Ground, buckets: list[BucketId]) -> bool:
    """Tell whether what is owed holds at every place of a queue, and of every bucket."""
    where = [f for f in owed.conditions if not f.quantified]
    names = set[str]().union(owed.goal.names, *(f.names for f in where))
    visits = sorted(names & {"visit", "earlier visit"})
    named = [tuple(int(getattr(bucket, part)) for part in NAMED_BY) for bucket in buckets]
    keys = named if unknowns(owed.goal) else [()]
    for case in cases(visits, range(4)):
        for key in keys:
            free = {**case, **{f"any s.buckets.{at}": part for at, part in enumerate(key)}}
            there = Somewhere(real, free)
            if all(map(there.holds, where)) and not means_here(owed.goal, there):
                return False
    return True


def means_here(f: Formula, real: Ground) -> bool:
    """Tell whether a goal holds of the key that is looked at."""
    if f.kind in ("and", "or"):
        return (all if f.kind == "and" else any)(means_here(part, real) for part in f.parts)
    return means_here(f.parts[0], real) if f.kind == "forall" else real.holds(f)


def folds_are_loops() -> None:
    """Check that each fold of the specification comes to what its loop does, unless something owed does not hold."""
    random = Random(12)
    for step, known in repetitions().items():
        root = f"penalty {next(ROUNDS)}"
        with symbolic():
            # What is to be shown of the end would be open too, which is not what makes the induction.
            paths = run(step, replace(known, after=()), arbitrary(Penalty, root))
        same_as_loop, refused = 0, 0
        for _ in range(TRIES):
            s, penalty = queued(random), penalised(random)
            real = Ground(s=s, **{root: penalty})
            everywhere = [*(key for key, _ in s.buckets.items()), ELSEWHERE]
            if not all(holds(owed, real, everywhere) for path in paths for owed in path.path.obligations):
                refused += 1
                continue
            (path,) = (p for p in paths if all(real.holds(f) for f in p.conditions if not f.quantified))
            record = s.validators[SOMEBODY]
            state, after = fold.fold_range(step, (s, penalty), record.queue_head, record.queue_tail)
            found, carried = path.result
            assert real.is_now(carried, after), f"{step.__name__} carries {carried}, and not {after}"
            assert real.is_now(replace(found, log=()), replace(state, log=())), f"{step.__name__} leaves another state"
            same_as_loop += 1
        assert same_as_loop > 5, f"{step.__name__}: something owed does not hold of {refused} of {TRIES}"
        assert refused > 5, f"{step.__name__}: nothing is ever refused"


def uncovered(carry: Any, key: Any) -> Any:
    """Return the key that a step comes by, as every step here does."""
    return key


UNCLAIMED: Final = Repeated(uncovered, ())


def grows_by_itself(carry: tuple[State, Any], index: Any) -> Any:
    """Do in each step more than in the one before."""
    state, amount = carry
    return state, amount + amount * state.buckets[state.queue[SlotId(SOMEBODY, index)]].shares


def depends_on_place(carry: tuple[State, Any], index: Any) -> Any:
    """Add up the numbers of the places."""
    state, amount = carry
    return state, amount + index * state.buckets[state.queue[SlotId(SOMEBODY, index)]].shares


def writes_another(carry: tuple[State, Any], index: Any) -> Any:
    """Change another bucket than the one that stands there."""
    state, amount = carry
    bucket = state.queue[SlotId(SOMEBODY, index)]
    other = replace(bucket, request=bucket.maturity)
    return replace(state, buckets=state.buckets.set(other, state.buckets[bucket])), amount


def goes_through_two(carry: tuple[State, Any], index: Any) -> Any:
    """Look at two queues."""
    state, amount = carry
    here, there = (state.buckets[state.queue[SlotId(owner, index)]].shares for owner in (SOMEBODY, OTHER))
    return state, amount + here + there


def reads_what_it_wrote(carry: tuple[State, Any], index: Any) -> Any:
    """Change the bucket at the place, by what another bucket has now."""
    state, amount = carry
    bucket = state.queue[SlotId(SOMEBODY, index)]
    changed = replace(state.buckets[bucket], assets=Wei(state.buckets[ELSEWHERE].assets + 1))
    return replace(state, buckets=state.buckets.set(bucket, changed)), amount


UNSUPPORTED: Final = (grows_by_itself, depends_on_place, writes_another, goes_through_two, reads_what_it_wrote)


def folds_of_other_shapes_are_refused() -> None:
    """Check that a step which is no change of the entry that it comes by, and of sums, is refused."""
    for step in UNSUPPORTED:
        try:
            with symbolic():
                list(explore(lambda step=step: Loop(step, (STATE, 1), 0, STATE.last_ticket, UNCLAIMED).run(), ()))  # type: ignore[misc]
        except EngineError:
            continue
        raise AssertionError(f"a fold that {step.__name__} is not refused")


Claims = Callable[[Any, Any], Iterator[tuple[str, Callable[[], Any]]]]
"""What is claimed of a batch, of what is carried and the items so far."""


def never(carry: Any, items: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Claim what is never so, and stays so once it is."""
    yield "never", lambda: carry[0].clock.now + 1 <= STATE.clock.now


def untouched(carry: Any, items: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Claim that no ticket is closed."""
    yield "untouched", lambda: same(carry[0].open_tickets, STATE.open_tickets)


def one_at_most(carry: Any, items: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Claim that the caller closes one ticket at most."""
    yield "one at most", lambda: carry[0].open_tickets[carry[1]] + 1 >= STATE.open_tickets[carry[1]]


def credits_stay(carry: Any, items: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Claim that no credit changes, which is so."""
    yield "credits stay", lambda: same(carry[0].credits, STATE.credits)


def the_ledger_falls(carry: Any, items: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Claim that what is unbonding falls by what is paid, which is so."""
    yield "the ledger falls", lambda: equal(carry[0].ledger.unbonding + carry[2], STATE.ledger.unbonding)


BATCHES: Final[dict[Claims, bool]] = {
    never: False,
    untouched: False,
    one_at_most: False,
    credits_stay: True,
    the_ledger_falls: True,
}
"""What may be claimed of a batch, and whether it is so."""


def owed_of(step: Any, claims: Claims) -> list[Obligation]:
    """Return what is owed so that claims hold of a batch."""
    batch = arbitrary(ClaimBatch, "arg")

    def whole() -> Any:
        return Keeping(step, (STATE, STATE.roles.governor, 0), batch.tickets, claims).run()

    with symbolic():
        return [owed for path in explore(whole, ()) for owed in path.path.obligations]


def kept(owed: list[Obligation], names: tuple[str, ...]) -> bool:
    """Tell whether everything owed under some names is shown."""
    with symbolic():
        known = knowledge()
        wanted = [o for o in owed if o.why.startswith(names)]
        return all(Place(o.conditions, known).proves(o.goal, SECONDS) for o in wanted)


def batches_keep_only_what_is_kept() -> None:
    """Check that of claims about a batch all is shown that is so, and that something stays open of each that is not."""
    for claims, so in BATCHES.items():
        (name,) = (id for id, _ in claims((STATE, None, 0), None))
        assert kept(owed_of(claim_or_skip, claims), (name,)) == so, f"of a batch it is shown: {name}"


def refuses_some(carry: Any, ticket: Any) -> Any:
    """Refuse tickets of nobody."""
    require(carry[0].tickets[ticket].shares > 0, ZeroAmount())
    return claim_or_skip(carry, ticket)


def steps_that_are_refused_are_owed() -> None:
    """Check that it stays open that a step is never refused, if it is."""
    owed = owed_of(refuses_some, credits_stay)
    assert not kept(owed, ("no ZeroAmount",)), "a step that may be refused passes"
