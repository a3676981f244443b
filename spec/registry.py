"""Validators: registration, leaving, jail, commission. Status drives weight and eligibility from the same call on.

``NONE → ACTIVE → LEAVING → EXITED``, ``ACTIVE ↔ JAILED``, and any of these but the first ``→ TOMBSTONED``. Exited and
tombstoned identities never return (H-4).
"""

from spec.arithmetic import add, larger
from spec.clock import protocol_time, require_exposure_open
from spec.errors import (
    AlreadyRegistered,
    CommissionNotDue,
    CommissionStepTooLarge,
    CommissionTooHigh,
    KeyAlreadyUsed,
    NotEjectable,
    RegistrationPaused,
    SelfStakeBelowMinimum,
    StakeAboveMaximum,
    StakeBelowMinimum,
    StillJailed,
    UnknownValidator,
    WrongStatus,
    ZeroAddress,
    ZeroKey,
    require,
)
from spec.events import (
    CommissionAnnounced,
    CommissionChanged,
    Jailed,
    StatusChanged,
    ValidatorAdded,
    ValidatorRegistered,
    ValidatorRemoved,
)
from spec.pools import checkpoint, current_pool, mint, put_validator, self_stake, shares_bought
from spec.record import replace
from spec.rewards import accrue, reweigh
from spec.state import NO_POOL, NO_VALIDATOR, State, emit
from spec.units import NOBODY, Address, Bps, Offence, ProtocolTime, SigningKey, Status, Wei


def set_status(state: State, validator: Address, status: Status) -> State:
    """Give a validator another status and its new weight; it was accrued before. Upholds C-19, D-12, F-6, H-4."""
    record = state.validators[validator]
    if record.status == status:
        return state
    state = put_validator(state, validator, replace(record, status=status))
    state = emit(state, StatusChanged(validator, record.status, status))
    if status == Status.ACTIVE:
        state = emit(state, ValidatorAdded(validator))
    if record.status == Status.ACTIVE:
        state = emit(state, ValidatorRemoved(validator))
    return reweigh(state, validator)


def require_admissible(
    state: State, caller: Address, key: SigningKey, withdrawal_address: Address, commission: Bps
) -> None:
    """Reject an identity that cannot become a validator.

    Rejects, in this order: RegistrationPaused, AlreadyRegistered, ZeroKey, KeyAlreadyUsed, ZeroAddress,
    CommissionTooHigh.
    """
    maximum = state.parameters.max_commission
    require(not state.clock.registration_paused, RegistrationPaused())
    require(state.validators[caller].status == Status.NONE, AlreadyRegistered(caller))
    require(key != 0, ZeroKey())
    require(state.keys[key] == NOBODY, KeyAlreadyUsed(key, state.keys[key]))
    require(withdrawal_address != NOBODY, ZeroAddress())
    require(commission <= maximum, CommissionTooHigh(commission, maximum))


def register(
    state: State, caller: Address, key: SigningKey, withdrawal_address: Address, commission: Bps, amount: Wei
) -> State:
    """Become an active validator with ``amount`` wei of self-stake.

    Rejects, in this order: ProtocolPaused, as ``require_admissible``, StakeBelowMinimum, StakeAboveMaximum,
    ERC20InsufficientAllowance, ERC20InsufficientBalance. Upholds C-19, H-1, H-4, H-5.
    """
    limits = state.parameters
    require_exposure_open(state)
    require_admissible(state, caller, key, withdrawal_address, commission)
    require(amount >= limits.min_stake, StakeBelowMinimum(amount, limits.min_stake))
    require(amount <= limits.max_stake, StakeAboveMaximum(amount, limits.max_stake))

    shares = shares_bought(NO_POOL, amount)
    record = replace(NO_VALIDATOR, key=key, withdrawal_address=withdrawal_address, commission=commission)

    state = put_validator(replace(state, keys=state.keys.set(key, caller)), caller, record)
    state = emit(state, ValidatorRegistered(caller, key, withdrawal_address, commission))
    state = checkpoint(mint(state, caller, caller, amount, shares), caller)
    return set_status(state, caller, Status.ACTIVE)


def leave(state: State, caller: Address) -> State:
    """Stop being a validator for ever; stake leaves by unbonding.

    Rejects, in this order: WrongStatus. Upholds C-19, F-6.
    """
    status = state.validators[caller].status
    require(status == Status.ACTIVE, WrongStatus(caller, status))
    return set_status(accrue(state, caller), caller, Status.LEAVING)


