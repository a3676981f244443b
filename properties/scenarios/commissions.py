"""Commission: cuts at once, raises with notice."""

from dataclasses import replace
from typing import Final

from properties.scenarios.calls import deposit_rewards, set_commission, tokens
from properties.scenarios.story import Scenario, Story, scenario
from spec.actions import ApplyCommission, ClaimCommission, Leave, Pause
from spec.errors import CommissionNotDue, CommissionStepTooLarge, UnknownValidator
from spec.parameters import DAY
from spec.units import BPS, Bps


@scenario("A raise takes effect when its notice has run to the second, by anyone's call; a cut takes effect at once.")
def raise_and_cut(s: Story) -> None:
    """Probe the notice, the step and the maximum."""
    alice, limits = s.alice, s.parameters
    s.refused(UnknownValidator, alice, set_commission(100))
    s.registers(alice, tokens(40), commission=1_000)
    s.refused(CommissionNotDue, s.fay, ApplyCommission(alice))
    s.refused(CommissionStepTooLarge, alice, set_commission(1_000 + limits.commission_step + 1))
    s.waits(3)
    s.does(alice, set_commission(1_000 + limits.commission_step))
    due = s.record(alice).commission_effective
    s.waits_until(due - 1)
    s.refused(CommissionNotDue, s.fay, ApplyCommission(alice))
    s.waits_until(due)
    s.does(s.fay, ApplyCommission(alice))
    s.refused(CommissionNotDue, s.fay, ApplyCommission(alice))
    s.does(alice, set_commission(700))
    s.does(alice, set_commission(700))


@scenario("A cut withdraws an announced raise, and a second announcement restarts the notice.")
def announcements_replaced(s: Story) -> None:
    """Replace one announcement by a cut, another by an announcement."""
    alice, notice = s.alice, s.parameters.commission_notice
    s.registers(alice, tokens(40), commission=1_000)
    s.does(alice, set_commission(1_500))
    s.waits(notice)
    s.does(alice, set_commission(900))
    s.refused(CommissionNotDue, s.fay, ApplyCommission(alice))
    s.does(alice, set_commission(1_000))
    s.waits(notice - 1)
    s.does(alice, set_commission(1_100))
    s.waits(1)
    s.refused(CommissionNotDue, s.fay, ApplyCommission(alice))
    s.waits(notice - 1)
    s.does(s.fay, ApplyCommission(alice))


@scenario("A pause shifts the notice of a raise.")
def notice_through_pause(s: Story) -> None:
    """Let the notice run through a whole pause."""
    alice = s.alice
    s.registers(alice, tokens(40), commission=1_000)
    s.does(alice, set_commission(1_200))
    s.waits(100)
    s.does(s.cast.guardian, Pause())
    s.waits(s.parameters.commission_notice - 100)
    s.refused(CommissionNotDue, s.fay, ApplyCommission(alice))
    s.waits(s.parameters.max_pause)
    s.does(s.fay, ApplyCommission(alice))


@scenario("Rewards before a change of commission are split by the old rate, those after it by the new one.")
def commission_changes_midway(s: Story) -> None:
    """Raise, cut and drop the commission while rewards stream."""
    alice, dora = s.alice, s.dora
    s.registers(alice, tokens(40), commission=1_000)
    s.delegates(dora, alice, tokens(60))
    s.does(alice, set_commission(1_500))
    s.waits(s.parameters.commission_notice - 1_000)
    s.does(s.cast.notifier, deposit_rewards(tokens(700) + 1))
    s.waits(1_000)
    s.does(s.fay, ApplyCommission(alice))
    s.waits(1_000)
    s.does(alice, ClaimCommission())
    s.waits(1_000)
    s.does(alice, set_commission(0))
    s.waits(1_000)
    s.does(alice, ClaimCommission())
    s.does(alice, ClaimCommission())
    s.claims_rewards(dora, alice)


@scenario("A validator may take all rewards of its pool as commission.")
def commission_of_everything(s: Story) -> None:
    """Leave nothing to the holders of shares."""
    alice = s.alice
    s.sets(replace(s.parameters, max_commission=Bps(BPS)))
    s.registers(alice, tokens(40), commission=BPS)
    s.does(s.cast.notifier, deposit_rewards(tokens(700)))
    s.waits(DAY)
    s.does(alice, ClaimCommission())


@scenario("An announced raise keeps nobody from leaving, and takes effect all the same.")
def leaving_with_a_raise_announced(s: Story) -> None:
    """Leave while the notice runs."""
    alice = s.alice
    s.registers(alice, tokens(40), commission=1_000)
    s.does(alice, set_commission(1_500))
    s.does(alice, Leave())
    s.waits(s.parameters.commission_notice)
    s.does(s.fay, ApplyCommission(alice))


SCENARIOS: Final[tuple[Scenario, ...]] = (
    raise_and_cut,
    announcements_replaced,
    notice_through_pause,
    commission_changes_midway,
    commission_of_everything,
    leaving_with_a_raise_announced,
)
