"""The code of the contracts with a mistake in one source: only what depends on that is compiled, and only once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

from differential.artifact import Artifact
from differential.compile import SETTINGS, CompileError, cache_folder, compile_contracts, load_entry, store_entry
from differential.mutation.mutant import Mutant
from differential.mutation.program import Trees
from differential.mutation.solc import Solc
from differential.sources import SourceError, Sources
from differential.toolchain import Toolchain

Codes = Mapping[str, str]
"""What creates each of some contracts, in hexadecimal."""

CODE: Final = ["evm.bytecode.object"]
PLAIN: Final = {**SETTINGS, "optimizer": {"enabled": False}}
"""How to compile in a third of the time, which makes no difference to what code does."""

FOLDER: Final = "src/"
"""Where the sources are that mistakes are made in."""


class Invalid(Exception):
    """A source with a mistake does not compile; the message is the compiler's."""


@dataclass(frozen=True)
class Project:
    """A contracts project, compiled as it is."""

    toolchain: Toolchain
    sources: Sources
    artifacts: Mapping[str, Artifact]

    @classmethod
    def open(cls, root: Path) -> Self:
        """Read and compile a project. Raises `ToolchainError` and `CompileError`."""
        toolchain = Toolchain.locate(root)
        try:
            sources = Sources.collect(root, toolchain.modules, {})
        except SourceError as error:
            raise CompileError(str(error)) from None
        return cls(toolchain, sources, compile_contracts(root))

    @cached_property
    def texts(self) -> dict[str, str]:
        """Return the sources that mistakes are made in."""
        return {name: text for name, text in self.sources.own.items() if name.startswith(FOLDER)}

    def concerned(self, file: str) -> dict[str, str]:
        """Return the contracts that a source is part of and that can be created, each with its own source."""
        deployable = {name: item.source for name, item in self.artifacts.items() if item.initcode}
        return {name: unit for name, unit in deployable.items() if file in self._closures[unit]}

    @cached_property
    def _closures(self) -> dict[str, dict[str, str]]:
        return {unit: self.sources.closure([unit]) for unit in self.sources.own}


def request(texts: Mapping[str, str], selection: Mapping[str, Any], settings: Mapping[str, Any] = SETTINGS) -> str:
    """Return a question for the compiler."""
    sources = {name: {"content": text} for name, text in sorted(texts.items())}
    return json.dumps(
        {"language": "Solidity", "sources": sources, "settings": {**settings, "outputSelection": selection}}
    )


class Builder:
    """Compiles mistakes."""

    def __init__(self, project: Project, solc: Solc) -> None:
        """Take a project, and the compiler that it is for."""
        self.project, self._solc = project, solc
        self._right: dict[str, Codes] = {}
        """What comes of each source without a mistake."""

    def trees(self) -> Trees:
        """Return the syntax trees of the project's sources."""
        answer = self._cached(request(self.project.sources.all(), {unit: {"": ["ast"]} for unit in self.project.texts}))
        return {name: answer["sources"][name]["ast"] for name in self.project.texts}

    def codes(self, mutant: Mutant) -> Codes:
        """Return what creates the contracts with a mistake, as they would be deployed. Raises `Invalid`."""
        return self._codes(mutant.file, mutant.after)

    def plain(self, mutant: Mutant) -> Codes:
        """Return what creates contracts that do the same, but are larger, if that can be had. Raises `Invalid`."""
        try:
            return self._codes(mutant.file, mutant.after, PLAIN)
        except Invalid:
            # Without the optimizer there may be more on the stack than can be reached.
            return self.codes(mutant)

    def right(self, file: str) -> Codes:
        """Return what creates the same contracts without any, compiled in the same way."""
        if file not in self._right:
            self._right[file] = self._codes(file, self.project.texts[file])
        return self._right[file]

    def artifacts(self, codes: Codes) -> dict[str, Artifact]:
        """Return all contracts, of which some are created by other code."""
        known = self.project.artifacts
        return {**known, **{name: replace(known[name], initcode=bytes.fromhex(code)) for name, code in codes.items()}}

    def _codes(self, file: str, text: str, settings: Mapping[str, Any] = SETTINGS) -> Codes:
        concerned = self.project.concerned(file)
        texts = {**self.project.sources.closure(concerned.values()), file: text}
        answer = self._cached(request(texts, {unit: {name: CODE} for name, unit in concerned.items()}, settings))
        wrong = [error["message"] for error in answer.get("errors", ()) if error["severity"] == "error"]
        if wrong:
            raise Invalid(wrong[0])
        contracts = answer["contracts"]
        return {name: contracts[unit][name]["evm"]["bytecode"]["object"] for name, unit in concerned.items()}

    def _cached(self, question: str) -> dict[str, Any]:
        """Return what the compiler says to a question; it is asked once."""
        key = hashlib.sha256(f"{self.project.toolchain.version} {question}".encode()).hexdigest()
        entry = cache_folder() / "mutants" / f"{key}.json"
        known = load_entry(entry)
        if known is None:
            known = self._solc.ask(question)
            known["errors"] = [error for error in known.get("errors", ()) if error["severity"] == "error"]
            store_entry(entry, known)
        return known
