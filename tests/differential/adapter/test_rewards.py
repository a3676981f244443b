"""A staking-rewards contract under a partial adapter: it agrees, and what is broken in it is found."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from differential.adapter.noise import Disturb
from differential.adapter.observing import Views, line_of
from differential.adapter.pair import Pair
from differential.adapter.restrict import restricted, usual
from differential.adapter.state import Seen
from differential.adapter.target import Target
from differential.campaign.canaries import ADAPTED, canaries_of, noticed
from differential.campaign.machine import search
from differential.campaign.openings import ordinary
from differential.campaign.session import Failure, Plan, Session
from differential.campaign.shrink import Shrinking, attempt, shrink
from differential.campaign.tally import Tally
from differential.campaign.workers import directed, knocked
from differential.evm.pyevm import PyEvm
from differential.lockstep import Divergence
from properties.scenarios import ALL
from properties.world import History, Step
from spec import actions as a
from spec.units import Generation, Shares, Wei

REWARDS = Path(__file__).parents[3] / "contracts" / "examples" / "rewards"
SOURCE = "src/StakingRewards.sol"


def session(file: Path, *patches: tuple[str, str]) -> Session:
    """Return the contract under an adapter, with pieces of its source replaced."""
    text = (REWARDS / SOURCE).read_text()
    for old, new in patches:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return Session(PyEvm(), Plan(REWARDS, adapter=file, overrides=((SOURCE, text),) if patches else ()))


@pytest.fixture(scope="module")
def whole() -> Session:
    return session(REWARDS / "adapter.toml")


def target(made: Session) -> Target:
    """Return the implementation under the adapter."""
    assert isinstance(made.lockstep, Pair)
    assert isinstance(made.lockstep.system, Target)
    return made.lockstep.system


NUMBERS = {scenario.name: number for number, scenario in enumerate(ALL)}


def test_directed_histories_agree_as_far_as_they_are_mapped(whole: Session) -> None:
    for name in ("shared_stream", "late_and_early", "overlapping_streams", "exit_by_assets"):
        assert directed(whole, NUMBERS[name]) is None
    assert knocked(whole) is None
    assert whole.tally.disturbed["StakingRewards.poke(address)", True] == 12


def test_a_batch_agrees(whole: Session) -> None:
    assert search(whole, 3, 3, 20) is None
    assert [kind.__name__ for kind in whole.scope] == ["Delegate", "UnbondAssets", "DepositRewards", "ClaimRewards"]


@pytest.mark.parametrize("canary", ADAPTED, ids=lambda canary: canary.name)
def test_everything_that_is_compared_is_noticed(whole: Session, canary: object) -> None:
    assert canaries_of(whole) == ADAPTED
    assert noticed(whole, canary) is not None  # type: ignore[arg-type]  # one of ADAPTED


LINES = (
    "pools[validator 1, 0].assets",
    "stake_of[validator 1, *]",
    "stream.end",
    "tokens[StakeToken].balances[*]",
    "earned[validator 1, 0, *]",
    "tokens[RewardToken].balances[*]",
    "tokens[RewardToken].balances[StakingRewards]",
    "stream.rate",
)


def test_every_line_of_the_state_is_noticed_by_itself(whole: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    whole.run(())
    views, state = target(whole).views, whole.lockstep.state
    assert tuple(line_of(seen) for seen in views.seen) == LINES
    honest = Views._answer
    for wrong in views.seen:

        def answer(self: Views, chain: Any, now: Any, seen: Any, *rest: Any, wrong: Seen = wrong) -> int | None:
            found = honest(self, chain, now, seen, *rest)
            return found + seen.band.above + 1 if found is not None and seen is wrong else found

        monkeypatch.setattr(Views, "_answer", answer)
        with pytest.raises(Divergence, match=re.escape(line_of(wrong))):
            target(whole).check_state(whole.lockstep.backend, state, None)
    monkeypatch.undo()
    target(whole).check_state(whole.lockstep.backend, state, None)


def test_made_small_what_is_fixed_stays_so(whole: Session) -> None:
    broken = session(REWARDS / "adapter.toml", MISTAKES["a withdrawal forfeits what was earned"])
    failure = directed(broken, NUMBERS["late_and_early"])
    assert failure is not None
    found: list[Failure] = []

    def again(session: Session, history: History, kind: str) -> Failure | None:
        """Run what is smaller until it has become so a few times; the clock is not to decide."""
        smaller = attempt(session, history, kind) if len(found) < 3 else None
        if smaller:
            found.append(smaller)
        return smaller

    smaller = shrink(broken, Shrinking(failure), 600.0, again).failure
    assert len(smaller.history) < len(failure.history)
    assert smaller.history == restricted(target(whole), smaller.history)


def test_histories_are_restricted_to_what_is_mapped(whole: Session) -> None:
    world = whole.world
    cast = world.cast
    history = (
        Step(cast.validators[1], 5, a.Leave()),
        Step(cast.delegators[0], 7, a.Delegate(cast.validators[2], Wei(10), Shares(3))),
        Step(cast.validators[0], 1, a.ClaimRewards(cast.validators[0], Generation(4))),
        Step(cast.delegators[1], 2, a.ClaimRewards(cast.validators[2], Generation(4))),
    )
    assert restricted(target(whole), history) == (
        Step(cast.delegators[0], 12, a.Delegate(cast.validators[0], Wei(10), Shares(0))),
        Step(cast.delegators[1], 3, a.ClaimRewards(cast.validators[0], Generation(0))),
    )


MISTAKES = {
    "a withdrawal forfeits what was earned": (
        "function withdraw(uint256 amount) public updateReward(msg.sender)",
        "function withdraw(uint256 amount) public updateReward(address(0))",
    ),
    "a deposit streams twice as long": (
        "periodFinish = block.timestamp + rewardsDuration;",
        "periodFinish = block.timestamp + 2 * rewardsDuration;",
    ),
    "what is left of a stream is lost": ("(periodFinish - block.timestamp) * rewardRate : 0", "0 : 0"),
    "a claim pays again and again": ("            rewards[msg.sender] = 0;\n", ""),
    "a claim pays a gwei more": (
        "rewardsToken.safeTransfer(msg.sender, reward);\n            emit RewardPaid(msg.sender, reward)",
        "rewardsToken.safeTransfer(msg.sender, reward + 1 gwei);\n            emit RewardPaid(msg.sender, reward)",
    ),
    "anybody adds rewards": ("require(msg.sender == rewardsDistribution, NotDistribution(msg.sender));", ""),
    "nothing can be staked": ("require(amount > 0, NothingAsked());\n        totalSupply +=", "totalSupply +="),
    "a poke forfeits what was earned": (
        "function poke(address account) external updateReward(account) {}",
        "function poke(address account) external updateReward(account) { rewards[account] = 0; }",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found(name: str) -> None:
    broken = session(REWARDS / "adapter.toml", MISTAKES[name])
    cast = broken.world.cast
    if name == "a poke forfeits what was earned":
        failure = knocked(broken)
        assert failure is not None
        assert failure.subject.startswith("unmapped function StakingRewards.poke(address) changed earned[")
        return
    direct: dict[str, Step] = {
        "anybody adds rewards": Step(cast.stranger, 0, a.DepositRewards(Wei(1))),
        "nothing can be staked": Step(cast.stranger, 0, a.Delegate(cast.validators[0], Wei(0), Shares(0))),
    }
    if name in direct:
        with pytest.raises(Failure, match="outcome: the spec says rejected"):
            broken.run((direct[name],))
        return
    stories = ("shared_stream", "overlapping_streams", "late_and_early")
    assert any(directed(broken, NUMBERS[story]) for story in stories)


def test_a_tolerance_has_a_direction(edited: Callable[..., Path]) -> None:
    rest = '}\n\n[[state]]\nspec = "tokens[RewardToken]'
    below, above = f"below = 1_000_000_000, above = 4 {rest}", f"below = 0, above = 1_000_000_000 {rest}"
    made = session(edited((below, above)))
    failure = directed(made, NUMBERS["shared_stream"])
    assert failure is not None
    assert "less 0 at the most and plus 1_000_000_000 at the most" in failure.reason


def test_what_is_said_to_be_unreachable_and_happens_is_a_failure(edited: Callable[..., Path]) -> None:
    said = ('errors = { NotAuthorised = "any" }', ""), ('"ERC20InsufficientAllowance"]\n', '"NotAuthorised"]\n')
    made = session(edited(*said))
    cast = made.world.cast
    with pytest.raises(Failure, match=r"unreachable rejections: the spec says NotAuthorised"):
        made.run((Step(cast.delegators[0], 0, a.DepositRewards(Wei(5))),))


def test_a_line_that_never_had_anything_to_compare_is_told(edited: Callable[..., Path]) -> None:
    lines = 'spec = "stream.end"\nview = "periodFinish()"', 'spec = "buckets[*].assets"\nview = "rewardRate()"'
    made = session(edited(lines))
    idle = frozenset(target(made).unlooked())
    assert idle == {"buckets[*].assets"}
    tally = Tally(unlooked=idle)
    assert tally.unseen(made.scope)[-1] == "buckets[*].assets of the adapter had nothing to compare"
    tally.add(Tally(unlooked=frozenset()))
    assert "had nothing to compare" not in " ".join(tally.unseen(made.scope))


def test_where_the_contract_is_not_asked_nothing_is_compared(whole: Session) -> None:
    cast = whole.world.cast
    whole.run((Step(cast.notifier, 9, a.DepositRewards(Wei(0))),))
    assert whole.tally.rejected["DepositRewards", "ZeroAmount"] >= 1


def test_a_disturbance_that_the_adapter_does_not_know_is_named(whole: Session) -> None:
    with pytest.raises(Failure, match=r"unmapped functions: the spec says StakingRewards\.fly"):
        whole.run((Step(whole.world.cast.stranger, 0, Disturb("StakingRewards.fly()", ())),))


def test_the_ordinary_opening_is_there_in_part(whole: Session) -> None:
    steps = whole.restricted(ordinary(usual(whole.world)))
    assert [type(step.action).__name__ for step in steps] == ["Delegate", "Delegate", "DepositRewards", "Delegate"]


class Forgiving(Target):
    """An implementation in Python: it overlooks every event."""

    def hears(self) -> bool:
        return False


def test_a_python_class_takes_the_place_of_the_file(
    edited: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("differential.adapter.target.Forgiving", Forgiving, raising=False)
    made = session(edited(("title =", 'python = "differential.adapter.target:Forgiving"\ntitle =')))
    assert isinstance(target(made), Forgiving)
    assert canaries_of(made) == ADAPTED[:-1]


def test_a_step_of_the_spec_that_is_rejected_shows_as_a_failure(edited: Callable[..., Path]) -> None:
    made = session(edited(('caller = "whale"\nfields', 'caller = "governor"\nfields')))
    cast = made.world.cast
    made.step(Step(cast.delegators[0], 0, a.Delegate(cast.validators[0], Wei(10), Shares(0))))
    with pytest.raises(Failure, match=r"actions\.UnbondAssets\.after\[1\]\.action: the spec rejects this step"):
        made.step(Step(cast.delegators[0], 0, a.UnbondAssets(cast.validators[0], Wei(10), Shares(2**256 - 1))))
