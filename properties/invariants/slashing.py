"""Checkpoints and cases."""

from properties.declaration import Severity, invariant
from properties.quantities import pool_of, tau
from properties.vocabulary import at_most, equal, forall, forall_items, implies, same
from spec.state import NO_CASE, NO_CHECKPOINT, Case, CaseId, Checkpoint, SlotId, State, Validator
from spec.units import BPS, MAX_SUPPLY, NOBODY, Address, Status


@invariant("D-4.slots", Severity.HIGH, "A checkpoint can be named that was never taken.")
def checkpoints_not_taken_are_blank(state: State) -> bool:
    """All checkpoints of a validator are below its count, and the rest are blank."""

    def taken(slot: SlotId) -> bool:
        return slot.index >= 0 and slot.index < state.validators[slot.validator].checkpoints

    return forall_items(state.checkpoints, lambda slot, found: taken(slot) or same(found, NO_CHECKPOINT))


@invariant("D-4.order", Severity.CRITICAL, "Two checkpoints are in force at one time, so a penalty has two bases.")
def checkpoints_ascend(state: State) -> bool:
    """Each of a validator's checkpoints is later than the one before, none before the first, and of no earlier
    generation.
    """

    def later(slot: SlotId, found: Checkpoint) -> bool:
        first = state.checkpoints[SlotId(slot.validator, 0)]
        following = state.checkpoints[SlotId(slot.validator, slot.index + 1)]
        count = state.validators[slot.validator].checkpoints
        exists, followed = slot.index >= 0 and slot.index < count, slot.index >= 0 and slot.index + 1 < count
        ascends = implies(followed, found.time < following.time and found.generation <= following.generation)
        return ascends and implies(exists, at_most(first.time, found.time))

    return forall_items(state.checkpoints, later)


@invariant("D-4.latest", Severity.CRITICAL, "A penalty is fixed from a stake that the validator did not have.")
def latest_checkpoint_is_the_stake(state: State) -> bool:
    """Every validator's latest checkpoint shows its present stake and generation, and is not from the future."""
    now = tau(state)

    def latest(validator: Address, record: Validator) -> bool:
        found = state.checkpoints[SlotId(validator, record.checkpoints - 1)]
        fits = equal(found.stake, pool_of(state, validator).assets) and found.generation == record.generation
        return implies(record.status != Status.NONE, record.checkpoints > 0 and found.time <= now and fits)

    return forall_items(state.validators, latest)


@invariant("D-4.bounds", Severity.HIGH, "The product that fixes a penalty overflows.")
def checkpoints_are_bounded(state: State) -> bool:
    """No checkpoint shows more stake than the arithmetic is proved for."""
    return forall_items(state.checkpoints, lambda _, found: at_most(found.stake, MAX_SUPPLY))


@invariant("D-2.records", Severity.HIGH, "A penalty is recorded that never was, and can be routed.")
def cases_are_complete(state: State) -> bool:
    """Every case is either blank, or executed for a past offence of a validator and told with its reporter."""
    now = tau(state)

    def complete(key: CaseId, case: Case) -> bool:
        known = state.validators[key.validator].status != Status.NONE and key.offence_time < now
        return case.executed and case.reporter != NOBODY and known

    return forall_items(state.cases, lambda key, case: complete(key, case) or same(case, NO_CASE))


@invariant("D-13.term", Severity.MEDIUM, "A jailed validator returns at once.")
def jailed_validators_have_a_term(state: State) -> bool:
    """Every jailed validator has a term to serve."""
    return forall_items(
        state.validators, lambda _, record: implies(record.status == Status.JAILED, record.jailed_until > 0)
    )


@invariant("S-9.cuts", Severity.HIGH, "A penalty cannot be routed, or more of it is routed than was taken.")
def cuts_of_cases_are_parts_of_the_whole(state: State) -> bool:
    """Every case has cuts of at most the whole, the reporter's at most four tenths, and took at most the supply."""

    def fits(case: Case) -> bool:
        cuts = at_most(case.reporter_cut + case.insurance_cut + case.treasury_cut, BPS)
        return cuts and at_most(5 * case.reporter_cut, 2 * BPS) and at_most(case.taken, MAX_SUPPLY)

    return forall(state.cases, fits)
