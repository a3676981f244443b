"""For each thing that lock-step compares, a contract whose only mistake is there. A good harness catches them all."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, Final
from unittest.mock import patch

from differential.abi import WORD, Entry
from differential.doors import EMPTY, changing, is_mapped
from differential.evm.backend import CallResult, Log
from differential.mutation.harness.chain import Lie, Slot
from differential.mutation.harness.profile import NOWHERE, Profile, kinds
from differential.mutation.ordeal import Named
from differential.system import MEMBERS
from spec.actions import Action
from spec.errors import NotAuthorised, Rejection
from spec.events import Event
from spec.rejections import REJECTIONS
from spec.units import NOBODY

STRAY: Final = 0xBAD
"""A slot that belongs to nothing."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A mistake that has to be caught."""

    name: str
    histories: tuple[Named, ...]
    """The histories in which it shows."""
    lie: Lie = field(default_factory=Lie)
    planted: AbstractContextManager[Any] = field(default_factory=nullcontext)
    """What has to be changed besides."""
    stride: int = 1
    """After how many calls the chain is asked what they wrote."""


def flipped(data: bytes, at: int = -1) -> bytes:
    """Return data with the lowest bit of a byte changed."""
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def first(profile: Profile, thing: str) -> tuple[Named, ...]:
    """Return the first history that shows a thing."""
    return tuple(profile.first[thing][:1])


def canaries(profile: Profile) -> Iterator[Canary]:
    """Yield all canaries."""
    yield from of_outcomes(profile)
    yield from of_errors(profile)
    yield from of_values(profile)
    yield from of_events(profile)
    yield from of_state(profile)
    yield from of_views(profile)
    yield from of_doors(profile)


def of_outcomes(profile: Profile) -> Iterator[Canary]:
    """Yield contracts that do not accept what is right, or accept what is wrong."""
    shown = first(profile, "error NotAuthorised")
    refusal = entry_of(profile, NotAuthorised, "errors").selector
    yield Canary("outcome accepted", shown, Lie(lambda to, data, result: pardoned(result, refusal)))
    yield Canary("outcome rejected", shown, Lie(lambda to, data, result: replace(result, success=False)))
    undeclared: dict[type[Action], tuple[type[Rejection], ...]] = dict.fromkeys(REJECTIONS, ())
    yield Canary("declared rejections", shown, planted=patch.dict(REJECTIONS, undeclared))


def pardoned(result: CallResult, refusal: bytes) -> CallResult:
    """Return the result of a call that is refused for one reason, as if it were accepted."""
    return replace(result, success=True) if result.output[:4] == refusal else result


def entry_of(profile: Profile, kind: type[Any], what: str) -> Entry:
    """Return an event or an error as the contracts know it."""
    known = (getattr(interface, what).get(kind.__name__) for interface in profile.system.interfaces.values())
    entry = next(found for found in known if found)
    assert isinstance(entry, Entry)
    return entry


def of_errors(profile: Profile) -> Iterator[Canary]:
    """Yield contracts that give another reason, or another value with it."""
    for kind in kinds(Rejection):
        name, entry = f"error {kind.__name__}", entry_of(profile, kind, "errors")
        yield Canary(name, first(profile, name), Lie(wrong_error(entry.selector, 3)))
        for number, part in enumerate(entry.inputs):
            lie = Lie(wrong_error(entry.selector, 3 + WORD * (number + 1)))
            yield Canary(f"{name}.{part}", first(profile, name), lie)


def wrong_error(selector: bytes, at: int) -> Any:
    """Return what changes a byte of an error."""

    def call(to: bytes, data: bytes, result: CallResult) -> CallResult:
        meant = not result.success and result.output[:4] == selector
        return replace(result, output=flipped(result.output, at)) if meant else result

    return call


def of_values(profile: Profile) -> Iterator[Canary]:
    """Yield contracts that return something else."""
    for kind in REJECTIONS:
        name = f"value {kind.__name__}"
        if profile.first[name]:
            selector = profile.system.encode(profile.system.world.cast.governor, shown_action(profile, kind))[1][:4]
            yield Canary(name, first(profile, name), Lie(wrong_value(selector)))


def shown_action(profile: Profile, kind: type[Action]) -> Action:
    """Return an action of a kind, from a history."""
    (history,) = first(profile, f"action {kind.__name__}")
    return next(step.action for step in history.history if type(step.action) is kind)


def wrong_value(selector: bytes) -> Any:
    """Return what changes a return value."""

    def call(to: bytes, data: bytes, result: CallResult) -> CallResult:
        meant = result.success and data[:4] == selector
        return replace(result, output=flipped(result.output)) if meant else result

    return call


