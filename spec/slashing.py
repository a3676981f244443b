"""Slashing: an offence in the past costs a part of the stake of that time, wherever that stake is now.

The amount is fixed from the stake at the offence (D-4, D-8). It is apportioned per share over the pool and every
unmatured bucket requested at or after the offence's epoch, of the generation of that time (C-15, C-16). Each piece
loses ``min(assets, ceil(amount * shares / covered shares))``; what a piece cannot pay is not put on the others. Since
shares do not change by a slash, any order of execution gives the same result (D-5 … D-7). Source: the order check of
the catalogue; pro rata by value, as in several live systems, is order-dependent.
"""

from dataclasses import dataclass

from spec.arithmetic import add, mul_div_down, mul_div_up, mul_div_up_wide, smaller, sub
from spec.clock import epoch_at, protocol_time
from spec.errors import (
    AlreadySlashed,
    NotAuthorised,
    NothingToRoute,
    OffenceNotPast,
    OffenceTooOld,
    UnknownValidator,
    WrongCheckpoint,
    ZeroAddress,
    require,
)
from spec.events import BucketSlashed, PoolSlashed, Slashed, SlashRouted
from spec.exits import is_slashable
from spec.fold import fold_range
from spec.parameters import Parameters
from spec.pools import checkpoint, credit, current_pool, put_pool, start_generation
from spec.record import replace
from spec.registry import punish
from spec.rewards import accrue, reweigh
from spec.state import BucketId, Case, CaseId, Checkpoint, PoolId, SlotId, State, emit
from spec.units import (
    BPS,
    NOBODY,
    Address,
    Bps,
    Epoch,
    Generation,
    Offence,
    ProtocolTime,
    Role,
    Seconds,
    Shares,
    Status,
    Wei,
)


@dataclass(frozen=True, slots=True)
class Penalty:
    """A penalty while it is taken."""

    validator: Address
    generation: Generation
    """The generation of the pool at the offence."""
    since: Epoch
    """The epoch of the offence."""
    amount: Wei
    """What the offence costs."""
    covered: Shares
    """The shares of all pieces that answer for it."""
    taken: Wei
    """What the pieces have lost so far."""


def slash_rate(parameters: Parameters, offence: Offence) -> Bps:
    """Return which part of the base an offence costs."""
    if offence == Offence.LIVENESS:
        return parameters.liveness_slash
    return parameters.fault_slash if offence == Offence.FAULT else parameters.double_sign_slash


def checkpoint_at(state: State, validator: Address, index: int, time: ProtocolTime) -> Checkpoint:
    """Return the checkpoint in force at ``time``. The caller names it; nothing is searched.

    Rejects, in this order: WrongCheckpoint. Upholds D-4.
    """
    count = state.validators[validator].checkpoints
    wrong = WrongCheckpoint(validator, index, time)
    require(index < count, wrong)
    found = state.checkpoints[SlotId(validator, index)]
    following = add(index, 1)
    latest = following == count or time < state.checkpoints[SlotId(validator, following)].time
    require(found.time <= time and latest, wrong)
    return found


def is_covered(state: State, bucket: BucketId, penalty: Penalty) -> bool:
    """Tell whether a bucket answers for an offence. Upholds C-2, C-15, C-16."""
    same_pool = bucket.generation == penalty.generation
    return same_pool and bucket.request >= penalty.since and is_slashable(state, bucket)


def loss(penalty: Penalty, assets: Wei, shares: Shares) -> Wei:
    """Return what one piece loses. Upholds D-1, D-6, D-7."""
    if shares == 0:
        return Wei(0)
    # Tickets add up to more shares than one pool may have, so the product may take more than a word.
    return smaller(assets, mul_div_up_wide(penalty.amount, shares, penalty.covered))


def cover_bucket(carry: tuple[State, Penalty], index: int) -> tuple[State, Penalty]:
    """Count the shares of one bucket in the queue, if it is covered."""
    state, penalty = carry
    bucket = state.queue[SlotId(penalty.validator, index)]
    if not is_covered(state, bucket, penalty):
        return carry
    return state, replace(penalty, covered=add(penalty.covered, state.buckets[bucket].shares))


def slash_bucket(carry: tuple[State, Penalty], index: int) -> tuple[State, Penalty]:
    """Take its part from one bucket in the queue, if it is covered, into the pot. Upholds A-3, D-7."""
    state, penalty = carry
    bucket_id = state.queue[SlotId(penalty.validator, index)]
    if not is_covered(state, bucket_id, penalty):
        return carry
    bucket = state.buckets[bucket_id]
    lost = loss(penalty, bucket.assets, bucket.shares)
    if lost == 0:
        return carry
    ledger = state.ledger
    ledger = replace(ledger, unbonding=sub(ledger.unbonding, lost), pot=add(ledger.pot, lost))
    buckets = state.buckets.set(bucket_id, replace(bucket, assets=sub(bucket.assets, lost)))
    told = BucketSlashed(penalty.validator, bucket_id.generation, bucket_id.request, bucket_id.maturity, lost)
    state = emit(replace(state, buckets=buckets, ledger=ledger), told)
    return state, replace(penalty, taken=add(penalty.taken, lost))


