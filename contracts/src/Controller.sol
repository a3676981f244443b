// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {NotAuthorised, NotPaused, NotPendingGovernor, PauseTooSoon, ZeroAddress} from "./Errors.sol";
import {IController} from "./interfaces/IController.sol";
import {PackedClock, PackedParameters, Packing} from "./Packed.sol";
import {ParameterChecks} from "./ParameterChecks.sol";
import {ProtocolClock} from "./ProtocolClock.sol";
import {ProtocolMember} from "./ProtocolMember.sol";
import {Addresses, Clock, Parameters, Role, Roles, Sinks} from "./Types.sol";

/// @title Controller
/// @notice Parameters, roles, sinks and the protocol clock. It holds no tokens and calls nobody.
contract Controller is IController, ProtocolMember {
    using Packing for PackedClock;
    using Packing for PackedParameters;
    using ProtocolClock for Clock;
    using SafeCast for uint256;

    uint256 private immutable EPOCH;
    uint256 private immutable DUST_FLOOR;

    // ------------------------------------------------------------------ storage: append only, at the cost of __gap

    /// @dev The parameters in force.
    PackedParameters private _parameters;

    /// @dev Who holds which role.
    Roles private _roles;

    /// @dev Where penalties and dust go.
    Sinks private _sinks;

    /// @dev What protocol time is made of.
    PackedClock private _clock;

    uint256[50] private __gap;

    // ---------------------------------------------------------------------------------------------------- deployment

    /// @notice Deploys with the governance of the first day.
    /// @param protocol The contracts of the protocol.
    /// @param parameters_ The parameters; checked as at every change.
    /// @param roles_ The roles; all but the pending governor must be somebody.
    /// @param sinks_ The sinks; all must be somebody.
    /// @param epoch_ The length of an epoch, in seconds.
    /// @param dustFloor_ A pool that a slash leaves with less starts anew, in wei.
    constructor(
        Addresses memory protocol,
        Parameters memory parameters_,
        Roles memory roles_,
        Sinks memory sinks_,
        uint256 epoch_,
        uint256 dustFloor_
    ) ProtocolMember(protocol) {
        ParameterChecks.checkParameters(parameters_, epoch_, dustFloor_);
        bool staffed = roles_.governor != address(0) && roles_.guardian != address(0)
            && roles_.slasher != address(0) && roles_.notifier != address(0);
        require(staffed, ZeroAddress());
        _requireSinks(sinks_);

        EPOCH = epoch_;
        DUST_FLOOR = dustFloor_;
        _parameters.store(parameters_);
        _roles = roles_;
        _sinks = sinks_;
    }

    // ----------------------------------------------------------------------------------------------------- governance

    /// @inheritdoc IController
    function setParameters(Parameters calldata newParameters) external {
        _requireGovernor();
        ParameterChecks.checkParameters(newParameters, EPOCH, DUST_FLOOR);

        _parameters.store(newParameters);
        emit ParametersChanged();
    }

    /// @inheritdoc IController
    function setSinks(Sinks calldata newSinks) external {
        _requireGovernor();
        _requireSinks(newSinks);

        _sinks = newSinks;
        emit SinksChanged(newSinks.burn, newSinks.treasury, newSinks.insurance, newSinks.dust);
    }

    /// @inheritdoc IController
    function assignRole(Role role, address account) external {
        _requireGovernor();
        require(account != address(0), ZeroAddress());

        if (role == Role.GOVERNOR) {
            _roles.pendingGovernor = account;
            emit GovernorProposed(account);
            return;
        }
        _withRole(role, account);
        emit RoleAssigned(role, account);
    }

    /// @inheritdoc IController
    function acceptGovernor() external {
        require(msg.sender != address(0), NotPendingGovernor(msg.sender));
        require(msg.sender == _roles.pendingGovernor, NotPendingGovernor(msg.sender));

        _roles.governor = msg.sender;
        _roles.pendingGovernor = address(0);
        emit RoleAssigned(Role.GOVERNOR, msg.sender);
    }

    // ---------------------------------------------------------------------------------------------------------- clock

    /// @inheritdoc IController
    function pause() external {
        // Validate
        require(msg.sender == _roles.guardian, NotAuthorised(msg.sender, Role.GUARDIAN));
        Clock memory current = _clock.load();
        uint256 earliest = current.pauseEnd + _parameters.pauseGap;
        require(block.timestamp >= earliest, PauseTooSoon(earliest));

        // Compute
        uint256 end = block.timestamp + _parameters.maxPause;
        uint256 total = current.pausedTime();

        // Apply
        _clock.pausedTotal = total.toUint64();
        _clock.pauseStart = block.timestamp.toUint64();
        _clock.pauseEnd = end.toUint64();
        emit Paused(end);
    }

    /// @inheritdoc IController
    function unpause() external {
        _requirePauser();
        require(_clock.load().isPaused(), NotPaused());

        _clock.pauseEnd = block.timestamp.toUint64();
        emit Unpaused(block.timestamp);
    }

    /// @inheritdoc IController
    function pauseRegistration() external {
        _requirePauser();

        _clock.registrationPaused = true;
        emit RegistrationSwitched(true);
    }

    /// @inheritdoc IController
    function resumeRegistration() external {
        _requirePauser();

        _clock.registrationPaused = false;
        emit RegistrationSwitched(false);
    }

    // ---------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IController
    function protocolTime() external view returns (uint256) {
        return _clock.load().protocolTime();
    }

    /// @inheritdoc IController
    function pausedTime() external view returns (uint256) {
        return _clock.load().pausedTime();
    }

    /// @inheritdoc IController
    function isPaused() external view returns (bool) {
        return _clock.load().isPaused();
    }

    /// @inheritdoc IController
    function clock() external view returns (Clock memory) {
        return _clock.load();
    }

    /// @inheritdoc IController
    function parameters() external view returns (Parameters memory) {
        return _parameters.load();
    }

    /// @inheritdoc IController
    function roles() external view returns (Roles memory) {
        return _roles;
    }

    /// @inheritdoc IController
    function sinks() external view returns (Sinks memory) {
        return _sinks;
    }

    /// @inheritdoc IController
    function epoch() external view returns (uint256) {
        return EPOCH;
    }

    /// @inheritdoc IController
    function dustFloor() external view returns (uint256) {
        return DUST_FLOOR;
    }

    /// @inheritdoc IController
    function slasher() external view returns (address) {
        return _roles.slasher;
    }

    /// @inheritdoc IController
    function notifier() external view returns (address) {
        return _roles.notifier;
    }

    /// @inheritdoc IController
    function dustSink() external view returns (address) {
        return _sinks.dust;
    }

    /// @inheritdoc IController
    function admissionLimits() external view returns (uint256 minStake, uint256 maxStake, uint256 maxCommission) {
        return (_parameters.minStake, _parameters.maxStake, _parameters.maxCommission);
    }

    /// @inheritdoc IController
    function activityLimits() external view returns (uint256 minStake, uint256 minSelfStake) {
        return (_parameters.minStake, _parameters.minSelfStake);
    }

    /// @inheritdoc IController
    function commissionLimits()
        external
        view
        returns (uint256 maxCommission, uint256 commissionStep, uint256 commissionNotice)
    {
        return (_parameters.maxCommission, _parameters.commissionStep, _parameters.commissionNotice);
    }

    /// @inheritdoc IController
    function depositLimits() external view returns (uint256 minDeposit, uint256 maxStake) {
        return (_parameters.minDeposit, _parameters.maxStake);
    }

    /// @inheritdoc IController
    function exitLimits() external view returns (uint256 minUnbond, uint256 maxTickets, uint256 unbondingPeriod) {
        return (_parameters.minUnbond, _parameters.maxTickets, _parameters.unbondingPeriod);
    }

    /// @inheritdoc IController
    function jailDuration() external view returns (uint256) {
        return _parameters.jailDuration;
    }

    /// @inheritdoc IController
    function rewardDuration() external view returns (uint256) {
        return _parameters.rewardDuration;
    }

    /// @inheritdoc IController
    function offenceWindows() external view returns (uint256 evidenceWindow, uint256 caseWindow) {
        return (_parameters.evidenceWindow, _parameters.caseWindow);
    }

    /// @inheritdoc IController
    function slashRates()
        external
        view
        returns (uint256 livenessSlash, uint256 faultSlash, uint256 doubleSignSlash)
    {
        return (_parameters.livenessSlash, _parameters.faultSlash, _parameters.doubleSignSlash);
    }

    /// @inheritdoc IController
    function cuts() external view returns (uint16 reporterCut, uint16 insuranceCut, uint16 treasuryCut) {
        return (_parameters.reporterCut, _parameters.insuranceCut, _parameters.treasuryCut);
    }

    // -------------------------------------------------------------------------------------------------------- helpers

    /// @dev Makes `account` guardian, slasher or notifier.
    function _withRole(Role role, address account) private {
        if (role == Role.GUARDIAN) _roles.guardian = account;
        else if (role == Role.SLASHER) _roles.slasher = account;
        else _roles.notifier = account;
    }

    /// @dev Rejects anyone but the governor.
    function _requireGovernor() private view {
        require(msg.sender == _roles.governor, NotAuthorised(msg.sender, Role.GOVERNOR));
    }

    /// @dev Rejects anyone but the guardian and the governor.
    function _requirePauser() private view {
        bool pauser = msg.sender == _roles.guardian || msg.sender == _roles.governor;
        require(pauser, NotAuthorised(msg.sender, Role.GUARDIAN));
    }

    /// @dev Rejects sinks that would lose what they are credited.
    function _requireSinks(Sinks memory candidates) private pure {
        bool complete = candidates.burn != address(0) && candidates.treasury != address(0)
            && candidates.insurance != address(0) && candidates.dust != address(0);
        require(complete, ZeroAddress());
    }
}
