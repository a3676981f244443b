"""One call on both sides, and one comparison of everything that it did.

Compared after every call: whether it is accepted, the error with its arguments, the return value, all events in
order, and the whole storage of every contract, the tokens' among them. Storage is compared by what changed: every slot
that the EVM wrote and every slot that the spec says changes must hold what the spec says. Since both sides agreed
before, they agree everywhere after, and a step costs no more in a large population than in a small one.

Where the EVM tells only slowly what it wrote, it can be asked after several calls instead (``stride``), and is asked
at the end of a history in any case. Until then only what the spec says changes is known to agree; a slot that is wrong
at the end is found all the same, if not at once.

Not compared: gas, and the ether of accounts, which no function takes.
"""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from differential.abi import words
from differential.evm.backend import Backend, CallResult, Log
from differential.observation import Observation, Slot
from differential.system import System, raw
from differential.views import Question, further_questions, questions
from properties.world import Step, call_at
from spec.actions import Action
from spec.clock import observe
from spec.errors import Rejection
from spec.events import Event
from spec.rejections import REJECTIONS
from spec.state import State
from spec.transition import Applied, apply

Mark = tuple[object, State]
"""A point to go back to, on both sides."""

Outcome = Applied | Rejection
"""What the spec says to a call."""


class Check(StrEnum):
    """What is compared."""

    OUTCOME = "outcome"
    ERROR = "error"
    VALUE = "return value"
    EVENTS = "events"
    STATE = "state"
    VIEW = "view"
    DEPLOYMENT = "deployment"
    DOOR = "reserved function"
    TOKEN = "odd token"


class Divergence(Exception):
    """Spec and contracts do not agree."""

    def __init__(self, subject: str, spec: str, contract: str, check: Check | None = None) -> None:
        """Take what they differ on, what each says, and which comparison tells, where that is known."""
        super().__init__(f"{subject}: the spec says {spec}; the contract says {contract}")
        self.subject, self.spec, self.contract, self.check = subject, spec, contract, check


@dataclass(frozen=True, slots=True)
class Compared:
    """A call on which both sides agree."""

    before: State
    after: State
    outcome: Outcome
    returned: bytes | None = None
    """What contracts under an adapter returned, which need not be all that the spec returns."""


def decide(state: State, step: Step) -> Outcome:
    """Return what the spec says to a step."""
    try:
        return apply(state, call_at(state, step), step.action)
    except Rejection as rejection:
        return rejection


def check_declared(step: Step, outcome: Outcome) -> None:
    """Raise `Divergence` if the spec rejects a step for a reason that is not declared."""
    declared = REJECTIONS[type(step.action)]
    if isinstance(outcome, Rejection) and type(outcome) not in declared:
        names = ", ".join(reason.__name__ for reason in declared)
        raise Divergence("declared rejections", names, type(outcome).__name__) from outcome


