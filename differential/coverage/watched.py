"""A session that notes what runs of contracts and spec, under the name of the action that was asked for."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from differential.adapter.noise import Disturb
from differential.campaign.session import Plan, Session
from differential.coverage.build import Build
from differential.coverage.measurement import Measurement
from differential.evm.backend import GENESIS_TIME, CallResult
from differential.evm.tracing import TracingPyEvm
from differential.lockstep import Compared, Outcome
from properties.world import Step

DEPLOYMENT: Final = "deployment"
VIEWS: Final = "views"
RESERVED: Final = "reserved functions"
UNMAPPED: Final = "unmapped functions"


class Chain(TracingPyEvm):
    """A chain on which the builds for coverage are deployed in the place of what is given."""

    def __init__(self, builds: tuple[Build, ...]) -> None:
        """Take what was compiled for coverage."""
        super().__init__()
        self._builds = builds
        self._heading = DEPLOYMENT
        self.head(DEPLOYMENT)

    def head(self, heading: str) -> None:
        """Note what runs from here on under a heading."""
        self._heading = heading
        super().head(heading)

    def deploy(self, sender: bytes, initcode: bytes, timestamp: int = GENESIS_TIME) -> bytes:
        """Create a contract; see `Backend.deploy`."""
        for build in self._builds:
            initcode = build.exchanged(initcode)
        self.head(DEPLOYMENT)
        with unwatched():
            return super().deploy(sender, initcode, timestamp)

    def call(self, sender: bytes, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message; see `Backend.call`."""
        with unwatched():
            return super().call(sender, to, data, timestamp)

    def view(self, to: bytes, data: bytes, timestamp: int) -> CallResult:
        """Send a message and undo it; see `Backend.view`."""
        heading = self._heading
        self.head(VIEWS)
        try:
            with unwatched():
                return super().view(to, data, timestamp)
        finally:
            self.head(heading)


@contextmanager
def unwatched() -> Iterator[None]:
    """Let the interpreter not be traced until the block ends; py-evm would run at a third of its speed."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


class WatchedSession(Session):
    """A session on a chain that notes what runs."""

    def __init__(self, chain: Chain, plan: Plan, measurement: Measurement) -> None:
        """Compile and deploy; raises what `Session` does."""
        self._chain, self._measurement = chain, measurement
        with measurement.spec(DEPLOYMENT):
            super().__init__(chain, plan)

    def compare(self, step: Step, outcome: Outcome | None = None) -> Compared:
        """Make one step on both sides; see `Session.compare`."""
        name = UNMAPPED if isinstance(step.action, Disturb) else type(step.action).__name__
        with self._under(name):
            return super().compare(step, outcome)

    def ask(self) -> None:
        """Compare all that is left to compare, and all views; see `Session.ask`."""
        with self._under(VIEWS):
            super().ask()

    def knock(self) -> None:
        """Try what no history does; see `Session.knock`."""
        self._chain.head(RESERVED)
        super().knock()

    def _under(self, heading: str) -> AbstractContextManager[None]:
        """Note what runs until the block ends under a heading."""
        self._chain.head(heading)
        return self._measurement.spec(heading)
