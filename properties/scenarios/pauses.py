"""Pauses: new exposure stops, everything else goes on."""

from typing import Final

from properties.scenarios.calls import claim, delegate, deposit, register, tokens
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import Leave, Pause, PauseRegistration, ResumeRegistration, Unpause
from spec.errors import NotAuthorised, NotPaused, PauseTooSoon, ProtocolPaused
from spec.units import Offence


@scenario("A pause stops registrations, deposits and delegations until its last second; the next one has to wait.")
def pause_to_its_end(s: Story) -> None:
    """Probe the end of a pause and the gap after it."""
    alice, guardian, limits = s.alice, s.cast.guardian, s.parameters
    s.registers(alice, tokens(40))
    s.refused(NotAuthorised, s.cast.governor, Pause())
    s.refused(NotPaused, guardian, Unpause())
    s.does(guardian, Pause())
    s.refused(PauseTooSoon, guardian, Pause())
    s.waits(limits.max_pause - 1)
    s.refused(ProtocolPaused, s.bob, register(2, s.cast.withdrawal[1], tokens(40)))
    s.refused(ProtocolPaused, alice, deposit(tokens(1)))
    s.refused(ProtocolPaused, s.dora, delegate(alice, tokens(1)))
    s.waits(1)
    s.refused(NotPaused, guardian, Unpause())
    s.delegates(s.dora, alice, tokens(1))
    s.waits(limits.pause_gap - 1)
    s.refused(PauseTooSoon, guardian, Pause())
    s.waits(1)
    s.does(guardian, Pause())
    s.waits(limits.max_pause + limits.pause_gap + 1)
    s.does(guardian, Pause())


@scenario("A pause is ended early by guardian or governor, and the gap runs from there.")
def pause_ended_early(s: Story) -> None:
    """End one pause in its first second, another in the middle, and a third just before its end."""
    alice, guardian, governor, limits = s.alice, s.cast.guardian, s.cast.governor, s.parameters
    s.registers(alice, tokens(40))
    ticket = s.unbonds(alice, alice, s.shares(alice, alice) // 5)
    s.refused(NotAuthorised, alice, Unpause())
    for seconds, ender in ((0, guardian), (1_000, governor), (limits.max_pause - 1, guardian)):
        s.waits(limits.pause_gap)
        s.does(guardian, Pause())
        s.waits(seconds)
        s.refused(NotAuthorised, s.cast.slasher, Unpause())
        s.does(ender, Unpause())
        s.refused(NotPaused, guardian, Unpause())
        s.delegates(s.dora, alice, tokens(1))
    s.waits(limits.pause_gap - 1)
    s.refused(PauseTooSoon, guardian, Pause())
    s.does(alice, claim(ticket))


@scenario("In a pause validators leave, exits are requested and penalties executed.")
def open_during_pause(s: Story) -> None:
    """Do all that a pause must not stop."""
    alice, bob, dora = s.alice, s.bob, s.dora
    s.registers(alice, tokens(40))
    s.registers(bob, tokens(40))
    s.delegates(dora, alice, tokens(10))
    s.waits(1)
    s.does(s.cast.guardian, Pause())
    s.waits(10)
    s.unbonds(dora, alice, s.shares(dora, alice) // 2)
    s.slashes(alice, Offence.LIVENESS, s.now - 1)
    s.does(bob, Leave())
    s.unbonds_all(bob, bob)
    s.unbonds_all(dora, alice)


@scenario("Only guardian and governor close or open registrations.")
def registration_switch(s: Story) -> None:
    """Let everyone else try."""
    for outsider in (s.alice, s.cast.slasher, s.cast.notifier):
        s.refused(NotAuthorised, outsider, PauseRegistration())
        s.refused(NotAuthorised, outsider, ResumeRegistration())
    s.does(s.cast.guardian, PauseRegistration())
    s.does(s.cast.guardian, PauseRegistration())
    s.does(s.cast.governor, ResumeRegistration())


SCENARIOS: Final[tuple[Scenario, ...]] = (pause_to_its_end, pause_ended_early, open_during_pause, registration_switch)
