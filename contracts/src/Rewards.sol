// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Custody} from "./Custody.sol";
import {
    NotAuthorised,
    NotProtocol,
    RewardCapExceeded,
    UnknownGeneration,
    UnknownValidator,
    ZeroAmount
} from "./Errors.sol";
import {IRewards} from "./interfaces/IRewards.sol";
import {ProtocolClock} from "./ProtocolClock.sol";
import {ProtocolMember} from "./ProtocolMember.sol";
import {
    Addresses,
    BPS,
    Clock,
    Earner,
    MAX_SUPPLY,
    RewardPosition,
    Role,
    SCALE,
    Status,
    Stream
} from "./Types.sol";

/// @title Rewards
/// @notice Custody of all rewards. Every division keeps its remainder under a name, so the whole is an equality to
/// the last unit: what was funded is still to be streamed, carried, a remainder, owed or paid.
/// @dev Whatever is about to change a validator's stake, shares, status or commission first calls `accrue` (for a
/// holder `accrueAndSettle`), and afterwards `reweigh`. Stake and shares are read from the pools at that moment.
contract Rewards is IRewards, ProtocolMember, ReentrancyGuardTransient {
    using Custody for IERC20;
    using ProtocolClock for Clock;

    /// @dev What an accrual comes to.
    struct Accrual {
        Stream stream;
        Earner earner;
        /// The generation of the validator's current pool, and that pool's reward index.
        uint256 generation;
        uint256 rewardIndex;
        /// The parts of the holders and of the validator, scaled.
        uint256 holders;
        uint256 commission;
    }

    IERC20 private immutable REWARD_TOKEN;

    // ------------------------------------------------------------------ storage: append only, at the cost of __gap

    /// @dev The rewards of all validators.
    Stream private _stream;

    /// @dev Each validator in the eyes of the stream.
    mapping(address validator => Earner) private _earners;

    /// @dev Scaled rewards per share of each pool since the beginning.
    mapping(address validator => mapping(uint256 generation => uint256)) private _rewardIndices;

    /// @dev What each holder has of each pool's rewards.
    mapping(address validator => mapping(uint256 generation => mapping(address holder => RewardPosition)))
        private _positions;

    uint256[50] private __gap;

    // ---------------------------------------------------------------------------------------------------- deployment

    /// @notice Deploys an empty custody.
    /// @param protocol The contracts of the protocol.
    /// @param rewardToken_ The token that rewards are paid in.
    constructor(Addresses memory protocol, IERC20 rewardToken_) ProtocolMember(protocol) {
        REWARD_TOKEN = rewardToken_;
    }

    // ------------------------------------------------------------------------------------------------------- deposits

    /// @inheritdoc IRewards
    function depositRewards(uint256 amount) external nonReentrant {
        // Validate
        Clock memory clock = CONTROLLER.clock();
        Stream memory stream = _stream;
        require(msg.sender == CONTROLLER.notifier(), NotAuthorised(msg.sender, Role.NOTIFIER));
        clock.requireExposureOpen();
        require(amount > 0, ZeroAmount());
        uint256 room = MAX_SUPPLY - stream.funded;
        require(amount <= room, RewardCapExceeded(amount, room));

        // Compute
        uint256 time = clock.protocolTime();
        _advance(stream, time);
        uint256 duration = CONTROLLER.rewardDuration();
        uint256 total = _remaining(stream, time) + stream.carry + amount * SCALE;
        stream.rate = total / duration;
        stream.carry = total - stream.rate * duration;
        stream.end = time + duration;
        stream.funded += amount;

        // Apply
        REWARD_TOKEN.pull(msg.sender, amount);
        _stream = stream;
        emit RewardsDeposited(amount, stream.rate, stream.end);
    }

    // --------------------------------------------------------------------------------------------------------- claims

    /// @inheritdoc IRewards
    function distribute(address validator) external nonReentrant {
        require(REGISTRY.statusOf(validator) != Status.NONE, UnknownValidator(validator));
        _accrue(validator);
    }

    /// @inheritdoc IRewards
    function claimRewards(address validator, uint256 generation) external nonReentrant returns (uint256 amount) {
        // Validate
        require(REGISTRY.statusOf(validator) != Status.NONE, UnknownValidator(validator));
        require(generation <= POOLS.generationOf(validator), UnknownGeneration(validator, generation));

        // Compute
        _accrue(validator);
        _settle(validator, generation, msg.sender);
        RewardPosition storage position = _positions[validator][generation][msg.sender];
        amount = _whole(position.accrued);

        // Apply
        position.accrued -= amount * SCALE;
        address receiver = REGISTRY.payee(msg.sender);
        _payRewards(receiver, amount);
        emit RewardsClaimed(validator, generation, msg.sender, receiver, amount);
    }

    /// @inheritdoc IRewards
    function claimCommission() external nonReentrant returns (uint256 amount) {
        // Validate
        require(REGISTRY.statusOf(msg.sender) != Status.NONE, UnknownValidator(msg.sender));

        // Compute
        _accrue(msg.sender);
        Earner storage earner = _earners[msg.sender];
        amount = _whole(earner.commissionOwed);

        // Apply
        earner.commissionOwed -= amount * SCALE;
        address receiver = REGISTRY.payee(msg.sender);
        _payRewards(receiver, amount);
        emit CommissionClaimed(msg.sender, receiver, amount);
    }

    // ------------------------------------------------------------------------------------- for the other contracts

    /// @inheritdoc IRewards
    function accrue(address validator) external nonReentrant {
        bool member = msg.sender == address(REGISTRY) || msg.sender == address(SLASHING);
        require(member, NotProtocol(msg.sender));
        _accrue(validator);
    }

    /// @inheritdoc IRewards
    function accrueAndSettle(address validator, uint256 generation, address holder)
        external
        onlyMember(address(POOLS))
        nonReentrant
    {
        _accrue(validator);
        _settle(validator, generation, holder);
    }

    /// @inheritdoc IRewards
    function reweigh(address validator) external nonReentrant {
        bool member = msg.sender == address(POOLS) || msg.sender == address(REGISTRY);
        require(member, NotProtocol(msg.sender));
        Earner storage earner = _earners[validator];
        uint256 weight = _weightOf(validator);
        _stream.totalWeight = _stream.totalWeight - earner.weight + weight;
        earner.weight = weight;
    }

    // ---------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IRewards
    function earned(address validator, uint256 generation, address holder) external view returns (uint256) {
        Accrual memory accrual = _accrued(validator);
        uint256 rewardIndex =
            generation == accrual.generation ? accrual.rewardIndex : _rewardIndices[validator][generation];
        RewardPosition memory position = _positions[validator][generation][holder];
        uint256 shares = POOLS.sharesOf(validator, generation, holder);
        return _whole(position.accrued + _entitlement(rewardIndex, position.indexPaid, shares));
    }

    /// @inheritdoc IRewards
    function commissionEarned(address validator) external view returns (uint256) {
        return _whole(_accrued(validator).earner.commissionOwed);
    }

    /// @inheritdoc IRewards
    function rewardLiabilities() external view returns (uint256) {
        return _stream.funded - _stream.paid;
    }

    /// @inheritdoc IRewards
    function rewardSurplus() external view returns (uint256) {
        return REWARD_TOKEN.balanceOf(address(this)) - (_stream.funded - _stream.paid);
    }

    /// @inheritdoc IRewards
    function rewardToken() external view returns (IERC20) {
        return REWARD_TOKEN;
    }

    /// @inheritdoc IRewards
    function rewardStream() external view returns (Stream memory) {
        return _stream;
    }

    /// @inheritdoc IRewards
    function earnerOf(address validator) external view returns (Earner memory) {
        return _earners[validator];
    }

    /// @inheritdoc IRewards
    function rewardIndexOf(address validator, uint256 generation) external view returns (uint256) {
        return _rewardIndices[validator][generation];
    }

    /// @inheritdoc IRewards
    function rewardPositionOf(address validator, uint256 generation, address holder)
        external
        view
        returns (RewardPosition memory)
    {
        return _positions[validator][generation][holder];
    }

    // -------------------------------------------------------------------------------------------------------- helpers

    /// @dev Gives a validator its part of the stream, split by the commission in force.
    function _accrue(address validator) private {
        Accrual memory accrual = _accrued(validator);
        _stream = accrual.stream;
        _earners[validator] = accrual.earner;
        _rewardIndices[validator][accrual.generation] = accrual.rewardIndex;
        if (accrual.holders + accrual.commission == 0) return;
        emit RewardsDistributed(validator, accrual.generation, accrual.holders, accrual.commission);
    }

    /// @dev Attributes to a holder what its shares have earned in a pool.
    function _settle(address validator, uint256 generation, address holder) private {
        RewardPosition storage position = _positions[validator][generation][holder];
        uint256 rewardIndex = _rewardIndices[validator][generation];
        uint256 shares = POOLS.sharesOf(validator, generation, holder);
        position.accrued += _entitlement(rewardIndex, position.indexPaid, shares);
        position.indexPaid = rewardIndex;
    }

    /// @dev Counts a payment and makes it.
    function _payRewards(address receiver, uint256 amount) private {
        _stream.paid += amount;
        REWARD_TOKEN.pay(receiver, amount);
    }

    /// @dev Returns what giving a validator its part of the stream now comes to.
    function _accrued(address validator) private view returns (Accrual memory accrual) {
        uint256 poolShares;
        (accrual.generation,, poolShares) = POOLS.currentPool(validator);
        Stream memory stream = _stream;
        Earner memory earner = _earners[validator];
        _advance(stream, CONTROLLER.protocolTime());

        uint256 part = _pending(stream, earner);
        accrual.commission = part * REGISTRY.commissionOf(validator) / BPS;
        accrual.holders = part - accrual.commission;
        uint256 amount = accrual.holders + earner.leftover;
        uint256 gain = poolShares == 0 ? 0 : amount / poolShares;

        earner.indexPaid = stream.index;
        earner.commissionOwed += accrual.commission;
        earner.leftover = amount - gain * poolShares;
        accrual.stream = stream;
        accrual.earner = earner;
        accrual.rewardIndex = _rewardIndices[validator][accrual.generation] + gain;
    }

    /// @dev Returns the weight that a validator should have.
    function _weightOf(address validator) private view returns (uint256) {
        if (REGISTRY.statusOf(validator) != Status.ACTIVE) return 0;
        (, uint256 assets,) = POOLS.currentPool(validator);
        return assets;
    }

    /// @dev Brings the index up to `time`; without any weight, carries the emission over.
    function _advance(Stream memory stream, uint256 time) private pure {
        uint256 emission = _emitted(stream, time);
        stream.updated = time;
        if (stream.totalWeight == 0) {
            stream.carry += emission;
            return;
        }
        uint256 amount = emission + stream.remainder;
        uint256 gain = amount / stream.totalWeight;
        stream.index += gain;
        stream.remainder = amount - gain * stream.totalWeight;
    }

    /// @dev Returns what streamed since the last update until `time`.
    function _emitted(Stream memory stream, uint256 time) private pure returns (uint256) {
        return _remaining(stream, stream.updated) - _remaining(stream, time);
    }

    /// @dev Returns what is still to be streamed after `time`.
    function _remaining(Stream memory stream, uint256 time) private pure returns (uint256) {
        return stream.rate * (stream.end - Math.min(time, stream.end));
    }

    /// @dev Returns a validator's part of the stream since it last got it.
    function _pending(Stream memory stream, Earner memory earner) private pure returns (uint256) {
        return (stream.index - earner.indexPaid) * earner.weight;
    }

    /// @dev Returns a holder's part of a pool's rewards since it was last attributed.
    function _entitlement(uint256 rewardIndex, uint256 indexPaid, uint256 shares) private pure returns (uint256) {
        return (rewardIndex - indexPaid) * shares;
    }

    /// @dev Returns the whole wei in a scaled amount; the rest stays owed.
    function _whole(uint256 amount) private pure returns (uint256) {
        return amount / SCALE;
    }
}
