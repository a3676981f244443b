"""The same bugs, planted in the Vyper implementation, and those of them that have nothing to live in there."""

from typing import Final

from tests.historical.seeds.seed import Seed
from tests.historical.seeds.vyper import controls, exits, penalties, rewards, shares, validators

SEEDS: Final[tuple[Seed, ...]] = (
    *shares.SEEDS,
    *exits.SEEDS,
    *penalties.SEEDS,
    *validators.SEEDS,
    *rewards.SEEDS,
    *controls.SEEDS,
)
"""Every seed."""

NOT_IN_VYPER: Final = {
    "BUG-046": "The implementation has no function that changes parameters, and checks none at deployment.",
    "BUG-113": "The implementation has no function that changes parameters, and checks none at deployment.",
    "BUG-164": "The implementation takes no permits, and the stake token under its adapter is the Solidity one.",
    "BUG-167": "The implementation takes no permits.",
    "BUG-178": "The implementation has no function that changes parameters, and checks none at deployment.",
    "BUG-179": "Nothing changes parameters, so that those of the day are those of the request and of the execution.",
    "BUG-193": "It can be planted with one word, and not be found: a campaign under an adapter sends no ether.",
}
"""The bugs that are seeded into our contracts and not here, each with the reason."""
