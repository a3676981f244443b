// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {
    Book,
    Bucket,
    BucketId,
    Checkpoint,
    Cut,
    Ledger,
    PermitSignature,
    Pool,
    Ticket
} from "../Types.sol";

/// @title Pools
/// @notice Custody of all stake: one share pool per validator, exits through tickets, and what penalties take.
/// Stake leaves by claims of matured tickets and by withdrawals of credits, and by no other way.
interface IPools {
    /// @notice A holder deposited stake into a pool.
    /// @param validator The validator.
    /// @param holder Who deposited, and owns the shares.
    /// @param generation Generation of the pool.
    /// @param assets Deposit, in wei.
    /// @param shares Shares minted.
    event Bonded(
        address indexed validator, address indexed holder, uint256 generation, uint256 assets, uint256 shares
    );

    /// @notice A holder turned shares into an exit ticket.
    /// @param ticket Id of the ticket.
    /// @param validator The validator.
    /// @param owner Who may claim the ticket.
    /// @param recipient Who will be paid.
    /// @param generation Generation of the pool.
    /// @param request Epoch of the request.
    /// @param maturity Epoch from whose beginning on the ticket can be claimed.
    /// @param shares Shares burned.
    /// @param assets What the ticket pays unless it is slashed, in wei.
    event UnbondingRequested(
        uint256 indexed ticket,
        address indexed validator,
        address indexed owner,
        address recipient,
        uint256 generation,
        uint256 request,
        uint256 maturity,
        uint256 shares,
        uint256 assets
    );

    /// @notice A matured ticket was paid and closed.
    /// @param ticket Id of the ticket.
    /// @param owner Who claimed it.
    /// @param recipient Who was paid.
    /// @param assets Payment, in wei.
    event TicketClaimed(uint256 indexed ticket, address indexed owner, address indexed recipient, uint256 assets);

    /// @notice A batch passed over a ticket that it could not pay.
    /// @param ticket Id of the ticket.
    event TicketSkipped(uint256 indexed ticket);

    /// @notice A pool was emptied; shares of earlier generations are worth nothing.
    /// @param validator The validator.
    /// @param generation The generation that begins.
    event GenerationStarted(address indexed validator, uint256 generation);

    /// @notice A pool lost assets to a penalty.
    /// @param validator The validator.
    /// @param generation Generation of the pool.
    /// @param loss Amount in wei.
    event PoolSlashed(address indexed validator, uint256 generation, uint256 loss);

    /// @notice An unbonding bucket lost assets to a penalty.
    /// @param validator The validator.
    /// @param generation Generation of the pool that the bucket came from.
    /// @param request Epoch of the requests.
    /// @param maturity Epoch of the maturity.
    /// @param loss Amount in wei.
    event BucketSlashed(
        address indexed validator, uint256 generation, uint256 request, uint256 maturity, uint256 loss
    );

    /// @notice An account can withdraw so much more.
    /// @param account The account.
    /// @param amount Amount in wei.
    event Credited(address indexed account, uint256 amount);

    /// @notice A credit was paid out.
    /// @param account The account.
    /// @param amount Amount in wei.
    event CreditWithdrawn(address indexed account, uint256 amount);

    /// @notice Adds to the calling validator's own stake.
    /// @dev Reverts, in this order: ProtocolPaused, WrongStatus, DepositTooSmall, StakeAboveMaximum,
    /// SharesBelowMinimum, ShareSupplyExceeded, ERC20InsufficientAllowance, ERC20InsufficientBalance.
    /// @param amount Deposit, in wei.
    /// @param minShares The fewest shares that the caller accepts.
    /// @return shares Shares minted.
    function deposit(uint256 amount, uint256 minShares) external returns (uint256 shares);

    /// @notice Adds stake of the caller to a validator's pool.
    /// @dev Reverts like `deposit`.
    /// @param validator The validator.
    /// @param amount Deposit, in wei.
    /// @param minShares The fewest shares that the caller accepts.
    /// @return shares Shares minted.
    function delegate(address validator, uint256 amount, uint256 minShares) external returns (uint256 shares);

