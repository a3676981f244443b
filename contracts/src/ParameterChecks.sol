// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ConstraintViolated, ParameterOutOfBounds} from "./Errors.sol";
import {BPS, MAX_SUPPLY, MAX_UNBONDING_EPOCHS, Parameters} from "./Types.sol";

/// @title Parameter checks
/// @notice Which values governance may choose, and which go together. The order of the checks is normative.
library ParameterChecks {
    /// @dev Seconds in a day.
    uint256 internal constant DAY = 86_400;

    /// @dev The upper bound of every time span.
    uint256 internal constant LONGEST = 400 * DAY;

    /// @dev The largest part of a penalty for whoever reported it; below one half, so that self-reporting loses.
    uint256 internal constant MAX_REPORTER_CUT = 4_000;

    /// @dev The upper bound of the number of open tickets of one holder.
    uint256 internal constant MAX_TICKETS = 1_000;

    /// @dev Rejects a value outside its bounds.
    function checkRange(uint256 parameter, uint256 value, uint256 lowest, uint256 highest) internal pure {
        require(lowest <= value && value <= highest, ParameterOutOfBounds(parameter, value, lowest, highest));
    }

    /// @dev Checks every parameter by itself, in the order of the members.
    function checkBounds(Parameters memory next) internal pure {
        checkRange(0, next.unbondingPeriod, DAY, LONGEST);
        checkRange(1, next.evidenceWindow, 1, LONGEST);
        checkRange(2, next.caseWindow, 1, LONGEST);
        checkRange(3, next.jailDuration, 1, LONGEST);
        checkRange(4, next.minStake, 1, MAX_SUPPLY);
        checkRange(5, next.maxStake, 1, MAX_SUPPLY);
        checkRange(6, next.minSelfStake, 1, MAX_SUPPLY);
        checkRange(7, next.minDeposit, 1, MAX_SUPPLY);
        checkRange(8, next.minUnbond, 1, MAX_SUPPLY);
        checkRange(9, next.maxTickets, 1, MAX_TICKETS);
        checkRange(10, next.livenessSlash, 1, BPS);
        checkRange(11, next.faultSlash, 1, BPS);
        checkRange(12, next.doubleSignSlash, 1, BPS);
        checkRange(13, next.reporterCut, 0, MAX_REPORTER_CUT);
        checkRange(14, next.insuranceCut, 0, BPS);
        checkRange(15, next.treasuryCut, 0, BPS);
        checkRange(16, next.burnCut, 0, BPS);
        checkRange(17, next.maxCommission, 0, BPS);
        checkRange(18, next.commissionStep, 1, BPS);
        checkRange(19, next.commissionNotice, 1, LONGEST);
        checkRange(20, next.rewardDuration, 1, LONGEST);
        checkRange(21, next.maxPause, 1, LONGEST);
        checkRange(22, next.pauseGap, 1, LONGEST);
    }

    /// @dev Rejects values that do not go together.
    function checkConstraint(uint256 number, bool holds) internal pure {
        require(holds, ConstraintViolated(number));
    }

    /// @dev Checks the values that go together, by ascending number; constraint 0 says that epoch
    /// and dust floor are sensible, and that the buckets of a full unbonding period fit into one slash.
    function checkConstraints(Parameters memory next, uint256 epoch, uint256 dustFloor) internal pure {
        uint256 atRisk = next.evidenceWindow + next.caseWindow;
        uint256 cuts = next.reporterCut + next.insuranceCut + next.treasuryCut + next.burnCut;
        uint256 afterLarge = next.minStake * (BPS - next.doubleSignSlash) / BPS;
        checkConstraint(0, 0 < epoch && epoch <= LONGEST);
        checkConstraint(0, dustFloor > 0);
        checkConstraint(0, next.unbondingPeriod <= epoch * MAX_UNBONDING_EPOCHS);
        checkConstraint(1, next.unbondingPeriod >= atRisk);
        checkConstraint(3, next.commissionNotice >= next.unbondingPeriod + epoch);
        checkConstraint(6, cuts == BPS);
        checkConstraint(7, next.livenessSlash <= next.faultSlash && next.faultSlash <= next.doubleSignSlash);
        checkConstraint(8, next.maxStake >= next.minStake && next.minStake >= next.minSelfStake);
        checkConstraint(8, afterLarge >= dustFloor);
    }

    /// @dev Checks parameters before they take effect, at deployment and at every change.
    function checkParameters(Parameters memory next, uint256 epoch, uint256 dustFloor) internal pure {
        checkBounds(next);
        checkConstraints(next, epoch, dustFloor);
    }
}
