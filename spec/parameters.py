"""What governance may tune, within which bounds, and which values go together.

The order of the fields is normative: it numbers the parameters in ``ParameterOutOfBounds``, and bounds are checked in
that order before the joint constraints P1 … P8 (those of the catalogue that concern this part of the system).
"""

from dataclasses import dataclass
from typing import Final

from spec.arithmetic import add, mul, mul_div_down, sub
from spec.errors import ConstraintViolated, ParameterOutOfBounds, require
from spec.units import BPS, MAX_SUPPLY, MAX_UNBONDING_EPOCHS, Address, Bps, Seconds, Wei

DAY: Final = Seconds(86_400)
"""Seconds in a day."""

LONGEST: Final = Seconds(400 * DAY)
"""The upper bound of every time span."""

MAX_REPORTER_CUT: Final = Bps(4_000)
"""The largest part of a penalty that goes to whoever reported it; below one half, so that self-reporting loses."""

MAX_TICKETS: Final = 1_000
"""The upper bound of the number of open tickets of one holder."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The tunable values. Amounts in wei of the stake token, times in seconds, fractions in basis points."""

    unbonding_period: Seconds
    """From an exit request to its maturity, before rounding up to an epoch."""
    evidence_window: Seconds
    """How old an offence may be when its case begins."""
    case_window: Seconds
    """How long a case may take from its beginning to the penalty."""
    jail_duration: Seconds
    """How long a jailed validator stays out at the least."""
    min_stake: Wei
    """What an active validator's pool holds at the least."""
    max_stake: Wei
    """What a deposit may bring a pool to at the most."""
    min_self_stake: Wei
    """What an active validator's own part of its pool is worth at the least."""
    min_deposit: Wei
    """The smallest deposit."""
    min_unbond: Wei
    """The smallest exit, unless it takes all that the holder has in the pool."""
    max_tickets: int
    """How many open tickets one holder may have."""
    liveness_slash: Bps
    """The small penalty."""
    fault_slash: Bps
    """The medium penalty."""
    double_sign_slash: Bps
    """The large penalty."""
    reporter_cut: Bps
    """The reporter's part of a penalty."""
    insurance_cut: Bps
    """The insurance fund's part of a penalty."""
    treasury_cut: Bps
    """The treasury's part of a penalty."""
    burn_cut: Bps
    """The part of a penalty that is burned; what division leaves of the others goes here too."""
    max_commission: Bps
    """The largest commission."""
    commission_step: Bps
    """The largest raise of a commission at once."""
    commission_notice: Seconds
    """From the announcement of a raise to its effect."""
    reward_duration: Seconds
    """Over which a reward deposit streams."""
    max_pause: Seconds
    """The longest pause."""
    pause_gap: Seconds
    """From the end of a pause to the earliest begin of the next."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is fixed when the system is deployed."""

    stake_token: Address
    """The token that validators and delegators bond."""
    reward_token: Address
    """The token that rewards are paid in; it may be the stake token."""
    stake_custody: Address
    """The contract that holds all stake."""
    reward_custody: Address
    """The contract that holds all rewards."""
    epoch: Seconds
    """The length of an epoch."""
    dust_floor: Wei
    """A pool that a slash leaves with less than this starts a new generation."""


def check_range(parameter: int, value: int, lowest: int, highest: int) -> None:
    """Reject a value outside its bounds.

    Rejects, in this order: ParameterOutOfBounds.
    """
    require(lowest <= value <= highest, ParameterOutOfBounds(parameter, value, lowest, highest))


def check_bounds(new: Parameters) -> None:
    """Check every parameter by itself, in the order of the fields. Upholds G-1."""
    check_range(0, new.unbonding_period, DAY, LONGEST)
    check_range(1, new.evidence_window, 1, LONGEST)
    check_range(2, new.case_window, 1, LONGEST)
    check_range(3, new.jail_duration, 1, LONGEST)
    check_range(4, new.min_stake, 1, MAX_SUPPLY)
    check_range(5, new.max_stake, 1, MAX_SUPPLY)
    check_range(6, new.min_self_stake, 1, MAX_SUPPLY)
    check_range(7, new.min_deposit, 1, MAX_SUPPLY)
    check_range(8, new.min_unbond, 1, MAX_SUPPLY)
    check_range(9, new.max_tickets, 1, MAX_TICKETS)
    check_range(10, new.liveness_slash, 1, BPS)
    check_range(11, new.fault_slash, 1, BPS)
    check_range(12, new.double_sign_slash, 1, BPS)
    check_range(13, new.reporter_cut, 0, MAX_REPORTER_CUT)
    check_range(14, new.insurance_cut, 0, BPS)
    check_range(15, new.treasury_cut, 0, BPS)
    check_range(16, new.burn_cut, 0, BPS)
    check_range(17, new.max_commission, 0, BPS)
    check_range(18, new.commission_step, 1, BPS)
    check_range(19, new.commission_notice, 1, LONGEST)
    check_range(20, new.reward_duration, 1, LONGEST)
    check_range(21, new.max_pause, 1, LONGEST)
    check_range(22, new.pause_gap, 1, LONGEST)


def check_constraint(number: int, holds: bool) -> None:
    """Reject values that do not go together.

    Rejects, in this order: ConstraintViolated.
    """
    require(holds, ConstraintViolated(number))


def check_constraints(new: Parameters, deployment: Deployment) -> None:
    """Check the values that go together, by ascending number. Upholds G-1 and P1, P3, P6, P7, P8.

    Constraint 0 is ours: epoch and dust floor are sensible, and the buckets of a full unbonding period fit into one
    slash.
    """
    # The catalogue's P1 with CASE_MAX as one number: the parts of a case are not yet told apart here.
    at_risk = add(new.evidence_window, new.case_window)
    cuts = add(add(new.reporter_cut, new.insurance_cut), add(new.treasury_cut, new.burn_cut))
    after_large = mul_div_down(new.min_stake, sub(BPS, new.double_sign_slash), BPS)
    check_constraint(0, 0 < deployment.epoch <= LONGEST)
    check_constraint(0, deployment.dust_floor > 0)
    check_constraint(0, new.unbonding_period <= mul(deployment.epoch, MAX_UNBONDING_EPOCHS))
    check_constraint(1, new.unbonding_period >= at_risk)
    check_constraint(3, new.commission_notice >= add(new.unbonding_period, deployment.epoch))
    check_constraint(6, cuts == BPS)
    check_constraint(7, new.liveness_slash <= new.fault_slash <= new.double_sign_slash)
    check_constraint(8, new.max_stake >= new.min_stake >= new.min_self_stake)
    check_constraint(8, after_large >= deployment.dust_floor)


def check_parameters(new: Parameters, deployment: Deployment) -> None:
    """Check parameters before they take effect, at deployment and at every change.

    Rejects, in this order: ParameterOutOfBounds, ConstraintViolated.
    """
    check_bounds(new)
    check_constraints(new, deployment)
