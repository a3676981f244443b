"""Campaigns on contracts under an adapter: rehearsals go where lock-step does, and what revm finds is found again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from differential.adapter.noise import Disturb
from differential.adapter.restrict import restricted, usual
from differential.campaign.canaries import ADAPTED, Canary, noticed
from differential.campaign.chooser import RandomChooser
from differential.campaign.cluster import fingerprint
from differential.campaign.confirm import confirm
from differential.campaign.corpus import Corpus
from differential.campaign.hunt import Hunt
from differential.campaign.loop import pursue, replay
from differential.campaign.mutations import Mutator
from differential.campaign.openings import harsh
from differential.campaign.rehearsal import rehearsed
from differential.campaign.session import Plan, Session, open_session
from differential.campaign.tally import Tally
from properties.scenarios import ALL
from properties.world import History, Step
from spec.actions import Delegate, Pause
from tests.differential.adapter.conftest import REWARDS

FORGETFUL = ("emit RewardAdded(reward);", "emit RewardAdded(reward + 1);")
"""A mistake that any deposit of rewards shows."""


def session(evm: str, *mistakes: tuple[str, str]) -> Session:
    """Return the staking-rewards contract, perhaps with mistakes, on an EVM."""
    source = "src/StakingRewards.sol"
    text = (REWARDS / source).read_text()
    for old, new in mistakes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return open_session(Plan(REWARDS, adapter=REWARDS / "adapter.toml", overrides=((source, text),), evm=evm))


@pytest.fixture(scope="module")
def deployed() -> Session:
    return session("revm")


@pytest.fixture
def whole(deployed: Session) -> Session:
    deployed.tally = Tally()
    return deployed


def poked(made: Session) -> Step:
    """Return a call of what stands for no action."""
    return Step(made.world.cast.stranger, 7, Disturb("StakingRewards.poke(address)", (made.world.cast.whale,)))


def directed(made: Session, name: str) -> History:
    """Return what is left of a directed history, and a call that stands for no action."""
    scenario = next(scenario for scenario in ALL if scenario.name == name)
    history = made.restricted(scenario.history(usual(made.world)))
    return (*history[:3], poked(made), *history[3:])


def hunt(made: Session, folder: Path) -> Hunt:
    """Return what knows a new corpus."""
    found = Hunt(Corpus(folder, made.world, made.world.same_token()), made.world, 1, made.adapted)
    found.load()
    return found


@pytest.mark.parametrize("name", ["shared_stream", "exit_by_assets"])
def test_a_rehearsal_goes_where_lock_step_does(whole: Session, name: str) -> None:
    history = directed(whole, name)
    rehearsal = rehearsed(whole.world, history, whole.adapted)
    whole.run(history)
    assert rehearsal.state == whole.lockstep.state
    assert rehearsal.upto(len(history)).state == rehearsal.state
    assert rehearsal.shown[3] == frozenset()
    assert len(rehearsal.features) > 10


@pytest.mark.parametrize("canary", ADAPTED, ids=lambda canary: canary.name)
def test_everything_that_is_compared_is_noticed_on_revm(whole: Session, canary: Canary) -> None:
    assert noticed(whole, canary) is not None


def test_a_shard_asks_what_can_be_asked_and_is_the_same_again(whole: Session, tmp_path: Path) -> None:
    hunts = [hunt(whole, tmp_path / name) for name in ("one", "other")]
    shards = [found.shard(240) for found in hunts]
    assert shards[0] == shards[1]
    failure, finds = pursue(whole, shards[0])
    assert failure is None
    assert whole.tally.disturbed.total()
    assert set(whole.tally.accepted) <= {kind.__name__ for kind in whole.scope}
    assert finds == pursue(whole, shards[1])[1]
    assert hunts[0].take(finds)
    for find in finds:
        assert find.history == whole.restricted(find.history)


def test_a_mistake_is_found_on_revm_and_again_on_the_reference(tmp_path: Path) -> None:
    broken = session("revm", FORGETFUL)
    failure, _ = pursue(broken, hunt(broken, tmp_path).shard(240))
    assert failure is not None
    found = confirm(broken, session("pyevm", FORGETFUL), failure)
    assert (found.kind, found.reason, found.history) == ("divergence", failure.reason, failure.history)
    assert "RewardAdded" in found.reason


def test_kept_histories_of_other_contracts_are_run_as_far_as_they_can_be(whole: Session, tmp_path: Path) -> None:
    kept = harsh(usual(whole.world))
    assert replay(whole, (kept, directed(whole, "shared_stream"))) == (None, frozenset())
    corpus = Corpus(tmp_path, whole.world, whole.world.same_token())
    path = corpus.add(kept)
    found = hunt(whole, tmp_path)
    assert whole.restricted(kept) != kept
    assert all(history == whole.restricted(history) for history in found.histories())
    assert path.exists()


def test_a_corpus_of_which_nothing_is_left_is_searched_from_the_deployment(whole: Session, tmp_path: Path) -> None:
    empty = Hunt(Corpus(tmp_path, whole.world, whole.world.same_token()), whole.world, 1, whole.adapted)
    failure, finds = pursue(whole, empty.shard(60))
    assert (failure, whole.tally.steps) == (None, 60)
    assert finds


def test_contracts_under_no_adapter_are_asked_actions_only(whole: Session) -> None:
    cast = whole.world.cast
    pause = Step(cast.guardian, 5, Pause())
    assert restricted(None, (poked(whole), pause)) == (Step(cast.guardian, 12, Pause()),)
    assert restricted(whole.adapted, (poked(whole), pause)) == (poked(whole),)


def test_a_call_that_stands_for_no_action_is_changed_as_a_whole(whole: Session) -> None:
    chooser = RandomChooser(3)
    generator = whole.generator(chooser)
    mutator = Mutator(whole.world, chooser, generator, whole.adapted)
    made = {mutator.refit((poked(whole),), ())[0] for _ in range(20)}
    assert len(made) > 5
    assert {type(step.action) for step in made} == {Disturb}


def test_weights_that_leave_out_all_that_is_mapped_are_not_kept(whole: Session) -> None:
    generator = whole.generator(RandomChooser(1), {Pause: 1, **dict.fromkeys(whole.scope, 0)})
    kinds = {generator.kind(whole.world.genesis()) for _ in range(200)}
    assert kinds == {*whole.scope, Disturb}
    only = whole.generator(RandomChooser(1), {**dict.fromkeys(whole.scope, 0), Delegate: 1})
    assert {only.kind(whole.world.genesis()) for _ in range(200)} <= {Delegate, Disturb}


def test_other_sources_under_an_adapter_are_told_apart(edited: Callable[..., Path]) -> None:
    own = fingerprint(Plan(REWARDS, adapter=REWARDS / "adapter.toml"))
    assert own == fingerprint(Plan(REWARDS, adapter=REWARDS / "adapter.toml"))
    assert own != fingerprint(Plan(REWARDS, adapter=edited(("a staking-rewards", "another staking-rewards"))))
    assert own != fingerprint(Plan(REWARDS, adapter=REWARDS / "no.toml"))
