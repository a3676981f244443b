"""What became of mistakes, as it is kept in a file, so that a run that ended early goes on where it was.

A judgement is believed again while the specification, the engine and all properties are the same; if a history shows
that a claim is false, while that claim is.
"""

import inspect
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from differential.trace import save
from properties.catalogue import BY_ID
from properties.mutation.crew import Answer, Question
from properties.mutation.mutant import mutated_source
from properties.mutation.proofs import Fate
from properties.symbolic.dependencies import Sources, digest
from seqstake.kept import records

SCHEMA: Final = 1
"""The layout of the file."""


class Mismatch(Exception):
    """A file does not hold judgements."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a mistake."""

    mutant: str
    place: str
    bug: str
    said: str
    """The claim that it is said to break, if one was named."""
    fate: str
    claim: str
    """What is no longer proved, if anything."""
    step: str
    reason: str
    witness: str
    """The history in which the claim is seen to be false, if one was found."""
    wrong: str
    """What is proved although a history shows that it is false. Nothing is, if the engine is right."""
    seconds: float
    key: str
    """A digest of all that the judgement depends on."""

    @property
    def killed(self) -> bool:
        """Tell whether the proofs notice the mistake."""
        return self.fate == Fate.KILLED


class Ledger:
    """The judgements of this run, and of earlier ones if there is a file."""

    def __init__(self, file: Path | None) -> None:
        """Read what is there. Raises `Mismatch`."""
        self.file = file
        self.sources = Sources()
        self.entries: dict[tuple[str, str], Judgement] = {}
        if file is not None and file.exists():
            self.entries = {(entry.mutant, entry.said): entry for entry in read(file)}

    def found(self, question: Question) -> Judgement | None:
        """Return what became of a mistake, if that is known."""
        entry = self.entries.get((question.mutant.id, question.claim))
        known = entry is not None and entry.key == self.key(question, entry.claim if entry.witness else "")
        return entry if known else None

    def add(self, answer: Answer) -> Judgement:
        """Take in an answer, and write all down."""
        mutant, sentence = answer.question.mutant, answer.sentence
        opening, witness = sentence.opening, sentence.witness
        claim, step, reason = (opening.claim, opening.step, opening.reason) if opening else ("", "", "")
        entry = Judgement(
            mutant.id,
            mutant.place or f"spec/{mutant.module}.py",
            mutant.bug,
            answer.question.claim,
            sentence.fate.value,
            claim,
            step,
            reason,
            str(witness) if witness else "",
            f"{sentence.wrong.claim} of {sentence.wrong}" if sentence.wrong else "",
            round(answer.seconds, 2),
            self.key(answer.question, claim if witness else ""),
        )
        self.entries[entry.mutant, entry.said] = entry
        if self.file is not None:
            body = {"schema": SCHEMA, "judgements": [asdict(entry) for entry in self.entries.values()]}
            save(self.file, json.dumps(body, indent=1, ensure_ascii=False) + "\n")
        return entry

    def key(self, question: Question, false: str) -> str:
        """Return a digest of what a judgement depends on; less, if a history shows that a claim is false."""
        claim = BY_ID.get(false)
        texts = [mutated_source(question.mutant), inspect.getsource(claim.function) if claim else false]
        modules = self.sources.modules.items()
        return digest("\n".join((*texts, *(f"{n} {m.text!r}" for n, m in modules if depended_on(n, bool(false))))))


def depended_on(module: str, seen: bool) -> bool:
    """Tell whether a judgement depends on a module: on what is known of states only if nothing was seen to be false."""
    if module.startswith(("spec.", "properties.symbolic.")) or module == "properties.vocabulary":
        return True
    return not seen and module.startswith(("properties.invariants.", "properties.laws."))


def read(file: Path) -> list[Judgement]:
    """Return the judgements in a file. Raises `Mismatch`."""
    found = records(file, SCHEMA, "judgements", Judgement)
    if found is None:
        raise Mismatch(f"{file} holds no judgements that this version wrote; name another file, or remove it")
    return found
