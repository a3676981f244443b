"""Let CrossHair run a check along all its paths: the only module that knows it.

CrossHair says *confirmed* only if it has followed every path to its end and could decide every branch. Out of time, or
where it has to settle for a single value of an unknown number, it says *unknown*, and so does this. What it refutes is
run again with plain numbers, and believed only if that fails too. Patience is counted in the processor's time, so that
a busy machine decides the same.
"""

from collections import Counter
from dataclasses import dataclass, field
from inspect import BoundArguments, Parameter, Signature
from time import process_time
from typing import Any

import crosshair.core_and_libs  # noqa: F401  # teaches CrossHair what builtins mean
from crosshair.condition_parser import ConditionExpr, ConditionExprType, Conditions, condition_parser
from crosshair.core import CallTreeAnalysis, analyze_calltree
from crosshair.options import DEFAULT_OPTIONS
from crosshair.statespace import VerificationStatus

from properties.bounded.check import Check
from properties.bounded.finding import Finding, Word
from properties.bounded.population import Population, population


@dataclass
class Journal:
    """What happened on the paths that were followed to their ends."""

    seen: Counter[str] = field(default_factory=Counter)
    numbers: dict[str, int] = field(default_factory=dict)
    """For which the check failed."""


def upheld(check: Check, people: Population, numbers: dict[str, int], journal: Journal) -> bool:
    """Tell whether all holds, and write down what is seen if so."""
    seen, holds = check.judge(people, numbers)
    if not holds:
        return False
    journal.seen[seen] += 1
    return True


def conditions(check: Check, people: Population, journal: Journal) -> Conditions:
    """Return the check as CrossHair takes it: a function of the unknown numbers, and what is to hold of it."""

    def body(**numbers: int) -> bool:
        return upheld(check, people, numbers, journal)

    def within(numbers: Any) -> bool:
        return all(bounds.lowest <= numbers[name] <= bounds.highest for name, bounds in check.unknowns.items())

    def note(arguments: BoundArguments, returned: object, _: object) -> tuple[str, str]:
        journal.numbers = dict(arguments.arguments)
        return check.name, repr(returned)

    kind = Parameter.KEYWORD_ONLY
    signature = Signature([Parameter(name, kind, annotation=int) for name in check.unknowns], return_annotation=bool)
    before = ConditionExpr(ConditionExprType.PRECONDITION, within, __file__, 1, "the numbers are within their bounds")
    after = ConditionExpr(ConditionExprType.POSTCONDITION, lambda found: found["_"] is True, __file__, 2, "all holds")
    return Conditions(body, body, [before], [after], frozenset(), signature, None, [], note)


def analysis(task: Conditions, seconds: float) -> CallTreeAnalysis:
    """Let CrossHair search, for so many seconds of the processor's time."""
    # No kinds of contracts: with those of the library, a hash may be assumed to be anything.
    options = DEFAULT_OPTIONS.overlay(analysis_kind=(), per_condition_timeout=seconds, per_path_timeout=seconds)
    with condition_parser(()):
        return analyze_calltree(options, task)


def failures(check: Check, people: Population, numbers: dict[str, int]) -> tuple[str, ...]:
    """Return what fails with plain numbers, in words. What raises fails too, an assertion above all."""
    try:
        return check.failures(people, numbers)
    except Exception as error:  # whatever it is, no call ends so
        return (f"{type(error).__name__}: {error}",)


def judged(check: Check, people: Population, found: CallTreeAnalysis, journal: Journal) -> tuple[Word, tuple[str, ...]]:
    """Return the verdict, and why if it is not what it should be."""
    if found.verification_status == VerificationStatus.CONFIRMED:
        missing = tuple(f"never seen: {what}" for what in check.expected if not journal.seen[what])
        return (Word.VACUOUS if missing else Word.CONFIRMED), missing
    if found.verification_status == VerificationStatus.UNKNOWN:
        return (Word.OPEN if journal.seen else Word.UNKNOWN), ("not all paths were followed to their ends",)
    told = tuple(message.message for message in found.messages)
    failed = failures(check, people, journal.numbers) if journal.numbers else ()
    return (Word.VIOLATED, failed) if failed else (Word.UNKNOWN, told or ("no path was followed to its end",))


def verdict(check: Check, people: Population, journal: Journal, seconds: float) -> tuple[Word, tuple[str, ...]]:
    """Let CrossHair search, and return the verdict. Whatever goes wrong with it, nothing is known."""
    try:
        found = analysis(conditions(check, people, journal), seconds)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic beneath the map is no ``Exception``
        return Word.UNKNOWN, (f"CrossHair failed: {type(error).__name__}: {error}",)
    return judged(check, people, found, journal)


def examine(check: Check, size: int, seconds: float) -> Finding:
    """Return what came of a check on a population of so many accounts, within so many seconds."""
    people, journal = population(size), Journal()
    begin = process_time()
    word, reasons = verdict(check, people, journal, seconds)
    took = round(process_time() - begin, 2)
    numbers = journal.numbers if word is Word.VIOLATED else {}
    return Finding(check.name, size, word, took, dict(sorted(journal.seen.items())), numbers, reasons)
