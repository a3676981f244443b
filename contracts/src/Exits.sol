// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Custody} from "./Custody.sol";
import {
    AssetsAboveStake,
    AssetsBelowMinimum,
    BatchTooLong,
    InsufficientShares,
    NothingToWithdraw,
    NotMatured,
    NotTicketOwner,
    SharesAboveMaximum,
    TooManyBuckets,
    TooManyTickets,
    UnbondTooSmall,
    UnknownTicket,
    ZeroAmount
} from "./Errors.sol";
import {IPools} from "./interfaces/IPools.sol";
import {PackedTicket, Packing} from "./Packed.sol";
import {PoolBook} from "./PoolBook.sol";
import {Book, Bucket, BucketId, MAX_BATCH, MAX_BUCKETS, Pool, Ticket} from "./Types.sol";

/// @title Exits
/// @notice Shares become a ticket, the ticket matures, and its owner claims it.
/// @dev An open ticket is either slashable (before its maturity) or claimable (from then on), never both. Its
/// maturity is fixed when it is requested; nothing and nobody changes it afterwards.
abstract contract Exits is PoolBook {
    using Custody for IERC20;
    using Packing for BucketId;
    using Packing for PackedTicket;
    using Packing for Ticket;

    /// @inheritdoc IPools
    function unbond(address validator, uint256 shares, uint256 minAssets)
        external
        nonReentrant
        returns (uint256 ticket)
    {
        Pool memory pool = _currentPool(validator);
        uint256 held = _sharesHeld(validator, msg.sender);
        require(shares > 0, ZeroAmount());
        require(shares <= held, InsufficientShares(shares, held));
        uint256 assets = _assetsSold(pool, shares);
        require(assets >= minAssets, AssetsBelowMinimum(assets, minAssets));
        require(assets > 0, AssetsBelowMinimum(assets, minAssets));
        return _requestExit(msg.sender, validator, shares, assets);
    }

    /// @inheritdoc IPools
    function unbondAssets(address validator, uint256 assets, uint256 maxShares)
        external
        nonReentrant
        returns (uint256 ticket)
    {
        Pool memory pool = _currentPool(validator);
        uint256 held = _sharesHeld(validator, msg.sender);
        require(assets > 0, ZeroAmount());
        require(assets <= pool.assets, AssetsAboveStake(assets, pool.assets));
        uint256 shares = _sharesSold(pool, assets);
        require(shares <= held, InsufficientShares(shares, held));
        require(shares <= maxShares, SharesAboveMaximum(shares, maxShares));
        return _requestExit(msg.sender, validator, shares, assets);
    }

    /// @inheritdoc IPools
    function claim(uint256 ticket) external nonReentrant returns (uint256 assets) {
        Ticket memory record = _tickets[ticket].load();
        require(record.shares > 0, UnknownTicket(ticket));
        require(record.owner == msg.sender, NotTicketOwner(ticket, msg.sender));
        bool ripe = !_isSlashable(record.bucket, CONTROLLER.protocolTime());
        require(ripe, NotMatured(ticket, _maturityTime(record.bucket)));
        return _redeem(ticket, record);
    }

    /// @inheritdoc IPools
    function claimBatch(uint256[] calldata tickets) external nonReentrant returns (uint256 total) {
        require(tickets.length <= MAX_BATCH, BatchTooLong(tickets.length, MAX_BATCH));
        uint256 time = CONTROLLER.protocolTime();
        for (uint256 i = 0; i < tickets.length; i++) {
            total += _claimOrSkip(msg.sender, tickets[i], time);
        }
    }

    /// @inheritdoc IPools
    function withdraw(address account) external nonReentrant returns (uint256 amount) {
        amount = _credits[account];
        require(amount > 0, NothingToWithdraw(account));

        _credits[account] = 0;
        _ledger.credited -= amount;
        STAKE_TOKEN.pay(account, amount);
        emit CreditWithdrawn(account, amount);
    }

    /// @dev Turns shares worth `assets` wei into a ticket, and returns its id.
    function _requestExit(address owner, address validator, uint256 shares, uint256 assets)
        private
        returns (uint256 ticket)
    {
        // Validate
        uint256 time = CONTROLLER.protocolTime();
        BucketId memory bucketId = _requireExit(owner, validator, shares, assets, time);
        _enqueue(bucketId, time);

        // Apply
        _burn(owner, validator, bucketId.generation, shares, assets);
        ticket = _issue(owner, bucketId, shares, assets);
        _checkpoint(validator, time);
        REWARDS.reweigh(validator);
        REGISTRY.retire(validator);
    }

    /// @dev Opens a bucket that no open ticket is in yet, so that slashes find it. One request opens one bucket at
    /// the most and trims up to two, so the queue shrinks as it ages.
    function _enqueue(BucketId memory bucketId, uint256 time) private {
        _trimQueue(bucketId.validator, time);
        _trimQueue(bucketId.validator, time);
        if (_bucket(bucketId).shares > 0) return;
        Book storage book = _books[bucketId.validator];
        uint256 length = book.queueTail - book.queueHead;
        require(length < MAX_BUCKETS, TooManyBuckets(bucketId.validator, MAX_BUCKETS));
        _queue[bucketId.validator][book.queueTail] = bucketId.pack();
        book.queueTail++;
    }

    /// @dev Forgets the oldest bucket of a validator's queue if it is past slashing.
    function _trimQueue(address validator, uint256 time) private {
        Book storage book = _books[validator];
        if (book.queueHead == book.queueTail) return;
        if (_isSlashable(_queued(validator, book.queueHead), time)) return;
        book.queueHead++;
    }

    /// @dev Takes shares and assets out of a pool. Whoever leaves last leaves what rounding kept to dust.
    function _burn(address holder, address validator, uint256 generation, uint256 shares, uint256 assets) private {
        REWARDS.accrueAndSettle(validator, generation, holder);
        Pool storage pool = _pools[validator][generation];
        pool.assets -= assets;
        pool.shares -= shares;
        _shares[validator][generation][holder] -= shares;
        _ledger.bonded -= assets;
        if (pool.shares == 0) {
            _sweepDust(validator, generation);
        } else if (pool.assets == 0) {
            // Nobody who stays loses by this: what the others could have sold their shares for was less than one wei.
            _startGeneration(validator);
        }
    }

    /// @dev Puts assets into a bucket against a new ticket.
    function _issue(address owner, BucketId memory bucketId, uint256 shares, uint256 assets)
        private
        returns (uint256 ticket)
    {
        Ticket memory record = Ticket(owner, REGISTRY.payee(owner), bucketId, shares);
        Bucket storage bucket = _bucket(bucketId);
        bucket.assets += assets;
        bucket.shares += shares;
        ticket = ++_lastTicket;
        _tickets[ticket] = record.pack();
        _openTickets[owner]++;
        _ledger.unbonding += assets;
        emit UnbondingRequested({
            ticket: ticket,
            validator: bucketId.validator,
            owner: owner,
            recipient: record.recipient,
            generation: bucketId.generation,
            request: bucketId.request,
            maturity: bucketId.maturity,
            shares: shares,
            assets: assets
        });
    }

    /// @dev Pays one ticket of a batch if `claim` would, else tells that it was skipped.
    function _claimOrSkip(address caller, uint256 ticket, uint256 time) private returns (uint256) {
        Ticket memory record = _tickets[ticket].load();
        bool owned = record.shares > 0 && record.owner == caller;
        if (!owned || _isSlashable(record.bucket, time)) {
            emit TicketSkipped(ticket);
            return 0;
        }
        return _redeem(ticket, record);
    }

    /// @dev Pays and closes a matured ticket: the floor of its part of the bucket.
    function _redeem(uint256 ticket, Ticket memory record) private returns (uint256 assets) {
        Bucket storage bucket = _bucket(record.bucket);
        assets = record.shares * bucket.assets / bucket.shares;
        bucket.assets -= assets;
        bucket.shares -= record.shares;
        delete _tickets[ticket];
        _openTickets[record.owner]--;
        _ledger.unbonding -= assets;
        STAKE_TOKEN.pay(record.recipient, assets);
        emit TicketClaimed(ticket, record.owner, record.recipient, assets);
    }

    /// @dev Rejects an exit outside its limits, and returns the bucket that it goes to.
    function _requireExit(address owner, address validator, uint256 shares, uint256 assets, uint256 time)
        private
        view
        returns (BucketId memory)
    {
        (uint256 minUnbond, uint256 maxTickets, uint256 unbondingPeriod) = CONTROLLER.exitLimits();
        bool whole = shares == _sharesHeld(validator, owner);
        require(assets >= minUnbond || whole, UnbondTooSmall(assets, minUnbond));
        require(_openTickets[owner] < maxTickets, TooManyTickets(owner, maxTickets));
        return _newBucketId(validator, time, unbondingPeriod);
    }

    /// @dev Returns the bucket of a request made now: maturity is rounded up to an epoch.
    function _newBucketId(address validator, uint256 time, uint256 unbondingPeriod)
        private
        view
        returns (BucketId memory)
    {
        uint256 maturity = Math.ceilDiv(time + unbondingPeriod, EPOCH);
        return BucketId(validator, _books[validator].generation, _epochAt(time), maturity);
    }
}
