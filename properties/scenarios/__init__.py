"""Directed histories that read like stories: the first corpus of a campaign, and the first judges of a mutant."""

from typing import Final

from properties.scenarios import (
    commissions,
    deposits,
    generations,
    governance,
    pauses,
    priorities,
    registration,
    rewards,
    slashing,
    unbonding,
)
from properties.scenarios.story import Scenario

ALL: Final[tuple[Scenario, ...]] = (
    *registration.SCENARIOS,
    *commissions.SCENARIOS,
    *deposits.SCENARIOS,
    *unbonding.SCENARIOS,
    *slashing.SCENARIOS,
    *generations.SCENARIOS,
    *rewards.SCENARIOS,
    *governance.SCENARIOS,
    *pauses.SCENARIOS,
    *priorities.SCENARIOS,
)
"""Every scenario, chapter by chapter."""
