"""Prove properties in this process. ``seqstake prove`` does so in several, and remembers.

An invariant is proved by induction: if all invariants hold before a step, it holds after it. A law is proved of every
accepted or rejected call in a state in which all invariants hold. Beside the properties, three claims are proved of
every call: ``arithmetic`` (no assertion of the checked arithmetic fails), ``assertions`` (no other fails) and
``declared`` (no reason is given that the list of rejections does not name).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from random import Random
from time import monotonic
from typing import Any, Final, TypeVar

from properties.catalogue import lookup
from properties.declaration import Kind, Property
from properties.evaluation import INVARIANTS, LAWS_OF, rejection_laws_of
from properties.outcome import Rejected, Transition
from properties.symbolic.assumptions import OF_TOKENS
from properties.symbolic.decision import Verdict
from properties.symbolic.explorer import CURRENT
from properties.symbolic.failure import EngineError, Infeasible
from properties.symbolic.formula import FALSE, Formula
from properties.symbolic.ground import takes
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import Knowledge, at_deployment, knowledge
from properties.symbolic.lessening import lessened
from properties.symbolic.memory import Claim, Memory, Names, of_knowledge
from properties.symbolic.model import Witness, witness
from properties.symbolic.owed import Owed, Spot, common
from properties.symbolic.report import NOT_CARRIED, Explorations, Finding, Report
from properties.symbolic.steps import DEPLOYMENT, TIME, Case, by_name, cases
from properties.symbolic.words import evaluated
from spec.rejections import REJECTIONS

Work = TypeVar("Work")

ARITHMETIC: Final = "arithmetic"
ASSERTIONS: Final = "assertions"
DECLARED: Final = "declared"
BESIDE: Final = (ARITHMETIC, ASSERTIONS, DECLARED)
"""What is claimed of every call beside the properties."""
SECONDS: Final = 60.0
"""For one obligation."""

BUDGET: Final = 1200.0
"""For one step; what is not decided by then is unknown."""

GLANCE: Final = 10.0
"""Seconds for telling that a path is impossible."""

SEARCHES: Final = 2
"""For how many obligations of a claim that is left a state that shows the contrary is looked for."""

ATTEMPT: Final = 3.0
"""Seconds for one attempt to find such a state."""

ATTEMPTS: Final = 6.0
"""Seconds for all attempts together while nothing is shown of the step."""

GLIMPSE: Final = 2.0
"""The same once something is: for whatever else may be false, and for a smaller state of what is seen to be."""

SEARCH_BUDGET: Final = 30.0
"""Seconds of one step after which no more such states are looked for: either one was found, or the engine is weak."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be proved of a step, and with what patience."""

    property_ids: frozenset[str] = frozenset()
    """None means all."""
    seconds: float = SECONDS
    budget: float = BUDGET
    models: bool = False
    more: tuple[Property, ...] = ()
    """Claims that are to be proved too, and never assumed."""
    stop: bool = False
    """Whether the first claim that is not proved is enough."""
    backwards: bool = False
    """Whether the last obligation of a step is the first that is taken."""

    def wants(self, id: str) -> bool:
        """Tell whether a property was asked for."""
        return not self.property_ids or id in self.property_ids


class Enough(Exception):
    """Whoever asked wants to know no more."""


@contextmanager
def afterwards(case: Case) -> Iterator[None]:
    """Evaluate properties of what came of a path: nothing is owed, and no solver asked."""
    path = case.explored.path
    path.recording = path.pruning = False
    path.goal = True
    CURRENT.append(path)
    try:
        yield
    finally:
        CURRENT.pop()


