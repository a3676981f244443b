"""What every call keeps to: its effect, what it leaves alone, and when it may be refused; a module per chapter."""

from properties.laws import (
    exits,
    frames,
    governance,
    precedence,
    refused_access,
    refused_exits,
    refused_stake,
    registry,
    rewards,
    shares,
    slashing,
    tokens,
)

MODULES = (tokens, shares, exits, slashing, rewards, governance, registry, frames)
"""The chapters of the laws on accepted calls, in the order of the catalogue."""

REFUSALS = (refused_access, refused_stake, refused_exits, precedence)
"""The chapters of the laws on rejected calls."""
