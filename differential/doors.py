"""What no history can call: functions that stand for no action, and ether.

A contract offers more than the spec names: entries that the system's contracts reserve for each other. To everyone else
they have to be shut. So each of them is tried by outsiders, with nothing and with sensible arguments, and must be
refused. And since no action takes ether, no function may.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

from differential.abi import camel, signature_hash, word
from differential.artifact import Artifact
from differential.lockstep import Check, Divergence, Lockstep
from differential.system import HOMES, MEMBERS, raw
from spec.units import Address

NUMBERS: Final = (0, 1, 10**18)
"""What to pass for numbers."""


def is_mapped(contract: str, name: str) -> bool:
    """Tell whether a function stands for an action."""
    return name in {camel(kind.__name__) for kind in HOMES[contract]}


def changing(artifact: Artifact) -> Iterator[Mapping[str, Any]]:
    """Yield the functions of a contract that may change something."""
    for entry in artifact.abi:
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure"):
            yield entry


def plausible(parameter: Mapping[str, Any], who: Address, number: int) -> bytes:
    """Return an argument of static type: ``who`` for an address, ``number`` as far as it fits for all else."""
    kind: str = parameter["type"]
    if kind.endswith("]"):
        inner, _, size = kind.rpartition("[")
        return plausible({**parameter, "type": inner}, who, number) * int(size.removesuffix("]") or 0)
    if kind == "tuple":
        return b"".join(plausible(part, who, number) for part in parameter["components"])
    if kind == "address":
        return word(who)
    return word(number % 2 if kind in ("bool", "uint8") else number)


def refuse_ether(contract: str, artifact: Artifact) -> None:
    """Raise `Divergence` if a contract can be sent ether, which would be trapped in it."""
    for entry in artifact.abi:
        if entry.get("stateMutability") == "payable":
            name = entry.get("name", entry["type"])
            raise Divergence(f"ether sent to {contract}.{name}", "no action takes ether", "it is payable", Check.DOOR)


def knock(lockstep: Lockstep) -> int:
    """Try every reserved function as an outsider in the present state, and return how many calls were refused.

    Raises `Divergence` if one of them goes through, or if a contract takes ether.
    """
    system, cast = lockstep.system, lockstep.system.world.cast
    callers = (cast.stranger, cast.validators[0], cast.governor, cast.slasher)
    tried = 0
    for contract in MEMBERS:
        refuse_ether(contract, system.artifacts[contract])
        for entry in changing(system.artifacts[contract]):
            if is_mapped(contract, entry["name"]):
                continue
            for caller, number in product(callers, NUMBERS):
                given = (plausible(parameter, cast.validators[0], number) for parameter in entry["inputs"])
                data = signature_hash(entry)[:4] + b"".join(given)
                result = lockstep.backend.call(raw(caller), system.where[contract], data, lockstep.state.clock.now)
                tried += 1
                if result.success:
                    subject = f"{contract}.{entry['name']}, which stands for no action"
                    raise Divergence(subject, "nobody from outside may call it", "accepted", Check.DOOR)
    return tried
