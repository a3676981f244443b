"""Pauses and the clock."""

from typing import Final

from properties.bounded.check import CHOICE, TIME, Check, Made, Unknown, call, pick
from properties.bounded.population import CAST, Population, closing, pausing
from properties.world import Step
from spec import actions as a
from spec import errors as e
from spec.parameters import DAY

BEFORE: Final = Unknown(0, 2 * DAY)
"""Seconds in earlier pauses."""
AGO: Final = Unknown(0, DAY)
"""Seconds since the latest pause began."""
LASTS: Final = Unknown(0, 3 * DAY)
"""Seconds that it lasts."""
STAFF: Final = (CAST.guardian, CAST.governor, CAST.slasher)


@call(
    "pause",
    a.Pause,
    "earlier pauses are forgotten",
    e.NotAuthorised,
    e.PauseTooSoon,
    seconds=TIME,
    before=BEFORE,
    ago=AGO,
    lasts=LASTS,
    caller=CHOICE,
)
def pausing_again(people: Population, seconds: int, before: int, ago: int, lasts: int, caller: int) -> Made:
    """Let one of the staff pause at any time, in or after a pause of any length, with any pauses before it."""
    state = pausing(people.state, before, ago, lasts)
    return state, Step(pick(STAFF, caller), seconds, a.Pause())


@call(
    "unpause",
    a.Unpause,
    "a pause ended early counts as none",
    e.NotAuthorised,
    e.NotPaused,
    seconds=TIME,
    before=BEFORE,
    ago=AGO,
    lasts=LASTS,
    caller=CHOICE,
)
def ending_a_pause(people: Population, seconds: int, before: int, ago: int, lasts: int, caller: int) -> Made:
    """Let one of the staff end a pause of any length at any time, with any pauses before it."""
    state = pausing(people.state, before, ago, lasts)
    return state, Step(pick(STAFF, caller), seconds, a.Unpause())


@call(
    "pause_registration",
    a.PauseRegistration,
    "closing registrations is a pause",
    e.NotAuthorised,
    seconds=TIME,
    lasts=LASTS,
    caller=CHOICE,
    closed=CHOICE,
)
def closing_registration(people: Population, seconds: int, lasts: int, caller: int, closed: int) -> Made:
    """Let one of the staff close registration at any time, in or after a pause of any length."""
    state = closing(pausing(people.state, 0, 0, lasts), pick((False, True), closed))
    return state, Step(pick(STAFF, caller), seconds, a.PauseRegistration())


@call(
    "resume_registration",
    a.ResumeRegistration,
    "anyone ends a pause",
    e.NotAuthorised,
    seconds=TIME,
    lasts=LASTS,
    caller=CHOICE,
    closed=CHOICE,
)
def opening_registration(people: Population, seconds: int, lasts: int, caller: int, closed: int) -> Made:
    """Let one of the staff open registration at any time, in or after a pause of any length."""
    state = closing(pausing(people.state, 0, 0, lasts), pick((False, True), closed))
    return state, Step(pick(STAFF, caller), seconds, a.ResumeRegistration())


CHECKS: Final[tuple[Check, ...]] = (pausing_again, ending_a_pause, closing_registration, opening_registration)
