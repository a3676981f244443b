"""Lock-step notices every way in which a contract can deviate: each comparison is made to fail once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from differential.campaign.openings import ordinary
from differential.compile import compile_contracts
from differential.evm.backend import GENESIS_TIME, CallResult
from differential.evm.pyevm import PyEvm
from differential.lockstep import Divergence, Lockstep, Mark
from differential.system import chain_world, deploy
from properties.world import Step
from spec import actions as a
from spec.errors import NotMatured, Rejection
from spec.rejections import REJECTIONS
from spec.transition import Applied
from spec.units import NOBODY, Shares, TicketId, Wei

CONTRACTS = Path(__file__).parents[2] / "contracts"


class Liar(PyEvm):
    """A chain that can be told to lie about results and storage."""

    def __init__(self) -> None:
        super().__init__()
        self.lie: Callable[[CallResult], CallResult] | None = None
        self.extra = 0

    def call(self, sender: bytes, to: bytes, data: bytes, timestamp: int = GENESIS_TIME) -> CallResult:
        result = super().call(sender, to, data, timestamp)
        return self.lie(result) if self.lie else result

    def storage(self, address: bytes, slot: int) -> int:
        return super().storage(address, slot) + self.extra


@pytest.fixture(scope="module")
def deployed() -> tuple[Liar, Lockstep, Mark]:
    chain, world = Liar(), chain_world()
    lockstep = Lockstep(chain, deploy(chain, compile_contracts(CONTRACTS), world))
    return chain, lockstep, lockstep.mark()


@pytest.fixture
def liar(deployed: tuple[Liar, Lockstep, Mark]) -> Iterator[tuple[Liar, Lockstep]]:
    chain, lockstep, start = deployed
    chain.lie, chain.extra = None, 0
    lockstep.back(start)
    yield chain, lockstep
    chain.lie, chain.extra = None, 0


def delegation(lockstep: Lockstep) -> Step:
    """Return a delegation that both sides accept, after an ordinary opening."""
    world = lockstep.system.world
    for step in ordinary(world):
        lockstep.step(step)
    return Step(world.cast.delegators[1], 5, a.Delegate(world.cast.validators[0], Wei(10**18), Shares(0)))


def test_both_sides_agree_on_acceptance_and_rejection(liar: tuple[Liar, Lockstep]) -> None:
    _, lockstep = liar
    accepted = lockstep.step(delegation(lockstep))
    assert isinstance(accepted.outcome, Applied)
    assert accepted.outcome.value == 10**21
    owner = lockstep.system.world.cast.delegators[0]
    rejected = lockstep.step(Step(owner, 5, a.Claim(TicketId(1))))
    assert isinstance(rejected.outcome, NotMatured)
    assert rejected.after == replace(rejected.before, clock=rejected.after.clock)
    lockstep.compare_views()


@pytest.mark.parametrize(
    ("lie", "subject"),
    [
        (lambda result: replace(result, success=False, output=b""), "outcome: the spec says accepted"),
        (lambda result: replace(result, output=result.output[:-1] + b"\1"), "return value"),
        (lambda result: replace(result, logs=result.logs[:-1]), "number of events"),
        (lambda result: replace(result, logs=(*result.logs, result.logs[0])), "number of events"),
        (lambda result: replace(result, logs=result.logs[::-1]), "event 1"),
        (lambda result: replace(result, logs=(replace(result.logs[0], data=bytes(64)), *result.logs[1:])), "event 1"),
        (
            lambda result: replace(result, logs=(replace(result.logs[0], address=bytes(20)), *result.logs[1:])),
            "event 1",
        ),
    ],
)
def test_a_lie_about_an_accepted_call_is_noticed(
    liar: tuple[Liar, Lockstep], lie: Callable[[CallResult], CallResult], subject: str
) -> None:
    chain, lockstep = liar
    step = delegation(lockstep)
    chain.lie = lie
    with pytest.raises(Divergence, match=subject):
        lockstep.step(step)


@pytest.mark.parametrize(
    ("lie", "subject"),
    [
        (lambda result: replace(result, success=True, output=b""), "outcome: the spec says rejected"),
        (lambda result: replace(result, output=result.output[:-1] + b"\1"), "error: the spec says NotMatured"),
        (lambda result: replace(result, output=b""), "a revert without data"),
        (
            lambda result: replace(result, output=bytes.fromhex("4e487b71") + bytes(31) + b"\x11"),
            "panic with code 0x11",
        ),
    ],
)
def test_a_lie_about_a_rejected_call_is_noticed(
    liar: tuple[Liar, Lockstep], lie: Callable[[CallResult], CallResult], subject: str
) -> None:
    chain, lockstep = liar
    delegation(lockstep)
    chain.lie = lie
    with pytest.raises(Divergence, match=subject):
        lockstep.step(Step(lockstep.system.world.cast.delegators[0], 5, a.Claim(TicketId(1))))


def test_a_wrong_word_in_a_changed_slot_is_noticed(liar: tuple[Liar, Lockstep]) -> None:
    chain, lockstep = liar
    step = delegation(lockstep)
    chain.extra = 1
    with pytest.raises(Divergence, match="the contract says"):
        lockstep.step(step)


def test_a_write_that_the_spec_does_not_know_is_noticed(liar: tuple[Liar, Lockstep]) -> None:
    chain, lockstep = liar
    step = delegation(lockstep)
    pools = lockstep.system.where["Pools"]
    unknown = lockstep.system.artifacts["Pools"].layout.slot("_credits", 12_345).slot
    chain._state.set_storage(pools, unknown, 3)  # type: ignore[arg-type]  # plain bytes for py-evm's address
    with pytest.raises(Divergence, match=r"slot 0x.* of Pools: the spec says 0; the contract says 3"):
        lockstep.step(step)


def test_a_wrong_view_is_noticed(liar: tuple[Liar, Lockstep]) -> None:
    _, lockstep = liar
    lockstep.step(delegation(lockstep))
    ledger = replace(lockstep.state.ledger, pot=Wei(1))
    lockstep.state = replace(lockstep.state, ledger=ledger)
    with pytest.raises(Divergence, match=r"Pools\.ledger\(\)"):
        lockstep.compare_views()


def test_a_rejection_that_is_not_declared_is_noticed(
    liar: tuple[Liar, Lockstep], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, lockstep = liar
    reasons: tuple[type[Rejection], ...] = ()
    monkeypatch.setitem(REJECTIONS, a.Claim, reasons)
    with pytest.raises(Divergence, match="declared rejections"):
        lockstep.step(Step(NOBODY, 0, a.Claim(TicketId(1))))
