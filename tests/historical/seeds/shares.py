"""The price of shares."""

from typing import Final

from tests.historical.seeds.seed import Seed, bug

SEEDS: Final[tuple[Seed, ...]] = (
    bug(
        1,
        "a donation moves the price of a share",
        "donations",
        "PoolBook",
        (
            """\
    function _sharesBought(Pool memory pool, uint256 assets) internal pure returns (uint256) {
        return assets * (pool.shares + VIRTUAL_SHARES) / (pool.assets + VIRTUAL_ASSETS);
""",
            """\
    function _sharesBought(Pool memory pool, uint256 assets) internal view returns (uint256) {
        uint256 owed = _ledger.bonded + _ledger.unbonding + _ledger.credited + _ledger.pot;
        uint256 donated = STAKE_TOKEN.balanceOf(address(this)) - owed;
        return assets * (pool.shares + VIRTUAL_SHARES) / (pool.assets + donated + VIRTUAL_ASSETS);
""",
        ),
    ),
    bug(
        7,
        "a wiped-out pool keeps its shares and goes on",
        "wiped_out_twice",
        "Penalties",
        ("_startGeneration(validator);", "_sweepDust(validator, _books[validator].generation);"),
    ),
    bug(
        116,
        "stake that joins after a penalty is priced as before it",
        "odd_amounts",
        "Bonds",
        ("shares = _sharesBought(pool, amount);", "shares = _sharesBought(Pool(0, 0), amount);"),
    ),
)