    /// @notice Delegates with a signed allowance; a permit that is no good does not stop a call that needs none.
    /// @dev Reverts like `deposit`.
    /// @param validator The validator.
    /// @param amount Deposit, in wei.
    /// @param minShares The fewest shares that the caller accepts.
    /// @param permit Allowance of the caller for this contract.
    /// @return shares Shares minted.
    function delegateWithPermit(
        address validator,
        uint256 amount,
        uint256 minShares,
        PermitSignature calldata permit
    ) external returns (uint256 shares);

    /// @notice Asks for the value of exactly so many shares, in every status and every pause.
    /// @dev Reverts, in this order: ZeroAmount, InsufficientShares, AssetsBelowMinimum, UnbondTooSmall,
    /// TooManyTickets, TooManyBuckets.
    /// @param validator The validator.
    /// @param shares Shares to burn.
    /// @param minAssets The least that the caller accepts, in wei.
    /// @return ticket Id of the ticket.
    function unbond(address validator, uint256 shares, uint256 minAssets) external returns (uint256 ticket);

    /// @notice Asks for exactly so many wei, in every status and every pause.
    /// @dev Reverts, in this order: ZeroAmount, AssetsAboveStake, InsufficientShares, SharesAboveMaximum,
    /// UnbondTooSmall, TooManyTickets, TooManyBuckets.
    /// @param validator The validator.
    /// @param assets Amount, in wei.
    /// @param maxShares The most shares that the caller gives.
    /// @return ticket Id of the ticket.
    function unbondAssets(address validator, uint256 assets, uint256 maxShares) external returns (uint256 ticket);

    /// @notice Pays a matured ticket of the caller to its recipient. Open in every pause.
    /// @dev Reverts, in this order: UnknownTicket, NotTicketOwner, NotMatured. A ticket whose bucket was slashed to
    /// nothing is closed all the same, with a payment of nothing.
    /// @param ticket Id of the ticket.
    /// @return assets Payment, in wei.
    function claim(uint256 ticket) external returns (uint256 assets);

    /// @notice Pays those of the tickets that `claim` would pay, and passes over the others. Open in every pause.
    /// @dev Reverts with BatchTooLong.
    /// @param tickets Ids of the tickets.
    /// @return total Payments together, in wei.
    function claimBatch(uint256[] calldata tickets) external returns (uint256 total);

    /// @notice Pays out what is credited to an account. Anyone may call it, in every pause.
    /// @dev Reverts with NothingToWithdraw.
    /// @param account The account.
    /// @return amount Payment, in wei.
    function withdraw(address account) external returns (uint256 amount);

    /// @notice Takes the self-stake of a new validator, and mints the first shares of its pool.
    /// @dev Only for the registry; reverts with NotProtocol, or with the token's errors.
    /// @param validator The new validator.
    /// @param amount Self-stake, in wei.
    function seed(address validator, uint256 amount) external;

    /// @notice Takes a penalty from every covered piece into the pot; the validator was accrued before.
    /// @dev Only for the slasher's contract; reverts with NotProtocol.
    /// @param validator The offender.
    /// @param generation Generation of its pool at the offence.
    /// @param since Epoch of the offence.
    /// @param amount What the offence costs, in wei.
    /// @return taken What the pieces lost together, in wei.
    function take(address validator, uint256 generation, uint256 since, uint256 amount)
        external
        returns (uint256 taken);

    /// @notice Moves a penalty from the pot to credits.
    /// @dev Only for the slasher's contract; reverts with NotProtocol.
    /// @param taken What leaves the pot, in wei.
    /// @param cuts Who gets which part of it; together they are all of it.
    function route(uint256 taken, Cut[4] calldata cuts) external;

    /// @notice Returns the checkpoint in force at a time. The caller names it; nothing is searched.
    /// @dev Reverts with WrongCheckpoint.
    /// @param validator The validator.
    /// @param checkpoint Index of the checkpoint.
    /// @param time Protocol time.
    /// @return The checkpoint.
    function checkpointAt(address validator, uint256 checkpoint, uint256 time)
        external
        view
        returns (Checkpoint memory);

    /// @notice Returns the pool of a validator that has assets.
    /// @param validator The validator.
    /// @return generation Its generation.
    /// @return assets What it holds, in wei.
    /// @return shares The shares over it.
    function currentPool(address validator)
        external
        view
        returns (uint256 generation, uint256 assets, uint256 shares);

