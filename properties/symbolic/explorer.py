"""Every path through a function: it is run again and again, each time with other answers to what it asks.

At a question whose answer depends on the state, both answers are tried, unless one of them contradicts what was
answered before. Within ``merged``, the results of all paths are joined into one, with choices where they differ. What
does so is run once for all paths that come to it with the same answers.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from properties.symbolic.failure import EngineError, Infeasible, Undecided
from properties.symbolic.feasibility import Answers, Feasibility
from properties.symbolic.formula import AND, FALSE, NE, OR, TRUE, Formula, conjuncts, every, implied, opposite, some

LONGEST: Final = 400
"""How many questions one path may ask."""


@dataclass(slots=True)
class Frame:
    """One run of one function: what it was answered."""

    answers: list[bool]
    asked: int = 0
    conditions: list[Formula] = field(default_factory=list)
    """What was answered, and what may be assumed since."""
    questions: list[Formula] = field(default_factory=list)
    """What was asked and had two answers, with the answer."""
    open: list[list[bool]] = field(default_factory=list)
    """The beginnings of the paths still to be tried."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """What the specification asserts at some place: it has to follow from the conditions of that place."""

    why: str
    goal: Formula
    conditions: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of the specification came to on a path."""

    result: Any
    conditions: tuple[Formula, ...]
    """What was learnt."""
    obligations: tuple[Obligation, ...]


@dataclass(slots=True)
class Others:
    """What is known of the paths of one exploration, which may begin alike."""

    answers: Answers = field(default_factory=Answers)
    """What the solver answered."""
    parts: dict[tuple[int, tuple[Formula, ...]], Part] = field(default_factory=dict)
    """What parts came to, by their number and what had been answered before."""


class Path:
    """The path being explored."""

    def __init__(self, answers: list[bool], others: "Others | None" = None) -> None:
        """Begin a path by its answers; ``others`` is what is known of other paths of the same exploration."""
        self.frames = [Frame(answers)]
        self.known: dict[Formula, bool] = {}
        self.obligations: list[Obligation] = []
        self.others = others or Others()
        self.begun = 0
        """How many parts were begun that paths which begin alike have in common."""
        self.feasibility = Feasibility(self.others.answers)
        self.recording = True
        """Whether assertions are obligations; within properties they are nobody's."""
        self.pruning = True
        """Whether the solver is asked which answers are possible."""
        self.goal = True
        """Whether what is evaluated is to be shown, or may be assumed."""

    def conditions(self) -> tuple[Formula, ...]:
        """Return everything that holds at this place."""
        return tuple(condition for frame in self.frames for condition in frame.conditions)

    def learn(self, f: Formula) -> None:
        """Let something hold from here on, in the innermost run."""
        for part in conjuncts(f):
            if part not in self.known:
                self.frames[-1].conditions.append(part)
                self.known[part] = True
                self.known[opposite(part)] = False
                if self.pruning and not part.quantified:
                    self.feasibility.learn(part)

    def simplified(self, f: Formula) -> Formula:
        """Return what is left of a statement, given what holds."""
        truth = self.known.get(f)
        if truth is not None:
            return TRUE if truth else FALSE
        if f.kind in (AND, OR):
            return (every if f.kind == AND else some)(map(self.simplified, f.parts))
        return f

    def decide(self, f: Formula) -> bool:
        """Answer a question."""
        f = self.simplified(f)
        if f.truth is not None:
            return f.truth
        frame = self.frames[-1]
        told = frame.asked < len(frame.answers)
        answer = frame.answers[frame.asked] if told else self.chosen(f, frame)
        frame.asked += 1
        if frame.asked > LONGEST:
            raise EngineError("a path without end")
        self.learn(f if answer else opposite(f))
        frame.questions.append(f if answer else opposite(f))
        return answer

    def chosen(self, f: Formula, frame: Frame) -> bool:
        """Choose an answer, and remember to try the other one too if it is possible."""
        yes = not self.pruning or self.feasibility.allows(f)
        no = not self.pruning or self.feasibility.allows(opposite(f))
        if not yes and not no:
            raise Infeasible
        if yes and no:
            frame.open.append([*frame.answers, False])
        frame.answers.append(yes)
        return yes

    @contextmanager
    def within(self, answers: list[bool]) -> Iterator[Frame]:
        """Run something within a frame of its own, and forget afterwards what it learnt."""
        frame, known = Frame(answers), dict(self.known)
        self.frames.append(frame)
        if self.pruning:
            self.feasibility.push()
        try:
            yield frame
        finally:
            if self.pruning:
                self.feasibility.pop()
            self.frames.pop()
            self.known = known


CURRENT: list[Path] = []
"""The path being explored, last."""


def current() -> Path:
    """Return the path being explored."""
    if not CURRENT:
        raise EngineError("a symbolic value outside of an exploration")
    return CURRENT[-1]


@contextmanager
def aside() -> Iterator[None]:
    """Evaluate something that concerns no path: nothing is owed, and no solver asked."""
    path = Path([])
    path.recording = path.pruning = path.goal = False
    CURRENT.append(path)
    try:
        yield
    finally:
        CURRENT.pop()


def decide(f: Formula) -> bool:
    """Answer a question on the path being explored."""
    return f.truth if f.truth is not None else current().decide(f)


def decide_early(f: Formula) -> bool:
    """Answer a question that must not differ between branches of the specification that are joined later.

    Otherwise the versions of a map that are joined could have been written at keys that are equal in one branch only.
    """
    path = current()
    f = path.simplified(f)
    if f.truth is None and path.recording and len(path.frames) > 1:
        raise Undecided(f)
    return decide(f)


