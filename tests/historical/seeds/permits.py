"""Signed allowances."""

from typing import Final

from tests.historical.seeds.seed import Seed, bug

SEEDS: Final[tuple[Seed, ...]] = (
    bug(
        164,
        "the type of a permit has a space too much in its text",
        "permit_good_and_replayed",
        "StakeToken",
        (
            'import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";\n',
            """\
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
""",
        ),
        (
            "        _mint(holder, supply);\n    }\n",
            """\
        _mint(holder, supply);
    }

    function permit(
        address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s
    ) public override {
        require(block.timestamp <= deadline, ERC2612ExpiredSignature(deadline));
        bytes32 kind =
            keccak256("Permit(address owner, address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 content = keccak256(abi.encode(kind, owner, spender, value, _useNonce(owner), deadline));
        address signer = ECDSA.recover(_hashTypedDataV4(content), v, r, s);
        require(signer == owner, ERC2612InvalidSigner(signer, owner));
        _approve(owner, spender, value);
    }
""",
        ),
    ),
    bug(
        167,
        "a permit that somebody has used before stops the call that comes with it",
        "used_permit",
        "Bonds",
        ("        try IERC20Permit(", "        IERC20Permit("),
        ("        ) {} catch {}\n", "        );\n"),
    ),
)
