"""Campaigns: how histories are made, run and counted."""