def unjail(state: State, caller: Address) -> State:
    """Return from jail to the active set.

    Rejects, in this order: WrongStatus, StillJailed, StakeBelowMinimum, SelfStakeBelowMinimum. Upholds D-13.
    """
    record, limits = state.validators[caller], state.parameters
    require(record.status == Status.JAILED, WrongStatus(caller, record.status))
    require(protocol_time(state) >= record.jailed_until, StillJailed(record.jailed_until))
    stake = state.pools[current_pool(state, caller)].assets
    require(stake >= limits.min_stake, StakeBelowMinimum(stake, limits.min_stake))
    own = self_stake(state, caller)
    require(own >= limits.min_self_stake, SelfStakeBelowMinimum(own, limits.min_self_stake))
    return set_status(accrue(state, caller), caller, Status.ACTIVE)


def below_minimum(state: State, validator: Address) -> bool:
    """Tell whether a validator has too little stake, or too little of its own, to be active."""
    stake = state.pools[current_pool(state, validator)].assets
    limits = state.parameters
    return stake < limits.min_stake or self_stake(state, validator) < limits.min_self_stake


def retire(state: State, validator: Address) -> State:
    """Follow up on an exit: too little stake ends activity, and no stake ends leaving. Upholds H-4, H-5."""
    if state.validators[validator].status == Status.ACTIVE and below_minimum(state, validator):
        state = set_status(state, validator, Status.LEAVING)
    empty = state.pools[current_pool(state, validator)].shares == 0
    if empty and state.validators[validator].status == Status.LEAVING:
        state = set_status(state, validator, Status.EXITED)
    return state


def eject(state: State, validator: Address) -> State:
    """Remove an active validator that has come below a minimum, as by a change of parameters. Anyone may call it.

    Rejects, in this order: WrongStatus, NotEjectable. Upholds H-5.
    """
    status = state.validators[validator].status
    require(status == Status.ACTIVE, WrongStatus(validator, status))
    require(below_minimum(state, validator), NotEjectable(validator))
    return retire(accrue(state, validator), validator)


def punished_status(status: Status, offence: Offence) -> Status:
    """Return the status after a penalty: who is leaving or gone does not come back, and who signed twice never does.

    A tombstone is set on those who are gone too, so that of two penalties the order does not matter (D-5, D-12, H-4).
    """
    if offence == Offence.DOUBLE_SIGN:
        return Status.TOMBSTONED
    return Status.JAILED if status in (Status.ACTIVE, Status.JAILED) else status


def punish(state: State, validator: Address, offence: Offence) -> State:
    """Take an offender out of duty; terms of jail run together, to the later end. Upholds D-12, D-13."""
    record = state.validators[validator]
    status = punished_status(record.status, offence)
    if status == Status.JAILED:
        term = add(protocol_time(state), ProtocolTime(state.parameters.jail_duration))
        until = larger(record.jailed_until, term)
        state = put_validator(state, validator, replace(record, jailed_until=until))
        state = emit(state, Jailed(validator, until))
    return retire(set_status(state, validator, status), validator)


def change_commission(state: State, validator: Address, commission: Bps) -> State:
    """Put a commission in force from now on; what accrued before had the old one. Upholds F-2, F-10."""
    state = accrue(state, validator)
    record = state.validators[validator]
    record = replace(record, commission=commission, next_commission=Bps(0), commission_effective=ProtocolTime(0))
    return emit(put_validator(state, validator, record), CommissionChanged(validator, commission))


def set_commission(state: State, caller: Address, commission: Bps) -> State:
    """Cut the calling validator's commission now, or announce a raise. Either replaces an earlier announcement.

    Rejects, in this order: UnknownValidator, CommissionTooHigh, CommissionStepTooLarge. Upholds F-10.
    """
    record, limits = state.validators[caller], state.parameters
    highest = add(record.commission, limits.commission_step)
    require(record.status != Status.NONE, UnknownValidator(caller))
    require(commission <= limits.max_commission, CommissionTooHigh(commission, limits.max_commission))
    require(commission <= highest, CommissionStepTooLarge(commission, highest))
    if commission <= record.commission:
        return change_commission(state, caller, commission)

    effective = add(protocol_time(state), ProtocolTime(limits.commission_notice))
    record = replace(record, next_commission=commission, commission_effective=effective)
    return emit(put_validator(state, caller, record), CommissionAnnounced(caller, commission, effective))


def apply_commission(state: State, validator: Address) -> State:
    """Put an announced commission in force once its notice has run. Anyone may call it.

    Rejects, in this order: CommissionNotDue. Upholds F-10.
    """
    record = state.validators[validator]
    due = record.commission_effective
    require(due > 0, CommissionNotDue(validator, due))
    require(protocol_time(state) >= due, CommissionNotDue(validator, due))
    return change_commission(state, validator, record.next_commission)
