"""A small population with a deployed system: where histories begin.

Actors have fixed parts to play, so that a history reads like a story. All that differs between a run on the
specification alone and one beside real contracts is the addresses.
"""

from dataclasses import dataclass, replace

from spec.actions import Action, Call
from spec.map import Map
from spec.parameters import DAY, Deployment, Parameters
from spec.profiles import BALANCED, ETHER
from spec.state import NO_TOKEN, AllowanceId, Roles, Sinks, State, Token, genesis
from spec.units import MAX_SUPPLY, NOBODY, UINT256_MAX, Address, Timestamp, Wei

GENESIS_TIME = Timestamp(1_700_000_000)
"""Block time of the deployment: not on the boundary of an epoch."""

FUNDS = Wei(1_000_000 * ETHER)
"""What every ordinary actor starts with, in each token."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a history: who does what, and how many seconds after the step before."""

    caller: Address
    delay: int
    action: Action


History = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays which part."""

    governor: Address
    guardian: Address
    slasher: Address
    notifier: Address
    validators: tuple[Address, ...]
    delegators: tuple[Address, ...]
    whale: Address
    """Holds all of the supply that nobody else holds."""
    stranger: Address
    """Has funds, but has allowed nobody anything."""
    reporter: Address
    withdrawal: tuple[Address, ...]
    """Where the validators are paid; one each."""
    burn: Address
    treasury: Address
    insurance: Address
    dust: Address

    def funded(self) -> tuple[Address, ...]:
        """Return who starts with ordinary funds and unlimited allowances."""
        return (*self.validators, *self.delegators, self.notifier)

    def everyone(self) -> tuple[Address, ...]:
        """Return all accounts, in a fixed order."""
        staff = (self.governor, self.guardian, self.slasher)
        sinks = (self.burn, self.treasury, self.insurance, self.dust)
        return (*staff, *self.funded(), self.whale, self.stranger, self.reporter, *self.withdrawal, *sinks)


@dataclass(frozen=True, slots=True)
class World:
    """A deployed system and its population, before the first call."""

    cast: Cast
    deployment: Deployment
    parameters: Parameters = BALANCED

    def names(self) -> dict[Address, str]:
        """Return what to call every account and contract in a history."""
        cast, deployment = self.cast, self.deployment
        names = {NOBODY: "nobody"}
        for part in ("governor", "guardian", "slasher", "notifier", "whale", "stranger", "reporter"):
            names[getattr(cast, part)] = part
        for part in ("burn", "treasury", "insurance", "dust"):
            names[getattr(cast, part)] = f"{part} sink"
        for group in ("validators", "delegators", "withdrawal"):
            for number, account in enumerate(getattr(cast, group), start=1):
                names[account] = f"{group.removesuffix('s')} {number}"
        names[deployment.reward_token] = "reward token"
        names[deployment.stake_token] = "stake token"
        names[deployment.stake_custody] = "stake custody"
        names[deployment.reward_custody] = "reward custody"
        return names

    def same_token(self) -> bool:
        """Tell whether rewards are paid in the stake token."""
        return self.deployment.stake_token == self.deployment.reward_token

    def roles(self) -> Roles:
        """Return who holds which role at deployment."""
        cast = self.cast
        return Roles(cast.governor, cast.guardian, cast.slasher, cast.notifier, NOBODY)

    def sinks(self) -> Sinks:
        """Return the sinks at deployment."""
        return Sinks(self.cast.burn, self.cast.treasury, self.cast.insurance, self.cast.dust)

    def token(self) -> Token:
        """Return a token with its whole supply in the hands of the cast, and the allowances given."""
        balances: Map[Address, Wei] = NO_TOKEN.balances
        allowances: Map[AllowanceId, Wei] = NO_TOKEN.allowances
        for account in (*self.cast.funded(), self.cast.stranger):
            balances = balances.set(account, FUNDS)
        rest = MAX_SUPPLY - FUNDS * (len(self.cast.funded()) + 1)
        balances = balances.set(self.cast.whale, Wei(rest))
        for account in (*self.cast.funded(), self.cast.whale):
            for custody in (self.deployment.stake_custody, self.deployment.reward_custody):
                allowances = allowances.set(AllowanceId(account, custody), Wei(UINT256_MAX))
        return Token(balances, allowances, NO_TOKEN.nonces)

    def genesis(self) -> State:
        """Return the state before the first call."""
        tokens: Map[Address, Token] = Map(NO_TOKEN)
        for token in (self.deployment.stake_token, self.deployment.reward_token):
            tokens = tokens.set(token, self.token())
        return genesis(self.deployment, self.parameters, self.roles(), self.sinks(), tokens, GENESIS_TIME)


def call_at(state: State, step: Step) -> Call:
    """Return the call that ``step`` makes in ``state``."""
    return Call(step.caller, Timestamp(state.clock.now + step.delay))


def paper_world(same_token: bool = True, parameters: Parameters = BALANCED) -> World:
    """Return a world for runs without a chain: accounts are numbered from one, contracts from a thousand."""
    numbers = [Address(number) for number in range(1, 24)]
    cast = Cast(
        governor=numbers[0],
        guardian=numbers[1],
        slasher=numbers[2],
        notifier=numbers[3],
        validators=tuple(numbers[4:7]),
        delegators=tuple(numbers[7:10]),
        whale=numbers[10],
        stranger=numbers[11],
        reporter=numbers[12],
        withdrawal=tuple(numbers[13:16]),
        burn=numbers[16],
        treasury=numbers[17],
        insurance=numbers[18],
        dust=numbers[19],
    )
    deployment = Deployment(
        stake_token=Address(1_000),
        reward_token=Address(1_000 if same_token else 1_001),
        stake_custody=Address(1_002),
        reward_custody=Address(1_003),
        epoch=DAY,
        dust_floor=Wei(1_000_000),
    )
    return World(cast, deployment, parameters)


def with_parameters(world: World, parameters: Parameters) -> World:
    """Return ``world`` with other parameters at deployment."""
    return replace(world, parameters=parameters)
