"""The spec and an implementation under an adapter, side by side: one call on both, and one comparison."""

from differential.adapter.implementation import Implementation
from differential.adapter.interface import Entry
from differential.adapter.noise import Disturb
from differential.adapter.values import Misfit
from differential.evm.backend import Backend, CallResult
from differential.lockstep import Compared, Divergence, Mark, Outcome, check_declared, decide
from differential.system import raw
from differential.trace import Namer, spoken
from properties.world import Step, call_at
from spec.clock import observe
from spec.errors import Rejection
from spec.state import State
from spec.transition import Applied
from spec.units import Timestamp

NOT_PASSED = CallResult(False, b"", (), 0)
"""What comes of a call whose values the contract's types do not hold: it cannot be made."""


class Pair:
    """The spec beside an implementation."""

    stride: int = 1
    """After how many calls the backend is asked what they wrote: after each, as much as an adapter says of storage."""

    def __init__(self, backend: Backend, system: Implementation) -> None:
        """Take what was just deployed.

        Raises `AdapterError`, and `Divergence` if it does not begin as the spec does.
        """
        self.backend, self.system = backend, system
        self.state: State = system.genesis()
        self._functions: dict[str, Entry] = {f"{entry.contract}.{entry.signature}": entry for entry in system.noise()}
        system.check_state(backend, self.state, None)
        # What constructors and the setup wrote besides is their own.
        backend.writes()

    def mark(self) -> Mark:
        """Return a mark to go back to."""
        return self.backend.snapshot(), self.state

    def back(self, mark: Mark) -> None:
        """Go back to a mark, on both sides."""
        snapshot, self.state = mark
        self.backend.revert(snapshot)
        self.system.forget()

    def step(self, step: Step, outcome: Outcome | None = None) -> Compared:
        """Make one call on both sides; ``outcome`` is what the spec says to it in the present state, where that was
        worked out already. Raises `Divergence` if they do not agree on what is compared.
        """
        if isinstance(step.action, Disturb):
            return self._disturb(step, step.action)
        before, call = self.state, call_at(self.state, step)
        outcome = decide(before, step) if outcome is None else outcome
        check_declared(step, outcome)
        if isinstance(outcome, Rejection) and self.system.leaves_out(step.action, outcome):
            self.state = observe(before, call.timestamp)
            return Compared(before, self.state, outcome)
        result, passed = self._performed(step, call.timestamp)
        if isinstance(outcome, Rejection):
            self.state = observe(before, call.timestamp)
            if result.success:
                refused = spoken(outcome, Namer(self.system.world.names()))
                raise Divergence("outcome", f"rejected, {refused}", "accepted")
            if passed:
                self.system.check_rejection(step.action, outcome, result)
        else:
            self._accept(step, outcome, result, passed)
        self.system.check_state(self.backend, self.state, result)
        return Compared(before, self.state, outcome, result.output)

    def look(self) -> None:
        """Do nothing: all that was written is compared after each call."""

    def compare_views(self) -> None:
        """Compare the whole state once more. Raises `Divergence`."""
        self.system.forget()
        self.system.check_state(self.backend, self.state, None)

    def _performed(self, step: Step, timestamp: Timestamp) -> tuple[CallResult, bool]:
        """Return what comes of a step on the contracts, and whether it could be made."""
        try:
            return self.system.perform(self.backend, step, timestamp), True
        except Misfit:
            return NOT_PASSED, False

    def _accept(self, step: Step, applied: Applied, result: CallResult, passed: bool) -> None:
        if not result.success:
            why = self.system.explain(result.output) if passed else "since its types do not hold the values"
            raise Divergence("outcome", "accepted", f"rejected, {why}")
        self.system.check_outcome(step, applied, result)
        self.state = self.system.follow(applied.state, step)

    def _disturb(self, step: Step, action: Disturb) -> Compared:
        """Call what stands for no action; what is observed must be what it is without it. Raises `Divergence`."""
        before, entry = self.state, self._functions.get(action.function)
        self.state = observe(before, Timestamp(before.clock.now + step.delay))
        if entry is None:
            raise Divergence("unmapped functions", action.function, "that it has none such, or that it is mapped")
        data = entry.selector + b"".join(word.to_bytes(32, "big") for word in action.arguments)
        self.system.check_state(self.backend, self.state, None)
        result = self.backend.call(raw(step.caller), self.system.where[entry.contract], data, self.state.clock.now)
        try:
            self.system.check_state(self.backend, self.state, result)
        except Divergence as divergence:
            subject = f"unmapped function {action.function} changed {divergence.subject}"
            raise Divergence(subject, divergence.spec, divergence.contract) from None
        outcome = Applied(self.state, (), None) if result.success else Refusal()
        return Compared(before, self.state, outcome, result.output)


class Refusal(Rejection):
    """A contract refused a call that stands for no action."""
