// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {UnexpectedTransferAmount} from "./Errors.sol";

/// @title Custody
/// @notice How a contract that holds tokens takes them in and pays them out. Errors of the token pass through.
library Custody {
    using SafeERC20 for IERC20;

    /// @dev Takes exactly `amount` that the custody was allowed. A balance is read here and nowhere else: what a
    /// token delivers in excess or falls short of would make the books wrong.
    function pull(IERC20 token, address owner, uint256 amount) internal {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(owner, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        require(received == amount, UnexpectedTransferAmount(amount, received));
    }

    /// @dev Pays out; paying nothing moves nothing, since some tokens refuse to.
    function pay(IERC20 token, address receiver, uint256 amount) internal {
        if (amount == 0) return;
        token.safeTransfer(receiver, amount);
    }
}