def of_events(profile: Profile) -> Iterator[Canary]:
    """Yield contracts that do not tell something, tell it twice, from elsewhere, or with another value."""
    for kind in kinds(Event):
        name, entry = f"event {kind.__name__}", entry_of(profile, kind, "events")
        shown, topic = first(profile, name), int.from_bytes(entry.hash, "big")
        yield Canary(f"{name} untold", shown, Lie(other_logs(topic, lambda log: ())))
        yield Canary(f"{name} twice", shown, Lie(other_logs(topic, lambda log: (log, log))))
        yield Canary(f"{name} from elsewhere", shown, Lie(other_logs(topic, elsewhere)))
        for number, part in enumerate(entry.inputs):
            yield Canary(f"{name}.{part}", shown, Lie(other_logs(topic, wrong_field(entry, number))))


def other_logs(topic: int, change: Any) -> Any:
    """Return what puts other events in the place of each of one kind."""

    def call(to: bytes, data: bytes, result: CallResult) -> CallResult:
        told = [change(log) if log.topics[:1] == (topic,) else (log,) for log in result.logs]
        return replace(result, logs=tuple(log for logs in told for log in logs))

    return call


def elsewhere(log: Log) -> tuple[Log, ...]:
    """Return an event as if another contract told it."""
    return (replace(log, address=flipped(log.address)),)


def wrong_field(entry: Entry, number: int) -> Any:
    """Return what changes the field of that number of an event."""
    place = sum(entry.indexed[number] == other for other in entry.indexed[:number])

    def change(log: Log) -> tuple[Log, ...]:
        if not entry.indexed[number]:
            return (replace(log, data=flipped(log.data, WORD * (place + 1) - 1)),)
        topics = list(log.topics)
        topics[place + 1] ^= 1
        return (replace(log, topics=tuple(topics)),)

    return change


def of_state(profile: Profile) -> Iterator[Canary]:
    """Yield contracts that keep something else, write what is none of theirs, or begin otherwise than they should."""
    for name, places in profile.bits.items():
        yield Canary(name, first(profile, name), Lie(stored=other_bit(dict(places))))
    stray: Slot = (profile.system.where["Pools"], STRAY)
    wrong = Lie(stored=lambda slot, word: 3 if slot == stray else word, written=frozenset({stray}))
    (history,) = first(profile, "event Bonded")
    short = Named(history.name, history.history[:3])
    yield Canary("slots written besides", (short,), wrong)
    yield Canary("slots written at the end", (short,), wrong, stride=64)
    slasher = dict(profile.bits["state Controller._roles.slasher"])
    yield Canary("deployment", (NOWHERE,), Lie(stored=other_bit(slasher)))


def other_bit(places: dict[Slot, int]) -> Any:
    """Return what changes one bit of some slots."""
    return lambda slot, word: word ^ 1 << places[slot] if slot in places else word


def of_views(profile: Profile) -> Iterator[Canary]:
    """Yield contracts of which one view answers wrongly."""
    for name in [name for name in profile.first if name.startswith("view ")]:
        contract, _, function = name.removeprefix("view ").partition(".")
        selector = profile.system.entry(contract, "functions", function).selector
        yield Canary(name, first(profile, name), Lie(answer=wrong_answer(profile.system.where[contract], selector)))


def wrong_answer(contract: bytes, selector: bytes) -> Any:
    """Return what changes the answer of one view."""
    return lambda to, data, output: flipped(output) if to == contract and data[:4] == selector else output


def doors(profile: Profile) -> Iterator[tuple[str, str, bytes, bytes]]:
    """Yield the functions that are not for outsiders: name of the contract, of the function, address and selector."""
    system = profile.system
    for contract in MEMBERS:
        for item in changing(system.artifacts[contract]):
            if not is_mapped(contract, item["name"]):
                selector = system.entry(contract, "functions", item["name"]).selector
                yield contract, item["name"], system.where[contract], selector


def of_doors(profile: Profile) -> Iterator[Canary]:
    """Yield contracts that let outsiders in, take nobody for somebody, or take ether."""
    for contract, name, address, selector in doors(profile):
        yield Canary(f"door {contract}.{name}", (NOWHERE,), Lie(opened(address, selector)))
    for action in EMPTY:
        lie = Lie(turned(*profile.system.encode(NOBODY, action)))
        yield Canary(f"nobody {type(action).__name__}", (NOWHERE,), lie)
    for contract in MEMBERS:
        artifact = profile.system.artifacts[contract]
        taking = replace(artifact, abi=(*artifact.abi, {"type": "receive", "stateMutability": "payable"}))
        planted = patch.dict(profile.system.artifacts, {contract: taking})
        yield Canary(f"ether {contract}", (NOWHERE,), planted=planted)


def opened(contract: bytes, selector: bytes) -> Any:
    """Return what lets everybody call one function."""

    def call(to: bytes, data: bytes, result: CallResult) -> CallResult:
        return replace(result, success=True) if to == contract and data[:4] == selector else result

    return call


def turned(contract: bytes, asked: bytes) -> Any:
    """Return what refuses one call that is accepted, and accepts it if it is refused."""

    def call(to: bytes, data: bytes, result: CallResult) -> CallResult:
        return replace(result, success=not result.success) if (to, data) == (contract, asked) else result

    return call
