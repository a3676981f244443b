"""Mistakes in the harness: each comparison left out, each field of the state not looked at, each argument not passed
on, each event, error, return value, view and reserved function read wrongly or not at all.

A slip shows in one of two ways: our contracts no longer agree with the spec, or a canary is no longer caught.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from operator import mul
from typing import Any, Final
from unittest.mock import patch

from differential import doors as reserved
from differential import lockstep as compared
from differential.abi import WORD, names_of
from differential.lockstep import Check, Divergence, Lockstep
from differential.mutation.harness.canaries import Canary, doors
from differential.mutation.harness.profile import Profile, kinds, place_of
from differential.mutation.ordeal import Named
from differential.observation import Observation, Slot, Table
from differential.system import System
from differential.views import Question
from spec.actions import Action
from spec.errors import Rejection
from spec.events import Event
from spec.rejections import REJECTIONS
from spec.tokens import Permit
from spec.units import Address

SIGNER: Final = "permit.signer"
"""No argument, but whose signature is one."""

Planted = Callable[[], AbstractContextManager[Any]]
"""Makes a mistake for a while."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake in the harness."""

    family: str
    name: str
    planted: Planted
    histories: tuple[Named, ...]
    """The histories in which our contracts may no longer agree."""
    canaries: tuple[Canary, ...] = ()
    """The canaries that may no longer be caught."""


def slips(profile: Profile, canaries: dict[str, Canary]) -> Iterator[Slip]:
    """Yield all mistakes."""
    yield from of_comparisons(canaries)
    yield from of_state(profile, canaries)
    yield from of_calls(profile)
    yield from of_arguments(profile)
    yield from of_events(profile)
    yield from of_errors(profile)
    yield from of_values(profile)
    yield from of_views(profile, canaries)
    yield from of_doors(profile, canaries)


def of_comparisons(canaries: dict[str, Canary]) -> Iterator[Slip]:
    """Leave out a comparison of lock-step."""
    whole: dict[str, tuple[Callable[[Divergence], bool], str]] = {
        "acceptance": (lambda found: found.subject == "outcome" and found.contract == "accepted", "outcome accepted"),
        "refusal": (lambda found: found.subject == "outcome" and found.spec == "accepted", "outcome rejected"),
        "error": (lambda found: found.check is Check.ERROR, "error NotAuthorised"),
        "return value": (lambda found: found.check is Check.VALUE, "value Delegate"),
        "number of events": (lambda found: found.subject == "number of events", "event ParametersChanged untold"),
        "events": (lambda found: found.subject.startswith("event "), "event Bonded.shares"),
        "state after a call": (lambda found: found.check is Check.STATE, "slots written besides"),
    }
    for name, (meant, canary) in whole.items():
        yield Slip("comparison", name, ignoring(meant), (), (canaries[canary],))
    others: dict[str, tuple[Planted, str]] = {
        "what a contract wrote besides": (unasked, "slots written besides"),
        "what is left at the end": (lambda: patch.object(Lockstep, "look", nothing), "slots written at the end"),
        "state at deployment": (lambda: patch.object(Lockstep, "_compare_slots", nothing), "deployment"),
        "declared rejections": (undeclared, "declared rejections"),
        "views": (lambda: patch.object(Lockstep, "compare_views", nothing), "view Pools.poolOf"),
        "ether": (lambda: patch.object(reserved, "refuse_ether", nothing), "ether Pools"),
    }
    for name, (planted, canary) in others.items():
        yield Slip("comparison", name, planted, (), (canaries[canary],))


def nothing(*_: object) -> None:
    """Do nothing."""


def ignoring(meant: Callable[[Divergence], bool]) -> Planted:
    """Return what does not see some divergences after a call."""
    original = Lockstep._differences

    def some(self: Lockstep, *what: Any, **how: Any) -> Iterator[Divergence]:
        return (found for found in original(self, *what, **how) if not meant(found))

    return lambda: patch.object(Lockstep, "_differences", some)


