// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import {Custody} from "./Custody.sol";
import {
    DepositTooSmall,
    SharesBelowMinimum,
    ShareSupplyExceeded,
    StakeAboveMaximum,
    WrongStatus
} from "./Errors.sol";
import {IPools} from "./interfaces/IPools.sol";
import {PoolBook} from "./PoolBook.sol";
import {ProtocolClock} from "./ProtocolClock.sol";
import {Clock, MAX_SHARES, PermitSignature, Pool, Status} from "./Types.sol";

/// @title Bonds
/// @notice Deposits of stake: assets become shares.
abstract contract Bonds is PoolBook {
    using Custody for IERC20;
    using ProtocolClock for Clock;

    /// @inheritdoc IPools
    function deposit(uint256 amount, uint256 minShares) external nonReentrant returns (uint256 shares) {
        return _bond(msg.sender, msg.sender, amount, minShares);
    }

    /// @inheritdoc IPools
    function delegate(address validator, uint256 amount, uint256 minShares)
        external
        nonReentrant
        returns (uint256 shares)
    {
        return _bond(msg.sender, validator, amount, minShares);
    }

    /// @inheritdoc IPools
    function delegateWithPermit(
        address validator,
        uint256 amount,
        uint256 minShares,
        PermitSignature calldata permit
    ) external nonReentrant returns (uint256 shares) {
        _usePermit(msg.sender, permit);
        return _bond(msg.sender, validator, amount, minShares);
    }

    /// @inheritdoc IPools
    function seed(address validator, uint256 amount) external onlyMember(address(REGISTRY)) nonReentrant {
        _mint(validator, validator, amount, _sharesBought(Pool(0, 0), amount));
        _checkpoint(validator, CONTROLLER.protocolTime());
    }

    /// @dev Deposits `amount` wei of a holder into a pool.
    function _bond(address holder, address validator, uint256 amount, uint256 minShares)
        private
        returns (uint256 shares)
    {
        // Validate
        Clock memory clock = CONTROLLER.clock();
        clock.requireExposureOpen();
        _requireAcceptsStake(holder, validator);
        shares = _requireFits(_currentPool(validator), amount, minShares);

        // Apply
        _mint(holder, validator, amount, shares);
        _checkpoint(validator, clock.protocolTime());
        REWARDS.reweigh(validator);
    }

    /// @dev Takes stake from a holder into the validator's pool, against `shares`. The tokens come first, while the
    /// books still show the state before the call; whatever a token does in between, the guard is up.
    function _mint(address holder, address validator, uint256 amount, uint256 shares) private {
        uint256 generation = _books[validator].generation;
        REWARDS.accrueAndSettle(validator, generation, holder);
        STAKE_TOKEN.pull(holder, amount);

        Pool storage pool = _pools[validator][generation];
        pool.assets += amount;
        pool.shares += shares;
        _shares[validator][generation][holder] += shares;
        _ledger.bonded += amount;
        emit Bonded(validator, holder, generation, amount, shares);
    }

    /// @dev Turns a good permit of `owner` into an allowance; passes over any other. Whether the allowance suffices
    /// shows when it is spent, so a permit that somebody else has already used does no harm.
    function _usePermit(address owner, PermitSignature calldata permit) private {
        try IERC20Permit(address(STAKE_TOKEN)).permit(
            owner, address(this), permit.amount, permit.deadline, permit.v, permit.r, permit.s
        ) {} catch {}
    }

    /// @dev Rejects stake for a validator that may not take it: delegations need an active one. A jailed validator
    /// may top up its own stake, since without it there may be no way out of jail.
    function _requireAcceptsStake(address holder, address validator) private view {
        Status status = REGISTRY.statusOf(validator);
        bool own = holder == validator && status == Status.JAILED;
        require(status == Status.ACTIVE || own, WrongStatus(validator, status));
    }

    /// @dev Rejects a deposit outside its limits, and returns the shares that it mints.
    function _requireFits(Pool memory pool, uint256 amount, uint256 minShares) private view returns (uint256 shares) {
        (uint256 minDeposit, uint256 maxStake) = CONTROLLER.depositLimits();
        require(amount >= minDeposit, DepositTooSmall(amount, minDeposit));
        require(amount <= maxStake, StakeAboveMaximum(amount, maxStake));
        uint256 stake = pool.assets + amount;
        require(stake <= maxStake, StakeAboveMaximum(stake, maxStake));
        shares = _sharesBought(pool, amount);
        require(shares >= minShares, SharesBelowMinimum(shares, minShares));
        require(shares > 0, SharesBelowMinimum(shares, minShares));
        uint256 supply = pool.shares + shares;
        require(supply <= MAX_SHARES, ShareSupplyExceeded(supply));
    }
}
