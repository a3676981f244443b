// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Case, Offence} from "../Types.sol";

/// @title Slashing
/// @notice An offence in the past costs a part of the stake of that time, wherever that stake is now. Who reports,
/// and how, does not make two cases of one.
interface ISlashing {
    /// @notice A penalty was executed: fixed from the base, and taken as far as there was stake.
    /// @param validator The offender.
    /// @param offence What it did.
    /// @param offenceTime Protocol time of the offence.
    /// @param base Stake at the offence, in wei.
    /// @param amount What the offence costs, in wei.
    /// @param taken What was there to be taken, in wei.
    event Slashed(
        address indexed validator,
        Offence indexed offence,
        uint256 indexed offenceTime,
        uint256 base,
        uint256 amount,
        uint256 taken
    );

    /// @notice A penalty left the pot for its sinks.
    /// @param validator The offender.
    /// @param offence What it did.
    /// @param offenceTime Protocol time of the offence.
    /// @param reporter Part of the reporter, in wei.
    /// @param insurance Part of the insurance fund, in wei.
    /// @param treasury Part of the treasury, in wei.
    /// @param burned Part that is burned, in wei.
    event SlashRouted(
        address indexed validator,
        Offence indexed offence,
        uint256 indexed offenceTime,
        uint256 reporter,
        uint256 insurance,
        uint256 treasury,
        uint256 burned
    );

    /// @notice Punishes an offence. Never rejected because the validator is poor, punished already, leaving or gone.
    /// @dev Reverts, in this order: NotAuthorised, UnknownValidator, OffenceNotPast, OffenceTooOld, AlreadySlashed,
    /// ZeroAddress, WrongCheckpoint.
    /// @param validator The offender.
    /// @param offence What it did.
    /// @param offenceTime Protocol time of the offence.
    /// @param checkpoint Index of the validator's checkpoint in force at that time.
    /// @param reporter Who reported it.
    /// @return taken What the validator and its delegators lost, in wei.
    function slash(
        address validator,
        Offence offence,
        uint256 offenceTime,
        uint256 checkpoint,
        address reporter
    ) external returns (uint256 taken);

    /// @notice Moves what an executed penalty took from the pot to its sinks, to the last wei. Anyone may call it.
    /// @dev Reverts with NothingToRoute.
    /// @param validator The offender.
    /// @param offence What it did.
    /// @param offenceTime Protocol time of the offence.
    function routeSlash(address validator, Offence offence, uint256 offenceTime) external;

    /// @notice Returns a case.
    /// @param validator The offender.
    /// @param offence What it did.
    /// @param offenceTime Protocol time of the offence.
    /// @return The record; all zero if there is none.
    function caseOf(address validator, Offence offence, uint256 offenceTime) external view returns (Case memory);
}
