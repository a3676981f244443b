"""What the contracts of an adapter understand and say, looked up by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from differential.abi import canonical, signature_hash
from differential.adapter.reader import Table, nearest
from differential.artifact import Artifact


@dataclass(frozen=True, slots=True)
class Entry:
    """A function, error or event of one contract."""

    contract: str
    name: str
    inputs: tuple[Mapping[str, Any], ...]
    outputs: tuple[Mapping[str, Any], ...]
    changes: bool
    """Whether a function may change something."""
    hash: bytes
    """Of the signature."""

    @property
    def selector(self) -> bytes:
        """Return the four bytes that select a function or error."""
        return self.hash[:4]

    @property
    def signature(self) -> str:
        """Return the name with the types of the parameters."""
        return f"{self.name}({','.join(map(canonical, self.inputs))})"

    @property
    def title(self) -> str:
        """Return contract and name, as an adapter refers to it."""
        return f"{self.contract}.{self.name}"


def entries_of(contract: str, artifact: Artifact, kind: str) -> list[Entry]:
    """Return the functions, errors or events of a contract."""
    return [
        Entry(
            contract=contract,
            name=item["name"],
            inputs=tuple(item["inputs"]),
            outputs=tuple(item.get("outputs", ())),
            changes=item.get("stateMutability") not in ("view", "pure"),
            hash=signature_hash(item),
        )
        for item in artifact.abi
        if item["type"] == kind
    ]


class Interfaces:
    """The interfaces of several contracts."""

    def __init__(self, artifacts: Mapping[str, Artifact]) -> None:
        """Take the compiled contracts by their names in the adapter."""
        self._entries = {
            kind: [entry for name, artifact in artifacts.items() for entry in entries_of(name, artifact, kind)]
            for kind in ("function", "error", "event")
        }

    def all(self, kind: str) -> Sequence[Entry]:
        """Return everything of a kind: "function", "error" or "event"."""
        return self._entries[kind]

    def named(self, kind: str, name: str, contract: str = "") -> list[Entry]:
        """Return what bears a name, or has a signature, in one contract or in any."""
        found = self._entries[kind]
        bare, is_signature = name.partition("(")[0], "(" in name
        return [
            entry
            for entry in found
            if entry.name == bare
            and (not contract or entry.contract == contract)
            and (not is_signature or entry.signature == name.replace(" ", ""))
        ]

    def find(self, table: Table, key: str, kind: str, name: str, contract: str = "") -> Entry:
        """Return the one thing of a kind that bears a name. Raises `AdapterError` if there is none."""
        found = self.named(kind, name, contract)
        if not found:
            known = [entry.name for entry in self._entries[kind] if not contract or entry.contract == contract]
            owner = contract or "no contract"
            has = "has no" if contract else "has a" if kind == "function" else "has an"
            raise table.fault(key, f"{owner} {has} {kind} called {name!r}; {nearest(name, known)}")
        # The same error may come from any contract, in the same words.
        if len({entry.signature if kind == "error" else entry.title + entry.signature for entry in found}) > 1:
            choices = ", ".join(sorted(f"{entry.contract}.{entry.signature}" for entry in found))
            raise table.fault(key, f"{name!r} means several things; name the contract and the signature: {choices}")
        return found[0]
