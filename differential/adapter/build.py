"""From an adapter's file to an implementation on a chain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from eth_hash.auto import keccak

from differential.abi import encode
from differential.adapter.binding import Asking
from differential.adapter.code import load_codes
from differential.adapter.declaration import Adapter, Code
from differential.adapter.implementation import Implementation
from differential.adapter.interface import Entry
from differential.adapter.loading import load
from differential.adapter.target import Target
from differential.adapter.values import Misfit, Names, encode_as
from differential.adapter.world import places, world_of
from differential.artifact import Artifact
from differential.evm.backend import Backend, DeployError
from differential.people import signers
from differential.system import DEPLOYER, PERMIT_TYPE, raw
from properties.world import FUNDS, GENESIS_TIME
from spec.tokens import Permit
from spec.units import UINT256_MAX, Address

TOKEN: tuple[Any, ...] = ({"text": "Stake"}, {"text": "STK"}, "whale", "max_supply")
"""The constructor arguments of the shipped token, unless an adapter has others."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A permit's signature."""

    v: int
    r: int
    s: int


def prepare(file: Path, overrides: Mapping[str, str]) -> tuple[Target, dict[str, Artifact]]:
    """Return an implementation that is not yet deployed, with its code. Raises `AdapterError` and `ToolchainError`."""
    adapter = load(file)
    world, where = world_of(adapter), places(adapter)
    artifacts = load_codes(adapter.contracts, overrides)
    return kind_of(adapter)(adapter, world, artifacts, where), artifacts


def kind_of(adapter: Adapter) -> type[Target]:
    """Return the class that an adapter names, or the usual one."""
    if not adapter.python:
        return Target
    module, _, name = adapter.python.partition(":")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        problem = f"{adapter.python!r} cannot be loaded: {error}; write module:Class, and see that PYTHONPATH has it"
        raise adapter.at.fault("python", problem) from None
    if not isinstance(found, type) or not issubclass(found, Target):
        problem = f"{adapter.python!r} is no class that inherits from differential.adapter.target.Target"
        raise adapter.at.fault("python", problem)
    return found


def build(backend: Backend, file: Path, overrides: Mapping[str, str]) -> Implementation:
    """Deploy and set up what an adapter describes.

    Raises `AdapterError`, `ToolchainError`, and `DeployError` if a contract does not come to life.
    """
    target, artifacts = prepare(file, overrides)
    for code in target.adapter.contracts:
        arguments = constructor(code, artifacts[code.name], target.names)
        try:
            backend.deploy(raw(DEPLOYER), artifacts[code.name].initcode + arguments, GENESIS_TIME)
        except DeployError as error:
            why = target.explain(error.data) if error.data else str(error)
            raise code.at.fault("constructor", f"{code.name} does not deploy: {why}; check its arguments") from None
    for asking in (*funding(target), *target.setup):
        send(backend, target, asking)
    target.signer = signer(backend, target)
    return target


def constructor(code: Code, artifact: Artifact, names: Names) -> bytes:
    """Return the encoded constructor arguments of a contract. Raises `AdapterError`."""
    inputs: list[Any] = next((item["inputs"] for item in artifact.abi if item["type"] == "constructor"), [])
    is_token = code.source == "shipped" and code.place == "StakeToken"
    written = TOKEN if is_token and not code.at.has("constructor") else code.constructor
    if len(written) != len(inputs):
        wanted = ", ".join(f"{item['type']} {item['name']}" for item in inputs)
        raise code.at.fault("constructor", f"{artifact.name} takes ({wanted}), not {len(written)} arguments")
    try:
        return encode_as(inputs, names.term(code.at, "constructor", list(written))({}))
    except Misfit as error:
        raise code.at.fault("constructor", f"{artifact.name}: {error}") from None


def send(backend: Backend, target: Target, asking: Asking) -> None:
    """Make a call that prepares the world. Raises `AdapterError` if it fails."""
    result = backend.call(raw(asking.caller({})), raw(asking.address({})), asking.data({}), GENESIS_TIME)
    if not result.success:
        problem = f"{asking.entry.title} is rejected while the world is set up: {target.explain(result.output)}"
        raise target.adapter.at.fault("calls", problem)


def funding(target: Target) -> Iterator[Asking]:
    """Yield the calls that give everyone the funds and allowances that the world says. Raises `AdapterError`."""
    world, table = target.world, target.adapter.at
    cast, custodies = world.cast, (world.deployment.stake_custody, world.deployment.reward_custody)
    for token in sorted({world.deployment.stake_token, world.deployment.reward_token}):
        name = next(name for name, address in target.where.items() if address == raw(token))
        transfer = target.interfaces.find(table, "contracts", "function", "transfer(address,uint256)", name)
        approve = target.interfaces.find(table, "contracts", "function", "approve(address,uint256)", name)
        for account in (*cast.funded(), cast.stranger):
            yield settled(transfer, cast.whale, token, (account, FUNDS))
        for account in (*cast.funded(), cast.whale):
            for custody in dict.fromkeys(custodies):
                yield settled(approve, account, token, (custody, UINT256_MAX))


def settled(entry: Entry, caller: Address, address: Address, arguments: tuple[int, ...]) -> Asking:
    """Return a call of which everything is known."""
    return Asking(entry, lambda scope: address, lambda scope: arguments, lambda scope: caller)


def signer(backend: Backend, target: Target) -> Any:
    """Return what signs permits for the stake custody, if the stake token takes any."""
    world = target.world
    token = raw(world.deployment.stake_token)
    name = next(name for name, address in target.where.items() if address == token)
    known = target.interfaces.named("function", "DOMAIN_SEPARATOR", name)
    if not known:
        return None
    separator = backend.view(token, known[0].selector, GENESIS_TIME).output

    def sign(owner: Address, permit: Permit) -> Signature:
        content = encode([owner, world.deployment.stake_custody, permit.amount, permit.nonce, permit.deadline])
        made = signers()[permit.signer].sign_msg_hash(keccak(b"\x19\x01" + separator + keccak(PERMIT_TYPE + content)))
        return Signature(27 + made.v, made.r, made.s)

    return sign