@dataclass(frozen=True, slots=True)
class End:
    """What ended a branch."""

    exception: Exception


def joined(
    thunk: Callable[[], Any], join: Callable[[Formula, Any, Any], Any], ends: type[Exception] | tuple[()] = ()
) -> Any:
    """Run a part of the specification along all its paths, and join what came of them.

    If that takes knowing whether two keys are equal, it is answered first, by the path as a whole. So is whether the
    part ends by one of the exceptions ``ends``.
    """
    path = current()
    while True:
        owed = len(path.obligations)
        try:
            results = once(partial(branches, thunk, ends))
            for questions, result in results:
                if isinstance(result, End) and path.decide(every(questions)):
                    raise result.exception
            return tree([entry for entry in results if not isinstance(entry[1], End)], 0, join)
        except Undecided as undecided:
            del path.obligations[owed:]
            if len(path.frames) > 1:
                raise
            path.decide(undecided.question)


def once(thunk: Callable[[], Any]) -> Any:
    """Run a part of the specification: once for all paths that begin alike, if it asks the path as a whole nothing."""
    path = current()
    if len(path.frames) > 1:
        return thunk()
    (frame,) = path.frames
    path.begun += 1
    beginning = path.begun, tuple(frame.questions)
    known = path.others.parts.get(beginning)
    if known is None:
        asked, learnt, owed = frame.asked, len(frame.conditions), len(path.obligations)
        result = thunk()
        if frame.asked == asked:  # else paths part within it
            part = Part(result, tuple(frame.conditions[learnt:]), tuple(path.obligations[owed:]))
            path.others.parts[beginning] = part
        return result
    path.obligations += known.obligations
    for condition in known.conditions:
        path.learn(condition)
    return known.result


def ensure(condition: Formula, why: str, rule: Formula | None = None) -> None:
    """Owe a proof that something holds here, and assume it from here on, perhaps as a rule that says the same.

    Assuming it is sound because what is owed later is only believed together with what is owed here.
    """
    path = current()
    if path.recording:
        goal = path.simplified(condition)
        if goal is not TRUE:
            path.obligations.append(Obligation(why, goal, path.conditions()))
            path.learn(goal if rule is None else rule)


def shown(thunk: Callable[[], Formula]) -> Formula:
    """Work out something that is to be shown at this place: nothing is owed meanwhile, and no solver asked."""
    path = current()
    before = path.recording, path.pruning, path.goal
    path.recording, path.pruning, path.goal = False, False, True
    try:
        return thunk()
    finally:
        path.recording, path.pruning, path.goal = before


def branches(thunk: Callable[[], Any], ends: type[Exception] | tuple[()] = ()) -> list[tuple[list[Formula], Any]]:
    """Run something along all its paths; return each path's answers and result, be it what ended it."""
    path = current()
    results: list[tuple[list[Formula], Any]] = []
    learnt: list[tuple[Formula, dict[Formula, None]]] = []
    work: list[list[bool]] = [[]]
    while work:
        with path.within(work.pop()) as frame:
            try:
                results.append((frame.questions, thunk()))
            except ends as end:
                results.append((frame.questions, End(end)))
            except Infeasible:
                work += frame.open
                continue
            assumed = dict.fromkeys(c for c in frame.conditions if c not in frame.questions)
            learnt.append((every(frame.questions), assumed))
        work += frame.open
    if not results:
        raise Infeasible
    if path.recording:
        for questions, assumed in learnt:
            for c in assumed:
                # What every branch learnt holds whatever the answers are.
                path.learn(c if all(c in others for _, others in learnt) else implied(questions, c))
    return results


def merged(thunk: Callable[[], Any], join: Callable[[Formula, Any, Any], Any]) -> Any:
    """Run something along all its paths, and join the results, with ``join`` where they differ."""
    return tree(branches(thunk), 0, join)


def tree(results: list[tuple[list[Formula], Any]], depth: int, join: Callable[[Formula, Any, Any], Any]) -> Any:
    """Join results that agree in their first answers. A path cut off leaves no branch: no state takes it."""
    if not results:
        raise Infeasible
    if len(results) == 1:
        return results[0][1]
    if any(len(questions) <= depth for questions, _ in results):
        raise EngineError("a function that answers differently when it is run again")
    condition = results[0][0][depth]
    if condition.kind == NE:
        condition = opposite(condition)
    yes = [result for result in results if result[0][depth] is condition]
    no = [result for result in results if result[0][depth] is not condition]
    if not yes or not no:
        return tree(yes or no, depth + 1, join)
    return join(condition, tree(yes, depth + 1, join), tree(no, depth + 1, join))


@dataclass(slots=True)
class Explored:
    """A path to its end."""

    path: Path
    result: Any
    """What came of it: a value, or the exception that ended it."""

    @property
    def conditions(self) -> tuple[Formula, ...]:
        """Return what holds on this path."""
        return tuple(self.path.frames[0].conditions)


def explore(thunk: Callable[[], Any], ends: type[Exception] | tuple[type[Exception], ...]) -> Iterator[Explored]:
    """Run something along every path, each in turn; the exceptions ``ends`` are results.

    A path that no state takes ends as ``Infeasible`` if something is owed on it: it may be just that which cannot hold.
    """
    work: list[list[bool]] = [[]]
    others = Others()
    while work:
        path = Path(work.pop(), others)
        CURRENT.append(path)
        try:
            result: Any = thunk()
            yield Explored(path, result)
        except ends as end:
            yield Explored(path, end)
        except Infeasible as end:
            if path.obligations:
                yield Explored(path, end)
        finally:
            CURRENT.pop()
        work += path.frames[0].open
