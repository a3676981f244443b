# pragma version ^0.4.0
# SPDX-License-Identifier: Apache-2.0
"""
@title Sequencer staking in one contract
@notice Registration, pools, exits, slashing, streamed rewards and pauses, written from the specification and not from
        the Solidity contracts: another text, another language and another compiler for the same rules.
@dev An example of a contract that is not ours to the tools; see adapter.toml beside it. What it does not offer:
     permits and a change of parameters after deployment. A rejection is a revert whose reason is the
     name of the rejection.
"""

from ethereum.ercs import IERC20

struct Parameters:
    unbonding_period: uint256
    evidence_window: uint256
    case_window: uint256
    jail_duration: uint256
    min_stake: uint256
    max_stake: uint256
    min_self_stake: uint256
    min_deposit: uint256
    min_unbond: uint256
    max_tickets: uint256
    liveness_slash: uint256
    fault_slash: uint256
    double_sign_slash: uint256
    reporter_cut: uint256
    insurance_cut: uint256
    treasury_cut: uint256
    burn_cut: uint256
    max_commission: uint256
    commission_step: uint256
    commission_notice: uint256
    reward_duration: uint256
    max_pause: uint256
    pause_gap: uint256

struct Roles:
    governor: address
    guardian: address
    slasher: address
    notifier: address
    pending_governor: address

struct Sinks:
    burn: address
    treasury: address
    insurance: address
    dust: address

struct Validator:
    status: uint256
    key: uint256
    withdrawal_address: address
    commission: uint256
    next_commission: uint256
    commission_effective: uint256
    jailed_until: uint256
    generation: uint256
    checkpoints: uint256
    queue_head: uint256
    queue_tail: uint256

struct Pool:
    assets: uint256
    shares: uint256
    reward_index: uint256

struct Position:
    shares: uint256
    index_paid: uint256
    accrued: uint256

struct Bucket:
    assets: uint256
    shares: uint256

struct BucketId:
    validator: address
    generation: uint256
    request: uint256
    maturity: uint256

struct Ticket:
    owner: address
    recipient: address
    bucket: BucketId
    shares: uint256

struct Checkpoint:
    time: uint256
    stake: uint256
    generation: uint256

struct Ledger:
    bonded: uint256
    unbonding: uint256
    credited: uint256
    pot: uint256

struct Case:
    executed: bool
    routed: bool
    reporter_cut: uint256
    insurance_cut: uint256
    treasury_cut: uint256
    reporter: address
    taken: uint256

struct Earner:
    weight: uint256
    index_paid: uint256
    commission_owed: uint256
    leftover: uint256

struct Stream:
    rate: uint256
    end: uint256
    updated: uint256
    index: uint256
    total_weight: uint256
    remainder: uint256
    carry: uint256
    funded: uint256
    paid: uint256

struct Clock:
    paused_total: uint256
    pause_start: uint256
    pause_end: uint256
    registration_paused: bool

struct Penalty:
    generation: uint256
    since: uint256
    amount: uint256
    covered: uint256
    taken: uint256

event SinksChanged:
    burn: address
    treasury: address
    insurance: address
    dust: address

event RoleAssigned:
    role: uint256
    account: address

event GovernorProposed:
    account: address

event Paused:
    until: uint256

event Unpaused:
    end: uint256

event RegistrationSwitched:
    paused: bool

event ValidatorRegistered:
    validator: indexed(address)
    key: indexed(uint256)
    withdrawal_address: address
    commission: uint256

event StatusChanged:
    validator: indexed(address)
    previous: uint256
    status: uint256

event ValidatorAdded:
    validator: indexed(address)

event ValidatorRemoved:
    validator: indexed(address)

event Jailed:
    validator: indexed(address)
    until: uint256

event CommissionAnnounced:
    validator: indexed(address)
    commission: uint256
    effective: uint256

event CommissionChanged:
    validator: indexed(address)
    commission: uint256

event Bonded:
    validator: indexed(address)
    holder: indexed(address)
    generation: uint256
    assets: uint256
    shares: uint256

event UnbondingRequested:
    ticket: indexed(uint256)
    validator: indexed(address)
    owner: indexed(address)
    recipient: address
    generation: uint256
    request: uint256
    maturity: uint256
    shares: uint256
    assets: uint256

event TicketClaimed:
    ticket: indexed(uint256)
    owner: indexed(address)
    recipient: address
    assets: uint256

event TicketSkipped:
    ticket: indexed(uint256)

event GenerationStarted:
    validator: indexed(address)
    generation: uint256

event PoolSlashed:
    validator: indexed(address)
    generation: uint256
    loss: uint256

event BucketSlashed:
    validator: indexed(address)
    generation: uint256
    request: uint256
    maturity: uint256
    loss: uint256

event Credited:
    account: indexed(address)
    amount: uint256

