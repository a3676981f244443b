"""Roles, and what nobody asks for."""

from typing import Final

from tests.historical.seeds.seed import DOORS, Seed
from tests.historical.seeds.vyper.planting import alone, also

SEEDS: Final[tuple[Seed, ...]] = (
    also(
        "anyone may appoint the slasher",
        (
            'assert role <= NOTIFIER\n    assert msg.sender == self.roles.governor, "NotAuthorised"',
            'assert role <= NOTIFIER\n    assert role == SLASHER or msg.sender == self.roles.governor, "NotAuthorised"',
        ),
    ),
    also(
        "anyone may accept the governor's office",
        (
            "msg.sender != empty(address) and msg.sender == self.roles.pending_governor,",
            "msg.sender != empty(address),",
        ),
    ),
    alone(
        174,
        "anyone may initialise the contract once more",
        DOORS,
        (
            "@view\n@external\ndef protocol_time() -> uint256:\n",
            """\
@external
def initialize(governor: address):
    self.roles.governor = governor


@view
@external
def protocol_time() -> uint256:
""",
        ),
    ),
)
