// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

// The vocabulary of the protocol, as callers see it. Every quantity is a uint256; how records are packed in
// storage is the business of `Packed.sol`. Names, order and numbering are those of the specification.

/// @dev Basis points in one.
uint256 constant BPS = 10_000;

/// @dev Reward units in one wei.
uint256 constant SCALE = 10 ** 27;

/// @dev Shares that every pool counts besides the real ones, so that the first depositor cannot inflate the price.
uint256 constant VIRTUAL_SHARES = 1_000;

/// @dev Assets that every pool counts besides the real ones. One, so that no exit can pay more than the pool holds.
uint256 constant VIRTUAL_ASSETS = 1;

/// @dev The largest token supply for which the arithmetic is proved, in wei.
uint256 constant MAX_SUPPLY = 2 ** 112 - 1;

/// @dev The largest number of shares in one pool.
uint256 constant MAX_SHARES = 2 ** 128;

/// @dev The largest number of unbonding buckets that one slash has to visit.
uint256 constant MAX_BUCKETS = 64;

/// @dev The longest unbonding period in epochs. The requests of one epoch mature at two different ones at the most,
/// those of an epoch in which the period changes at four; so the buckets of a full period, and of one change, fit into
/// one slash.
uint256 constant MAX_UNBONDING_EPOCHS = MAX_BUCKETS / 2 - 2;

/// @dev The largest number of tickets in one batch claim.
uint256 constant MAX_BATCH = 16;

/// @notice Where a validator stands. Only an active one is selected and earns.
enum Status {
    NONE,
    ACTIVE,
    LEAVING,
    JAILED,
    TOMBSTONED,
    EXITED
}

/// @notice What a validator did: absence (small penalty, jail), a fault (medium penalty, jail) or double signing
/// (large penalty, end of the identity).
enum Offence {
    LIVENESS,
    FAULT,
    DOUBLE_SIGN
}

/// @notice Who may do what only the protocol's operators may.
enum Role {
    GOVERNOR,
    GUARDIAN,
    SLASHER,
    NOTIFIER
}

/// @notice The contracts that make up the protocol.
struct Addresses {
    /// Parameters, roles, sinks and the protocol clock.
    address controller;
    /// Validators.
    address registry;
    /// Custody of stake.
    address pools;
    /// Cases.
    address slashing;
    /// Custody of rewards.
    address rewards;
}

/// @notice The tunable values. Amounts in wei of the stake token, times in seconds, fractions in basis points.
struct Parameters {
    /// From an exit request to its maturity, before rounding up to an epoch.
    uint256 unbondingPeriod;
    /// How old an offence may be when its case begins.
    uint256 evidenceWindow;
    /// How long a case may take from its beginning to the penalty.
    uint256 caseWindow;
    /// How long a jailed validator stays out at the least.
    uint256 jailDuration;
    /// What an active validator's pool holds at the least.
    uint256 minStake;
    /// What a deposit may bring a pool to at the most.
    uint256 maxStake;
    /// What an active validator's own part of its pool is worth at the least.
    uint256 minSelfStake;
    /// The smallest deposit.
    uint256 minDeposit;
    /// The smallest exit, unless it takes all that the holder has in the pool.
    uint256 minUnbond;
    /// How many open tickets one holder may have.
    uint256 maxTickets;
    /// The small penalty.
    uint256 livenessSlash;
    /// The medium penalty.
    uint256 faultSlash;
    /// The large penalty.
    uint256 doubleSignSlash;
    /// The reporter's part of a penalty.
    uint256 reporterCut;
    /// The insurance fund's part of a penalty.
    uint256 insuranceCut;
    /// The treasury's part of a penalty.
    uint256 treasuryCut;
    /// The part of a penalty that is burned; what division leaves of the others goes here too.
    uint256 burnCut;
    /// The largest commission.
    uint256 maxCommission;
    /// The largest raise of a commission at once.
    uint256 commissionStep;
    /// From the announcement of a raise to its effect.
    uint256 commissionNotice;
    /// Over which a reward deposit streams.
    uint256 rewardDuration;
    /// The longest pause.
    uint256 maxPause;
    /// From the end of a pause to the earliest begin of the next.
    uint256 pauseGap;
}

/// @notice Who holds which role.
struct Roles {
    address governor;
    address guardian;
    address slasher;
    address notifier;
    /// Who may accept the governor's office; nobody if no one is proposed.
    address pendingGovernor;
}