event CreditWithdrawn:
    account: indexed(address)
    amount: uint256

event Slashed:
    validator: indexed(address)
    offence: uint256
    offence_time: uint256
    base: uint256
    amount: uint256
    taken: uint256

event SlashRouted:
    validator: indexed(address)
    offence: uint256
    offence_time: uint256
    reporter: uint256
    insurance: uint256
    treasury: uint256
    burned: uint256

event RewardsDeposited:
    amount: uint256
    rate: uint256
    end: uint256

event RewardsDistributed:
    validator: indexed(address)
    generation: uint256
    holders: uint256
    commission: uint256

event RewardsClaimed:
    validator: indexed(address)
    generation: uint256
    holder: indexed(address)
    recipient: address
    amount: uint256

event CommissionClaimed:
    validator: indexed(address)
    recipient: address
    amount: uint256

# Where a validator stands.
UNREGISTERED: constant(uint256) = 0
ACTIVE: constant(uint256) = 1
LEAVING: constant(uint256) = 2
JAILED: constant(uint256) = 3
TOMBSTONED: constant(uint256) = 4
EXITED: constant(uint256) = 5

# Who may do what only operators may.
GOVERNOR: constant(uint256) = 0
GUARDIAN: constant(uint256) = 1
SLASHER: constant(uint256) = 2
NOTIFIER: constant(uint256) = 3

# What it did.
LIVENESS: constant(uint256) = 0
FAULT: constant(uint256) = 1
DOUBLE_SIGN: constant(uint256) = 2

BPS: constant(uint256) = 10_000
SCALE: constant(uint256) = 10**27
VIRTUAL_SHARES: constant(uint256) = 1_000
MAX_SUPPLY: constant(uint256) = 2**112 - 1
MAX_SHARES: constant(uint256) = 2**128
MAX_BUCKETS: constant(uint256) = 64
MAX_BATCH: constant(uint256) = 16

STAKE_TOKEN: immutable(IERC20)
REWARD_TOKEN: immutable(IERC20)
EPOCH: immutable(uint256)
DUST_FLOOR: immutable(uint256)

parameters: public(Parameters)
roles: public(Roles)
sinks: public(Sinks)
clock: public(Clock)
validators: public(HashMap[address, Validator])
keys: public(HashMap[uint256, address])
pools: public(HashMap[address, HashMap[uint256, Pool]])
positions: public(HashMap[address, HashMap[uint256, HashMap[address, Position]]])
buckets: public(HashMap[address, HashMap[uint256, HashMap[uint256, HashMap[uint256, Bucket]]]])
queue: HashMap[address, HashMap[uint256, BucketId]]
checkpoints: public(HashMap[address, HashMap[uint256, Checkpoint]])
tickets: public(HashMap[uint256, Ticket])
last_ticket: public(uint256)
open_tickets: public(HashMap[address, uint256])
credits: public(HashMap[address, uint256])
ledger: public(Ledger)
cases: public(HashMap[address, HashMap[uint256, HashMap[uint256, Case]]])
earners: public(HashMap[address, Earner])
stream: public(Stream)


@deploy
def __init__(
    stake_token: IERC20,
    reward_token: IERC20,
    parameters: Parameters,
    roles: Roles,
    sinks: Sinks,
    epoch: uint256,
    dust_floor: uint256,
):
    STAKE_TOKEN = stake_token
    REWARD_TOKEN = reward_token
    EPOCH = epoch
    DUST_FLOOR = dust_floor
    self.parameters = parameters
    self.roles = roles
    self.sinks = sinks


# ---------------------------------------------------------------------------------------------------------------- time


@view
@internal
def _now() -> uint256:
    """Block time less all time spent in pauses."""
    latest: uint256 = min(block.timestamp, self.clock.pause_end) - self.clock.pause_start
    return block.timestamp - (self.clock.paused_total + latest)


@view
@external
def protocol_time() -> uint256:
    return self._now()


@view
@internal
def _require_open():
    assert block.timestamp >= self.clock.pause_end, "ProtocolPaused"


@view
@internal
def _require_pauser():
    assert msg.sender == self.roles.guardian or msg.sender == self.roles.governor, "NotAuthorised"


@external
def pause():
    assert msg.sender == self.roles.guardian, "NotAuthorised"
    clock: Clock = self.clock
    assert block.timestamp >= clock.pause_end + self.parameters.pause_gap, "PauseTooSoon"
    self.clock.paused_total = clock.paused_total + clock.pause_end - clock.pause_start
    self.clock.pause_start = block.timestamp
    self.clock.pause_end = block.timestamp + self.parameters.max_pause
    log Paused(until=self.clock.pause_end)


@external
def unpause():
    self._require_pauser()
    assert block.timestamp < self.clock.pause_end, "NotPaused"
    self.clock.pause_end = block.timestamp
    log Unpaused(end=block.timestamp)


