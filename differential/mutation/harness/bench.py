"""Runs the harness on a chain that tells the truth, or on one that does not."""

from collections.abc import Iterable

from differential.abi import AbiError
from differential.doors import knock
from differential.lockstep import Divergence, Lockstep
from differential.mutation.harness.canaries import Canary
from differential.mutation.harness.chain import TRUTH, Lie
from differential.mutation.harness.profile import Profile
from differential.mutation.harness.slips import Slip
from differential.mutation.ordeal import Named
from differential.storage import LayoutError

NOTICES = (Divergence, AbiError, LayoutError)
"""How a harness says that something is wrong."""

OWN = "our contracts do not agree any more"


class Bench:
    """Our contracts as they were deployed, beside the spec."""

    def __init__(self, profile: Profile) -> None:
        """Take what the histories show."""
        self._profile = profile

    def agrees(self, histories: Iterable[Named], lie: Lie = TRUTH, stride: int = 1) -> bool:
        """Tell whether nothing is found wrong in histories, nor in views and doors after each."""
        chain = self._profile.chain
        chain.lie = TRUTH
        chain.revert(self._profile.start)
        chain.lie = lie
        try:
            lockstep = Lockstep(chain, self._profile.system, stride)
            start = lockstep.mark()
            for named in histories:
                lockstep.back(start)
                for step in named.history:
                    lockstep.step(step)
                lockstep.look()
                lockstep.compare_views()
                knock(lockstep)
        except NOTICES:
            return False
        return True

    def caught(self, canary: Canary) -> bool:
        """Tell whether the harness as it is catches a canary."""
        with canary.planted:
            return not self.agrees(canary.histories, canary.lie, canary.stride)

    def noticed(self, slip: Slip) -> str:
        """Return how a mistake in the harness shows; nothing if it does not."""
        with slip.planted():
            if slip.histories and not self.agrees(slip.histories):
                return OWN
            missed = [canary.name for canary in slip.canaries if not self.caught(canary)]
        return f"the canary {missed[0]} is not caught" if missed else ""
