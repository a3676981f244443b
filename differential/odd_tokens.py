"""What an odd token could do to a custody: deliver less than it was asked for, or call back while it moves.

No history can show this, since the tokens of all histories are standard ones. So each action that moves tokens is
asked once more with a token that keeps a part, which has to be refused, and with one that calls every function of the
contract that is at work, of which each has to say that it is locked. So has what it can get at by way of a contract
that is not at work.
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
from properties.scenarios.calls import delegate, deposit_rewards, register, set_commission, tokens
from properties.scenarios.story import Story, outcome_of, state_after
from properties.world import GENESIS_TIME, History, Step, World
from spec import actions as a
from spec.events import Transfer
from spec.transition import Applied
from spec.units import Offence, Role

TOKEN: Final = "OddToken"
"""The contract that stands for the token."""

ZEROS: Final = bytes(1_024)
"""Arguments for any function."""

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


@dataclass(frozen=True, slots=True)
class Detour:
    """A moment, and what the token can try in it by way of a contract that is not at work."""

    moment: Moment
    actions: tuple[a.Action, ...]


def detours(world: World) -> tuple[Detour, ...]:
    """Return them, for a token that is slasher as well, with a penalty to be routed and a commission that is due."""
    s = Story(world)
    for validator in (s.alice, s.bob):
        s.registers(validator, tokens(40))
    s.waits(1)
    offence = s.now
    s.slashes(s.alice, Offence.LIVENESS, offence)
    s.does(s.bob, set_commission(100))
    s.does(s.cast.governor, a.AssignRole(Role.SLASHER, world.deployment.stake_token))
    s.waits(s.parameters.commission_notice)
    s.does(s.fay, a.Distribute(s.bob))
    before = tuple(line.step for line in s.script)
    enter = register(3, s.cast.withdrawal[2], tokens(40))
    punish = s.accusation(s.bob, Offence.LIVENESS, s.now - 1)
    route = a.RouteSlash(s.alice, Offence.LIVENESS, offence)
    bonding = Step(s.dora, 0, delegate(s.bob, tokens(1)))
    funding = Step(s.cast.notifier, 0, deposit_rewards(tokens(1)))
    return (
        Detour(Moment(before, bonding), (enter, punish, route)),
        Detour(Moment(before, funding), (enter, punish, a.ApplyCommission(s.bob))),
    )


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

    def locked(self, kind: type[a.Action]) -> Iterator[tuple[str, bytes, bytes]]:
        """Yield the functions that have to be locked during an action, and calls of them."""
        for contract in AT_WORK[kind]:
            for function in (camel(other.__name__) for other in HOMES[contract]):
                selector = self.system.entry(contract, "functions", function).selector
                yield f"{contract}.{function}", self.system.where[contract], selector + ZEROS


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
        for function, target, data in odd.locked(kind):
            backend.revert(before)
            refuse_meddling(odd, moment.step, time, function, target, data)
            tried += 1
    for detour in detours(world):
        backend.revert(start)
        _, time = odd.play(detour.moment.before)
        before = backend.snapshot()
        for action in detour.actions:
            backend.revert(before)
            call = odd.system.encode(world.deployment.stake_token, action)
            refuse_meddling(odd, detour.moment.step, time, type(action).__name__, *call)
            tried += 1
    return tried


def is_error(odd: Odd, data: bytes, name: str) -> bool:
    """Tell whether data is an error that contracts know by that name."""
    known = (item.errors.get(name) for item in odd.system.interfaces.values())
    return data[:4] in {error.selector for error in known if error}


def refuse_part(odd: Odd, kind: type[a.Action], result: CallResult | None) -> None:
    """Raise `Divergence` if tokens are taken for more than they are."""
    if result is None or result.success or not is_error(odd, result.output, "UnexpectedTransferAmount"):
        subject = f"{kind.__name__} with a token that keeps a part"
        raise Divergence(subject, "that only what arrives counts", "that all does", Check.TOKEN)


def refuse_meddling(odd: Odd, step: Step, time: int, name: str, target: bytes, data: bytes) -> None:
    """Raise `Divergence` if a call during another does not end at a lock."""
    odd.ask("meddle", int.from_bytes(target, "big"), data)
    odd.play((step,), time)
    answer = odd.ask("answer").output[:4]
    if not is_error(odd, answer, LOCKED):
        subject = f"{name} during {type(step.action).__name__} with a token that calls back"
        raise Divergence(subject, "that it is locked", f"0x{answer.hex()}", Check.TOKEN)
