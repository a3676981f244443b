"""py-evm that notes every instruction it runs, and what every conditional jump found: what coverage is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from eth.abc import MessageAPI, OpcodeAPI
from eth.vm.code_stream import CodeStream
from eth.vm.forks.spurious_dragon.constants import EIP170_CODE_SIZE_LIMIT
from eth.vm.opcode_values import JUMPI

from differential.evm.pyevm import NotingComputation, PyEvm


@dataclass(slots=True)
class Trace:
    """What of one piece of code ran, whether or not it was undone later."""

    places: set[int] = field(default_factory=set)
    """Where the instructions stand that ran."""
    turns: set[tuple[int, bool]] = field(default_factory=set)
    """Where the conditional jumps stand that ran, each with whether it was taken."""


Traces = dict[bytes, Trace]
"""By code: that of a contract, or that of a creation with its arguments."""


class _Watched(CodeStream):
    """Code that notes what of it is run."""

    def __init__(self, code: bytes, trace: Trace) -> None:
        super().__init__(code)
        self.trace = trace

    def __iter__(self) -> Iterator[int]:
        note = self.trace.places.add
        for opcode in super().__iter__():
            note(self.program_counter - 1)
            yield opcode


def _jump(computation: Any) -> None:
    """Do a conditional jump, and note whether it is taken."""
    code = computation.code
    # The place where it goes on does not tell: both ways may lead to the next instruction.
    target, condition = computation.stack_pop_ints(2)
    code.trace.turns.add((code.program_counter - 1, condition != 0))
    computation.stack_push_int(condition)
    computation.stack_push_int(target)
    NotingComputation.opcodes[JUMPI](computation)


class _TracingComputation(NotingComputation):
    """A computation that notes what it runs; what it does is unchanged, but for the room that code has."""

    traces: Traces
    """Where to note it."""
    opcodes = dict(NotingComputation.opcodes)  # noqa: RUF012  # py-evm declares it for instances
    opcodes[JUMPI] = cast(OpcodeAPI, _jump)

    def __init__(self, state: Any, message: MessageAPI, context: Any) -> None:
        super().__init__(state, message, context)
        self.code = _Watched(message.code, self.traces.setdefault(message.code, Trace()))

    @classmethod
    def validate_create_message(cls, message: MessageAPI) -> None:
        """Allow for creation code of any length."""

    @classmethod
    def validate_contract_code(cls, contract_code: bytes) -> None:
        super().validate_contract_code(contract_code[:EIP170_CODE_SIZE_LIMIT])


class TracingPyEvm(PyEvm):
    """A py-evm that notes what runs, under a heading.

    It takes code of any size: code that is compiled for coverage is not optimised, and longer than a chain allows.
    """

    initcode_limit = 1 << 24

    def __init__(self) -> None:
        """Start an empty chain, under no heading."""
        super().__init__()
        self._computations: dict[str, type[_TracingComputation]] = {}
        self.head("")

    def head(self, heading: str) -> None:
        """Note what runs from here on under a heading."""
        if heading not in self._computations:
            self._computations[heading] = type("Computation", (_TracingComputation,), {"traces": {}})
        self.computation = self._computations[heading]

    def traced(self) -> dict[str, Traces]:
        """Return what ran so far, by heading."""
        return {heading: computation.traces for heading, computation in self._computations.items()}
