"""Leave out of a history what is not needed for what it shows, on the spec alone."""

from typing import Final

from differential.campaign.novelty import Features
from differential.campaign.rehearsal import Rehearsal

TRIALS: Final = 16
"""How often to try: most of what can go goes in the first long runs."""


def shorter(rehearsal: Rehearsal, size: int, end: int) -> Rehearsal:
    """Return the rehearsal without the ``size`` steps before ``end``."""
    rest = rehearsal.steps[end:]
    other = rehearsal.upto(end - size)
    for step in rest:
        other.play(step)
    return other


def trimmed(rehearsal: Rehearsal, wanted: Features) -> Rehearsal:
    """Return a rehearsal of fewer steps that still shows ``wanted``: long runs of steps are left out first."""
    last = max(number for number, shown in enumerate(rehearsal.shown, start=1) if shown & wanted)
    rehearsal, size, trials = rehearsal.upto(last), last // 2, TRIALS
    while size:
        end = len(rehearsal.steps)
        while end >= size:
            if not trials:
                return rehearsal
            trials -= 1
            other = shorter(rehearsal, size, end)
            if wanted <= other.features:
                rehearsal = other
            end -= size
        size //= 2
    return rehearsal
