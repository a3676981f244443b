"""Make a failing history small: fewer steps, shorter waits, rounder amounts, as long as it fails for the same reason.

Hypothesis could shrink too, but has no limit of its own that suits a run of two minutes; and a history is data here, so
that dropping steps needs no knowledge of how it was made.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Any

from differential.campaign.relate import relate
from differential.campaign.session import Failure, Session
from properties.world import History, Step
from spec.units import UINT256_MAX, Address


def attempt(session: Session, history: History, kind: str) -> Failure | None:
    """Run a history, or compare runs of it, and return the failure if there is one."""
    if kind == "relation":
        return relate(session, history)
    try:
        session.run(history)
        if kind == "door":
            session.knock()
    except Failure as failure:
        return failure
    return None


def without(history: History) -> Iterator[History]:
    """Yield the history without runs of its steps, long runs first, from the end; with and without their time."""
    size = len(history) // 2
    while size:
        for start in range(len(history) - size, -1, -size):
            gone, rest = history[start : start + size], history[start + size :]
            yield history[:start] + rest
            waited = sum(step.delay for step in gone)
            if waited and rest:
                yield (*history[:start], replace(rest[0], delay=rest[0].delay + waited), *rest[1:])
        size //= 2


def simpler_numbers(value: int) -> tuple[int, ...]:
    """Return simpler numbers than ``value``: nothing, one, half, and with fewer digits; no limit is simple as it is."""
    if value == UINT256_MAX:
        return ()
    short = [value // 10**digits * 10**digits for digits in (30, 24, 18, 12, 6, 3) if value >= 10**digits]
    return tuple(dict.fromkeys(number for number in (0, 1, *short, value // 2) if number < value))


def simpler_steps(step: Step) -> Iterator[Step]:
    """Yield the step with one number made simpler."""
    for delay in simpler_numbers(step.delay):
        yield replace(step, delay=delay)
    action: Any = step.action
    for field in fields(action):
        value = getattr(action, field.name)
        if field.type is not Address and type(value) is int:
            for number in simpler_numbers(value):
                yield replace(step, action=replace(action, **{field.name: number}))


def simpler(history: History) -> Iterator[History]:
    """Yield the history with one number made simpler."""
    for index, step in enumerate(history):
        for other in simpler_steps(step):
            yield (*history[:index], other, *history[index + 1 :])


def smaller(history: History) -> Iterator[History]:
    """Yield all that is tried in the place of a history: shorter ones first, since they take less time."""
    yield from without(history)
    yield from simpler(history)


Attempt = Callable[[Session, History, str], Failure | None]
"""What runs a history and returns the failure if there is one."""


@dataclass(frozen=True, slots=True)
class Shrinking:
    """A failure on its way to a smaller one."""

    failure: Failure
    tried: int = 0
    """How many of its smaller histories were tried, none of which fails for the same reason."""
    over: bool = False
    """Whether all were."""


def shrink(session: Session, begun: Shrinking, seconds: float, again: Attempt = attempt) -> Shrinking:
    """Go on making a failure small where that was left, for ``seconds`` or one trial, by trying ``again``."""
    end = time.monotonic() + seconds
    failure, tried = begun.failure, begun.tried
    candidates: Iterator[History] = islice(smaller(failure.history), tried, None)
    while (candidate := next(candidates, None)) is not None:
        tried += 1
        history = session.restricted(candidate)
        if history == failure.history:
            continue  # an adapter keeps at one value what was made simpler
        found = again(session, history, failure.kind)
        if found and found.subject == failure.subject:
            failure, tried, candidates = found, 0, smaller(found.history)
        if time.monotonic() > end:
            return Shrinking(failure, tried)
    return Shrinking(failure, tried, over=True)
