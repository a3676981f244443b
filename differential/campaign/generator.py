"""Steps that seek the boundaries of the current state.

A bug of this kind of system lives at a boundary: one second before a maturity, one share more than held, the last wei
of a cap. So most amounts and times are taken from the state itself, one below and one above; the rest is spread evenly.
Most steps are likely to be accepted, since a history of rejections gets nowhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final, TypeVar

from differential.campaign.chooser import Chooser
from properties.world import Step, World
from spec import actions as a
from spec.clock import epoch_at, is_paused, observe, protocol_time
from spec.exits import maturity_time
from spec.parameters import DAY, Parameters
from spec.pools import assets_sold, current_pool
from spec.profiles import ETHER
from spec.rejections import REJECTIONS
from spec.state import PoolId, Position, SlotId, State
from spec.tokens import Permit
from spec.units import (
    MAX_SUPPLY,
    NOBODY,
    UINT256_MAX,
    Address,
    Bps,
    Generation,
    Offence,
    ProtocolTime,
    Role,
    Seconds,
    Shares,
    SigningKey,
    Status,
    TicketId,
    Timestamp,
    Wei,
)

T = TypeVar("T")

WEIGHTS: Final[dict[type[a.Action], int]] = {
    a.Delegate: 8,
    a.Unbond: 7,
    a.Slash: 7,
    a.UnbondAssets: 4,
    a.ClaimRewards: 4,
    a.DepositRewards: 4,
    a.Deposit: 3,
    a.DelegateWithPermit: 3,
    a.SetParameters: 3,
    a.Claim: 3,
    a.ClaimBatch: 2,
    a.Distribute: 2,
    a.ClaimCommission: 2,
    a.SetCommission: 2,
    a.Transfer: 2,
}
"""How often each action is asked for, beside the others; those not named have one."""

URGENT: Final = 6
"""How often an action is asked for while the state waits for it."""

LIKELY: Final = (True, True, True, True, True, True, True, False)
"""Seven times in eight."""


def around(*values: int) -> list[int]:
    """Return each value and its neighbours, as close as a uint256 comes to them."""
    near = (value + change for value in values for change in (0, -1, 1))
    return [min(max(value, 0), UINT256_MAX) for value in near]


class Generator:
    """Makes the next step of a history out of the state and a source of choices."""

    def __init__(self, world: World, chooser: Chooser, weights: Mapping[type[a.Action], int] = WEIGHTS) -> None:
        """Take the world, who chooses, and how often to ask for each action."""
        self._world, self._cast, self._choose = world, world.cast, chooser
        self._bag = [kind for kind in REJECTIONS for _ in range(weights.get(kind, 1))]

    def kind(self, state: State) -> type[a.Action]:
        """Return what to do next: what is common, or what the state waits for."""
        bag = list(self._bag)
        for kind in self.waited_for(state):
            bag.extend([kind] * URGENT)
        return self._choose.pick(bag)

    def waited_for(self, state: State) -> list[type[a.Action]]:
        """Return the actions that have something to do."""
        statuses = [state.validators[who].status for who in self._cast.validators]
        waiting = {
            a.Register: Status.NONE in statuses,
            a.Unjail: Status.JAILED in statuses,
            a.Claim: bool(self.tickets(state, ripe=True)),
            a.Withdraw: len(state.credits) > 0,
            a.RouteSlash: any(not case.routed for case in state.cases.values()),
            a.Unpause: is_paused(state.clock),
            a.ResumeRegistration: state.clock.registration_paused,
            a.ApplyCommission: any(record.commission_effective for record in state.validators.values()),
            a.AcceptGovernor: state.roles.pending_governor != NOBODY,
        }
        return [kind for kind, waits in waiting.items() if waits]

    def step(self, state: State, kind: type[a.Action]) -> Step:
        """Return a step that asks for ``kind`` of action in ``state``."""
        delay = self.delay(state)
        later = observe(state, Timestamp(state.clock.now + delay))
        make: Callable[[State], tuple[Address, a.Action]] = getattr(self, f"make_{kind.__name__}")
        caller, action = make(later)
        return Step(caller, delay, action)

    # Choices

    def often(self) -> bool:
        """Return true seven times in eight."""
        return self._choose.pick(LIKELY)

    def amount(self, boundaries: Sequence[int], usual: int) -> int:
        """Return an amount: near a boundary, or a part of ``usual`` and odd, or a power of two."""
        kind = self._choose.integer(0, 7)
        if kind <= 3:
            # Drawn in parts, since engines that like small numbers would seldom get past a minimum.
            return max(1, usual * self._choose.integer(1, 64) // 64 - self._choose.pick((0, 0, 1, 7)))
        if kind <= 6:
            return self._choose.pick(around(*boundaries))
        return (1 << self._choose.integer(0, 256)) - 1

    def someone(self) -> Address:
        """Return anybody."""
        return self._choose.pick((*self._cast.everyone(), NOBODY))

    def caller(self, usual: Sequence[Address]) -> Address:
        """Return who calls: mostly one of those who usually do."""
        if usual and self.often():
            return self._choose.pick(usual)
        return self._choose.pick(self._cast.everyone())

    def registered(self, state: State, *statuses: Status) -> list[Address]:
        """Return the validators of the cast with one of the statuses, or with any."""
        wanted = statuses or tuple(Status)[1:]
        found = [who for who in self._cast.validators if state.validators[who].status in wanted]
        return found or list(self._cast.validators)

    def validator(self, state: State, *statuses: Status) -> Address:
        """Return whom a call is about: mostly a validator of a fitting status."""
        if self.often():
            return self._choose.pick(self.registered(state, *statuses))
        return self._choose.pick((*self._cast.validators, *self._cast.delegators[:1], NOBODY))

    def delay(self, state: State) -> int:
        """Return how long to wait: not at all, a little, or to the second around a deadline."""
        kind = self._choose.integer(0, 9)
        if kind <= 4:
            return 0
        if kind <= 6:
            return self._choose.pick((1, 12, 3_600, DAY, 3 * DAY, 7 * DAY))
        if kind == 7:
            return self._choose.integer(0, 30 * DAY)
        return self._choose.pick(self.waits(state))

    def waits(self, state: State) -> list[int]:
        """Return the seconds until, and around, every deadline that is still to come."""
        clock, now = state.clock, protocol_time(state)
        frozen = max(0, clock.pause_end - clock.now)
        deadlines = {(epoch_at(state, now) + 1) * state.deployment.epoch, state.stream.end}
        deadlines |= {maturity_time(state, ticket.bucket) for ticket in state.tickets.values()}
        for record in state.validators.values():
            deadlines |= {record.jailed_until, record.commission_effective}
        waits = [deadline - now + frozen for deadline in sorted(deadlines) if deadline > now]
        waits += [frozen, max(0, clock.pause_end + state.parameters.pause_gap - clock.now)]
        return [wait for wait in around(*waits) if wait < 500 * DAY]

    def held(self, state: State, validator: Address, holder: Address) -> Position:
        """Return what a holder has in a validator's current pool."""
        return state.pools[current_pool(state, validator)].positions[holder]

    # Tokens

    def make_Transfer(self, state: State) -> tuple[Address, a.Action]:
        """Move tokens, often as a donation to a custody."""
        deployment = self._world.deployment
        token = self._choose.pick((deployment.stake_token, deployment.reward_token))
        caller = self.caller((self._cast.whale, *self._cast.funded()))
        custodies = (deployment.stake_custody, deployment.reward_custody)
        receiver = self._choose.pick((*custodies, *custodies, self.someone()))
        balance = state.tokens[token].balances[caller]
        return caller, a.Transfer(token, receiver, Wei(self.amount((0, 1, balance), balance // 4)))

    def make_Approve(self, state: State) -> tuple[Address, a.Action]:
        """Allow a custody something, mostly enough."""
        deployment = self._world.deployment
        token = self._choose.pick((deployment.stake_token, deployment.reward_token))
        custodies = (deployment.stake_custody, deployment.reward_custody)
        spender = self._choose.pick((*custodies, *custodies, self.someone()))
        caller = self.caller((self._cast.stranger, *self._cast.funded()))
        amount = UINT256_MAX if self.often() else self.amount((0, 1, ETHER), 100 * ETHER)
        return caller, a.Approve(token, spender, Wei(amount))

    # Controller

    def make_SetParameters(self, state: State) -> tuple[Address, a.Action]:
        """Change one or two parameters."""
        new = state.parameters
        for _ in range(self._choose.integer(1, 2)):
            new = self.tuned(new)
        return self.caller((state.roles.governor,)), a.SetParameters(new)

    def tuned(self, parameters: Parameters) -> Parameters:
        """Return parameters with one sensible or one arbitrary change."""
        if not self.often():
            name = self._choose.pick([field.name for field in fields(Parameters)])
            value = self._choose.pick(around(1, 10_000, 400 * DAY, MAX_SUPPLY, getattr(parameters, name)))
            changes: dict[str, Any] = {name: value}
            return replace(parameters, **changes)
        match self._choose.integer(0, 7):
            case 0:
                part = Bps(self._choose.pick((20, 3_000, 5_000, 9_000, 9_999)))
                return replace(parameters, liveness_slash=part, fault_slash=part, double_sign_slash=part)
            case 1:
                days = self._choose.pick((21, 22, 25, 30, 3))
                return replace(parameters, unbonding_period=Seconds(days * DAY))
            case 2:
                days = self._choose.integer(22, 60)
                return replace(parameters, commission_notice=Seconds(days * DAY))
            case 3:
                least = Wei(self._choose.pick((16, 32, 33, 100)) * ETHER)
                return replace(parameters, min_stake=least)
            case 4:
                reporter, insurance = Bps(self._choose.integer(0, 4_001)), Bps(self._choose.integer(0, 3_000))
                rest = Bps(max(0, 10_000 - reporter - insurance - parameters.treasury_cut))
                return replace(parameters, reporter_cut=reporter, insurance_cut=insurance, burn_cut=rest)
            case 5:
                return replace(parameters, max_tickets=self._choose.pick((1, 2, 3, 32)))
            case 6:
                return replace(parameters, max_stake=Wei(self._choose.pick((100, 1_000, 10_000_000)) * ETHER))
            case _:
                duration = self._choose.pick((1, 7, 13, 1_000, 7 * DAY))
                return replace(parameters, reward_duration=Seconds(duration), jail_duration=Seconds(duration))

    def make_SetSinks(self, state: State) -> tuple[Address, a.Action]:
        """Change one sink."""
        name = self._choose.pick(("burn", "treasury", "insurance", "dust"))
        sinks = replace(state.sinks, **{name: self.someone()})
        return self.caller((state.roles.governor,)), a.SetSinks(sinks)

    def make_AssignRole(self, state: State) -> tuple[Address, a.Action]:
        """Pass a role on, mostly to whom it was given at first."""
        roles, role = self._world.roles(), self._choose.pick(tuple(Role))
        first = (roles.governor, roles.guardian, roles.slasher, roles.notifier)[role]
        account = first if self._choose.integer(0, 2) else self.someone()
        return self.caller((state.roles.governor,)), a.AssignRole(role, account)

    def make_AcceptGovernor(self, state: State) -> tuple[Address, a.Action]:
        """Take the office over."""
        proposed = state.roles.pending_governor
        return self.caller(() if proposed == NOBODY else (proposed,)), a.AcceptGovernor()

    def make_Pause(self, state: State) -> tuple[Address, a.Action]:
        """Stop new exposure."""
        return self.caller((state.roles.guardian,)), a.Pause()

    def make_Unpause(self, state: State) -> tuple[Address, a.Action]:
        """End a pause."""
        return self.caller((state.roles.guardian, state.roles.governor)), a.Unpause()

    def make_PauseRegistration(self, state: State) -> tuple[Address, a.Action]:
        """Admit no more validators."""
        return self.caller((state.roles.guardian, state.roles.governor)), a.PauseRegistration()

    def make_ResumeRegistration(self, state: State) -> tuple[Address, a.Action]:
        """Admit validators again."""
        return self.caller((state.roles.guardian, state.roles.governor)), a.ResumeRegistration()

    # Registry

    def make_Register(self, state: State) -> tuple[Address, a.Action]:
        """Become a validator."""
        cast, limits = self._cast, state.parameters
        new = [who for who in cast.validators if state.validators[who].status == Status.NONE]
        caller = self.caller(new)
        own = cast.validators.index(caller) if caller in cast.validators else 0
        key = own + 1 if self.often() else self._choose.integer(0, 4)
        withdrawal = cast.withdrawal[own] if self.often() else self.someone()
        commission = self._choose.pick((0, 1_000, *around(limits.max_commission)))
        amount = self.amount((limits.min_stake, limits.max_stake), 2 * limits.min_stake)
        if self.often():
            amount = limits.min_stake + self._choose.integer(0, 100 * ETHER)
        return caller, a.Register(SigningKey(key), withdrawal, Bps(commission), Wei(amount))

    def make_Leave(self, state: State) -> tuple[Address, a.Action]:
        """Stop being a validator."""
        return self.caller(self.registered(state, Status.ACTIVE)), a.Leave()

    def make_Unjail(self, state: State) -> tuple[Address, a.Action]:
        """Return from jail."""
        return self.caller(self.registered(state, Status.JAILED)), a.Unjail()

    def make_Eject(self, state: State) -> tuple[Address, a.Action]:
        """Remove a validator."""
        return self.caller(()), a.Eject(self.validator(state, Status.ACTIVE))

    def make_SetCommission(self, state: State) -> tuple[Address, a.Action]:
        """Cut or announce a commission."""
        caller, limits = self.caller(self.registered(state)), state.parameters
        now = state.validators[caller].commission
        near = around(0, now, now + limits.commission_step, limits.max_commission)
        return caller, a.SetCommission(Bps(self._choose.pick(near)))

    def make_ApplyCommission(self, state: State) -> tuple[Address, a.Action]:
        """Put a commission in force."""
        waiting = [who for who in self._cast.validators if state.validators[who].commission_effective]
        return self.caller(()), a.ApplyCommission(self._choose.pick(waiting or self._cast.validators))

    # Pools

    def stake(self, state: State, validator: Address, holder: Address) -> tuple[Wei, Shares]:
        """Return how much to deposit, and the least shares to accept."""
        limits, pool = state.parameters, state.pools[current_pool(state, validator)]
        room = max(0, limits.max_stake - pool.assets)
        balance = state.tokens[state.deployment.stake_token].balances[holder]
        amount = self.amount((limits.min_deposit, room, balance), 100 * ETHER)
        expected = amount * (pool.shares + 1_000) // (pool.assets + 1)
        least = 0 if self.often() else self._choose.pick(around(expected))
        return Wei(amount), Shares(least)

    def make_Deposit(self, state: State) -> tuple[Address, a.Action]:
        """Add to one's own stake."""
        caller = self.caller(self.registered(state, Status.ACTIVE, Status.JAILED))
        return caller, a.Deposit(*self.stake(state, caller, caller))

    def make_Delegate(self, state: State) -> tuple[Address, a.Action]:
        """Add to somebody's pool."""
        validator = self.validator(state, Status.ACTIVE)
        caller = self.caller((*self._cast.delegators, *self._cast.delegators, self._cast.whale, validator))
        return caller, a.Delegate(validator, *self.stake(state, validator, caller))

    def make_DelegateWithPermit(self, state: State) -> tuple[Address, a.Action]:
        """Add to somebody's pool with a signature."""
        validator, caller = self.validator(state, Status.ACTIVE), self.caller((self._cast.stranger,))
        amount, least = self.stake(state, validator, caller)
        nonce = state.tokens[state.deployment.stake_token].nonces[caller]
        permit = Permit(
            signer=caller if self.often() else self._choose.pick(self._cast.everyone()),
            amount=amount if self.often() else Wei(self.amount((0, amount), amount)),
            nonce=nonce if self.often() else self._choose.pick(around(nonce)),
            deadline=Timestamp(self._choose.pick(around(state.clock.now, UINT256_MAX))),
        )
        return caller, a.DelegateWithPermit(validator, amount, least, permit)

    def exit(self, state: State) -> tuple[Address, Address]:
        """Return who leaves whose pool: mostly somebody who holds shares there."""
        pairs = [
            (holder, validator)
            for validator in self._cast.validators
            for holder, position in state.pools[current_pool(state, validator)].positions.items()
            if position.shares
        ]
        if pairs and self.often():
            return self._choose.pick(pairs)
        return self.caller(self._cast.delegators), self.validator(state)

    def make_Unbond(self, state: State) -> tuple[Address, a.Action]:
        """Ask for the value of shares."""
        caller, validator = self.exit(state)
        shares = self.held(state, validator, caller).shares
        part = self.amount((0, 1, shares // 2, shares), shares)
        if self.often():
            part = self._choose.pick((shares, shares // 2, shares // 3, part))
        worth = assets_sold(state.pools[current_pool(state, validator)], Shares(min(part, shares)))
        return caller, a.Unbond(validator, Shares(part), Wei(0 if self.often() else self._choose.pick(around(worth))))

    def make_UnbondAssets(self, state: State) -> tuple[Address, a.Action]:
        """Ask for an amount."""
        caller, validator = self.exit(state)
        pool = state.pools[current_pool(state, validator)]
        shares = self.held(state, validator, caller).shares
        worth = assets_sold(pool, shares)
        assets = self.amount((0, 1, state.parameters.min_unbond, worth, pool.assets), worth)
        if self.often():
            assets = self._choose.pick((worth, worth // 2, assets))
        most = UINT256_MAX if self.often() else self._choose.pick(around(shares, assets * 1_000))
        return caller, a.UnbondAssets(validator, Wei(assets), Shares(most))

    def tickets(self, state: State, ripe: bool) -> list[TicketId]:
        """Return the open tickets, or those of them that can be claimed."""
        now = protocol_time(state)
        return [
            number for number, ticket in state.tickets.items() if not ripe or maturity_time(state, ticket.bucket) <= now
        ]

    def make_Claim(self, state: State) -> tuple[Address, a.Action]:
        """Have a ticket paid."""
        wanted = self.tickets(state, ripe=self.often()) or self.tickets(state, ripe=False)
        ticket = self._choose.pick(wanted or [TicketId(1)])
        if not self.often():
            ticket = TicketId(self._choose.integer(0, state.last_ticket + 1))
        return self.caller((state.tickets[ticket].owner,)), a.Claim(ticket)

    def make_ClaimBatch(self, state: State) -> tuple[Address, a.Action]:
        """Have several tickets paid."""
        known = [*self.tickets(state, ripe=False), TicketId(0), TicketId(state.last_ticket + 1)]
        size = self._choose.integer(1, 4) if self.often() else self._choose.pick((0, 16, 17))
        batch = tuple(self._choose.pick(known) for _ in range(size))
        owners = [state.tickets[ticket].owner for ticket in batch if state.tickets[ticket].shares]
        return self.caller(owners), a.ClaimBatch(batch)

    def make_Withdraw(self, state: State) -> tuple[Address, a.Action]:
        """Pay out a credit."""
        rich = [account for account, _ in state.credits.items()]
        return self.caller(()), a.Withdraw(self.caller(rich))

    # Slashing

    def offence_time(self, state: State, validator: Address) -> int:
        """Return when an offence was: near a change of stake, a deadline, or another offence."""
        now, limits = protocol_time(state), state.parameters
        window = limits.evidence_window + limits.case_window
        count = state.validators[validator].checkpoints
        changes = [state.checkpoints[SlotId(validator, index)].time for index in range(max(0, count - 4), count)]
        cases = [case.offence_time for case, _ in state.cases.items() if case.validator == validator][-2:]
        epoch = epoch_at(state, now) * state.deployment.epoch
        recent = now - self._choose.integer(1, DAY)
        times = (recent, recent, *around(*changes, *changes, *cases, epoch, now, max(0, now - window)))
        return max(0, self._choose.pick(times))

    def checkpoint_index(self, state: State, validator: Address, time: int) -> int:
        """Return the checkpoint in force at a time, or one beside it."""
        index = state.validators[validator].checkpoints
        while index > 0 and state.checkpoints[SlotId(validator, index - 1)].time > time:
            index -= 1
        right = max(0, index - 1)
        return right if self.often() else self._choose.pick((right + 1, max(0, right - 1), 0, UINT256_MAX))

    def make_Slash(self, state: State) -> tuple[Address, a.Action]:
        """Punish an offence."""
        validator = self.validator(state)
        offence = self._choose.pick((Offence.LIVENESS, Offence.LIVENESS, Offence.FAULT, Offence.DOUBLE_SIGN))
        time = self.offence_time(state, validator)
        index = self.checkpoint_index(state, validator, time)
        reporter = self._cast.reporter if self.often() else self.someone()
        caller = self.caller((state.roles.slasher,))
        return caller, a.Slash(validator, offence, ProtocolTime(time), index, reporter)

    def make_RouteSlash(self, state: State) -> tuple[Address, a.Action]:
        """Route a penalty."""
        unrouted = [case for case, record in state.cases.items() if not record.routed]
        known = [case for case, _ in state.cases.items()]
        if known and self.often():
            case = self._choose.pick(unrouted or known)
            return self.caller(()), a.RouteSlash(case.validator, case.offence, case.offence_time)
        offence = self._choose.pick(tuple(Offence))
        validator = self.validator(state)
        return self.caller(()), a.RouteSlash(validator, offence, ProtocolTime(self.offence_time(state, validator)))

    # Rewards

    def make_DepositRewards(self, state: State) -> tuple[Address, a.Action]:
        """Stream rewards."""
        caller = self.caller((state.roles.notifier,))
        balance = state.tokens[state.deployment.reward_token].balances[caller]
        room = MAX_SUPPLY - state.stream.funded
        return caller, a.DepositRewards(Wei(self.amount((0, 1, balance, room), 100 * ETHER)))

    def make_Distribute(self, state: State) -> tuple[Address, a.Action]:
        """Bring a validator up to date."""
        return self.caller(()), a.Distribute(self.validator(state))

    def make_ClaimRewards(self, state: State) -> tuple[Address, a.Action]:
        """Have rewards paid."""
        validator = self.validator(state)
        latest = state.validators[validator].generation
        generation = Generation(latest if self.often() else self._choose.integer(0, latest + 1))
        holders = [holder for holder, _ in state.pools[PoolId(validator, generation)].positions.items()]
        return self.caller(holders), a.ClaimRewards(validator, generation)

    def make_ClaimCommission(self, state: State) -> tuple[Address, a.Action]:
        """Have commission paid."""
        return self.caller(self.registered(state)), a.ClaimCommission()
