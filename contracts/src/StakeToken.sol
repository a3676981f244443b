// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title Stake token
/// @notice The token that is staked: fixed supply, approvals by signature (EIP-2612), no owner and no hooks.
contract StakeToken is ERC20, ERC20Permit {
    /// @notice Creates the token and gives its whole supply to one holder.
    /// @param name Name of the token, also the name in its EIP-712 domain.
    /// @param symbol Ticker symbol of the token.
    /// @param holder Account that receives the supply; must not be zero.
    /// @param supply Whole supply, in the smallest unit of the token.
    constructor(string memory name, string memory symbol, address holder, uint256 supply)
        ERC20(name, symbol)
        ERC20Permit(name)
    {
        _mint(holder, supply);
    }
}