    /// @notice Returns what decides whether a validator can be active, or has left.
    /// @param validator The validator.
    /// @return stake What its pool holds, in wei.
    /// @return selfStake What its own shares in it are worth, in wei.
    /// @return shares All shares over the pool.
    function standing(address validator) external view returns (uint256 stake, uint256 selfStake, uint256 shares);

    /// @notice Returns the generation of a validator's current pool.
    /// @param validator The validator.
    /// @return Number, counted from zero.
    function generationOf(address validator) external view returns (uint256);

    /// @notice Returns a holder's shares in a pool.
    /// @param validator The validator.
    /// @param generation Generation of the pool.
    /// @param holder The holder.
    /// @return Number of shares.
    function sharesOf(address validator, uint256 generation, address holder) external view returns (uint256);

    /// @notice Returns the shares that a deposit now would mint.
    /// @param validator The validator.
    /// @param amount Deposit, in wei.
    /// @return Number of shares.
    function previewDeposit(address validator, uint256 amount) external view returns (uint256);

    /// @notice Returns the assets that unbonding so many shares now would free.
    /// @param validator The validator.
    /// @param shares Number of shares.
    /// @return Amount in wei.
    function previewUnbond(address validator, uint256 shares) external view returns (uint256);

    /// @notice Returns the shares that unbonding so many assets now would burn.
    /// @param validator The validator.
    /// @param assets Amount in wei.
    /// @return Number of shares.
    function previewUnbondAssets(address validator, uint256 assets) external view returns (uint256);

    /// @notice Returns what a holder's shares in a validator's current pool are worth.
    /// @param validator The validator.
    /// @param holder The holder.
    /// @return Amount in wei.
    function stakeOf(address validator, address holder) external view returns (uint256);

    /// @notice Tells whether a ticket's owner could claim it now.
    /// @param ticket Id of the ticket.
    /// @return Whether it exists and is matured.
    function isClaimable(uint256 ticket) external view returns (bool);

    /// @notice Returns what a ticket would pay if nothing happened to it any more.
    /// @param ticket Id of the ticket.
    /// @return Amount in wei.
    function ticketValue(uint256 ticket) external view returns (uint256);

    /// @notice Returns all that the stake custody owes.
    /// @return Amount in wei.
    function stakeLiabilities() external view returns (uint256);

    /// @notice Returns what was given to the stake custody without being owed to anyone.
    /// @return Amount in wei.
    function stakeSurplus() external view returns (uint256);

    /// @notice Returns the token that validators and delegators bond.
    /// @return The token.
    function stakeToken() external view returns (IERC20);

    /// @notice Returns where a validator's pool, checkpoints and bucket queue stand.
    /// @param validator The validator.
    /// @return The record.
    function bookOf(address validator) external view returns (Book memory);

    /// @notice Returns a pool.
    /// @param validator The validator.
    /// @param generation Generation of the pool.
    /// @return The record.
    function poolOf(address validator, uint256 generation) external view returns (Pool memory);

    /// @notice Returns a bucket.
    /// @param id What its tickets have in common.
    /// @return The record.
    function bucketOf(BucketId calldata id) external view returns (Bucket memory);

    /// @notice Returns the id of a bucket in a validator's queue.
    /// @param validator The validator.
    /// @param index Place in the queue since the beginning.
    /// @return The id.
    function queuedBucket(address validator, uint256 index) external view returns (BucketId memory);

    /// @notice Returns a checkpoint.
    /// @param validator The validator.
    /// @param index Place in the validator's list.
    /// @return The record.
    function checkpointOf(address validator, uint256 index) external view returns (Checkpoint memory);

    /// @notice Returns a ticket.
    /// @param ticket Id of the ticket.
    /// @return The record; all zero if it was never issued or is claimed.
    function ticketOf(uint256 ticket) external view returns (Ticket memory);

    /// @notice Returns the id of the ticket issued last.
    /// @return The id; zero if there was none.
    function lastTicket() external view returns (uint256);

    /// @notice Returns how many tickets an owner has open.
    /// @param owner The owner.
    /// @return Number of tickets.
    function openTicketsOf(address owner) external view returns (uint256);

    /// @notice Returns what an account can withdraw.
    /// @param account The account.
    /// @return Amount in wei.
    function creditOf(address account) external view returns (uint256);

    /// @notice Returns the totals of the custody.
    /// @return The record.
    function ledger() external view returns (Ledger memory);
}