def unasked() -> AbstractContextManager[Any]:
    """Do not ask the chain what was written."""
    original = Lockstep._differences

    def less(self: Lockstep, action: Any, outcome: Any, result: Any, written: bool) -> Iterator[Divergence]:
        return original(self, action, outcome, result, written=False)

    return patch.object(Lockstep, "_differences", less)


def undeclared() -> AbstractContextManager[Any]:
    """Take any rejection of the spec for a declared one."""
    everything = dict.fromkeys(REJECTIONS, tuple(kinds(Rejection)))
    return patch.object(compared, "REJECTIONS", everything)


def of_state(profile: Profile, canaries: dict[str, Canary]) -> Iterator[Slip]:
    """Do not look at a field of the state."""
    for name in profile.bits:
        histories = tuple(profile.first[name][:1])
        yield Slip("state", name.removeprefix("state "), blind(name), histories, (canaries[name],))


def blind(name: str) -> Planted:
    """Return what takes one field of the state for zero."""
    original = Observation._write

    def write(self: Observation, table: Table, key: Any, before: Any, after: Any, changed: set[Slot]) -> None:
        seen = [place_of(spot) != name.removeprefix("state ") for spot in table.form.spots]
        old, new = (tuple(map(mul, values, seen)) for values in (before, after))
        original(self, table, key, old, new, changed)

    return lambda: patch.object(Observation, "_write", write)


def of_calls(profile: Profile) -> Iterator[Slip]:
    """Call as somebody else, at another time, or without a signature."""
    stranger = profile.system.world.cast.stranger
    original = Lockstep._call

    def by_another(self: Lockstep, step: Any, outcome: Any = None) -> Any:
        with patch.object(compared, "raw", lambda _: stranger.to_bytes(20, "big")):
            return original(self, step, outcome)

    def later(self: Lockstep, step: Any, outcome: Any = None) -> Any:
        call = self.backend.call
        with patch.object(self.backend, "call", lambda who, to, data, time: call(who, to, data, time + 1)):
            return original(self, step, outcome)

    def unsigned(self: System, owner: Address, permit: Permit) -> bytes:
        return sign(self, owner, permit)[: -2 * WORD] + bytes(2 * WORD)

    histories, sign = profile.histories[:1], System.sign
    yield Slip("call", "who calls", lambda: patch.object(Lockstep, "_call", by_another), histories)
    yield Slip("call", "when", lambda: patch.object(Lockstep, "_call", later), histories)
    signed = tuple(profile.first["action DelegateWithPermit"])
    yield Slip("call", "signature", lambda: patch.object(System, "sign", unsigned), signed)


def of_arguments(profile: Profile) -> Iterator[Slip]:
    """Pass nothing for an argument."""
    for kind in REJECTIONS:
        name = f"action {kind.__name__}"
        for thing in [thing for thing in profile.first if thing.startswith(f"{name}.")]:
            way = thing.removeprefix(f"{name}.")
            if way == SIGNER:
                continue
            yield Slip("argument", thing.removeprefix("action "), dropping(kind, way), tuple(profile.first[thing]))


def emptied(record: Any, way: str) -> Any:
    """Return a record with nothing in the field that a way leads to."""
    name, _, rest = way.partition(".")
    value = getattr(record, name)
    if rest:
        return replace(record, **{name: emptied(value, rest)})
    return replace(record, **{name: () if isinstance(value, tuple) else 0})


def dropping(kind: type[Any], way: str) -> Planted:
    """Return what passes nothing for one argument of an action."""
    original = System.encode

    def encode(self: System, caller: Address, action: Any) -> tuple[bytes, bytes]:
        return original(self, caller, emptied(action, way) if type(action) is kind else action)

    return lambda: patch.object(System, "encode", encode)


def of_events(profile: Profile) -> Iterator[Slip]:
    """Do not expect an event, or expect another value in a field of it, or expect it from elsewhere."""
    for kind in kinds(Event):
        shown = tuple(profile.first[f"event {kind.__name__}"][:1])
        yield Slip("event", kind.__name__, deaf(kind), shown)
        yield Slip("event", f"{kind.__name__}: emitter", unplaced(kind), shown)
        for part in names_of(kind):
            yield Slip("event", f"{kind.__name__}.{part}", reading("log", kind, part), shown)


