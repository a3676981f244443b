"""How to call the small contract, and how to say what of its source ran."""

from differential.compile import compile_contracts
from differential.coverage.build import Build
from differential.coverage.seen import Seen, seen
from differential.coverage.watched import Chain
from tests.differential.evm.probe import ALICE, NOW, message

UNIT = "src/Small.sol"

Call = tuple[str, tuple[object, ...]]
"""A function of the contract by its signature, and the arguments."""


def optimised(small: Build, contract: str) -> bytes:
    """Return the creation code of a contract as it is deployed without coverage."""
    return compile_contracts(small.root)[contract].initcode


def deployed(small: Build, chain: Chain) -> bytes:
    """Deploy the contract as somebody would who knows nothing of coverage; its owner is Alice."""
    return chain.deploy(ALICE, optimised(small, "Small") + ALICE.rjust(32, b"\0"), NOW)


def ran(small: Build, chain: Chain, heading: str) -> Seen:
    """Return what ran under a heading."""
    return seen(small, chain.traced()[heading]).get(UNIT, Seen())


def after(small: Build, *calls: Call) -> Seen:
    """Return what some calls of a new contract run."""
    chain = Chain((small,))
    where = deployed(small, chain)
    chain.head("calls")
    for signature, arguments in calls:
        given = (where if argument == "itself" else argument for argument in arguments)
        chain.call(ALICE, where, message(signature, *given), NOW)
    return ran(small, chain, "calls")


def told(small: Build, what: Seen) -> tuple[set[int], set[str]]:
    """Return lines by number, and conditions by text with what they were."""
    texts = {condition.number: condition.text for condition in small.outlines[UNIT].conditions.values()}
    return what.lines, {f"{texts[number]} is {'true' if holds else 'false'}" for number, holds in what.ways}
