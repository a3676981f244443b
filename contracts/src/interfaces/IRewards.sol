// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Earner, RewardPosition, Stream} from "../Types.sol";

/// @title Rewards
/// @notice Custody of all rewards: deposits that stream, an index by weight, an index by share, and pulled claims.
/// Amounts named `…Scaled` are in wei times `SCALE`.
interface IRewards {
    /// @notice Rewards were deposited.
    /// @param amount Deposit, in wei.
    /// @param rateScaled What streams per second from now on.
    /// @param end Protocol time at which the stream ends.
    event RewardsDeposited(uint256 amount, uint256 rateScaled, uint256 end);

    /// @notice A validator's part of the stream was split between its holders and its commission.
    /// @param validator The validator.
    /// @param generation Generation of its pool.
    /// @param holdersScaled Part of the holders.
    /// @param commissionScaled Part of the validator.
    event RewardsDistributed(
        address indexed validator, uint256 generation, uint256 holdersScaled, uint256 commissionScaled
    );

    /// @notice A holder's rewards were paid.
    /// @param validator The validator.
    /// @param generation Generation of the pool.
    /// @param holder Who earned them.
    /// @param recipient Who was paid.
    /// @param amount Payment, in wei.
    event RewardsClaimed(
        address indexed validator, uint256 generation, address indexed holder, address indexed recipient, uint256 amount
    );

    /// @notice A validator's commission was paid.
    /// @param validator The validator.
    /// @param recipient Who was paid.
    /// @param amount Payment, in wei.
    event CommissionClaimed(address indexed validator, address indexed recipient, uint256 amount);

    /// @notice Streams rewards, with all that an earlier stream left, over the reward duration from now on.
    /// @dev Reverts, in this order: NotAuthorised, ProtocolPaused, ZeroAmount, RewardCapExceeded,
    /// ERC20InsufficientAllowance, ERC20InsufficientBalance.
    /// @param amount Deposit, in wei.
    function depositRewards(uint256 amount) external;

    /// @notice Gives a validator its part of the stream now. Anyone may call it; it changes nobody's share.
    /// @dev Reverts with UnknownValidator.
    /// @param validator The validator.
    function distribute(address validator) external;

    /// @notice Pays the caller what it has earned in a pool. Open in every pause.
    /// @dev Reverts, in this order: UnknownValidator, UnknownGeneration.
    /// @param validator The validator.
    /// @param generation Generation of the pool.
    /// @return amount Payment, in wei.
    function claimRewards(address validator, uint256 generation) external returns (uint256 amount);

    /// @notice Pays the calling validator its commission, to its withdrawal address. Open in every pause.
    /// @dev Reverts with UnknownValidator.
    /// @return amount Payment, in wei.
    function claimCommission() external returns (uint256 amount);

    /// @notice Gives a validator its part of the stream, before its stake, shares, status or commission change.
    /// @dev Only for the protocol's contracts; reverts with NotProtocol.
    /// @param validator The validator.
    function accrue(address validator) external;

    /// @notice Accrues, and then attributes to a holder what its shares have earned, before they change.
    /// @dev Only for the pools; reverts with NotProtocol.
    /// @param validator The validator.
    /// @param generation Generation of the pool.
    /// @param holder The holder.
    function accrueAndSettle(address validator, uint256 generation, address holder) external;

    /// @notice Sets a validator's weight after its stake or status changed; it was accrued before.
    /// @dev Only for the protocol's contracts; reverts with NotProtocol.
    /// @param validator The validator.
    function reweigh(address validator) external;

    /// @notice Returns what a holder could claim of a pool's rewards now.
    /// @param validator The validator.
    /// @param generation Generation of the pool.
    /// @param holder The holder.
    /// @return Amount in wei.
    function earned(address validator, uint256 generation, address holder) external view returns (uint256);

    /// @notice Returns what a validator could claim of its commission now.
    /// @param validator The validator.
    /// @return Amount in wei.
    function commissionEarned(address validator) external view returns (uint256);

    /// @notice Returns all that the reward custody owes, streamed or still to be.
    /// @return Amount in wei.
    function rewardLiabilities() external view returns (uint256);

    /// @notice Returns what was given to the reward custody without being owed to anyone.
    /// @return Amount in wei.
    function rewardSurplus() external view returns (uint256);

    /// @notice Returns the token that rewards are paid in; it may be the stake token.
    /// @return The token.
    function rewardToken() external view returns (IERC20);

    /// @notice Returns the stream.
    /// @return The record.
    function rewardStream() external view returns (Stream memory);

    /// @notice Returns a validator in the eyes of the stream.
    /// @param validator The validator.
    /// @return The record.
    function earnerOf(address validator) external view returns (Earner memory);

    /// @notice Returns the rewards per share of a pool since the beginning, as of its last accrual.
    /// @param validator The validator.
    /// @param generation Generation of the pool.
    /// @return Scaled.
    function rewardIndexOf(address validator, uint256 generation) external view returns (uint256);

    /// @notice Returns what a holder has of a pool's rewards, as of its last settlement.
    /// @param validator The validator.
    /// @param generation Generation of the pool.
    /// @param holder The holder.
    /// @return The record.
    function rewardPositionOf(address validator, uint256 generation, address holder)
        external
        view
        returns (RewardPosition memory);
}