def deaf(kind: type[Event]) -> Planted:
    """Return what does not expect one kind of event."""
    original = Lockstep._of_events

    def fewer(self: Lockstep, events: tuple[Event, ...], logs: Any) -> Iterator[Divergence]:
        return original(self, tuple(event for event in events if type(event) is not kind), logs)

    return lambda: patch.object(Lockstep, "_of_events", fewer)


def unplaced(kind: type[Event]) -> Planted:
    """Return what expects one kind of event from nobody."""
    original = System.log

    def log(self: System, event: Event) -> Any:
        found = original(self, event)
        return replace(found, address=bytes(20)) if type(event) is kind else found

    return lambda: patch.object(System, "log", log)


def reading(method: str, kind: type[Any], part: str) -> Planted:
    """Return what expects another value in one field of an event or an error."""
    original = getattr(System, method)

    def read(self: System, record: Any) -> Any:
        other = replace(record, **{part: getattr(record, part) ^ 1}) if type(record) is kind else record
        return original(self, other)

    return lambda: patch.object(System, method, read)


def of_errors(profile: Profile) -> Iterator[Slip]:
    """Take an error for another one, or expect another value in a field of it."""
    for kind in kinds(Rejection):
        shown = tuple(profile.first[f"error {kind.__name__}"][:1])
        yield Slip("error", kind.__name__, mistaking(kind), shown)
        for part in names_of(kind):
            yield Slip("error", f"{kind.__name__}.{part}", reading("error", kind, part), shown)


def mistaking(kind: type[Rejection]) -> Planted:
    """Return what takes one error for another."""
    original = System.error

    def error(self: System, rejection: Rejection) -> bytes:
        found = original(self, rejection)
        return bytes(4) + found[4:] if type(rejection) is kind else found

    return lambda: patch.object(System, "error", error)


def of_values(profile: Profile) -> Iterator[Slip]:
    """Expect nothing as a return value."""
    for kind in REJECTIONS:
        name = f"value {kind.__name__}"
        if profile.first[name]:
            yield Slip("return value", kind.__name__, worthless(kind), tuple(profile.first[name][:1]))


def worthless(kind: type[Any]) -> Planted:
    """Return what expects nothing as the return value of one action."""
    original = System.returned

    def returned(self: System, action: Any, value: int | None) -> bytes:
        return original(self, action, 0 if type(action) is kind else value)

    return lambda: patch.object(System, "returned", returned)


def of_views(profile: Profile, canaries: dict[str, Canary]) -> Iterator[Slip]:
    """Do not ask a view."""
    for name in [name for name in profile.first if name.startswith("view ")]:
        yield Slip("view", name.removeprefix("view "), mute(name), (), (canaries[name],))


def mute(name: str) -> Planted:
    """Return what does not ask one view."""
    original = Lockstep.questions

    def some(self: Lockstep) -> Iterator[Question]:
        return (item for item in original(self) if f"view {item.contract}.{item.function}" != name)

    return lambda: patch.object(Lockstep, "questions", some)


def of_doors(profile: Profile, canaries: dict[str, Canary]) -> Iterator[Slip]:
    """Do not try a function that is not for outsiders, or what nobody can call."""
    for action in reserved.EMPTY:
        name = type(action).__name__
        yield Slip("reserved function", f"{name} by nobody", sparing(action), (), (canaries[f"nobody {name}"],))
    original = reserved.is_mapped
    for contract, function, _, _ in doors(profile):
        name = f"{contract}.{function}"
        yield Slip("reserved function", name, passing(original, contract, function), (), (canaries[f"door {name}"],))


def sparing(action: Action) -> Planted:
    """Return what does not make one call from the zero address."""
    rest = tuple(other for other in reserved.EMPTY if other is not action)
    return lambda: patch.object(reserved, "EMPTY", rest)


def passing(original: Callable[[str, str], bool], contract: str, function: str) -> Planted:
    """Return what does not try one function."""

    def is_mapped(place: str, name: str) -> bool:
        return (place, name) == (contract, function) or original(place, name)

    return lambda: patch.object(reserved, "is_mapped", is_mapped)
