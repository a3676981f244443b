// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {WrongCheckpoint} from "./Errors.sol";
import {IPools} from "./interfaces/IPools.sol";
import {PackedCheckpoint, Packing} from "./Packed.sol";
import {PoolBook} from "./PoolBook.sol";
import {Bucket, BucketId, Checkpoint, Cut, Pool} from "./Types.sol";

/// @title Penalties
/// @notice What a penalty takes from the custody: apportioned per share over the pool and every unmatured bucket
/// requested at or after the offence's epoch, of the generation of that time.
/// @dev Each piece loses `min(assets, ceil(amount * shares / covered shares))`; what a piece cannot pay is not put on
/// the others. Since shares do not change by a slash, any order of execution gives the same result.
abstract contract Penalties is PoolBook {
    using Packing for PackedCheckpoint;

    /// @dev A penalty while it is taken.
    struct Penalty {
        address validator;
        /// The generation of the pool at the offence.
        uint256 generation;
        /// The epoch of the offence.
        uint256 since;
        /// The protocol time of the penalty.
        uint256 time;
        /// What the offence costs.
        uint256 amount;
        /// The shares of all pieces that answer for it.
        uint256 covered;
        /// What the pieces have lost so far.
        uint256 taken;
    }

    /// @inheritdoc IPools
    function take(address validator, uint256 generation, uint256 since, uint256 amount)
        external
        onlyMember(address(SLASHING))
        nonReentrant
        returns (uint256 taken)
    {
        uint256 head = _books[validator].queueHead;
        uint256 tail = _books[validator].queueTail;
        uint256 time = CONTROLLER.protocolTime();
        uint256 covered = _pools[validator][generation].shares;
        Penalty memory penalty = Penalty(validator, generation, since, time, amount, covered, 0);
        // At most MAX_BUCKETS rounds each.
        for (uint256 i = head; i < tail; i++) _coverBucket(penalty, i);

        _slashPool(penalty);
        for (uint256 i = head; i < tail; i++) _slashBucket(penalty, i);
        _renewIfDust(validator, generation);
        _checkpoint(validator, time);
        REWARDS.reweigh(validator);
        return penalty.taken;
    }

    /// @inheritdoc IPools
    function route(uint256 taken, Cut[4] calldata cuts) external onlyMember(address(SLASHING)) nonReentrant {
        _ledger.pot -= taken;
        for (uint256 i = 0; i < cuts.length; i++) _credit(cuts[i].account, cuts[i].amount);
    }

    /// @inheritdoc IPools
    function checkpointAt(address validator, uint256 checkpoint, uint256 time)
        external
        view
        returns (Checkpoint memory found)
    {
        uint256 count = _books[validator].checkpoints;
        require(checkpoint < count, WrongCheckpoint(validator, checkpoint, time));
        found = _checkpoints[validator][checkpoint].load();
        uint256 following = checkpoint + 1;
        bool latest = following == count || time < _checkpoints[validator][following].time;
        require(found.time <= time && latest, WrongCheckpoint(validator, checkpoint, time));
    }

    /// @dev Counts the shares of one bucket in the queue, if it is covered.
    function _coverBucket(Penalty memory penalty, uint256 index) private view {
        BucketId memory bucketId = _queued(penalty.validator, index);
        if (!_isCovered(bucketId, penalty)) return;
        penalty.covered += _bucket(bucketId).shares;
    }

    /// @dev Takes its part from the pool into the pot.
    function _slashPool(Penalty memory penalty) private {
        Pool storage pool = _pools[penalty.validator][penalty.generation];
        uint256 lost = _loss(penalty, pool.assets, pool.shares);
        if (lost == 0) return;
        pool.assets -= lost;
        _ledger.bonded -= lost;
        _ledger.pot += lost;
        penalty.taken += lost;
        emit PoolSlashed(penalty.validator, penalty.generation, lost);
    }

    /// @dev Takes its part from one bucket in the queue, if it is covered, into the pot.
    function _slashBucket(Penalty memory penalty, uint256 index) private {
        BucketId memory bucketId = _queued(penalty.validator, index);
        if (!_isCovered(bucketId, penalty)) return;
        Bucket storage bucket = _bucket(bucketId);
        uint256 lost = _loss(penalty, bucket.assets, bucket.shares);
        if (lost == 0) return;
        bucket.assets -= lost;
        _ledger.unbonding -= lost;
        _ledger.pot += lost;
        penalty.taken += lost;
        emit BucketSlashed(penalty.validator, bucketId.generation, bucketId.request, bucketId.maturity, lost);
    }

    /// @dev Starts a new generation if a penalty left the current pool with less than the dust floor.
    function _renewIfDust(address validator, uint256 generation) private {
        Pool storage pool = _pools[validator][generation];
        bool current = generation == _books[validator].generation;
        if (!current || pool.shares == 0 || pool.assets >= DUST_FLOOR) return;
        _startGeneration(validator);
    }

    /// @dev Tells whether a bucket answers for an offence.
    function _isCovered(BucketId memory bucketId, Penalty memory penalty) private view returns (bool) {
        bool samePool = bucketId.generation == penalty.generation;
        return samePool && bucketId.request >= penalty.since && _isSlashable(bucketId, penalty.time);
    }

    /// @dev Returns what one piece loses.
    function _loss(Penalty memory penalty, uint256 assets, uint256 shares) private pure returns (uint256) {
        if (shares == 0) return 0;
        // Tickets add up to more shares than one pool may have, so the product may take more than a word.
        return Math.min(assets, Math.mulDiv(penalty.amount, shares, penalty.covered, Math.Rounding.Ceil));
    }
}
