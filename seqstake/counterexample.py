"""Tells of a step after which a property does not hold, in words: the state, the call, what it changes, what fails.

Accounts go by their names, amounts in their smallest unit with a mark at each thousand, and times as seconds before or
after the call. Of the state only that is told which is not as right after deployment, and of the state after the call
only what differs from the one before.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from enum import Enum
from typing import Any, Final, get_args, get_origin

from rich.console import Console
from rich.markup import escape

from differential.trace import describe
from properties.catalogue import BY_ID
from properties.declaration import Property
from properties.outcome import Outcome, Rejected, at_call, attempt, successor
from properties.quantities import tau_of
from properties.symbolic.model import Witness, subject_of
from properties.symbolic.people import names_of, usual_state
from properties.symbolic.proving import Outcome as Proved
from properties.symbolic.schema import DEFAULTS, is_record, map_types, plain, types_of
from properties.vocabulary import Note, notes_on
from properties.world import Step, call_at
from seqstake.reports.places import statement
from spec.actions import Call
from spec.map import Map
from spec.parameters import LONGEST
from spec.state import State
from spec.units import Address, Epoch, ProtocolTime, Timestamp

SHOWN: Final = 5
"""How many counterexamples are printed, unless all are asked for."""

NOTES_SHOWN: Final = 3
"""How many of the comparisons that fail are shown, innermost first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A number or a small record, at some place in a state."""

    name: str
    kind: Any
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What is not the same in two states, at one place."""

    where: str
    parts: tuple[Part, ...]


class Teller:
    """Puts values into words, as whoever makes a call sees them."""

    def __init__(self, names: Mapping[Address, str], before: State, call: Call) -> None:
        """Take what everybody is called, and the call."""
        self.names = names
        self.now = call.timestamp
        self.protocol_now = tau_of(before, call)
        self.epoch = before.deployment.epoch

    def value(self, value: Any, kind: Any) -> str:
        """Return a value of that type."""
        if kind is Address:
            return self.names.get(value, f"0x{value:040x}")
        if kind is Timestamp:
            return moment(value, self.now)
        if kind is ProtocolTime:
            return moment(value, self.protocol_now)
        if kind is Epoch:
            begin = moment(value * self.epoch, self.protocol_now)
            return f"{value:_}" + (f" (from {begin})" if value and begin.startswith("now") else "")
        if is_record(kind):
            return "none" if value == DEFAULTS.get(kind) else f"({self.record(value)})"
        if get_origin(kind) is tuple:
            return "[" + ", ".join(self.value(item, get_args(kind)[0]) for item in value) + "]"
        return self.side(value)

    def record(self, value: Any) -> str:
        """Return the fields of a record."""
        kind: Any = type(value)
        kinds = types_of(kind)
        told = {name: self.value(getattr(value, name), part) for name, part in kinds.items()}
        return ", ".join(labelled(name, text) for name, text in told.items())

    def key(self, value: Any, kind: Any) -> str:
        """Return the key of a map."""
        return self.record(value) if is_record(kind) else self.value(value, kind)

    def side(self, value: object) -> str:
        """Return a value of which only the value is known, such as one side of a comparison."""
        if isinstance(value, Enum):
            return value.name
        if isinstance(value, Map):
            return f"a map of {len(value)} entries"
        if is_dataclass(value):
            kind: Any = type(value)
            return "none" if value == DEFAULTS.get(kind) else f"{type(value).__name__}({self.record(value)})"
        if not isinstance(value, int) or isinstance(value, bool):
            return str(value)
        if value in self.names and value:
            return self.names[Address(value)]
        near = moment(value, self.now)
        return f"{value:_} ({near})" if value > LONGEST and near.startswith("now") else f"{value:_}"

    def written(self, change: Change) -> str:
        """Return what stands at a place, as far as it is not as usual."""
        told = (labelled(part.name, self.value(part.new, part.kind)) for part in change.parts)
        return f"{change.where}: {', '.join(told)}"

    def changed(self, change: Change) -> str:
        """Return what changed at a place."""
        told = []
        for part in change.parts:
            old, new = self.value(part.old, part.kind), self.value(part.new, part.kind)
            told.append(labelled(part.name, f"{old} → {new}"))
        return f"{change.where}: {', '.join(told)}"

    def changes(self, old: State, new: State) -> Iterator[Change]:
        """Yield what is not the same in two states."""
        for name, kind in types_of(State).items():
            if name != "log":
                yield from self.within(kind, name, getattr(old, name), getattr(new, name))

    def within(self, kind: Any, where: str, old: Any, new: Any) -> Iterator[Change]:
        """Yield what is not the same in two versions of one thing."""
        inner = map_types(kind)
        if inner is not None:
            for key in sorted({key for m in (old, new) for key, _ in m.items()}):
                yield from self.within(inner[1], f"{where}[{self.key(key, inner[0])}]", old[key], new[key])
        elif is_record(kind):
            parts = [Part(n, part, getattr(old, n), getattr(new, n)) for n, part in types_of(plain(kind)).items()]
            differing = tuple(part for part in parts if map_types(part.kind) is None and part.old != part.new)
            if differing:
                yield Change(where, differing)
            for part in parts:
                if map_types(part.kind) is not None:
                    yield from self.within(part.kind, f"{where}.{part.name}", part.old, part.new)
        elif old != new:
            yield Change(where, (Part("", kind, old, new),))

    def failure(self, note: Note, innermost: bool) -> str:
        """Return what failed, with both sides; of what contains that, only of which entry it is said."""
        sides = " | ".join(map(self.side, note.sides))
        return f"{note.clause}: {sides}" if innermost else f"in {note.clause.partition('(')[0]}: {sides}"


