"""Make a failing history small: fewer steps, shorter waits, rounder amounts, as long as it fails for the same reason.

Hypothesis could shrink too, but has no limit of its own that suits a run of two minutes; and a history is data here, so
that dropping steps needs no knowledge of how it was made.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
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


Attempt = Callable[[Session, History, str], Failure | None]
"""What runs a history and returns the failure if there is one."""


def shrink(session: Session, failure: Failure, seconds: float, again: Attempt = attempt) -> Failure:
    """Return a smaller failure about the same subject, the smallest found within ``seconds`` by trying ``again``."""
    end = time.monotonic() + seconds
    found = True
    while found:
        found = False
        for candidates in (without, simpler):
            for history in map(session.restricted, candidates(failure.history)):
                if time.monotonic() > end:
                    return failure
                if history == failure.history:
                    continue  # an adapter keeps at one value what was made simpler
                smaller = again(session, history, failure.kind)
                if smaller and smaller.subject == failure.subject:
                    failure, found = smaller, True
                    break
    return failure
