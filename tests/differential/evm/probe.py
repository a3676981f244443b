"""The contract that shows from inside what a backend gets right, and how to speak to it."""

from eth_abi.abi import encode
from eth_hash.auto import keccak

from differential.artifact import Artifact
from differential.evm.backend import Backend, CallResult
from differential.people import address_of
from differential.system import raw

ALICE, BOB = raw(address_of("alice")), raw(address_of("bob"))
NOW = 1_700_000_000


def message(signature: str, *arguments: object) -> bytes:
    """Return the data of a call."""
    types = [kind for kind in signature[signature.index("(") + 1 : -1].split(",") if kind]
    return keccak(signature.encode())[:4] + encode(types, arguments)


def creation(artifacts: dict[str, Artifact], refuse: bool = False) -> bytes:
    """Return the code that creates the contract, or refuses to."""
    return artifacts["Probe"].initcode + encode(["bool"], [refuse])


def deployed(evm: Backend, artifacts: dict[str, Artifact]) -> bytes:
    """Return the address of a new one."""
    return evm.deploy(ALICE, creation(artifacts))


def store(evm: Backend, probe: bytes, value: int) -> CallResult:
    """Have it store a value."""
    return evm.call(ALICE, probe, message("store(uint256)", value), NOW)


def refusal(sender: bytes, value: int) -> bytes:
    """Return the data of its one error."""
    return message("Refused(address,uint256)", sender, value)


def number(result: CallResult) -> int:
    """Return the number that a call returned."""
    assert result.success
    return int.from_bytes(result.output, "big")
