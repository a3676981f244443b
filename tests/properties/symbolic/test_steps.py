"""A symbolic run, with the values of a concrete state put in, is the concrete run."""

from functools import cache
from typing import Any

import pytest

from properties.outcome import Outcome, Rejected
from properties.symbolic.assumptions import call_is_possible
from properties.symbolic.ground import Ground, flat_numbers, takes
from properties.symbolic.interpretation import symbolic
from properties.symbolic.joining import Guarded
from properties.symbolic.knowledge import Knowledge, knowledge
from properties.symbolic.polynomial import number
from properties.symbolic.steps import Case, by_name, cases
from spec.events import BucketSlashed
from spec.map import Map

STEPS = tuple(name for name in by_name() if name != "ClaimBatch")
"""A batch leaves something arbitrary of which only the claims are known, so that it is no concrete run."""
SAMPLE = 6
"""How many calls of each kind are run both ways, of accepted and rejected ones each."""


@cache
def explored(name: str) -> tuple[Case, ...]:
    with symbolic():
        return tuple(cases(name))


@cache
def known() -> Knowledge:
    with symbolic():
        return knowledge()


@pytest.mark.parametrize("name", STEPS)
def test_symbolic_runs_are_concrete_runs(name: str, outcomes: tuple[Outcome, ...]) -> None:
    calls = [outcome for outcome in outcomes if type(outcome.action).__name__ == name]
    here = [outcome for outcome in calls if call_is_possible(outcome.before, outcome.call)]
    refused = [o for o in here if isinstance(o, Rejected)]
    accepted = [o for o in here if not isinstance(o, Rejected)]
    sample: tuple[Outcome, ...] = (
        *refused[:: max(1, len(refused) // SAMPLE)],
        *accepted[:: max(1, len(accepted) // SAMPLE)],
    )
    for outcome in sample:
        real = Ground(s=outcome.before, call=outcome.call, arg=outcome.action)
        taken = [case for case in explored(name) if takes(outcome, case.explored.conditions)]
        assert len(taken) == 1
        result: Any = taken[0].explored.result
        if isinstance(outcome, Rejected):
            assert type(result) is type(outcome.rejection)
            continue
        assert real.is_now(result.state, outcome.after)
        plain = tuple(event for event in outcome.events if not isinstance(event, BucketSlashed))
        assert real.is_now(tuple(event for event in result.events if not is_open(event)), plain)
        assert real.is_now(result.value, outcome.value)


def is_open(event: Any) -> bool:
    """Tell whether it is left open whether an event was told, as of those that are told once for each bucket."""
    return isinstance(event, Guarded) and isinstance(event.event, BucketSlashed)


def keys_of(state: Any) -> dict[str, list[tuple[int, ...]]]:
    """Return the keys of all maps of a state, those of maps within maps after the keys around them."""
    found: dict[str, list[tuple[int, ...]]] = {}
    for name in type(state).__dataclass_fields__:
        value = getattr(state, name)
        if isinstance(value, Map):
            for key, entry in value.items():
                found.setdefault(f"s.{name}", []).append(flat_numbers(key))
                for inner in getattr(type(entry), "__dataclass_fields__", ()):
                    nested = getattr(entry, inner)
                    if isinstance(nested, Map):
                        at = [(*flat_numbers(key), *flat_numbers(k)) for k, _ in nested.items()]
                        found.setdefault(f"s.{name}.{inner}", []).extend(at)
    return found


def test_what_is_assumed_holds_of_reachable_states(outcomes: tuple[Outcome, ...]) -> None:
    for outcome in outcomes[:: max(1, len(outcomes) // 8)]:
        real = Ground(s=outcome.before)
        for id, f in known().ground:
            assert real.holds(f), id
        for head, keys in keys_of(outcome.before).items():
            for key in keys:
                for id, f in known().at(head, tuple(map(number, key))):
                    assert real.holds(f), (id, key)
