// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Offence, Status, Validator} from "../Types.sol";

/// @title Registry
/// @notice Validators: registration, leaving, jail, commission. `NONE → ACTIVE → LEAVING → EXITED`,
/// `ACTIVE ↔ JAILED`, and any bonded status `→ TOMBSTONED`. Exited and tombstoned identities never return. The
/// active set can be rebuilt from the events alone.
interface IRegistry {
    /// @notice An account became a validator.
    /// @param validator The account.
    /// @param key Its signing key.
    /// @param withdrawalAddress Where all that it is owed is paid.
    /// @param commission Its commission, in basis points.
    event ValidatorRegistered(
        address indexed validator, uint256 indexed key, address withdrawalAddress, uint256 commission
    );

    /// @notice A validator's status changed.
    /// @param validator The validator.
    /// @param previous The status until now.
    /// @param status The status from now on.
    event StatusChanged(address indexed validator, Status previous, Status status);

    /// @notice A validator entered the active set.
    /// @param validator The validator.
    event ValidatorAdded(address indexed validator);

    /// @notice A validator left the active set.
    /// @param validator The validator.
    event ValidatorRemoved(address indexed validator);

    /// @notice A validator was jailed.
    /// @param validator The validator.
    /// @param until Protocol time until which it stays out at the least.
    event Jailed(address indexed validator, uint256 until);

    /// @notice A validator announced a higher commission.
    /// @param validator The validator.
    /// @param commission The commission, in basis points.
    /// @param effective Protocol time from which on it can be applied.
    event CommissionAnnounced(address indexed validator, uint256 commission, uint256 effective);

    /// @notice A commission is in force from here on.
    /// @param validator The validator.
    /// @param commission The commission, in basis points.
    event CommissionChanged(address indexed validator, uint256 commission);

    /// @notice Makes the caller an active validator with `amount` wei of self-stake.
    /// @dev Reverts, in this order: ProtocolPaused, RegistrationPaused, AlreadyRegistered, ZeroKey, KeyAlreadyUsed,
    /// ZeroAddress, CommissionTooHigh, StakeBelowMinimum, StakeAboveMaximum, ERC20InsufficientAllowance,
    /// ERC20InsufficientBalance. The allowance is given to the pools.
    /// @param key Signing key, used by nobody before.
    /// @param withdrawalAddress Where all that the validator is owed is paid.
    /// @param commission Commission, in basis points.
    /// @param amount Self-stake, in wei.
    function register(uint256 key, address withdrawalAddress, uint256 commission, uint256 amount) external;

    /// @notice Ends the caller's time as a validator for ever; stake leaves by unbonding.
    /// @dev Reverts with WrongStatus.
    function leave() external;

    /// @notice Returns the caller from jail to the active set.
    /// @dev Reverts, in this order: WrongStatus, StillJailed, StakeBelowMinimum, SelfStakeBelowMinimum.
    function unjail() external;

    /// @notice Removes an active validator that has come below a minimum. Anyone may call it.
    /// @dev Reverts, in this order: WrongStatus, NotEjectable.
    /// @param validator The validator.
    function eject(address validator) external;

    /// @notice Cuts the caller's commission now, or announces a raise. Either replaces an earlier announcement.
    /// @dev Reverts, in this order: UnknownValidator, CommissionTooHigh, CommissionStepTooLarge.
    /// @param commission Commission, in basis points.
    function setCommission(uint256 commission) external;

    /// @notice Puts an announced commission in force once its notice has run. Anyone may call it.
    /// @dev Reverts with CommissionNotDue.
    /// @param validator The validator.
    function applyCommission(address validator) external;

    /// @notice Follows up on an exit: too little stake ends activity, and no stake ends leaving.
    /// @dev Only for the pools; reverts with NotProtocol.
    /// @param validator The validator.
    function retire(address validator) external;

    /// @notice Takes an offender out of duty; terms of jail run together, to the later end.
    /// @dev Only for the slasher's contract; reverts with NotProtocol.
    /// @param validator The offender.
    /// @param offence What it did.
    function punish(address validator, Offence offence) external;

    /// @notice Returns what is on record about an account.
    /// @param validator The account.
    /// @return The record; all zero if it was never a validator.
    function validatorOf(address validator) external view returns (Validator memory);

    /// @notice Returns the first owner of a signing key.
    /// @param key The key.
    /// @return The owner; zero if nobody used it.
    function keyOwner(uint256 key) external view returns (address);

    /// @notice Returns where an account stands.
    /// @param validator The account.
    /// @return The status; `NONE` if it was never a validator.
    function statusOf(address validator) external view returns (Status);

    /// @notice Returns the commission in force.
    /// @param validator The validator.
    /// @return Fraction in basis points.
    function commissionOf(address validator) external view returns (uint256);

    /// @notice Returns who is paid for an account: a validator's key never touches funds.
    /// @param account The account.
    /// @return The account itself, or the withdrawal address of a validator.
    function payee(address account) external view returns (address);
}