class Prover:
    """Proves properties of steps, and keeps the report."""

    def __init__(
        self, order: Order, memory: Memory | None = None, seen: Mapping[tuple[str, str], Witness] | None = None
    ) -> None:
        self.order = order
        self.memory = memory or Memory()
        self.seen = seen or {}
        """By claim and step, what shows that it is false. That need not be looked for."""
        self.deadline = 0.0
        self.knowledge: Knowledge = knowledge()
        self.known = b""
        self.spots: dict[tuple[Formula, ...], Spot] = {}
        """The places of a step, by what holds there."""
        self.shared: dict[Formula, tuple[Formula, ...]] = {}
        """For statements owed at several places of a step: what holds at all of them."""
        self.shown_before: set[Formula] = set()
        """What was shown already somewhere in this step."""
        self.tried: list[Spot] = []
        """Where the present obligation was tried."""
        self.owed: dict[str, list[Owed]] = {}
        """All that is owed in this step, by claim."""
        self.places: dict[tuple[bytes, Names], list[Owed]] = {}
        """The same by the names of a part and of what holds where it is owed."""
        self.in_vain: dict[str, Owed] = {}
        """By claim, what was tried in vain."""
        self.noticed = 0
        """How much of what was tried in vain was looked at for that."""
        self.given_up: dict[str, Owed] = {}
        """For claims of this step that can no longer be proved: an obligation that is not."""
        self.searching = 0.0
        """The seconds that were spent on looking for states that show why."""
        self.report = Report()

    def step(self, name: str) -> None:
        """Prove what is wanted of one step."""
        begin = self.begin(name)
        try:
            obligations = self.all_owed(name)[:: -1 if self.order.backwards else 1]
            for owed in others_last(obligations, self.is_proved_elsewhere):
                self.record(name, owed)
            for claim in others_last(self.in_doubt(name), self.is_shown_elsewhere):
                self.conclude_from(self.look(claim), claim)
        except EngineError as error:
            self.leave(name, f"{NOT_CARRIED}: {error}")
            if self.order.stop:
                raise Enough from error
        except Enough:
            self.leave(name, "left when another claim was not proved")
            raise
        finally:
            self.report.explorations[name].seconds = monotonic() - begin

    def leave(self, name: str, reason: str) -> None:
        """Give up on whatever of a step is not decided to the end."""
        for id in claimed(name, self.order):
            self.report.finding(id, name).add(Verdict.UNKNOWN, 0.0, reason)

    def help(self, name: str, number: int) -> None:
        """Prove obligations of a step in an order of one's own, for another prover that shares the memory."""
        self.begin(name)
        try:
            obligations = self.all_owed(name)
        except EngineError:
            return  # whoever is being helped will say so
        if number == 1:
            obligations = obligations[:: 1 if self.order.backwards else -1]  # so that the two meet in the middle
        else:
            Random(number).shuffle(obligations)
        seen = self.seen_of(name)
        for owed in others_last(obligations, self.is_proved_elsewhere):
            if owed.id not in seen and self.known_open(owed.id) is None and not self.is_begun(owed):
                self.holds(name, owed)
        for claim in reversed(self.in_doubt(name)):
            if not self.is_shown_elsewhere(claim):
                self.look(claim)

    def is_proved_elsewhere(self, owed: Owed) -> bool:
        """Listen, and tell whether another is at an obligation.

        Where something is seen to be false, more may be: there, whether another is at any obligation of the claim.
        """
        self.memory.mention(owed.id)
        return self.is_begun(owed) or (bool(self.seen) and owed.id in self.memory.elsewhere.values())

    def is_begun(self, owed: Owed) -> bool:
        """Tell whether another is at something that makes an obligation."""
        others = self.memory.elsewhere
        return bool(others) and any(owed.spot.name(part) in others for part in owed.parts)

    def is_shown_elsewhere(self, claim: Claim) -> bool:
        """Listen, and tell whether another is looking for what shows that a claim is false."""
        self.memory.mention(claim[0])
        return claim in self.memory.elsewhere

    def begin(self, name: str) -> float:
        """Prepare for a step, and return the time."""
        begin = monotonic()
        self.searching, self.deadline = 0.0, begin + self.order.budget
        self.knowledge = at_deployment() if name == DEPLOYMENT else knowledge()
        self.known = of_knowledge(self.knowledge)
        self.spots, self.shown_before, self.given_up = {}, set(), {}
        self.report.explorations.setdefault(name, Explorations())
        for id in claimed(name, self.order):
            self.report.finding(id, name)
        for id, shown in self.seen_of(name).items():
            self.report.witnesses[id, name] = shown
            self.conclude(self.report.finding(id, name), Verdict.VIOLATED, 0.0, told(shown))
        return begin

    def seen_of(self, name: str) -> dict[str, Witness]:
        """Return what shows of claims about a step that they are false, by claim."""
        return {id: shown for (id, step), shown in self.seen.items() if step == name and self.order.wants(id)}

    def in_doubt(self, name: str) -> list[Claim]:
        """Return the claims of which a state may show that they are false, or a smaller one than is known."""
        if not self.order.models or name not in by_name():
            return []
        open_ = [id for id in self.owed if id in self.given_up or self.known_open(id)]
        return [(id, name) for id in dict.fromkeys((*self.seen_of(name), *open_)) if id in self.owed]

    def look(self, claim: Claim) -> Witness | None:
        """Return what shows that a claim is false, unless another has looked already."""
        if claim not in self.memory.shown:
            self.memory.begin(claim)
            self.memory.keep_shown(claim, self.smaller(claim) if claim in self.seen else self.found(claim))
        return self.memory.shown[claim]

    def smaller(self, claim: Claim) -> Witness:
        """Return what shows what is seen to be false, in a small state, on the path on which it is."""
        id, name = claim
        return self.shown(name, self.fails(claim)) or lessened(lookup(id), self.seen[claim])

    def fails(self, claim: Claim) -> list[Owed]:
        """Return the obligation that is not met where a claim is seen to be false."""
        return [owed for owed in self.owed[claim[0]] if takes(self.seen[claim], owed.spot.conditions)][:1]

    def found(self, claim: Claim) -> Witness | None:
        """Return what shows that a claim is false that cannot be proved."""
        id, name = claim
        return self.shown(name, self.suspects(self.given_up.get(id) or self.in_vain[id]))

    def conclude_from(self, found: Witness | None, claim: Claim) -> None:
        """Note what shows that a claim is false, if anything does."""
        if claim in self.seen:
            self.report.unproved += [written(claim[1], owed) for owed in self.fails(claim)]
        if found is not None:
            self.report.witnesses[claim] = found
            self.conclude(self.report.finding(*claim), Verdict.VIOLATED, 0.0, told(found))

    def all_owed(self, name: str) -> list[Owed]:
        """Return all that is to be proved of a step, and note what is owed at several places."""
        found = list(self.obligations(name))
        at: dict[Formula, dict[tuple[Formula, ...], None]] = {}
        for owed in found:
            for part in owed.parts:
                at.setdefault(part, {})[owed.spot.conditions] = None
        self.shared = {part: common(list(places)) for part, places in at.items() if len(places) > 1}
        self.owed, self.places, self.in_vain, self.noticed = {}, {}, {}, 0
        for owed in found:
            self.owed.setdefault(owed.id, []).append(owed)
            for part in owed.parts:
                self.places.setdefault((owed.spot.name(part), owed.spot.names), []).append(owed)
        return found

    def obligations(self, name: str) -> Iterator[Owed]:
        """Yield all that is to be proved of a step, path by path, and then what the specification asserts on them.

        An assertion is proved once for all paths that begin alike.
        """
        asserted = []
        for case in cases(name):
            asserted += case.explored.path.obligations
            if case.possible:
                self.report.explorations[name].paths += 1
                yield from self.of_case(name, case)
        if self.order.wants(ARITHMETIC):
            for found in dict.fromkeys(asserted):
                yield Owed(ARITHMETIC, self.spot(found.conditions), found.goal, why=found.why)

    def spot(self, conditions: tuple[Formula, ...]) -> Spot:
        """Return the place at which these conditions hold."""
        if conditions not in self.spots:
            self.spots[conditions] = Spot(conditions, self.knowledge, self.known)
        return self.spots[conditions]

    def of_case(self, name: str, case: Case) -> Iterator[Owed]:
        """Yield what is to be proved of one path."""
        exploration = self.report.explorations[name]
        spot = self.spot(case.explored.conditions)
        if self.ruled_out(spot):
            exploration.impossible += 1
            return
        result, subject = case.explored.result, case.subject
        if isinstance(result, AssertionError):
            yield from self.impossible(ASSERTIONS, spot)
        elif isinstance(subject, Rejected):
            action, reason = type(subject.action), type(result)
            if reason not in REJECTIONS[action]:
                yield from self.impossible(DECLARED, spot)
            yield from self.properties(name, case, spot, rejection_laws_of(action, reason), subject)
        elif case.after is not None:  # else refused, in a step of which no law speaks
            exploration.accepted += 1
            yield from self.properties(name, case, spot, (*INVARIANTS, *self.more(Kind.INVARIANT)), case.after)
            if isinstance(subject, Transition):
                laws = (*LAWS_OF[type(subject.action)], *self.more(Kind.LAW))
                yield from self.properties(name, case, spot, laws, subject)

    def ruled_out(self, spot: Spot) -> bool:
        """Tell whether a place is seen at a glance to be impossible."""
        known = self.memory.recall(spot.name(FALSE), spot.names)
        if known is not None and known[0]:
            return True
        if spot.digest in self.memory.possible:
            return False
        begin = monotonic()
        if spot.place.impossible(GLANCE):
            self.memory.keep(spot.name(FALSE), spot.enough, monotonic() - begin)
            return True
        self.memory.keep_possible(spot.digest)
        return False

    def more(self, kind: Kind) -> Iterator[Property]:
        """Yield the additional claims of a kind."""
        return (claim for claim in self.order.more if claim.kind == kind)

    def impossible(self, id: str, spot: Spot) -> Iterator[Owed]:
        """Yield that a place is never reached, if that was asked for."""
        if self.order.wants(id):
            yield Owed(id, spot, FALSE)

    def properties(self, name: str, case: Case, spot: Spot, claims: Iterable[Property], subject: Any) -> Iterator[Owed]:
        """Yield properties of what came of a path."""
        for claim in claims:
            if not self.order.wants(claim.id):
                continue
            finding = self.report.finding(claim.id, name)
            if name == DEPLOYMENT and claim.id in OF_TOKENS:
                finding.assumed, finding.reason = True, "of the tokens, as they are at deployment"
                continue
            try:
                with afterwards(case):
                    goal = evaluated(lambda claim=claim: claim.function(subject))  # type: ignore[misc]
            except (EngineError, Infeasible, TypeError, AttributeError) as error:
                self.conclude(finding, Verdict.UNKNOWN, 0.0, f"{NOT_CARRIED}: {type(error).__name__}: {error}")
                continue
            yield Owed(claim.id, spot, goal, claim)

    def follows(self, spot: Spot, goal: Formula) -> tuple[bool, float]:
        """Tell whether a goal follows at a place, and the seconds that it took to tell."""
        self.tried.append(spot)
        known = self.memory.recall(spot.name(goal), spot.names)
        if known is not None:
            return known
        self.memory.begin(spot.name(goal))
        begin = monotonic()
        proved = spot.place.proves(goal, self.order.seconds)
        taken = monotonic() - begin
        if proved:
            self.memory.keep(spot.name(goal), spot.enough, taken)
        else:
            self.memory.give_up(spot.name(goal), spot.names, taken)
        return proved, taken

    def known_open(self, id: str) -> Owed | None:
        """Return an obligation of a claim that was tried in vain, by whomever."""
        for tried in islice(self.memory.opened, self.noticed, None):
            for owed in self.places.get(tried, ()):
                self.in_vain.setdefault(owed.id, owed)
        self.noticed = len(self.memory.opened)
        return self.in_vain.get(id)

    def shown_of(self, owed: Owed) -> tuple[bool, float]:
        """Tell whether all that makes an obligation follows, and the seconds that it took to tell."""
        taken = 0.0
        for part in owed.parts:
            proved, seconds = self.shown_once(owed.spot, part)
            taken += seconds
            if not proved:
                return False, taken
        return True, taken

    def shown_once(self, spot: Spot, goal: Formula) -> tuple[bool, float]:
        """Tell whether a statement follows, which many paths may come by.

        What holds at all places where it is owed may be enough, so that is tried first.
        """
        known = self.memory.recall(spot.name(goal), spot.names)
        if known is not None and known[0]:
            before = goal in self.shown_before
            self.shown_before.add(goal)
            return True, 0.0 if before else known[1]
        if known is not None:
            return known
        taken, common = 0.0, self.shared.pop(goal, None)
        for place in (spot,) if common is None else (self.spot(common), spot):
            proved, seconds = self.follows(place, goal)
            taken += seconds
            if proved:
                self.shown_before.add(goal)
                return True, taken
        return False, taken

    def holds(self, name: str, owed: Owed) -> tuple[bool, float, str]:
        """Tell whether an obligation is met, the seconds that it took to tell, and why it could not be told."""
        if monotonic() > self.deadline:
            return False, 0.0, "out of time"
        try:
            return *self.shown_of(owed), f"not decided: {owed.why}" if owed.why else "not decided"
        except EngineError as error:
            return False, 0.0, f"{NOT_CARRIED}: {error}"

    def record(self, name: str, owed: Owed) -> None:
        """Decide one obligation, unless nothing can be said of the claim that is better than what is known.

        What another was seen to fail at is looked at first: the claim can no longer be proved then.
        """
        finding = self.report.finding(owed.id, name)
        if finding.verdict is Verdict.VIOLATED or owed.id in self.given_up:
            return
        failed = self.known_open(owed.id) if self.order.models else None
        if failed is None or failed is owed or self.decide(name, failed, finding):
            self.decide(name, owed, finding)

    def decide(self, name: str, owed: Owed, finding: Finding) -> bool:
        """Decide one obligation, note what came of it, and tell whether it is met."""
        proved, seconds, reason = self.holds(name, owed)
        if not proved:
            self.report.unproved.append(written(name, owed))
            if self.order.models:  # else whoever asks wants to know all that is open
                self.given_up[owed.id] = owed
        for spot in self.tried:
            if "place" in vars(spot):
                finding.refutations += spot.place.refutations
                spot.place.refutations.clear()
        self.tried.clear()
        self.conclude(finding, Verdict.PROVED if proved else Verdict.UNKNOWN, seconds, "" if proved else reason)
        return proved

    def suspects(self, owed: Owed) -> list[Owed]:
        """Return the obligations of a claim that may fail: one that is not proved, and a few that say other things."""
        others = (other for other in self.owed[owed.id] if other.goal is not owed.goal and not self.known_of(other))
        return [owed, *islice(others, SEARCHES - 1)]

    def known_of(self, owed: Owed) -> bool:
        """Tell whether it is known already that an obligation is met."""
        spot = owed.spot
        return all((known := self.memory.recall(spot.name(part), spot.names)) and known[0] for part in owed.parts)

    def shown(self, name: str, suspects: Sequence[Owed]) -> Witness | None:
        """Return a step that shows that one of these obligations is not met, if one is found in time."""
        begin = monotonic()
        false = [*self.seen, *(claim for claim, found in self.memory.shown.items() if found is not None)]
        patience = GLIMPSE if any(step == name for _, step in false) else ATTEMPTS
        end = min(self.deadline, begin + min(patience, SEARCH_BUDGET - self.searching))
        found = None
        for owed in suspects:
            with suppress(EngineError):  # no reading of a model, so nothing shown
                action, seconds = by_name()[name], min(ATTEMPT, patience, self.order.seconds)
                found = found or witness(owed.claim, owed.spot.place, owed.goal, action, seconds, end)
        self.searching += monotonic() - begin
        return found

    def conclude(self, finding: Finding, verdict: Verdict, seconds: float, reason: str) -> None:
        """Add what came of an obligation, and stop if that is all that was asked for."""
        finding.add(verdict, seconds, reason)
        if self.order.stop and verdict is not Verdict.PROVED:
            raise Enough


