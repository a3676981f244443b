"""What a campaign knows and what it does next; it runs nothing itself.

What comes next depends on the seed and on what the shards before came to, in the order in which they were given: with
one worker, a run repeats to the last step.
"""

from collections.abc import Iterable
from typing import Final

from differential.adapter.implementation import Implementation
from differential.adapter.restrict import restricted, usual
from differential.campaign.chooser import Chooser, RandomChooser
from differential.campaign.corpus import BRANCHES, Corpus, Entry, smallest
from differential.campaign.loop import Shard
from differential.campaign.novelty import Feature, Features, kind_of
from differential.campaign.openings import OPENINGS
from differential.campaign.rehearsal import rehearsed
from properties.scenarios import ALL
from properties.world import History, World

SHARD: Final = 240
"""Calls of one shard: a few seconds on the slowest EVM, unless an adapter asks many views."""

PARENTS: Final = 6
"""Histories that a shard begins with: half of them of the latest."""

LATEST: Final = 24
"""How many count as the latest."""


class Index:
    """The smallest history for each feature, by kinds of features.

    A history is found through a kind and then a feature, so that what is rare is begun with as often as what is common:
    there are a thousand sizes, and one history with a full queue.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._features: dict[str, list[Feature]] = {}
        self._smallest: dict[Feature, History] = {}

    def add(self, entry: Entry) -> None:
        """Take the history of an entry where it is the smallest."""
        for feature in sorted(entry.features):
            known = self._smallest.get(feature)
            if known is None:
                self._features.setdefault(kind_of(feature), []).append(feature)
            if known is None or len(entry.history) < len(known):
                self._smallest[feature] = entry.history

    def pick(self, chooser: Chooser) -> History:
        """Return one of the histories."""
        kind = chooser.pick(list(self._features))
        return self._smallest[chooser.pick(self._features[kind])]


def seeds(world: World) -> list[History]:
    """Return the histories that every corpus has: the openings and the directed ones."""
    return [*(opening(world) for opening in OPENINGS), *(scenario.history(usual(world)) for scenario in ALL)]


class Hunt:
    """The corpus of a campaign while it goes on."""

    def __init__(self, corpus: Corpus, world: World, seed: int, system: Implementation | None = None) -> None:
        """Take the folder, the world, the seed of all choices, and the implementation under an adapter, if any."""
        self._corpus, self._world, self._system = corpus, world, system
        self._choose = RandomChooser(seed)
        self._own: set[History] = set()
        """What every corpus has, and no folder needs; and what an adapter leaves of a file, which is not that file."""
        self._unproved: list[History] = []
        """What was kept for the turns of contracts, and has not shown any in this run."""
        self.entries: list[Entry] = []
        self._index = Index()
        self.known: Features = frozenset()

    def histories(self) -> list[History]:
        """Return the histories of the corpus, apart from those kept for the turns of contracts."""
        return [entry.history for entry in self.entries if not entry.part]

    def branching(self) -> list[History]:
        """Return the histories that were kept for the turns of contracts."""
        return list(self._unproved)

    def load(self) -> int:
        """Take the seeds and the folder, the smallest for each feature, and return how many files were superfluous."""
        found, branching = self._corpus.histories(), self._corpus.histories(BRANCHES)
        own, left = self._askable(seeds(self._world)), self._askable(found)
        self._own, self._unproved = set(own) | set(left) - set(found), self._askable(branching)
        for history in dict.fromkeys((*own, *left)):
            self.entries.append(Entry(history, rehearsed(self._world, history, self._system).features))
        return self.minimise()

    def _askable(self, histories: list[History]) -> list[History]:
        """Return what of histories the contracts can be asked."""
        return [restricted(self._system, history) for history in histories]

    def minimise(self) -> int:
        """Keep the smallest history for each feature, and return how many files were superfluous."""
        kept = smallest(self.entries)
        gone = {(entry.history, entry.part) for entry in self.entries} - {(entry.history, entry.part) for entry in kept}
        gone = {(history, part) for history, part in gone if part or history not in self._own}
        for history, part in gone:
            self._corpus.drop(history, part)
        self.entries, self._index = kept, Index()
        for entry in kept:
            self._index.add(entry)
        self.known = self.known.union(*(entry.features for entry in kept))
        return len(gone)

    def saw(self, histories: tuple[History, ...], shown: Features) -> None:
        """Note the turns of contracts that kept histories took; one that was kept for that has to show a new one."""
        history = histories[0]
        if history in self._unproved and shown:
            self._unproved.remove(history)
            if shown <= self.known:
                self._corpus.drop(history, BRANCHES)
            else:
                self.entries.append(Entry(history, shown - self.known, BRANCHES))
                self._index.add(self.entries[-1])
        self.known |= shown

    def take(self, finds: Iterable[Entry]) -> int:
        """Keep what shows something new, and return how many features were new."""
        before = len(self.known)
        for find in finds:
            if not find.features <= self.known:
                self._corpus.add(find.history, find.part)
                self.entries.append(find)
                self._index.add(find)
                self.known |= find.features
        return len(self.known) - before

    def shard(self, calls: int, seconds: float | None = None) -> Shard:
        """Return the next shard, of so many calls, and perhaps of so many seconds at the most."""
        if not self.entries:
            # An adapter may leave nothing of all that is known.
            return Shard(self._choose.integer(0, 2**64 - 1), calls, ((),), self.known, seconds)
        half = PARENTS // 2
        latest = [self._choose.pick(self.entries[-LATEST:]).history for _ in range(half)]
        parents = (*latest, *(self._index.pick(self._choose) for _ in range(PARENTS - half)))
        return Shard(self._choose.integer(0, 2**64 - 1), calls, parents, self.known, seconds)
