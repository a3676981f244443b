// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Offence, Role, Status} from "./Types.sol";

// Every reason to refuse a call. The token's own errors (ERC-6093) pass through unchanged. The last group does not
// occur in the specification: it guards what the specification does not know, the seams between contracts and
// tokens that break their standard.

/// @notice The caller does not hold the role.
error NotAuthorised(address caller, Role role);

/// @notice Only the proposed governor can accept the office.
error NotPendingGovernor(address caller);

/// @notice An address that must be somebody is nobody.
error ZeroAddress();

/// @notice A parameter, counted from zero in the order of `Parameters`, lies outside its bounds.
error ParameterOutOfBounds(uint256 parameter, uint256 value, uint256 lowest, uint256 highest);

/// @notice Parameters that are each within bounds do not fit together; the number is that of the constraint.
error ConstraintViolated(uint256 constraint);

/// @notice New exposure is stopped until the pause ends.
error ProtocolPaused(uint256 until);

/// @notice There is no pause to end.
error NotPaused();

/// @notice A pause needs a gap after the one before.
error PauseTooSoon(uint256 earliest);

/// @notice New validators are not admitted at present.
error RegistrationPaused();

/// @notice An account is a validator once for ever.
error AlreadyRegistered(address validator);

/// @notice A signing key belongs to its first owner for ever.
error KeyAlreadyUsed(uint256 key, address owner);

/// @notice A validator needs a signing key.
error ZeroKey();

/// @notice The commission exceeds the maximum.
error CommissionTooHigh(uint256 commission, uint256 maximum);

/// @notice The commission is raised by more than one step.
error CommissionStepTooLarge(uint256 commission, uint256 maximum);

/// @notice No announced commission takes effect yet; zero time means that none is announced.
error CommissionNotDue(address validator, uint256 effective);

/// @notice The validator's pool holds less than an active validator needs.
error StakeBelowMinimum(uint256 stake, uint256 minimum);

/// @notice The validator's own part of its pool is less than an active validator needs.
error SelfStakeBelowMinimum(uint256 selfStake, uint256 minimum);

/// @notice The pool would hold more than one validator may.
error StakeAboveMaximum(uint256 stake, uint256 maximum);

/// @notice The validator's status does not permit this.
error WrongStatus(address validator, Status status);

/// @notice The jail term has not ended.
error StillJailed(uint256 until);

/// @notice The validator meets every minimum.
error NotEjectable(address validator);

/// @notice Nothing was asked for.
error ZeroAmount();

/// @notice The deposit is below the minimum.
error DepositTooSmall(uint256 amount, uint256 minimum);

/// @notice The deposit would mint no shares, or fewer than the caller accepts.
error SharesBelowMinimum(uint256 shares, uint256 minimum);

/// @notice The pool would have more shares than the arithmetic is proved for.
error ShareSupplyExceeded(uint256 shares);

/// @notice The holder has fewer shares than the exit needs.
error InsufficientShares(uint256 shares, uint256 held);

/// @notice The exit would burn more shares than the caller accepts.
error SharesAboveMaximum(uint256 shares, uint256 maximum);

/// @notice The exit would pay nothing, or less than the caller accepts.
error AssetsBelowMinimum(uint256 assets, uint256 minimum);

/// @notice The exit asks for more than the whole pool holds.
error AssetsAboveStake(uint256 assets, uint256 stake);

/// @notice A partial exit is below the minimum.
error UnbondTooSmall(uint256 assets, uint256 minimum);

/// @notice The holder has as many open tickets as are allowed.
error TooManyTickets(address owner, uint256 maximum);

/// @notice The validator has as many buckets waiting as one slash may visit.
error TooManyBuckets(address validator, uint256 maximum);

/// @notice The ticket was never issued, or is claimed already.
error UnknownTicket(uint256 ticket);

/// @notice Only its owner claims a ticket.
error NotTicketOwner(uint256 ticket, address caller);

/// @notice The ticket is slashable until its maturity.
error NotMatured(uint256 ticket, uint256 maturity);

/// @notice A batch names more tickets than one call may visit.
error BatchTooLong(uint256 length, uint256 maximum);

/// @notice The account was never a validator.
error UnknownValidator(address validator);

/// @notice An offence lies strictly before its punishment.
error OffenceNotPast(uint256 offenceTime, uint256 now);

/// @notice The evidence and case windows for this offence have passed.
error OffenceTooOld(uint256 offenceTime, uint256 window);

/// @notice The same offence counts once.
error AlreadySlashed(address validator, Offence offence, uint256 offenceTime);

/// @notice The named checkpoint is not the one in force at that time.
error WrongCheckpoint(address validator, uint256 checkpoint, uint256 time);

/// @notice There is no such case, or it is routed already.
error NothingToRoute(address validator, Offence offence, uint256 offenceTime);

/// @notice Nothing is credited to the account.
error NothingToWithdraw(address account);

/// @notice Rewards ever deposited would exceed what the arithmetic is proved for.
error RewardCapExceeded(uint256 amount, uint256 room);

/// @notice The validator's pool has not reached that generation.
error UnknownGeneration(address validator, uint256 generation);

/// @notice Only the protocol's own contracts, each for its own purpose, call this.
error NotProtocol(address caller);

/// @notice The token delivered another amount than it was asked to.
error UnexpectedTransferAmount(uint256 expected, uint256 received);
