"""What no action asks for: functions that the contracts reserve for each other, and ether."""

from typing import Final

from tests.historical.seeds.seed import DOORS, Patch, Seed, bug

SEEDS: Final[tuple[Seed, ...]] = (
    bug(
        174,
        "anyone may open a validator's pool, with tokens of that validator",
        DOORS,
        "Bonds",
        (
            "uint256 amount) external onlyMember(address(REGISTRY)) nonReentrant",
            "uint256 amount) external nonReentrant",
        ),
    ),
    Seed(
        "BUG-193",
        "a batch of claims takes ether, which nobody gets back",
        (
            Patch(
                "src/Exits.sol",
                "function claimBatch(uint256[] calldata tickets) external nonReentrant",
                "function claimBatch(uint256[] calldata tickets) external payable nonReentrant",
            ),
            Patch(
                "src/interfaces/IPools.sol",
                "function claimBatch(uint256[] calldata tickets) external returns",
                "function claimBatch(uint256[] calldata tickets) external payable returns",
            ),
        ),
        DOORS,
    ),
)
