"""Another solver's judgement of a text, with the proof that it gives.

cvc5 shares no code with z3, and reads the text by itself. Its proof is written out so that a checker can follow it; a
step that it asks to be believed is counted as trusted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import monotonic
from types import MappingProxyType
from typing import Any, Final

import cvc5  # type: ignore[import-untyped]

SECONDS: Final = 5.0
"""For one attempt at one text."""

GRACE: Final = 5.0
"""Seconds more that are waited for an answer, which includes the proof."""

DEFAULT: Final[Mapping[str, str]] = MappingProxyType({})
"""No options: what the solver does by itself."""

COVERINGS: Final[Mapping[str, str]] = {"nl-ext": "none", "nl-cov": "true"}
"""Options for deciding products by coverings, which is strong, but of which the proof is to be believed."""

PROOFS: Final = {"produce-proofs": "true", "proof-granularity": "dsl-rewrite"}
"""Proofs in which every rewrite is a rule with a name."""

TRUSTED: Final = frozenset({"TRUST", "TRUST_THEORY_REWRITE", "SAT_REFUTATION", "DRAT_REFUTATION", "SAT_EXTERNAL_PROVE"})
"""The rules that prove nothing by themselves."""


class Opinion(StrEnum):
    """What the other solver says of statements that are held to have no model."""

    AGREES = "agrees"
    OPEN = "open"
    DISAGREES = "disagrees"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the other solver says of a text, and why."""

    opinion: Opinion
    seconds: float
    said: str
    """The solver's own word."""
    proof: str = ""
    steps: int = 0
    trusted: Counter[str] = field(default_factory=Counter)
    """How often which rule that has to be believed was used."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver says of a text with some options, and its proof if it has one."""

    said: str
    proof: str = ""
    rules: Counter[str] = field(default_factory=Counter)
    """How often each rule is used in the proof."""


def answered(text: str, options: Mapping[str, str]) -> Answer:
    """Return what cvc5 says of a text, in this process."""
    solver, said = asked(text, options)
    if said != "unsat":
        return Answer(said)
    rules, proof = certificate(solver)
    return Answer(said, proof, rules)


def serve(line: "Connection[Any, Any]") -> None:
    """Answer questions until there are no more."""
    while True:
        try:
            text, options = line.recv()
        except EOFError:
            return
        line.send(answered(text, options))


class Judge:
    """The other solver, in a process of its own: it does not always keep to its time, and may fall."""

    def __init__(self) -> None:
        self.process: Any = None
        self.line: Connection[Any, Any] | None = None

    def __enter__(self) -> "Judge":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """End the process, if there is one."""
        if self.line is not None:
            self.line.close()
            self.process.kill()
            self.process.join()
        self.line = self.process = None

    def ready(self) -> "Connection[Any, Any]":
        """Return the line to the process, which is there by then."""
        if self.line is None:
            context = get_context("spawn")
            self.line, theirs = context.Pipe()
            self.process = context.Process(target=serve, args=(theirs,))
            self.process.start()
            theirs.close()
            self.line.send(("(set-logic QF_UFLIA)(check-sat)", {}))
            self.line.recv()
        return self.line

    def answer(self, text: str, seconds: float, options: Mapping[str, str]) -> Answer:
        """Return what the solver says of a text in the time given, and a little more."""
        line = self.ready()
        try:
            line.send((text, {**PROOFS, **options, "tlimit-per": str(int(seconds * 1000))}))
            if line.poll(seconds + GRACE):
                found: Answer = line.recv()
                return found
        except (EOFError, ConnectionError):
            self.end()
            return Answer("fell")
        self.end()
        return Answer("late")

    def __call__(self, text: str, seconds: float = SECONDS, options: Mapping[str, str] = DEFAULT) -> Judgement:
        """Return what cvc5 says of a text that is held to have no model."""
        begin = monotonic()
        found = self.answer(text, seconds, options)
        opinion = {"unsat": Opinion.AGREES, "sat": Opinion.DISAGREES}.get(found.said, Opinion.OPEN)
        trusted = Counter({rule: count for rule, count in found.rules.items() if rule in TRUSTED})
        return Judgement(opinion, monotonic() - begin, found.said, found.proof, found.rules.total(), trusted)


def asked(text: str, options: Mapping[str, str]) -> tuple[Any, str]:
    """Return a solver that was given a text, and its answer."""
    solver = cvc5.Solver(cvc5.TermManager())
    for name, value in options.items():
        solver.setOption(name, value)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "text")
    symbols, said = parser.getSymbolManager(), ""
    while True:
        command = parser.nextCommand()
        if command.isNull():
            return solver, said.strip()
        said += command.invoke(solver, symbols)


def certificate(solver: Any) -> tuple[Counter[str], str]:
    """Return how often each rule is used in the solver's proof, and the proof as text."""
    parts = solver.getProof()
    text = "".join(solver.proofToString(part, cvc5.ProofFormat.CPC).decode() for part in parts)
    return Counter(step.getRule().name for step in steps_of(parts)), text


def steps_of(parts: Iterable[Any]) -> set[Any]:
    """Return all steps of a proof. A step that several others rest on is one step."""
    found, open = set(), list(parts)
    while open:
        step = open.pop()
        if step not in found:
            found.add(step)
            open += step.getChildren()
    return found