/// @notice Where penalties and dust go.
struct Sinks {
    address burn;
    address treasury;
    address insurance;
    address dust;
}

/// @notice What protocol time is made of, besides block time.
struct Clock {
    /// How long the pauses before the latest one lasted together.
    uint256 pausedTotal;
    /// When the latest pause began.
    uint256 pauseStart;
    /// When the latest pause ends, or ended.
    uint256 pauseEnd;
    /// Whether new validators are kept out, apart from any pause.
    bool registrationPaused;
}

/// @notice A registered sequencer. What belongs to its stake is a `Book`.
struct Validator {
    Status status;
    uint256 key;
    /// Where all that the validator itself is owed is paid.
    address withdrawalAddress;
    /// The rate in force.
    uint256 commission;
    /// The rate announced, if `commissionEffective` is not zero.
    uint256 nextCommission;
    /// From when on the announced rate can be applied; zero if none is announced.
    uint256 commissionEffective;
    /// The earliest end of jail.
    uint256 jailedUntil;
}

/// @notice Where a validator's pool, checkpoints and bucket queue stand. The members share a slot.
struct Book {
    /// The generation of the current pool.
    uint64 generation;
    /// How many checkpoints were written.
    uint64 checkpoints;
    /// The index of the oldest bucket that may still be slashable.
    uint64 queueHead;
    /// The index that the next bucket will get.
    uint64 queueTail;
}

/// @notice The bonded assets of one validator in one generation, and the shares over them.
struct Pool {
    uint256 assets;
    uint256 shares;
}

/// @notice What the tickets of one bucket have in common.
struct BucketId {
    address validator;
    uint256 generation;
    /// The epoch of the request.
    uint256 request;
    /// The epoch from whose beginning on the tickets can be claimed.
    uint256 maturity;
}

/// @notice Unbonding assets and the pool shares that they stand for.
struct Bucket {
    uint256 assets;
    uint256 shares;
}

/// @notice One exit request. A claimed ticket is empty again: its id is never issued twice.
struct Ticket {
    address owner;
    /// Who is paid, fixed at the request.
    address recipient;
    BucketId bucket;
    uint256 shares;
}

/// @notice A validator's stake from a time on.
struct Checkpoint {
    uint256 time;
    uint256 stake;
    uint256 generation;
}

/// @notice The totals of the stake custody. Together they are all that it owes.
struct Ledger {
    /// In pools.
    uint256 bonded;
    /// In buckets.
    uint256 unbonding;
    /// Credited to accounts and not yet withdrawn.
    uint256 credited;
    /// Slashed and not yet routed.
    uint256 pot;
}

/// @notice An executed penalty.
struct Case {
    bool executed;
    /// Whether what it took has left the pot.
    bool routed;
    /// The cuts in force when it was executed; the rest is burned.
    uint16 reporterCut;
    uint16 insuranceCut;
    uint16 treasuryCut;
    address reporter;
    /// How much the penalty took.
    uint256 taken;
}

/// @notice A part of a penalty, and who gets it.
struct Cut {
    address account;
    uint256 amount;
}

/// @notice A validator in the eyes of the reward stream.
struct Earner {
    /// Its stake while active, else zero.
    uint256 weight;
    /// The global index up to which it got its part.
    uint256 indexPaid;
    /// Scaled.
    uint256 commissionOwed;
    /// What the division among shares left, scaled; it joins the next division.
    uint256 leftover;
}

/// @notice What a holder has of a pool's rewards.
struct RewardPosition {
    /// The pool's reward index up to which `accrued` is complete.
    uint256 indexPaid;
    /// Rewards attributed and not yet paid, scaled.
    uint256 accrued;
}

/// @notice The rewards of all validators.
struct Stream {
    /// Scaled, per second, until `end`.
    uint256 rate;
    uint256 end;
    /// The stream is in the index up to this time.
    uint256 updated;
    /// Scaled rewards per unit of weight since the beginning.
    uint256 index;
    uint256 totalWeight;
    /// What the division by weight left, scaled; it joins the next emission.
    uint256 remainder;
    /// Emitted while nobody had weight, or left by the division into a rate, scaled; it joins the next deposit.
    uint256 carry;
    /// Ever received, in wei.
    uint256 funded;
    /// Ever paid out, in wei.
    uint256 paid;
}

/// @notice A signed allowance for the stake custody (ERC-2612).
struct PermitSignature {
    uint256 amount;
    /// The last block time at which the permit is good.
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}
