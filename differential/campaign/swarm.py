"""Swarm configurations: each shard of a campaign goes its own way, with some of the actions only.

A search that can do everything at any time does a little of everything. One that cannot claim piles up tickets, one
that never slashes grows old pools; many of them together see more.
"""

from typing import Final

from differential.campaign.chooser import Chooser
from differential.campaign.generator import WEIGHTS
from spec.actions import Action
from spec.rejections import REJECTIONS

Weights = dict[type[Action], int]

EMPHASIS: Final = (1, 1, 1, 1, 4, 0, 0)
"""How much oftener than usual an action is asked for; those left out are still asked for while the state waits for
them."""


def swarm(chooser: Chooser) -> Weights:
    """Return how often to ask for each action."""
    weights: Weights = {kind: WEIGHTS.get(kind, 1) * chooser.pick(EMPHASIS) for kind in REJECTIONS}
    return weights if any(weights.values()) else dict(WEIGHTS)
