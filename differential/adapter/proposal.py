"""Proposing an adapter for a contract by the names and types of its interface."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, get_type_hints

from differential.abi import canonical
from differential.adapter import synonyms
from differential.adapter.binding import kinds_of
from differential.adapter.declaration import ACTIONS, EVENTS, REASONS, field_names
from differential.adapter.getters import recorded
from differential.adapter.interface import Entry, Interfaces
from differential.artifact import Artifact

FIXED: Final[dict[str, str]] = {
    "validator": '"validator 1"',
    "min_shares": "0",
    "max_shares": '"unlimited"',
    "min_assets": "0",
    "generation": "0",
}
"""What fields are set to that a contract without validators is not told of."""

POOLED: Final = ("Delegate", "UnbondAssets", "ClaimRewards", "DepositRewards")
"""What can be asked of a contract with one pool."""


@dataclass(slots=True)
class Proposal:
    """What was recognised of one contract."""

    name: str
    pooled: bool
    """Whether the contract knows no validators: then the spec gets one of its own."""
    functions: dict[str, Entry] = field(default_factory=dict)
    """By action."""
    events: dict[str, Entry] = field(default_factory=dict)
    """By event of the spec."""
    errors: dict[str, Entry] = field(default_factory=dict)
    """By rejection."""
    views: dict[str, Entry] = field(default_factory=dict)
    """By path of the spec."""
    settings: dict[str, Entry] = field(default_factory=dict)
    """Views that say how the contract is set, by parameter."""
    parameters: dict[str, int] = field(default_factory=dict)
    """What they answered."""
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    """Views by field, by path of the spec."""
    others: list[Entry] = field(default_factory=list)
    """Functions that change something and were not recognised."""
    constructor: list[Mapping[str, Any]] = field(default_factory=list)


def propose(name: str, artifact: Artifact) -> Proposal:
    """Recognise what the spec knows in a contract."""
    name = re.sub(r"\W", "_", name)
    interfaces = Interfaces({name: artifact})
    changing = [entry for entry in interfaces.all("function") if entry.changes]
    found = Proposal(name, not knows_validators(changing))
    found.constructor = next((item["inputs"] for item in artifact.abi if item["type"] == "constructor"), [])
    kinds = POOLED if found.pooled else tuple(ACTIONS)
    known = [(kind, synonyms.ACTIONS.get(kind, ())) for kind in kinds]
    found.functions = assigned(changing, known, lambda kind, entry: asks(ACTIONS[kind], entry))
    used = {entry.signature for entry in found.functions.values()}
    found.others = [entry for entry in changing if entry.signature not in used]
    found.events = assigned(interfaces.all("event"), [(kind, synonyms.EVENTS.get(kind, ())) for kind in EVENTS])
    found.errors = assigned(interfaces.all("error"), [(kind, synonyms.REJECTIONS.get(kind, ())) for kind in REASONS])
    for entry in interfaces.all("function"):
        if not entry.changes:
            fitting = [(path, names) for (path, count), names in synonyms.VIEWS.items() if count == len(entry.inputs)]
            path = synonyms.best(entry.name, fitting)
            if path and found.pooled:
                found.views.setdefault(path, entry)
    found.records = {} if found.pooled else recorded(interfaces)
    found.settings = settings_of(interfaces) if found.pooled else {}
    return found


def settings_of(interfaces: Interfaces) -> dict[str, Entry]:
    """Return the views that say how a contract is set; only those of a known name, since what they say is believed."""
    known = {synonyms.bare(name): key for key, names in synonyms.PARAMETERS.items() for name in (key, *names)}
    views = [entry for entry in interfaces.all("function") if not entry.changes and not entry.inputs]
    return {known[synonyms.bare(entry.name)]: entry for entry in views if synonyms.bare(entry.name) in known}


def assigned(
    entries: Sequence[Entry],
    known: Iterable[tuple[str, tuple[str, ...]]],
    fits: Callable[[str, Entry], bool] = lambda key, entry: True,
) -> dict[str, Entry]:
    """Return which entry stands for which thing that it fits; of several that are like one, the one that is most."""
    found, names = dict[str, Entry](), dict(known)
    for entry in entries:
        key = synonyms.best(entry.name, [(key, others) for key, others in names.items() if fits(key, entry)])
        rival = found.get(key)
        wanted = (key, *names.get(key, ()))
        if key and (rival is None or synonyms.likeness(entry.name, wanted) > synonyms.likeness(rival.name, wanted)):
            found[key] = entry
    return found


def told(kind: type[Any], entry: Entry) -> list[str] | None:
    """Return the fields that a function's or event's parameters stand for; nothing if one of them is strange."""
    # An amount is one of assets rather than of shares, if there are both.
    left, found = sorted(field_names(kind), key=lambda name: name == "shares"), list[str]()
    for parameter in entry.inputs:
        fitting = [name for name in left if fits(kind, name, parameter)]
        given = synonyms.best(parameter["name"], [(name, synonyms.FIELDS.get(name, ())) for name in fitting])
        if not given and len(fitting) == 1:
            given = fitting[0]
        if not given:
            return None
        left.remove(given)
        found.append(given)
    return found


def asks(kind: type[Any], entry: Entry) -> bool:
    """Tell whether a function can ask for an action: it takes nothing else, and can do without what it is not told."""
    passed = told(kind, entry)
    return passed is not None and set(field_names(kind)) <= {*passed, *FIXED}


def fits(kind: type[Any], name: str, parameter: Mapping[str, Any]) -> bool:
    """Tell whether a parameter takes what a field is: an account, a number, a list or a record."""
    return re.match("|".join(kinds_of(get_type_hints(kind)[name])), canonical(parameter)) is not None


def knows_validators(entries: Iterable[Entry]) -> bool:
    """Tell whether any function names a validator."""
    names = (synonyms.bare(item["name"]) for entry in entries for item in entry.inputs)
    return any(word in name for name in names for word in ("validator", "sequencer", "operator"))
