// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ProtocolPaused} from "./Errors.sol";
import {Clock} from "./Types.sol";

/// @title Protocol clock
/// @notice Protocol time: block time less all paused time. A pause shifts every deadline alike, so it can neither
/// void evidence nor free stake early.
library ProtocolClock {
    /// @dev Returns how many seconds all pauses lasted until now.
    function pausedTime(Clock memory clock) internal view returns (uint256) {
        uint256 latest = Math.min(block.timestamp, clock.pauseEnd) - clock.pauseStart;
        return clock.pausedTotal + latest;
    }

    /// @dev Returns the current protocol time.
    function protocolTime(Clock memory clock) internal view returns (uint256) {
        return block.timestamp - pausedTime(clock);
    }

    /// @dev Tells whether new exposure is stopped now.
    function isPaused(Clock memory clock) internal view returns (bool) {
        return block.timestamp < clock.pauseEnd;
    }

    /// @dev Rejects new exposure during a pause.
    function requireExposureOpen(Clock memory clock) internal view {
        require(!isPaused(clock), ProtocolPaused(clock.pauseEnd));
    }
}
