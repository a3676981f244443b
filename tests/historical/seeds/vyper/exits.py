"""Requests, buckets, tickets and claims."""

from typing import Final

from tests.historical.seeds.seed import Seed
from tests.historical.seeds.vyper.planting import also

SEEDS: Final[tuple[Seed, ...]] = (
    also(
        "a second request overwrites the first in its bucket",
        ("[id.maturity].assets += assets", "[id.maturity].assets = assets"),
        ("[id.maturity].shares += shares", "[id.maturity].shares = shares"),
    ),
    also(
        "the unbonding period is counted in days and added as seconds",
        ("now + self.parameters.unbonding_period + EPOCH", "now + self.parameters.unbonding_period // 86_400 + EPOCH"),
    ),
    also(
        "the queue admits a bucket only when it is full",
        ("assert tail - head < MAX_BUCKETS,", "assert tail - head >= MAX_BUCKETS,"),
    ),
    also(
        "a batch reads all tickets before it pays, so that one named twice is paid twice",
        (
            """\
    for number: uint256 in tickets:
        found: Ticket = self.tickets[number]
""",
            """\
    records: DynArray[Ticket, 64] = []
    for number: uint256 in tickets:
        records.append(self.tickets[number])
    for index: uint256 in range(len(tickets), bound=64):
        number: uint256 = tickets[index]
        found: Ticket = records[index]
""",
        ),
        ("total += self._redeem(number)", "total += self._redeem(number, found)"),
        ("return self._redeem(ticket)", "return self._redeem(ticket, found)"),
        (
            "def _redeem(number: uint256) -> uint256:\n    ticket: Ticket = self.tickets[number]\n",
            "def _redeem(number: uint256, ticket: Ticket) -> uint256:\n",
        ),
    ),
    also(
        "the head of the queue moves past buckets that have not matured",
        ("if head < tail and not self._is_slashable(self.queue[id.validator][head].maturity):", "if head < tail:"),
    ),
    also(
        "a payment of nothing is transferred all the same",
        (
            "    if amount > 0:\n        assert extcall token.transfer(receiver, amount)",
            "    assert extcall token.transfer(receiver, amount)",
        ),
    ),
    also(
        "a ticket is handled one epoch after the one that it matures in",
        ("return self._now() < maturity * EPOCH", "return self._now() // EPOCH <= maturity"),
    ),
    also(
        "a batch may be of any length",
        ('    assert len(tickets) <= MAX_BATCH, "BatchTooLong"\n', ""),
    ),
    also(
        "whoever deposits restarts the wait of all who are leaving the pool",
        (
            '    assert not self._is_slashable(found.bucket.maturity), "NotMatured"\n',
            """\
    validator: address = found.bucket.validator
    latest: uint256 = self.checkpoints[validator][self.validators[validator].checkpoints - 1].time
    waits: uint256 = (latest + self.parameters.unbonding_period + EPOCH - 1) // EPOCH
    assert not self._is_slashable(max(found.bucket.maturity, waits)), "NotMatured"
""",
        ),
    ),
    also(
        "stake that is leaving goes on counting in the total that rewards are shared by",
        ("    self._reweigh(validator)\n    self._retire(validator)\n", "    self._retire(validator)\n"),
    ),
    also(
        "a validator's ticket pays the minimum stake of the day",
        (
            "    assets: uint256 = ticket.shares * bucket.assets // bucket.shares\n",
            """\
    assets: uint256 = self.parameters.min_stake
    if ticket.owner != id.validator:
        assets = ticket.shares * bucket.assets // bucket.shares
""",
        ),
    ),
    also(
        "an exit adds to the pool what it should take out",
        ("self.pools[validator][generation].assets -= assets", "self.pools[validator][generation].assets += assets"),
    ),
    also(
        "a batch passes over the ticket after each one that it pays",
        (
            "    total: uint256 = 0\n    for number: uint256 in tickets:\n",
            """\
    total: uint256 = 0
    passed: bool = False
    for number: uint256 in tickets:
        if passed:
            passed = False
            continue
""",
        ),
        ("total += self._redeem(number)\n", "total += self._redeem(number)\n            passed = True\n"),
    ),
    also(
        "requests may be tiny and as many as one likes",
        ('    assert assets >= self.parameters.min_unbond or shares == held, "UnbondTooSmall"\n', ""),
        ('    assert self.open_tickets[msg.sender] < self.parameters.max_tickets, "TooManyTickets"\n', ""),
    ),
    also(
        "a bucket slashed to nothing counts as absent and is queued twice",
        ("[id.request][id.maturity].shares > 0:", "[id.request][id.maturity].assets > 0:"),
        hint="last_wei_bucket",
    ),
    also("a ticket stays open when it is paid", ("    self.tickets[number] = empty(Ticket)\n", "")),
    also(
        "an exit by assets takes more shares than held, without a check",
        (
            """\
    assert shares <= self.positions[validator][generation][msg.sender].shares, "InsufficientShares"
    assert shares <= max_shares""",
            "    assert shares <= max_shares",
        ),
        (
            "    self.positions[validator][generation][holder].shares -= shares\n",
            """\
    held: uint256 = self.positions[validator][generation][holder].shares
    self.positions[validator][generation][holder].shares = unsafe_sub(held, shares)
""",
        ),
    ),
    also(
        "a batch pays out the tickets of others",
        ("found.shares == 0 or found.owner != msg.sender or", "found.shares == 0 or"),
    ),
    also(
        "the guardian's pause stops claims",
        (
            "assert not self._is_slashable(found.bucket.maturity),",
            "assert not self._is_slashable(found.bucket.maturity) and block.timestamp >= self.clock.pause_end,",
        ),
    ),
    also(
        "the buckets of all generations are one",
        (
            "        generation=self.validators[validator].generation,\n        request=now",
            "        generation=0,\n        request=now",
        ),
    ),
    also(
        "a ticket slashed to nothing cannot be closed, and takes its batch down with it",
        (
            "    assets: uint256 = ticket.shares * bucket.assets // bucket.shares\n",
            """\
    assets: uint256 = ticket.shares * bucket.assets // bucket.shares
    assert assets > 0, "UnknownTicket"
""",
        ),
    ),
    also(
        "a batch counts each ticket that it pays as closed twice",
        (
            "total += self._redeem(number)\n",
            "total += self._redeem(number)\n            self.open_tickets[msg.sender] -= 1\n",
        ),
    ),
)
