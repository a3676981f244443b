// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IController} from "./interfaces/IController.sol";
import {IPools} from "./interfaces/IPools.sol";
import {PackedBucketId, PackedCheckpoint, PackedTicket, Packing} from "./Packed.sol";
import {ProtocolMember} from "./ProtocolMember.sol";
import {
    Addresses,
    Book,
    Bucket,
    BucketId,
    Checkpoint,
    Ledger,
    Pool,
    VIRTUAL_ASSETS,
    VIRTUAL_SHARES
} from "./Types.sol";

/// @title Pool book
/// @notice The storage of the stake custody, and what deposits, exits and penalties have in common.
/// @dev The price of a share is `(assets + VIRTUAL_ASSETS) / (shares + VIRTUAL_SHARES)`, in both directions. Only
/// the current generation of a pool has assets; the shares of earlier ones stay on record, worth nothing.
abstract contract PoolBook is IPools, ProtocolMember, ReentrancyGuardTransient {
    using Packing for Checkpoint;
    using Packing for PackedBucketId;

    IERC20 internal immutable STAKE_TOKEN;
    uint256 internal immutable EPOCH;
    uint256 internal immutable DUST_FLOOR;

    // ------------------------------------------------------------------ storage: append only, at the cost of __gap

    /// @dev Where each validator's pool, checkpoints and bucket queue stand.
    mapping(address validator => Book) internal _books;

    /// @dev The pools of all generations.
    mapping(address validator => mapping(uint256 generation => Pool)) internal _pools;

    /// @dev What each holder has in each pool.
    mapping(address validator => mapping(uint256 generation => mapping(address holder => uint256))) internal _shares;

    /// @dev All buckets.
    mapping(
        address validator
            => mapping(uint256 generation => mapping(uint256 request => mapping(uint256 maturity => Bucket)))
    ) internal _buckets;

    /// @dev Each validator's buckets in the order in which they were opened.
    mapping(address validator => mapping(uint256 index => PackedBucketId)) internal _queue;

    /// @dev Each validator's stake through time.
    mapping(address validator => mapping(uint256 index => PackedCheckpoint)) internal _checkpoints;

    /// @dev The open tickets.
    mapping(uint256 ticket => PackedTicket) internal _tickets;

    /// @dev The id of the ticket issued last.
    uint256 internal _lastTicket;

    /// @dev How many tickets each owner has open.
    mapping(address owner => uint256) internal _openTickets;

    /// @dev What each account can withdraw.
    mapping(address account => uint256) internal _credits;

    /// @dev The totals of the custody.
    Ledger internal _ledger;

    uint256[50] private __gap;

    // ---------------------------------------------------------------------------------------------------- deployment

    /// @dev What the controller has fixed at its deployment is fixed here as well.
    constructor(Addresses memory protocol, IERC20 stakeToken_) ProtocolMember(protocol) {
        STAKE_TOKEN = stakeToken_;
        EPOCH = IController(protocol.controller).epoch();
        DUST_FLOOR = IController(protocol.controller).dustFloor();
    }

    // --------------------------------------------------------------------------------------------------- shared steps

    /// @dev Remembers the validator's stake from now on; of several at one time the last stays.
    function _checkpoint(address validator, uint256 time) internal {
        Book storage book = _books[validator];
        uint256 generation = book.generation;
        uint256 index = _nextCheckpoint(validator, time);
        _checkpoints[validator][index] = Checkpoint(time, _pools[validator][generation].assets, generation).pack();
        if (index == book.checkpoints) book.checkpoints++;
    }

    /// @dev Lets an account withdraw `amount` more.
    function _credit(address account, uint256 amount) internal {
        if (amount == 0) return;
        _credits[account] += amount;
        _ledger.credited += amount;
        emit Credited(account, amount);
    }

    /// @dev Credits what is left in a pool to the sink for dust.
    function _sweepDust(address validator, uint256 generation) internal {
        Pool storage pool = _pools[validator][generation];
        uint256 residue = pool.assets;
        if (residue == 0) return;
        _ledger.bonded -= residue;
        pool.assets = 0;
        _credit(CONTROLLER.dustSink(), residue);
    }

    /// @dev Leaves the validator's pool behind, its residue to dust, and starts with an empty one.
    function _startGeneration(address validator) internal {
        _sweepDust(validator, _books[validator].generation);
        uint256 generation = ++_books[validator].generation;
        emit GenerationStarted(validator, generation);
    }

    // --------------------------------------------------------------------------------------------------------- lookup

    /// @dev Returns the validator's pool that has assets.
    function _currentPool(address validator) internal view returns (Pool storage) {
        return _pools[validator][_books[validator].generation];
    }

    /// @dev Returns what a holder has in the validator's current pool.
    function _sharesHeld(address validator, address holder) internal view returns (uint256) {
        return _shares[validator][_books[validator].generation][holder];
    }

    /// @dev Returns the bucket with that id.
    function _bucket(BucketId memory id) internal view returns (Bucket storage) {
        return _buckets[id.validator][id.generation][id.request][id.maturity];
    }

    /// @dev Returns the id of the bucket in that place of the validator's queue.
    function _queued(address validator, uint256 index) internal view returns (BucketId memory) {
        return _queue[validator][index].load();
    }

    /// @dev Returns the epoch that a protocol time lies in.
    function _epochAt(uint256 time) internal view returns (uint256) {
        return time / EPOCH;
    }

    /// @dev Returns the protocol time from which on the tickets of a bucket can be claimed.
    function _maturityTime(BucketId memory id) internal view returns (uint256) {
        return id.maturity * EPOCH;
    }

    /// @dev Tells whether a bucket still answers for offences; when not, its tickets can be claimed.
    function _isSlashable(BucketId memory id, uint256 time) internal view returns (bool) {
        return time < _maturityTime(id);
    }

    // ---------------------------------------------------------------------------------------------------------- price

    /// @dev Returns how many shares a deposit mints: the floor.
    function _sharesBought(Pool memory pool, uint256 assets) internal pure returns (uint256) {
        return assets * (pool.shares + VIRTUAL_SHARES) / (pool.assets + VIRTUAL_ASSETS);
    }

    /// @dev Returns how much an exit of `shares` pays: the floor.
    function _assetsSold(Pool memory pool, uint256 shares) internal pure returns (uint256) {
        return shares * (pool.assets + VIRTUAL_ASSETS) / (pool.shares + VIRTUAL_SHARES);
    }

    /// @dev Returns how many shares an exit of `assets` burns: the ceiling.
    function _sharesSold(Pool memory pool, uint256 assets) internal pure returns (uint256) {
        return Math.ceilDiv(assets * (pool.shares + VIRTUAL_SHARES), pool.assets + VIRTUAL_ASSETS);
    }

    /// @dev Returns the index to write a checkpoint at: the latest one's if that was taken at the same time.
    function _nextCheckpoint(address validator, uint256 time) private view returns (uint256) {
        uint256 count = _books[validator].checkpoints;
        if (count == 0) return 0;
        uint256 latest = count - 1;
        return _checkpoints[validator][latest].time == time ? latest : count;
    }
}
