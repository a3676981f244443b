"""What holds of every reachable state; one module per chapter."""

from properties.invariants import clock, custody, exits, parameters, registry, rewards, shares, slashing

MODULES = (custody, shares, exits, slashing, rewards, clock, parameters, registry)
"""The chapters, in the order of the catalogue."""
