// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Bonds} from "./Bonds.sol";
import {Exits} from "./Exits.sol";
import {IPools} from "./interfaces/IPools.sol";
import {PackedCheckpoint, PackedTicket, Packing} from "./Packed.sol";
import {Penalties} from "./Penalties.sol";
import {PoolBook} from "./PoolBook.sol";
import {Addresses, Book, Bucket, BucketId, Checkpoint, Ledger, Pool, Ticket} from "./Types.sol";

/// @title Pools
/// @notice Custody of all stake: deposits, exits, penalties, and what anyone may ask about them.
contract Pools is Bonds, Exits, Penalties {
    using Packing for PackedCheckpoint;
    using Packing for PackedTicket;

    /// @notice Deploys an empty custody; the controller must be there already.
    /// @param protocol The contracts of the protocol.
    /// @param stakeToken_ The token that validators and delegators bond.
    constructor(Addresses memory protocol, IERC20 stakeToken_) PoolBook(protocol, stakeToken_) {}

    /// @inheritdoc IPools
    function currentPool(address validator)
        external
        view
        returns (uint256 generation, uint256 assets, uint256 shares)
    {
        generation = _books[validator].generation;
        Pool storage pool = _pools[validator][generation];
        return (generation, pool.assets, pool.shares);
    }

    /// @inheritdoc IPools
    function standing(address validator) external view returns (uint256 stake, uint256 selfStake, uint256 shares) {
        Pool memory pool = _currentPool(validator);
        return (pool.assets, _assetsSold(pool, _sharesHeld(validator, validator)), pool.shares);
    }

    /// @inheritdoc IPools
    function previewDeposit(address validator, uint256 amount) external view returns (uint256) {
        return _sharesBought(_currentPool(validator), amount);
    }

    /// @inheritdoc IPools
    function previewUnbond(address validator, uint256 shares) external view returns (uint256) {
        return _assetsSold(_currentPool(validator), shares);
    }

    /// @inheritdoc IPools
    function previewUnbondAssets(address validator, uint256 assets) external view returns (uint256) {
        return _sharesSold(_currentPool(validator), assets);
    }

    /// @inheritdoc IPools
    function stakeOf(address validator, address holder) external view returns (uint256) {
        return _assetsSold(_currentPool(validator), _sharesHeld(validator, holder));
    }

    /// @inheritdoc IPools
    function isClaimable(uint256 ticket) external view returns (bool) {
        Ticket memory record = _tickets[ticket].load();
        return record.shares > 0 && !_isSlashable(record.bucket, CONTROLLER.protocolTime());
    }

    /// @inheritdoc IPools
    function ticketValue(uint256 ticket) external view returns (uint256) {
        Ticket memory record = _tickets[ticket].load();
        Bucket storage bucket = _bucket(record.bucket);
        return record.shares == 0 ? 0 : record.shares * bucket.assets / bucket.shares;
    }

    /// @inheritdoc IPools
    function stakeLiabilities() external view returns (uint256) {
        return _stakeLiabilities();
    }

    /// @inheritdoc IPools
    function stakeSurplus() external view returns (uint256) {
        return STAKE_TOKEN.balanceOf(address(this)) - _stakeLiabilities();
    }

    /// @inheritdoc IPools
    function stakeToken() external view returns (IERC20) {
        return STAKE_TOKEN;
    }

    /// @inheritdoc IPools
    function generationOf(address validator) external view returns (uint256) {
        return _books[validator].generation;
    }

    /// @inheritdoc IPools
    function sharesOf(address validator, uint256 generation, address holder) external view returns (uint256) {
        return _shares[validator][generation][holder];
    }

    /// @inheritdoc IPools
    function bookOf(address validator) external view returns (Book memory) {
        return _books[validator];
    }

    /// @inheritdoc IPools
    function poolOf(address validator, uint256 generation) external view returns (Pool memory) {
        return _pools[validator][generation];
    }

    /// @inheritdoc IPools
    function bucketOf(BucketId calldata id) external view returns (Bucket memory) {
        return _bucket(id);
    }

    /// @inheritdoc IPools
    function queuedBucket(address validator, uint256 index) external view returns (BucketId memory) {
        return _queued(validator, index);
    }

    /// @inheritdoc IPools
    function checkpointOf(address validator, uint256 index) external view returns (Checkpoint memory) {
        return _checkpoints[validator][index].load();
    }

    /// @inheritdoc IPools
    function ticketOf(uint256 ticket) external view returns (Ticket memory) {
        return _tickets[ticket].load();
    }

    /// @inheritdoc IPools
    function lastTicket() external view returns (uint256) {
        return _lastTicket;
    }

    /// @inheritdoc IPools
    function openTicketsOf(address owner) external view returns (uint256) {
        return _openTickets[owner];
    }

    /// @inheritdoc IPools
    function creditOf(address account) external view returns (uint256) {
        return _credits[account];
    }

    /// @inheritdoc IPools
    function ledger() external view returns (Ledger memory) {
        return _ledger;
    }

    /// @dev Returns all that the stake custody owes.
    function _stakeLiabilities() private view returns (uint256) {
        return _ledger.bonded + _ledger.unbonding + _ledger.credited + _ledger.pot;
    }
}
