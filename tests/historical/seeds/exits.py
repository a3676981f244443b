"""Requests, buckets, tickets and claims."""

from typing import Final

from tests.historical.seeds.seed import Seed, bug

SEEDS: Final[tuple[Seed, ...]] = (
    bug(
        20,
        "a second request overwrites the first in its bucket",
        "claim_at_maturity",
        "Exits",
        ("bucket.assets += assets;", "bucket.assets = assets;"),
        ("bucket.shares += shares;", "bucket.shares = shares;"),
    ),
    bug(
        28,
        "the unbonding period is counted in days and added as seconds",
        "claim_at_maturity",
        "Exits",
        ("Math.ceilDiv(time + unbondingPeriod, EPOCH)", "Math.ceilDiv(time + unbondingPeriod / 1 days, EPOCH)"),
    ),
    bug(
        35,
        "the queue admits a bucket only when it is full",
        "claim_at_maturity",
        "Exits",
        ("require(length < MAX_BUCKETS,", "require(length >= MAX_BUCKETS,"),
    ),
    bug(
        36,
        "a batch reads all tickets before it pays, so that one named twice is paid twice",
        "mixed_batch",
        "Exits",
        (
            "        uint256 time = CONTROLLER.protocolTime();\n        for",
            """\
        uint256 time = CONTROLLER.protocolTime();
        Ticket[] memory records = new Ticket[](tickets.length);
        for (uint256 i = 0; i < tickets.length; i++) records[i] = _tickets[tickets[i]].load();
        for""",
        ),
        ("_claimOrSkip(msg.sender, tickets[i], time)", "_claimOrSkip(msg.sender, tickets[i], records[i], time)"),
        (
            """\
    function _claimOrSkip(address caller, uint256 ticket, uint256 time) private returns (uint256) {
        Ticket memory record = _tickets[ticket].load();
""",
            """\
    function _claimOrSkip(address caller, uint256 ticket, Ticket memory record, uint256 time)
        private
        returns (uint256)
    {
""",
        ),
    ),
    bug(
        37,
        "the head of the queue moves past buckets that have not matured",
        "coverage",
        "Exits",
        ("        if (_isSlashable(_queued(validator, book.queueHead), time)) return;\n", ""),
    ),
    bug(
        39,
        "a payment of nothing is transferred all the same",
        "worthless_tickets",
        "Custody",
        ("        if (amount == 0) return;\n", ""),
    ),
    bug(
        42,
        "a ticket is handled one epoch after the one that it matures in",
        "claim_at_maturity",
        "PoolBook",
        ("return time < _maturityTime(id);", "return _epochAt(time) <= id.maturity;"),
    ),
    bug(
        47,
        "a batch may be of any length",
        "mixed_batch",
        "Exits",
        ("        require(tickets.length <= MAX_BATCH, BatchTooLong(tickets.length, MAX_BATCH));\n", ""),
    ),
    bug(
        49,
        "whoever deposits restarts the wait of all who are leaving the pool",
        "pause_ended_early",
        "PoolBook",
        (
            "return id.maturity * EPOCH;",
            """\
uint256 latest = _checkpoints[id.validator][_books[id.validator].checkpoints - 1].time;
        (,, uint256 unbondingPeriod) = CONTROLLER.exitLimits();
        return Math.max(id.maturity, Math.ceilDiv(latest + unbondingPeriod, EPOCH)) * EPOCH;""",
        ),
    ),
    bug(
        50,
        "stake that is leaving goes on counting in the total that rewards are shared by",
        "late_and_early",
        "Exits",
        ("        REWARDS.reweigh(validator);\n", ""),
    ),
    bug(
        55,
        "a validator's ticket pays the minimum stake of the day",
        "withdrawal_address",
        "Exits",
        (
            "assets = record.shares * bucket.assets / bucket.shares;",
            """\
(assets,,) = CONTROLLER.admissionLimits();
        bool own = record.owner == record.bucket.validator;
        if (!own) assets = record.shares * bucket.assets / bucket.shares;""",
        ),
    ),
    bug(
        66,
        "an exit adds to the pool what it should take out",
        "claim_at_maturity",
        "Exits",
        ("pool.assets -= assets;", "pool.assets += assets;"),
    ),
    bug(
        69,
        "a batch passes over the ticket after each one that it pays",
        "mixed_batch",
        "Exits",
        (
            "total += _claimOrSkip(msg.sender, tickets[i], time);",
            """\
uint256 paid = _claimOrSkip(msg.sender, tickets[i], time);
            total += paid;
            if (paid > 0) i++;""",
        ),
    ),
    bug(
        79,
        "requests may be tiny and as many as one likes",
        "exit_by_shares",
        "Exits",
        ("        require(assets >= minUnbond || whole, UnbondTooSmall(assets, minUnbond));\n", ""),
        ("        require(_openTickets[owner] < maxTickets, TooManyTickets(owner, maxTickets));\n", ""),
    ),
    bug(
        117,
        "a bucket slashed to nothing counts as absent and is queued twice",
        "one_wei_bucket",
        "Exits",
        ("if (_bucket(bucketId).shares > 0) return;", "if (_bucket(bucketId).assets > 0) return;"),
    ),
    bug(
        150,
        "a ticket stays open when it is paid",
        "claim_at_maturity",
        "Exits",
        ("        delete _tickets[ticket];\n", ""),
    ),
    bug(
        159,
        "an exit by assets takes more shares than held, without a check",
        "exit_by_assets",
        "Exits",
        (
            "        require(shares <= held, InsufficientShares(shares, held));\n        require(shares <= maxShares",
            "        require(shares <= maxShares",
        ),
        (
            "_shares[validator][generation][holder] -= shares;",
            "unchecked { _shares[validator][generation][holder] -= shares; }",
        ),
    ),
    bug(
        169,
        "a batch pays out the tickets of others",
        "mixed_batch",
        "Exits",
        ("bool owned = record.shares > 0 && record.owner == caller;", "bool owned = record.shares > 0;"),
    ),
    bug(
        179,
        "a ticket matures by the unbonding period of the day, not by that of its request",
        "period_there_and_back",
        "PoolBook",
        (
            "return id.maturity * EPOCH;",
            """\
(,, uint256 unbondingPeriod) = CONTROLLER.exitLimits();
        return (id.request + 1) * EPOCH + unbondingPeriod;""",
        ),
    ),
    bug(
        185,
        "the guardian's pause stops claims",
        "pause_shifts_maturity",
        "Exits",
        (
            "        bool ripe = !_isSlashable(record.bucket, CONTROLLER.protocolTime());\n",
            """\
        bool ripe = !_isSlashable(record.bucket, CONTROLLER.protocolTime()) && !CONTROLLER.isPaused();
""",
        ),
    ),
    bug(
        186,
        "the buckets of all generations are one",
        "offence_of_an_older_generation",
        "PoolBook",
        ("_buckets[id.validator][id.generation][id.request]", "_buckets[id.validator][0][id.request]"),
    ),
    bug(
        201,
        "a ticket slashed to nothing cannot be closed, and takes its batch down with it",
        "worthless_tickets",
        "Exits",
        (
            "assets = record.shares * bucket.assets / bucket.shares;",
            """\
assets = record.shares * bucket.assets / bucket.shares;
        require(assets > 0, UnknownTicket(ticket));""",
        ),
    ),
    bug(
        204,
        "a batch counts each ticket that it pays as closed twice",
        "mixed_batch",
        "Exits",
        (
            "            return 0;\n        }\n",
            "            return 0;\n        }\n        _openTickets[caller]--;\n",
        ),
    ),
)