def others_last(work: Iterable[Work], is_elsewhere: Callable[[Work], bool]) -> Iterator[Work]:
    """Yield what is to be done, last what others are at when its turn comes."""
    last = []
    for item in work:
        if is_elsewhere(item):
            last.append(item)
        else:
            yield item
    yield from last


def written(name: str, owed: Owed) -> str:
    """Return an obligation for whoever works on the proof."""
    return f"{owed.id} {name}: {owed.spot.place.by.formula(owed.goal)!r}"


def told(shown: Witness) -> str:
    """Return what shows that a claim is false."""
    return f"{shown.call} {shown.action} in {shown.before}"


def claimed(name: str, order: Order) -> list[str]:
    """Return the ids of all that is claimed of a step."""
    claims = [p.id for p in INVARIANTS]
    if name in by_name():
        action = by_name()[name]
        refusals = {p.id for r in REJECTIONS[action] for p in rejection_laws_of(action, r)}
        claims += [*BESIDE, *(p.id for p in LAWS_OF[action]), *sorted(refusals)]
    return list(filter(order.wants, claims))


def every_step() -> tuple[str, ...]:
    """Return the names of all steps."""
    return (DEPLOYMENT, TIME, *by_name())


def prove(
    actions: Iterable[str],
    property_ids: Iterable[str] = (),
    seconds: float = SECONDS,
    budget: float = BUDGET,
    models: bool = False,
    more: tuple[Property, ...] = (),
    stop: bool = False,
    memory: Memory | None = None,
) -> Report:
    """Prove properties of steps: all of them, unless some are named. Each obligation gets so many seconds,
    and each step has a budget of them.

    With ``models``, a state that shows the contrary is looked for wherever there is no proof. ``more`` are claims that
    are to be proved too, and never assumed. With ``stop``, the first claim that is not proved ends it. Nothing is
    remembered from one call to the next, unless there is a ``memory``.
    """
    order = Order(frozenset(property_ids), seconds, budget, models, more, stop)
    with symbolic():
        prover = Prover(order, memory)
        try:
            for name in actions:
                prover.step(name)
        except Enough:
            pass
    return prover.report
