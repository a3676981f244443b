"""What the contracts' ABI says, for what the spec knows, as Solidity expressions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from differential.abi import camel, canonical, flatten, words
from differential.artifact import Artifact
from differential.foundry.expressions import Names, elements, encoded, expression, number, quoted, word
from differential.system import CODE, ORDER, System
from differential.system import number as account
from differential.views import Question
from properties.world import Step
from spec import actions as a
from spec.errors import Rejection
from spec.events import Event
from spec.tokens import Permit

Entry = Mapping[str, Any]
"""One entry of an ABI."""


def signature(entry: Entry) -> str:
    """Return the signature of a function, error or event."""
    return f"{entry['name']}({','.join(canonical(part) for part in entry['inputs'])})"


class Interface:
    """The contracts' ABI, with names for accounts and contracts."""

    def __init__(self, system: System, variables: Mapping[str, str], accounts: Names) -> None:
        """Take the variables that hold the contracts, and what accounts are called as expressions and in words."""
        self._system, self._accounts = system, accounts
        self.variables = variables
        self._words = system.world.names()

    def artifact(self, contract: str) -> Artifact:
        """Return the compiled code of a contract."""
        return self._system.artifacts[CODE.get(contract, contract)]

    def find(self, contract: str, kind: str, name: str = "") -> Entry | None:
        """Return a function, error, event or the constructor of a contract, if it has it."""
        entries = (entry for entry in self.artifact(contract).abi if entry["type"] == kind)
        return next((entry for entry in entries if entry.get("name", "") == name), None)

    def entry(self, contract: str, kind: str, name: str = "") -> Entry:
        """Return a function, error, event or the constructor of a contract, which has it."""
        entry = self.find(contract, kind, name)
        assert entry is not None, f"{contract} has no {kind} {name}"
        return entry

    def called(self, step: Step) -> tuple[str, Entry]:
        """Return what a step calls, as an expression, and its entry."""
        contract, name = self._system.home(step.action), camel(type(step.action).__name__)
        return f"{self.variables[contract]}.{name}", self.entry(contract, "function", name)

    def arguments(self, step: Step) -> tuple[list[str], list[str]]:
        """Return the arguments of a call, and the statements that have to come before it."""
        action: Any = step.action
        values = [getattr(action, field.name) for field in fields(action)]
        if isinstance(action, a.Transfer | a.Approve):
            values = values[1:]
        given: list[str] = []
        before: list[str] = []
        for part, value in zip(self.called(step)[1]["inputs"], values, strict=True):
            if isinstance(value, tuple):
                given.append(part["name"])
                before += array(part["name"], value)
                continue
            fixed = words(self._system.sign(step.caller, value)) if isinstance(value, Permit) else value
            given.append(expression(part, fixed, self._accounts))
        return given, before

    def error(self, rejection: Rejection) -> str:
        """Return the encoding of an error, whichever contract it comes from."""
        name = type(rejection).__name__
        entry = next(entry for contract in ORDER if (entry := self.find(contract, "error", name)))
        parts = zip(elements(entry["inputs"]), words(flatten(rejection)), strict=True)
        given = [word(kind, value, self._accounts) for kind, value in parts]
        return f"abi.encodeWithSignature({', '.join([quoted(signature(entry)), *given])})"

    def event(self, event: Event) -> list[str]:
        """Return what identifies an event: emitter, signature, topics and data."""
        log = self._system.log(event)
        contract = next(name for name in ORDER if self._system.where[name] == log.address)
        entry = self.entry(contract, "event", type(event).__name__)
        topics = [part["type"] for part in entry["inputs"] if part["indexed"]]
        data = [part["type"] for part in entry["inputs"] if not part["indexed"]]
        return [
            self._accounts[account(log.address)],
            quoted(signature(entry)),
            encoded(topics, log.topics[1:], self._accounts),
            encoded(data, words(log.data), self._accounts),
        ]

    def question(self, asked: Question) -> tuple[str, list[str]]:
        """Return a question in words, and as the contract, the call and the answer."""
        entry, variable = self.entry(asked.contract, "function", asked.function), self.variables[asked.contract]
        parts = list(zip(entry["inputs"], asked.arguments, strict=True))
        given = ", ".join(expression(part, value, self._accounts) for part, value in parts)
        said = ", ".join(self._said(part, value) for part, value in parts)
        call = f"abi.encodeCall({variable}.{asked.function}, ({given}))"
        answer = encoded(list(elements(entry["outputs"])), words(asked.answer), self._accounts)
        return f"{asked.function}({said})", [f"address({variable})", call, answer]

    def _said(self, part: Entry, value: Any) -> str:
        """Return an argument in words."""
        return self._words.get(value, str(value)) if part["type"] == "address" else str(value)


def array(name: str, values: Sequence[int]) -> Iterator[str]:
    """Yield the statements that make an array of numbers."""
    yield f"uint256[] memory {name} = new uint256[]({len(values)});"
    for place, value in enumerate(values):
        yield f"{name}[{place}] = {number(value)};"
