// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {NotProtocol, ZeroAddress} from "./Errors.sol";
import {IController} from "./interfaces/IController.sol";
import {IPools} from "./interfaces/IPools.sol";
import {IProtocolMember} from "./interfaces/IProtocolMember.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";
import {IRewards} from "./interfaces/IRewards.sol";
import {ISlashing} from "./interfaces/ISlashing.sol";
import {Addresses} from "./Types.sol";

/// @title Protocol member
/// @notice A contract of the protocol: it knows the others, and they are all that it trusts.
/// @dev The addresses are immutable, so no call between the contracts costs a storage read, and nobody can replace
/// one of them. The deployer predicts them.
abstract contract ProtocolMember is IProtocolMember {
    IController internal immutable CONTROLLER;
    IRegistry internal immutable REGISTRY;
    IPools internal immutable POOLS;
    ISlashing internal immutable SLASHING;
    IRewards internal immutable REWARDS;

    /// @dev Admits only calls from one contract of the protocol.
    modifier onlyMember(address member) {
        require(msg.sender == member, NotProtocol(msg.sender));
        _;
    }

    constructor(Addresses memory protocol) {
        bool complete = protocol.controller != address(0) && protocol.registry != address(0)
            && protocol.pools != address(0) && protocol.slashing != address(0) && protocol.rewards != address(0);
        require(complete, ZeroAddress());
        CONTROLLER = IController(protocol.controller);
        REGISTRY = IRegistry(protocol.registry);
        POOLS = IPools(protocol.pools);
        SLASHING = ISlashing(protocol.slashing);
        REWARDS = IRewards(protocol.rewards);
    }

    /// @inheritdoc IProtocolMember
    function addresses() external view returns (Addresses memory) {
        return Addresses({
            controller: address(CONTROLLER),
            registry: address(REGISTRY),
            pools: address(POOLS),
            slashing: address(SLASHING),
            rewards: address(REWARDS)
        });
    }
}
