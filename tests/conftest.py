"""Plugins of the whole test suite: one that writes at the end of a run has to be known where the run is led from."""

pytest_plugins = ["tests.historical.summary"]
