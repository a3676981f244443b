"""The shipped sets of parameters: penalties, jail terms and self-stakes are the domain's, the rest is ours."""

from typing import Final

from spec.parameters import DAY, Parameters
from spec.record import replace
from spec.units import Bps, Seconds, Wei

HOUR: Final = Seconds(3_600)
"""Seconds in an hour."""

ETHER: Final = Wei(10**18)
"""Wei in one whole token."""

BALANCED: Final = Parameters(
    unbonding_period=Seconds(21 * DAY),
    evidence_window=Seconds(10 * DAY),
    case_window=Seconds(11 * DAY),
    jail_duration=Seconds(12 * HOUR),
    min_stake=Wei(32 * ETHER),
    max_stake=Wei(10_000_000 * ETHER),
    min_self_stake=Wei(16 * ETHER),
    min_deposit=Wei(ETHER // 100),
    min_unbond=Wei(ETHER // 100),
    max_tickets=32,
    liveness_slash=Bps(20),
    fault_slash=Bps(100),
    double_sign_slash=Bps(300),
    reporter_cut=Bps(1_000),
    insurance_cut=Bps(2_000),
    treasury_cut=Bps(2_000),
    burn_cut=Bps(5_000),
    max_commission=Bps(3_000),
    commission_step=Bps(500),
    commission_notice=Seconds(22 * DAY),
    reward_duration=Seconds(7 * DAY),
    max_pause=Seconds(3 * DAY),
    pause_gap=Seconds(7 * DAY),
)
"""Moderate penalties and stakes."""

CONSERVATIVE: Final = replace(
    BALANCED,
    jail_duration=Seconds(24 * HOUR),
    min_self_stake=Wei(32 * ETHER),
    liveness_slash=Bps(50),
    fault_slash=Bps(200),
    double_sign_slash=Bps(500),
)
"""Higher penalties, and all of the minimum stake from the validator itself."""

AGGRESSIVE: Final = replace(
    BALANCED,
    jail_duration=Seconds(6 * HOUR),
    min_self_stake=Wei(8 * ETHER),
    liveness_slash=Bps(10),
    fault_slash=Bps(50),
    double_sign_slash=Bps(100),
)
"""Lower penalties and stakes, for an open set."""
