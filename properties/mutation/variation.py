"""Small changes of a history, for what no story tells."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from properties.scenarios.story import Line, Script

Change = Callable[[Script, int, Random], Script]
"""Changes a script at one step."""


def drop(script: Script, place: int, random: Random) -> Script:
    """Leave a step out; the next one waits as long."""
    return script[:place] + script[place + 1 :]


def repeat(script: Script, place: int, random: Random) -> Script:
    """Take a step twice, the second time at once or a little later."""
    step = replace(script[place].step, delay=random.choice((0, 1, 86_400)))
    return (*script[: place + 1], Line(step, None), *script[place + 1 :])


def swap(script: Script, place: int, random: Random) -> Script:
    """Exchange a step with the next."""
    return script[:place] + script[place : place + 2][::-1] + script[place + 2 :]


def delay(script: Script, place: int, random: Random) -> Script:
    """Let more time pass before a step, or less."""
    step = script[place].step
    seconds = random.choice((0, max(0, step.delay - 1), step.delay + 1, step.delay + 86_400))
    return (*script[:place], Line(replace(step, delay=seconds), None), *script[place + 1 :])


def impersonate(script: Script, place: int, random: Random) -> Script:
    """Let somebody else of the story make a call."""
    caller = random.choice(script).step.caller
    return (*script[:place], Line(replace(script[place].step, caller=caller), None), *script[place + 1 :])


CHANGES: tuple[Change, ...] = (drop, repeat, swap, delay, impersonate)


def vary(script: Script, random: Random) -> Script:
    """Change one to four steps of a script."""
    for _ in range(random.randint(1, 4)):
        if script:
            script = random.choice(CHANGES)(script, random.randrange(len(script)), random)
    return script
