"""The mistakes, by the module of the specification that they are made in."""

from typing import Final

from properties.mutation.mutant import Mutant
from properties.mutation.mutants import (
    controls,
    exits,
    pools,
    refusals,
    registry,
    rewards,
    slashing,
    tables,
    tokens,
    trespasses,
)

ALL: Final[tuple[Mutant, ...]] = (
    *tokens.MUTANTS,
    *controls.MUTANTS,
    *tables.MUTANTS,
    *rewards.MUTANTS,
    *pools.MUTANTS,
    *registry.MUTANTS,
    *exits.MUTANTS,
    *slashing.MUTANTS,
    *trespasses.MUTANTS,
    *refusals.MUTANTS,
)
"""Every mutant."""
