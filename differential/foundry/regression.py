"""A history as a Foundry test: what the spec says to each of its steps, in Solidity.

The test deploys the contracts as lock-step does, at the same addresses, makes every call at its time and by its caller,
and expects of each what lock-step compares: the error with its arguments, or the return value, the events and what the
views answer. Of the last step it expects the words in storage too, so that what lock-step saw at the end of a failing
history is not missed.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from differential.abi import camel, words
from differential.foundry.expressions import checksummed, expression, number, quoted
from differential.foundry.interface import Interface
from differential.foundry.scaffold import HEAD, TAIL, VM
from differential.lockstep import Outcome, decide
from differential.observation import Observation
from differential.system import CODE, DEPLOYER, ORDER, Addresses, System, constructor
from differential.system import number as account
from differential.trace import Trace, describe
from differential.views import Question, questions
from properties.scenarios.story import state_after
from properties.world import FUNDS, GENESIS_TIME, Step
from spec.errors import Rejection
from spec.state import State
from spec.transition import Applied
from spec.units import NOBODY, UINT256_MAX, Address

WIDTH: Final = 120
"""Where lines are broken."""

INDENT: Final = " " * 4


def call(head: str, arguments: Sequence[str]) -> str:
    """Return a statement that calls something, over several lines if it is long."""
    line = f"{head}({', '.join(arguments)});"
    if len(line) + 2 * len(INDENT) <= WIDTH or not arguments:
        return line
    return f"{head}(\n{INDENT}" + f",\n{INDENT}".join(arguments) + "\n);"


def comment(text: str, mark: str) -> str:
    """Return a comment, broken into lines."""
    return textwrap.indent(textwrap.fill(text, WIDTH - 2 * len(INDENT), break_long_words=False), f"{mark} ")


def function(header: str, said: str, statements: Iterable[str]) -> str:
    """Return a function."""
    body = textwrap.indent("\n".join(statements), INDENT)
    return textwrap.indent(f"{comment(said, '///')}\nfunction {header} {{\n{body}\n}}\n", INDENT)


def asked(question: Question) -> tuple[str, str, tuple[object, ...]]:
    """Return a question without its answer."""
    return question.contract, question.function, question.arguments


def changed(before: State, after: State) -> list[Question]:
    """Return the questions that have another answer than before, or none before; previews ask something else."""
    known = {asked(question): question.answer for question in questions(before)}
    others = (question for question in questions(after) if known.get(asked(question)) != question.answer)
    return [question for question in others if not question.function.startswith("preview")]


def named(place: int, step: Step) -> str:
    """Return what the function of a step is called."""
    return f"step{place}_{camel(type(step.action).__name__)}"


def kinds(source: str) -> list[str]:
    """Return the types that a source declares outside of contracts."""
    return re.findall(r"^(?:struct|enum)\s+(\w+)", source, re.MULTILINE)


def occurs(name: str, text: str) -> bool:
    """Tell whether a name occurs in a text."""
    return re.search(rf"\b{name}\b", text) is not None


class Regression:
    """The test of one history, in the making."""

    def __init__(self, system: System, trace: Trace) -> None:
        """Take the contracts and the history."""
        self._system, self._world, self._trace = system, system.world, trace
        self._names = system.world.names()
        variables = {name: camel(name) for name in ORDER}
        if trace.same_token:
            variables["RewardToken"] = variables["StakeToken"]
        constants = {who: re.sub(r"\W", "_", name).upper() for who, name in self._names.items()}
        contracts = {account(system.where[name]): f"address({variables[name]})" for name in ORDER}
        self._constants = {DEPLOYER: "DEPLOYER"} | {who: constants[who] for who in constants if who not in contracts}
        del self._constants[NOBODY]
        self._accounts = {NOBODY: "address(0)", **self._constants, **contracts}
        self._interface = Interface(system, variables, self._accounts)
        self._variables = variables
        self._created = [name for name in ORDER if name != "RewardToken" or not trace.same_token]

    def text(self, name: str, folder: str, sources: Mapping[str, str]) -> str:
        """Return the file of a test contract ``name``; ``folder`` is the way from there to the contracts' folder, and
        ``sources`` are the texts there, by path.

        Raises `Divergence` if the spec rejects a step for a reason that it does not declare.
        """
        body = "\n".join(self._functions())
        note = self._trace.note or "nothing is said"
        head = f"A history with all that the specification says to it. What came of it when it was saved: {note}"
        lines = [
            "// SPDX-License-Identifier: UNLICENSED",
            "pragma solidity ^0.8.20;",
            "",
            comment(head, "//"),
            "",
            *self.imports(body, folder, sources),
            "",
            HEAD,
            f"contract {name} {{",
            textwrap.indent("\n".join(self.variables(body)), INDENT),
            "",
            body,
            f"{TAIL}}}",
            "",
        ]
        return "\n".join(lines)

    def imports(self, body: str, folder: str, sources: Mapping[str, str]) -> list[str]:
        """Return the statements that import the contracts and what else the body needs of the sources."""
        found = {self._interface.artifact(contract).source for contract in ORDER}
        found |= {path for path, text in sources.items() if any(occurs(kind, body) for kind in kinds(text))}
        return [f'import "{folder}/{source}";' for source in sorted(found)]

    def variables(self, body: str) -> Iterator[str]:
        """Yield the constants that the body needs, and the contracts."""
        yield VM
        yield ""
        for who, name in self._constants.items():
            if occurs(name, body):
                yield f"address private constant {name} = {checksummed(who)};"
        yield ""
        for contract in self._created:
            yield f"{CODE.get(contract, contract)} private {self._variables[contract]};"

    def _functions(self) -> Iterator[str]:
        """Yield all functions of the test."""
        history, state = self._trace.history, self._world.genesis()
        yield function("setUp() public", "@dev Deploys as the lock-step does, at the same addresses.", self.set_up())
        steps = [f"{named(place, step)}();" for place, step in enumerate(history, start=1)]
        yield function("test_history() public", "@dev Makes every step of the history.", [*steps, "end();"])
        before = state
        for place, step in enumerate(history, start=1):
            before, outcome = state, decide(state, step)
            state = state_after(before, step, outcome)
            said = f"{place}. {describe(step, self._names)}"
            body = self._step(f"step {place}", step, before, outcome, state)
            yield function(f"{named(place, step)}() private", said, body)
        said = "@dev Asks the views, and looks at the words in storage that the last step changed."
        yield function("end() private view", said, self._end(before, state))

    def set_up(self) -> Iterator[str]:
        """Yield what deploys the contracts and hands out the funds."""
        yield f"vm.warp({number(GENESIS_TIME)});"
        yield "vm.startPrank(DEPLOYER);"
        yield from map(self.creation, self._created)
        yield "vm.stopPrank();"
        place = checksummed(account(self._system.where["Rewards"]))
        yield call("same", ('"address of the last contract"', "uint160(address(rewards))", f"uint160({place})"))
        for token in dict.fromkeys(self._variables[name] for name in ("StakeToken", "RewardToken")):
            yield from self._hand_out(token)

    def creation(self, contract: str) -> str:
        """Return the statement that creates a contract."""
        return call(f"{self._variables[contract]} = new {CODE.get(contract, contract)}", self.given(contract))

    def given(self, contract: str) -> list[str]:
        """Return what a constructor is given; where the other contracts will be, no variable knows yet."""
        values = constructor(self._world, self._system.where, contract)
        parts = zip(self._interface.entry(contract, "constructor")["inputs"], values, strict=True)
        known = {False: self._accounts, True: dict[Address, str]()}
        return [expression(part, value, known[isinstance(value, Addresses)]) for part, value in parts]

    def _hand_out(self, token: str) -> Iterator[str]:
        """Yield what gives everyone the funds and allowances that the world says."""
        cast = self._world.cast
        for who in (*cast.funded(), cast.stranger):
            yield f"vm.prank({self._accounts[cast.whale]});"
            yield f"{token}.transfer({self._accounts[who]}, {number(FUNDS)});"
        for who in (*cast.funded(), cast.whale):
            for custody in ("pools", "rewards"):
                yield f"vm.prank({self._accounts[who]});"
                yield f"{token}.approve(address({custody}), {number(UINT256_MAX)});"

    def _step(self, label: str, step: Step, before: State, outcome: Outcome, after: State) -> Iterator[str]:
        """Yield the statements of one step."""
        arguments, first = self._interface.arguments(step)
        yield f"vm.warp({number(after.clock.now)});"
        yield from first
        prank = f"vm.prank({self._accounts.get(step.caller) or checksummed(step.caller)});"
        if isinstance(outcome, Rejection):
            yield f"vm.expectRevert({self._interface.error(outcome)});"
            yield prank
            yield call(self._interface.called(step)[0], arguments)
            return
        yield "vm.recordLogs();"
        yield prank
        yield self._accepted(label, step, arguments, outcome)
        yield "Vm.Log[] memory logs = vm.getRecordedLogs();"
        for place, event in enumerate(outcome.events):
            said = quoted(f"{label}: {type(event).__name__}")
            yield call("tells", (said, "logs", str(place), *self._interface.event(event)))
        yield call("same", (quoted(f"{label}: number of events"), "logs.length", str(len(outcome.events))))
        yield from self._answers(label, changed(before, after))

    def _accepted(self, label: str, step: Step, arguments: Sequence[str], applied: Applied) -> str:
        """Return the statement that makes a call and expects its return value."""
        made, entry = self._interface.called(step)
        expected = words(self._system.returned(step.action, applied.value))
        if not expected:
            return call(made, arguments)
        value = f"{made}({', '.join(arguments)})"
        if entry["outputs"][0]["type"] == "bool":
            value = f"{value} ? 1 : 0"
        return call("same", (quoted(f"{label}: return value"), value, number(expected[0])))

    def _answers(self, label: str, asked: Iterable[Question]) -> Iterator[str]:
        """Yield what expects the answers of views."""
        for question in asked:
            said, given = self._interface.question(question)
            yield call("answers", (quoted(f"{label}: {said}"), *given))

    def _end(self, before: State, after: State) -> Iterator[str]:
        """Yield what looks at everything that is not as it was at the deployment."""
        begun = {asked(question): question.answer for question in questions(self._world.genesis())}
        yield from self._answers("end", (item for item in questions(after) if begun.get(asked(item)) != item.answer))
        observation = Observation(self._system)
        observation.move(before)
        for slot in sorted(observation.move(after)):
            where, value = self._accounts[account(slot[0])], number(observation.words.get(slot, 0))
            yield call("holds", (quoted(f"end: {observation.describe(slot)}"), where, f"0x{slot[1]:064x}", value))
