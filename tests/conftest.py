"""Plugins and profiles of the whole test suite: they have to be known where a run is led from."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.historical.summary"]

# Lets CrossHair choose the examples: ``pytest --hypothesis-profile=crosshair`` with tests that take numbers only. Where
# hypothesis-crosshair is not installed, this fails.
settings.register_profile(
    "crosshair", backend="crosshair", deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
