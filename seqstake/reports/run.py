"""What a run came to, in words and numbers: the record that the JSON report holds and every other report is made of.

``docs/verify.schema.json`` and ``docs/fuzz.schema.json`` describe it to other programs.
"""

from dataclasses import dataclass
from typing import Final

from properties.symbolic.report import Explorations
from seqstake.reports.course import Search
from seqstake.reports.places import Place

BAD: Final = ("violated", "unknown")
"""The verdicts that no run passes with."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What proofs say of a property and one step."""

    step: str
    verdict: str
    obligations: int
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What proofs say of a property."""

    id: str
    statement: str
    verdict: str
    decided_by: str
    how: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Proofs:
    """What a run of the prover came to."""

    schema: int
    version: str
    outcome: str
    exit_code: int
    seconds: float
    seconds_per_obligation: float
    interrupted: bool
    canaries: dict[str, bool]
    """Each false claim, and whether it was refuted."""
    vacuous: list[str]
    notes: list[str]
    steps: dict[str, Explorations]
    properties: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What proofs say of a property, in short."""

    verdict: str
    how: str


@dataclass(frozen=True, slots=True)
class Second:
    """What another solver, cvc5, said of the proofs of a property in an earlier run, on the same texts."""

    agrees: bool
    """On all that z3 decided for it."""
    how: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A property, and who said what of it."""

    id: str
    kind: str
    chapter: str
    severity: str
    statement: str
    verdict: str
    """proved, violated, unknown, or no counterexample in so many evaluations."""
    decided_by: str
    proof: Proof | None
    """Nothing if proofs do not speak of it."""
    cvc5: Second | None
    """Nothing if cvc5 was not asked for it since the last change, or proofs do not speak of it."""
    lock_step: str
    crosshair: str | None
    """Nothing if CrossHair said nothing of the texts as they are."""
    mistakes: int
    """Mistakes planted in the specification that the tests expect it to notice."""


@dataclass(frozen=True, slots=True)
class Calls:
    """How often an action was accepted, and rejected for what; reasons that were declared and not seen have a zero."""

    accepted: int
    rejected: dict[str, int]


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Calls of a function that an adapter does not map."""

    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing that an adapter can map."""

    mapped: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Adapter:
    """What an adapter maps, and what it does not."""

    title: str
    score: float
    """How much of the spec it reaches, in percent."""
    parts: dict[str, Part]
    limits: tuple[str, ...]
    """What is not compared, or less strictly."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function as it stands in a file."""

    title: str
    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """What takes a call: a function, and those that it calls, also by way of others."""

    language: str
    function: Function
    called: tuple[Function, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a step changes at one place of the state."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Stepped:
    """One step of a failing history, as the spec has it."""

    words: str
    outcome: str
    """Accepted, or rejected and why; or that the spec does not speak of such a call."""
    changes: tuple[Change, ...]
    state: tuple[str, ...]
    """What of the state after it is not as right after deployment."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A history that ends badly."""

    kind: str
    reason: str
    properties: tuple[str, ...]
    trace: str
    """The file that it is kept in."""
    history: tuple[str, ...]
    """The steps in words."""
    repeat: str
    """The command that runs it again."""
    spec_says: str
    """Where the two sides differ; nothing if they do not."""
    contract_says: str
    broken: dict[str, tuple[str, ...]]
    """By property, the clauses that fail after the last step, with both sides."""
    steps: tuple[Stepped, ...]
    spec: Source | None
    """What takes the last step in the specification."""
    contract: Source | None
    """What takes it in the contracts, if its source is at hand."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The corpus of a run of ``fuzz``."""

    folder: str
    histories: int
    """With those that come with the project."""
    superfluous: int
    """Removed, since smaller ones show the same."""
    elsewhere: int
    """Of other parameters or tokens, and left alone."""
    complaints: tuple[str, ...]
    """What could not be read, and what became of it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake planted in the contracts, and what noticed it."""

    id: str
    file: str
    line: int
    operator: str
    diff: str
    verdict: str
    killed_by: tuple[str, ...]
    """The comparisons that fail."""
    step: int | None
    """At which call it was noticed."""
    why: str
    """What is said of one that nothing noticed."""


@dataclass(frozen=True, slots=True)
class Kills:
    """What became of the mistakes planted in the contracts."""

    score: float
    """Which part of them was noticed, apart from those that change nothing."""
    mutants: tuple[Mutant, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of ``verify`` or ``fuzz``."""

    tool: str
    version: str
    command: str
    """What was asked for, with its seed."""
    outcome: str
    exit_code: int
    evm: str
    """What the contracts ran on; what another one finds is confirmed on py-evm."""
    seed: int
    workers: int
    """Processes, or workers of the cluster."""
    seconds: float
    """Of the whole run."""
    histories: int
    calls: int
    """Made in lock-step, by the search and by what ran before it."""
    calls_examined: int
    """Calls after which the properties were evaluated; spec and contracts are compared after every call."""
    calls_per_second: float
    """Of one process, while it steps."""
    canaries: dict[str, bool]
    """Each planted mistake, and whether the harness noticed it."""
    reserved_calls_refused: int
    vacuous: list[str]
    """What a run has to see and this one did not."""
    adapter: Adapter | None
    """What an adapter maps and what it does not; nothing if there is none."""
    unmapped_calls: dict[str, Unmapped]
    """Calls of what an adapter does not map; they changed nothing observed."""
    actions: dict[str, Calls]
    events: dict[str, int]
    properties: tuple[Judged, ...]
    proofs: Proofs | None
    """Nothing if nothing was to be proved."""
    failures: tuple[Failing, ...]
    search: Search
    corpus: Folder | None
    """Nothing but of a run of ``fuzz``."""
    kills: Kills | None
    """Nothing unless a file of them was given."""
