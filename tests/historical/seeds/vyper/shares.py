"""The price of shares."""

from typing import Final

from tests.historical.seeds.seed import Seed
from tests.historical.seeds.vyper.planting import also

SEEDS: Final[tuple[Seed, ...]] = (
    also(
        "a donation moves the price of a share",
        (
            """\
@pure
@internal
def _shares_bought(pool: Pool, assets: uint256) -> uint256:
    return assets * (pool.shares + VIRTUAL_SHARES) // (pool.assets + 1)
""",
            """\
@view
@internal
def _shares_bought(pool: Pool, assets: uint256) -> uint256:
    owed: uint256 = self.ledger.bonded + self.ledger.unbonding + self.ledger.credited + self.ledger.pot
    donated: uint256 = staticcall STAKE_TOKEN.balanceOf(self) - owed
    return assets * (pool.shares + VIRTUAL_SHARES) // (pool.assets + donated + 1)
""",
        ),
    ),
    also(
        "a wiped-out pool keeps its shares and goes on",
        (
            "pool.assets < DUST_FLOOR:\n        self._start_generation(validator)",
            "pool.assets < DUST_FLOOR:\n        self._sweep_dust(validator)",
        ),
    ),
    also(
        "stake that joins after a penalty is priced as before it",
        ("self._shares_bought(pool, amount)", "self._shares_bought(empty(Pool), amount)"),
        hint="share_supply",
    ),
)
