"""Where several reasons apply, the first in the normative order is given: each call here is wrong in the way that it is
refused for, and in the next ones as well.
"""

from dataclasses import replace
from typing import Final

from properties.scenarios.calls import (
    claim,
    delegate,
    deposit_rewards,
    register,
    set_commission,
    tokens,
    unbond,
    unbond_assets,
)
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import (
    AssignRole,
    ClaimRewards,
    Pause,
    PauseRegistration,
    ResumeRegistration,
    SetParameters,
    SetSinks,
    Slash,
    Unpause,
)
from spec.errors import (
    AlreadyRegistered,
    AlreadySlashed,
    AssetsAboveStake,
    CommissionTooHigh,
    DepositTooSmall,
    InsufficientShares,
    KeyAlreadyUsed,
    NotAuthorised,
    NotTicketOwner,
    OffenceNotPast,
    OffenceTooOld,
    ParameterOutOfBounds,
    ProtocolPaused,
    RegistrationPaused,
    StakeAboveMaximum,
    UnbondTooSmall,
    UnknownValidator,
    WrongStatus,
    ZeroAddress,
)
from spec.units import (
    BPS,
    NOBODY,
    UINT256_MAX,
    Bps,
    Generation,
    Offence,
    ProtocolTime,
    Role,
    Seconds,
)


@scenario("Whoever has no office is told so before anything else.")
def office_first(s: Story) -> None:
    """Make bad calls without the office that they need."""
    stranger, sinks = s.cast.stranger, replace(s.state.sinks, dust=NOBODY)
    wrong = SetParameters(replace(s.parameters, pause_gap=Seconds(0), burn_cut=Bps(0)))
    s.refused(NotAuthorised, stranger, wrong)
    s.refused(ParameterOutOfBounds, s.cast.governor, wrong)
    s.refused(NotAuthorised, stranger, SetSinks(sinks))
    s.refused(NotAuthorised, stranger, AssignRole(Role.SLASHER, NOBODY))
    s.refused(NotAuthorised, stranger, Unpause())
    s.does(s.cast.guardian, Pause())
    s.refused(NotAuthorised, stranger, Pause())
    s.refused(NotAuthorised, stranger, deposit_rewards(0))
    s.refused(ProtocolPaused, s.cast.notifier, deposit_rewards(0))
    s.does(s.cast.guardian, Unpause())
    s.refused(NotAuthorised, stranger, Slash(s.bob, Offence.FAULT, ProtocolTime(s.now + 9), 7, NOBODY))


@scenario("A registration that is wrong in every way is put right step by step.")
def register_in_order(s: Story) -> None:
    """Meet the reasons to refuse a registration, a commission and a claim while later ones apply."""
    alice, bob, own, cast = s.alice, s.bob, s.cast.withdrawal[1], s.cast
    s.registers(alice, tokens(40))
    s.does(cast.guardian, PauseRegistration())
    s.does(cast.guardian, Pause())
    s.refused(ProtocolPaused, alice, register(0, NOBODY, 0, BPS))
    s.does(cast.guardian, Unpause())
    s.refused(RegistrationPaused, alice, register(0, NOBODY, 0, BPS))
    s.does(cast.guardian, ResumeRegistration())
    s.refused(AlreadyRegistered, alice, register(0, NOBODY, 0, BPS))
    s.refused(KeyAlreadyUsed, bob, register(1, NOBODY, 0, BPS))
    s.refused(ZeroAddress, bob, register(2, NOBODY, 0, BPS))
    s.refused(CommissionTooHigh, bob, register(2, own, 0, BPS))
    s.refused(UnknownValidator, bob, set_commission(BPS))
    s.refused(UnknownValidator, bob, ClaimRewards(bob, Generation(7)))
    s.refused(CommissionTooHigh, alice, set_commission(BPS))


@scenario("A deposit that is wrong in every way is put right step by step.")
def deposit_in_order(s: Story) -> None:
    """Meet every reason to refuse a deposit while later ones apply."""
    alice, bob, stranger, limits = s.alice, s.bob, s.cast.stranger, s.parameters
    s.registers(alice, tokens(40))
    s.does(s.cast.guardian, Pause())
    s.refused(ProtocolPaused, stranger, delegate(bob, 0, UINT256_MAX))
    s.does(s.cast.guardian, Unpause())
    s.refused(WrongStatus, stranger, delegate(bob, 0, UINT256_MAX))
    s.sets(replace(limits, max_stake=limits.min_stake, min_deposit=tokens(90)))
    s.refused(DepositTooSmall, stranger, delegate(alice, tokens(80), UINT256_MAX))
    s.sets(replace(limits, max_stake=tokens(40)))
    s.refused(StakeAboveMaximum, stranger, delegate(alice, tokens(1), UINT256_MAX))


@scenario("An exit that is wrong in every way is put right step by step.")
def exit_in_order(s: Story) -> None:
    """Meet the reasons to refuse an exit while later ones apply."""
    alice, dora, fay, limits = s.alice, s.dora, s.fay, s.parameters
    s.registers(alice, tokens(40))
    s.delegates(dora, alice, tokens(10))
    s.sets(replace(limits, max_tickets=1))
    s.unbonds_exactly(dora, alice, tokens(1))
    s.refused(InsufficientShares, fay, unbond(alice, UINT256_MAX, UINT256_MAX))
    s.refused(UnbondTooSmall, dora, unbond(alice, 10_000))
    s.refused(AssetsAboveStake, fay, unbond_assets(alice, tokens(50), 0))
    s.refused(InsufficientShares, fay, unbond_assets(alice, 1, 0))
    s.refused(NotTicketOwner, fay, claim(1))


@scenario("An accusation that is wrong in every way is put right step by step.")
def accuse_in_order(s: Story) -> None:
    """Meet the reasons to refuse a penalty while later ones apply."""
    alice, slasher, fault = s.alice, s.cast.slasher, Offence.FAULT
    window = s.parameters.evidence_window + s.parameters.case_window
    s.registers(alice, tokens(40))
    s.waits(1)
    offence = s.now
    s.slashes(alice, fault, offence)
    s.refused(UnknownValidator, slasher, Slash(s.bob, fault, ProtocolTime(s.now + 9), 7, NOBODY))
    s.refused(OffenceNotPast, slasher, Slash(alice, fault, ProtocolTime(s.now + 9), 7, NOBODY))
    s.refused(AlreadySlashed, slasher, Slash(alice, fault, offence, 7, NOBODY))
    s.refused(ZeroAddress, slasher, Slash(alice, Offence.LIVENESS, offence, 7, NOBODY))
    s.waits(window + 1)
    s.refused(OffenceTooOld, slasher, Slash(alice, fault, offence, 7, NOBODY))


SCENARIOS: Final[tuple[Scenario, ...]] = (
    office_first,
    register_in_order,
    deposit_in_order,
    exit_in_order,
    accuse_in_order,
)
"""The scenarios of this chapter."""
