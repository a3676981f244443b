"""Real bugs of other systems, planted in ours.

Each one keeps the mechanism of the original where our names and parts differ: what was a validator slot there may be a
pool's generation here. A bug that has nothing to live in here is left out, with the reason.
"""

from typing import Final

from tests.historical.seeds import controls, doors, exits, penalties, permits, rewards, shares, validators
from tests.historical.seeds.seed import Seed

SEEDS: Final[tuple[Seed, ...]] = (
    *shares.SEEDS,
    *exits.SEEDS,
    *penalties.SEEDS,
    *validators.SEEDS,
    *rewards.SEEDS,
    *controls.SEEDS,
    *permits.SEEDS,
    *doors.SEEDS,
)
"""Every seed."""
