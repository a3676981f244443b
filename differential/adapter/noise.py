"""Calls that stand for no action: what a contract offers beside what is mapped must leave the observed state alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from differential.abi import words
from differential.adapter.interface import Entry
from differential.adapter.values import Misfit, encode_as
from differential.campaign.chooser import Chooser
from spec.actions import Action
from spec.units import Address


@dataclass(frozen=True, slots=True)
class Disturb(Action):
    """Call a function that stands for no action."""

    function: str
    """Contract and signature."""
    arguments: tuple[int, ...]
    """The words after the selector."""


def candidates(parameter: Mapping[str, Any], accounts: tuple[Address, ...]) -> Iterator[Any]:
    """Yield values to pass for a parameter, the simplest first."""
    kind: str = parameter["type"]
    if kind.endswith("[]"):
        yield from ((), (1,) if "[" not in kind.removesuffix("[]") else ())
    elif kind.endswith("]"):
        inner, _, size = kind.rpartition("[")
        for item in candidates({**parameter, "type": inner}, accounts):
            yield (item,) * int(size.removesuffix("]"))
    elif kind == "tuple":
        yield tuple(next(candidates(part, accounts)) for part in parameter["components"])
    elif kind == "address":
        yield from accounts
    elif kind == "string":
        yield ""
    else:
        yield from (0, 1, 2, 10**18, 86_400) if kind not in ("bool", "uint8") else (0, 1)


def disturbance(entry: Entry, accounts: tuple[Address, ...], choose: Chooser) -> Disturb | None:
    """Return a call of a function with arguments of a source of choices, if any can be passed."""
    given = [choose.pick(tuple(candidates(parameter, accounts))) for parameter in entry.inputs]
    try:
        data = encode_as(entry.inputs, given)
    except Misfit:
        return None
    return Disturb(f"{entry.contract}.{entry.signature}", words(data))
