"""What an odd token could do to a custody: deliver less than it was asked for, or call back while it moves.

No history can show this, since the tokens of all histories are standard ones. So each action that moves tokens is
asked once more with a token that keeps a part, which has to be refused, and with one that calls every function of the
contract that is at work, of which each has to say that it is locked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from differential.abi import camel, encode
from differential.artifact import Artifact
from differential.evm.backend import Backend, CallResult
from differential.lockstep import Check, Divergence
from differential.system import HOMES, System, deploy, raw
from properties.scenarios import ALL
from properties.scenarios.story import outcome_of, state_after
from properties.world import GENESIS_TIME, History, Step, World
from spec import actions as a
from spec.events import Transfer
from spec.transition import Applied

TOKEN: Final = "OddToken"
"""The contract that stands for the token."""

LOCKED: Final = "ReentrancyGuardReentrantCall"
"""What a contract that is at work says."""

AT_WORK: Final[dict[type[a.Action], tuple[str, ...]]] = {
    a.Register: ("Registry", "Pools"),
    a.Deposit: ("Pools",),
    a.Delegate: ("Pools",),
    a.DelegateWithPermit: ("Pools",),
    a.Claim: ("Pools",),
    a.ClaimBatch: ("Pools",),
    a.Withdraw: ("Pools",),
    a.DepositRewards: ("Rewards",),
    a.ClaimRewards: ("Rewards",),
    a.ClaimCommission: ("Rewards",),
}
"""The actions that move tokens, and which contracts are at work meanwhile."""

TAKING: Final = (a.Register, a.Deposit, a.Delegate, a.DelegateWithPermit, a.DepositRewards)
"""Those that take tokens in."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A call that moves tokens, and what comes before it."""

    before: History
    step: Step


@cache
def moments(world: World) -> dict[type[a.Action], Moment]:
    """Return a moment for each action that moves tokens, from the directed histories."""
    found: dict[type[a.Action], Moment] = {}
    for scenario in ALL:
        history, state = scenario.history(world), world.genesis()
        for number, step in enumerate(history):
            outcome = outcome_of(state, step)
            if isinstance(outcome, Applied) and any(isinstance(event, Transfer) for event in outcome.events):
                found.setdefault(type(step.action), Moment(history[:number], step))
            state = state_after(state, step, outcome)
    return {kind: found[kind] for kind in AT_WORK}


class Odd:
    """The system with an odd token."""

    def __init__(self, backend: Backend, artifacts: Mapping[str, Artifact], world: World) -> None:
        """Deploy it on a new chain."""
        self.backend = backend
        self.system: System = deploy(backend, {**artifacts, "StakeToken": artifacts[TOKEN]}, world)

    def ask(self, function: str, *arguments: object) -> CallResult:
        """Tell the token what to do, or ask it what happened."""
        selector = self.system.entry("StakeToken", "functions", function).selector
        data = selector + encode(arguments)
        return self.backend.call(bytes(20), self.system.where["StakeToken"], data, GENESIS_TIME)

    def play(self, history: History, time: int = GENESIS_TIME) -> tuple[CallResult | None, int]:
        """Make calls, and return what came of the last, and when it was."""
        result = None
        for step in history:
            time += step.delay
            address, data = self.system.encode(step.caller, step.action)
            result = self.backend.call(raw(step.caller), address, data, time)
        return result, time

    def locked(self, kind: type[a.Action]) -> Iterator[tuple[str, str]]:
        """Yield the functions that have to be locked during an action."""
        for contract in AT_WORK[kind]:
            yield from ((contract, camel(other.__name__)) for other in HOMES[contract])


def try_odd_token(backend: Backend, artifacts: Mapping[str, Artifact], world: World) -> int:
    """Try all of that on a new chain, and return how many calls there were. Raises `Divergence`."""
    odd = Odd(backend, artifacts, world)
    start, tried = backend.snapshot(), 0
    for kind, moment in moments(world).items():
        backend.revert(start)
        _, time = odd.play(moment.before)
        before = backend.snapshot()
        if kind in TAKING:
            odd.ask("keep", 1)
            result, _ = odd.play((moment.step,), time)
            refuse_part(odd, kind, result)
            tried += 1
        for contract, function in odd.locked(kind):
            backend.revert(before)
            selector = odd.system.entry(contract, "functions", function).selector
            odd.ask("meddle", int.from_bytes(odd.system.where[contract], "big"), word_of(selector))
            odd.play((moment.step,), time)
            refuse_meddling(odd, kind, f"{contract}.{function}")
            tried += 1
    return tried


def word_of(selector: bytes) -> int:
    """Return a selector as an argument."""
    return int.from_bytes(selector.ljust(32, b"\0"), "big")


def is_error(odd: Odd, data: bytes, name: str) -> bool:
    """Tell whether data is an error that contracts know by that name."""
    known = (item.errors.get(name) for item in odd.system.interfaces.values())
    return data[:4] in {error.selector for error in known if error}


def refuse_part(odd: Odd, kind: type[a.Action], result: CallResult | None) -> None:
    """Raise `Divergence` if tokens are taken for more than they are."""
    if result is None or result.success or not is_error(odd, result.output, "UnexpectedTransferAmount"):
        subject = f"{kind.__name__} with a token that keeps a part"
        raise Divergence(subject, "that only what arrives counts", "that all does", Check.TOKEN)


def refuse_meddling(odd: Odd, kind: type[a.Action], function: str) -> None:
    """Raise `Divergence` if a function does not say that it is locked."""
    answer = odd.ask("answer").output[:4]
    if not is_error(odd, answer, LOCKED):
        subject = f"{function} during {kind.__name__} with a token that calls back"
        raise Divergence(subject, "that it is locked", f"0x{answer.hex()}", Check.TOKEN)
