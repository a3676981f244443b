"""The scenarios are true, and together they reach all that can happen."""

from collections.abc import Iterator
from dataclasses import fields

import pytest

from properties.scenarios import ALL
from properties.scenarios.story import FalseStory, Line, Scenario, Story, outcome_of, scenario, state_after
from properties.world import World, paper_world
from spec import actions, errors, events
from spec.actions import Action, Leave, SetParameters
from spec.errors import ConstraintViolated, ParameterOutOfBounds, Rejection
from spec.exits import is_slashable
from spec.parameters import Parameters
from spec.rejections import REJECTIONS
from spec.state import BucketId, State
from spec.transition import Applied
from spec.units import NOBODY, Status

WORLD = paper_world()

STEPS_AT_MOST = 1_130
"""All scenarios together stay this short, since every campaign runs them on real contracts."""


def played(told: Scenario, world: World = WORLD) -> Iterator[tuple[State, Line, Applied | Rejection]]:
    state = world.genesis()
    for line in told.script(world):
        outcome = outcome_of(state, line.step)
        yield state, line, outcome
        state = state_after(state, line.step, outcome)


def everything() -> Iterator[tuple[State, Line, Applied | Rejection]]:
    for told in ALL:
        yield from played(told)


def told_events() -> Iterator[events.Event]:
    for _, _, outcome in everything():
        if isinstance(outcome, Applied):
            yield from outcome.events


def states() -> Iterator[State]:
    for _, _, outcome in everything():
        if isinstance(outcome, Applied):
            yield outcome.state


@pytest.mark.parametrize("same_token", [True, False], ids=["one token", "two tokens"])
@pytest.mark.parametrize("told", ALL, ids=lambda told: told.name)
def test_every_step_ends_as_the_story_says(told: Scenario, same_token: bool) -> None:
    for _, line, outcome in played(told, paper_world(same_token)):
        assert line.refusal == (type(outcome) if isinstance(outcome, Rejection) else None)


def test_names_are_unique_and_stories_are_sentences() -> None:
    assert len({told.name for told in ALL}) == len({told.story for told in ALL}) == len(ALL)
    assert [told.name for told in ALL if not told.story.endswith(".")] == []


def test_scenarios_are_short() -> None:
    assert sum(len(told.history(WORLD)) for told in ALL) <= STEPS_AT_MOST


def test_every_action_is_accepted() -> None:
    accepted = {type(line.step.action) for _, line, outcome in everything() if isinstance(outcome, Applied)}
    classes = {thing for thing in vars(actions).values() if isinstance(thing, type) and issubclass(thing, Action)}
    assert accepted == set(REJECTIONS) == classes - {Action}


def test_exactly_the_declared_rejections_are_met() -> None:
    met = {
        (type(line.step.action), type(outcome)) for _, line, outcome in everything() if isinstance(outcome, Rejection)
    }
    assert met == {(action, reason) for action, reasons in REJECTIONS.items() for reason in reasons}


def test_every_reason_is_declared_somewhere() -> None:
    reasons = {reason for reasons in REJECTIONS.values() for reason in reasons}
    classes = {thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, Rejection)}
    assert reasons == classes - {Rejection}


def test_every_event_is_told() -> None:
    classes = {thing for thing in vars(events).values() if isinstance(thing, type) and issubclass(thing, events.Event)}
    assert {type(event) for event in told_events()} == classes - {events.Event}


def test_every_change_of_status_happens_and_no_other() -> None:
    none, active, leaving = Status.NONE, Status.ACTIVE, Status.LEAVING
    jailed, tombstoned, exited = Status.JAILED, Status.TOMBSTONED, Status.EXITED
    changes = {(event.previous, event.status) for event in told_events() if isinstance(event, events.StatusChanged)}
    assert changes == {
        (none, active),
        (active, leaving),
        (active, jailed),
        (active, tombstoned),
        (jailed, active),
        (jailed, tombstoned),
        (leaving, tombstoned),
        (leaving, exited),
        (exited, tombstoned),
    }


def test_every_status_is_punished() -> None:
    punished = {
        state.validators[event.validator].status
        for state, _, outcome in everything()
        if isinstance(outcome, Applied)
        for event in outcome.events
        if isinstance(event, events.Slashed)
    }
    assert punished == set(Status) - {Status.NONE}


def test_every_bound_and_constraint_is_violated() -> None:
    beyond: set[tuple[int, str]] = set()
    misfits: set[int] = set()
    for _, line, outcome in everything():
        if not isinstance(line.step.action, SetParameters):
            continue
        if isinstance(outcome, ParameterOutOfBounds):
            beyond.add((outcome.parameter, "below" if outcome.value < outcome.lowest else "above"))
        if isinstance(outcome, ConstraintViolated):
            misfits.add(outcome.constraint)
    numbers = range(len(fields(Parameters)))
    may_be_zero = {"reporter_cut", "insurance_cut", "treasury_cut", "burn_cut", "max_commission"}
    below = {(number, "below") for number in numbers if fields(Parameters)[number].name not in may_be_zero}
    assert beyond == below | {(number, "above") for number in numbers}
    assert misfits == {0, 1, 3, 6, 7, 8}


def test_generations_end_by_penalty_and_by_exit_and_leave_worthless_shares() -> None:
    causes = set()
    for _, _, outcome in everything():
        kinds = {type(event) for event in outcome.events} if isinstance(outcome, Applied) else set()
        if events.GenerationStarted in kinds:
            causes |= kinds & {events.PoolSlashed, events.UnbondingRequested}
    assert causes == {events.PoolSlashed, events.UnbondingRequested}
    generations = {
        pool_id.generation
        for state in states()
        for pool_id, pool in state.pools.items()
        if pool.shares > 0 and pool_id.generation < state.validators[pool_id.validator].generation
    }
    assert generations == {0, 1}


def place(bucket: BucketId | events.BucketSlashed) -> tuple[int, int, int, int]:
    return bucket.validator, bucket.generation, bucket.request, bucket.maturity


def spared(after: State, hit: set[tuple[int, int, int, int]]) -> Iterator[str]:
    """Yield why buckets of punished validators were spared."""
    for bucket_id, bucket in after.buckets.items():
        if bucket.assets > 0 and bucket_id.validator in {key[0] for key in hit} and place(bucket_id) not in hit:
            yield "not covered" if is_slashable(after, bucket_id) else "matured"


def test_buckets_are_slashed_beside_ones_that_are_not_covered_and_ones_that_matured() -> None:
    reasons: set[str] = set()
    for _, _, outcome in everything():
        if isinstance(outcome, Applied):
            hit = {place(event) for event in outcome.events if isinstance(event, events.BucketSlashed)}
            reasons |= set(spared(outcome.state, hit))
    assert reasons == {"matured", "not covered"}


def test_streams_run_without_weight_and_leave_remainders() -> None:
    assert any(state.stream.carry > 0 and state.stream.total_weight == 0 for state in states())
    assert any(state.stream.remainder > 0 for state in states())
    assert any(earner.leftover > 0 for state in states() for earner in state.earners.values())


def test_a_false_story_cannot_be_told() -> None:
    @scenario("Somebody who is no validator leaves.")
    def impossible(s: Story) -> None:
        s.does(s.alice, Leave())

    with pytest.raises(FalseStory, match="WrongStatus"):
        impossible.history(WORLD)


def test_nobody_is_nobody() -> None:
    assert NOBODY not in WORLD.cast.everyone()