@external
def pause_registration():
    self._require_pauser()
    self.clock.registration_paused = True
    log RegistrationSwitched(paused=True)


@external
def resume_registration():
    self._require_pauser()
    self.clock.registration_paused = False
    log RegistrationSwitched(paused=False)


# ---------------------------------------------------------------------------------------------------------- governance


@external
def set_sinks(sinks: Sinks):
    assert msg.sender == self.roles.governor, "NotAuthorised"
    assert sinks.burn != empty(address) and sinks.treasury != empty(address), "ZeroAddress"
    assert sinks.insurance != empty(address) and sinks.dust != empty(address), "ZeroAddress"
    self.sinks = sinks
    log SinksChanged(burn=sinks.burn, treasury=sinks.treasury, insurance=sinks.insurance, dust=sinks.dust)


@external
def assign_role(role: uint256, account: address):
    assert role <= NOTIFIER
    assert msg.sender == self.roles.governor, "NotAuthorised"
    assert account != empty(address), "ZeroAddress"
    if role == GOVERNOR:
        self.roles.pending_governor = account
        log GovernorProposed(account=account)
        return
    if role == GUARDIAN:
        self.roles.guardian = account
    elif role == SLASHER:
        self.roles.slasher = account
    else:
        self.roles.notifier = account
    log RoleAssigned(role=role, account=account)


@external
def accept_governor():
    assert msg.sender != empty(address) and msg.sender == self.roles.pending_governor, "NotPendingGovernor"
    self.roles.governor = msg.sender
    self.roles.pending_governor = empty(address)
    log RoleAssigned(role=GOVERNOR, account=msg.sender)


# ------------------------------------------------------------------------------------------------------------- rewards


@view
@internal
def _remaining(rate: uint256, end: uint256, time: uint256) -> uint256:
    return rate * (end - min(time, end))


@internal
def _advance():
    """Bring the global index up to now; what nobody has weight for waits for the next deposit."""
    stream: Stream = self.stream
    now: uint256 = self._now()
    emission: uint256 = self._remaining(stream.rate, stream.end, stream.updated) - self._remaining(
        stream.rate, stream.end, now
    )
    self.stream.updated = now
    if stream.total_weight == 0:
        self.stream.carry = stream.carry + emission
        return
    amount: uint256 = emission + stream.remainder
    self.stream.index = stream.index + amount // stream.total_weight
    self.stream.remainder = amount % stream.total_weight


@internal
def _accrue(validator: address):
    """Give a validator its part of the stream."""
    self._advance()
    record: Validator = self.validators[validator]
    earner: Earner = self.earners[validator]
    pool: Pool = self.pools[validator][record.generation]
    part: uint256 = (self.stream.index - earner.index_paid) * earner.weight
    commission: uint256 = part * record.commission // BPS
    amount: uint256 = part - commission + earner.leftover
    if pool.shares > 0:
        self.pools[validator][record.generation].reward_index = pool.reward_index + amount // pool.shares
        amount = amount % pool.shares
    self.earners[validator].index_paid = self.stream.index
    self.earners[validator].commission_owed = earner.commission_owed + commission
    self.earners[validator].leftover = amount
    if part > 0:
        log RewardsDistributed(
            validator=validator,
            generation=record.generation,
            holders=part - commission,
            commission=commission,
        )


@internal
def _settle(validator: address, generation: uint256, holder: address):
    """Attribute to a holder what its shares have earned."""
    index: uint256 = self.pools[validator][generation].reward_index
    position: Position = self.positions[validator][generation][holder]
    self.positions[validator][generation][holder].accrued = (
        position.accrued + (index - position.index_paid) * position.shares
    )
    self.positions[validator][generation][holder].index_paid = index


@internal
def _reweigh(validator: address):
    """Let a validator's weight follow its stake and status."""
    record: Validator = self.validators[validator]
    weight: uint256 = 0
    if record.status == ACTIVE:
        weight = self.pools[validator][record.generation].assets
    self.stream.total_weight = self.stream.total_weight - self.earners[validator].weight + weight
    self.earners[validator].weight = weight


@view
@internal
def _payee(account: address) -> address:
    if self.validators[account].status == UNREGISTERED:
        return account
    return self.validators[account].withdrawal_address


@internal
def _pull(token: IERC20, owner: address, amount: uint256):
    assert extcall token.transferFrom(owner, self, amount)


@internal
def _pay(token: IERC20, receiver: address, amount: uint256):
    if amount > 0:
        assert extcall token.transfer(receiver, amount)


