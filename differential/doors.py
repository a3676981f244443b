"""What no history can call: functions that stand for no action, ether, and all that takes the key of the zero address.

A contract offers more than the spec names: entries that the system's contracts reserve for each other. To everyone else
they have to be shut. So each of them is tried by outsiders, with nothing and with sensible arguments, and must be
refused. And since no action takes ether, no function may. Where nothing was written there is the zero address: it is
the next governor while nobody is, and owns every ticket that is not there. Nobody has its key, but what it is told is
compared all the same.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

from differential.abi import camel, signature_hash, word
from differential.artifact import Artifact
from differential.lockstep import Check, Divergence, Lockstep
from differential.system import HOMES, MEMBERS, raw
from properties.world import Step
from spec.actions import AcceptGovernor, Action, Claim, ClaimBatch
from spec.units import NOBODY, Address, TicketId

NUMBERS: Final = (0, 1, 10**18)
"""What to pass for numbers."""

REFUSAL: Final = "NotProtocol"
"""What the contracts say to whoever calls what is not for outsiders, with the caller."""

EMPTY: Final[tuple[Action, ...]] = (AcceptGovernor(), Claim(TicketId(0)), ClaimBatch((TicketId(0),)))
"""What the zero address would get by, if nothing were taken for something."""


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


def as_nobody(lockstep: Lockstep, action: Action) -> None:
    """Make a call from the zero address on both sides. Raises `Divergence` if they do not agree on it."""
    try:
        lockstep.step(Step(NOBODY, 0, action))
    except Divergence as found:
        subject = f"{type(action).__name__} from the zero address"
        raise Divergence(subject, found.spec, found.contract, Check.DOOR) from None


def knock(lockstep: Lockstep) -> int:
    """Try every reserved function as an outsider in the present state, and return how many calls were refused.

    Raises `Divergence` if one of them goes through, if a contract takes ether, or if the zero address gets by.
    """
    for action in EMPTY:
        as_nobody(lockstep, action)
    system, cast = lockstep.system, lockstep.system.world.cast
    callers = (cast.stranger, cast.validators[0], cast.governor, cast.slasher)
    tried = 0
    for contract in MEMBERS:
        refuse_ether(contract, system.artifacts[contract])
        for entry in changing(system.artifacts[contract]):
            if is_mapped(contract, entry["name"]):
                continue
            refusal = system.entry(contract, "errors", REFUSAL).selector
            for caller, number in product(callers, NUMBERS):
                given = (plausible(parameter, cast.validators[0], number) for parameter in entry["inputs"])
                data = signature_hash(entry)[:4] + b"".join(given)
                result = lockstep.backend.call(raw(caller), system.where[contract], data, lockstep.state.clock.now)
                tried += 1
                if result.success or result.output != refusal + word(caller):
                    subject = f"{contract}.{entry['name']}, which stands for no action"
                    told = "accepted" if result.success else lockstep.explain(result.output)
                    raise Divergence(subject, f"{REFUSAL} to all from outside", told, Check.DOOR)
    return tried
