"""What the directed histories show: where each field of the state stands, and which history is the first in which each
argument, event, error, return value and field is more than zero.

What is zero could be left out without a difference, so that a history in which it is not has to show it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, is_dataclass
from importlib import import_module
from typing import Any, Final
from unittest.mock import patch

from differential.abi import names_of
from differential.artifact import Artifact
from differential.lockstep import Compared, Lockstep
from differential.mutation.harness.chain import Liar, Slot
from differential.mutation.ordeal import Named, directed
from differential.observation import Observation, Spot, Table
from differential.system import System, chain_world, deploy
from properties.world import Step
from spec.errors import Rejection

NOWHERE: Final = Named("deployment", ())
"""The history of what shows before the first call."""


def leaves(record: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record and of the records in it, by the way to them."""
    for name in names_of(type(record)):
        value = getattr(record, name)
        if is_dataclass(value):
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def place_of(spot: Spot) -> str:
    """Return what a field of the state is called."""
    return ".".join((spot.contract, spot.variable, *spot.member))


@dataclass(slots=True)
class Profile:
    """What the histories show."""

    system: System
    chain: Liar
    start: object
    """The chain as it was deployed."""
    histories: tuple[Named, ...]
    current: Named = NOWHERE
    """The history that is being run."""
    first: dict[str, list[Named]] = field(default_factory=lambda: defaultdict(list))
    """The histories that show a thing, by its name, in order."""
    bits: dict[str, set[tuple[Slot, int]]] = field(default_factory=lambda: defaultdict(set))
    """The lowest bit of a field of the state, wherever one stands, by its name."""

    def shows(self, thing: str, history: Named) -> None:
        """Note that a history shows a thing."""
        if history not in self.first[thing][-1:]:
            self.first[thing].append(history)

    def note(self, step: Step, compared: Compared, history: Named) -> None:
        """Note what a step shows."""
        told: list[tuple[str, Any]] = [("action", step.action)]
        if isinstance(compared.outcome, Rejection):
            told.append(("error", compared.outcome))
        else:
            told += [("event", event) for event in compared.outcome.events]
            if compared.outcome.value:
                self.shows(f"value {type(step.action).__name__}", history)
        for kind, record in told:
            name = f"{kind} {type(record).__name__}"
            self.shows(name, history)
            for way, value in leaves(record):
                if value:
                    self.shows(f"{name}.{way}", history)


def profiled(artifacts: dict[str, Artifact]) -> Profile:
    """Run all directed histories, and return what they show. Rewards have a token of their own."""
    world, chain = chain_world(same_token=False), Liar()
    system = deploy(chain, artifacts, world)
    profile = Profile(system, chain, chain.snapshot(), tuple(directed(world)))
    with patch.object(Observation, "_write", watching(profile)):
        for history in profile.histories:
            run(profile, history)
    return profile


def run(profile: Profile, history: Named) -> None:
    """Run one history, and note what it shows."""
    profile.chain.revert(profile.start)
    profile.current = history
    lockstep = Lockstep(profile.chain, profile.system)
    for step in history.history:
        profile.note(step, lockstep.step(step), history)
    for view in asked(lockstep):
        profile.shows(view, history)


def asked(lockstep: Lockstep) -> Iterable[str]:
    """Return the views that are asked about the present state."""
    return dict.fromkeys(f"view {item.contract}.{item.function}" for item in lockstep.questions())


def watching(profile: Profile) -> Any:
    """Return what writes the values of a record, and notes where its fields stand and which are not zero."""
    original = Observation._write

    def write(self: Observation, table: Table, key: Any, before: Any, after: Any, changed: set[Slot]) -> None:
        original(self, table, key, before, after, changed)
        for spot, place, value in zip(table.form.spots, table.places[key], after, strict=True):
            name = f"state {place_of(spot)}"
            profile.bits[name].add((place.slot, place.shift))
            if value:
                profile.shows(name, profile.current)

    return write


def kinds(base: type[Any]) -> list[Any]:
    """Return all events, or all errors."""
    known = vars(import_module(base.__module__)).values()
    return [kind for kind in known if isinstance(kind, type) and issubclass(kind, base) and kind is not base]