def labelled(name: str, text: str) -> str:
    """Return what stands in a field after the name of the field, unless it says so itself."""
    return text if text.startswith(name) else f"{name} {text}"


def moment(value: int, now: int) -> str:
    """Return a time as seconds before or after the call, if it is anywhere near."""
    apart = value - now
    if not value or abs(apart) > LONGEST:
        return f"{value:_}"
    return "now" if not apart else f"now {'+' if apart > 0 else '-'} {abs(apart):_} s"


def broken(property_id: str, before: State, call: Call, action: Any, teller: Teller) -> Iterator[str]:
    """Yield what fails after a step."""
    try:
        outcome = attempt(before, call, action)
    except AssertionError as error:
        yield f"an assertion of the specification: {error}"
        return
    except Exception as error:  # whatever it is, the specification should not end so
        yield f"the specification: {type(error).__name__}: {error}"
        return
    if property_id not in BY_ID:
        yield f"the list of reasons: {outcome}"
        return
    claim = BY_ID[property_id]
    try:
        notes = notes_on(lambda: claim.function(subject_of(claim, outcome)))
    except Exception as error:  # whatever it is, the property does not hold
        yield f"{type(error).__name__}: {error}"
        return
    yield from (teller.failure(note, note is notes[0]) for note in notes[:NOTES_SHOWN])
    if not notes:
        yield claimed(claim)


def claimed(claim: Property) -> str:
    """Return what a property says, as it stands in the source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(claim.function)))
    returned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value]
    return ast.unparse(returned[0]) if len(returned) == 1 else claim.statement


def effect(before: State, call: Call, action: Any, teller: Teller) -> Iterator[str]:
    """Yield what a call changes, or why it is refused."""
    try:
        outcome: Outcome = attempt(before, call, action)
    except Exception:  # of which ``broken`` tells
        return
    if isinstance(outcome, Rejected):
        yield f"refused: {teller.side(outcome.rejection)}"
        return
    yield from (teller.changed(change) for change in teller.changes(at_call(outcome), successor(outcome)))
    if outcome.value is not None:
        yield f"returns {teller.side(outcome.value)}"


def indented(lines: Iterable[str]) -> list[str]:
    """Return lines that stand further right."""
    return [f"    {line}" for line in lines]


def last_step(property_id: str, before: State, step: Step, names: Mapping[Address, str]) -> list[str]:
    """Return in lines what a call changes, and what fails after it."""
    call = call_at(before, step)
    teller = Teller(names, before, call)
    changes = indented(effect(before, call, step.action, teller)) or ["    nothing"]
    failed = indented(broken(property_id, before, call, step.action, teller))
    return ["  which changes", *changes, "  and so fails", *failed]


def step_of(found: Witness) -> tuple[Step, dict[Address, str]]:
    """Return what is done in a counterexample, and what everybody is called."""
    step = Step(found.call.caller, found.call.timestamp - found.before.clock.now, found.action)
    return step, names_of(found.before, found.call, found.action)


def state_lines(usual: State, before: State, call: Call, names: Mapping[Address, str]) -> list[str]:
    """Return in lines how a state is not as it is after deployment."""
    teller = Teller(names, before, call)
    state = [teller.written(change) for change in teller.changes(usual, before)]
    begin = ["  in a state as after deployment, but for", *indented(state)]
    return begin if state else ["  in the state after deployment"]


def lines_of(property_id: str, found: Witness) -> list[str]:
    """Return a counterexample in lines."""
    step, names = step_of(found)
    return [
        *state_lines(usual_state(), found.before, found.call, names),
        f"  {describe(step, names)}",
        *last_step(property_id, found.before, step, names),
    ]


def what_fails(property_id: str, before: State, step: Step, names: Mapping[Address, str]) -> str:
    """Return in one line what fails after a step."""
    call = call_at(before, step)
    return next(broken(property_id, before, call, step.action, Teller(names, before, call)))


def explain(outcome: Proved) -> None:
    """Give as reason of what a state shows to be false what fails, and below that the state and the call."""
    for key, found in outcome.report.witnesses.items():
        lines = [what_fails(key[0], found.before, *step_of(found)), *lines_of(key[0], found)]
        outcome.report.findings[key].reason = "\n".join(lines)


def print_counterexamples(outcome: Proved, console: Console, verbose: bool) -> None:
    """Print the states that show what is false, a few of them if there are many."""
    shown = [(key, f) for key, f in outcome.report.findings.items() if key in outcome.report.witnesses]
    for (id, step), finding in shown if verbose else shown[:SHOWN]:
        console.print(f"\n[bold red]{id} fails after {step}[/bold red]: {escape(statement(id))}", highlight=False)
        told = "\n".join(finding.reason.split("\n")[1:])
        console.print(told, highlight=False, markup=False, soft_wrap=True)
    if len(shown) > SHOWN and not verbose:
        console.print(f"\n--verbose shows the states of {len(shown) - SHOWN} more", highlight=False)