def slash_pool(state: State, penalty: Penalty) -> tuple[State, Penalty]:
    """Take its part from the pool into the pot. Upholds A-3, D-7."""
    pool_id = PoolId(penalty.validator, penalty.generation)
    pool = state.pools[pool_id]
    lost = loss(penalty, pool.assets, pool.shares)
    if lost == 0:
        return state, penalty
    ledger = replace(state.ledger, bonded=sub(state.ledger.bonded, lost), pot=add(state.ledger.pot, lost))
    state = put_pool(replace(state, ledger=ledger), pool_id, replace(pool, assets=sub(pool.assets, lost)))
    state = emit(state, PoolSlashed(penalty.validator, penalty.generation, lost))
    return state, replace(penalty, taken=add(penalty.taken, lost))


def renew_if_dust(state: State, pool_id: PoolId) -> State:
    """Start a new generation if a penalty left the current pool with less than the dust floor.

    Upholds B-2, B-9, B-10, C-16.
    """
    pool = state.pools[pool_id]
    current = pool_id == current_pool(state, pool_id.validator)
    if not current or pool.shares == 0 or pool.assets >= state.deployment.dust_floor:
        return state
    return start_generation(state, pool_id.validator)


def take(state: State, penalty: Penalty) -> tuple[State, Wei]:
    """Take a penalty from every covered piece, and return what that came to. Upholds D-1, D-5, D-6, D-7, D-9."""
    record = state.validators[penalty.validator]
    head, tail = record.queue_head, record.queue_tail
    pool = state.pools[PoolId(penalty.validator, penalty.generation)]
    penalty = replace(penalty, covered=pool.shares)
    state, penalty = fold_range(cover_bucket, (state, penalty), head, tail)

    state, penalty = slash_pool(state, penalty)
    state, penalty = fold_range(slash_bucket, (state, penalty), head, tail)
    state = renew_if_dust(state, PoolId(penalty.validator, penalty.generation))
    return reweigh(checkpoint(state, penalty.validator), penalty.validator), penalty.taken


def require_punishable(state: State, case_id: CaseId, reporter: Address) -> None:
    """Reject an accusation that comes too early, too late or again.

    Rejects, in this order: UnknownValidator, OffenceNotPast, OffenceTooOld, AlreadySlashed, ZeroAddress.
    """
    now = protocol_time(state)
    window = Seconds(add(state.parameters.evidence_window, state.parameters.case_window))
    validator, time = case_id.validator, case_id.offence_time
    require(state.validators[validator].status != Status.NONE, UnknownValidator(validator))
    require(time < now, OffenceNotPast(time, now))
    require(sub(now, time) <= window, OffenceTooOld(time, window))
    require(not state.cases[case_id].executed, AlreadySlashed(validator, case_id.offence, time))
    require(reporter != NOBODY, ZeroAddress())


def executed(parameters: Parameters, reporter: Address, taken: Wei) -> Case:
    """Return the case of a penalty executed now; its cuts stay what they are now (G-10)."""
    cuts = (parameters.reporter_cut, parameters.insurance_cut, parameters.treasury_cut)
    return Case(True, False, *cuts, reporter, taken)


def slash(
    state: State,
    caller: Address,
    validator: Address,
    offence: Offence,
    offence_time: ProtocolTime,
    index: int,
    reporter: Address,
) -> tuple[State, Wei]:
    """Punish an offence, with the validator's checkpoint ``index`` in force at the time; return the wei taken.

    Never rejected because the validator is poor, punished already, leaving or gone.
    Rejects, in this order: NotAuthorised, as ``require_punishable``, WrongCheckpoint.
    Upholds A-3, B-9, D-1 … D-12, F-11.
    """
    case_id = CaseId(validator, offence, offence_time)
    require(caller == state.roles.slasher, NotAuthorised(caller, Role.SLASHER))
    require_punishable(state, case_id, reporter)
    base = checkpoint_at(state, validator, index, offence_time)

    amount = mul_div_up(base.stake, slash_rate(state.parameters, offence), BPS)
    since = epoch_at(state, offence_time)
    penalty = Penalty(validator, base.generation, since, amount, Shares(0), Wei(0))

    state, taken = take(accrue(state, validator), penalty)
    state = replace(state, cases=state.cases.set(case_id, executed(state.parameters, reporter, taken)))
    state = emit(state, Slashed(validator, offence, offence_time, base.stake, amount, taken))
    return punish(state, validator, offence), taken


def route_slash(state: State, validator: Address, offence: Offence, offence_time: ProtocolTime) -> State:
    """Move what an executed penalty took from the pot to its sinks, by the cuts of then. Anyone may call it.

    Rejects, in this order: NothingToRoute. Upholds A-3, A-5, D-10, P6.
    """
    case_id = CaseId(validator, offence, offence_time)
    case = state.cases[case_id]
    open_case = case.executed and not case.routed
    require(open_case, NothingToRoute(validator, offence, offence_time))

    sinks = state.sinks
    reporter = mul_div_down(case.taken, case.reporter_cut, BPS)
    insurance = mul_div_down(case.taken, case.insurance_cut, BPS)
    treasury = mul_div_down(case.taken, case.treasury_cut, BPS)
    burned = sub(case.taken, add(add(reporter, insurance), treasury))

    ledger = replace(state.ledger, pot=sub(state.ledger.pot, case.taken))
    state = replace(state, ledger=ledger, cases=state.cases.set(case_id, replace(case, routed=True)))
    state = credit(credit(state, case.reporter, reporter), sinks.insurance, insurance)
    state = credit(credit(state, sinks.treasury, treasury), sinks.burn, burned)
    return emit(state, SlashRouted(validator, offence, offence_time, reporter, insurance, treasury, burned))
