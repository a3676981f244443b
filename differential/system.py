"""Our contracts on a chain: how they are deployed, and how each thing that the spec says reads in their ABI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from eth_hash.auto import keccak

from differential.abi import AbiError, Entry, camel, encode, entries, flatten, values_of, word
from differential.artifact import Artifact
from differential.evm.backend import Backend, DeployError, Log, predict_address
from differential.people import address_of, chain_cast, signers
from properties.world import FUNDS, GENESIS_TIME, World
from spec import actions as a
from spec.errors import Rejection
from spec.events import Approval, Event, Transfer
from spec.parameters import DAY, Deployment, Parameters
from spec.profiles import BALANCED
from spec.tokens import Permit
from spec.units import MAX_SUPPLY, UINT256_MAX, Address, Wei

DEPLOYER: Final = address_of("deployer")
"""Who creates all contracts, in the order of ``ORDER``."""

ORDER: Final = ("StakeToken", "RewardToken", "Controller", "Registry", "Pools", "Slashing", "Rewards")
"""The contracts in the order of their creation."""

MEMBERS: Final = ORDER[2:]
"""The contracts that make up the protocol, which each of them is told; tokens do not belong to it."""

CODE: Final = {"RewardToken": "StakeToken"}
"""Contracts that are deployed from the code of another name."""

HOMES: Final[dict[str, tuple[type[a.Action], ...]]] = {
    "Controller": (
        a.SetParameters,
        a.SetSinks,
        a.AssignRole,
        a.AcceptGovernor,
        a.Pause,
        a.Unpause,
        a.PauseRegistration,
        a.ResumeRegistration,
    ),
    "Registry": (a.Register, a.Leave, a.Unjail, a.Eject, a.SetCommission, a.ApplyCommission),
    "Pools": (
        a.Deposit,
        a.Delegate,
        a.DelegateWithPermit,
        a.Unbond,
        a.UnbondAssets,
        a.Claim,
        a.ClaimBatch,
        a.Withdraw,
    ),
    "Slashing": (a.Slash, a.RouteSlash),
    "Rewards": (a.DepositRewards, a.Distribute, a.ClaimRewards, a.ClaimCommission),
    "StakeToken": (a.Transfer, a.Approve),
}
"""Which contract answers which actions; those of a token go to the token that they name."""

HOME_OF: Final = {kind: contract for contract, kinds in HOMES.items() for kind in kinds}
"""Which contract answers an action."""

PERMIT_TYPE: Final = keccak(b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
"""The type hash of ERC-2612."""


def raw(address: int) -> bytes:
    """Return an account as the chain has it: 20 bytes."""
    return address.to_bytes(20, "big")


def number(address: bytes) -> Address:
    """Return an account as the spec has it."""
    return Address(int.from_bytes(address, "big"))


def plan(same_token: bool) -> dict[str, bytes]:
    """Return where each contract will be; the tokens are one where stake and rewards share it."""
    names = [name for name in ORDER if not (same_token and name == "RewardToken")]
    where = {name: predict_address(raw(DEPLOYER), nonce) for nonce, name in enumerate(names)}
    where.setdefault("RewardToken", where["StakeToken"])
    return where


def chain_world(same_token: bool = True, parameters: Parameters = BALANCED) -> World:
    """Return the world whose contracts are where ``deploy`` puts them."""
    where = {name: number(address) for name, address in plan(same_token).items()}
    deployment = Deployment(
        stake_token=where["StakeToken"],
        reward_token=where["RewardToken"],
        stake_custody=where["Pools"],
        reward_custody=where["Rewards"],
        epoch=DAY,
        dust_floor=Wei(1_000_000),
    )
    return World(chain_cast(), deployment, parameters)


@dataclass(frozen=True, slots=True)
class Interface:
    """What one contract understands and says."""

    functions: Mapping[str, Entry]
    errors: Mapping[str, Entry]
    events: Mapping[str, Entry]

    @staticmethod
    def of(artifact: Artifact) -> "Interface":
        """Return the interface of compiled code."""
        kinds = (entries(artifact.abi, kind) for kind in ("function", "error", "event"))
        return Interface(*kinds)


@dataclass(frozen=True, slots=True)
class System:
    """Where the contracts are and how to speak to them."""

    world: World
    where: Mapping[str, bytes]
    """The addresses of the contracts, by the names of ``ORDER``."""
    artifacts: Mapping[str, Artifact]
    interfaces: Mapping[str, Interface]
    """By contract, by the names of ``ORDER``."""
    separator: bytes
    """The EIP-712 domain separator of the stake token."""

    def entry(self, contract: str, kind: str, name: str) -> Entry:
        """Return a function, error or event of a contract. Raises `AbiError` where it has none of the name."""
        found = getattr(self.interfaces[contract], kind).get(name)
        if found is None:
            raise AbiError(f"{contract} has nothing called {name} among its {kind}")
        assert isinstance(found, Entry)
        return found

    def members(self) -> dict[str, Address]:
        """Return where the contracts of the protocol are, in their order."""
        return {name: number(self.where[name]) for name in MEMBERS}

    def home(self, action: a.Action) -> str:
        """Return the contract that answers an action."""
        if isinstance(action, a.Transfer | a.Approve) and action.token == self.world.deployment.reward_token:
            return "RewardToken"
        return HOME_OF[type(action)]

    def encode(self, caller: Address, action: a.Action) -> tuple[bytes, bytes]:
        """Return the address to call and the call data."""
        contract = self.home(action)
        function = self.entry(contract, "functions", camel(type(action).__name__))
        if isinstance(action, a.Transfer | a.Approve):
            account = action.receiver if isinstance(action, a.Transfer) else action.spender
            arguments: list[object] = [account, action.amount]
        else:
            arguments = values_of(action)
        data = b""
        if isinstance(action, a.DelegateWithPermit):
            arguments.pop()
            data = self.sign(caller, action.permit)
        return self.where[contract], function.selector + encode(arguments) + data

    def sign(self, owner: Address, permit: Permit) -> bytes:
        """Return a permit of ``owner`` for the stake custody as the contract takes it: amount, deadline, v, r, s."""
        custody = self.world.deployment.stake_custody
        content = encode([owner, custody, permit.amount, permit.nonce, permit.deadline])
        digest = keccak(b"\x19\x01" + self.separator + keccak(PERMIT_TYPE + content))
        signature = signers()[permit.signer].sign_msg_hash(digest)
        return encode([permit.amount, permit.deadline, 27 + signature.v, signature.r, signature.s])

    def returned(self, action: a.Action, value: int | None) -> bytes:
        """Return the output of an accepted call; a token says that it is done."""
        if isinstance(action, a.Transfer | a.Approve):
            return word(True)
        return b"" if value is None else word(value)

    def error(self, rejection: Rejection) -> bytes:
        """Return the revert data that a rejection has, whichever contract on the way it comes from.

        Raises `AbiError` if no contract knows the error.
        """
        name = type(rejection).__name__
        for interface in self.interfaces.values():
            if name in interface.errors:
                return interface.errors[name].selector + flatten(rejection)
        raise AbiError(f"no contract has an error called {name}")

    def log(self, event: Event) -> Log:
        """Return what the chain logs for an event."""
        values = values_of(event)
        contract, address = event.emitter, self.where.get(event.emitter, b"")
        if isinstance(event, Transfer | Approval):
            contract, address = "StakeToken", raw(event.token)
            values = values[1:]
        entry = self.entry(contract, "events", type(event).__name__)
        topics = [int.from_bytes(entry.hash, "big")]
        data = b""
        for value, indexed in zip(values, entry.indexed, strict=True):
            if indexed:
                topics.append(value)
            else:
                data += word(value)
        return Log(address, tuple(topics), data)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The contracts that make up the protocol, as each of them is told."""

    controller: Address
    registry: Address
    pools: Address
    slashing: Address
    rewards: Address


