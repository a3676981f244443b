// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {StakeToken} from "../src/StakeToken.sol";

/// @title Odd token
/// @notice A token that no custody should trust: it can keep a part of what it moves, and call somebody while it moves.
/// @dev Never deployed; it shows that the custodies are safe from such a token.
contract OddToken is StakeToken {
    /// @dev What it keeps of every transfer.
    uint256 private _kept;

    /// @dev Whom it calls during every transfer, if anybody, and with what.
    address private _target;
    bytes private _data;

    /// @notice What the latest of these calls said: the selector of its error, or `ACCEPTED`.
    bytes4 public answer;

    /// @notice The answer of a call that was accepted.
    bytes4 public constant ACCEPTED = 0xffffffff;

    constructor(string memory name, string memory symbol, address holder, uint256 supply)
        StakeToken(name, symbol, holder, supply)
    {}

    /// @notice Keeps so much of every transfer from now on.
    function keep(uint256 amount) external {
        _kept = amount;
    }

    /// @notice Makes a call during every transfer from now on.
    function meddle(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    function _update(address sender, address receiver, uint256 amount) internal override {
        super._update(sender, receiver, amount - _kept);
        if (_target == address(0)) return;
        (bool accepted, bytes memory output) = _target.call(_data);
        answer = accepted ? ACCEPTED : bytes4(output);
    }
}
