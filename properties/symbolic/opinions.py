"""What cvc5 said lately of the proofs, on disk: one file for each text of the specification and the properties.

The file is named by a digest of all that an opinion may depend on, so what was said of other texts is not even found.
An opinion is of one property and one step: of what z3 refuted for it, and of the paths that z3 ruled out there.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

from properties.symbolic.cache import SCHEMA, Unreadable, default_folder, load, write
from properties.symbolic.dependencies import Sources, digest

MOST: Final = 4
"""For so many texts, opinions are kept."""

AGREES: Final = "agrees"
OPEN: Final = "open"
PLAIN: Final = "nothing to ask"
"""The word for what z3 was not asked either, as the normal form alone decides it."""
UNASKED: Final = "not asked since the last change"


def current() -> Path:
    """Return the file for the texts as they are now, and for those who decide them."""
    solvers = f"python {sys.version_info[:3]} cvc5 {version('cvc5')} z3 {version('z3-solver')}"
    texts = [f"{name} {digest(text)}" for name, text in Sources().texts()]
    return default_folder().with_name("cvc5") / (digest("\n".join([solvers, *texts])) + ".json")


@dataclass
class Opinions:
    """Opinions on the texts as they are."""

    path: Path
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    """By step and property."""

    def keep(self, said: Mapping[str, Mapping[str, str]]) -> None:
        """Add opinions, and forget those on texts of long ago. Too little time takes back nothing, and of a run during
        which the texts changed nothing is kept.
        """
        for step, words in said.items():
            known = self.said.setdefault(step, {})
            known |= {id: word for id, word in words.items() if word != OPEN or id not in known}
        if current() != self.path:
            return
        write(self.path, {"schema": SCHEMA, "said": self.said})
        for old in sorted(self.path.parent.glob("*.json"), key=lambda path: -path.stat().st_mtime)[MOST:]:
            old.unlink(missing_ok=True)

    def words(self, id: str, steps: Iterable[str]) -> Counter[str]:
        """Return how often it says what of a property and these steps."""
        return Counter(self.said.get(step, {}).get(id, UNASKED) for step in steps)

    def told(self, id: str, steps: Iterable[str]) -> str:
        """Return in words what it says of a property and these steps."""
        words = self.words(id, steps).items()
        return ", ".join(f"{word} for {count} step{'s' * (count > 1)}" for word, count in sorted(words))

    def agrees(self, id: str, steps: Iterable[str]) -> bool:
        """Tell whether it agrees on all that z3 decided of a property and these steps, and on something."""
        words = self.words(id, steps)
        return AGREES in words and set(words) <= {AGREES, PLAIN}


def latest() -> Opinions:
    """Return what was said of the texts as they are; nothing if the file is not what was written."""
    path = current()
    try:
        body = load(path) or {"said": {}}
    except Unreadable:
        body = {"said": {}}
    return Opinions(path, body["said"])
