"""How much of the spec an adapter reaches: what is compared, what is not, and a score of both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args, get_origin, get_type_hints

from differential.adapter.declaration import ACTIONS, EVENTS
from differential.adapter.path import QUANTITIES, StatePath, names_in
from differential.adapter.target import Target
from spec.map import Map
from spec.state import State

APART: Final = ("deployment", "log", "clock.now")
"""Parts of the state that no contract keeps as such."""

COVERS: Final[dict[str, str]] = {
    "stake_of": "pools.positions.shares",
    "earned": "pools.positions.accrued",
    "commission_earned": "earners.commission_owed",
    "ticket_value": "tickets.shares",
}
"""The part of the state that a quantity tells most about."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing that can be mapped."""

    title: str
    mapped: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        """Return how many there are."""
        return len(self.mapped) + len(self.missing)


@dataclass(frozen=True, slots=True)
class Completeness:
    """What an adapter compares and what it does not."""

    file: str
    title: str
    parts: tuple[Part, ...]
    limits: tuple[str, ...]
    """What is compared less strictly, or not at all, in words."""

    @property
    def score(self) -> float:
        """Return which part of all that could be mapped is mapped, in percent."""
        total = sum(part.total for part in self.parts)
        return 100 * sum(len(part.mapped) for part in self.parts) / total if total else 0.0


def measured(target: Target) -> Completeness:
    """Return how complete an adapter is."""
    return Completeness(
        file=str(target.adapter.at.file),
        title=target.adapter.title,
        parts=(
            of_actions(target),
            of_rejections(target),
            of_events(target),
            of_state(target),
            of_functions(target),
            of_answers(target),
        ),
        limits=tuple(limits(target)),
    )


def of_actions(target: Target) -> Part:
    """Return which actions are asked."""
    mapped = tuple(f"{kind.__name__} → {item.asking.entry.title}" for kind, item in target.mapped.items())
    missing = tuple(name for name, kind in ACTIONS.items() if kind not in target.mapped)
    return Part("actions", mapped, missing)


def of_rejections(target: Target) -> Part:
    """Return which rejections of the mapped actions are told from others."""
    mapped: list[str] = []
    missing: list[str] = []
    for kind, reasons in target.actions().items():
        for reason in reasons:
            shown = target.mapped[kind].failings.get(reason) or target.failings.get(reason)
            name = f"{kind.__name__}.{reason.__name__}"
            (mapped if shown and shown.kind != "any" else missing).append(name)
    return Part("reasons for rejections of those", tuple(mapped), tuple(missing))


def of_events(target: Target) -> Part:
    """Return which events are compared."""
    tellings = target.events.tellings
    mapped = tuple(f"{kind.__name__} → {told.entry.title}" for kind, told in tellings.items())
    return Part("events", mapped, tuple(name for name, kind in EVENTS.items() if kind not in tellings))


def everything(kind: Any = State, prefix: str = "") -> Iterator[str]:
    """Yield the paths of all numbers in the state, without the keys of its maps."""
    for name, inner in get_type_hints(kind).items():
        path = f"{prefix}.{name}" if prefix else name
        inner = get_args(inner)[1] if get_origin(inner) is Map else inner
        if path in APART:
            continue
        if names_in(inner):
            yield from everything(inner, path)
        else:
            yield path


def bare(path: StatePath, leaf: str) -> str:
    """Return what a line looks at, without keys."""
    root = path.text.partition("[")[0].partition(".")[0]
    if root in QUANTITIES:
        return COVERS.get(root, root)
    text = "".join(part.partition("[")[0] for part in path.text.split("]"))
    return f"{text}.{leaf}" if leaf else text


def of_state(target: Target) -> Part:
    """Return which numbers of the state are looked at."""
    seen = {bare(line.path, line.leaf) for line in target.sight.seen}
    seen |= {bare(kept.path, place.leaf) for kept in target.sight.kept for place in kept.places}
    paths = tuple(everything())
    mapped = tuple(path for path in paths if path in seen)
    return Part("numbers of the spec's state", mapped, tuple(path for path in paths if path not in seen))


def of_functions(target: Target) -> Part:
    """Return which functions that change something stand for an action, or are called to see that they do not."""
    noise, skipped = target.noise(), [entry for entry in target.unmapped() if target.skipped(entry)]
    used = dict.fromkeys(item.asking.entry.title for item in target.mapped.values())
    called = tuple(f"{entry.title} (must change nothing that is observed)" for entry in noise)
    missing = tuple(f"{entry.title} ({target.skipped(entry)})" for entry in skipped)
    return Part("functions that change something", (*used, *called), missing)


def of_answers(target: Target) -> Part:
    """Return which errors and events of the contracts mean something in the spec."""
    own = {code.name for code in target.adapter.contracts if code.source != "shipped"}
    shown = [*target.failings.values(), *(item for line in target.mapped.values() for item in line.failings.values())]
    selectors = {item.selector for item in shown if item.selector}
    topics = {told.entry.hash for told in target.events.tellings.values()}
    mapped, missing = dict[str, None](), dict[str, None]()
    for kind in ("error", "event"):
        for entry in target.interfaces.all(kind):
            if entry.contract in own:
                known = entry.selector in selectors if kind == "error" else entry.hash in topics
                (mapped if known else missing)[f"{kind} {entry.name}"] = None
    return Part("errors and events of the contracts", tuple(mapped), tuple(missing))


def limits(target: Target) -> Iterator[str]:
    """Yield what is compared less strictly, or not at all."""
    yield from target.adapter.not_compared
    for kind, item in target.mapped.items():
        name = kind.__name__
        if item.left_out:
            yield f"{name} where the spec rejects it for {listed(item.left_out)}: the contract is not asked"
        if item.unreachable:
            yield f"{name} is said never to be rejected for {listed(item.unreachable)}; a run fails if it is"
        if item.rare or item.never:
            seldom = [*(["being accepted"] if item.never else []), *(reason.__name__ for reason in item.rare)]
            yield f"{name}: a run need not see {', '.join(seldom)}"
        if item.fixed:
            yield f"{name} with other values of {', '.join(item.fixed)}"
        if item.callers:
            yield f"{name} by others than {len(item.callers)} accounts"
        if len(item.asking.entry.outputs) > 1:
            yield f"what {item.asking.entry.title} returns"
    for line in target.sight.seen:
        if line.band.below or line.band.above:
            yield (
                f"{line.path.text} ({line.entry.title}) may be up to {line.band.below:,} less "
                f"and up to {line.band.above:,} more than the spec says"
            )
    if "storage" not in target.adapter.complete:
        yield "storage that no line of the state names"
    if "events" not in target.adapter.complete:
        yield "events that no event of the spec is mapped to, and their order among others"


def listed(kinds: Iterable[type]) -> str:
    """Return names in a row."""
    return ", ".join(kind.__name__ for kind in kinds)
