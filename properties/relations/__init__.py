"""Runs that must agree; a module per kind."""

from properties.relations import donations, order, penalties, spectators, splits

MODULES = (penalties, splits, order, spectators, donations)
"""The relations, in the order of the catalogue."""
