// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {
    AlreadyRegistered,
    CommissionNotDue,
    CommissionStepTooLarge,
    CommissionTooHigh,
    KeyAlreadyUsed,
    NotEjectable,
    RegistrationPaused,
    SelfStakeBelowMinimum,
    StakeAboveMaximum,
    StakeBelowMinimum,
    StillJailed,
    UnknownValidator,
    WrongStatus,
    ZeroAddress,
    ZeroKey
} from "./Errors.sol";
import {IRegistry} from "./interfaces/IRegistry.sol";
import {PackedValidator, Packing} from "./Packed.sol";
import {ProtocolClock} from "./ProtocolClock.sol";
import {ProtocolMember} from "./ProtocolMember.sol";
import {Addresses, Clock, Offence, Status, Validator} from "./Types.sol";

/// @title Registry
/// @notice Validators. Status drives weight and eligibility from the same call on.
contract Registry is IRegistry, ProtocolMember, ReentrancyGuardTransient {
    using Packing for PackedValidator;
    using ProtocolClock for Clock;
    using SafeCast for uint256;

    // ------------------------------------------------------------------ storage: append only, at the cost of __gap

    /// @dev Every account that was ever a validator.
    mapping(address validator => PackedValidator) private _validators;

    /// @dev The first owner of each signing key.
    mapping(uint256 key => address owner) private _keys;

    uint256[50] private __gap;

    // ---------------------------------------------------------------------------------------------------- deployment

    /// @notice Deploys without validators.
    /// @param protocol The contracts of the protocol.
    constructor(Addresses memory protocol) ProtocolMember(protocol) {}

    // ------------------------------------------------------------------------------------------------------ lifecycle

    /// @inheritdoc IRegistry
    function register(uint256 key, address withdrawalAddress, uint256 commission, uint256 amount)
        external
        nonReentrant
    {
        // Validate
        Clock memory clock = CONTROLLER.clock();
        (uint256 minStake, uint256 maxStake, uint256 maxCommission) = CONTROLLER.admissionLimits();
        clock.requireExposureOpen();
        require(!clock.registrationPaused, RegistrationPaused());
        _requireAdmissible(msg.sender, key, withdrawalAddress, commission, maxCommission);
        require(amount >= minStake, StakeBelowMinimum(amount, minStake));
        require(amount <= maxStake, StakeAboveMaximum(amount, maxStake));

        // Apply
        _keys[key] = msg.sender;
        PackedValidator storage record = _validators[msg.sender];
        record.key = key;
        record.withdrawalAddress = withdrawalAddress;
        record.commission = commission.toUint16();
        emit ValidatorRegistered(msg.sender, key, withdrawalAddress, commission);
        POOLS.seed(msg.sender, amount);
        _setStatus(msg.sender, Status.ACTIVE);
    }

    /// @inheritdoc IRegistry
    function leave() external nonReentrant {
        Status status = _validators[msg.sender].status;
        require(status == Status.ACTIVE, WrongStatus(msg.sender, status));

        REWARDS.accrue(msg.sender);
        _setStatus(msg.sender, Status.LEAVING);
    }

    /// @inheritdoc IRegistry
    function unjail() external nonReentrant {
        PackedValidator memory record = _validators[msg.sender];
        require(record.status == Status.JAILED, WrongStatus(msg.sender, record.status));
        require(CONTROLLER.protocolTime() >= record.jailedUntil, StillJailed(record.jailedUntil));
        (uint256 minStake, uint256 minSelfStake) = CONTROLLER.activityLimits();
        (uint256 stake, uint256 selfStake,) = POOLS.standing(msg.sender);
        require(stake >= minStake, StakeBelowMinimum(stake, minStake));
        require(selfStake >= minSelfStake, SelfStakeBelowMinimum(selfStake, minSelfStake));

        REWARDS.accrue(msg.sender);
        _setStatus(msg.sender, Status.ACTIVE);
    }

    /// @inheritdoc IRegistry
    function eject(address validator) external nonReentrant {
        Status status = _validators[validator].status;
        require(status == Status.ACTIVE, WrongStatus(validator, status));
        (uint256 stake, uint256 selfStake,) = POOLS.standing(validator);
        require(_belowMinimum(stake, selfStake), NotEjectable(validator));

        REWARDS.accrue(validator);
        _retire(validator);
    }

    // ----------------------------------------------------------------------------------------------------- commission

    /// @inheritdoc IRegistry
    function setCommission(uint256 commission) external nonReentrant {
        // Validate
        PackedValidator storage record = _validators[msg.sender];
        (uint256 maxCommission, uint256 commissionStep, uint256 commissionNotice) = CONTROLLER.commissionLimits();
        uint256 highest = record.commission + commissionStep;
        require(record.status != Status.NONE, UnknownValidator(msg.sender));
        require(commission <= maxCommission, CommissionTooHigh(commission, maxCommission));
        require(commission <= highest, CommissionStepTooLarge(commission, highest));
        if (commission <= record.commission) {
            _changeCommission(msg.sender, commission);
            return;
        }

        // Compute
        uint256 effective = CONTROLLER.protocolTime() + commissionNotice;

        // Apply
        record.nextCommission = commission.toUint16();
        record.commissionEffective = effective.toUint64();
        emit CommissionAnnounced(msg.sender, commission, effective);
    }

    /// @inheritdoc IRegistry
    function applyCommission(address validator) external nonReentrant {
        PackedValidator memory record = _validators[validator];
        uint256 due = record.commissionEffective;
        require(due > 0, CommissionNotDue(validator, due));
        require(CONTROLLER.protocolTime() >= due, CommissionNotDue(validator, due));

        _changeCommission(validator, record.nextCommission);
    }

    // ------------------------------------------------------------------------------------- for the other contracts

    /// @inheritdoc IRegistry
    function retire(address validator) external onlyMember(address(POOLS)) nonReentrant {
        _retire(validator);
    }

    /// @inheritdoc IRegistry
    function punish(address validator, Offence offence) external onlyMember(address(SLASHING)) nonReentrant {
        PackedValidator storage record = _validators[validator];
        Status status = _punishedStatus(record.status, offence);
        if (status == Status.JAILED) {
            uint256 term = CONTROLLER.protocolTime() + CONTROLLER.jailDuration();
            uint256 until = Math.max(record.jailedUntil, term);
            record.jailedUntil = until.toUint64();
            emit Jailed(validator, until);
        }
        _setStatus(validator, status);
        _retire(validator);
    }

    // ---------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IRegistry
    function validatorOf(address validator) external view returns (Validator memory) {
        return _validators[validator].load();
    }

    /// @inheritdoc IRegistry
    function keyOwner(uint256 key) external view returns (address) {
        return _keys[key];
    }

    /// @inheritdoc IRegistry
    function statusOf(address validator) external view returns (Status) {
        return _validators[validator].status;
    }

    /// @inheritdoc IRegistry
    function commissionOf(address validator) external view returns (uint256) {
        return _validators[validator].commission;
    }

    /// @inheritdoc IRegistry
    function payee(address account) external view returns (address) {
        PackedValidator storage record = _validators[account];
        return record.status == Status.NONE ? account : record.withdrawalAddress;
    }

    // -------------------------------------------------------------------------------------------------------- helpers

    /// @dev Gives a validator another status and its new weight; it was accrued before.
    function _setStatus(address validator, Status status) private {
        PackedValidator storage record = _validators[validator];
        Status previous = record.status;
        if (previous == status) return;
        record.status = status;
        emit StatusChanged(validator, previous, status);
        if (status == Status.ACTIVE) emit ValidatorAdded(validator);
        if (previous == Status.ACTIVE) emit ValidatorRemoved(validator);
        REWARDS.reweigh(validator);
    }

    /// @dev Follows up on an exit: too little stake ends activity, and no stake ends leaving.
    function _retire(address validator) private {
        (uint256 stake, uint256 selfStake, uint256 shares) = POOLS.standing(validator);
        if (_validators[validator].status == Status.ACTIVE && _belowMinimum(stake, selfStake)) {
            _setStatus(validator, Status.LEAVING);
        }
        if (shares == 0 && _validators[validator].status == Status.LEAVING) {
            _setStatus(validator, Status.EXITED);
        }
    }

    /// @dev Puts a commission in force from now on; what accrued before had the old one.
    function _changeCommission(address validator, uint256 commission) private {
        REWARDS.accrue(validator);
        PackedValidator storage record = _validators[validator];
        record.commission = commission.toUint16();
        record.nextCommission = 0;
        record.commissionEffective = 0;
        emit CommissionChanged(validator, commission);
    }

    /// @dev Rejects an identity that cannot become a validator.
    function _requireAdmissible(
        address caller,
        uint256 key,
        address withdrawalAddress,
        uint256 commission,
        uint256 maxCommission
    ) private view {
        address owner = _keys[key];
        require(_validators[caller].status == Status.NONE, AlreadyRegistered(caller));
        require(key != 0, ZeroKey());
        require(owner == address(0), KeyAlreadyUsed(key, owner));
        require(withdrawalAddress != address(0), ZeroAddress());
        require(commission <= maxCommission, CommissionTooHigh(commission, maxCommission));
    }

    /// @dev Tells whether a validator has too little stake, or too little of its own, to be active.
    function _belowMinimum(uint256 stake, uint256 selfStake) private view returns (bool) {
        (uint256 minStake, uint256 minSelfStake) = CONTROLLER.activityLimits();
        return stake < minStake || selfStake < minSelfStake;
    }

    /// @dev Returns the status after a penalty: who is leaving or gone does not come back, and who signed twice never
    /// does. A tombstone is set on those who are gone too, so that of two penalties the order does not matter.
    function _punishedStatus(Status status, Offence offence) private pure returns (Status) {
        if (offence == Offence.DOUBLE_SIGN) return Status.TOMBSTONED;
        return status == Status.ACTIVE || status == Status.JAILED ? Status.JAILED : status;
    }
}