@nonreentrant
@external
def deposit_rewards(amount: uint256):
    assert msg.sender == self.roles.notifier, "NotAuthorised"
    self._require_open()
    assert amount > 0, "ZeroAmount"
    assert amount <= MAX_SUPPLY - self.stream.funded, "RewardCapExceeded"
    self._advance()
    stream: Stream = self.stream
    now: uint256 = self._now()
    duration: uint256 = self.parameters.reward_duration
    total: uint256 = self._remaining(stream.rate, stream.end, now) + stream.carry + amount * SCALE
    self._pull(REWARD_TOKEN, msg.sender, amount)
    self.stream.rate = total // duration
    self.stream.carry = total % duration
    self.stream.end = now + duration
    self.stream.funded = stream.funded + amount
    log RewardsDeposited(amount=amount, rate=total // duration, end=now + duration)


@external
def distribute(validator: address):
    assert self.validators[validator].status != UNREGISTERED, "UnknownValidator"
    self._accrue(validator)


@nonreentrant
@external
def claim_rewards(validator: address, generation: uint256) -> uint256:
    record: Validator = self.validators[validator]
    assert record.status != UNREGISTERED, "UnknownValidator"
    assert generation <= record.generation, "UnknownGeneration"
    self._accrue(validator)
    self._settle(validator, generation, msg.sender)
    accrued: uint256 = self.positions[validator][generation][msg.sender].accrued
    amount: uint256 = accrued // SCALE
    self.positions[validator][generation][msg.sender].accrued = accrued % SCALE
    self.stream.paid += amount
    receiver: address = self._payee(msg.sender)
    self._pay(REWARD_TOKEN, receiver, amount)
    log RewardsClaimed(
        validator=validator, generation=generation, holder=msg.sender, recipient=receiver, amount=amount
    )
    return amount


@nonreentrant
@external
def claim_commission() -> uint256:
    assert self.validators[msg.sender].status != UNREGISTERED, "UnknownValidator"
    self._accrue(msg.sender)
    owed: uint256 = self.earners[msg.sender].commission_owed
    amount: uint256 = owed // SCALE
    self.earners[msg.sender].commission_owed = owed % SCALE
    self.stream.paid += amount
    receiver: address = self._payee(msg.sender)
    self._pay(REWARD_TOKEN, receiver, amount)
    log CommissionClaimed(validator=msg.sender, recipient=receiver, amount=amount)
    return amount


# --------------------------------------------------------------------------------------------------------------- pools


@view
@internal
def _pool(validator: address) -> Pool:
    return self.pools[validator][self.validators[validator].generation]


@pure
@internal
def _assets_sold(pool: Pool, shares: uint256) -> uint256:
    return shares * (pool.assets + 1) // (pool.shares + VIRTUAL_SHARES)


@pure
@internal
def _shares_bought(pool: Pool, assets: uint256) -> uint256:
    return assets * (pool.shares + VIRTUAL_SHARES) // (pool.assets + 1)


@internal
def _checkpoint(validator: address):
    """Remember the stake from now on; of several at one time the last stays."""
    now: uint256 = self._now()
    record: Validator = self.validators[validator]
    index: uint256 = record.checkpoints
    if index > 0 and self.checkpoints[validator][index - 1].time == now:
        index -= 1
    self.checkpoints[validator][index] = Checkpoint(
        time=now,
        stake=self.pools[validator][record.generation].assets,
        generation=record.generation,
    )
    self.validators[validator].checkpoints = index + 1


@internal
def _credit(account: address, amount: uint256):
    if amount > 0:
        self.credits[account] += amount
        self.ledger.credited += amount
        log Credited(account=account, amount=amount)


@internal
def _sweep_dust(validator: address):
    generation: uint256 = self.validators[validator].generation
    assets: uint256 = self.pools[validator][generation].assets
    self.pools[validator][generation].assets = 0
    self.ledger.bonded -= assets
    self._credit(self.sinks.dust, assets)


@internal
def _start_generation(validator: address):
    self._sweep_dust(validator)
    self.validators[validator].generation += 1
    log GenerationStarted(validator=validator, generation=self.validators[validator].generation)


@internal
def _mint(holder: address, validator: address, amount: uint256, shares: uint256):
    generation: uint256 = self.validators[validator].generation
    self._accrue(validator)
    self._settle(validator, generation, holder)
    self._pull(STAKE_TOKEN, holder, amount)
    self.positions[validator][generation][holder].shares += shares
    self.pools[validator][generation].assets += amount
    self.pools[validator][generation].shares += shares
    self.ledger.bonded += amount
    log Bonded(validator=validator, holder=holder, generation=generation, assets=amount, shares=shares)


@internal
def _bond(holder: address, validator: address, amount: uint256, min_shares: uint256) -> uint256:
    pool: Pool = self._pool(validator)
    status: uint256 = self.validators[validator].status
    maximum: uint256 = self.parameters.max_stake
    self._require_open()
    assert status == ACTIVE or (holder == validator and status == JAILED), "WrongStatus"
    assert amount >= self.parameters.min_deposit, "DepositTooSmall"
    assert amount <= maximum and pool.assets + amount <= maximum, "StakeAboveMaximum"
    shares: uint256 = self._shares_bought(pool, amount)
    assert shares >= min_shares and shares > 0, "SharesBelowMinimum"
    assert pool.shares + shares <= MAX_SHARES, "ShareSupplyExceeded"
    self._mint(holder, validator, amount, shares)
    self._checkpoint(validator)
    self._reweigh(validator)
    return shares


@nonreentrant
@external
def deposit(amount: uint256, min_shares: uint256) -> uint256:
    return self._bond(msg.sender, msg.sender, amount, min_shares)


@nonreentrant
@external
def delegate(validator: address, amount: uint256, min_shares: uint256) -> uint256:
    return self._bond(msg.sender, validator, amount, min_shares)


# ---------------------------------------------------------------------------------------------------------- validators


@internal
def _set_status(validator: address, status: uint256):
    previous: uint256 = self.validators[validator].status
    if previous == status:
        return
    self.validators[validator].status = status
    log StatusChanged(validator=validator, previous=previous, status=status)
    if status == ACTIVE:
        log ValidatorAdded(validator=validator)
    if previous == ACTIVE:
        log ValidatorRemoved(validator=validator)
    self._reweigh(validator)


@nonreentrant
@external
def register(key: uint256, withdrawal_address: address, commission: uint256, amount: uint256):
    self._require_open()
    assert not self.clock.registration_paused, "RegistrationPaused"
    assert self.validators[msg.sender].status == UNREGISTERED, "AlreadyRegistered"
    assert key != 0, "ZeroKey"
    assert self.keys[key] == empty(address), "KeyAlreadyUsed"
    assert withdrawal_address != empty(address), "ZeroAddress"
    assert commission <= self.parameters.max_commission, "CommissionTooHigh"
    assert amount >= self.parameters.min_stake, "StakeBelowMinimum"
    assert amount <= self.parameters.max_stake, "StakeAboveMaximum"
    self.keys[key] = msg.sender
    self.validators[msg.sender].key = key
    self.validators[msg.sender].withdrawal_address = withdrawal_address
    self.validators[msg.sender].commission = commission
    log ValidatorRegistered(
        validator=msg.sender, key=key, withdrawal_address=withdrawal_address, commission=commission
    )
    self._mint(msg.sender, msg.sender, amount, self._shares_bought(empty(Pool), amount))
    self._checkpoint(msg.sender)
    self._set_status(msg.sender, ACTIVE)


@external
def leave():
    assert self.validators[msg.sender].status == ACTIVE, "WrongStatus"
    self._accrue(msg.sender)
    self._set_status(msg.sender, LEAVING)


@view
@internal
def _self_stake(validator: address) -> uint256:
    generation: uint256 = self.validators[validator].generation
    return self._assets_sold(
        self.pools[validator][generation], self.positions[validator][generation][validator].shares
    )


@external
def unjail():
    assert self.validators[msg.sender].status == JAILED, "WrongStatus"
    assert self._now() >= self.validators[msg.sender].jailed_until, "StillJailed"
    assert self._pool(msg.sender).assets >= self.parameters.min_stake, "StakeBelowMinimum"
    assert self._self_stake(msg.sender) >= self.parameters.min_self_stake, "SelfStakeBelowMinimum"
    self._accrue(msg.sender)
    self._set_status(msg.sender, ACTIVE)


@view
@internal
def _below_minimum(validator: address) -> bool:
    return (
        self._pool(validator).assets < self.parameters.min_stake
        or self._self_stake(validator) < self.parameters.min_self_stake
    )


@internal
def _retire(validator: address):
    """Too little stake ends activity, and no stake ends leaving."""
    if self.validators[validator].status == ACTIVE and self._below_minimum(validator):
        self._set_status(validator, LEAVING)
    if self.validators[validator].status == LEAVING and self._pool(validator).shares == 0:
        self._set_status(validator, EXITED)


@external
def eject(validator: address):
    assert self.validators[validator].status == ACTIVE, "WrongStatus"
    assert self._below_minimum(validator), "NotEjectable"
    self._accrue(validator)
    self._retire(validator)


@internal
def _change_commission(validator: address, commission: uint256):
    self._accrue(validator)
    self.validators[validator].commission = commission
    self.validators[validator].next_commission = 0
    self.validators[validator].commission_effective = 0
    log CommissionChanged(validator=validator, commission=commission)


@external
def set_commission(commission: uint256):
    record: Validator = self.validators[msg.sender]
    assert record.status != UNREGISTERED, "UnknownValidator"
    assert commission <= self.parameters.max_commission, "CommissionTooHigh"
    assert commission <= record.commission + self.parameters.commission_step, "CommissionStepTooLarge"
    if commission <= record.commission:
        self._change_commission(msg.sender, commission)
        return
    effective: uint256 = self._now() + self.parameters.commission_notice
    self.validators[msg.sender].next_commission = commission
    self.validators[msg.sender].commission_effective = effective
    log CommissionAnnounced(validator=msg.sender, commission=commission, effective=effective)


@external
def apply_commission(validator: address):
    record: Validator = self.validators[validator]
    due: uint256 = record.commission_effective
    assert due > 0 and self._now() >= due, "CommissionNotDue"
    self._change_commission(validator, record.next_commission)


# --------------------------------------------------------------------------------------------------------------- exits


@view
@internal
def _is_slashable(maturity: uint256) -> bool:
    return self._now() < maturity * EPOCH


@view
@internal
def _new_bucket(validator: address) -> BucketId:
    now: uint256 = self._now()
    return BucketId(
        validator=validator,
        generation=self.validators[validator].generation,
        request=now // EPOCH,
        maturity=(now + self.parameters.unbonding_period + EPOCH - 1) // EPOCH,
    )


@internal
def _enqueue(id: BucketId):
    """Open a bucket, unless it is open already, after forgetting up to two that are past slashing."""
    head: uint256 = self.validators[id.validator].queue_head
    tail: uint256 = self.validators[id.validator].queue_tail
    for _: uint256 in range(2):
        if head < tail and not self._is_slashable(self.queue[id.validator][head].maturity):
            head += 1
    self.validators[id.validator].queue_head = head
    if self.buckets[id.validator][id.generation][id.request][id.maturity].shares > 0:
        return
    assert tail - head < MAX_BUCKETS, "TooManyBuckets"
    self.queue[id.validator][tail] = id
    self.validators[id.validator].queue_tail = tail + 1


@internal
def _burn(holder: address, validator: address, shares: uint256, assets: uint256):
    generation: uint256 = self.validators[validator].generation
    self._accrue(validator)
    self._settle(validator, generation, holder)
    self.positions[validator][generation][holder].shares -= shares
    self.pools[validator][generation].assets -= assets
    self.pools[validator][generation].shares -= shares
    self.ledger.bonded -= assets
    if self.pools[validator][generation].shares == 0:
        self._sweep_dust(validator)
    elif self.pools[validator][generation].assets == 0:
        self._start_generation(validator)


@internal
def _request_exit(validator: address, shares: uint256, assets: uint256) -> uint256:
    held: uint256 = self.positions[validator][self.validators[validator].generation][msg.sender].shares
    assert assets >= self.parameters.min_unbond or shares == held, "UnbondTooSmall"
    assert self.open_tickets[msg.sender] < self.parameters.max_tickets, "TooManyTickets"
    id: BucketId = self._new_bucket(validator)
    self._enqueue(id)
    self._burn(msg.sender, validator, shares, assets)

    ticket: uint256 = self.last_ticket + 1
    recipient: address = self._payee(msg.sender)
    self.last_ticket = ticket
    self.buckets[validator][id.generation][id.request][id.maturity].assets += assets
    self.buckets[validator][id.generation][id.request][id.maturity].shares += shares
    self.tickets[ticket] = Ticket(owner=msg.sender, recipient=recipient, bucket=id, shares=shares)
    self.open_tickets[msg.sender] += 1
    self.ledger.unbonding += assets
    log UnbondingRequested(
        ticket=ticket,
        validator=validator,
        owner=msg.sender,
        recipient=recipient,
        generation=id.generation,
        request=id.request,
        maturity=id.maturity,
        shares=shares,
        assets=assets,
    )
    self._checkpoint(validator)
    self._reweigh(validator)
    self._retire(validator)
    return ticket


@nonreentrant
@external
def unbond(validator: address, shares: uint256, min_assets: uint256) -> uint256:
    assert shares > 0, "ZeroAmount"
    generation: uint256 = self.validators[validator].generation
    assert shares <= self.positions[validator][generation][msg.sender].shares, "InsufficientShares"
    assets: uint256 = self._assets_sold(self.pools[validator][generation], shares)
    assert assets >= min_assets and assets > 0, "AssetsBelowMinimum"
    return self._request_exit(validator, shares, assets)


@nonreentrant
@external
def unbond_assets(validator: address, assets: uint256, max_shares: uint256) -> uint256:
    assert assets > 0, "ZeroAmount"
    generation: uint256 = self.validators[validator].generation
    pool: Pool = self.pools[validator][generation]
    assert assets <= pool.assets, "AssetsAboveStake"
    shares: uint256 = (assets * (pool.shares + VIRTUAL_SHARES) + pool.assets) // (pool.assets + 1)
    assert shares <= self.positions[validator][generation][msg.sender].shares, "InsufficientShares"
    assert shares <= max_shares, "SharesAboveMaximum"
    return self._request_exit(validator, shares, assets)


@internal
def _redeem(number: uint256) -> uint256:
    ticket: Ticket = self.tickets[number]
    id: BucketId = ticket.bucket
    bucket: Bucket = self.buckets[id.validator][id.generation][id.request][id.maturity]
    assets: uint256 = ticket.shares * bucket.assets // bucket.shares
    self.buckets[id.validator][id.generation][id.request][id.maturity] = Bucket(
        assets=bucket.assets - assets, shares=bucket.shares - ticket.shares
    )
    self.tickets[number] = empty(Ticket)
    self.open_tickets[ticket.owner] -= 1
    self.ledger.unbonding -= assets
    self._pay(STAKE_TOKEN, ticket.recipient, assets)
    log TicketClaimed(ticket=number, owner=ticket.owner, recipient=ticket.recipient, assets=assets)
    return assets


@nonreentrant
@external
def claim(ticket: uint256) -> uint256:
    found: Ticket = self.tickets[ticket]
    assert found.shares > 0, "UnknownTicket"
    assert found.owner == msg.sender, "NotTicketOwner"
    assert not self._is_slashable(found.bucket.maturity), "NotMatured"
    return self._redeem(ticket)


@nonreentrant
@external
def claim_batch(tickets: DynArray[uint256, 64]) -> uint256:
    assert len(tickets) <= MAX_BATCH, "BatchTooLong"
    total: uint256 = 0
    for number: uint256 in tickets:
        found: Ticket = self.tickets[number]
        if found.shares == 0 or found.owner != msg.sender or self._is_slashable(found.bucket.maturity):
            log TicketSkipped(ticket=number)
        else:
            total += self._redeem(number)
    return total


@nonreentrant
@external
def withdraw(account: address) -> uint256:
    amount: uint256 = self.credits[account]
    assert amount > 0, "NothingToWithdraw"
    self.credits[account] = 0
    self.ledger.credited -= amount
    self._pay(STAKE_TOKEN, account, amount)
    log CreditWithdrawn(account=account, amount=amount)
    return amount


# ------------------------------------------------------------------------------------------------------------ slashing


@pure
@internal
def _ceil(a: uint256, b: uint256, divisor: uint256) -> uint256:
    """The ceiling of a * b / divisor, where the product may take two words and the result takes one."""
    low: uint256 = unsafe_mul(a, b)
    high: uint256 = uint256_mulmod(a, b, max_value(uint256))
    borrow: uint256 = 0
    if high < low:
        borrow = 1
    high = unsafe_sub(unsafe_sub(high, low), borrow)
    rest: uint256 = uint256_mulmod(a, b, divisor)
    up: uint256 = 0
    if rest > 0:
        up = 1
    if high == 0:
        return low // divisor + up
    # Take the rest away, then divide exactly: by the power of two in the divisor, and by the inverse of what is odd.
    if rest > low:
        high -= 1
    low = unsafe_sub(low, rest)
    power: uint256 = divisor & unsafe_sub(0, divisor)
    odd: uint256 = divisor // power
    low = (low // power) | unsafe_mul(high, unsafe_add(unsafe_div(unsafe_sub(0, power), power), 1))
    inverse: uint256 = unsafe_mul(3, odd) ^ 2
    for _: uint256 in range(6):
        inverse = unsafe_mul(inverse, unsafe_sub(2, unsafe_mul(odd, inverse)))
    return unsafe_mul(low, inverse) + up


@view
@internal
def _is_covered(id: BucketId, penalty: Penalty) -> bool:
    return id.generation == penalty.generation and id.request >= penalty.since and self._is_slashable(id.maturity)


@view
@internal
def _loss(penalty: Penalty, assets: uint256, shares: uint256) -> uint256:
    if shares == 0:
        return 0
    return min(assets, self._ceil(penalty.amount, shares, penalty.covered))


@internal
def _take(validator: address, fixed: Penalty) -> uint256:
    """Take a penalty from every covered piece, and return what that came to."""
    penalty: Penalty = fixed
    pool: Pool = self.pools[validator][penalty.generation]
    head: uint256 = self.validators[validator].queue_head
    tail: uint256 = self.validators[validator].queue_tail
    penalty.covered = pool.shares
    for index: uint256 in range(head, tail, bound=MAX_BUCKETS):
        id: BucketId = self.queue[validator][index]
        if self._is_covered(id, penalty):
            penalty.covered += self.buckets[validator][id.generation][id.request][id.maturity].shares

    lost: uint256 = self._loss(penalty, pool.assets, pool.shares)
    if lost > 0:
        self.pools[validator][penalty.generation].assets = pool.assets - lost
        self.ledger.bonded -= lost
        penalty.taken += lost
        log PoolSlashed(validator=validator, generation=penalty.generation, loss=lost)
    for index: uint256 in range(head, tail, bound=MAX_BUCKETS):
        id: BucketId = self.queue[validator][index]
        if self._is_covered(id, penalty):
            bucket: Bucket = self.buckets[validator][id.generation][id.request][id.maturity]
            lost = self._loss(penalty, bucket.assets, bucket.shares)
            if lost > 0:
                self.buckets[validator][id.generation][id.request][id.maturity].assets = bucket.assets - lost
                self.ledger.unbonding -= lost
                penalty.taken += lost
                log BucketSlashed(
                    validator=validator,
                    generation=id.generation,
                    request=id.request,
                    maturity=id.maturity,
                    loss=lost,
                )
    self.ledger.pot += penalty.taken

    pool = self.pools[validator][penalty.generation]
    current: bool = penalty.generation == self.validators[validator].generation
    if current and pool.shares > 0 and pool.assets < DUST_FLOOR:
        self._start_generation(validator)
    self._checkpoint(validator)
    self._reweigh(validator)
    return penalty.taken


@internal
def _punish(validator: address, offence: uint256):
    status: uint256 = self.validators[validator].status
    if offence == DOUBLE_SIGN:
        status = TOMBSTONED
    elif status == ACTIVE or status == JAILED:
        status = JAILED
        until: uint256 = max(
            self.validators[validator].jailed_until, self._now() + self.parameters.jail_duration
        )
        self.validators[validator].jailed_until = until
        log Jailed(validator=validator, until=until)
    self._set_status(validator, status)
    self._retire(validator)


@view
@internal
def _checkpoint_at(validator: address, index: uint256, time: uint256) -> Checkpoint:
    """The checkpoint in force at a time; the caller names it."""
    count: uint256 = self.validators[validator].checkpoints
    assert index < count, "WrongCheckpoint"
    found: Checkpoint = self.checkpoints[validator][index]
    latest: bool = index + 1 == count or time < self.checkpoints[validator][index + 1].time
    assert found.time <= time and latest, "WrongCheckpoint"
    return found


@external
def slash(validator: address, offence: uint256, offence_time: uint256, checkpoint: uint256, reporter: address) -> uint256:
    assert offence <= DOUBLE_SIGN
    now: uint256 = self._now()
    assert msg.sender == self.roles.slasher, "NotAuthorised"
    assert self.validators[validator].status != UNREGISTERED, "UnknownValidator"
    assert offence_time < now, "OffenceNotPast"
    window: uint256 = self.parameters.evidence_window + self.parameters.case_window
    assert now - offence_time <= window, "OffenceTooOld"
    assert not self.cases[validator][offence][offence_time].executed, "AlreadySlashed"
    assert reporter != empty(address), "ZeroAddress"
    base: Checkpoint = self._checkpoint_at(validator, checkpoint, offence_time)

    rate: uint256 = self.parameters.double_sign_slash
    if offence == LIVENESS:
        rate = self.parameters.liveness_slash
    elif offence == FAULT:
        rate = self.parameters.fault_slash
    amount: uint256 = (base.stake * rate + BPS - 1) // BPS

    self._accrue(validator)
    taken: uint256 = self._take(
        validator,
        Penalty(generation=base.generation, since=offence_time // EPOCH, amount=amount, covered=0, taken=0),
    )
    self.cases[validator][offence][offence_time] = Case(
        executed=True,
        routed=False,
        reporter_cut=self.parameters.reporter_cut,
        insurance_cut=self.parameters.insurance_cut,
        treasury_cut=self.parameters.treasury_cut,
        reporter=reporter,
        taken=taken,
    )
    log Slashed(
        validator=validator,
        offence=offence,
        offence_time=offence_time,
        base=base.stake,
        amount=amount,
        taken=taken,
    )
    self._punish(validator, offence)
    return taken


@external
def route_slash(validator: address, offence: uint256, offence_time: uint256):
    case: Case = self.cases[validator][offence][offence_time]
    assert case.executed and not case.routed, "NothingToRoute"
    reporter: uint256 = case.taken * case.reporter_cut // BPS
    insurance: uint256 = case.taken * case.insurance_cut // BPS
    treasury: uint256 = case.taken * case.treasury_cut // BPS
    burned: uint256 = case.taken - reporter - insurance - treasury
    self.cases[validator][offence][offence_time].routed = True
    self.ledger.pot -= case.taken
    self._credit(case.reporter, reporter)
    self._credit(self.sinks.insurance, insurance)
    self._credit(self.sinks.treasury, treasury)
    self._credit(self.sinks.burn, burned)
    log SlashRouted(
        validator=validator,
        offence=offence,
        offence_time=offence_time,
        reporter=reporter,
        insurance=insurance,
        treasury=treasury,
        burned=burned,
    )
