"""The course of a run: how far it was at some times, as points of a curve."""

from dataclasses import dataclass, field
from typing import Final

from differential.campaign.tally import Scope, Tally
from spec.rejections import REJECTIONS

MOMENTS: Final = 400
"""How many points of the course of a run are kept at the most."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How far a run was at a time."""

    seconds: float
    """Since the run began."""
    calls: int
    """Made by the search."""
    features: int
    """Different things seen; none where the search does not ask for them."""
    histories: int
    """In the corpus."""
    accepted: int
    rejected: int
    outcomes: int
    """Different ends of calls seen, of those that have to be: each action accepted, and rejected for each reason."""
    canaries: int
    """Planted mistakes noticed."""


START: Final = Moment(0.0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Search:
    """What the search was."""

    calls: int
    begun: float
    """When it began, in seconds of the run."""
    seconds: float
    features: int
    """Different things seen by the end; none where the search does not ask for them."""
    last_novelty: float
    """When something new was seen for the last time, in seconds of the search."""
    course: tuple[Moment, ...]
    """Of the whole run."""
    interrupted: bool
    trouble: str
    """What ended the run before its time; empty if nothing did."""
    deaths: int
    """Workers that died and were replaced."""


def ends_seen(tally: Tally, scope: Scope) -> int:
    """Return how many ends of calls were seen, of those that have to be."""
    accepted = sum(tally.accepted[kind.__name__] > 0 for kind in scope)
    reasons = ((kind.__name__, reason.__name__) for kind, reasons in scope.items() for reason in reasons)
    return accepted + sum(tally.rejected[end] > 0 for end in reasons)


@dataclass(slots=True)
class Course:
    """The points of a run; a long course is thinned out, but for its beginning, its end, and where the search began."""

    scope: Scope = field(default_factory=lambda: REJECTIONS)
    """The actions that are asked for, with the rejections that have to be seen of each."""
    moments: list[Moment] = field(default_factory=list)
    search: Moment | None = None
    """Where the search began."""

    def note(
        self, seconds: float, calls: int, tally: Tally, canaries: dict[str, bool], features: int = 0, histories: int = 0
    ) -> Moment:
        """Note how far the run is."""
        accepted, rejected = tally.accepted, tally.rejected
        counts = (accepted.total(), rejected.total(), ends_seen(tally, self.scope), sum(canaries.values()))
        moment = Moment(round(seconds, 1), calls, features, histories, *counts)
        self.moments.append(moment)
        if len(self.moments) > MOMENTS:
            del self.moments[1:-1:2]
        return moment

    @property
    def end(self) -> Moment:
        """Return where the run ended."""
        return self.moments[-1] if self.moments else START

    @property
    def newest(self) -> float:
        """Return when the search saw a call end in a new way for the last time, in seconds of the search."""
        begun = self.search.seconds if self.search else self.end.seconds
        first = next((moment for moment in self.moments if moment.outcomes == self.end.outcomes), START)
        return max(0.0, first.seconds - begun)

    def searched(self, latest: float, interrupted: bool = False, trouble: str = "", deaths: int = 0) -> Search:
        """Return what the search was; ``latest`` is when it saw something new for the last time."""
        end, begun = self.end, self.search.seconds if self.search else self.end.seconds
        seconds = round(end.seconds - begun, 1)
        return Search(
            end.calls, begun, seconds, end.features, round(latest, 1), tuple(self.moments), interrupted, trouble, deaths
        )
