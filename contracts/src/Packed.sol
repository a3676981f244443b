// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {BucketId, Checkpoint, Clock, Parameters, Status, Ticket, Validator} from "./Types.sol";

// Records as they lie in storage, under the same member names. The widths hold every value within the bounds of the
// parameters; casts are checked all the same, so that a value outside them stops the call instead of being cut.

/// @dev `Parameters`, grouped by who reads them together: times, deposits, minima, then exits and fractions.
struct PackedParameters {
    uint32 unbondingPeriod;
    uint32 evidenceWindow;
    uint32 caseWindow;
    uint32 jailDuration;
    uint32 commissionNotice;
    uint32 rewardDuration;
    uint32 maxPause;
    uint32 pauseGap;
    // ---
    uint112 minDeposit;
    uint112 maxStake;
    // ---
    uint112 minStake;
    uint112 minSelfStake;
    uint16 maxTickets;
    // ---
    uint112 minUnbond;
    uint16 livenessSlash;
    uint16 faultSlash;
    uint16 doubleSignSlash;
    uint16 reporterCut;
    uint16 insuranceCut;
    uint16 treasuryCut;
    uint16 burnCut;
    uint16 maxCommission;
    uint16 commissionStep;
}

/// @dev `Clock` in one slot.
struct PackedClock {
    uint64 pausedTotal;
    uint64 pauseStart;
    uint64 pauseEnd;
    bool registrationPaused;
}

/// @dev `Validator`; what every accrual reads shares a slot.
struct PackedValidator {
    uint256 key;
    // ---
    Status status;
    address withdrawalAddress;
    uint16 commission;
    uint16 nextCommission;
    // ---
    uint64 commissionEffective;
    uint64 jailedUntil;
}

/// @dev `BucketId` in one slot, since a slash reads up to `MAX_BUCKETS` of them.
struct PackedBucketId {
    address validator;
    uint32 generation;
    uint32 request;
    uint32 maturity;
}

/// @dev `Ticket`.
struct PackedTicket {
    address owner;
    address recipient;
    PackedBucketId bucket;
    uint256 shares;
}

/// @dev `Checkpoint` in one slot.
struct PackedCheckpoint {
    uint64 time;
    uint128 stake;
    uint64 generation;
}

/// @title Packing
/// @notice Writes records into their packed form, and reads them back.
library Packing {
    using SafeCast for uint256;

    /// @dev Stores `parameters`.
    function store(PackedParameters storage self, Parameters memory parameters) internal {
        self.unbondingPeriod = parameters.unbondingPeriod.toUint32();
        self.evidenceWindow = parameters.evidenceWindow.toUint32();
        self.caseWindow = parameters.caseWindow.toUint32();
        self.jailDuration = parameters.jailDuration.toUint32();
        self.commissionNotice = parameters.commissionNotice.toUint32();
        self.rewardDuration = parameters.rewardDuration.toUint32();
        self.maxPause = parameters.maxPause.toUint32();
        self.pauseGap = parameters.pauseGap.toUint32();
        self.minDeposit = parameters.minDeposit.toUint112();
        self.maxStake = parameters.maxStake.toUint112();
        self.minStake = parameters.minStake.toUint112();
        self.minSelfStake = parameters.minSelfStake.toUint112();
        self.maxTickets = parameters.maxTickets.toUint16();
        self.minUnbond = parameters.minUnbond.toUint112();
        self.livenessSlash = parameters.livenessSlash.toUint16();
        self.faultSlash = parameters.faultSlash.toUint16();
        self.doubleSignSlash = parameters.doubleSignSlash.toUint16();
        self.reporterCut = parameters.reporterCut.toUint16();
        self.insuranceCut = parameters.insuranceCut.toUint16();
        self.treasuryCut = parameters.treasuryCut.toUint16();
        self.burnCut = parameters.burnCut.toUint16();
        self.maxCommission = parameters.maxCommission.toUint16();
        self.commissionStep = parameters.commissionStep.toUint16();
    }

    /// @dev Returns the parameters in storage.
    function load(PackedParameters storage self) internal view returns (Parameters memory parameters) {
        parameters.unbondingPeriod = self.unbondingPeriod;
        parameters.evidenceWindow = self.evidenceWindow;
        parameters.caseWindow = self.caseWindow;
        parameters.jailDuration = self.jailDuration;
        parameters.minStake = self.minStake;
        parameters.maxStake = self.maxStake;
        parameters.minSelfStake = self.minSelfStake;
        parameters.minDeposit = self.minDeposit;
        parameters.minUnbond = self.minUnbond;
        parameters.maxTickets = self.maxTickets;
        parameters.livenessSlash = self.livenessSlash;
        parameters.faultSlash = self.faultSlash;
        parameters.doubleSignSlash = self.doubleSignSlash;
        parameters.reporterCut = self.reporterCut;
        parameters.insuranceCut = self.insuranceCut;
        parameters.treasuryCut = self.treasuryCut;
        parameters.burnCut = self.burnCut;
        parameters.maxCommission = self.maxCommission;
        parameters.commissionStep = self.commissionStep;
        parameters.commissionNotice = self.commissionNotice;
        parameters.rewardDuration = self.rewardDuration;
        parameters.maxPause = self.maxPause;
        parameters.pauseGap = self.pauseGap;
    }

    /// @dev Returns the clock in storage.
    function load(PackedClock memory self) internal pure returns (Clock memory) {
        return Clock(self.pausedTotal, self.pauseStart, self.pauseEnd, self.registrationPaused);
    }

    /// @dev Returns the validator in storage.
    function load(PackedValidator memory self) internal pure returns (Validator memory) {
        return Validator({
            status: self.status,
            key: self.key,
            withdrawalAddress: self.withdrawalAddress,
            commission: self.commission,
            nextCommission: self.nextCommission,
            commissionEffective: self.commissionEffective,
            jailedUntil: self.jailedUntil
        });
    }

    /// @dev Returns the packed form of a bucket's id.
    function pack(BucketId memory self) internal pure returns (PackedBucketId memory) {
        return PackedBucketId({
            validator: self.validator,
            generation: self.generation.toUint32(),
            request: self.request.toUint32(),
            maturity: self.maturity.toUint32()
        });
    }

    /// @dev Returns the bucket's id in storage.
    function load(PackedBucketId memory self) internal pure returns (BucketId memory) {
        return BucketId(self.validator, self.generation, self.request, self.maturity);
    }

    /// @dev Returns the packed form of a ticket.
    function pack(Ticket memory self) internal pure returns (PackedTicket memory) {
        return PackedTicket(self.owner, self.recipient, pack(self.bucket), self.shares);
    }

    /// @dev Returns the ticket in storage.
    function load(PackedTicket memory self) internal pure returns (Ticket memory) {
        return Ticket(self.owner, self.recipient, load(self.bucket), self.shares);
    }

    /// @dev Returns the packed form of a checkpoint.
    function pack(Checkpoint memory self) internal pure returns (PackedCheckpoint memory) {
        return PackedCheckpoint(self.time.toUint64(), self.stake.toUint128(), self.generation.toUint64());
    }

    /// @dev Returns the checkpoint in storage.
    function load(PackedCheckpoint memory self) internal pure returns (Checkpoint memory) {
        return Checkpoint(self.time, self.stake, self.generation);
    }
}
