"""Histories as Foundry tests, for those who have the contracts and not this project."""