def constructor(world: World, where: Mapping[str, bytes], contract: str) -> list[object]:
    """Return the constructor arguments of a contract."""
    protocol = Addresses(*(number(where[name]) for name in MEMBERS))
    deployment = world.deployment
    match contract:
        case "StakeToken" | "RewardToken":
            return ["Stake", "STK", world.cast.whale, MAX_SUPPLY]
        case "Controller":
            settings = (world.parameters, world.roles(), world.sinks())
            return [protocol, *settings, deployment.epoch, deployment.dust_floor]
        case "Pools":
            return [protocol, deployment.stake_token]
        case "Rewards":
            return [protocol, deployment.reward_token]
    return [protocol]


def send(backend: Backend, sender: Address, to: bytes, data: bytes) -> None:
    """Send a message that prepares the world. Raises `DeployError` if it fails."""
    result = backend.call(raw(sender), to, data, GENESIS_TIME)
    if not result.success:
        raise DeployError("a preparing call was rejected", result.output)


def hand_out(backend: Backend, system: System, token: bytes) -> None:
    """Give everyone the funds and allowances that the world says."""
    cast, deployment = system.world.cast, system.world.deployment
    transfer = system.entry("StakeToken", "functions", "transfer").selector
    approve = system.entry("StakeToken", "functions", "approve").selector
    for account in (*cast.funded(), cast.stranger):
        send(backend, cast.whale, token, transfer + encode([account, FUNDS]))
    for account in (*cast.funded(), cast.whale):
        for custody in (deployment.stake_custody, deployment.reward_custody):
            send(backend, account, token, approve + encode([custody, UINT256_MAX]))


def deploy(backend: Backend, artifacts: Mapping[str, Artifact], world: World) -> System:
    """Put the system of ``world`` on a chain.

    Raises `AbiError` if a contract is missing, and `DeployError` if one does not come to life where it should.
    """
    same_token = world.deployment.stake_token == world.deployment.reward_token
    where = plan(same_token)
    for contract in ORDER:
        if contract == "RewardToken" and same_token:
            continue
        artifact = artifacts.get(CODE.get(contract, contract))
        if artifact is None:
            raise AbiError(f"there is no contract {CODE.get(contract, contract)} among the compiled sources")
        code = artifact.initcode + encode(constructor(world, where, contract))
        made = backend.deploy(raw(DEPLOYER), code, GENESIS_TIME)
        if made != where[contract]:
            raise DeployError(f"{contract} came to be at another address than planned: the chain is not a new one")

    interfaces = {name: Interface.of(artifacts[CODE.get(name, name)]) for name in ORDER}
    separator = interfaces["StakeToken"].functions["DOMAIN_SEPARATOR"].selector
    domain = backend.view(where["StakeToken"], separator, GENESIS_TIME).output
    system = System(world, where, artifacts, interfaces, domain)
    for token in sorted({where["StakeToken"], where["RewardToken"]}):
        hand_out(backend, system, token)
    return system