class Lockstep:
    """The spec and the contracts, side by side."""

    def __init__(self, backend: Backend, system: System, stride: int = 1) -> None:
        """Take the freshly deployed system, and after how many calls to ask what they wrote.

        Raises `Divergence` if the system does not begin as the spec does.
        """
        self.backend, self.system, self.stride = backend, system, stride
        self._unasked = 0
        """Calls since the EVM was asked what they wrote."""
        self.state = system.world.genesis()
        self._observation = Observation(system)
        self._observation.move(self.state)
        self._compare_slots(self._observation.words.keys())
        # What constructors wrote besides is their own: the names of tokens.
        backend.writes()

    def mark(self) -> Mark:
        """Return a mark to go back to."""
        return self.backend.snapshot(), self.state

    def back(self, mark: Mark) -> None:
        """Go back to a mark, on both sides, whatever was written since."""
        self._unasked = 0
        snapshot, self.state = mark
        self.backend.revert(snapshot)
        self._observation.move(self.state)

    def plant(self, state: State, write: Callable[[bytes, int, int], None]) -> None:
        """Put the contracts into a state, whether a history leads there or not, with what writes into their storage.

        Raises `LayoutError` if there is no room for a value.
        """
        for slot in self._observation.move(state):
            write(*slot, self._observation.words.get(slot, 0))
        self.backend.writes()
        self.state = state

    def step(self, step: Step, outcome: Outcome | None = None) -> Compared:
        """Make one call on both sides; ``outcome`` is what the spec says to it in the present state, where that was
        worked out already. Raises `Divergence` if they do not agree on all that it did.
        """
        before = self.state
        # After a divergence there is nothing more to compare.
        unasked, self._unasked = self._unasked + 1, 0
        said, result = self._call(step, outcome)
        found = next(self._differences(step.action, said, result, written=unasked >= self.stride), None)
        if found:
            raise found
        self._unasked = unasked % self.stride
        return Compared(before, self.state, said)

    def differences(self, step: Step) -> list[Divergence]:
        """Make one call on both sides, and return all that they do not agree on, its writes and all views included."""
        self._unasked = 0
        found = list(self._differences(step.action, *self._call(step), written=True))
        return [*found, *self._wrong_answers()] if found else found

    def look(self) -> None:
        """Compare every slot that was written since the EVM was last asked. Raises `Divergence`."""
        if self._unasked:
            self._unasked = 0
            self._compare_slots(self.backend.writes())

    def compare_views(self) -> None:
        """Ask the contracts every view about the present state. Raises `Divergence` at the first wrong answer."""
        for wrong in self._wrong_answers():
            raise wrong

    def wrong_answers(self) -> list[Divergence]:
        """Ask the contracts every view about the present state, and return all wrong answers."""
        return list(self._wrong_answers())

    def questions(self) -> Iterator[Question]:
        """Yield all that the views are asked about the present state."""
        return chain(further_questions(self.state, self.system.members()), questions(self.state))

    def _call(self, step: Step, outcome: Outcome | None = None) -> tuple[Outcome, CallResult]:
        """Make one call on both sides, unless it is known what the spec says."""
        before, call = self.state, call_at(self.state, step)
        outcome = decide(before, step) if outcome is None else outcome
        check_declared(step, outcome)
        address, data = self.system.encode(step.caller, step.action)
        result = self.backend.call(raw(step.caller), address, data, call.timestamp)
        self.state = observe(before, call.timestamp) if isinstance(outcome, Rejection) else outcome.state
        return outcome, result

    def _differences(self, action: Action, outcome: Outcome, result: CallResult, written: bool) -> Iterator[Divergence]:
        """Yield all that both sides do not agree on after a call."""
        if isinstance(outcome, Rejection):
            yield from self._of_rejection(outcome, result)
        else:
            yield from self._of_outcome(action, outcome, result)
        changed = self._observation.move(self.state)
        yield from self._of_slots(changed | self.backend.writes() if written else changed)

    def _of_rejection(self, rejection: Rejection, result: CallResult) -> Iterator[Divergence]:
        if result.success:
            yield Divergence("outcome", f"rejected, {rejection!r}", "accepted", Check.OUTCOME)
        elif result.output != self.system.error(rejection):
            yield Divergence("error", repr(rejection), self.explain(result.output), Check.ERROR)

    def _of_outcome(self, action: Action, applied: Applied, result: CallResult) -> Iterator[Divergence]:
        if not result.success:
            yield Divergence("outcome", "accepted", f"rejected, {self.explain(result.output)}", Check.OUTCOME)
            return
        expected = self.system.returned(action, applied.value)
        if result.output != expected:
            yield Divergence("return value", show_words(expected), show_words(result.output), Check.VALUE)
        yield from self._of_events(applied.events, result.logs)

    def _of_events(self, events: tuple[Event, ...], logs: tuple[Log, ...]) -> Iterator[Divergence]:
        expected = tuple(self.system.log(event) for event in events)
        if expected == logs:
            return
        for number, (event, one, other) in enumerate(zip(events, expected, logs, strict=False), start=1):
            if one != other:
                yield Divergence(f"event {number}", str(event), self.show_log(other), Check.EVENTS)
        if len(events) != len(logs):
            extra = [self.show_log(log) for log in logs[len(events) :]]
            missing = [str(event) for event in events[len(logs) :]]
            told, heard = ("; ".join(said) or "no more" for said in (missing, extra))
            yield Divergence("number of events", told, heard, Check.EVENTS)

    def _of_slots(self, slots: AbstractSet[Slot]) -> Iterator[Divergence]:
        storage, words = self.backend.storage, self._observation.words
        for slot in sorted(slot for slot in slots if storage(*slot) != words.get(slot, 0)):
            differing = self._observation.difference(slot, words.get(slot, 0), storage(*slot))
            names, spec, contract = zip(*differing, strict=True)
            yield Divergence(" and ".join(names), shown(spec), shown(contract), Check.STATE)

    def _compare_slots(self, slots: AbstractSet[Slot]) -> None:
        for wrong in self._of_slots(slots):
            raise wrong

    def _wrong_answers(self) -> Iterator[Divergence]:
        """Yield every wrong answer of a view."""
        now = self.state.clock.now
        for question in self.questions():
            selector = self.system.entry(question.contract, "functions", question.function).selector
            address = self.system.where[question.contract]
            result = self.backend.view(address, selector + question.data(), now)
            if result.output != question.answer or not result.success:
                asked = f"{question.contract}.{question.function}({', '.join(map(str, question.arguments))})"
                yield Divergence(asked, show_words(question.answer), show_words(result.output), Check.VIEW)

    def explain(self, data: bytes) -> str:
        """Return revert data in words."""
        for interface in self.system.interfaces.values():
            for name, entry in interface.errors.items():
                if data[:4] == entry.selector:
                    values = zip(entry.inputs, words(data[4:]), strict=False)
                    return f"{name}({', '.join(f'{field}={show_word(value)}' for field, value in values)})"
        if data[:4] == PANIC:
            return f"a panic with code 0x{words(data[4:])[0]:02x}"
        return f"revert data 0x{data.hex()}" if data else "a revert without data"

    def show_log(self, log: Log) -> str:
        """Return an event of the chain in words."""
        names = {address: name for name, address in self.system.where.items()}
        for interface in self.system.interfaces.values():
            for name, entry in interface.events.items():
                if log.topics and log.topics[0] == int.from_bytes(entry.hash, "big"):
                    topics, data = iter(log.topics[1:]), iter(words(log.data))
                    values = [next(topics if indexed else data, 0) for indexed in entry.indexed]
                    shown = zip(entry.inputs, values, strict=True)
                    fields = ", ".join(f"{field}={show_word(value)}" for field, value in shown)
                    return f"{name}({fields}) from {names.get(log.address, log.address.hex())}"
        return f"an unknown event with topics {log.topics}"


PANIC = bytes.fromhex("4e487b71")
"""The selector of Solidity's own error for overflow and the like."""


def show_words(data: bytes) -> str:
    """Return a return value as a person would write it."""
    return shown(words(data)) or "nothing"


def shown(values: Iterable[int]) -> str:
    """Return words in a row."""
    return ", ".join(map(show_word, values))


def show_word(value: int) -> str:
    """Return a word as a person would write it: addresses in hexadecimal."""
    return f"0x{value:040x}" if 2**120 < value < 2**160 else f"{value:_}"
