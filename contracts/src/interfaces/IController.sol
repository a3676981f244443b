// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Clock, Parameters, Role, Roles, Sinks} from "../Types.sol";

/// @title Controller
/// @notice Parameters, roles, sinks and the protocol clock. Every role is as narrow as its function, and the
/// governor's office passes in two steps.
interface IController {
    /// @notice Governance replaced the parameters.
    event ParametersChanged();

    /// @notice Governance replaced the destinations of penalties and dust.
    /// @param burn Who gets what is burned.
    /// @param treasury The treasury.
    /// @param insurance The insurance fund.
    /// @param dust Who gets what rounding leaves behind.
    event SinksChanged(address burn, address treasury, address insurance, address dust);

    /// @notice A role passed to an account.
    /// @param role The role.
    /// @param account Who holds it from now on.
    event RoleAssigned(Role indexed role, address indexed account);

    /// @notice The governor named a successor; nobody withdraws the proposal.
    /// @param account Who may accept the office.
    event GovernorProposed(address indexed account);

    /// @notice New exposure stopped.
    /// @param until Block time at which the pause ends at the latest.
    event Paused(uint256 until);

    /// @notice The pause was ended early.
    /// @param end Block time of the end.
    event Unpaused(uint256 end);

    /// @notice New validators are admitted again, or no more.
    /// @param paused Whether they are kept out.
    event RegistrationSwitched(bool paused);

    /// @notice Replaces all parameters, for whatever happens from now on.
    /// @dev Reverts, in this order: NotAuthorised, ParameterOutOfBounds, ConstraintViolated.
    /// @param newParameters The parameters.
    function setParameters(Parameters calldata newParameters) external;

    /// @notice Replaces the destinations of penalties and dust; what was credited before stays where it is.
    /// @dev Reverts, in this order: NotAuthorised, ZeroAddress.
    /// @param newSinks The sinks.
    function setSinks(Sinks calldata newSinks) external;

    /// @notice Passes a role on. The governor's own is only proposed, and passes when the successor accepts.
    /// @dev Reverts, in this order: NotAuthorised, ZeroAddress.
    /// @param role The role.
    /// @param account Who gets it.
    function assignRole(Role role, address account) external;

    /// @notice Takes the governor's office over.
    /// @dev Reverts with NotPendingGovernor.
    function acceptGovernor() external;

    /// @notice Stops new exposure for the longest span allowed.
    /// @dev Reverts, in this order: NotAuthorised, PauseTooSoon.
    function pause() external;

    /// @notice Ends the pause now.
    /// @dev Reverts, in this order: NotAuthorised, NotPaused.
    function unpause() external;

    /// @notice Admits no new validators until further notice.
    /// @dev Reverts with NotAuthorised.
    function pauseRegistration() external;

    /// @notice Admits new validators again.
    /// @dev Reverts with NotAuthorised.
    function resumeRegistration() external;

    /// @notice Returns the current protocol time: block time less all paused time.
    /// @return Protocol time in seconds.
    function protocolTime() external view returns (uint256);

    /// @notice Returns how long all pauses lasted until now.
    /// @return Span in seconds.
    function pausedTime() external view returns (uint256);

    /// @notice Tells whether new exposure is stopped now.
    /// @return Whether a pause is under way.
    function isPaused() external view returns (bool);

    /// @notice Returns what protocol time is made of.
    /// @return The clock.
    function clock() external view returns (Clock memory);

    /// @notice Returns all parameters.
    /// @return The parameters in force.
    function parameters() external view returns (Parameters memory);

    /// @notice Returns who holds which role.
    /// @return The roles.
    function roles() external view returns (Roles memory);

    /// @notice Returns where penalties and dust go.
    /// @return The sinks.
    function sinks() external view returns (Sinks memory);

    /// @notice Returns the length of an epoch, fixed at deployment.
    /// @return Span in seconds.
    function epoch() external view returns (uint256);

    /// @notice Returns the dust floor, fixed at deployment: a pool that a slash leaves with less starts anew.
    /// @return Amount in wei.
    function dustFloor() external view returns (uint256);

    /// @notice Returns who may punish.
    /// @return The account.
    function slasher() external view returns (address);

    /// @notice Returns who may deposit rewards.
    /// @return The account.
    function notifier() external view returns (address);

    /// @notice Returns who gets what rounding leaves behind.
    /// @return The account.
    function dustSink() external view returns (address);

    /// @notice Returns the parameters that admit validators.
    /// @return minStake See `Parameters`.
    /// @return maxStake See `Parameters`.
    /// @return maxCommission See `Parameters`.
    function admissionLimits() external view returns (uint256 minStake, uint256 maxStake, uint256 maxCommission);

    /// @notice Returns the parameters that decide whether a validator can be active.
    /// @return minStake See `Parameters`.
    /// @return minSelfStake See `Parameters`.
    function activityLimits() external view returns (uint256 minStake, uint256 minSelfStake);

    /// @notice Returns the parameters that limit commissions.
    /// @return maxCommission See `Parameters`.
    /// @return commissionStep See `Parameters`.
    /// @return commissionNotice See `Parameters`.
    function commissionLimits()
        external
        view
        returns (uint256 maxCommission, uint256 commissionStep, uint256 commissionNotice);

    /// @notice Returns the parameters that limit deposits.
    /// @return minDeposit See `Parameters`.
    /// @return maxStake See `Parameters`.
    function depositLimits() external view returns (uint256 minDeposit, uint256 maxStake);

    /// @notice Returns the parameters that limit exits.
    /// @return minUnbond See `Parameters`.
    /// @return maxTickets See `Parameters`.
    /// @return unbondingPeriod See `Parameters`.
    function exitLimits() external view returns (uint256 minUnbond, uint256 maxTickets, uint256 unbondingPeriod);

    /// @notice Returns how long a jailed validator stays out at the least.
    /// @return Span in seconds.
    function jailDuration() external view returns (uint256);

    /// @notice Returns over which span a reward deposit streams.
    /// @return Span in seconds.
    function rewardDuration() external view returns (uint256);

    /// @notice Returns the parameters that limit the age of an offence.
    /// @return evidenceWindow See `Parameters`.
    /// @return caseWindow See `Parameters`.
    function offenceWindows() external view returns (uint256 evidenceWindow, uint256 caseWindow);

    /// @notice Returns the penalties, in the order of `Offence`.
    /// @return livenessSlash See `Parameters`.
    /// @return faultSlash See `Parameters`.
    /// @return doubleSignSlash See `Parameters`.
    function slashRates()
        external
        view
        returns (uint256 livenessSlash, uint256 faultSlash, uint256 doubleSignSlash);

    /// @notice Returns the parts of a penalty; what they leave is burned.
    /// @return reporterCut See `Parameters`.
    /// @return insuranceCut See `Parameters`.
    /// @return treasuryCut See `Parameters`.
    function cuts() external view returns (uint16 reporterCut, uint16 insuranceCut, uint16 treasuryCut);
}
