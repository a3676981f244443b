"""Where in the specification things stand, and what the claims of the proofs say."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from properties.catalogue import BY_ID
from properties.symbolic.canary import CANARIES
from properties.symbolic.prove import ARITHMETIC, ASSERTIONS, DECLARED
from properties.symbolic.steps import DEPLOYMENT, TIME
from spec import arithmetic, clock, exits, governance, pools, registry, rewards, slashing, state, tokens, transition

ROOT: Final = Path(__file__).resolve().parents[2]

BESIDES: Final = {
    ARITHMETIC: "No assertion of the checked arithmetic fails.",
    ASSERTIONS: "No assertion of the specification fails.",
    DECLARED: "No call is refused for a reason that is not declared.",
}
"""What is claimed of every call beside the properties."""

FALSE: Final = {claim.id: claim.statement for claim in CANARIES.values()}
"""What the false claims say that every run of the prover has to refute."""

STEPS: Final[dict[str, Callable[..., Any]]] = {
    DEPLOYMENT: state.genesis,
    TIME: clock.observe,
}
"""The functions of the steps that are no calls."""

CHAPTERS: Final = (tokens, clock, governance, registry, pools, exits, slashing, rewards)
"""Where the functions of the calls are, each under the name of its action."""


PROJECT: Final = "PROJECT"
HERE: Final = "HERE"
"""From where the names of files go: the folder of this project, and the one that the command runs in."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: str
    number: int
    base: str = PROJECT
    """From where the name of the file goes; empty if it is the whole name."""


def bases() -> dict[str, Path]:
    """Return the folders that names of files go from."""
    return {HERE: Path.cwd(), PROJECT: ROOT}


def place_in(file: Path, number: int) -> Place:
    """Return a line of some file, by the shortest name that programs understand."""
    whole = file.resolve()
    for base, folder in bases().items():
        if whole.is_relative_to(folder):
            return Place(whole.relative_to(folder).as_posix(), number, base)
    return Place(whole.as_posix(), number, "")


def statement(id: str) -> str:
    """Return what a property, or a claim beside the properties, says."""
    return BESIDES.get(id) or FALSE.get(id) or BY_ID[id].statement


def function_of(step: str) -> Callable[..., Any]:
    """Return the function of the specification that takes a step."""
    if step in STEPS:
        return STEPS[step]
    name = "".join("_" * (c.isupper() and at > 0) + c.lower() for at, c in enumerate(step))
    found: Callable[..., Any] = next((vars(m)[name] for m in CHAPTERS if name in vars(m)), transition.apply)
    return found


def place_of(function: Callable[..., Any]) -> Place:
    """Return where a function of the project begins."""
    file = inspect.getsourcefile(function) or arithmetic.__file__
    return Place(Path(file).resolve().relative_to(ROOT).as_posix(), inspect.getsourcelines(function)[1])


def line_of(step: str) -> Place:
    """Return where the function of a step begins."""
    return place_of(function_of(step))
