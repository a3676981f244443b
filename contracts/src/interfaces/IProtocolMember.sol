// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Addresses} from "../Types.sol";

/// @title Protocol member
/// @notice What every contract of the protocol answers.
interface IProtocolMember {
    /// @notice Returns the contracts that make up the protocol, this one included.
    /// @return The addresses, fixed at deployment.
    function addresses() external view returns (Addresses memory);
}
