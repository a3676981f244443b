"""Rehearsals: what a step shows is the same wherever it is worked out, and nothing else is left out by trimming."""

import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from inspect import getmembers, isfunction

from differential.campaign.novelty import features
from differential.campaign.openings import harsh, ordinary
from differential.campaign.rehearsal import rehearsed
from differential.campaign.trimming import trimmed
from differential.campaign.turns import CHAPTERS, coded, watched, watching
from properties.mutation.mutant import Mutant, in_place
from properties.scenarios.story import outcome_of, state_after
from properties.world import Step, paper_world
from spec import clock, exits
from spec.actions import Claim, Pause, Unpause
from spec.errors import NotAuthorised
from spec.transition import Applied
from spec.units import TicketId

WORLD = paper_world()


def test_a_rehearsal_leads_where_the_spec_does() -> None:
    state = WORLD.genesis()
    for step in harsh(WORLD):
        state = state_after(state, step, outcome_of(state, step))
    rehearsal = rehearsed(WORLD, harsh(WORLD))
    assert rehearsal.state == state
    assert rehearsal.history == harsh(WORLD)
    assert len(rehearsal.states) == len(rehearsal.shown) + 1 == len(rehearsal.accepted)


def test_the_first_steps_can_go_on_otherwise() -> None:
    rehearsal = rehearsed(WORLD, harsh(WORLD))
    other = rehearsal.upto(4)
    other.play(Step(WORLD.cast.guardian, 0, Pause()))
    assert other.history == (*ordinary(WORLD)[:4], Step(WORLD.cast.guardian, 0, Pause()))
    assert rehearsal.history == harsh(WORLD)
    assert other.features == rehearsed(WORLD, other.history).features


def test_features_are_the_same_in_every_process() -> None:
    script = (
        "from differential.campaign.openings import harsh\n"
        "from differential.campaign.rehearsal import rehearsed\n"
        "from properties.world import paper_world\n"
        "print(sum(rehearsed(paper_world(), harsh(paper_world())).features))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(run.stdout) == sum(rehearsed(WORLD, harsh(WORLD)).features)


def test_another_way_through_the_spec_is_another_feature() -> None:
    early, late = Step(WORLD.cast.delegators[0], 0, Claim(TicketId(1))), Step(WORLD.cast.guardian, 9, Pause())
    before = rehearsed(WORLD, ordinary(WORLD))
    shown = []
    for step in (early, late, late):
        before.play(step)
        shown.append(before.shown[-1])
    assert len(set(shown)) == 3


def test_watching_tells_ways_apart_and_leaves_nothing_behind() -> None:
    state, step = WORLD.genesis(), Step(WORLD.cast.guardian, 0, Pause())
    code, names = clock.pause.__code__, set(vars(clock))
    with watching():
        assert clock.pause.__code__ != code
        outcome, turns = watched(lambda: outcome_of(state, step))
        _, others = watched(lambda: outcome_of(state, replace(step, caller=WORLD.cast.whale)))
    assert outcome == outcome_of(state, step)
    assert turns - others
    assert turns & others
    assert (clock.pause.__code__, set(vars(clock))) == (code, names)
    assert watched(lambda: outcome_of(state, step)) == (outcome, turns)
    assert features(state, step, outcome, state, "", turns) != features(state, step, outcome, state, "", ())


def test_every_function_of_the_chapters_is_watched() -> None:
    watchable = {function for function, code, _ in coded() if function.__code__ == code}
    chapters = [import_module(f"spec.{name}") for name in CHAPTERS]
    assert watchable == {
        item for module in chapters for _, item in getmembers(module, isfunction) if item.__module__ == module.__name__
    }
    assert exits.unbond in watchable


def test_a_planted_mistake_stays_while_somebody_watches() -> None:
    wrong = Mutant("no one may pause", "clock", "pause", "caller ==", "caller !=")
    state, step = WORLD.genesis(), Step(WORLD.cast.guardian, 0, Pause())
    with in_place(wrong), watching():
        assert isinstance(outcome_of(state, step), NotAuthorised)
    assert isinstance(outcome_of(state, step), Applied)


def test_a_spec_that_fails_is_left_to_lock_step() -> None:
    broken = Mutant("an assertion", "clock", "pause", "    clock = state.clock\n", "    assert False\n")
    with in_place(broken):
        rehearsal = rehearsed(WORLD, [Step(WORLD.cast.guardian, 5, Pause())])
    assert rehearsal.state.clock.now == WORLD.genesis().clock.now + 5


def test_trimming_leaves_what_shows_the_wanted() -> None:
    guardian = WORLD.cast.guardian
    pauses = (Step(guardian, 0, Pause()), Step(guardian, 60, Unpause()))
    history = (*harsh(WORLD), *pauses, *harsh(WORLD))
    rehearsal = rehearsed(WORLD, history)
    wanted = rehearsal.shown[len(harsh(WORLD)) + 1] - rehearsed(WORLD, harsh(WORLD)).features
    small = trimmed(rehearsal, wanted)
    assert small.history == pauses
    assert wanted <= small.features
