"""A contracts project as it is compiled for coverage: without the optimiser, with the place of every instruction.

The optimiser merges, moves and removes instructions, and says of the rest only roughly where they come from. Without it
(not even its peephole rules, which turn some jumps around) every condition of the source becomes, in each copy of its
code, one conditional jump: the first that stands at exactly the place of what tests it. The compiler's own jumps, such
as checks for overflow, the reading of arguments and the choice of a function, stand elsewhere, and count for nothing.
So that is a different build than the one that is deployed. It behaves the same, which lock-step goes on to check while
coverage is measured.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Self

from differential.compile import (
    SETTINGS,
    CompileError,
    ask,
    cache_folder,
    compile_contracts,
    load_entry,
    store_entry,
)
from differential.coverage.outline import Condition, Outline
from differential.coverage.source_map import JUMPI, Instruction, Place, instructions
from differential.sources import SourceError, Sources
from differential.toolchain import Toolchain

MEASURED: Final = "src/"
"""What the sources that are measured begin with; the others are tests."""

PASSES: Final = (
    "constantOptimizer",
    "cse",
    "deduplicate",
    "inliner",
    "jumpdestRemover",
    "orderLiterals",
    "peephole",
    "simpleCounterForLoopUncheckedIncrement",
    "yul",
)
"""All that the optimiser does, some of it even when it is switched off."""

UNOPTIMISED: Final = {**SETTINGS, "optimizer": {"enabled": False, "details": dict.fromkeys(PASSES, False)}}

CODE: Final = ["evm.bytecode.object", "evm.bytecode.sourceMap", "evm.deployedBytecode.object",
               "evm.deployedBytecode.sourceMap", "evm.deployedBytecode.immutableReferences"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Code:
    """Code that the EVM runs, and what of the sources each instruction stands for."""

    code: bytes
    holes: tuple[tuple[int, int], ...]
    """Where a deployment writes immutables: offsets and lengths."""
    lines: Mapping[int, tuple[str, int]]
    """The source and line of each instruction that has any."""
    tests: Mapping[int, tuple[str, Condition]]
    """The source and condition of each jump that was made of one."""

    def ran_as(self, code: bytes) -> bool:
        """Tell whether it is this code that ran as ``code``, which may have immutables or arguments."""
        if not self.holes:
            return code.startswith(self.code)
        return len(code) == len(self.code) and masked(code, self.holes) == self.code


@dataclass(frozen=True, slots=True)
class Build:
    """What came of one project."""

    root: Path
    outlines: Mapping[str, Outline]
    """The sources that are measured, by path relative to the root."""
    codes: tuple[Code, ...]
    """All creation code and all runtime code."""
    exchange: tuple[tuple[bytes, bytes], ...]
    """Optimised creation code, each with the one to deploy instead."""

    @classmethod
    def of(cls, root: Path, spare: Path | None = None) -> Self:
        """Compile a project, twice. Raises `CompileError` and `ToolchainError`."""
        optimised = compile_contracts(root, spare=spare)
        toolchain = Toolchain.locate(root, spare=spare)
        try:
            sources = Sources.collect(root, toolchain.modules, {})
        except SourceError as error:
            raise CompileError(str(error)) from None
        output = compiled(toolchain, sources)
        outlines = {
            unit: Outline(unit, sources.own[unit], tree)
            for unit, tree in output["trees"].items()
            if unit.startswith(MEASURED)
        }
        files = {number: outlines[unit] for unit, number in output["numbers"].items() if unit in outlines}
        contracts: dict[str, Any] = output["contracts"]
        return cls(
            root=root,
            outlines=outlines,
            codes=tuple(code for entry in contracts.values() for code in codes(entry, files)),
            exchange=tuple(
                (optimised[name].initcode, initcode(entry))
                for name, entry in contracts.items()
                if name in optimised and optimised[name].initcode
            ),
        )

    def exchanged(self, code: bytes) -> bytes:
        """Return the creation code to deploy instead of an optimised one, with the same arguments."""
        for one, other in self.exchange:
            if code.startswith(one):
                return other + code[len(one) :]
        return code

    def find(self, code: bytes) -> Code | None:
        """Return which code it is that ran, if it is of this project."""
        return next((known for known in self.codes if known.ran_as(code)), None)


def compiled(toolchain: Toolchain, sources: Sources) -> dict[str, Any]:
    """Return trees and numbers of the project's sources, and its contracts by name, once per content.

    Raises `CompileError` and `ToolchainError`.
    """
    request = {
        "language": "Solidity",
        "sources": {unit: {"content": text} for unit, text in sources.all().items()},
        "settings": {**UNOPTIMISED, "outputSelection": {unit: {"": ["ast"], "*": CODE} for unit in sources.own}},
    }
    text = json.dumps(request, sort_keys=True)
    entry = cache_folder() / "solc" / f"{hashlib.sha256((toolchain.version + text).encode()).hexdigest()}.json"
    output = load_entry(entry)
    if output is None:
        answer = ask(toolchain, text)
        output = {
            "trees": {unit: answer["sources"][unit]["ast"] for unit in sources.own},
            "numbers": {unit: answer["sources"][unit]["id"] for unit in sources.own},
            "contracts": {
                name: contract["evm"]
                for unit in sources.own
                for name, contract in answer.get("contracts", {}).get(unit, {}).items()
            },
        }
        store_entry(entry, output)
    return output


def initcode(entry: Mapping[str, Any]) -> bytes:
    """Return the creation code of a contract."""
    return bytes.fromhex(entry["bytecode"]["object"])


def codes(entry: Mapping[str, Any], files: Mapping[int, Outline]) -> Iterator[Code]:
    """Yield creation code and runtime code of a contract; interfaces have none."""
    for kind in ("bytecode", "deployedBytecode"):
        part = entry[kind]
        if part["object"]:
            holes = tuple(
                (hole["start"], hole["length"])
                for places in part.get("immutableReferences", {}).values()
                for hole in places
            )
            yield understood(bytes.fromhex(part["object"]), part["sourceMap"], holes, files)


def understood(code: bytes, source_map: str, holes: tuple[tuple[int, int], ...], files: Mapping[int, Outline]) -> Code:
    """Return code with what its instructions stand for."""
    lines: dict[int, tuple[str, int]] = {}
    tests: dict[int, tuple[str, Condition]] = {}
    for before, run in runs(instructions(code, source_map)):
        place = run[0].place
        outline = files.get(place.file)
        if outline is None:
            continue
        line = outline.line_at(place)
        if line is not None:
            lines.update({instruction.at: (outline.unit, line) for instruction in run})
        condition = outline.conditions.get((place.start, place.end))
        jump = next((instruction for instruction in run if instruction.opcode == JUMPI), None)
        if condition and jump and condition.after in (None, before):
            tests[jump.at] = (outline.unit, condition)
    return Code(code, holes, lines, tests)


def runs(code: Iterable[Instruction]) -> Iterator[tuple[Place | None, list[Instruction]]]:
    """Yield instructions that follow each other and have one place, with the place of those before them."""
    before: Place | None = None
    for place, run in groupby(code, key=lambda instruction: instruction.place):
        yield before, list(run)
        before = place


def masked(code: bytes, holes: tuple[tuple[int, int], ...]) -> bytes:
    """Return code with zeros in the place of immutables."""
    text = bytearray(code)
    for start, length in holes:
        text[start : start + length] = bytes(length)
    return bytes(text)
